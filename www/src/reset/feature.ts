// New passwords for one server or many, with the care of getting and deleting: said before what it does, confirmed, and kept until they are forgotten.
import { digits, msg, str } from "../locales/words.ts";
import type { ManyUses } from "../many/actions.ts";
import { feature } from "../shared/feature.ts";
import type { Loss } from "../shared/feature.ts";
import { loadedView } from "../ui/loaded.ts";
import { createResetActions } from "./actions.ts";
import type { ResetActions } from "./actions.ts";
import { isHeld, NO_RESET, on } from "./state.ts";
import type { Reset, ResetEvent, ResetState } from "./state.ts";

export const reset = feature<"reset", Reset, ResetEvent, ResetState, ManyUses, ResetActions>({
  name: "reset",
  initial: NO_RESET,
  reduce: (_slice, { step }) => step,
  on,
  actions: (context) => createResetActions(context, async () => (await import("./parts.ts")).createParts),
  follow: (actions, before, after) => { actions.follow(before, after); },
  losses,
  holdsSecret: (state) => state.reset.rows.some(isHeld),
  views: [
    {
      name: "newPasswords",
      needsSession: true,
      under: "servers",
      parse: (hash) => (hash === "#/new-passwords" ? { view: "newPasswords" } : undefined),
      address: () => "#/new-passwords",
      render: (state, actions) => loadedView(state.reset.parts, actions.reset.parts(), actions.reset.load, (parts) => parts.many(state, actions)),
    },
  ],
});

function losses({ reset: { rows, run } }: ResetState): Loss[] {
  return [
    { kind: "newPasswords", ids: rows.filter(isHeld).map(({ id }) => id), rank: 1, ofUser: true, text: lossText },
    { kind: "setting", ids: run ? ["reset"] : [], rank: 4, text: () => msg("Setting new passwords, which is under way") },
  ];
}

function lossText(number: number): string {
  const count = digits(number);
  return number === 1 ? msg("1 new password that a server may have") : msg(str`${count} new passwords that servers may have`);
}
