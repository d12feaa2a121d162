// A password from its ciphertext to the clipboard, and the view for one that was pasted.
import type { KeysUses } from "../keys/actions.ts";
import { msg } from "../locales/words.ts";
import { feature } from "../shared/feature.ts";
import type { WaitingUses } from "../waiting/actions.ts";
import { createPasswordActions } from "./actions.ts";
import type { PasswordActions } from "./actions.ts";
import { passwordLoss } from "./losses.ts";
import { pastedView } from "./pasted-view.ts";
import { NO_PASSWORD, on, reduce } from "./state.ts";
import type { PasswordEvent, PasswordSlice, PasswordState } from "./state.ts";

export const password = feature<"password", PasswordSlice, PasswordEvent, PasswordState, KeysUses & WaitingUses, PasswordActions>({
  name: "password",
  initial: NO_PASSWORD,
  reduce,
  on,
  actions: createPasswordActions,
  follow: (actions, before, after) => { actions.follow(before, after); },
  // That of a server is lost or not with what became of its stored copy, which its own feature knows.
  losses: (state) => [passwordLoss(state.password.pasted.phase === "decrypted" ? ["pasted"] : [])],
  holdsSecret: (state) => state.password.server?.view.phase === "decrypted",
  views: [
    {
      name: "decrypt",
      link: { text: () => msg("Decrypt only"), rank: 3 },
      parse: (hash) => (hash === "#/decrypt" ? { view: "decrypt" } : undefined),
      address: () => "#/decrypt",
      render: pastedView,
    },
  ],
});
