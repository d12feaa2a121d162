// Every error of the core: what happened, what to do next, and what a support desk asks for.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { ErrorCode } from "ecs-password/slim";
import type { Problem } from "../state.ts";
import { callout } from "./parts.ts";
import { msg, words } from "../words.ts";

/** A heading, and the next step for errors that bring no hint of their own. */
const TEXTS: Record<ErrorCode, [title: string, next: string]> = {
  invalidInput: ["An input is not right", "Correct the field and try again."],
  unsupportedOperation: ["This cloud does not offer that", "Choose another cloud, or use its own console."],
  network: ["The cloud did not answer", "Check the connection, then try again."],
  timeout: ["The cloud took too long", "Try again in a minute."],
  aborted: ["Cancelled", "Start again when you are ready."],
  unauthenticated: ["The cloud refused the sign-in", "Check user, domain, password and project, then sign in again."],
  forbidden: ["This user may not do that", "Ask an administrator for the permission, or sign in as another user."],
  notFound: ["The cloud does not find it", "Check that the server is in this project and still exists, then refresh the list."],
  projectMismatch: ["The token belongs to another project", "Sign in to the project that the server is in."],
  badRequest: ["The cloud refused the request", "The details below say why."],
  conflict: ["The server is busy", "Wait until its current task has ended, then try again."],
  rateLimited: ["Too many requests", "Wait a minute, then try again."],
  unavailable: ["The cloud is not available", "Try again in a few minutes."],
  serverError: ["The cloud failed", "Try again; if it stays so, give the request ID to its support."],
  unexpectedResponse: ["The answer makes no sense", "Check that the endpoint is the right one, and that no login page stands in between."],
  noKey: ["This is no private key", "Choose the private key that was downloaded when the key pair was created."],
  publicKey: ["This is the public key", "Only the private key decrypts: it is the file without .pub, often named .pem."],
  notRsa: ["This is no RSA key", "Windows passwords can only be encrypted for RSA keys: the server was created with another key pair."],
  passphraseMissing: ["The key needs its passphrase", "Enter the passphrase of the key."],
  passphraseWrong: ["The passphrase is wrong", "Enter it again."],
  keyDamaged: ["The key is damaged", "Take the key file from where it was first kept; a copy by mail or chat may have lost lines."],
  keyUnsupported: ["This form of key is not supported", "Convert the key, for instance with ssh-keygen -p -m PEM on a copy of it."],
  keySize: ["The key has an unusual length", "Keys of 1024 to 6120 bits can be used."],
  ciphertextEmpty: ["There is nothing to decrypt", "Paste the encrypted password as the cloud gives it."],
  ciphertextNotBase64: ["The encrypted password is damaged", "Copy it again; it is one long Base64 text."],
  ciphertextLength: ["This key has another length", "The password was encrypted for a longer or shorter key: choose the key of the server's key pair."],
  wrongKey: ["This key does not open the password", "Choose the key of the key pair that the server was created with."],
  passwordNotText: ["The password is no text", "It is shown as bytes."],
  handleFreed: ["It was forgotten already", "Choose the key again."],
  notInitialized: ["The page is not ready yet", "Wait a moment, then try again."],
  wasmBlocked: [
    "WebAssembly is blocked",
    "The browser or its policy does not let this page run WebAssembly, which does the decryption. Allow it for this site, or use another browser.",
  ],
  internal: ["The page failed", "Reload the page. If it happens again, it is a defect worth reporting."],
};

const WORDS = words(() => ({ details: msg("Details"), field: msg("Field"), code: msg("Error"), status: msg("HTTP status"), provider: msg("Cloud's own code"), request: msg("Request ID") }));

interface Options {
  /** In the place of the title and the next step of the table. */
  title?: string;
  next?: unknown;
  /** Buttons, or more that is known. */
  more?: unknown;
  /** Of its heading: 2 where it stands right below the title of the view. */
  level?: 2 | 3;
}

export function problemView(problem: Problem, { title, next, more, level = 3 }: Options = {}): TemplateResult {
  const [usual, step] = TEXTS[problem.code];
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
    <p>${prose(problem.message)}</p>
    <p>${next ?? (problem.hint === undefined || OWN_STEPS.has(problem.code) ? step : prose(problem.hint))}</p>
    ${more ?? nothing}
    <details class="facts">
      <summary>${WORDS().details}</summary>
      <dl>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd><code>${value}</code></dd></div>`)}</dl>
    </details>
  `;
  return html`<div class="problem" role="group" aria-label="Error">${callout("danger", "warning", body)}</div>`;
}

/** Where the core's hint is for those who build a page, not for those who use one. */
const OWN_STEPS = new Set<ErrorCode>(["wasmBlocked", "notInitialized"]);

/** A sentence of the core, what it quotes set as code. */
export function prose(text: string): unknown {
  return sentence(text)
    .split("`")
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

/** The core's texts begin in lower case and end without a full stop, as parts of a log line do. */
function sentence(text: string): string {
  const first = /^[a-z][a-z' ]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
