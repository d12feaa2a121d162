// "Show request": what a call of the page looks like, wherever one is made.
import { microversions } from "ecs-password/client/slim";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { toProblem } from "../shared/problem.ts";
import { modal } from "../ui/modal.ts";
import { icon, startIcon } from "../ui/parts.ts";
import { problemView } from "../ui/problem.ts";
import { msg, str, words } from "../locales/words.ts";
import type { RequestUses } from "./actions.ts";
import type { Described, Session, SignIn } from "./describe.ts";
import type { ShownRequest } from "./forms.ts";
import type { RequestForm, RequestOf, RequestState } from "./state.ts";

const WORDS = words(() => ({
  show: msg("Show request"),
  titles: {
    signIn: msg("The request that signs in"),
    listServers: msg("The request that lists the servers"),
    getServer: msg("The request that asks for the server's status"),
    getServerPassword: msg("The request that gets the password"),
    deleteServerPassword: msg("The request that deletes the stored password"),
    stopServer: msg("The request that stops the server"),
    startServer: msg("The request that starts the server"),
    getKeyPair: msg("The request that reads the key pair"),
    getResetPasswordFlag: msg("The request that asks whether the password can be reset"),
    resetServerPassword: msg("The request that orders the new password"),
    resetServerPasswords: msg("The request that orders the new password of several servers"),
    changeServerPassword: msg("The request that sets the new password"),
    listPolicies: msg("The requests that read your policies"),
  } satisfies Record<RequestOf["operation"], string>,
  forms: { http: msg("HTTP"), curl: msg("curl"), javascript: msg("JavaScript") } satisfies Record<RequestForm, string>,
  form: msg("Show as"),
  needs: msg("Needs"),
  action: msg("IAM action"),
  rule: msg("Nova rule"),
  none: msg("No action: whoever has the credentials may sign in"),
  inferred: msg("inferred from its neighbour; the documents do not name this path"),
  sandbox: msg("The sandbox is part of this page's own server: the command works as long as that runs."),
  proxied: msg("It goes through this page's own server, which alone knows the cloud's address: the command works as long as that runs."),
  account: msg("Before them the page signs in once more, for the whole account: IAM takes no other token. The IDs in capitals come from its answers."),
  secrets: {
    http: msg("Names in angle brackets stand for what is secret."),
    curl: msg("The variables hold what is secret. A password with quotes or backslashes has to be written as JSON does."),
    javascript: msg("For Node; the environment variables hold what is secret."),
  } satisfies Record<RequestForm, string>,
  copy: msg("Copy"),
  copied: msg("Copied"),
  failed: msg("The browser did not allow to copy. Select the text instead."),
  close: msg("Close"),
  loading: msg("The part that makes requests is still loading."),
}));

const through = (path: string): string => msg(str`This page sends it through its own server: ${path}`);

/** A button, and the dialog that it opens; `by` is the session or the form that it would be sent with. */
export function requestView(state: RequestState, actions: RequestUses, of: RequestOf, by: Session | SignIn | undefined): TemplateResult {
  const open = state.request !== undefined && same(state.request.of, of);
  const closed = (): void => { actions.dispatch({ type: "request/hidden" }); };
  const escaped = (event: Event): void => {
    event.preventDefault();
    closed();
  };
  const gone = (event: Event): void => { if (open && !(event.target as HTMLDialogElement).open) closed(); };
  const title = WORDS().titles[of.operation];
  return html`<div class="request">
    <button type="button" class="link request-show quiet" aria-label=${`${WORDS().show}: ${title}`} @click=${() => void actions.request.show(of)}
      >${icon("code")}${WORDS().show}</button
    >
    <dialog class="request-dialog" aria-label=${title} ${modal(open)} @cancel=${escaped} @close=${gone}>${open ? content(state, actions, of, by, closed) : nothing}</dialog>
  </div>`;
}

