// The passwords of many servers: getting them, what came of each, exporting them, and deleting the stored copies.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { grantOfMany, guardedButton, mayHint } from "../grant/view.ts";
import type { VisiblePair } from "../keys/state.ts";
import { requestView } from "../request/view.ts";
import { keysView } from "../keys/view.ts";
import { modal, modalEvents } from "../ui/modal.ts";
import { copyButton, rowHead } from "../ui/copy.ts";
import { callout, chooser, icon, progress, searchField, sortHead, startIcon } from "../ui/parts.ts";
import { problemHint, problemText } from "../ui/problem.ts";
import { confirmation } from "./confirmation.ts";
import { passwordCell } from "./password-cell.ts";
import { exportButtons, exportDialog, exportedView } from "./export-view.ts";
import type { CopyEnd } from "../shared/clipboard.ts";
import { nextSort } from "../shared/sort.ts";
import { getLocale } from "../locales/locale.ts";
import { passwordNotes } from "../password/notes.ts";
import { storedNotesView } from "../password/stored-notes.ts";
import { digits, msg, str, words } from "../locales/words.ts";
import { pairsView } from "./pairs-view.ts";
import { reasonOf } from "./reasons.ts";
import { figuresOf, isNotDeleted, mayDeleteRow, pairNamed, timeLeft } from "./state.ts";
import type { Figures, Filter, Many, ManyColumn, ManySort, Result, Row, Run } from "./state.ts";
import type { ManyState } from "./state.ts";
import type { ManyUses } from "./actions.ts";
import { shownRows } from "./table.ts";
import { manyWaitView } from "./wait-view.ts";
import { virtualRows } from "../ui/virtual-rows.ts";
import type { Place } from "../ui/virtual-rows.ts";

const WORDS = words(() => ({
  back: msg("All servers"),
  title: msg("Passwords of many servers"),
  none: msg("No servers are chosen"),
  noneHint: msg("Tick servers in the list, then “Get passwords”."),
  choose: msg("Choose servers"),
  runTitle: msg("Passwords"),
  lead: msg("For each server, the encrypted password is fetched from the cloud and decrypted here. Nothing is changed in the cloud."),
  noKeys: msg("Without a key the passwords are fetched, but stay encrypted until you choose one."),
  stop: msg("Cancel"),
  stopping: msg("Waiting for the requests that are on their way…"),
  sessionEnds: msg("Closing or reloading this tab loses the passwords; you may go elsewhere in the console. Nothing changes in the cloud."),
  deletingNow: msg("Closing or reloading this tab stops the deleting; what is not deleted yet stays stored. You may go elsewhere in the console."),
  remove: msg("Delete the stored copies"),
  removeHint: msg("The stored copies of passwords that you have revealed, copied or exported can be deleted."),
  notTextHint: msg("Not of what is not text: nobody knows whether these bytes are the password."),
  noKeyHint: msg("Choose the private key of their key pair: it is tried at once, without asking the cloud again."),
  keys: msg("Private keys"),
  forget: msg("Forget these passwords"),
  hideAll: msg("Hide all"),
  show: msg("Show"),
  columns: { server: msg("Server"), key: msg("Key pair"), result: msg("Result"), password: msg("Password"), stored: msg("Stored copy") },
  filters: {
    all: msg("All"),
    waiting: msg("Not started"),
    working: msg("Under way"),
    decrypted: msg("Decrypted"),
    none: msg("None stored"),
    noKey: msg("No key fits"),
    failed: msg("Failed"),
    notDeleted: msg("Not deleted"),
  } satisfies Record<Filter, string>,
  noKeyPair: msg("None"),
  notText: msg("not text, shown as bytes; it may not be a password. What is stored can be deleted on the server's own page."),
  noMatch: msg("No key of this size is loaded"),
  doesNotOpen: msg("Keys of this size are loaded, but do not decrypt it"),
  outdated: msg("fetched before a new password was set: what is stored now may be that one"),
  still: msg("Still stored"),
  deletion: { waiting: msg("Waiting"), working: msg("Deleting…"), deleted: msg("Deleted"), stopped: msg("Not deleted"), accepted: msg("Accepted, not confirmed"), failed: msg("Not deleted") },
  notBegun: msg("stopped before its turn"),
  showThem: msg("Show them"),
  search: msg("Search by name, address, key pair or ID"),
  noMatching: msg("No server matches"),
  sortBy: msg("Sort by"),
  asChosen: msg("As they were chosen"),
  ascending: msg("ascending"),
  descending: msg("descending"),
  mayHave: msg("It may have been deleted all the same; the order was sent once, and nothing confirms it."),
  delete: msg("Delete"),
}));

