// The private keys of this session, as plain data: what they are, never what is in them.
import { compareFingerprint, keyPairAlgorithm } from "ecs-password/slim";
import type { KeyFormat, KeyPair, KeyRepair } from "ecs-password/slim";
import { msg, str } from "../locales/words.ts";
import type { GrantState } from "../grant/state.ts";
import type { Step } from "../shared/feature.ts";
import type { Problem } from "../shared/problem.ts";
import type { Signal } from "../shared/signals.ts";

export interface LoadedKey {
  id: number;
  name: string;
  format: KeyFormat;
  repairs: readonly KeyRepair[];
  bits: number;
  md5: string;
  sha256: string;
}

export interface Refused {
  readonly name: string;
  readonly problem: Problem;
}

export interface Keys {
  readonly loaded: LoadedKey[];
  /** Whether the field for pasting is open. */
  readonly pasting: boolean;
  readonly reading: boolean;
  /** A key that waits for its passphrase, or for the visitor's word where trying that takes long (`slow`); its bytes are in the vault. */
  readonly pending: { name: string; wrong: boolean; slow?: Problem } | undefined;
  readonly rejected: Refused | undefined;
  /** What was chosen together with keys, and is none that can be used. */
  readonly skipped: readonly Refused[];
}

export const NO_KEYS: Keys = { loaded: [], pasting: false, reading: false, pending: undefined, rejected: undefined, skipped: [] };

/** What a feature sees that works with keys. */
export interface KeysState extends GrantState {
  readonly keys: Keys;
}

export type KeyPairView =
  | { status: "none" }
  | { status: "loading" }
  /** `algorithm` as its public key says it, such as `ssh-rsa`. */
  | { status: "visible"; fingerprint: string; algorithm: string | undefined }
  | { status: "hidden"; problem: Problem | undefined };

export type VisiblePair = Extract<KeyPairView, { status: "visible" }>;

export type KeysEvent =
  | { type: "keys/chosen" }
  | { type: "keys/reading"; name: string }
  /** `more` of those chosen together are still to be read. */
  | { type: "keys/added"; key: LoadedKey; more?: boolean }
  | { type: "keys/locked"; name: string; wrong: boolean }
  | { type: "keys/slow"; name: string; problem: Problem }
  | { type: "keys/rejected"; name: string; problem: Problem }
  | { type: "keys/skipped"; files: readonly Refused[] }
  | { type: "keys/dismissed" }
  | { type: "keys/pasteToggled"; open: boolean }
  | { type: "keys/forgotten"; id: number };

export function reduce(keys: Keys, event: KeysEvent): Step<Keys> {
  switch (event.type) {
    case "keys/chosen":
      return { slice: { ...keys, rejected: undefined, skipped: [] } };
    case "keys/reading":
      return { slice: { ...keys, reading: true, rejected: undefined } };
    case "keys/added": {
      const { key } = event;
      const others = keys.loaded.filter(({ id, md5 }) => id !== key.id && md5 !== key.md5);
      const reading = event.more === true;
      const slice = { ...NO_KEYS, loaded: [...others, key], reading, skipped: keys.skipped };
      return { slice, say: msg(str`Key ${key.name} is loaded`), focus: reading ? undefined : "keys" };
    }
    case "keys/locked": {
      const { name, wrong } = event;
      const slice = { ...keys, reading: false, pasting: false, pending: { name, wrong }, rejected: undefined };
      return { slice, say: wrong ? msg("The passphrase is wrong, or the key is damaged") : msg(str`${name} needs its passphrase`), focus: "passphrase" };
    }
    case "keys/slow": {
      const { name, problem: slow } = event;
      return { slice: { ...keys, reading: false, pasting: false, pending: { name, wrong: false, slow }, rejected: undefined }, focus: "problem" };
    }
    case "keys/rejected":
      return { slice: { ...keys, reading: false, pending: undefined, rejected: { name: event.name, problem: event.problem } }, focus: "problem" };
    case "keys/skipped": {
      const names = event.files.map(({ name }) => name).join(", ");
      const isOver = keys.pending === undefined && keys.rejected === undefined;
      return { slice: { ...keys, reading: false, skipped: event.files }, say: msg(str`Skipped: ${names}`), focus: isOver ? "keys" : undefined };
    }
    case "keys/dismissed":
      return { slice: { ...keys, reading: false, pending: undefined, rejected: undefined, skipped: [], pasting: false }, focus: "keys" };
    case "keys/pasteToggled":
      return { slice: { ...keys, pasting: event.open, rejected: undefined } };
    case "keys/forgotten":
      return { slice: { ...keys, skipped: [], loaded: keys.loaded.filter(({ id }) => id !== event.id) }, say: msg("The key is forgotten"), focus: "keys" };
  }
}

export function on(keys: Keys, { type }: Signal): Step<Keys> {
  return { slice: type === "navigated" && keys.pasting ? { ...keys, pasting: false } : keys };
}

/** What the cloud tells of a key pair. */
export function visiblePair(pair: KeyPair): VisiblePair {
  return { status: "visible", fingerprint: pair.fingerprint, algorithm: keyPairAlgorithm(pair) };
}

/** Whether a fingerprint of the cloud is the key's: a hint, since key pairs of one name differ from user to user. */
export function compareFingerprints(pair: KeyPairView, key: LoadedKey): "same" | "different" | "unknown" {
  return pair.status === "visible" ? compareFingerprint(pair, key) : "unknown";
}

const RANK = { same: 0, unknown: 1, different: 2 };

/** The order in which keys are tried: first those of the server's key pair, then those loaded last. */
export function keysToTry(loaded: LoadedKey[], pair: KeyPairView): LoadedKey[] {
  const rank = (key: LoadedKey): number => RANK[compareFingerprints(pair, key)];
  return [...loaded].sort((a, b) => rank(a) - rank(b) || b.id - a.id);
}

/** Whether a key, or the passphrase of one, is held. */
export const holdsKey = ({ loaded, pending, reading }: Keys): boolean => loaded.length > 0 || pending !== undefined || reading;
