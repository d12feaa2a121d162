// The renewal of the open server's password: folded until it is asked for, then what it does, and then its steps as they come along.
import type { Server } from "ecs-password/slim";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { msg, str, words } from "../locales/words.ts";
import { requestView } from "../request/view.ts";
import { nameOf } from "../shared/visible-text.ts";
import { unreadFields } from "../servers/state.ts";
import { operationName } from "../session/connection-view.ts";
import { expectedRefusal } from "../session/expected.ts";
import { modal, modalEvents } from "../ui/modal.ts";
import { callout, checkedOf, icon, startIcon } from "../ui/parts.ts";
import type { RenewUses } from "./actions.ts";
import { progressView } from "./progress-view.ts";
import type { Runs } from "./runs.ts";
import { renewalOf } from "./state.ts";
import type { Form, RenewState } from "./state.ts";

const WORDS = words(() => ({
  title: msg("Renew the password"),
  lead: msg("Stops the server, deletes the stored password and starts the server again, so that Cloudbase-Init in it sets a new, random one."),
  open: msg("Renew the password…"),
  plan: [
    msg("The server is stopped: whoever works on it is cut off, and what they have not saved may be lost."),
    msg("The stored password is deleted: its encrypted text is gone from the cloud, which cannot be undone."),
    msg("The server is started. If Cloudbase-Init runs in it and finds no password stored, it sets a new one and stores it, encrypted for the server's key pair."),
    msg("This page waits for the new password, for which public clouds name 5 to 10 minutes, and gets it."),
  ],
  unless: msg("If the image has no Cloudbase-Init, or the server was created without a key pair, none will be stored. The old password stays in force until another one is set: keep it."),
  noPair: msg("The cloud names no key pair of this server: no new password can be stored for it."),
  notYet: msg("Possible once you have revealed or copied the stored password."),
  waive: msg("I do not need the old password"),
  close: msg("Close"),
  keep: msg("Cancel"),
  begin: msg("Renew it"),
  ask: msg("The server is stopped, what is stored is deleted, which cannot be undone, and the server is started again."),
  askSeen: msg("Have you kept the old password? It stays in force if no new one is set."),
  askWaived: msg("You have not seen the old password here. It stays in force if no new one is set, and nobody can get it from the cloud then: without it you may have to reset it."),
  askNone: msg("None is stored now, as far as this page knows."),
}));

/** The calls that it makes, in their order. */
const OPERATIONS = ["getServer", "stopServer", "getServerPassword", "deleteServerPassword", "startServer"] as const;

export function cardView(state: RenewState, serverId: string, server: Server | undefined, actions: RenewUses, runs: Runs): unknown {
  const { renew } = state;
  const renewal = renewalOf(renew, serverId);
  // Other systems store none.
  if (server?.os === "other" && !renewal) return nothing;
  const form = renew.form?.serverId === serverId ? renew.form : undefined;
  return html`<section class="card renew" aria-labelledby="renew-title">
    <h2 id="renew-title" tabindex="-1" data-focus="renew">${WORDS().title}</h2>
    ${renewal
      ? progressView(state, renewal, actions, runs)
      : form
        ? formView(state, form, server, runs)
        : html`<p class="quiet">${WORDS().lead}</p>
            <wa-button appearance="outlined" @click=${() => { runs.tell({ type: "opened", serverId }); }}>${WORDS().open}</wa-button>`}
    ${renewal || form ? requests(state, serverId, actions) : nothing}
  </section>`;
}

/** What is known here of the old password. */
function known({ password: { server: password } }: RenewState, { waived }: Form): "seen" | "none" | "waived" | "unseen" {
  if (password?.seen === true) return "seen";
  if (password?.view.phase === "none") return "none";
  return waived ? "waived" : "unseen";
}

/** That one of the calls is expected to fail. */
function hint(state: RenewState, operation: (typeof OPERATIONS)[number]): unknown {
  const text = expectedRefusal(state, operation);
  return text === undefined ? nothing : html`<p class="may-hint small">${icon("warning")}<span><strong>${operationName(operation)}</strong>: ${text}</span></p>`;
}

function formView(state: RenewState, form: Form, server: Server | undefined, runs: Runs): TemplateResult {
  const of = known(state, form);
  const { waived, serverId } = form;
  const withoutPair = server !== undefined && server.keyName === undefined && unreadFields(state.servers.oddities).get(serverId)?.has("key_name") !== true;
  return html`<ol class="renew-plan small">${WORDS().plan.map((text) => html`<li>${text}</li>`)}</ol>
    <p class="small">${WORDS().unless}</p>
    ${withoutPair ? callout("warning", "warning", WORDS().noPair) : nothing}
    ${of === "unseen" || of === "waived"
      ? html`<p class="small quiet">${WORDS().notYet}</p>
          <label class="check">
            <input type="checkbox" .checked=${live(waived)} @change=${(event: Event) => { runs.tell({ type: "waived", on: checkedOf(event) }); }} />${WORDS().waive}
          </label>`
      : nothing}
    ${OPERATIONS.map((operation) => hint(state, operation))}
    <div class="buttons">
      <wa-button variant="danger" appearance="outlined" ?disabled=${of === "unseen"} @click=${() => { runs.tell({ type: "asked", on: true }); }}>${startIcon("refresh")}${WORDS().title}</wa-button>
      <wa-button appearance="plain" @click=${() => { runs.tell({ type: "closed" }); }}>${WORDS().close}</wa-button>
    </div>
    ${dialog(form, nameOf(server) ?? serverId, of, runs)}`;
}

function dialog({ asking, serverId }: Form, name: string, of: "seen" | "none" | "waived" | "unseen", runs: Runs): TemplateResult {
  const closed = (): void => { runs.tell({ type: "asked", on: false }); };
  const { escaped, gone } = modalEvents(closed);
  return html`<dialog aria-labelledby="renew-ask-title" ${modal(asking)} @cancel=${escaped} @close=${gone}>
    <h2 id="renew-ask-title">${msg(str`Renew the password of ${name}?`)}</h2>
    <p>${WORDS().ask}</p>
    <p class="quiet">${of === "seen" ? WORDS().askSeen : of === "none" ? WORDS().askNone : WORDS().askWaived}</p>
    <div class="buttons">
      <wa-button appearance="outlined" ?autofocus=${asking} @click=${closed}>${WORDS().keep}</wa-button>
      <wa-button variant="danger" @click=${() => void runs.begin(serverId, name)}>${startIcon("refresh")}${WORDS().begin}</wa-button>
    </div>
  </dialog>`;
}

/** Those of its calls that no other card of the server shows. */
const requests = (state: RenewState, serverId: string, actions: RenewUses): TemplateResult => html`<div class="buttons">
  ${(["getServer", "stopServer", "startServer"] as const).map((operation) => requestView(state, actions, { operation, serverId }, state.session.current))}
</div>`;