const ROW_HEIGHT = 57;

export function manyView(state: ManyState, actions: ManyUses): TemplateResult {
  const { many } = state;
  const { rows } = many;
  const figures = figuresOf(many);
  const { counts } = figures;
  const wanted = figures.unopened ?? rows[0];
  const keysCard = keysView(state, actions, { status: "none" }, state.session.current?.cloud.sandbox, wanted?.keyName);
  const request = wanted ? requestView(state, actions, { operation: "getServerPassword", serverId: wanted.id }, state.session.current) : nothing;
  // Where no key is wanted any more, the keys make room for the results.
  const begun = many.run !== undefined || counts.waiting < rows.length;
  const settled = begun && state.keys.loaded.length > 0 && !state.keys.pending && !state.keys.rejected && counts.noKey === 0;
  return html`
    <p class="crumb"><a href="#/servers">${icon("chevron-left")}${WORDS().back}</a></p>
    <div class="head"><h1 tabindex="-1" data-focus="heading">${WORDS().title}</h1></div>
    ${rows.length === 0
      ? html`<div class="card placeholder many-none">
          <h2>${WORDS().none}</h2>
          <p class="quiet">${WORDS().noneHint}</p>
          <wa-button size="s" @click=${() => { actions.go({ view: "servers" }); }}>${WORDS().choose}</wa-button>
        </div>`
      : html`<div class=${settled ? "many-top" : "many-top columns"}>
            <div class="column">
              <section class="card many-run" aria-labelledby="run-title">
                <h2 id="run-title" tabindex="-1" data-focus="result">${WORDS().runTitle}</h2>
                ${many.run ? html`${running(many.run, actions)} ${request}` : atRest(figures, request, state, actions)}
                ${manyWaitView(many, actions)}
              </section>
            </div>
            <div class="column">
              ${settled ? html`<details class="many-keys"><summary>${WORDS().keys} <span class="number">${state.keys.loaded.length}</span></summary>${keysCard}</details>` : keysCard}
            </div>
          </div>
          ${pairsView(state)} ${results(figures, state, actions)} ${exportOf(figures, many, actions)} ${deleteDialog(figures, many, actions)}`}
  `;
}

function running(run: Run, actions: ManyUses): TemplateResult {
  const [done, total] = [digits(run.done), digits(run.total)];
  const left = timeLeft(run);
  const text = run.kind === "get" ? msg(str`${done} of ${total} fetched`) : msg(str`${done} of ${total} deleted`);
  return html`<div class="many-progress" tabindex="-1" data-focus=${run.quiet ? nothing : "working"}>
    <progress aria-label=${WORDS().runTitle} max=${run.total} .value=${run.done}></progress>
    <p class="many-figures"><strong>${text}</strong>${left === undefined || run.stopping ? nothing : html`<span class="quiet">${leftText(left)}</span>`}</p>
    ${run.stopping
      ? progress(WORDS().stopping)
      : html`<p class="small quiet">${run.kind === "get" ? WORDS().sessionEnds : WORDS().deletingNow}</p>
          <wa-button size="s" appearance="outlined" @click=${actions.many.stop}>${WORDS().stop}</wa-button>`}
  </div>`;
}

export function leftText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const minutes = Math.ceil(seconds / 60).toString();
  if (seconds > 90) return msg(str`about ${minutes} min left`);
  const rounded = (seconds > 10 ? Math.ceil(seconds / 5) * 5 : seconds).toString();
  return msg(str`about ${rounded} s left`);
}

