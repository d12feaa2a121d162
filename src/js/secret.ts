/// <reference lib="esnext.disposable" preserve="true" />

import type { TrimmedEnd } from "./glue/types.js";
import { secretBrand } from "./internal/brands.js";
import { Held } from "./internal/core.js";

const REDACTED = "[redacted]";

/** @internal Bytes of their own that a module keeps, as wasm-bindgen gives them. */
export interface SecretBytes {
  readonly trimmed: string | undefined;
  readonly encoding: string | undefined;
  bytes(): Uint8Array;
  reveal(): string;
  free(): void;
}

/** @internal What holds them, and makes an error of all that goes wrong. */
export interface SecretHolder {
  use<T>(read: (handle: SecretBytes) => T): T;
  free(): void;
}

export type { TrimmedEnd };

/** The encoding of a decrypted password that is not UTF-8, see {@link Secret.encoding}. */
export type PasswordEncoding = "utf-16le" | "utf-16be" | "windows-1252";

/** @internal */
export let adoptSecret: (held: SecretHolder, told: Told) => Secret;

/** @internal What the handle tells beside the bytes. */
export type Told = Pick<SecretBytes, "trimmed" | "encoding">;

/**
 * A password that was decrypted or generated. Its bytes stay in the memory of the WebAssembly that made it until they are asked for, and are wiped by
 * {@link Secret.free}. JSON, `String(…)` and `console.log` show `[redacted]`.
 */
export class Secret {
  /** @internal */
  readonly [secretBrand] = true;
  readonly #held: SecretHolder;
  readonly #trimmed: TrimmedEnd | undefined;
  readonly #encoding: PasswordEncoding | undefined;

  private constructor(held: SecretHolder, told: Told) {
    this.#held = Held.own(held, "Secret", "PrivateKey.decrypt()");
    this.#trimmed = told.trimmed as TrimmedEnd | undefined;
    this.#encoding = told.encoding as PasswordEncoding | undefined;
  }

  static {
    adoptSecret = (held, told) => new Secret(held, told);
  }

  /**
   * What stood behind the password and was taken off: one line feed, one carriage return with line feed, or one zero byte,
   * which programs put there and nobody can type when signing in. Neither {@link Secret.reveal} nor {@link Secret.bytes} gives it. Undefined
   * where nothing was taken off. It can be read after {@link Secret.free} too.
   */
  get trimmed(): TrimmedEnd | undefined {
    return this.#trimmed;
  }

  /**
   * The encoding of the password's bytes, as `TextDecoder` takes it, where it is not UTF-8; undefined for UTF-8, and for bytes that are no text.
   * It is told from what the bytes look like: in `windows-1252` (which has Latin-1 within it) a letter that is not ASCII may have been another
   * one. It can be read after {@link Secret.free} too.
   */
  get encoding(): PasswordEncoding | undefined {
    return this.#encoding;
  }

  /**
   * The secret as text, decoded as {@link Secret.encoding} says, without a byte order mark. A JavaScript string cannot be wiped: call this at the last moment.
   *
   * @throws {@link EcsPasswordError} `passwordNotText` where the bytes are no text, `handleFreed` after {@link Secret.free}.
   */
  reveal(): string {
    return this.#held.use((handle) => handle.reveal());
  }

  /**
   * A copy of the bytes, which the caller can and should wipe (`fill(0)`): those that were
   * encrypted, in {@link Secret.encoding}, without what {@link Secret.trimmed} says; or, of the `secret` of a
   * `passwordNotText` error, all that was decrypted.
   *
   * @throws {@link EcsPasswordError} `handleFreed` after {@link Secret.free}.
   */
  bytes(): Uint8Array {
    return this.#held.use((handle) => handle.bytes());
  }

  /** Wipes the bytes; a second call does nothing. */
  free(): void {
    this.#held.free();
  }

  /** {@link Secret.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }

  /** Always `[redacted]`. */
  toJSON(): string {
    return REDACTED;
  }

  /** Always `[redacted]`. */
  toString(): string {
    return REDACTED;
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return REDACTED;
  }
}
