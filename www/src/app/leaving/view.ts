// Before signing out forgets it: what would be lost.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Actions } from "../actions.ts";
import type { State } from "../state.ts";
import { modal } from "../../ui/modal.ts";
import { startIcon } from "../../ui/parts.ts";
import { digits, msg, str, words } from "../../locales/words.ts";
import { losses } from "./state.ts";
import type { Loss } from "./state.ts";

const WORDS = words(() => ({
  title: msg("Sign out and lose this?"),
  policies: msg("The policies as you have edited them"),
  getting: msg("Getting the passwords, which is under way"),
  deleting: msg("Deleting, which is under way: what is not deleted yet stays stored"),
  forgets: msg("Signing out forgets everything in this tab, the keys too. What is stored in the cloud stays there."),
  stay: msg("Stay signed in"),
  signOut: msg("Sign out"),
}));

export function leaveDialog(state: State, actions: Actions): TemplateResult {
  const { connection } = state;
  const stay = (): void => { actions.dispatch({ type: "session/leaveDismissed" }); };
  // The state closes it. Escape asks for that; a browser that closes it all the same says so later.
  const escaped = (event: Event): void => {
    event.preventDefault();
    stay();
  };
  const gone = (event: Event): void => { if (!(event.target as HTMLDialogElement).open) stay(); };
  return html`<dialog aria-labelledby="leave-title" ${modal(connection.leaving)} @cancel=${escaped} @close=${gone}>
    <h2 id="leave-title">${WORDS().title}</h2>
    ${connection.leaving ? html`<ul class="losses">${losses(state).map((loss) => html`<li>${textOf(loss)}</li>`)}</ul>` : nothing}
    <p class="quiet">${WORDS().forgets}</p>
    <div class="buttons">
      <wa-button appearance="outlined" autofocus @click=${stay}>${WORDS().stay}</wa-button>
      <wa-button variant="danger" @click=${actions.signOut}>${startIcon("sign-out")}${WORDS().signOut}</wa-button>
    </div>
  </dialog>`;
}

function textOf(loss: Loss): string {
  if (loss.kind !== "passwords" && loss.kind !== "waits") return WORDS()[loss.kind];
  const count = digits(loss.count);
  if (loss.kind === "passwords") return loss.count === 1 ? msg("1 decrypted password") : msg(str`${count} decrypted passwords`);
  return loss.count === 1 ? msg("Waiting for 1 password") : msg(str`Waiting for ${count} passwords`);
}
