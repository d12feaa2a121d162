/// <reference lib="esnext.disposable" preserve="true" />
import type { SecretHandle } from "./ecs_password.js";
import { call, Held } from "./internal/core.js";

const REDACTED = "[redacted]";

/** @internal */
export let adoptSecret: (handle: SecretHandle) => Secret;

/**
 * A decrypted password. Its bytes stay in WebAssembly memory until they are asked for, and are wiped by
 * {@link Secret.free}. JSON, `String(…)` and `console.log` show `[redacted]`.
 */
export class Secret {
  readonly #held: Held<SecretHandle>;

  private constructor(handle: SecretHandle) {
    this.#held = new Held(handle);
  }

  static {
    adoptSecret = (handle) => new Secret(handle);
  }

  /**
   * The secret as text. A JavaScript string cannot be wiped: call this at the last moment.
   *
   * @throws {@link EcsPasswordError} `passwordNotText` where the bytes are not UTF-8, `handleFreed` after {@link Secret.free}.
   */
  reveal(): string {
    const handle = this.#held.get();
    return call(() => handle.reveal());
  }

  /**
   * A copy of the bytes, which the caller can and should wipe (`fill(0)`).
   *
   * @throws {@link EcsPasswordError} `handleFreed` after {@link Secret.free}.
   */
  bytes(): Uint8Array {
    const handle = this.#held.get();
    return call(() => handle.bytes());
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
