// One password in a table: hidden, shown, copied.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { msg, str, words } from "../locales/words.ts";
import type { CopyEnd } from "../shared/clipboard.ts";
import { icon } from "../ui/parts.ts";

const WORDS = words(() => ({
  reveal: msg("Reveal"),
  hide: msg("Hide"),
  copy: msg("Copy"),
  hidden: msg("Hidden"),
  copied: {
    copied: msg("Copied"),
    failed: msg("The browser did not allow to copy"),
    cleared: msg("Clipboard cleared"),
    kept: msg("May still be in the clipboard"),
  } satisfies Record<CopyEnd, string>,
}));

export interface PasswordCell {
  readonly id: string;
  /** Of its server. */
  readonly name: string;
  readonly revealed: boolean;
  /** The password, for the moment of showing it. */
  readonly textOf: () => string;
  readonly toggle: () => void;
  readonly copy: () => void;
  readonly copied: CopyEnd | undefined;
  readonly notes?: readonly string[];
}

export function passwordCell({ id, name, revealed, textOf, toggle, copy, copied, notes = [] }: PasswordCell): TemplateResult {
  return html`<div class="one-password">
    ${revealed
      ? guard([id, revealed], () => html`<span class="mono shown-password" translate="no">${textOf()}</span>`)
      : html`<span class="masked"><span aria-hidden="true">••••••••••</span><span class="visually-hidden">${WORDS().hidden}</span></span>`}
    <span class="password-buttons">
      <button type="button" class="icon-button" aria-label=${revealed ? msg(str`Hide the password of ${name}`) : msg(str`Reveal the password of ${name}`)} title=${revealed ? WORDS().hide : WORDS().reveal} @click=${toggle}
        >${icon(revealed ? "eye-slash" : "eye")}</button
      ><button type="button" class="icon-button" aria-label=${msg(str`Copy the password of ${name}`)} title=${WORDS().copy} @click=${copy}
        >${icon(copied === "copied" ? "check" : "copy")}</button
      >
    </span>
    ${notes.map((note) => html`<span class="why">${note}</span>`)}
    ${copied === undefined ? nothing : html`<span class="why">${WORDS().copied[copied]}</span>`}
  </div>`;
}
