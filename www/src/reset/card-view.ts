// A new password for the open server: folded until it is asked for, so that the stored one stays the main thing.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { grantView, guardedForm, mayHint } from "../grant/view.ts";
import { passwordCell } from "../many/password-cell.ts";
import { inWords } from "../locales/said.ts";
import { msg, str, words } from "../locales/words.ts";
import { requestView } from "../request/view.ts";
import type { SettingOne } from "../request/state.ts";
import { modal, modalEvents } from "../ui/modal.ts";
import { callout, icon, progress, startIcon } from "../ui/parts.ts";
import { problemText, problemView, prose } from "../ui/problem.ts";
import type { ResetUses } from "./actions.ts";
import { newPasswordField, submitted } from "./field-view.ts";
import { forgetDialog } from "./forget-view.ts";
import type { Orders } from "./orders.ts";
import { isHeld, isUnderWay, rowOf, settingOf } from "./state.ts";
import type { Card, Flag, ResetState, Row, Wanted } from "./state.ts";

const WORDS = words(() => ({
  title: msg("New password"),
  none: msg("The documents of this cloud have no API that sets a new password in a server."),
  lead: msg("Sets another password in the server, for when the stored one is missing or no longer right."),
  open: msg("Set a new password"),
  close: msg("Close"),
  set: msg("Set the password"),
  send: msg("Set it"),
  keep: msg("Cancel"),
  again: msg("Send the same password again"),
  forget: msg("Forget it"),
  working: msg("Setting the password…"),
  flagAsking: msg("Asking the cloud whether the password can be reset…"),
  flagYes: msg("The cloud says that the password of this server can be reset. Whether the plug-in is there and runs, this does not tell."),
  flagNo: msg("The cloud says that the password of this server cannot be reset this way. An order can be sent all the same; what the cloud answers is shown."),
  flagFailed: msg("Whether the password can be reset, the cloud did not tell:"),
  acceptedTitle: msg("The cloud took the order"),
  acceptedNext: msg("Keep the new password, and the old one. Restart the server when it suits, then try the new one; if it is refused, the old one may still be the right one."),
  changedTitle: msg("The password is changed"),
  changedNext: msg("Keep the new password: when it is forgotten here, this page cannot show it again."),
  unknownTitle: msg("The new password may be set all the same"),
  failedTitle: msg("The password is not set"),
  outdated: msg("This was fetched before the new password was set. With libvirt, of a server with an RSA key pair, Nova now stores the new one; elsewhere what is stored is still the old one."),
  getAgain: msg("Get it again"),
}));

/** What an order does, said before it is sent. */
export const EFFECTS = words((): Record<SettingOne, string[]> => ({
  resetServerPassword: [
    msg("The cloud has the reset plug-in (CloudResetPwdAgent) in the server set the password, of Administrator, or of root on Linux."),
    msg("The new password is in force once the server was started or restarted, and only if the plug-in sets it. The cloud accepts the order, and does not tell whether it is carried out."),
    msg("The stored password may no longer be the right one then."),
  ],
  changeServerPassword: [
    msg("Nova has the guest agent in the running server, such as that of QEMU, set the administrator's password at once."),
    msg("With libvirt, of a server with an RSA key pair, Nova stores the new password, encrypted, in place of the old one. Elsewhere the stored one stays, and is out of date."),
  ],
}));

export function cardView(state: ResetState, server: Wanted, actions: ResetUses, orders: Orders): TemplateResult {
  const { current } = state.session;
  const setting = current && settingOf(current);
  return html`<section class="card reset" aria-labelledby="reset-title">
    <h2 id="reset-title" tabindex="-1" data-focus="reset">${WORDS().title}</h2>
    ${setting ? inside(state, server, setting, actions, orders) : html`<p class="quiet">${WORDS().none}</p>`}
  </section>`;
}

function inside(state: ResetState, server: Wanted, setting: SettingOne, actions: ResetUses, orders: Orders): unknown {
  const { reset } = state;
  const row = rowOf(reset, server.id);
  if (row && isHeld(row)) return held(state, row, server, orders);
  const card = reset.card?.serverId === server.id ? reset.card : undefined;
  const working = row !== undefined && isUnderWay(row);
  const underWay = working ? progress(WORDS().working, orders.stop, true) : nothing;
  if (!card) {
    return working ? underWay : html`<p class="quiet">${WORDS().lead}</p>
      <wa-button appearance="outlined" ?disabled=${reset.run !== undefined} @click=${() => void orders.openCard(server.id)}>${WORDS().open}</wa-button>`;
  }
  // The field keeps what was typed: it can be sent again where nothing was set.
  return html`${underWay}<div class="fields" ?hidden=${working}>${form(state, card, row, server, setting, actions, orders)}</div>`;
}

