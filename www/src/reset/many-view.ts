// New passwords for many servers: what is sent, what came of each, and keeping the passwords.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { live } from "lit/directives/live.js";
import { grantOfMany, guardedForm, mayHint } from "../grant/view.ts";
import { confirmation } from "../many/confirmation.ts";
import { exportButtons, exportDialog, exportedView } from "../many/export-view.ts";
import { passwordCell } from "../many/password-cell.ts";
import { timeLeft } from "../many/state.ts";
import type { Run } from "../many/state.ts";
import { leftText } from "../many/view.ts";
import { getLocale } from "../locales/locale.ts";
import { digits, msg, str, words } from "../locales/words.ts";
import type { RequestOf, SettingOne } from "../request/state.ts";
import { requestView } from "../request/view.ts";
import type { CopyEnd } from "../shared/clipboard.ts";
import { rowHead } from "../ui/copy.ts";
import { modal, modalEvents } from "../ui/modal.ts";
import { icon, progress, startIcon, valueOf } from "../ui/parts.ts";
import { problemHint, problemText } from "../ui/problem.ts";
import { virtualRows } from "../ui/virtual-rows.ts";
import type { Place } from "../ui/virtual-rows.ts";
import type { ResetUses } from "./actions.ts";
import { EFFECTS } from "./card-view.ts";
import { newPasswordField, submitted } from "./field-view.ts";
import { forgetDialog } from "./forget-view.ts";
import { open } from "./orders.ts";
import type { Orders } from "./orders.ts";
import { isHeld, settingOf } from "./state.ts";
import type { Outcome, Reset, ResetState, Row } from "./state.ts";

const WORDS = words(() => ({
  back: msg("All servers"),
  title: msg("New passwords"),
  none: msg("No servers are chosen"),
  noneHint: msg("Tick servers in the list, then “Set new passwords”."),
  noApi: msg("The documents of this cloud have no API that sets a new password in a server."),
  choose: msg("Choose servers"),
  runTitle: msg("Set the passwords"),
  which: msg("Passwords"),
  each: msg("One for each, generated"),
  shared: msg("The same for all"),
  eachHint: msg("Each server gets a password of its own, generated here, by an order of its own."),
  sharedHint: msg("All servers get this password, by orders for up to 100 servers: whoever learns it can sign in to all of them."),
  stop: msg("Cancel"),
  stopping: msg("Waiting for the requests that are on their way…"),
  now: msg("Closing or reloading this tab loses the new passwords; what was sent by then may be carried out all the same. You may go elsewhere in the console."),
  forget: msg("Forget these passwords"),
  keep: msg("Export or copy these passwords before you forget them, sign out or close this page: it cannot show them again."),
  notSent: msg("The answer does not name this server: its password may be set all the same."),
  columns: { server: msg("Server"), result: msg("Result"), password: msg("New password") },
  phases: {
    chosen: msg("Not sent"),
    waiting: msg("Waiting"),
    working: msg("Under way"),
    accepted: msg("Accepted, not known whether set"),
    changed: msg("Changed"),
    unknown: msg("May be set all the same"),
    failed: msg("Not set"),
  } satisfies Record<Outcome["phase"], string>,
}));

const ROW_HEIGHT = 57;

export function manyView(state: ResetState, actions: ResetUses, orders: Orders): TemplateResult {
  const { reset, session: { current } } = state;
  const setting = current && settingOf(current);
  return html`
    <p class="crumb"><a href="#/servers">${icon("chevron-left")}${WORDS().back}</a></p>
    <div class="head"><h1 tabindex="-1" data-focus="heading">${WORDS().title}</h1></div>
    ${reset.rows.length === 0
      ? html`<div class="card placeholder many-none">
          <h2 tabindex="-1" data-focus="reset">${WORDS().none}</h2>
          <p class="quiet">${setting ? WORDS().noneHint : WORDS().noApi}</p>
          <wa-button size="s" @click=${() => { actions.go({ view: "servers" }); }}>${WORDS().choose}</wa-button>
        </div>`
      : html`<section class="card many-run many-none" aria-labelledby="run-title">
            <h2 id="run-title" tabindex="-1" data-focus="reset">${WORDS().runTitle}</h2>
            ${reset.run ? running(reset.run, orders) : html`${summary(reset)} ${setting ? toSend(state, setting, actions, orders) : nothing} ${afterwards(reset, setting, orders)}`}
          </section>
          ${results(reset, orders)} ${exportOf(reset, orders)} ${forgetDialog(reset, orders)} ${confirmDialog(reset, setting, orders)}`}
  `;
}

