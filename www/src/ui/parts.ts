// Small pieces that several views share.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { live } from "lit/directives/live.js";
import type { SortedBy } from "../shared/sort.ts";
import { afterDelay } from "./timed.ts";
import { msg, words } from "../locales/words.ts";

/** When something takes longer than people expect. */
const SLOW_MS = 6000;

const WORDS = words(() => ({
  cancel: msg("Cancel"),
  slow: msg("This takes longer than usual."),
  slowCancel: msg("This takes longer than usual. Keep waiting, or cancel."),
}));

export type View = TemplateResult | typeof nothing;

export const icon = (name: string): TemplateResult => html`<wa-icon name=${name}></wa-icon>`;

/** An icon at the start of a Web Awesome button. */
export const startIcon = (name: string): TemplateResult => html`<wa-icon slot="start" name=${name}></wa-icon>`;

/** A path or an address: where it does not fit, it goes on in the next line after a slash, or with its query. */
export const pathText = (path: string): unknown =>
  guard([path], () => path.split(/(?<=\/)(?=[^/])|(?=[?&])|(?<==)/).map((part, index) => (index === 0 ? part : html`<wbr />${part}`)));

/** Something under way, and how to end it; with `focus` it takes the place of the button that began it. */
export function progress(text: string, cancel?: () => void, focus = false): TemplateResult {
  return html`<div class="progress" tabindex="-1" data-focus=${focus ? "working" : nothing}>
    <wa-spinner aria-hidden="true"></wa-spinner>
    <span>${text}</span>
    ${cancel ? html`<wa-button size="s" appearance="plain" @click=${cancel}>${WORDS().cancel}</wa-button>` : nothing}
    <span class="slow" role="status">${afterDelay(SLOW_MS, () => (cancel ? WORDS().slowCancel : WORDS().slow))}</span>
  </div>`;
}

export function callout(variant: "brand" | "neutral" | "success" | "warning" | "danger", name: string, body: unknown): TemplateResult {
  return html`<wa-callout variant=${variant} size="s">
    <wa-icon slot="icon" name=${name}></wa-icon>
    <div class="callout-body">${body}</div>
  </wa-callout>`;
}

export const valueOf = (event: globalThis.Event): string => (event.target as { value?: string | null } | null)?.value ?? "";
export const checkedOf = (event: globalThis.Event): boolean => (event.target as { checked?: boolean } | null)?.checked ?? false;

/** The values of a form's fields as they are when it is sent: what is secret is kept nowhere else. */
export function fieldsOf(event: SubmitEvent): (name: string) => string {
  event.preventDefault();
  const data = new FormData(event.currentTarget as HTMLFormElement);
  return (name) => {
    const value = data.get(name);
    return typeof value === "string" ? value : "";
  };
}

/** A field for a key or a ciphertext: nothing corrects, completes or remembers it. */
export const longText = (name: string, label: string, hint: string): TemplateResult => html`<wa-textarea
  class="mono-field"
  name=${name}
  label=${label}
  hint=${hint}
  rows="6"
  required
  resize="vertical"
  autocapitalize="off"
  autocorrect="off"
  autocomplete="off"
  .spellcheck=${false}
></wa-textarea>`;

/** A choice that stands beside its name. */
export function chooser(label: string, value: string, options: readonly (readonly [value: string, text: string])[], chosen: (value: string) => void): TemplateResult {
  return html`<label class="chooser"
    ><span>${label}</span>
    <select @change=${(event: Event) => { chosen(valueOf(event)); }}>
      ${options.map(([each, text]) => html`<option value=${each} .selected=${live(each === value)}>${text}</option>`)}
    </select></label
  >`;
}

/** The head of a column that a table can be sorted by. */
export function sortHead<Column extends string>(column: Column, text: string, sort: SortedBy<Column> | undefined, clicked: () => void): TemplateResult {
  const direction = sort?.column === column ? (sort.descending ? "descending" : "ascending") : undefined;
  return html`<th scope="col" role="columnheader" class=${`column-${column}`} aria-sort=${direction ?? nothing}>
    <button type="button" class="sort" @click=${clicked}>${text}<span class=${`sort-mark ${direction ?? ""}`}>${icon("chevron-down")}</span></button>
  </th>`;
}

/** A search over a list; `label` is its name and what stands in it while it is empty. */
export function searchField(label: string, value: string, searched: (text: string) => void): TemplateResult {
  return html`<wa-input
    type="search"
    size="s"
    with-clear
    class="search"
    placeholder=${label}
    autocomplete="off"
    .spellcheck=${false}
    .value=${live(value)}
    @input=${(event: Event) => { searched(valueOf(event)); }}
    ><span slot="label" class="visually-hidden">${label}</span><wa-icon slot="start" name="search"></wa-icon
  ></wa-input>`;
}

/** Where what had the focus goes away with a change, the focus goes to the first of these places that is there. */
export function keepFocus(...places: string[]): void {
  // One frame until the answers are renewed, one more until they are drawn.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const place = places.map((selector) => document.querySelector<HTMLElement>(selector)).find((element) => element !== null);
    place?.focus();
  }));
}
