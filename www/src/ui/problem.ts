// Every error of the core: what happened, what to do next, and what a support desk asks for.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { ErrorCode } from "ecs-password/slim";
import { getLocale } from "../locales/locale.ts";
import { explainHash } from "../shared/route.ts";
import { translation } from "../locales/said.ts";
import type { Problem } from "../shared/problem.ts";
import { callout, icon } from "./parts.ts";
import { msg, words } from "../locales/words.ts";

/** A heading, and the next step for errors that bring no hint of their own. */
const TEXTS = words((): Record<ErrorCode, [title: string, next: string]> => ({
  invalidInput: [msg("An input is not right"), msg("Correct the field and try again.")],
  unsupportedOperation: [msg("This cloud does not offer that"), msg("Choose another cloud, or use its own console.")],
  network: [msg("The cloud did not answer"), msg("Check the connection, then try again.")],
  timeout: [msg("The cloud took too long"), msg("Try again in a minute.")],
  aborted: [msg("Cancelled"), msg("Start again when you are ready.")],
  unauthenticated: [msg("The cloud refused the sign-in"), msg("Check user, domain, password and project, then sign in again.")],
  forbidden: [msg("The cloud does not allow this"), msg("The details below say what is known of the reason; an administrator can tell more.")],
  notFound: [msg("The cloud does not find it"), msg("Check that the server is in this project and still exists, then refresh the list.")],
  projectMismatch: [msg("The token belongs to another project"), msg("Sign in to the project that the server is in.")],
  badRequest: [msg("The cloud refused the request"), msg("The details below say why.")],
  conflict: [msg("The current state does not allow this"), msg("Look at the state of the server, then try again.")],
  rateLimited: [msg("Too many requests"), msg("Wait until the pause is over, then try again.")],
  unavailable: [msg("The cloud is not available"), msg("Try again in a few minutes.")],
  serverError: [msg("The cloud failed"), msg("Try again; if it stays so, give the request ID to its support.")],
  unexpectedResponse: [msg("Unexpected response"), msg("Check that the endpoint is the right one, and that no login page stands in between.")],
  noKey: [msg("This is not a private key"), msg("Choose the private key that was downloaded when the key pair was created.")],
  publicKey: [msg("This is the public key"), msg("Only the private key decrypts: it is the file without .pub, often named .pem.")],
  notRsa: [msg("This is not an RSA key"), msg("Windows passwords are encrypted for RSA keys alone: choose the RSA key of the server's key pair.")],
  passphraseMissing: [msg("The key needs its passphrase"), msg("Enter the passphrase of the key.")],
  passphraseWrong: [msg("The passphrase does not open the key"), msg("Enter it again.")],
  keyDamaged: [msg("The key cannot be read"), msg("Take the key file from where it was first kept; a copy by mail or chat may have lost lines.")],
  keyUnsupported: [msg("This form of key is not supported"), msg("Convert the key, for instance with ssh-keygen -p -m PEM on a copy of it.")],
  keySlow: [msg("This key is slow to open"), msg("Go on and wait, or keep a copy of the key that opens faster.")],
  keySize: [msg("The key has an unusual length"), msg("Choose the private key of the key pair that the server was created with.")],
  ciphertextEmpty: [msg("There is nothing to decrypt"), msg("Paste the encrypted password as the cloud gives it.")],
  ciphertextNotBase64: [msg("This is not an encrypted password"), msg("Copy it again; it is one long Base64 text.")],
  notCiphertext: [msg("This is not an encrypted password"), msg("Copy it again; it is one long Base64 text.")],
  ciphertextCutOff: [msg("The encrypted password is cut off"), msg("Copy it again, from its beginning to its end.")],
  ciphertextLength: [msg("Wrong key size"), msg("Choose the key of the server's key pair, and check that the encrypted password is whole.")],
  wrongKey: [msg("This key does not decrypt the password"), msg("Choose the key of the key pair that the server was created with.")],
  passwordNotText: [msg("The password is not text"), msg("It is shown as bytes.")],
  handleFreed: [msg("It was forgotten already"), msg("Choose the key again.")],
  notInitialized: [msg("The page is not ready yet"), msg("Wait a moment, then try again.")],
  wasmBlocked: [
    msg("WebAssembly is blocked"),
    msg("The browser or its policy does not let this page run WebAssembly, which does the decryption. Allow it for this site, or use another browser."),
  ],
  internal: [msg("The page failed"), msg("Reload the page. If it happens again, it is a defect worth reporting.")],
}));

const WORDS = words(() => ({
  error: msg("Error"),
  details: msg("Details"),
  field: msg("Field"),
  code: msg("Error"),
  status: msg("HTTP status"),
  provider: msg("Cloud's own code"),
  request: msg("Request ID"),
  missing: msg("Missing action:"),
  needed: msg("Action that the call needs:"),
  explain: msg("Why is it missing? See what the policies allow"),
  compare: msg("See what the policies allow of it"),
  notThisUser: msg("This user may not make this call"),
  lengths: msg("The key and the encrypted password differ in size"),
}));

