// Deleting the stored copy: what it does, what it does not, and that it cannot be undone.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { refusedAs } from "../grant/refusal.ts";
import { grantView, guardedButton, mayHint } from "../grant/view.ts";
import { requestView } from "../request/view.ts";
import type { Problem } from "../shared/problem.ts";
import type { ServerUses } from "./actions.ts";
import { mayDelete } from "./state.ts";
import type { ServerPanel, ServerState } from "./state.ts";
import { modal, modalEvents } from "../ui/modal.ts";
import { callout, checkedOf, progress, startIcon } from "../ui/parts.ts";
import { problemView, prose } from "../ui/problem.ts";
import { nameOf } from "../shared/visible-text.ts";
import { inWords } from "../locales/said.ts";
import { msg, str, words } from "../locales/words.ts";

const WORDS = words(() => ({
  title: msg("Delete the stored copy"),
  does: msg("Removes the encrypted password from the cloud, so that nobody can fetch it again. This cannot be undone."),
  doesNot: msg("The password in Windows stays valid, and the server keeps running."),
  notYet: msg("Possible once you have revealed or copied the password."),
  notText: msg("What was decrypted is not text, so that nobody knows whether it is the password: seeing it does not make deleting possible. Try the other keys first."),
  waive: msg("I do not need the password"),
  delete: msg("Delete"),
  askSeen: msg("Have you kept the password? After this, the cloud answers that none is stored."),
  askNotText: msg("What was decrypted here is not text and may not be the password. After this, nobody can get it from the cloud: without it you may have to reset it."),
  askWaived: msg("You have not seen this password here. After this, nobody can get it from the cloud: without it you may have to reset it."),
  keep: msg("Keep it"),
  working: msg("Deleting…"),
  done: msg("The stored copy is deleted"),
  doneText: msg("The cloud now answers that no password is stored. The password in Windows is still valid."),
  accepted: msg("The cloud accepted the request; deletion is pending"),
  acceptedText: msg("It has not confirmed it yet. Get the password again in a minute: it should answer that none is stored."),
  mayHave: msg("It may have been deleted all the same"),
  mayHaveNext: msg("The order was sent once, and nothing confirms it. Get the password again: if none is stored, it was deleted."),
}));

const ask = (name: string): string => msg(str`Delete the stored password of ${name}?`);

export function deleteView(state: ServerState, panel: ServerPanel, actions: ServerUses): TemplateResult {
  const { deletion } = panel;
  const password = state.password.server;
  const noText = password?.view.phase === "decrypted" && !password.view.text;
  return html`<section class="card delete" aria-labelledby="delete-title">
    <h2 id="delete-title" tabindex="-1" data-focus="delete">${WORDS().title}</h2>
    ${deletion.phase === "done" ? done(deletion.result) : html`<p>${WORDS().does}</p><p class="quiet">${WORDS().doesNot}</p>`}
    ${deletion.phase === "failed" ? failed(deletion.problem, state, actions) : nothing}
    ${deletion.phase === "working" ? progress(WORDS().working, () => { actions.cancel("delete"); }, true) : nothing}
    ${deletion.phase === "open" || deletion.phase === "asking" || deletion.phase === "failed"
      ? html`${password?.seen === true ? nothing : waiver(panel, noText, actions)}
          ${mayHint(state, "deleteServerPassword", actions)}
          ${guardedButton(state, "deleteServerPassword", actions, () => { actions.dispatch({ type: "server/deleteAsked" }); }, (press) => html`
            <wa-button variant="danger" appearance="outlined" ?disabled=${!mayDelete(state) && deletion.phase !== "asking"} @click=${press}>${startIcon("trash")}${WORDS().delete}</wa-button>`)}`
      : nothing}
    ${requestView(state, actions, { operation: "deleteServerPassword", serverId: panel.id }, state.session.current)} ${dialog(panel, password?.seen === true, noText, actions)}
  </section>`;
}

/** `noText`: decrypted to something that is no text. */
function waiver({ waived }: ServerPanel, noText: boolean, actions: ServerUses): TemplateResult {
  return html`<p class="small quiet">${noText ? WORDS().notText : WORDS().notYet}</p>
    <label class="check">
      <input type="checkbox" .checked=${live(waived)} @change=${(event: Event) => { actions.dispatch({ type: "server/waived", on: checkedOf(event) }); }} />${WORDS().waive}
    </label>`;
}

function dialog({ deletion, server, id }: ServerPanel, seen: boolean, noText: boolean, actions: ServerUses): TemplateResult {
  const closed = (): void => { actions.dispatch({ type: "server/deleteDismissed" }); };
  const { escaped, gone } = modalEvents(closed);
  const asking = deletion.phase === "asking";
  return html`<dialog aria-labelledby="ask-title" ${modal(asking)} @cancel=${escaped} @close=${gone}>
    <h2 id="ask-title">${ask(nameOf(server) ?? id)}</h2>
    <p>${seen ? WORDS().askSeen : noText ? WORDS().askNotText : WORDS().askWaived}</p>
    <p class="quiet">${WORDS().doesNot}</p>
    <div class="buttons">
      <wa-button appearance="outlined" ?autofocus=${asking} @click=${closed}>${WORDS().keep}</wa-button>
      <wa-button variant="danger" @click=${() => void actions.server.deletePassword(id)}>${startIcon("trash")}${WORDS().delete}</wa-button>
    </div>
  </dialog>`;
}

function done({ deleted, hint }: { deleted: boolean; hint?: string }): TemplateResult {
  const [title, text] = deleted ? [WORDS().done, WORDS().doneText] : [WORDS().accepted, WORDS().acceptedText];
  return callout(deleted ? "success" : "warning", deleted ? "check" : "info", html`<h3>${title}</h3><p>${hint === undefined ? text : prose(inWords(hint))}</p>`);
}

function failed(problem: Problem, state: ServerState, actions: ServerUses): TemplateResult {
  const more = grantView(state, "deleteServerPassword", problem, actions);
  return problemView(problem, problem.mayHaveHappened === true ? { title: WORDS().mayHave, next: WORDS().mayHaveNext, more } : { ...refusedAs(state, "deleteServerPassword", problem, actions), more });
}
