// Every API of the cloud, whether it may be called, and why.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import type { PreviewRow } from "ecs-password/slim";
import type { PermissionsUses } from "../actions.ts";
import { formats, getLocale } from "../../locales/locale.ts";
import { inWords } from "../../locales/said.ts";
import type { PermissionsState } from "../state.ts";
import { keepFocus, pathText, valueOf } from "../../ui/parts.ts";
import { msg, str, words } from "../../locales/words.ts";
import { lastMemo } from "../../shared/memo.ts";
import { pinButton } from "../expectations/pin-button.ts";
import { deny } from "./denial-view.ts";
import { explanationView } from "./explanation.ts";
import { saveButtons, verdictView, verdictWord } from "../parts.ts";
import { numberOf, verdictOf } from "../verdicts.ts";
import { groupsOf, shownRows } from "./rows.ts";
import type { Group } from "./rows.ts";
import { isRowOf, twinOf } from "./twins.ts";
import type { Evaluation, Permissions } from "../state.ts";

const WORDS = words(() => ({
  preview: msg("Preview"),
  filter: msg("Filter by title, path or action"),
  category: msg("Category"),
  everyCategory: msg("Every category"),
  decision: msg("Decision"),
  all: msg("All"),
  columns: { decision: msg("Decision"), api: msg("API"), action: msg("Action") },
  partly: msg("Not in full:"),
  hangs: msg("depends on what was not read"),
  needs: msg("It also needs"),
  none: msg("No API matches the filter."),
  other: msg("Other"),
  openAll: msg("Open every category"),
  closeAll: msg("Close every category"),
  clear: msg("Clear the filter"),
  table: msg("APIs and their decisions"),
}));

/** In the order in which people look for them. */
const ORDER = (["allow", "conditional", "explicitDeny", "implicitDeny"] as const).map(numberOf);

/** Where the list would be screens long. */
const isNarrow = (): boolean => matchMedia("(max-width: 64rem)").matches;

/** In the order of a language, until it is another one. */
const categoriesOf = words(() =>
  lastMemo((rows: readonly PreviewRow[]): string[] =>
    [...new Set(rows.map(({ category }) => category ?? ""))].filter(Boolean).sort((a, b) => inWords(a).localeCompare(inWords(b), formats())),
  ),
);

export function resultsView(state: PermissionsState, actions: PermissionsUses): TemplateResult {
  const { permissions } = state;
  const { evaluation, filter } = permissions;
  if (!evaluation) return html``;
  const { counted, shown } = shownRows(permissions);
  const groups = groupsOf(permissions, shown, !isNarrow());
  const filtered = (change: Partial<Permissions["filter"]>): void => { actions.dispatch({ type: "permissions/filtered", filter: change }); };
  return html`
    <div class="result-filters">
      <input
        type="search"
        class="control grow"
        aria-label=${WORDS().filter}
        placeholder=${WORDS().filter}
        .value=${live(filter.text)}
        @input=${(event: globalThis.Event) => { filtered({ text: valueOf(event) }); }}
      />
      <select class="control" aria-label=${WORDS().category} .value=${live(filter.category)} @change=${(event: globalThis.Event) => { filtered({ category: valueOf(event) }); }}>
        <option value="" ?selected=${filter.category === ""}>${WORDS().everyCategory}</option>
        ${categoriesOf()(evaluation.rows).map((category) => html`<option value=${category} ?selected=${filter.category === category}>${inWords(category)}</option>`)}
      </select>
    </div>
    <div class="result-bar">
      <div class="chips" role="group" aria-label=${WORDS().decision}>
        <button type="button" class="choice" aria-pressed=${filter.decision === undefined ? "true" : "false"} @click=${() => { filtered({ decision: undefined }); }}>
          ${WORDS().all} <span class="number">${counted.length}</span>
        </button>
        ${ORDER.map((verdict) => {
          const number = counted.filter((row) => evaluation.decisions[row] === verdict).length;
          return html`<button type="button" class="choice" aria-pressed=${filter.decision === verdict ? "true" : "false"} @click=${() => { filtered({ decision: filter.decision === verdict ? undefined : verdict }); }}>
            <span class=${`verdict verdict-${verdictOf(verdict)}`}>${verdictWord(verdictOf(verdict))}</span> <span class="number">${number}</span>
          </button>`;
        })}
      </div>
    </div>
    ${shown.length === 0
      ? html`<div class="placeholder">
          <p>${WORDS().none}</p>
          <button type="button" class="link" @click=${() => { filtered({ text: "", category: "", decision: undefined }); keepFocus(".result-filters input"); }}>${WORDS().clear}</button>
        </div>`
      : html`${groupsButton(groups, actions)}
        <div class="api-rows" role="region" aria-label=${WORDS().table} tabindex="0">
          ${repeat(groups, ({ category }) => category, (group) => groupView(group, evaluation, permissions, actions))}
        </div>
        ${saveButtons(WORDS().preview, (format) => { actions.permissions.save("preview", format); })}`}
  `;
}

