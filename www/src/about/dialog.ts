// In the head of the page: the button and the dialog that it opens.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { msg, words } from "../locales/words.ts";
import { loadedView } from "../ui/loaded.ts";
import { modal, modalEvents } from "../ui/modal.ts";
import type { AboutUses } from "./feature.ts";
import type { AboutState } from "./state.ts";

const WORDS = words(() => ({
  title: msg("About and help"),
}));

export const aboutButton = ({ about }: AboutUses): TemplateResult =>
  html`<wa-button size="s" appearance="plain" class="about-open" @click=${about.open}><wa-icon name="help" label=${WORDS().title}></wa-icon></wa-button>`;

export function aboutDialog({ about: { open, view } }: AboutState, { about }: AboutUses): TemplateResult {
  const { escaped, gone } = modalEvents(about.close);
  return html`<dialog class="about" aria-label=${WORDS().title} ${modal(open)} @cancel=${escaped} @close=${gone}>
    ${open ? loadedView(view, about.view(), about.load, (parts) => parts(about.close)) : nothing}
  </dialog>`;
}
