// The private keys that a command may decrypt with: those that were named, or those that are found.
import { readdirSync, readFileSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Command } from "commander";
import type { KeyPair } from "ecs-password/client";
import type { EcsPasswordError, PrivateKey, Secret } from "ecs-password/keys";
import { EXITS, Failure } from "../exits.ts";
import { expanded, readText, reasonOf, shownPath } from "../files.ts";
import { note, visible } from "../output.ts";
import { ask, canAsk } from "../terminal.ts";
import { byCommand } from "./decrypt-command.ts";
import { publicFingerprint } from "./public-half.ts";

export interface KeyOptions {
  identity?: string[] | undefined;
  passphraseFile?: string | undefined;
  decryptCommand?: string | undefined;
}

/** Holds a passphrase, for programs. */
export const PASSPHRASE = "ECS_PASSWORD_KEY_PASSPHRASE";

const each = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

export const addKeyOptions = (command: Command): Command => command
  .option("-i, --identity <file>", "a private key; may be given more than once (default: those in ~/.ssh and in this folder)", each)
  .option("--passphrase-file <file>", `the passphrase of the key is the first line of this file (else ${PASSPHRASE}, else it is asked for)`)
  .option("--decrypt-command <command>", "a program that decrypts, such as one for PKCS#11: run by the shell, with the ciphertext's bytes as its input, the password as its output");

/** The passphrase that was given for programs, if any. */
export function givenPassphrase({ passphraseFile }: Pick<KeyOptions, "passphraseFile">): string | undefined {
  if (passphraseFile !== undefined) return readText(passphraseFile, "the file of the passphrase").split(/\r?\n/, 1)[0];
  return process.env[PASSPHRASE];
}

/** More is no key file. */
const MOST_BYTES = 256 * 1024;

/** A key file; `key` once it is open. */
interface Entry {
  file: string;
  bytes: Buffer;
  key?: PrivateKey;
  /** Of one that is not open: the fingerprint, where the file tells it. */
  md5: string | undefined;
  given: boolean;
  refused?: boolean;
}

const codeOf = (error: unknown): string | undefined => (error as Partial<EcsPasswordError>).code;

export class KeyRing {
  #entries: Entry[] = [];
  #options: KeyOptions;
  #module: typeof import("ecs-password/keys");

  private constructor(options: KeyOptions, module: typeof import("ecs-password/keys")) {
    this.#options = options;
    this.#module = module;
  }

  /** Reads the key files; of those that were named, one that cannot be read is an error. */
  static async open(options: KeyOptions): Promise<KeyRing> {
    const ring = new KeyRing(options, await import("ecs-password/keys"));
    const given = options.identity ?? [];
    if (given.length > 0) for (const file of given) ring.#add(file, true);
    else if (options.decryptCommand === undefined) for (const file of found()) ring.#add(file, false);
    return ring;
  }