function atRest(figures: Figures, request: unknown, state: ManyState, actions: ManyUses): TemplateResult {
  const { keys, core, many } = state;
  const { counts } = figures;
  const { decrypted } = counts;
  const open = counts.waiting + counts.failed;
  const isNew = counts.waiting === many.rows.length;
  const blocked = core.status === "failed";
  return html`
    ${isNew ? html`<p class="quiet">${WORDS().lead}</p>` : summary(figures)}
    ${grantOfMany(state, "getServerPassword", many.rows.map(({ result }) => (result.phase === "failed" ? result.problem : undefined)), actions)}
    ${decrypted > 0 ? storedNotesView(many.notes) : nothing}
    ${counts.noKey > 0 ? html`<p class="small quiet">${WORDS().noKeyHint}</p>` : nothing}
    ${open > 0 && keys.loaded.length === 0 ? html`<p class="small quiet">${WORDS().noKeys}</p>` : nothing}
    ${open > 0 ? mayHint(state, "getServerPassword", actions) : nothing}
    <div class="buttons">
      ${open > 0
        ? guardedButton(state, "getServerPassword", actions, () => void actions.many.get(), (press) => html`<wa-button variant=${decrypted > 0 ? "neutral" : "brand"} appearance=${decrypted > 0 ? "outlined" : "accent"} ?disabled=${blocked} @click=${press}
            >${startIcon(isNew ? "key" : "refresh")}${getText(counts, isNew)}</wa-button
          >`)
        : nothing}
      ${decrypted > 0
        ? exportButtons((dialog) => { actions.dispatch({ type: "many/dialogOpened", dialog }); })
        : nothing}
      ${request}
    </div>
    ${decrypted > 0 ? afterwards(figures, state, actions) : nothing}
  `;
}

function getText({ waiting, failed }: Figures["counts"], isNew: boolean): string {
  const open = waiting + failed;
  const count = digits(open);
  if (isNew) return open === 1 ? msg("Get 1 password") : msg(str`Get ${count} passwords`);
  return waiting === 0 ? msg(str`Retry ${count} failed`) : msg(str`Get the remaining ${count}`);
}

const SUMMARY: Result["phase"][] = ["decrypted", "none", "noKey", "failed", "waiting"];

function summary({ counts, deleted, notDeleted }: Figures): TemplateResult {
  const shown = SUMMARY.map((phase) => [phase, counts[phase]] as const).filter(([, count]) => count > 0);
  return html`<ul class="many-summary">
    ${shown.map(([phase, count]) => html`<li class=${`is-${phase}`}><strong>${digits(count)}</strong> ${WORDS().filters[phase]}</li>`)}
    ${deleted > 0 ? html`<li class="is-deleted"><strong>${digits(deleted)}</strong> ${WORDS().deletion.deleted}</li>` : nothing}
    ${notDeleted > 0 ? html`<li class="is-failed"><strong>${digits(notDeleted)}</strong> ${WORDS().filters.notDeleted}</li>` : nothing}
  </ul>`;
}

function afterwards({ deletable: count, noText, notDeleted, revealed }: Figures, state: ManyState, actions: ManyUses): TemplateResult {
  const { many } = state;
  const first = count > 0 ? many.rows.find(mayDeleteRow) : undefined;
  return html`
    ${many.exported ? exportedView(many.exported) : nothing}
    ${notDeleted > 0 && many.filter !== "notDeleted" ? notDeletedView(many.rows, actions) : nothing}
    ${grantOfMany(state, "deleteServerPassword", many.rows.map(({ deletion }) => (deletion?.phase === "failed" ? deletion.problem : undefined)), actions)}
    <div class="many-after">
      <p class="small quiet">${WORDS().removeHint} ${noText > 0 ? WORDS().notTextHint : nothing}</p>
      ${count > 0 ? mayHint(state, "deleteServerPassword", actions) : nothing}
      <div class="buttons">
        ${guardedButton(state, "deleteServerPassword", actions, () => { actions.dispatch({ type: "many/dialogOpened", dialog: { kind: "delete", wrong: false } }); }, (press) => html`
          <wa-button size="s" variant="danger" appearance="outlined" ?disabled=${count === 0} @click=${press}
            >${startIcon("trash")}${WORDS().remove}${count > 0 ? ` (${digits(count)})` : ""}</wa-button
          >`)}
        ${revealed > 0
          ? html`<wa-button size="s" appearance="plain" @click=${() => { actions.dispatch({ type: "many/allHidden", text: msg("All passwords are hidden") }); }}>${WORDS().hideAll}</wa-button>`
          : nothing}
        <wa-button size="s" appearance="plain" @click=${() => { actions.dispatch({ type: "many/left", text: msg("The passwords are forgotten") }); }}>${WORDS().forget}</wa-button>
        ${first ? requestView(state, actions, { operation: "deleteServerPassword", serverId: first.id }, state.session.current) : nothing}
      </div>
    </div>
  `;
}

