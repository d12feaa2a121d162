// The workers of a run: started with the keys, ended with them.
import wasmUrl from "ecs-password/ecs_password.wasm?url";
import workerUrl from "./worker.ts?worker&url";
import type { Decrypted, FromWorker, ToWorker, WorkerKey } from "./messages.ts";
import type { Problem } from "../state.ts";
import { msg } from "../words.ts";

const MOST_WORKERS = 4;
/** How long a worker may take to wipe its keys before it is stopped. */
const LAST_WORDS_MS = 500;

interface ScriptUrls {
  createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => { createScriptURL: (url: string) => string };
}

let policy: ReturnType<ScriptUrls["createPolicy"]> | undefined;

/** Trusted Types: of all scripts, only our worker may be started. */
function trusted(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: ScriptUrls };
  policy ??= trustedTypes?.createPolicy("ecs-password-worker", {
    createScriptURL: (url) => {
      if (url !== workerUrl) throw new TypeError("this is not the worker of the page");
      return url;
    },
  });
  return policy?.createScriptURL(workerUrl) ?? workerUrl;
}

interface Waiting {
  resolve: (answer: Decrypted) => void;
  reject: (reason: Error) => void;
}

/** The keys changed, or the session is over: nothing was decrypted, and another pool may. */
export class PoolEnded extends Error {}

export class Pool {
  readonly #workers: { worker: Worker; jobs: Map<number, Waiting> }[];
  #lastJob = 0;
  #problem: Problem | undefined;
  ended = false;

  /** Each worker gets copies of its own, which are gone from here once they are sent. */
  constructor(keys: () => WorkerKey[]) {
    const count = Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency - 1));
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(trusted(), { type: "module", name: "ecs-password" });
      const jobs = new Map<number, Waiting>();
      worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
        if (data.type === "failed") {
          this.#fail(data.problem);
          return;
        }
        jobs.get(data.job)?.resolve(data.answer);
        jobs.delete(data.job);
      });
      worker.addEventListener("error", () => {
        this.#fail({ code: "internal", message: msg("the worker that decrypts did not start"), hint: msg("Reload the page.") });
      });
      const given = keys();
      const transfer = given.flatMap(({ bytes, passphrase }) => [bytes.buffer, ...(passphrase ? [passphrase.buffer] : [])]);
      send(worker, { type: "start", wasm: new URL(wasmUrl, location.href).href, keys: given }, transfer);
      return { worker, jobs };
    });
  }

  /** By the worker that has the least to do. */
  decrypt(ciphertext: string, first: number | undefined): Promise<Decrypted> {
    const [least] = [...this.#workers].sort((a, b) => a.jobs.size - b.jobs.size);
    if (this.ended || !least) return Promise.reject(new PoolEnded());
    if (this.#problem) return Promise.resolve({ phase: "failed", problem: this.#problem });
    this.#lastJob += 1;
    const job = this.#lastJob;
    return new Promise((resolve, reject) => {
      least.jobs.set(job, { resolve, reject });
      send(least.worker, { type: "decrypt", job, ciphertext, first });
    });
  }

  end(): void {
    this.ended = true;
    for (const { worker, jobs } of this.#workers.splice(0)) {
      for (const { reject } of jobs.values()) reject(new PoolEnded());
      send(worker, { type: "end" });
      setTimeout(() => { worker.terminate(); }, LAST_WORDS_MS);
    }
  }

  #fail(problem: Problem): void {
    this.#problem = problem;
    for (const { jobs } of this.#workers) {
      for (const { resolve } of jobs.values()) resolve({ phase: "failed", problem });
      jobs.clear();
    }
  }
}

function send(worker: Worker, message: ToWorker, transfer: Transferable[] = []): void {
  worker.postMessage(message, transfer);
}