  #add(file: string, given: boolean): void {
    let bytes: Buffer;
    try {
      bytes = readFileSync(expanded(file));
    } catch (error) {
      if (given) throw new Failure(`the key file \`${file}\` cannot be read: ${reasonOf(error)}`);
      return;
    }
    const entry: Entry = { file, bytes, md5: undefined, given };
    try {
      entry.key = this.#module.PrivateKey.parse(bytes);
    } catch (error) {
      if (codeOf(error) !== "passphraseMissing") {
        if (given) throw aboutFile(file, error);
        return;
      }
      entry.md5 = publicFingerprint(expanded(file), bytes);
    }
    warnOfMode(file);
    this.#entries.push(entry);
  }

  /** Decrypts with the key that fits; `pair`: the key pair of the server, where it is known. */
  async decrypt(ciphertext: string, pair?: KeyPair): Promise<string | Secret> {
    if (this.#options.decryptCommand !== undefined) return byCommand(this.#options.decryptCommand, ciphertext);
    const length = this.#module.PrivateKey.ciphertextLength(ciphertext);
    let last: unknown;
    for (const entry of await this.#order(pair)) {
      const key = await this.#unlocked(entry, pair);
      // One that was named is tried in any case: its error tells what does not fit.
      if (!key || (!(entry.given && this.#entries.length === 1) && Math.ceil(key.bits / 8) !== length)) continue;
      try {
        return key.decrypt(ciphertext);
      } catch (error) {
        if (codeOf(error) !== "wrongKey") throw error;
        last = error;
      }
    }
    throw this.#nothingFits(pair, last);
  }

  /** Those whose fingerprint is that of the key pair first; one that has another passphrase-protected key pair's is not asked for. */
  async #order(pair: KeyPair | undefined): Promise<Entry[]> {
    const { compareFingerprint, keyPairAlgorithm } = await import("ecs-password/client");
    const algorithm = pair && keyPairAlgorithm(pair);
    const rank = ({ key, md5 }: Entry): number => {
      const own = key?.fingerprints.md5 ?? md5;
      if (pair === undefined || own === undefined) return key ? 1 : 2;
      return { same: 0, unknown: 1, different: key ? 3 : 4 }[compareFingerprint({ fingerprint: pair.fingerprint, algorithm }, { md5: own })];
    };
    const ranked = this.#entries.map((entry) => ({ entry, rank: rank(entry) })).filter(({ entry, rank: place }) => place < 4 || entry.given);
    return ranked.sort((one, other) => one.rank - other.rank).map(({ entry }) => entry);
  }

  /** Asks for the passphrase where there is one; nothing where it was not given. */
  async #unlocked(entry: Entry, pair: KeyPair | undefined): Promise<PrivateKey | undefined> {
    if (entry.key ?? entry.refused) return entry.key;
    const given = givenPassphrase(this.#options);
    if (given !== undefined) {
      try {
        return (entry.key = this.#module.PrivateKey.parse(entry.bytes, { passphrase: given, allowSlow: true }));
      } catch (error) {
        if (entry.given) throw aboutFile(entry.file, error);
        entry.refused = true;
        return undefined;
      }
    }
    if (!canAsk()) {
      if (entry.given) throw new Failure(`the key file \`${entry.file}\` has a passphrase, and there is no terminal to ask for it`, { hint: `give it by \`--passphrase-file\` or ${PASSPHRASE}` });
      entry.refused = true;
      return undefined;
    }
    if (pair) note(`the key pair of the server is ${visible(pair.name)}`);
    entry.key = await askedFor(entry.file, (passphrase) => this.#module.PrivateKey.parse(entry.bytes, { passphrase, allowSlow: true }));
    return entry.key;
  }

  #nothingFits(pair: KeyPair | undefined, last: unknown): unknown {
    const given = this.#options.identity !== undefined;
    if (last !== undefined && this.#entries.length === 1) return aboutFile(this.#entries[0]?.file ?? "", last);
    const locked = this.#entries.filter(({ key, refused }) => !key && refused === true).map(({ file }) => `\`${shownPath(file)}\``);
    const whose = pair ? `the key pair \`${visible(pair.name)}\` (${visible(pair.fingerprint)})` : "the password";
    const agent = process.env["SSH_AUTH_SOCK"] ? "; an SSH agent is there, but agents only sign and cannot decrypt: the key file is needed, or `--decrypt-command`" : "";
    const unopened = locked.length > 0 ? `; not opened, for want of the right passphrase: ${locked.join(", ")}` : "";
    return new Failure(`no private key fits ${whose}`, { exit: EXITS.usage, hint: `${given ? "the given files are of other keys" : `looked at ${String(this.#entries.length)} key ${this.#entries.length === 1 ? "file" : "files"} in ~/.ssh and in this folder: give it by \`-i FILE\``}${unopened}${agent}` });
  }

  free(): void {
    for (const { key } of this.#entries) key?.free();
  }
}

/** Three tries, as with ssh. */
export async function askedFor(file: string, parse: (passphrase: string) => PrivateKey): Promise<PrivateKey> {
  for (let left = 2; ; left -= 1) {
    const passphrase = await ask(`Passphrase of ${shownPath(file)}: `, { hidden: true });
    try {
      return parse(passphrase);
    } catch (error) {
      if (codeOf(error) !== "passphraseWrong" || left === 0) throw aboutFile(file, error);
      note("this passphrase does not open it");
    }
  }
}

/** The package's error, with the file it is about. */
export function aboutFile(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || codeOf(error) === undefined) return error;
  return new Failure(`\`${shownPath(file)}\`: ${error.message}`, { hint: (error as { hint?: string }).hint });
}

/** As ssh does; Windows has no such modes. */
export function warnOfMode(file: string): void {
  if (process.platform === "win32") return;
  const { mode } = statSync(expanded(file));
  if ((mode & 0o044) !== 0) note(`warning: others on this machine can read the key file \`${file}\` (mode ${(mode & 0o777).toString(8).padStart(4, "0")}): \`chmod 600\` prevents it`);
}

/** The files that may be private keys, in `~/.ssh` and here. */
function found(): string[] {
  const folders = [...new Set([path.join(os.homedir(), ".ssh"), process.cwd()])];
  return folders.flatMap((folder) => names(folder).map((name) => path.join(folder, name)).filter(mayBeKey));
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function mayBeKey(file: string): boolean {
  try {
    const { size } = statSync(file);
    if (!statSync(file).isFile() || size === 0 || size > MOST_BYTES) return false;
    return /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----|^PuTTY-User-Key-File-/.test(readFileSync(file, "latin1"));
  } catch {
    return false;
  }
}
