// Before signing out forgets it: what would be lost.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { msg, words } from "../../locales/words.ts";
import type { Loss } from "../../shared/feature.ts";
import { lossList } from "../../ui/losses.ts";
import { modal, modalEvents } from "../../ui/modal.ts";
import { startIcon } from "../../ui/parts.ts";
import type { Leaving } from "./state.ts";

const WORDS = words(() => ({
  title: msg("Sign out and lose this?"),
  forgets: msg("Signing out forgets everything in this tab, the keys too. What is stored in the cloud stays there."),
  stay: msg("Stay signed in"),
  signOut: msg("Sign out"),
}));

export function leaveDialog({ asking }: Leaving, losses: readonly Loss[], stay: () => void, signOut: () => void): TemplateResult {
  const { escaped, gone } = modalEvents(stay);
  return html`<dialog aria-labelledby="leave-title" ${modal(asking)} @cancel=${escaped} @close=${gone}>
    <h2 id="leave-title">${WORDS().title}</h2>
    ${asking ? lossList(losses) : nothing}
    <p class="quiet">${WORDS().forgets}</p>
    <div class="buttons">
      <wa-button appearance="outlined" ?autofocus=${asking} @click=${stay}>${WORDS().stay}</wa-button>
      <wa-button variant="danger" @click=${signOut}>${startIcon("sign-out")}${WORDS().signOut}</wa-button>
    </div>
  </dialog>`;
}
