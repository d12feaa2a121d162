// In the head of the page: the button and the dialogs that it opens.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { msg, words } from "../locales/words.ts";
import { loadedView } from "../ui/loaded.ts";
import { modal, modalEvents } from "../ui/modal.ts";
import type { AboutUses } from "./feature.ts";
import type { AboutDialog, AboutState } from "./state.ts";

const WORDS = words((): Record<AboutDialog, string> => ({
  help: msg("About and help"),
  shortcuts: msg("Keyboard shortcuts"),
}));

export const aboutButton = ({ about }: AboutUses): TemplateResult =>
  html`<wa-button size="s" appearance="plain" class="about-open" @click=${() => { about.open("help"); }}><wa-icon name="help" label=${WORDS().help}></wa-icon></wa-button>`;

/** Two, not one that changes: where one gives way to the other, the focus goes into it, and back to the button in the end. */
export const aboutDialogs = ({ about: { open, view } }: AboutState, { about }: AboutUses): TemplateResult[] =>
  (["help", "shortcuts"] as const).map((name) => {
    const close = (): void => { about.close(name); };
    const { escaped, gone } = modalEvents(close);
    return html`<dialog class=${`about about-${name}`} aria-label=${WORDS()[name]} ${modal(open === name)} @cancel=${escaped} @close=${gone}>
      ${open === name ? loadedView(view, about.view(), about.load, (parts) => parts[name](close, () => { about.open("shortcuts"); })) : nothing}
    </dialog>`;
  });