/** What a run left, by its causes, and where the servers are. */
function notDeletedView(rows: readonly Row[], actions: ManyUses): TemplateResult {
  const causes = new Map<string, { cause: unknown; number: number }>();
  const left = rows.filter(isNotDeleted);
  for (const { deletion } of left) {
    const same = deletion?.phase !== "failed" ? "" : deletion.problem.mayHaveHappened === true ? "mayHave" : `${deletion.problem.code} ${deletion.problem.message}`;
    causes.set(same, { cause: whyNot(deletion), number: (causes.get(same)?.number ?? 0) + 1 });
  }
  const count = digits(left.length);
  return callout("warning", "warning", html`<p><strong>${left.length === 1 ? msg("1 stored copy was not deleted") : msg(str`${count} stored copies were not deleted`)}</strong></p>
    <ul class="many-causes">${[...causes.values()].map(({ cause, number }) => html`<li>${digits(number)} × ${cause}</li>`)}</ul>
    <button type="button" class="link" @click=${() => { actions.dispatch({ type: "many/filtered", filter: "notDeleted" }); }}>${WORDS().showThem}</button>`);
}

function whyNot(deletion: Row["deletion"]): unknown {
  if (deletion?.phase === "stopped") return WORDS().notBegun;
  if (deletion?.phase !== "failed") return undefined;
  return deletion.problem.mayHaveHappened === true ? WORDS().mayHave : problemText(deletion.problem);
}

const COLUMNS: readonly ManyColumn[] = ["server", "key", "result", "stored"];

const sortTo = (sort: ManySort | undefined, actions: ManyUses): void => { actions.dispatch({ type: "many/changed", change: { sort } }); };

const headView = (column: ManyColumn, text: string, { sort }: Many, actions: ManyUses): TemplateResult => sortHead(column, text, sort, () => { sortTo(nextSort(sort, column), actions); });

/** Where the cards leave no head to click on. */
function sortChooser({ sort }: Many, actions: ManyUses): TemplateResult {
  const { asChosen, ascending, columns, descending, sortBy } = WORDS();
  const options = COLUMNS.flatMap((column) => [[`${column} ascending`, `${columns[column]}, ${ascending}`] as const, [`${column} descending`, `${columns[column]}, ${descending}`] as const]);
  return chooser(sortBy, sort ? `${sort.column} ${sort.descending ? "descending" : "ascending"}` : "", [["", asChosen], ...options], (value) => {
    const [name, direction] = value.split(" ");
    const column = COLUMNS.find((each) => each === name);
    sortTo(column && { column, descending: direction === "descending" }, actions);
  });
}

