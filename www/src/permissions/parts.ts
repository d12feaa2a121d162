// Pieces that the halves of this view share.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
// Of the entry that is loaded at once: that of the policies comes with their view.
import { verdicts } from "ecs-password/slim";
import type { Verdict } from "ecs-password/policy/slim";
import { icon } from "../views/parts.ts";
import { msg, words } from "../words.ts";

const WORDS = words(() => ({
  verdicts: {
    allow: msg("Allowed"),
    explicitDeny: msg("Explicit deny"),
    implicitDeny: msg("Implicit deny"),
    conditional: msg("Conditional"),
  } satisfies Record<Verdict, string>,
  markdown: msg("Markdown"),
  csv: msg("CSV"),
  save: msg("Save as"),
}));

export const verdictWord = (verdict: Verdict): string => WORDS().verdicts[verdict];
export const verdictOf = (number: number | undefined): Verdict => verdicts[number ?? 3] ?? "conditional";

/** A decision: a sign and a word, not a colour alone. */
export const verdictView = (verdict: Verdict): TemplateResult => html`<span class=${`verdict verdict-${verdict}`}>${verdictWord(verdict)}</span>`;

export interface TabItem<T extends string | number> {
  key: T;
  label: unknown;
}

/** Tabs as the keyboard knows them: the arrows go from one to the next, Tab goes into the panel. */
export function tabs<T extends string | number>(
  name: string,
  label: string,
  items: readonly TabItem<T>[],
  current: T | undefined,
  choose: (key: T) => void,
  panel = `${name}-panel`,
): TemplateResult {
  const move = (event: KeyboardEvent): void => {
    const at = items.findIndex(({ key }) => key === current);
    const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 };
    const wanted = steps[event.key];
    const next = wanted === undefined ? undefined : items[(wanted + items.length) % items.length];
    if (!next) return;
    event.preventDefault();
    const list = event.currentTarget as HTMLElement;
    choose(next.key);
    queueMicrotask(() => list.querySelector<HTMLElement>("[aria-selected=true]")?.focus());
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${move}>
    ${items.map(
      ({ key, label: text }) => html`<button
        type="button"
        role="tab"
        class="tab"
        id=${`${name}-${key.toString()}`}
        aria-selected=${key === current ? "true" : "false"}
        aria-controls=${panel}
        tabindex=${key === current ? 0 : -1}
        @click=${() => { choose(key); }}
      >${text}</button>`,
    )}
  </div>`;
}

/** Buttons that save the same thing as Markdown and as CSV. */
export function saveButtons(what: string, save: (format: "markdown" | "csv") => void): TemplateResult {
  return html`<span class="save" role="group" aria-label=${`${WORDS().save}: ${what}`}>
    <span class="quiet small" aria-hidden="true">${WORDS().save}</span>
    <button type="button" class="link" @click=${() => { save("markdown"); }}>${WORDS().markdown}</button>
    <button type="button" class="link" @click=${() => { save("csv"); }}>${WORDS().csv}</button>
  </span>`;
}

/** A button with an icon and a name that only shows on demand. */
export function iconButton(name: string, label: string, click: () => void): TemplateResult {
  return html`<button type="button" class="icon-button" aria-label=${label} title=${label} @click=${click}>${icon(name)}</button>`;
}

export const field = (id: string, label: unknown, control: unknown, hint: unknown = nothing): TemplateResult => html`<div class="field">
  <label for=${id}>${label}</label>${control}${hint === nothing ? nothing : html`<span class="field-hint">${hint}</span>`}
</div>`;

/** Where what had the focus goes away with a change, the focus goes to the first of these places that is there. */
export function keepFocus(...places: string[]): void {
  // One frame until the answers are renewed, one more until they are drawn.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const place = places.map((selector) => document.querySelector<HTMLElement>(selector)).find((element) => element !== null);
    place?.focus();
  }));
}

/** The texts of the core quote with backticks. */
export function quoted(text: string): unknown {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}
