import type { LaneHandle, ReadingHandle } from "../glue/account.js";
import type { AccountProgress, AccountReadingInput, AccountSnapshot } from "../glue/types.js";
import { mustBe } from "../errors.js";
import { core } from "../internal/account-core.js";
import { Held } from "../internal/core.js";
import { drive, steadyClock } from "../internal/drive.js";
import { copied } from "../internal/own.js";
import { plain } from "../internal/plain.js";
import { isObject, readCall, reading, textOf } from "../internal/read.js";
import { said } from "../internal/said.js";
import type { CallOptions, FetchImpl } from "../types.js";

/** What {@link readAccount} takes. */
export interface ReadAccountInput extends AccountReadingInput {
  /** Sends the requests in place of the global `fetch`. */
  fetchImpl?: FetchImpl | undefined;
}

/** Options of {@link readAccount}; `timeoutMs` is for each of its calls. */
export interface AccountReadingOptions extends CallOptions {
  /** Is told how far the reading is, after each answer. What it throws ends the reading. */
  onProgress?: ((progress: AccountProgress) => void) | undefined;
  /** The one-time code that the user's authenticator shows: six digits. */
  passcode?: string | undefined;
}

/**
 * Reads a whole account from IAM or Keystone: who is there, what they were granted, and where. It signs in for the whole account, and only reads:
 * some 140 calls for 500 users in 100 groups, six at a time, no faster than the cloud takes them.
 *
 * What could not be read is in `notRead` of the snapshot, by what it is and why. Where `signal` ends it after the sign-in, what was read until then is given, and
 * the rest is in `notRead`. No API of the clouds tells what changed since another reading: each reads all of it. Of OpenStack, trusts, EC2 credentials and
 * federated users are not part of a snapshot.
 *
 * @throws {@link EcsPasswordError} `invalidInput` with the `path` of the field; what the sign-in comes to; `aborted` where `signal` ends it before that.
 */
export async function readAccount(input: ReadAccountInput, options: AccountReadingOptions = {}): Promise<AccountSnapshot> {
  if (!isObject(input)) throw mustBe("input", said`an object`);
  const { fetchImpl, given } = reading("input", () => {
    const { fetchImpl, ...given } = copied(input);
    return { fetchImpl, given };
  });
  if (fetchImpl !== undefined && typeof fetchImpl !== "function") throw mustBe("fetchImpl", said`a function`);
  const { signal, timeoutMs, onProgress, passcode } = readCall(options, "onProgress", "passcode");
  if (onProgress !== undefined && typeof onProgress !== "function") throw mustBe("onProgress", said`a function`);
  const text = plain(given);
  const code = passcode === undefined ? undefined : textOf("passcode", passcode);
  const held = new Held(core, core.call((glue) => new glue.ReadingHandle(text, code, timeoutMs)));
  try {
    await new Lanes(held, fetchImpl, onProgress as AccountReadingOptions["onProgress"]).run(signal);
    return held.use((handle): unknown => handle.snapshot(new Date().toISOString())) as AccountSnapshot;
  } finally {
    held.free();
  }
}

/** The lanes of a reading, each driven like a call of a client. Whatever ends one of them ends the others. */
class Lanes {
  readonly #held: Held<ReadingHandle>;
  readonly #fetchImpl: FetchImpl | undefined;
  readonly #onProgress: ((progress: AccountProgress) => void) | undefined;
  readonly #ending = new AbortController();
  #failure: { thrown: unknown } | undefined;

  constructor(held: Held<ReadingHandle>, fetchImpl: FetchImpl | undefined, onProgress: ((progress: AccountProgress) => void) | undefined) {
    this.#held = held;
    this.#fetchImpl = fetchImpl;
    this.#onProgress = onProgress;
  }

  async run(signal: AbortSignal | undefined): Promise<void> {
    const end = (): void => { this.#ending.abort(); };
    reading("signal", () => {
      if (signal?.aborted === true) end();
      signal?.addEventListener("abort", end);
    });
    try {
      const count = this.#held.use((handle) => handle.lanes());
      await Promise.all(Array.from({ length: count }, (_, index) => this.#lane(index)));
    } finally {
      reading("signal", () => { signal?.removeEventListener("abort", end); });
    }
    if (this.#failure) throw this.#failure.thrown;
  }

  async #lane(index: number): Promise<void> {
    try {
      await drive(this.#held, (handle) => this.#watched(handle.lane(index)), { fetchImpl: this.#fetchImpl, signal: this.#ending.signal });
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): void {
    this.#failure ??= { thrown };
    this.#ending.abort();
  }

  /** The caller is told outside of the core, once what was answered is taken. */
  #watched(lane: LaneHandle): Pick<LaneHandle, "next" | "answered" | "free"> {
    return {
      next: (...event): unknown => lane.next(...event),
      answered: (...answer): unknown => {
        if (this.#onProgress) queueMicrotask(() => { this.#tell(); });
        return lane.answered(...answer);
      },
      free: () => { lane.free(); },
    };
  }

  #tell(): void {
    if (!this.#held.alive || this.#ending.signal.aborted) return;
    try {
      this.#onProgress?.(this.#held.use((handle): unknown => handle.progress(steadyClock())) as AccountProgress);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }
}