/** One button for both: it keeps the focus. */
function groupsButton(groups: Group[], actions: PermissionsUses): unknown {
  if (groups.length < 2) return nothing;
  const open = groups.some((group) => !group.open);
  const toggle = (): void => {
    actions.dispatch({ type: "permissions/groupsToggled", categories: groups.map(({ category }) => category), open });
  };
  return html`<p class="groups-button"><button type="button" class="link" @click=${toggle}>${open ? WORDS().openAll : WORDS().closeAll}</button></p>`;
}

/** Closed, it is still in the document: the browser's own search finds what is in it, and opens it. */
function groupView({ category, rows, open }: Group, evaluation: Evaluation, permissions: Permissions, actions: PermissionsUses): TemplateResult {
  const name = category === "" ? WORDS().other : inWords(category);
  const toggled = (event: globalThis.Event): void => {
    const { open: isOpen } = event.currentTarget as HTMLDetailsElement;
    // What the state did comes back as well.
    if (isOpen !== open) actions.dispatch({ type: "permissions/groupsToggled", categories: [category], open: isOpen });
  };
  return html`<details class="api-group" ?open=${live(open)} @toggle=${toggled}>
    <summary>
      <h2 class="group-title">${name}</h2>
      <span class="group-counts">${ORDER.map((verdict) => countView(verdict, rows.filter((row) => evaluation.decisions[row] === verdict).length))}</span>
    </summary>
    <table class="apis" aria-label=${name}>
      <colgroup><col class="decisions" /><col /><col class="actions" /></colgroup>
      <thead class="visually-hidden">
        <tr><th scope="col">${WORDS().columns.decision}</th><th scope="col">${WORDS().columns.api}</th><th scope="col">${WORDS().columns.action}</th></tr>
      </thead>
      <tbody>
        ${repeat(rows, (row) => evaluation.rows[row]?.id, (row) => cheapRow(row, evaluation, permissions, actions))}
      </tbody>
    </table>
  </details>`;
}

function countView(verdict: number, count: number): unknown {
  if (count === 0) return nothing;
  const word = verdictOf(verdict);
  return html`<span class=${`verdict verdict-${word}`} title=${verdictWord(word)}>${count}<span class="visually-hidden"> ${verdictWord(word)}</span></span>`;
}

/** Drawn anew only where its answer, or what explains it, is another one: with every letter typed there are all of them. */
function cheapRow(index: number, evaluation: Evaluation, permissions: Permissions, actions: PermissionsUses): unknown {
  const row = evaluation.rows[index];
  const explained = isRowOf(evaluation, index, permissions.explained?.id) ? permissions.explained : undefined;
  const twin = twinOf(evaluation, index);
  return guard([row, twin, evaluation.decisions[index], evaluation.whole[index], evaluation.hanging[index], explained, getLocale()], () => rowView(index, evaluation, explained, actions));
}

function rowView(index: number, evaluation: Evaluation, explained: Permissions["explained"], all: PermissionsUses): unknown {
  const { permissions: actions } = all;
  const row = evaluation.rows[index];
  if (!row) return nothing;
  const twin = twinOf(evaluation, index);
  const decision = verdictOf(evaluation.decisions[index]);
  const whole = verdictOf(evaluation.whole[index]);
  const open = explained !== undefined;
  const toggle = (): void => {
    if (open) actions.closeExplanation();
    else actions.explain(row.id);
  };
  // The whole row takes a click; the keyboard has the button in it.
  const click = (event: MouseEvent): void => {
    if ((event.target as Element).closest("button") === null && getSelection()?.isCollapsed !== false) toggle();
  };
  return html`<tr class=${open ? "row row-open" : "row"} @click=${click}>
      <td>
        ${verdictView(decision)}
        ${evaluation.hanging[index] === true ? html`<span class="partly">${WORDS().hangs}</span>` : nothing}
        ${whole === decision ? nothing : html`<span class="partly">${WORDS().partly} ${verdictWord(whole)}</span>`}
      </td>
      <th scope="row">
        <button type="button" class="row-title" aria-expanded=${open ? "true" : "false"} @click=${toggle}>${row.title === undefined ? row.id : inWords(row.title)}</button>
        <span class="path">${pathText(row.id)}</span>${alsoView(twin)}
      </th>
      <td class="action"><code>${row.action}</code></td>
    </tr>
    ${open
      ? html`<tr class="row-explanation">
          <td colspan="3">
            ${row.dependentActions && row.dependentActions.length > 0
              ? html`<p class="small dependent">${WORDS().needs} ${row.dependentActions.map((action) => html`<code>${action}</code> `)}<span class="quiet">${msg(str`In full: ${verdictWord(whole)}`)}</span></p>`
              : nothing}
            ${explanationView(explained.decision, all, decision === "explicitDeny" ? undefined : () => { deny(row.action, all); }, pinButton(explained.id, all))}
          </td>
        </tr>`
      : nothing}`;
}

/** Which other version of an API a row stands for. */
export const alsoView = (twin: PreviewRow | undefined): unknown => (twin?.apiVersion === undefined ? nothing : html`<span class="also">${msg(str`also in ${twin.apiVersion}`)}</span>`);