function results(figures: Figures, { many }: ManyState, actions: ManyUses): TemplateResult {
  const { rows } = many;
  const { filters } = WORDS();
  const counts: Record<Filter, number> = { ...figures.counts, notDeleted: figures.notDeleted, all: rows.length };
  const shown = shownRows(many);
  const offered = (Object.keys(filters) as Filter[]).filter((filter) => filter === "all" || filter === many.filter || counts[filter] > 0);
  // A row is drawn anew only where it changed.
  const row = (each: Row, { index, ariaIndex }: Place): unknown => {
    const copied = many.copied?.id === each.id ? many.copied.result : undefined;
    const pair = each.result.phase === "noKey" ? pairNamed(many, each.keyName) : undefined;
    const reason = each.result.phase === "none" ? reasonOf(each, many).text : undefined;
    return guard([each, index, copied, pair, reason, getLocale()], () => rowView(each, { index, ariaIndex }, { pair, reason, copied }, actions));
  };
  const count = rows.length === 1 ? msg("1 server") : msg(str`${digits(rows.length)} servers`);
  return html`<div class="many-results">
    <div class="many-filters" role="group" aria-label=${WORDS().show}>
      ${offered.length > 2
        ? offered.map(
            (filter) => html`<button type="button" class="choice" aria-pressed=${filter === many.filter ? "true" : "false"} @click=${() => { actions.dispatch({ type: "many/filtered", filter }); }}
              >${filters[filter]} <span class="number">${digits(counts[filter])}</span></button
            >`,
          )
        : html`<p class="quiet small">${count}</p>`}
    </div>
    ${rows.length > 1 ? html`<div class="many-tools">${searchField(WORDS().search, many.search, (search) => { actions.dispatch({ type: "many/changed", change: { search } }); })}<span class="narrow-tools">${sortChooser(many, actions)}</span></div>` : nothing}
    ${shown.length > 0 ? tableView(shown, many, row, actions) : html`<div class="card placeholder"><h3>${WORDS().noMatching}</h3></div>`}
  </div>`;
}

function tableView(shown: readonly Row[], many: Many, row: (each: Row, place: Place) => unknown, actions: ManyUses): TemplateResult {
  const { columns } = WORDS();
  return html`<div class="card table-card">
      <table class="servers rows many-table" role="table" aria-label=${WORDS().title} aria-rowcount=${shown.length + 1}>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex="1">
            ${headView("server", columns.server, many, actions)} ${headView("key", columns.key, many, actions)} ${headView("result", columns.result, many, actions)}
            <th scope="col" role="columnheader" class="column-password">${columns.password}</th>
            ${headView("stored", columns.stored, many, actions)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${virtualRows({ rows: shown, key: ({ id }) => id, row, estimate: ROW_HEIGHT })}
        </tbody>
      </table>
    </div>`;
}

interface Told {
  /** Of the key that opens it. */
  readonly pair: VisiblePair | undefined;
  /** Why nothing is stored. */
  readonly reason: string | undefined;
  readonly copied: CopyEnd | undefined;
}

