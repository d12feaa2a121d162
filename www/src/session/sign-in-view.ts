import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { requestView } from "../request/view.ts";
import { callout, fieldsOf, icon, progress, startIcon, valueOf } from "../ui/parts.ts";
import { problemView } from "../ui/problem.ts";
import { inWords } from "../locales/said.ts";
import { msg, words } from "../locales/words.ts";
import { labelOf } from "../shared/clouds.ts";
import type { CloudEntry } from "../shared/clouds.ts";
import type { SessionUses } from "./actions.ts";
import { plainHttpWarning } from "./plain-http.ts";
import { cloudNamed, revocationText } from "./state.ts";
import type { DemoUser, Method, PlainField, Sandbox, SessionState, SignIn } from "./state.ts";

const WORDS = words(() => ({
  title: msg("Retrieve the Administrator password of your Windows server"),
  lead: msg("Every new Windows server stores its Administrator password encrypted in the cloud. Get it, decrypt it here with your private key, then delete the stored copy."),
  points: [
    ["lock", msg("Your private key never leaves this tab.")],
    ["key", msg("PEM, PKCS#8, OpenSSH and PuTTY keys open as they are, with or without a passphrase.")],
    ["trash", msg("Nothing is deleted before you have the password.")],
  ] as const,
  decryptTitle: msg("Have the encrypted password already?"),
  decryptLink: msg("Decrypt only, without a cloud"),
  again: msg("Sign in again"),
  againLead: msg("Your session has ended. Sign in again and continue where you were: your keys and the chosen server are still here."),
  resume: msg("Sign in to open the page you asked for."),
  form: msg("Sign in"),
  left: msg("You are signed out"),
  leftText: msg("This page has forgotten the token, the credentials, all keys and all passwords."),
  cloud: msg("Cloud"),
  method: msg("How to sign in"),
  password: msg("Password"),
  credential: msg("Application credential"),
  token: msg("Token"),
  accessKey: msg("Access key"),
  user: msg("User name"),
  domain: { huawei: msg("Account name"), otc: msg("Domain name"), openstack: msg("Domain name") },
  domainHint: { huawei: "", otc: msg("Begins with OTC, shown under My Credentials"), openstack: "" },
  userId: msg("User ID"),
  userIdHint: msg("The cloud wants it beside a one-time code; shown under My Credentials"),
  passcode: msg("One-time code"),
  passcodeHint: msg("The 6 digits that your authenticator app shows now"),
  addPasscode: msg("Add a one-time code"),
  project: msg("Project"),
  projectHint: { huawei: msg("Such as eu-west-101"), otc: msg("Such as eu-de, or eu-de_name"), openstack: "" },
  credentialId: msg("Application credential ID"),
  secret: msg("Secret"),
  tokenField: msg("Token"),
  projectId: msg("Project ID"),
  projectIdHint: msg("The project the token is for"),
  submit: msg("Sign in"),
  working: msg("Signing in…"),
  loading: msg("Loading the clouds…"),
  cloudsFailed: msg("The list of clouds did not load"),
  noClouds: msg("This server offers no cloud. Its operator names them with the option --cloud; decrypting works without."),
  retry: msg("Try again"),
  sandboxTitle: msg("This is a sandbox"),
  sandboxText: msg("Its servers, users and passwords are made up, and live in the memory of this program. Nothing reaches a real cloud."),
  demo: msg("Sign in as a demo user"),
  orForm: msg("Or sign in with the form"),
}));

export function signInView(state: SessionState, actions: SessionUses): TemplateResult {
  const ended = state.session.current?.ended === true;
  const asked = !ended && state.session.signIn.resume !== undefined;
  const { revocation } = state.session;
  return html`<div class="welcome">
    <section class="pitch">
      <h1 tabindex="-1" data-focus="heading">${ended ? WORDS().again : WORDS().title}</h1>
      <p class="lead">${ended ? WORDS().againLead : WORDS().lead}</p>
      ${ended ? nothing : html`<ul class="points">${WORDS().points.map(([name, text]) => html`<li>${icon(name)}<span>${text}</span></li>`)}</ul>`}
      <p class="aside"><span>${WORDS().decryptTitle}</span> <a href="#/decrypt">${WORDS().decryptLink}${icon("arrow-right")}</a></p>
    </section>
    <section class="card sign-in" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">${WORDS().form}</h2>
      ${state.session.left ? callout("success", "check", html`<h3>${WORDS().left}</h3><p>${WORDS().leftText}</p>${revocation ? html`<p>${revocationText(revocation)}</p>` : nothing}`) : nothing}
      ${asked ? html`<p class="quiet">${WORDS().resume}</p>` : nothing}
      ${clouds(state, actions)}
    </section>
  </div>`;
}

