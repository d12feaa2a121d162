/// <reference lib="esnext.disposable" preserve="true" />
import { Held, type Core, type SecretBytes } from "./internal/core.js";

const REDACTED = "[redacted]";

/** What was taken off behind a decrypted password, see {@link Secret.trimmed}. */
export type TrimmedEnd = "lf" | "crlf" | "nul";

/** @internal */
export let adoptSecret: (core: Core, handle: SecretBytes) => Secret;

/**
 * A decrypted password. Its bytes stay in the memory of the WebAssembly that made it until they are asked for, and are wiped by
 * {@link Secret.free}. JSON, `String(…)` and `console.log` show `[redacted]`.
 */
export class Secret {
  readonly #held: Held<SecretBytes>;
  readonly #trimmed: TrimmedEnd | undefined;

  private constructor(core: Core, handle: SecretBytes) {
    this.#trimmed = handle.trimmed as TrimmedEnd | undefined;
    this.#held = new Held(core, handle);
  }

  static {
    adoptSecret = (core, handle) => new Secret(core, handle);
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
    const handle = this.#held.get();
    return this.#held.core.call(() => handle.reveal());
  }

  /**
   * A copy of the bytes, which the caller can and should wipe (`fill(0)`): those of the text, or, of the `secret` of a
   * `passwordNotText` error, all that was decrypted.
   *
   * @throws {@link EcsPasswordError} `handleFreed` after {@link Secret.free}.
   */
  bytes(): Uint8Array {
    const handle = this.#held.get();
    return this.#held.core.call(() => handle.bytes());
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
