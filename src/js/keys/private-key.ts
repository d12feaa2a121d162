/// <reference lib="esnext.disposable" preserve="true" />
import { mustBe } from "../errors.js";
import type { PrivateKeyHandle } from "../glue/keys.js";
import type { KeyInfo } from "../glue/types.js";
import { privateKeyBrand } from "../internal/brands.js";
import { Held } from "../internal/core.js";
import { core } from "../internal/keys-core.js";
import { readOptions, textOf, withBytes } from "../internal/read.js";
import { said } from "../internal/said.js";
import { adoptSecret, type Secret, type SecretBytes } from "../secret.js";
import type { Fingerprints, KeyFormat, KeyRepair } from "../types.js";

/** Options of {@link PrivateKey.parse}. */
export interface PrivateKeyOptions {
  /**
   * What protects the key; bytes are used as they are, text as UTF-8. One that is not ASCII is tried in Windows-1252 and in Unicode's normalization
   * forms C and D as well; {@link PrivateKey.repairs} tells which of them opened the key.
   */
  passphrase?: string | Uint8Array | undefined;
  /**
   * Tries the passphrase also where the key file asks for so much work that this takes more than two seconds, in which nothing else runs in
   * this thread; without it such a key is `keySlow`. At most a minute is spent on each try, and 256 MiB.
   */
  allowSlow?: boolean | undefined;
}

/** In bytes: no key file, passphrase or ciphertext is nearly as large, and a photo taken for one may be. */
const LARGEST_INPUT = 16 * 1024 * 1024;

/** In bytes: no longer passphrase is tried in other forms. */
const LONGEST_NORMALIZED = 4096;

/**
 * An RSA private key. It stays in WebAssembly memory and is wiped by {@link PrivateKey.free}; nothing here sends it
 * anywhere or stores it.
 */
export class PrivateKey {
  /** The form the key was in. */
  readonly format: KeyFormat;
  /** What was undone before it could be read, in that order; empty where the text held the key as it was. */
  readonly repairs: readonly KeyRepair[];
  /** The length of the modulus in bits. */
  readonly bits: number;
  /** The fingerprints of the public half, as the clouds and `ssh-keygen -l` show them: a hint, never a proof. */
  readonly fingerprints: Readonly<Fingerprints>;

  readonly #held: Held<PrivateKeyHandle>;

  private constructor(held: Held<PrivateKeyHandle>) {
    this.#held = Held.own(held, "PrivateKey", "PrivateKey.parse()");
    const info = held.use((handle) => handle.info() as KeyInfo);
    this.format = info.format;
    this.repairs = info.repairs;
    this.bits = info.bits;
    this.fingerprints = info.fingerprints;
  }

  /**
   * Reads a private key: PKCS#1 and PKCS#8 PEM (encrypted too), OpenSSH, PuTTY, PKCS#12, JWK, .NET XML.
   *
   * @param key - The text of the key file or its bytes. Our own copies are wiped; the caller's bytes are left alone.
   * @param options - The passphrase, where the key has one, and whether it may take long.
   * @throws {@link EcsPasswordError} `noKey`, `publicKey`, `notRsa`, `passphraseMissing`, `passphraseWrong`,
   *   `keyDamaged`, `keyUnsupported`, `keySlow`, `keySize`, `invalidInput`.
   */
  static parse(key: string | Uint8Array | ArrayBuffer, options: PrivateKeyOptions = {}): PrivateKey {
    const { passphrase, allowSlow } = readOptions(options, ["passphrase", "allowSlow"]);
    if (allowSlow !== undefined && typeof allowSlow !== "boolean") throw mustBe("allowSlow", said`true or false`);
    const slow = allowSlow === true;
    return withBytes("key", key, LARGEST_INPUT, (keyBytes) =>
      passphrase === undefined
        ? PrivateKey.#parse(keyBytes, slow)
        : withBytes("passphrase", passphrase, LARGEST_INPUT, (secret) => withForms(secret, (nfc, nfd) => PrivateKey.#parse(keyBytes, slow, secret, nfc, nfd))),
    );
  }

  static #parse(key: Uint8Array, slow: boolean, passphrase?: Uint8Array, nfc?: Uint8Array, nfd?: Uint8Array): PrivateKey {
    return new PrivateKey(new Held(core, core.call((glue) => glue.PrivateKeyHandle.parse(key, passphrase, nfc, nfd, slow))));
  }

  /**
   * How many bytes a ciphertext has, read as {@link PrivateKey.decrypt} reads it: a whole one as many as the modulus of the key that opens it. Of several
   * keys, those of `Math.ceil(bits / 8)` bytes are the ones to try.
   *
   * @param ciphertext - The Base64 text, as `getServerPassword` gives it.
   * @throws {@link EcsPasswordError} `ciphertextEmpty`, `ciphertextNotBase64`, `invalidInput`.
   */
  static ciphertextLength(ciphertext: string): number {
    const text = textOf("ciphertext", ciphertext, LARGEST_INPUT);
    return core.call((glue) => glue.ciphertextLength(text));
  }

  /**
   * Decrypts what the cloud stores for a server (RSA, PKCS#1 v1.5).
   *
   * One line end or zero byte behind the password is taken off; `Secret.trimmed` tells which. Text may be
   * UTF-8, UTF-16 or Windows-1252; `Secret.encoding` tells the latter two.
   *
   * @param ciphertext - The Base64 text, as `getServerPassword` gives it.
   * @throws {@link EcsPasswordError} `ciphertextEmpty`, `ciphertextNotBase64`, `notCiphertext` (far too short: perhaps the password
   *   itself), `ciphertextCutOff`, `ciphertextLength` (with `keyBits`, where the length tells for certain how long the key is), `wrongKey`,
   *   `passwordNotText` (the error then carries the bytes as `secret`), `handleFreed`.
   */
  decrypt(ciphertext: string): Secret {
    const text = textOf("ciphertext", ciphertext, LARGEST_INPUT);
    const handle = this.#held.get();
    return adopted(core.call(() => handle.decrypt(text), adopted));
  }

  /** @internal */
  get [privateKeyBrand](): boolean {
    return this.#held.alive;
  }

  /** Wipes the key; a second call does nothing. */
  free(): void {
    this.#held.free();
  }

  /** {@link PrivateKey.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}

function adopted(handle: SecretBytes): Secret {
  const { trimmed, encoding } = handle;
  return adoptSecret(new Held(core, handle), { trimmed, encoding });
}

/** Gives `use` the passphrase in Unicode's normalization forms C and D, where it is not ASCII, and wipes them afterwards. */
function withForms<T>(passphrase: Uint8Array, use: (nfc?: Uint8Array, nfd?: Uint8Array) => T): T {
  const text = passphrase.length <= LONGEST_NORMALIZED && passphrase.some((byte) => byte > 0x7f) ? utf8(passphrase) : undefined;
  if (text === undefined) return use();
  const [nfc, nfd] = (["NFC", "NFD"] as const).map((form) => new TextEncoder().encode(text.normalize(form)));
  try {
    return use(nfc, nfd);
  } finally {
    nfc?.fill(0);
    nfd?.fill(0);
  }
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
