// The private keys of this session: choosing, unlocking, forgetting.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { KeyFormat, KeyRepair } from "ecs-password/slim";
import { hasLength } from "./length.ts";
import { compareFingerprints } from "./state.ts";
import type { KeyPairView, KeysState, LoadedKey, Refused } from "./state.ts";
import type { KeysUses } from "./actions.ts";
import type { DemoKey } from "../session/state.ts";
import { copyButton } from "../ui/copy.ts";
import { callout, fieldsOf, icon, longText, progress, startIcon } from "../ui/parts.ts";
import { problemHint, problemText, problemView } from "../ui/problem.ts";
import type { Problem } from "../shared/problem.ts";
import { inWords } from "../locales/said.ts";
import { msg, str, words } from "../locales/words.ts";

const WORDS = words(() => ({
  title: msg("Private key"),
  lead: msg("The private key of the key pair that the server was created with."),
  all: msg("Keys of the right size are tried automatically, the one of the server's key pair first."),
  opened: msg("Decrypted this password"),
  tried: msg("Tried: does not decrypt this password"),
  size: msg("Its size does not match the encrypted password"),
  choose: msg("Choose a key file"),
  drop: msg("or drop it here"),
  another: msg("Choose another key file"),
  paste: msg("Paste the key"),
  pasteLabel: msg("Private key as text"),
  pasteHint: msg("With its BEGIN and END lines, or the whole PuTTY file"),
  use: msg("Use this key"),
  cancel: msg("Cancel"),
  forms: msg("PEM, PKCS#8, OpenSSH, PuTTY, PKCS#12, JWK or XML of .NET, RSA. It is read in this tab and sent nowhere."),
  reading: msg("Reading the key…"),
  passphrase: msg("Passphrase"),
  wrong: msg("The passphrase is wrong, or the key is damaged. Enter it again."),
  unlock: msg("Unlock"),
  goOn: msg("Go on and wait"),
  loaded: msg("Keys in this session"),
  prints: msg("Fingerprints"),
  forget: msg("Forget"),
  same: msg("Same fingerprint as the server's key pair"),
  differs: msg("Another fingerprint than the key pair of this name."),
  different: msg("Another fingerprint than the key pair of this name. It may still be right: key pairs belong to one user."),
  sandbox: msg("Keys of the sandbox"),
  others: msg("Keys of other servers, to see what a wrong key does"),
}));

const REPAIRS = words((): Record<KeyRepair, string> => ({
  characters: msg("characters of a word processor or a chat"),
  markup: msg("HTML, XML or RTF"),
  transferEncoding: msg("the encoding of an address or an e-mail"),
  quotes: msg("quotes of a program text"),
  escapes: msg("escapes such as \\n"),
  linePrefixes: msg("what stood before every line"),
  markers: msg("changed BEGIN and END lines"),
  base64: msg("Base64"),
  trailingBytes: msg("bytes behind the key"),
  lineBreaks: msg("lost line breaks"),
  numbers: msg("wrong numbers that follow from the others"),
  passphraseEncoding: msg("a passphrase in the code page of Windows"),
  passphraseNfc: msg("a passphrase with letters and marks as one character (NFC)"),
  passphraseNfd: msg("a passphrase with letters and marks apart (NFD)"),
}));
const undone = (repairs: readonly KeyRepair[]): string => {
  const list = repairs.map((repair) => REPAIRS()[repair]).join(", ");
  return msg(str`Read after undoing: ${list}`);
};

export const bitsText = (count: number): string => msg(str`${count} bits`);

/** A key of another size than it takes; what that is, where it is certain: else the encrypted password may be not whole as well. */
export const wrongSize = (needed: number, bits: number): string => msg(str`Wrong key size: needs ${needed} bits, this one has ${bits}`);

const sizeText = ({ bits }: LoadedKey, of: KeysOutcome): string => (of && "bits" in of && of.bits !== undefined ? wrongSize(of.bits, bits) : WORDS().size);

const isLocked = (name: string): string => msg(str`${name} is protected by a passphrase`);
const isSkipped = (name: string): string => msg(str`${name} is skipped`);
const cannotUse = (name: string): string => msg(str`${name} cannot be used`);

const encrypted = (format: string): string => msg(str`${format}, encrypted`);

const FORMATS = words((): Record<KeyFormat, string> => ({
  pkcs1Pem: "PEM (PKCS#1)",
  pkcs1Der: "DER (PKCS#1)",
  pkcs8Pem: "PEM (PKCS#8)",
  pkcs8Der: "DER (PKCS#8)",
  encryptedPkcs8Pem: encrypted("PEM (PKCS#8)"),
  encryptedPkcs8Der: encrypted("DER (PKCS#8)"),
  legacyEncryptedPem: encrypted("PEM"),
  openssh: "OpenSSH",
  opensshEncrypted: encrypted("OpenSSH"),
  ppk2: "PuTTY 2",
  ppk2Encrypted: encrypted("PuTTY 2"),
  ppk3: "PuTTY 3",
  ppk3Encrypted: encrypted("PuTTY 3"),
  pkcs12: "PKCS#12",
  jwk: "JWK",
  rsaKeyValue: "XML (.NET)",
}));

