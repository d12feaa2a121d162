/// <reference lib="esnext.disposable" preserve="true" />

import type { TrimmedEnd } from "./glue/types.js";

const REDACTED = "[redacted]";

/** @internal Bytes of their own that a module keeps, as wasm-bindgen gives them. */
export interface SecretBytes {
  readonly trimmed: string | undefined;
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

/** @internal */
export let adoptSecret: (held: SecretHolder, trimmed: string | undefined) => Secret;

/**
 * A decrypted password. Its bytes stay in the memory of the WebAssembly that made it until they are asked for, and are wiped by
 * {@link Secret.free}. JSON, `String(…)` and `console.log` show `[redacted]`.
 */
export class Secret {
  readonly #held: SecretHolder;
  readonly #trimmed: TrimmedEnd | undefined;

  private constructor(held: SecretHolder, trimmed: string | undefined) {
    this.#held = held;
    this.#trimmed = trimmed as TrimmedEnd | undefined;
  }

  static {
    adoptSecret = (held, trimmed) => new Secret(held, trimmed);
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
   * The secret as text. A JavaScript string cannot be wiped: call this at the last moment.
   *
   * @throws {@link EcsPasswordError} `passwordNotText` where the bytes are not UTF-8, `handleFreed` after {@link Secret.free}.
   */
  reveal(): string {
    return this.#held.use((handle) => handle.reveal());
  }

  /**
   * A copy of the bytes, which the caller can and should wipe (`fill(0)`): those of the text, or, of the `secret` of a
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