function clouds(state: SessionState, actions: SessionUses): TemplateResult {
  const { clouds: known } = state.session;
  if (known.status === "loading") return progress(WORDS().loading);
  if (known.status === "failed") {
    const retry = html`<wa-button size="s" @click=${() => void actions.session.loadClouds()}>${WORDS().retry}</wa-button>`;
    return callout("danger", "warning", html`<h3>${WORDS().cloudsFailed}</h3><p>${known.text}</p>${retry}`);
  }
  if (known.list.length === 0) return callout("neutral", "info", WORDS().noClouds);
  const cloud = cloudNamed(state.session, state.session.signIn.cloud);
  return html`
    <wa-select
      class="cloud"
      label=${WORDS().cloud}
      .value=${live(state.session.signIn.cloud ?? "")}
      @change=${(event: Event) => { actions.dispatch({ type: "session/cloudChosen", name: valueOf(event) }); }}
    >
      ${known.list.map((each) => html`<wa-option value=${each.name}>${labelOf(each)}</wa-option>`)}
    </wa-select>
    ${cloud ? forCloud(state, cloud, actions) : nothing}
  `;
}

function forCloud(state: SessionState, cloud: CloudEntry, actions: SessionUses): TemplateResult {
  const { problem, working, method } = state.session.signIn;
  const shown = problem ? problemView(problem, nextStep(state, actions)) : nothing;
  const warning = plainHttpWarning(cloud, method);
  const warned = warning ? callout("danger", "warning", html`<h3>${warning.title}</h3><p>${warning.text}</p>`) : nothing;
  if (!cloud.sandbox) return html`${warned}${form(state, cloud, actions)}${shown}`;
  return html`
    ${callout("warning", "flask", html`<h3>${WORDS().sandboxTitle}</h3><p>${WORDS().sandboxText}</p>`)}
    ${state.session.sandbox ? demoUsers(usersOf(state.session.sandbox, cloud), working, actions) : nothing}
    <details class="more">
      <summary>${WORDS().orForm}</summary>
      ${form(state, cloud, actions)}
    </details>
    ${shown}
  `;
}

const usersOf = ({ users, otc, huawei }: Sandbox, { name }: CloudEntry): Sandbox["users"] => [otc, huawei].find((other) => other?.cloud === name)?.users ?? users;

function nextStep(state: SessionState, actions: SessionUses): { next?: unknown } {
  const { problem, method, fields } = state.session.signIn;
  if (problem?.code !== "unauthenticated") return {};
  if (method === "token") return { next: msg("The token is wrong or has expired: get a new one.") };
  if (method === "accessKey") return { next: actions.session.accessKeys()?.nextStep(problem, fields) };
  if (method === "applicationCredential") return { next: msg("Check the ID and the secret, and that the credential has not expired.") };
  return {};
}

function demoUsers(users: DemoUser[], working: SignIn["working"], actions: SessionUses): TemplateResult {
  return html`<h3 id="demo-users" class="small-title">${WORDS().demo}</h3>
    <ul class="demo" aria-labelledby="demo-users">
      ${users.map((user) => {
        const busy = working === `demo:${user.name}`;
        return html`<li>
          <button type="button" class="demo-user" ?disabled=${working !== false} @click=${() => void actions.session.signInAsDemo(user)}>
            <span class="demo-name">${user.name}</span>
            <span class="demo-note">${inWords(user.note)}</span>
            ${busy ? html`<wa-spinner aria-hidden="true"></wa-spinner>` : icon("arrow-right")}
          </button>
        </li>`;
      })}
    </ul>
    ${typeof working === "string" && working !== "form" ? progress(WORDS().working, () => { actions.cancel("signIn"); }, true) : nothing}`;
}