function content(state: RequestState, actions: RequestUses, of: RequestOf, by: Session | SignIn | undefined, closed: () => void): TemplateResult {
  const { request } = state;
  const form = request?.form ?? "http";
  return html`
    <div class="request-head">
      <h2>${WORDS().titles[of.operation]}</h2>
      <button type="button" class="request-close" autofocus @click=${closed}><wa-icon name="xmark" label=${WORDS().close}></wa-icon></button>
    </div>
    ${body(state, actions, of, by, form)}
  `;
}

function body(state: RequestState, actions: RequestUses, of: RequestOf, by: Session | SignIn | undefined, form: RequestForm): unknown {
  const { forms = "loading" } = state.request ?? {};
  if (typeof forms === "object") return problemView(forms);
  if (state.core.status === "loading" || forms === "loading") return html`<p class="quiet">${WORDS().loading}</p>`;
  let described: Described | undefined;
  try {
    described = actions.request.forms()?.describe(of, by);
  } catch (error) {
    return problemView(toProblem(error));
  }
  if (!described) return nothing;
  const shown = described[form] === undefined ? "http" : form;
  const text = described[shown] ?? "";
  const copied = state.request?.copied ?? "no";
  return html`
    <div class="request-forms" role="group" aria-label=${WORDS().form}>
      ${(["http", "curl", "javascript"] as const).filter((each) => described[each] !== undefined).map(
        (each) => html`<button type="button" aria-pressed=${each === shown ? "true" : "false"} @click=${() => { actions.dispatch({ type: "request/formChosen", form: each }); }}>${WORDS().forms[each]}</button>`,
      )}
    </div>
    <div class="request-text" role="region" tabindex="0" aria-label=${WORDS().forms[shown]} translate="no"><pre>${text}</pre></div>
    <div class="buttons">
      <wa-button size="s" variant="brand" @click=${() => void actions.request.copy(text)}>${startIcon(copied === "copied" ? "check" : "copy")}${copied === "copied" ? WORDS().copied : WORDS().copy}</wa-button>
      <span class="quiet small" role="status">${copied === "failed" ? WORDS().failed : WORDS().secrets[shown]}</span>
    </div>
    <dl class="request-facts">
      <div><dt>${WORDS().needs}</dt><dd>${needs(described, by)}</dd></div>
    </dl>
    ${notes(of, by, described)}
  `;
}

/** Plain OpenStack has no IAM: its services go by rules of their own. */
function needs({ requests }: Described, by: Session | SignIn | undefined): unknown {
  return requests.map((request) => html`<div>${needsOf(request, by?.cloud.kind === "openstack")}</div>`);
}

function needsOf({ action, basis }: ShownRequest, ofNova: boolean): unknown {
  if (action === undefined) return WORDS().none;
  return html`${ofNova ? WORDS().rule : WORDS().action} <code>${action}</code>${basis === "inferred" ? html` <span class="quiet">(${WORDS().inferred})</span>` : nothing}`;
}

const addsVersion = (newest: string): string => msg(str`The page first asks the cloud for its versions, and adds the header OpenStack-API-Version with the newest one up to ${newest}.`);

function notes(of: RequestOf, by: Session | SignIn | undefined, { through: path }: Described): TemplateResult {
  const cloud = by?.cloud;
  const versioned = of.operation === "listServers" && cloud?.kind === microversions.cloud && by !== undefined && "apiVersion" in by && by.apiVersion === microversions.apiVersion;
  return html`<ul class="request-notes small quiet">
    ${cloud?.addresses ? html`<li>${icon("info")}<span>${through(path)}</span></li>` : nothing}
    ${cloud?.sandbox === true ? html`<li>${icon("flask")}<span>${WORDS().sandbox}</span></li>` : nothing}
    ${cloud && !cloud.addresses && !cloud.sandbox ? html`<li>${icon("info")}<span>${WORDS().proxied}</span></li>` : nothing}
    ${of.operation === "listPolicies" ? html`<li>${icon("info")}<span>${WORDS().account}</span></li>` : nothing}
    ${versioned ? html`<li>${icon("info")}<span>${addsVersion(microversions.newest)}</span></li>` : nothing}
  </ul>`;
}

function same(a: RequestOf, b: RequestOf): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