/**
 * What became of the keys with the password that they are for, if anything has: the one that opened it, or those that were tried on a ciphertext of so many
 * bytes. `bits` are those of the key that it is for, where that is certain.
 */
export type KeysOutcome = { openedBy: number } | { bytes: number | undefined; bits: number | undefined; tried: readonly number[] } | undefined;

export function keysView(
  state: KeysState,
  actions: KeysUses,
  pair: KeyPairView = { status: "none" },
  inSandbox = false,
  keyName?: string,
  outcome?: KeysOutcome,
): TemplateResult {
  const { keys } = state;
  const { loaded, pending, rejected, skipped, reading } = keys;
  return html`<section class="card keys" aria-labelledby="keys-title">
    <h2 id="keys-title" tabindex="-1" data-focus="keys">${WORDS().title}</h2>
    ${loaded.length > 0 ? loadedView(state, pair, outcome, actions) : html`<p class="quiet">${WORDS().lead}</p>`}
    ${loaded.length > 1 ? html`<p class="quiet small">${WORDS().all}</p>` : nothing}
    ${reading ? progress(WORDS().reading, actions.keys.cancelReading) : pending ? (pending.slow ? slowView(pending.name, pending.slow, actions) : passphraseView(pending, actions)) : chooserView(state, actions)}
    ${rejected && !reading ? problemView(rejected.problem, { title: cannotUse(rejected.name) }) : nothing}
    ${skipped.length > 0 && !reading ? skippedView(skipped) : nothing}
    ${inSandbox && state.session.sandbox ? demoKeys(state.session.sandbox.keys, keyName, actions) : nothing}
  </section>`;
}

function loadedView({ keys }: KeysState, pair: KeyPairView, outcome: KeysOutcome, actions: KeysUses): TemplateResult {
  return html`<ul class="loaded" aria-label=${WORDS().loaded}>
    ${keys.loaded.map((key) => keyView(key, outcome, keys.loaded.length === 1, pair, actions))}
  </ul>`;
}

const skippedView = (files: readonly Refused[]): TemplateResult => html`<ul class="skipped quiet small">
  ${files.map(({ name, problem }) => html`<li>${icon("minus")}<span>${isSkipped(name)}: ${problemText(problem)}</span></li>`)}
</ul>`;

type Outcome = "opened" | "tried" | "length" | "none";

function outcomeOf(key: LoadedKey, outcome: KeysOutcome): Outcome {
  if (!outcome) return "none";
  if ("openedBy" in outcome) return outcome.openedBy === key.id ? "opened" : "none";
  if (outcome.tried.includes(key.id)) return "tried";
  return outcome.bytes === undefined || hasLength(key, outcome.bytes) ? "none" : "length";
}

const prints = ({ md5, sha256 }: LoadedKey): TemplateResult => html`<dl class="prints">
  <div><dt>MD5</dt><dd class="mono"><span>${md5}</span>${copyButton(md5)}</dd></div>
  <div><dt>SHA-256</dt><dd class="mono"><span>${sha256.replace(/^SHA256:/, "")}</span>${copyButton(sha256)}</dd></div>
</dl>`;

/** One key by itself says all of it; of several, each only what tells them apart. */
function keyView(key: LoadedKey, of: KeysOutcome, alone: boolean, pair: KeyPairView, actions: KeysUses): TemplateResult {
  const match = compareFingerprints(pair, key);
  const outcome = outcomeOf(key, of);
  const facts = `${FORMATS()[key.format]} · ${bitsText(key.bits)}`;
  return html`<li class=${outcome === "opened" ? "key key-opened" : "key"}>
    <span class="key-text">
      <span class="key-name">${key.name}</span>
      <span class="quiet">${facts}</span>
      ${key.repairs.length > 0 ? html`<span class="quiet small">${undone(key.repairs)}</span>` : nothing}
    </span>
    <wa-button size="s" appearance="plain" variant="neutral" class="forget" @click=${() => { actions.dispatch({ type: "keys/forgotten", id: key.id }); }}
      >${WORDS().forget}<span class="visually-hidden"> ${key.name}</span></wa-button
    >
    ${alone ? prints(key) : html`<details class="key-prints"><summary>${WORDS().prints}<span class="visually-hidden"> ${key.name}</span></summary>${prints(key)}</details>`}
    ${match === "same" ? html`<p class="match match-same">${icon("check")}${WORDS().same}</p>` : nothing}
    ${match === "different" && alone ? html`<p class="match match-different">${icon("info")}${outcome === "none" ? WORDS().different : WORDS().differs}</p>` : nothing}
    ${outcome === "opened" ? html`<p class="match match-same">${icon("key")}${WORDS().opened}</p>` : nothing}
    ${outcome === "tried" ? html`<p class="match match-tried">${icon("xmark")}${WORDS().tried}</p>` : nothing}
    ${outcome === "length" ? html`<p class="match match-tried">${icon("minus")}${sizeText(key, of)}</p>` : nothing}
  </li>`;
}

