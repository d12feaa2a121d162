// Policies and what they allow: the editor, the answers, and what IAM grants to who is signed in.
import { msg } from "../locales/words.ts";
import type { SessionUses } from "../session/actions.ts";
import { feature } from "../shared/feature.ts";
import type { Route } from "../shared/route.ts";
import { createPermissionsActions } from "./actions.ts";
import type { PermissionsActions } from "./actions.ts";
import { reduce } from "./reduce.ts";
import { NO_PERMISSIONS } from "./state.ts";
import type { Permissions, PermissionsEvent, PermissionsState } from "./state.ts";
import { permissionsView } from "./view.ts";

/** A link to the explanation of a refusal, by its action and the call. */
const EXPLAIN = /^#\/permissions\?explain=([A-Za-z0-9_%*-]+)(?:&call=([A-Za-z]+\.[a-z0-9.]*))?$/;

export const permissions = feature<"permissions", Permissions, PermissionsEvent, PermissionsState, SessionUses, PermissionsActions>({
  name: "permissions",
  initial: NO_PERMISSIONS,
  reduce,
  actions: (context) => createPermissionsActions(context, () => import("./answers/parts.ts"), () => import("./policies/parts.ts")),
  follow: (actions, before, after) => { actions.follow(before, after); },
  losses: ({ permissions: now }) => [
    { kind: "policies", ids: isEdited(now) ? ["permissions"] : [], rank: 2, ofUser: true, text: () => msg("The policies as you have edited them") },
    { kind: "expectations", ids: now.pins?.kept?.unsaved ? ["permissions"] : [], rank: 2, ofUser: true, text: () => msg("Expectations that are in no file") },
  ],
  views: [{ name: "permissions", link: { text: () => msg("Permissions"), rank: 2 }, parse, address: () => "#/permissions", render: permissionsView }],
});

/** Also of the side before, whatever takes the place of the one after. */
const isEdited = ({ edited, before }: Permissions): boolean => edited || before?.some(({ unsaved }) => unsaved) === true;

function parse(hash: string): Route | undefined {
  if (hash === "#/permissions") return { view: "permissions" };
  const [, action, call] = EXPLAIN.exec(hash) ?? [];
  if (action !== undefined) return { view: "permissions", explain: action.replaceAll("%3A", ":"), ...(call !== undefined && { call }) };
  return hash.startsWith("#/permissions?") ? { view: "permissions", shared: hash.slice("#/permissions?".length) } : undefined;
}
