// Which key opened a password; and what is known where none of several did.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { compareFingerprints } from "../keys/state.ts";
import type { KeyPairView, KeysState, LoadedKey } from "../keys/state.ts";
import { bitsText, wrongSize } from "../keys/view.ts";
import type { KeysOutcome } from "../keys/view.ts";
import { neededBits } from "./needed-bits.ts";
import type { Decrypted, PasswordView } from "./state.ts";
import { icon } from "../ui/parts.ts";
import { problemView } from "../ui/problem.ts";
import type { Problem } from "../shared/problem.ts";
import { msg, str, words } from "../locales/words.ts";

const WORDS = words(() => ({
  none: msg("None of the loaded keys decrypts this password"),
  noneNext: msg("Load the private key of the server's key pair: a key of the right size is tried automatically."),
  noneWhole: msg("Check that the encrypted password is whole, or load the private key of the server's key pair: a key of the right size is tried automatically."),
  known: msg("What is known"),
  pair: msg("Key pair of the server"),
  noPair: msg("The cloud names none"),
  print: msg("Its fingerprint"),
  hidden: msg("Not visible to this user"),
  length: msg("Key size"),
  cipherLength: msg("Length of the encrypted password"),
  keys: msg("Loaded keys"),
  sameTried: msg("has the pair's fingerprint, but does not decrypt it: the stored password may be damaged, or made for an earlier key pair"),
  tried: msg("tried, does not decrypt it"),
  other: msg("wrong size, not tried"),
}));

const bytesOf = (count: number): string => msg(str`${count} bytes`);

/** What a password says of the keys that it was tried with. */
export function outcomeOf(view: PasswordView): KeysOutcome {
  if (view.phase === "decrypted") return { openedBy: view.keyId };
  return view.phase === "failed" && view.ciphertext !== undefined && isAboutKeys(view.problem) ? { bytes: view.bytes, bits: neededBits(view.problem, view.bytes), tried: view.tried } : undefined;
}

type Failed = Extract<PasswordView, { phase: "failed" }>;

/** Whether it may be for want of a key; of what was cut off, or is no ciphertext, no key says more. */
const isAboutKeys = ({ code }: Problem): boolean => code === "wrongKey" || code === "ciphertextLength";

/** "Opened with …", and why it was that one. */
export function openedWith({ keys }: KeysState, { keyId, tried }: Decrypted, pair: KeyPairView = { status: "none" }): TemplateResult | typeof nothing {
  const key = keys.loaded.find(({ id }) => id === keyId);
  if (!key) return nothing;
  const { name } = key;
  const same = compareFingerprints(pair, key) === "same";
  const how = same && tried === 1
    ? msg(str`Decrypted with ${name} (matches the key pair)`)
    : tried > 1
      ? msg(str`Decrypted with ${name}, after ${tried - 1} other keys of this size`)
      : msg(str`Decrypted with ${name}`);
  return html`<p class="opened small">${icon("key")}<span>${how}</span></p>`;
}

/** Nothing where one key alone was there: its own error says more. */
export function nothingOpensView(state: KeysState, view: Failed, about: { pair?: KeyPairView; keyName?: string | undefined; more?: unknown } = {}): TemplateResult | undefined {
  const { problem } = view;
  if (view.ciphertext === undefined) return undefined;
  if (problem.code === "ciphertextCutOff" && view.bytes !== undefined && haveSeveralLengths(state.keys.loaded)) {
    return problemView({ code: problem.code, message: msg(str`The encrypted password has ${view.bytes} bytes: it was cut off`) }, { more: about.more });
  }
  if (!isAboutKeys(problem)) return undefined;
  const known = knownView(state, view, about);
  const more = html`${known}${about.more ?? nothing}`;
  const [only, another] = state.keys.loaded;
  if (only && another === undefined && problem.code === "ciphertextLength" && problem.keyBits !== undefined) return problemView(problem, { title: wrongSize(problem.keyBits, only.bits), more });
  if (another === undefined) return problemView(problem, { more });
  const next = problem.code === "ciphertextLength" && problem.keyBits === undefined ? WORDS().noneWhole : WORDS().noneNext;
  return problemView({ code: problem.code, message: noneOf(state.keys.loaded.length, view.tried.length) }, { title: WORDS().none, next, more });
}

/** How many bytes are missing is known only where the keys agree on the length. */
const haveSeveralLengths = (loaded: readonly LoadedKey[]): boolean => new Set(loaded.map((key) => key.bits)).size > 1;

const noneOf = (loaded: number, tried: number): string =>
  tried === 0 ? msg(str`None of the ${loaded} loaded keys has the size of the encrypted password`) : msg(str`Tried: ${tried} of the ${loaded} loaded keys, by the size that is needed`);

/** A wrong key and a damaged password look the same; what tells them apart is what the cloud and the keys say. */
function knownView({ keys, route }: KeysState, { problem, bytes, tried }: Failed, { pair = { status: "none" }, keyName }: { pair?: KeyPairView; keyName?: string | undefined }): TemplateResult {
  const onServer = route.view === "server";
  const length = neededBits(problem, bytes);
  return html`<h4>${WORDS().known}</h4>
    <dl class="key-facts">
      ${onServer
        ? html`<div><dt>${WORDS().pair}</dt><dd>${keyName ?? WORDS().noPair}</dd></div>
            ${keyName === undefined ? nothing : html`<div><dt>${WORDS().print}</dt><dd class=${pair.status === "visible" ? "mono" : ""}>${pair.status === "visible" ? pair.fingerprint : WORDS().hidden}</dd></div>`}`
        : nothing}
      ${length !== undefined
        ? html`<div><dt>${WORDS().length}</dt><dd>${bitsText(length)}</dd></div>`
        : bytes === undefined ? nothing : html`<div><dt>${WORDS().cipherLength}</dt><dd>${bytesOf(bytes)}</dd></div>`}
      <div>
        <dt>${WORDS().keys}</dt>
        <dd>
          <ul class="known-keys">
            ${keys.loaded.map((key) => html`<li><strong>${key.name}</strong>, ${bitsText(key.bits)}: ${wordOf(key, tried, pair)}<span class="mono">${key.md5}</span></li>`)}
          </ul>
        </dd>
      </div>
    </dl>`;
}

function wordOf(key: LoadedKey, tried: number[], pair: KeyPairView): string {
  if (!tried.includes(key.id)) return WORDS().other;
  return compareFingerprints(pair, key) === "same" ? WORDS().sameTried : WORDS().tried;
}