function form(state: SessionState, cloud: CloudEntry, actions: SessionUses): TemplateResult {
  const { method, withPasscode, working } = state.session.signIn;
  const choose = (event: Event): void => void actions.session.chooseMethod(valueOf(event) as Method);
  const submit = (event: SubmitEvent): void => {
    const field = fieldsOf(event);
    if (method === "accessKey") actions.session.accessKeys()?.submit(field, state, actions);
    else if (method === "token") void actions.session.signIn({ type: "token", token: field("token").trim() }, "form", { projectId: field("projectId").trim() });
    else if (method === "applicationCredential") {
      void actions.session.signIn({ type: "applicationCredential", id: field("credentialId").trim(), secret: field("secret") }, "form");
    } else {
      const [user, domain, project] = [field("user").trim(), field("domain").trim(), field("project").trim()];
      const second = withPasscode ? { passcode: field("passcode") } : {};
      const named = withPasscode && cloud.kind !== "openstack" ? { id: field("userId").trim() } : user;
      void actions.session.signIn({ type: "password", user: named, domain, project, password: field("password") }, "form", second);
    }
  };
  return html`<form class="fields" autocomplete="off" @submit=${submit}>
    <wa-radio-group label=${WORDS().method} orientation="horizontal" size="s" .value=${live(method)} @change=${choose}>
      <wa-radio appearance="button" value="password">${WORDS().password}</wa-radio>
      ${cloud.kind === "openstack"
        ? html`<wa-radio appearance="button" value="applicationCredential">${WORDS().credential}</wa-radio>`
        : nothing}
      <wa-radio appearance="button" value="token">${WORDS().token}</wa-radio>
      ${cloud.basePath === undefined ? nothing : html`<wa-radio appearance="button" value="accessKey">${WORDS().accessKey}</wa-radio>`}
    </wa-radio-group>
    ${methodFields(state, cloud, actions)}
    <div class="submit">
      ${working === "form"
        ? progress(WORDS().working, () => { actions.cancel("signIn"); }, true)
        : html`<wa-button type="submit" variant="brand" ?disabled=${working !== false || state.core.status === "failed"}>${startIcon("lock")}${WORDS().submit}</wa-button>`}
    </div>
    ${method === "accessKey"
      ? actions.session.accessKeys()?.request(state, cloud, actions)
      : requestView(state, actions, { operation: "signIn" }, { cloud, method, fields: state.session.signIn.fields })}
  </form>`;
}

function methodFields(state: SessionState, { kind, name: cloud }: CloudEntry, actions: SessionUses): unknown {
  const { fields, method, withPasscode } = state.session.signIn;
  const plain = (name: PlainField, label: string, hint = "", complete = "off"): TemplateResult => html`<wa-input
    name=${name}
    label=${label}
    hint=${hint}
    required
    autocomplete=${complete}
    autocapitalize="off"
    autocorrect="off"
    .spellcheck=${false}
    .value=${live(fields[name])}
    @input=${(event: Event) => { actions.dispatch({ type: "session/fieldChanged", field: name, value: valueOf(event) }); }}
  ></wa-input>`;
  switch (method) {
    case "password":
      return html`${plain("user", WORDS().user, "", "username")} ${plain("domain", WORDS().domain[kind], WORDS().domainHint[kind])}
      ${secret("password", WORDS().password, "current-password")} ${plain("project", WORDS().project, WORDS().projectHint[kind])}
      ${withPasscode ? html`${kind === "openstack" ? nothing : plain("userId", WORDS().userId, WORDS().userIdHint)} ${passcode()}` : addPasscode(actions)}`;
    case "applicationCredential":
      return html`${plain("credentialId", WORDS().credentialId)} ${secret("secret", WORDS().secret)}`;
    case "token":
      return html`${secret("token", WORDS().tokenField)} ${plain("projectId", WORDS().projectId, WORDS().projectIdHint)}`;
    case "accessKey":
      return actions.session.accessKeys()?.fields(state, cloud, { plain, secret }, actions);
  }
}

const addPasscode = (actions: SessionUses): TemplateResult => html`<wa-button
  class="add-passcode"
  size="s"
  appearance="plain"
  @click=${() => { actions.dispatch({ type: "session/passcodeWanted" }); }}
>${WORDS().addPasscode}</wa-button>`;

/** Good for one sign-in: it is read when the form is sent, and kept nowhere. */
const passcode = (): TemplateResult => html`<wa-input
  name="passcode"
  data-focus="passcode"
  label=${WORDS().passcode}
  hint=${WORDS().passcodeHint}
  required
  inputmode="numeric"
  autocomplete="one-time-code"
  .spellcheck=${false}
></wa-input>`;

/** A secret is kept by its field alone, and read when the form is sent. */
const secret = (name: string, label: string, complete = "off"): TemplateResult => html`<wa-input
  type="password"
  name=${name}
  label=${label}
  required
  password-toggle
  autocomplete=${complete}
  autocapitalize="off"
  autocorrect="off"
  .spellcheck=${false}
></wa-input>`;