interface Options {
  /** In the place of the title and the next step of the table. */
  title?: string;
  next?: unknown;
  /** Which call was refused, as a link to its explanation names it. */
  call?: string;
  /** Buttons, or more that is known. */
  more?: unknown;
  /** Of its heading: 2 where it stands right below the title of the view. */
  level?: 2 | 3;
}

export function problemView(problem: Problem, { title, next, call, more, level = 3 }: Options = {}): TemplateResult {
  const [usual, step] = [titleOf(problem), TEXTS()[problem.code][1]];
  // What the core says without a translation is a detail: the page has words of its own for it.
  const message = translation(problem.message, problem.said?.message);
  const hint = problem.hint === undefined ? undefined : translation(problem.hint, problem.said?.hint);
  const ownStep = hint !== undefined && !OWN_STEPS.has(problem.code) ? prose(hint) : step;
  const untranslated = [message === undefined ? problem.message : undefined, hint === undefined ? problem.hint : undefined].filter((text) => text !== undefined);
  const facts: [string, string | number | undefined][] = [
    [WORDS().code, problem.code],
    [WORDS().status, problem.status],
    [WORDS().provider, problem.providerCode],
    [WORDS().request, problem.requestId],
    [WORDS().field, problem.path],
  ];
  const known = facts.filter(([, value]) => value !== undefined);
  const body = html`
    ${level === 2
      ? html`<h2 class="problem-title" tabindex="-1" data-focus="problem">${title ?? usual}</h2>`
      : html`<h3 class="problem-title" tabindex="-1" data-focus="problem">${title ?? usual}</h3>`}
    ${message === undefined || saysNoMore(message, title ?? usual) ? nothing : html`<p>${prose(message)}</p>`}
    <p>${next ?? ownStep}</p>
    ${problem.code === "forbidden" ? missingAction(problem, hint !== undefined && next === undefined, call) : nothing}
    ${more ?? nothing}
    <details class="facts">
      <summary>${WORDS().details}</summary>
      ${untranslated.length === 0 ? nothing : html`<div lang="en">${untranslated.map((text) => html`<p>${prose(text)}</p>`)}</div>`}
      <dl>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd><code>${value}</code></dd></div>`)}</dl>
    </details>
  `;
  return html`<div class="problem" role="group" aria-label=${WORDS().error}>${callout("danger", "warning", body)}</div>`;
}

/** Whether a message is only the title once more, with the status that stands among the details. */
const saysNoMore = (message: string, title: string): boolean => message.replace(/ \(HTTP \d+\)$/, "").toLowerCase() === title.toLowerCase();

function titleOf(problem: Problem): string {
  if (isPolicy(problem)) return WORDS().notThisUser;
  // Which of the two is the wrong one is known only where the length is that of another key.
  return problem.code === "ciphertextLength" && problem.keyBits === undefined ? WORDS().lengths : TEXTS()[problem.code][0];
}

/** Whether the cloud itself says that an action is missing; any other refusal may have another cause. */
const isPolicy = ({ action }: Problem): boolean => action?.missing === true;

/** The action that the refusal is about, and the way to what policies say of it. */
function missingAction({ action }: Problem, named: boolean, call: string | undefined): unknown {
  if (action?.name === undefined) return nothing;
  const { name, missing } = action;
  return html`${named ? nothing : html`<p>${missing ? WORDS().missing : WORDS().needed} <code>${name}</code></p>`}
    <p><a href=${explainHash(name, call)}>${missing ? WORDS().explain : WORDS().compare}${icon("arrow-right")}</a></p>`;
}

/** Where the core's hint is for those who build a page, not for those who use one. */
const OWN_STEPS = new Set<ErrorCode>(["wasmBlocked", "notInitialized", "network"]);

/** What an error says, where there is no room for more. */
export const problemText = ({ code, message, said }: Problem): unknown => prose(translation(message, said?.message) ?? TEXTS()[code][0]);

/** What to do next, where the error has something to say about it. */
export const problemHint = ({ code, hint, said }: Problem): unknown =>
  hint === undefined ? undefined : prose(translation(hint, said?.hint) ?? TEXTS()[code][1]);

/** A sentence of the core, what it quotes set as code. */
export function prose(text: string): unknown {
  return sentence(text)
    .split("`")
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

/** The core's texts begin in lower case and end without a full stop, as parts of a log line do; so do their translations. */
export function sentence(text: string): string {
  const first = /^\p{Ll}[\p{Ll}' ]/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  if (/[.!?…。！？]$/.test(first)) return first;
  return `${first}${getLocale() === "zh-Hans" ? "。" : "."}`;
}
