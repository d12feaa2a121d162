// The worker that knows the keys of this session: there once a key is opened, or a view promises to work without a network.
import type { Decrypted, Opened, WorkerKey } from "./messages.ts";
import { Failure } from "../shared/problem.ts";
import { Pool, PoolEnded } from "./pool.ts";
import type { KeysModule } from "./wasm.ts";

export class KeyWorker {
  readonly #keys: () => WorkerKey[];
  readonly #wasm: KeysModule;
  #pool: Pool | undefined;

  /** `keys` gives copies of those that are open: a worker that is ended in the middle has a successor. */
  constructor(keys: () => WorkerKey[], wasm: KeysModule) {
    this.#keys = keys;
    this.#wasm = wasm;
  }

  /** Until it can work; where it could not before, another one tries. */
  async start(): Promise<void> {
    for (;;) {
      try {
        await this.#working().started;
        return;
      } catch (error) {
        if (!(error instanceof PoolEnded)) throw error;
      }
    }
  }

  /** Another one takes its place; what it was asked for ends with `PoolEnded`. */
  restart(): Pool {
    this.#pool?.end();
    this.#pool = new Pool(1, this.#keys, this.#wasm);
    return this.#pool;
  }

  /** Another one takes its place, if there was one, and knows only the keys of now. */
  renew(): void {
    if (this.#pool) this.restart();
  }

  open(key: WorkerKey): Promise<Opened> {
    return this.#working().open(key);
  }

  forget(id: number): void {
    this.#pool?.forget(id);
  }

  /** At once where it is cancelled, however busy the worker is; what is decrypted all the same is wiped. */
  decrypt(ciphertext: string, keys: number[], signal: AbortSignal): Promise<Decrypted> {
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => { reject(new Failure({ code: "aborted", message: "cancelled" })); }, { once: true });
      this.#decrypt(ciphertext, keys, signal).then((answer) => {
        if (signal.aborted && answer.phase === "decrypted") answer.bytes.fill(0);
        resolve(answer);
      }, reject);
    });
  }

  /** Goes on with a successor. */
  async #decrypt(ciphertext: string, keys: number[], signal: AbortSignal): Promise<Decrypted> {
    for (;;) {
      try {
        return await this.#working().decrypt(ciphertext, keys);
      } catch (error) {
        if (!(error instanceof PoolEnded) || signal.aborted) throw error;
      }
    }
  }

  #working(): Pool {
    return this.#pool?.works === true ? this.#pool : this.restart();
  }
}
