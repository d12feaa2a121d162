// Workers that know the keys: started with them, ended with them.
import workerUrl from "./worker.ts?worker&url";
import type { KeysModule } from "./wasm.ts";
import type { Decrypted, FromWorker, Opened, ToWorker, WorkerKey } from "./messages.ts";
import { Failure } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import { worker } from "../shared/workers.ts";
import type { Running } from "../shared/workers.ts";
import { msg } from "../locales/words.ts";

/** For a run; one processor is left to the page. */
export const MOST_WORKERS = 4;
/** How long a worker may take to wipe its keys before it is stopped. */
const LAST_WORDS_MS = 500;

/** A worker that opens keys and decrypts. */
const start = worker<ToWorker, FromWorker>(workerUrl);

interface Waiting {
  answered: (answer: Opened | Decrypted) => void;
  failed: (problem: Problem) => void;
  ended: () => void;
}

/** The keys changed, or the session is over: nothing was decrypted, and another pool may. */
export class PoolEnded extends Error {}

export class Pool {
  readonly #workers: { worker: Running<ToWorker>; jobs: Map<number, Waiting> }[];
  #settle: (reason?: Error) => void = () => undefined;
  /** Until all of them can work. */
  readonly started = new Promise<void>((resolve, reject) => {
    this.#settle = (reason) => {
      if (reason) reject(reason);
      else resolve();
    };
  });
  #lastJob = 0;
  #problem: Problem | undefined;

  /** Each worker gets copies of its own, which are gone from here once they are sent. */
  constructor(count: number, keys: () => WorkerKey[], wasm: KeysModule) {
    let missing = count;
    // Whoever waits for it hears of it; nobody has to.
    this.started.catch(() => undefined);
    this.#workers = Array.from({ length: count }, () => {
      const jobs = new Map<number, Waiting>();
      const own = start({
        message: (data) => {
          if (data.type === "failed") {
            this.#fail(data.problem);
          } else if (data.type === "started") {
            missing -= 1;
            if (missing === 0) this.#settle();
          } else {
            jobs.get(data.job)?.answered(data.answer);
            jobs.delete(data.job);
          }
        },
        failed: () => {
          this.#fail({ code: "internal", message: msg("the worker that decrypts did not start"), hint: msg("Reload the page.") });
        },
      });
      const given = keys();
      own.send({ type: "start", keys: given }, given.flatMap(buffersOf));
      void wasm.get().then((module) => { own.send({ type: "module", wasm: module }); });
      return { worker: own, jobs };
    });
  }

  get works(): boolean {
    return this.#problem === undefined && this.#workers.length > 0;
  }

  /** By the worker that has the least to do, with these keys in this order. */
  async decrypt(ciphertext: string, keys: number[]): Promise<Decrypted> {
    const answer = await this.#ask((job) => [{ type: "decrypt", job, ciphertext, keys }, []]);
    return answer as Decrypted;
  }

  async open(key: WorkerKey): Promise<Opened> {
    const answer = await this.#ask((job) => [{ type: "open", job, key }, buffersOf(key)]);
    return answer as Opened;
  }

  forget(id: number): void {
    for (const { worker } of this.#workers) worker.send({ type: "forget", id });
  }

  end(): void {
    for (const { worker, jobs } of this.#workers.splice(0)) {
      for (const { ended } of jobs.values()) ended();
      worker.send({ type: "end" });
      // One that is busy hears nothing.
      setTimeout(() => { worker.end(); }, LAST_WORDS_MS);
    }
    this.#settle(new PoolEnded());
  }

  #ask(message: (job: number) => [ToWorker, Transferable[]]): Promise<Opened | Decrypted> {
    const [least] = [...this.#workers].sort((a, b) => a.jobs.size - b.jobs.size);
    if (!least) return Promise.reject(new PoolEnded());
    if (this.#problem) return Promise.reject(new Failure(this.#problem));
    this.#lastJob += 1;
    const job = this.#lastJob;
    return new Promise((resolve, reject) => {
      least.jobs.set(job, {
        answered: resolve,
        failed: (problem) => { reject(new Failure(problem)); },
        ended: () => { reject(new PoolEnded()); },
      });
      least.worker.send(...message(job));
    });
  }

  #fail(problem: Problem): void {
    this.#problem = problem;
    this.#settle(new Failure(problem));
    for (const { jobs } of this.#workers) {
      for (const { failed } of jobs.values()) failed(problem);
      jobs.clear();
    }
  }
}

const buffersOf = ({ bytes, passphrase }: WorkerKey): Transferable[] => [bytes.buffer, ...(passphrase ? [passphrase.buffer] : [])];