function running(run: Run, orders: Orders): TemplateResult {
  const [done, total] = [digits(run.done), digits(run.total)];
  const left = timeLeft(run);
  return html`<div class="many-progress" tabindex="-1" data-focus="working">
    <progress aria-label=${WORDS().runTitle} max=${run.total} .value=${run.done}></progress>
    <p class="many-figures"><strong>${msg(str`${done} of ${total} answered`)}</strong>${left === undefined || run.stopping ? nothing : html`<span class="quiet">${leftText(left)}</span>`}</p>
    ${run.stopping
      ? progress(WORDS().stopping)
      : html`<p class="small quiet">${WORDS().now}</p>
          <wa-button size="s" appearance="outlined" @click=${orders.stop}>${WORDS().stop}</wa-button>`}
  </div>`;
}

const SUMMARY = ["accepted", "changed", "unknown", "failed", "chosen"] as const;

function summary({ rows }: Reset): unknown {
  const shown = SUMMARY.map((phase) => [phase, rows.filter(({ outcome }) => outcome.phase === phase).length] as const).filter(([, count]) => count > 0);
  if (shown.every(([phase]) => phase === "chosen")) return nothing;
  return html`<ul class="many-summary">${shown.map(([phase, count]) => html`<li class=${`is-${phase}`}><strong>${digits(count)}</strong> ${WORDS().phases[phase]}</li>`)}</ul>`;
}

/** What is not sent yet, or was not set for certain. */
function toSend(state: ResetState, setting: SettingOne, actions: ResetUses, orders: Orders): unknown {
  const { reset, session } = state;
  const left = open(reset.rows);
  const [first] = left;
  if (!first) return nothing;
  const mayShare = setting === "resetServerPassword";
  const shared = mayShare && reset.shared;
  const of: RequestOf = shared ? { operation: "resetServerPasswords", serverIds: left.map(({ id }) => id) } : { operation: setting, serverId: first.id };
  const count = digits(left.length);
  const submit = (event: SubmitEvent): void => { submitted(event, (password) => orders.askMany(shared ? password : undefined)); };
  const set = html`<wa-button type="submit" variant="danger" appearance="outlined">${startIcon("lock")}${left.length === 1 ? msg("Set 1 password") : msg(str`Set ${count} passwords`)}</wa-button>`;
  const guarded = guardedForm(state, shared ? "resetServerPasswords" : setting, actions, submit, set);
  return html`${EFFECTS()[setting].map((text) => html`<p class="small">${text}</p>`)}
    ${grantOfMany(state, setting, reset.rows.map(({ outcome }) => (outcome.phase === "failed" ? outcome.problem : undefined)), actions)}
    <form class="fields" autocomplete="off" novalidate @submit=${guarded.submit}>
      ${mayShare
        ? html`<wa-radio-group label=${WORDS().which} orientation="horizontal" size="s" .value=${live(shared ? "shared" : "each")} @change=${(event: Event) => { orders.tell({ type: "sharedChosen", on: valueOf(event) === "shared" }); }}>
            <wa-radio appearance="button" value="each">${WORDS().each}</wa-radio>
            <wa-radio appearance="button" value="shared">${WORDS().shared}</wa-radio>
          </wa-radio-group>`
        : nothing}
      <p class="small quiet">${shared ? WORDS().sharedHint : WORDS().eachHint}</p>
      ${shared ? newPasswordField(reset.check, orders) : nothing} ${mayHint(state, of.operation, actions)}
      <div class="buttons">
        ${guarded.button}
        ${requestView(state, actions, of, session.current)}
      </div>
    </form>`;
}

function afterwards({ rows, exported }: Reset, setting: SettingOne | undefined, orders: Orders): unknown {
  const held = rows.filter(isHeld);
  if (held.length === 0) return nothing;
  // What it has done is said above where there is more to send.
  const isAllSent = open(rows).length === 0;
  return html`${exported ? exportedView(exported) : nothing}
    ${isAllSent && setting ? html`<p class="small">${EFFECTS()[setting][1]}</p>` : nothing}
    <div class="many-after">
      <p class="small">${WORDS().keep}</p>
      <div class="buttons">
        ${exportButtons((dialog) => { orders.tell({ type: "dialogOpened", dialog }); }, "s")}
        <wa-button size="s" appearance="plain" @click=${() => { orders.forget(held); }}>${WORDS().forget}</wa-button>
      </div>
    </div>`;
}

