// Decrypting a pasted password: no sign-in, no network.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { branding } from "../shared/branding.ts";
import { isSignedIn } from "../session/state.ts";
import type { PasswordUses } from "./actions.ts";
import type { PasswordState } from "./state.ts";
import { keysView } from "../keys/view.ts";
import { nothingOpensView, openedWith, outcomeOf } from "./opening.ts";
import { fieldsOf, icon, longText, progress, startIcon } from "../ui/parts.ts";
import { passwordView } from "./view.ts";
import { problemView } from "../ui/problem.ts";
import { msg, words } from "../locales/words.ts";

const WORDS = words(() => ({
  back: msg("Sign in"),
  backServers: msg("All servers"),
  title: msg("Decrypt only"),
  lead: msg("Paste the encrypted password that the cloud gave you, for instance from the command line or an API call. It is decrypted in this tab; nothing is sent anywhere."),
  box: msg("Encrypted password"),
  field: msg("Encrypted password (Base64)"),
  hint: msg("One long text of letters, digits, + and /; line breaks do not matter"),
  submit: msg("Decrypt"),
  noKey: msg("Choose the private key first."),
  working: msg("Decrypting…"),
  clear: msg("Forget this password"),
  sample: msg("Load a sample and its key"),
  ready: msg("Ready. From here on it works without any network."),
  loading: msg("The part that decrypts (WebAssembly) is still loading. After that no network is needed."),
  notLoaded: msg("The part that decrypts has not been loaded, so nothing can be decrypted here yet. It takes a connection to this page's own server once."),
}));

/** Offline is only promised once everything is here. */
function readiness({ core }: PasswordState): TemplateResult {
  if (core.status === "loading") return html`<p class="readiness">${icon("refresh")}${WORDS().loading}</p>`;
  if (core.status === "failed") return html`<p class="readiness readiness-not">${icon("warning")}${WORDS().notLoaded}</p>`;
  return html`<p class="readiness readiness-ok">${icon("check")}${WORDS().ready}</p>`;
}

export function pastedView(state: PasswordState, actions: PasswordUses): TemplateResult {
  const { keys, password: { pasted: view } } = state;
  const hasKey = keys.loaded.length > 0;
  const submit = (event: SubmitEvent): void => void actions.password.decrypt("pasted", fieldsOf(event)("ciphertext"));
  const sample = (event: Event): void => void actions.password.loadSample((event.target as Element).closest("form"));
  const here = isSignedIn(state);
  return html`
    ${branding().alone ? nothing : html`<p class="crumb"><a href=${here ? "#/servers" : "#/"}>${icon("chevron-left")}${here ? WORDS().backServers : WORDS().back}</a></p>`}
    <div class="head"><h1 tabindex="-1" data-focus="heading">${WORDS().title}</h1></div>
    <p class="lead">${WORDS().lead}</p>
    ${readiness(state)}
    <div class="columns">
      <div class="column">${keysView(state, actions, { status: "none" }, false, undefined, outcomeOf(view))}</div>
      <section class="card column" aria-labelledby="cipher-title">
        <h2 id="cipher-title" tabindex="-1" data-focus="result">${WORDS().box}</h2>
        <form class="fields" autocomplete="off" @submit=${submit}>
          ${longText("ciphertext", WORDS().field, WORDS().hint)}
          <div class="buttons">
            <wa-button type="submit" variant="brand" ?disabled=${!hasKey || state.core.status === "failed"}>${startIcon("key")}${WORDS().submit}</wa-button>
            ${hasKey ? nothing : html`<span class="quiet small">${WORDS().noKey}</span>`}
          </div>
          ${state.session.sandbox ? html`<p>${icon("flask")} <button type="button" class="link" @click=${sample}>${WORDS().sample}</button></p>` : nothing}
        </form>
        ${view.phase === "working" ? progress(WORDS().working, () => { actions.cancel("password"); }) : nothing}
        ${view.phase === "failed" ? (nothingOpensView(state, view) ?? problemView(view.problem)) : nothing}
        ${view.phase === "decrypted"
          ? html`${openedWith(state, view)}${passwordView(state, "pasted", view, actions)}
              <wa-button size="s" appearance="plain" @click=${() => { actions.dispatch({ type: "password/forgotten", of: "pasted" }); }}>${WORDS().clear}</wa-button>`
          : nothing}
      </section>
    </div>
  `;
}