function form(state: ResetState, card: Card, row: Row | undefined, server: Wanted, setting: SettingOne, actions: ResetUses, orders: Orders): TemplateResult {
  const { reset, session } = state;
  const problem = row?.outcome.phase === "failed" ? row.outcome.problem : undefined;
  const set = html`<wa-button type="submit" variant="danger" appearance="outlined" ?disabled=${reset.run !== undefined}>${startIcon("lock")}${WORDS().set}</wa-button>`;
  const guarded = guardedForm(state, setting, actions, (event) => { submitted(event, (password) => orders.ask(server.id, password)); }, set);
  return html`${EFFECTS()[setting].map((text) => html`<p class="small">${text}</p>`)} ${flagView(card.flag)}
    ${problem ? problemView(problem, { title: WORDS().failedTitle, more: grantView(state, setting, problem, actions) }) : nothing}
    <form class="fields" autocomplete="off" novalidate @submit=${guarded.submit}>
      ${newPasswordField(reset.check, orders)} ${mayHint(state, setting, actions)}
      <div class="buttons">
        ${guarded.button}
        <wa-button appearance="plain" @click=${() => { orders.tell({ type: "cardClosed" }); }}>${WORDS().close}</wa-button>
      </div>
    </form>
    ${requestView(state, actions, { operation: setting, serverId: server.id }, session.current)} ${confirmDialog(card, server, setting, orders)}`;
}

function flagView(flag: Flag): unknown {
  switch (flag.status) {
    case "none":
      return nothing;
    case "asking":
      return html`<p class="small quiet">${WORDS().flagAsking}</p>`;
    case "told":
      return flag.supported ? html`<p class="small quiet">${WORDS().flagYes}</p>` : callout("warning", "info", WORDS().flagNo);
    case "failed":
      return html`<p class="small quiet flag-failed">${WORDS().flagFailed} ${problemText(flag.problem)}</p>`;
  }
}

function confirmDialog({ asking }: Card, server: Wanted, setting: SettingOne, orders: Orders): TemplateResult {
  const closed = (): void => { orders.tell({ type: "asked", on: false }); };
  const { escaped, gone } = modalEvents(closed);
  const { name } = server;
  return html`<dialog aria-labelledby="reset-ask-title" ${modal(asking)} @cancel=${escaped} @close=${gone}>
    <h2 id="reset-ask-title">${msg(str`Set a new password of ${name}?`)}</h2>
    <p>${EFFECTS()[setting][setting === "resetServerPassword" ? 1 : 0]}</p>
    <p class="quiet">${msg("The order is sent once. Afterwards the new password can be shown and copied here.")}</p>
    <div class="buttons">
      <wa-button appearance="outlined" ?autofocus=${asking} @click=${closed}>${WORDS().keep}</wa-button>
      <wa-button variant="danger" @click=${() => void orders.send(server)}>${startIcon("lock")}${WORDS().send}</wa-button>
    </div>
  </dialog>`;
}

/** The server may have it: the password stays here until it is forgotten. */
function held({ reset }: ResetState, row: Row, server: Wanted, orders: Orders): TemplateResult {
  const { id, name, revealed } = row;
  const { run } = reset;
  return html`${outcomeView(row)}
    ${passwordCell({
      id,
      name,
      revealed,
      textOf: () => orders.textOf(id),
      toggle: () => { orders.tell({ type: "revealToggled", id }); },
      copy: () => void orders.copy(id),
      copied: reset.copied?.id === id ? reset.copied.result : undefined,
    })}
    <div class="buttons">
      ${row.outcome.phase === "unknown"
        ? html`<wa-button size="s" appearance="outlined" ?disabled=${run !== undefined} @click=${() => void orders.send(server)}>${startIcon("refresh")}${WORDS().again}</wa-button>`
        : nothing}
      <wa-button size="s" appearance="plain" ?disabled=${run !== undefined} @click=${() => { orders.forget([row]); }}>${WORDS().forget}</wa-button>
    </div>
    ${forgetDialog(reset, orders)}`;
}

function outcomeView({ outcome }: Row): unknown {
  switch (outcome.phase) {
    case "accepted":
      return html`<h3 tabindex="-1" data-focus="reset">${icon("check")} ${WORDS().acceptedTitle}</h3>
        <p>${outcome.hint === undefined ? EFFECTS().resetServerPassword[1] : prose(inWords(outcome.hint))}</p>
        <p>${WORDS().acceptedNext}</p>`;
    case "changed":
      return html`<h3 tabindex="-1" data-focus="reset">${icon("check")} ${WORDS().changedTitle}</h3>
        ${outcome.hint === undefined ? nothing : html`<p>${prose(inWords(outcome.hint))}</p>`}
        <p>${WORDS().changedNext}</p>`;
    case "unknown":
      return html`<div tabindex="-1" data-focus="reset">${outcome.problem
        ? problemView(outcome.problem, { title: WORDS().unknownTitle })
        : callout("warning", "warning", WORDS().unknownTitle)}</div>`;
    default:
      return nothing;
  }
}

export const outdatedView = (getAgain: () => void): TemplateResult =>
  callout("warning", "info", html`<p>${WORDS().outdated}</p>
    <p><wa-button size="s" @click=${getAgain}>${startIcon("refresh")}${WORDS().getAgain}</wa-button></p>`);