function results({ rows, copied }: Reset, orders: Orders): TemplateResult {
  // A row is drawn anew only where it changed.
  const row = (each: Row, place: Place): unknown => {
    const end = copied?.id === each.id ? copied.result : undefined;
    return guard([each, place.index, end, getLocale()], () => rowView(each, place, end, orders));
  };
  return html`<div class="many-results">
    <div class="card table-card">
      <table class="servers rows many-table reset-table" role="table" aria-label=${WORDS().title} aria-rowcount=${rows.length + 1}>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex="1">
            ${Object.entries(WORDS().columns).map(([name, text]) => html`<th scope="col" role="columnheader" class=${`column-${name}`}>${text}</th>`)}
          </tr>
        </thead>
        <tbody role="rowgroup">${virtualRows({ rows, key: ({ id }) => id, row, estimate: ROW_HEIGHT })}</tbody>
      </table>
    </div>
  </div>`;
}

const ICONS: Record<Outcome["phase"], string> = { chosen: "minus", waiting: "minus", working: "refresh", accepted: "check", changed: "check", unknown: "warning", failed: "warning" };

function rowView(row: Row, { index, ariaIndex }: Place, copied: CopyEnd | undefined, orders: Orders): TemplateResult {
  const { columns, phases } = WORDS();
  const { id, name, address, outcome, revealed } = row;
  return html`<tr role="row" data-index=${index} aria-rowindex=${ariaIndex}>
    ${rowHead(`#/servers/${id}`, name, address ?? id)}
    <td role="cell" data-label=${columns.result}>
      <span class=${`result result-${outcome.phase === "unknown" ? "failed" : outcome.phase}`}>${icon(ICONS[outcome.phase])}<span>${phases[outcome.phase]}</span></span>${why(outcome)}
    </td>
    <td role="cell" data-label=${columns.password} class=${isHeld(row) ? "" : "nothing"}>
      ${isHeld(row)
        ? passwordCell({
            id,
            name,
            revealed,
            textOf: () => orders.textOf(id),
            toggle: () => { orders.tell({ type: "revealToggled", id }); },
            copy: () => void orders.copy(id),
            copied,
          })
        : html`<span class="quiet" aria-hidden="true">–</span>`}
    </td>
  </tr>`;
}

function why(outcome: Outcome): unknown {
  const because = (text: unknown): TemplateResult => html`<span class="why">${text}</span>`;
  if (outcome.phase === "unknown" && !outcome.problem) return because(WORDS().notSent);
  if (outcome.phase === "failed" && outcome.told !== undefined) return html`<span class="why" lang="en">${outcome.told}</span>`;
  if ((outcome.phase !== "failed" && outcome.phase !== "unknown") || !outcome.problem) return nothing;
  const { problem } = outcome;
  return because(html`${problemText(problem)} ${problemHint(problem)}`);
}

function exportOf({ rows, dialog }: Reset, orders: Orders): TemplateResult {
  return exportDialog(dialog?.kind === "export" ? dialog : undefined, {
    number: rows.filter(isHeld).length,
    show: (shown) => { orders.tell({ type: "dialogOpened", dialog: shown }); },
    save: (master) => void orders.exporter.save(master),
    closed: () => { orders.tell({ type: "dialogClosed" }); },
  });
}

function confirmDialog({ rows, dialog, shared }: Reset, setting: SettingOne | undefined, orders: Orders): TemplateResult {
  const closed = (): void => { orders.tell({ type: "dialogClosed" }); };
  const { escaped, gone } = modalEvents(closed);
  const isOpen = dialog?.kind === "confirm" && setting !== undefined;
  const number = open(rows).length;
  const count = digits(number);
  return html`<dialog aria-labelledby="set-many-title" ${modal(isOpen)} @cancel=${escaped} @close=${gone}>
    <h2 id="set-many-title">${number === 1 ? msg("Set 1 new password?") : msg(str`Set ${count} new passwords?`)}</h2>
    ${setting ? html`<p>${EFFECTS()[setting][setting === "resetServerPassword" ? 1 : 0]}</p>` : nothing}
    <p class="quiet">${msg("Each order is sent once. Afterwards the new passwords can be shown, copied and exported here.")}</p>
    ${confirmation({
      phrase: msg(str`set ${count}`),
      wrong: dialog?.kind === "confirm" && dialog.wrong,
      wrongText: (phrase) => msg(str`Nothing is sent yet. Type exactly “${phrase}”.`),
      refused: () => { orders.tell({ type: "dialogOpened", dialog: { kind: "confirm", wrong: true } }); },
      confirmed: () => void (shared && setting === "resetServerPassword" ? orders.sendShared() : orders.sendEach()),
      closed,
      button: html`<wa-button type="submit" variant="danger">${startIcon("lock")}${msg("Set")}</wa-button>`,
    })}
  </dialog>`;
}