function rowView(row: Row, { index, ariaIndex }: Place, { pair, reason, copied }: Told, actions: ManyUses): TemplateResult {
  const { columns } = WORDS();
  const { id, name, keyName, address, result, deletion } = row;
  return html`<tr role="row" data-index=${index} aria-rowindex=${ariaIndex}>
    ${rowHead(`#/servers/${id}`, name, address ?? id)}
    <td role="cell" data-label=${columns.key}>${keyName ?? html`<span class="quiet">${WORDS().noKeyPair}</span>`}</td>
    <td role="cell" data-label=${columns.result}>${resultView(result, pair, reason)}</td>
    <td role="cell" data-label=${columns.password} class=${result.phase === "decrypted" ? "" : "nothing"}>
      ${result.phase === "decrypted" ? passwordView(row, result, copied, actions) : html`<span class="quiet" aria-hidden="true">–</span>`}
    </td>
    <td role="cell" data-label=${columns.stored} class=${deletion || result.phase === "decrypted" || result.phase === "noKey" ? "" : "nothing"}>${storedView(result, deletion)}</td>
  </tr>`;
}

const RESULT_ICONS: Record<Result["phase"], string> = { waiting: "minus", working: "refresh", decrypted: "check", none: "minus", noKey: "key", failed: "warning" };

function resultView(result: Result, pair: VisiblePair | undefined, reason: string | undefined): TemplateResult {
  const text = WORDS().filters[result.phase];
  const why = result.phase === "failed" ? problemText(result.problem) : result.phase === "noKey" ? (result.tried > 0 ? WORDS().doesNotOpen : WORDS().noMatch) : reason;
  const hint = result.phase === "failed" ? problemHint(result.problem) : undefined;
  return html`<span class=${`result result-${result.phase}`}>${icon(RESULT_ICONS[result.phase])}<span>${text}</span></span>
    ${why === undefined ? nothing : html`<span class="why">${why}${hint === undefined ? nothing : html` ${hint}`}</span>`}
    ${result.phase === "noKey" ? html`<span class="why">${neededKey(result, pair)}</span>` : nothing}`;
}

/** What is known of the key that opens it; the name of its key pair stands beside it. */
function neededKey({ bytes, bits: needed }: Extract<Result, { phase: "noKey" }>, pair: VisiblePair | undefined): unknown {
  if (bytes === undefined) return nothing;
  if (needed === undefined) return msg(str`The encrypted password has ${bytes} bytes: it may be for another key, or not whole.`);
  const bits = needed.toString();
  if (!pair) return msg(str`It takes a key of ${bits} bits.`);
  return html`${msg(str`It takes a key of ${bits} bits. Fingerprint of the key pair:`)} <span class="mono print">${pair.fingerprint}</span>${copyButton(pair.fingerprint)}`;
}

function passwordView({ id, name, outdated }: Row, result: Extract<Result, { phase: "decrypted" }>, copied: CopyEnd | undefined, actions: ManyUses): TemplateResult {
  const { revealed, text } = result;
  return passwordCell({
    id,
    name,
    revealed,
    textOf: () => actions.many.passwordText(id),
    toggle: () => { actions.many.toggle(id); },
    copy: () => void actions.many.copy(id),
    copied,
    notes: [...(outdated === true ? [WORDS().outdated] : []), ...(text ? [] : [WORDS().notText]), ...passwordNotes(result)],
  });
}

function storedView(result: Result, deletion: Row["deletion"]): TemplateResult {
  if (!deletion) return html`<span class="quiet">${result.phase === "decrypted" || result.phase === "noKey" ? WORDS().still : "–"}</span>`;
  const why = whyNot(deletion);
  const name = isNotDeleted({ deletion }) ? "warning" : deletion.phase === "deleted" || deletion.phase === "accepted" ? "check" : "minus";
  return html`<span class=${`result result-${isNotDeleted({ deletion }) ? "failed" : deletion.phase === "deleted" ? "decrypted" : "waiting"}`}
      >${icon(name)}<span>${WORDS().deletion[deletion.phase]}</span></span
    >${why === undefined ? nothing : html`<span class="why">${why}</span>`}`;
}

function dialogEvents(actions: ManyUses): { closed: () => void; escaped: (event: Event) => void; gone: (event: Event) => void } {
  const closed = (): void => { actions.dispatch({ type: "many/dialogClosed" }); };
  return { closed, ...modalEvents(closed) };
}

function exportOf({ counts: { decrypted } }: Figures, { dialog }: Many, actions: ManyUses): TemplateResult {
  return exportDialog(dialog?.kind === "export" ? dialog : undefined, {
    number: decrypted,
    show: (shown) => { actions.dispatch({ type: "many/dialogOpened", dialog: shown }); },
    save: (master) => void actions.many.exporter()?.save(master),
    closed: () => { actions.dispatch({ type: "many/dialogClosed" }); },
  });
}

function deleteDialog({ deletable: number }: Figures, { dialog }: Many, actions: ManyUses): TemplateResult {
  const { closed, escaped, gone } = dialogEvents(actions);
  const count = digits(number);
  return html`<dialog aria-labelledby="delete-many-title" ${modal(dialog?.kind === "delete")} @cancel=${escaped} @close=${gone}>
    <h2 id="delete-many-title">${number === 1 ? msg("Delete 1 stored copy?") : msg(str`Delete ${count} stored copies?`)}</h2>
    <p>${msg("Removes the encrypted passwords that you have revealed, copied or exported from the cloud, so that nobody can fetch them again. This cannot be undone.")}</p>
    <p class="quiet">${msg("The passwords in Windows stay valid, and the servers keep running.")}</p>
    ${confirmation({
      phrase: msg(str`delete ${count}`),
      wrong: dialog?.kind === "delete" && dialog.wrong,
      wrongText: (phrase) => msg(str`Nothing is deleted yet. Type exactly “${phrase}”.`),
      refused: () => { actions.dispatch({ type: "many/dialogOpened", dialog: { kind: "delete", wrong: true } }); },
      confirmed: () => void actions.many.deleteKept(),
      closed,
      button: html`<wa-button type="submit" variant="danger">${startIcon("trash")}${WORDS().delete}</wa-button>`,
    })}
  </dialog>`;
}
