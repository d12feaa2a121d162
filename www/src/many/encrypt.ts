// Has a worker encrypt a file. Nothing of it is loaded before somebody wants one.
import workerUrl from "./kdbx-worker.ts?worker&url";
import { msg } from "../locales/words.ts";
import { Failure } from "../shared/problem.ts";
import { worker } from "../shared/workers.ts";
import type { Locked } from "./kdbx.ts";
import type { FromKdbxWorker } from "./kdbx-worker.ts";

const startWorker = worker(workerUrl);

/** The file, or nothing where it was called off; the master password is gone from here once it is sent. */
export function encrypted(locked: Locked, signal: AbortSignal): Promise<ArrayBuffer | undefined> {
  const started = startWorker();
  return new Promise<ArrayBuffer | undefined>((resolve, reject) => {
    const failed = (): void => { reject(new Failure({ code: "internal", message: msg("The file could not be encrypted") })); };
    started.addEventListener("message", ({ data: { file } }: MessageEvent<FromKdbxWorker>) => {
      if (file) resolve(file);
      else failed();
    });
    started.addEventListener("error", failed);
    signal.addEventListener("abort", () => { resolve(undefined); }, { once: true });
    started.postMessage(locked, [locked.master.buffer]);
  }).finally(() => { started.terminate(); });
}