function chooserView({ keys }: KeysState, actions: KeysUses): TemplateResult {
  const some = keys.loaded.length > 0;
  if (keys.pasting) return pasteView(actions);
  const chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = "";
    void actions.keys.addFiles(files);
  };
  const over = (event: DragEvent): void => {
    event.preventDefault();
    (event.currentTarget as HTMLElement).classList.toggle("drop-over", event.type === "dragover");
  };
  const dropped = (event: DragEvent): void => {
    over(event);
    void actions.keys.addFiles([...(event.dataTransfer?.files ?? [])]);
  };
  return html`<div class=${some ? "drop drop-small" : "drop"} @dragover=${over} @dragleave=${over} @drop=${dropped}>
      <label class="file">
        <input type="file" class="visually-hidden" multiple @change=${chosen} aria-label=${some ? WORDS().another : WORDS().choose} />
        <span class="file-button" aria-hidden="true">${icon("upload")}${some ? WORDS().another : WORDS().choose}</span>
      </label>
      <span class="quiet drop-text">${WORDS().drop}</span>
    </div>
    <div class="buttons">
      <wa-button size="s" appearance="outlined" @click=${() => { actions.dispatch({ type: "keys/pasteToggled", open: true }); }}
        >${startIcon("paste")}${WORDS().paste}</wa-button
      >
    </div>
    ${some ? nothing : html`<p class="quiet small">${WORDS().forms}</p>`}`;
}

function pasteView(actions: KeysUses): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    const text = fieldsOf(event)("key");
    // The field must not keep the key once it is read.
    (event.currentTarget as HTMLFormElement).reset();
    void actions.keys.addText(text);
    actions.dispatch({ type: "keys/pasteToggled", open: false });
  };
  return html`<form class="fields" autocomplete="off" @submit=${submit}>
    ${longText("key", WORDS().pasteLabel, WORDS().pasteHint)}
    <div class="buttons">
      <wa-button size="s" type="submit" variant="brand">${WORDS().use}</wa-button>
      <wa-button size="s" appearance="plain" @click=${() => { actions.keys.dismiss(); }}>${WORDS().cancel}</wa-button>
    </div>
  </form>`;
}

/** The worker that tries it can be cancelled. */
function slowView(name: string, slow: Problem, actions: KeysUses): TemplateResult {
  const title = msg(str`${name} is slow to open`);
  const body = html`<h3 class="problem-title" tabindex="-1" data-focus="problem">${title}</h3>
    <p>${problemText(slow)}</p>
    <p>${problemHint(slow)}</p>`;
  return html`<div class="problem" role="group" aria-label=${title}>${callout("warning", "info", body)}</div>
    <div class="buttons">
      <wa-button size="s" variant="brand" @click=${() => void actions.keys.unlockSlowly()}>${WORDS().goOn}</wa-button>
      <wa-button size="s" appearance="plain" @click=${() => { actions.keys.dismiss(); }}>${WORDS().cancel}</wa-button>
    </div>`;
}

function passphraseView({ name, wrong }: { name: string; wrong: boolean }, actions: KeysUses): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    const passphrase = fieldsOf(event)("passphrase");
    (event.currentTarget as HTMLFormElement).reset();
    void actions.keys.unlock(passphrase);
  };
  return html`<form class="fields locked" autocomplete="off" @submit=${submit}>
    <p>${icon("lock")} ${isLocked(name)}</p>
    ${wrong ? html`<p class="field-error" id="passphrase-error">${icon("warning")} ${WORDS().wrong}</p>` : nothing}
    <wa-input
      type="password"
      name="passphrase"
      label=${WORDS().passphrase}
      required
      password-toggle
      autocomplete="off"
      autocapitalize="off"
      autocorrect="off"
      data-focus="passphrase"
      .spellcheck=${false}
    ></wa-input>
    <div class="buttons">
      <wa-button size="s" type="submit" variant="brand">${WORDS().unlock}</wa-button>
      <wa-button size="s" appearance="plain" @click=${() => { actions.keys.dismiss(); }}>${WORDS().cancel}</wa-button>
    </div>
  </form>`;
}

/** Those of the server's key pair first; the others show what a wrong key does. */
function demoKeys(keys: DemoKey[], keyName: string | undefined, actions: KeysUses): TemplateResult {
  const own = keys.filter(({ keyPair }) => keyPair === keyName);
  const others = keys.filter(({ keyPair }) => keyPair !== keyName);
  const [first, more] = own.length > 0 ? [own, others] : [keys, []];
  const item = (key: DemoKey): TemplateResult => html`<li>
    <button type="button" class="link" @click=${() => void actions.keys.addDemo(key)}>${key.name}</button>
    <span class="quiet">${inWords(key.note)}${key.passphrase === undefined ? nothing : html` – <code>${key.passphrase}</code>`}</span>
  </li>`;
  return html`<div class="demo-keys">
    <h3 class="small-title" id="demo-keys">${icon("flask")}${WORDS().sandbox}</h3>
    <ul aria-labelledby="demo-keys">${first.map(item)}</ul>
    ${more.length > 0 ? html`<details class="facts"><summary>${WORDS().others}</summary><ul>${more.map(item)}</ul></details>` : nothing}
  </div>`;
}
