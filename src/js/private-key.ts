/// <reference lib="esnext.disposable" preserve="true" />
import type { PrivateKeyHandle } from "./ecs_password.js";
import { call, Held } from "./internal/core.js";
import { checkOptions, invalid } from "./internal/options.js";
import { adoptSecret, type Secret } from "./secret.js";
import type { Fingerprints, KeyFormat } from "./types.js";

/** Options of {@link PrivateKey.parse}. */
export interface PrivateKeyOptions {
  /** What protects the key; bytes are used as they are, text as UTF-8. */
  passphrase?: string | Uint8Array | undefined;
}

interface KeyInfo {
  format: KeyFormat;
  bits: number;
  fingerprints: Fingerprints;
}

/**
 * An RSA private key. It stays in WebAssembly memory and is wiped by {@link PrivateKey.free}; nothing here sends it
 * anywhere or stores it.
 */
export class PrivateKey {
  /** The form the key was in. */
  readonly format: KeyFormat;
  /** The length of the modulus in bits. */
  readonly bits: number;
  /** The fingerprints of the public half, as the clouds and `ssh-keygen -l` show them: a hint, never a proof. */
  readonly fingerprints: Readonly<Fingerprints>;

  readonly #held: Held<PrivateKeyHandle>;

  private constructor(handle: PrivateKeyHandle) {
    const info = handle.info() as KeyInfo;
    this.format = info.format;
    this.bits = info.bits;
    this.fingerprints = info.fingerprints;
    this.#held = new Held(handle);
  }

  /**
   * Reads a private key: PKCS#1 and PKCS#8 PEM (encrypted too), OpenSSH, PuTTY.
   *
   * @param key - The text of the key file or its bytes. Our own copies are wiped; the caller's bytes are left alone.
   * @param options - The passphrase, where the key has one.
   * @throws {@link EcsPasswordError} `noKey`, `publicKey`, `notRsa`, `passphraseMissing`, `passphraseWrong`,
   *   `keyDamaged`, `keyUnsupported`, `keySize`, `invalidInput`.
   */
  static parse(key: string | Uint8Array | ArrayBuffer, options: PrivateKeyOptions = {}): PrivateKey {
    checkOptions(options, ["passphrase"]);
    const { passphrase } = options;
    return withBytes("key", key, (keyBytes) =>
      passphrase === undefined
        ? PrivateKey.#parse(keyBytes)
        : withBytes("passphrase", passphrase, (secret) => PrivateKey.#parse(keyBytes, secret)),
    );
  }

  static #parse(key: Uint8Array, passphrase?: Uint8Array): PrivateKey {
    return call((core) => new PrivateKey(core.PrivateKeyHandle.parse(key, passphrase)));
  }

  /**
   * Decrypts what the cloud stores for a server (RSA, PKCS#1 v1.5).
   *
   * One line end or zero byte behind the password is taken off; `Secret.trimmed` tells which.
   *
   * @param ciphertext - The Base64 text, as `getServerPassword` gives it.
   * @throws {@link EcsPasswordError} `ciphertextEmpty`, `ciphertextNotBase64`, `ciphertextLength`, `wrongKey`,
   *   `passwordNotText` (the error then carries the bytes as `secret`), `handleFreed`.
   */
  decrypt(ciphertext: string): Secret {
    if (typeof ciphertext !== "string") throw invalid("ciphertext", "`ciphertext` must be a string");
    return call(() => adoptSecret(this.#held.get().decrypt(ciphertext)), adoptSecret);
  }

  /** @internal */
  get alive(): boolean {
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

/** Gives `use` the bytes of `input`; where they are a copy of ours, wipes it afterwards. */
function withBytes<T>(path: string, input: unknown, use: (bytes: Uint8Array) => T): T {
  if (input instanceof Uint8Array) return use(input);
  if (input instanceof ArrayBuffer) return use(new Uint8Array(input));
  if (typeof input !== "string") throw invalid(path, `\`${path}\` must be a string or bytes`);
  const copy = new TextEncoder().encode(input);
  try {
    return use(copy);
  } finally {
    copy.fill(0);
  }
}
