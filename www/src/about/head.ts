// The head of a dialog: what it is, and the way out.
import { html } from "lit";
import type { TemplateResult } from "lit";
import { msg, words } from "../locales/words.ts";

const WORDS = words(() => ({
  close: msg("Close"),
}));

export const headView = (title: string, under: unknown, close: () => void): TemplateResult => html`<div class="about-head">
  <div>
    <h2 tabindex="-1" autofocus>${title}</h2>
    ${under}
  </div>
  <wa-button size="s" appearance="plain" @click=${close}><wa-icon name="xmark" label=${WORDS().close}></wa-icon></wa-button>
</div>`;

export const closeButton = (close: () => void): TemplateResult => html`<div class="buttons"><wa-button appearance="outlined" @click=${close}>${WORDS().close}</wa-button></div>`;
