// The passwords of many servers at once: getting them, exporting them, and deleting the stored copies.
import { feature } from "../shared/feature.ts";
import { msg } from "../locales/words.ts";
import type { PasswordUses } from "../password/actions.ts";
import { deletingLoss, passwordLoss } from "../password/losses.ts";
import { waitsLoss } from "../waiting/losses.ts";
import type { Loss } from "../shared/feature.ts";
import { loadedView } from "../ui/loaded.ts";
import { createManyActions } from "./actions.ts";
import type { ManyActions } from "./actions.ts";
import { isDecrypted, NO_MANY, on, reduce } from "./state.ts";
import type { Many, ManyEvent, ManyState } from "./state.ts";

export const many = feature<"many", Many, ManyEvent, ManyState, PasswordUses, ManyActions>({
  name: "many",
  initial: NO_MANY,
  reduce,
  on,
  actions: (context) => createManyActions(context, () => import("./parts.ts")),
  follow: (actions, before, after) => { actions.follow(before, after); },
  losses,
  holdsSecret: (state) => state.many.rows.some(isDecrypted),
  views: [
    {
      name: "many",
      needsSession: true,
      under: "servers",
      parse: (hash) => (hash === "#/passwords" ? { view: "many" } : undefined),
      address: () => "#/passwords",
      render: (state, actions) => loadedView(state.many.view, actions.many.view(), actions.many.load, (view) => view(state, actions)),
    },
  ],
});

function losses({ many: { rows, run, wait } }: ManyState): Loss[] {
  const passwords = rows.filter((row) => isDecrypted(row) && row.deletion?.phase !== "deleted");
  const getting: Loss = { kind: "getting", ids: run?.kind === "get" ? ["many"] : [], rank: 3, text: () => msg("Getting the passwords, which is under way") };
  return [passwordLoss(passwords.map(({ id }) => id)), getting, waitsLoss(wait && wait.phase !== "over" ? wait.ids : []), deletingLoss(run?.kind === "delete" ? ["many"] : [])];
}
