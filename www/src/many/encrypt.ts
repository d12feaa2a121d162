// Has a worker encrypt a file. Nothing of it is loaded before somebody wants one.
import workerUrl from "./kdbx-worker.ts?worker&url";
import { msg } from "../locales/words.ts";
import { Failure } from "../shared/problem.ts";
import { worker } from "../shared/workers.ts";
import type { Locked } from "./kdbx.ts";
import type { FromKdbxWorker } from "./kdbx-worker.ts";

const start = worker<Locked, FromKdbxWorker>(workerUrl);

/** The file, or nothing where it was called off; the master password is gone from here once it is sent. */
export function encrypted(locked: Locked, signal: AbortSignal): Promise<ArrayBuffer | undefined> {
  return new Promise<ArrayBuffer | undefined>((resolve, reject) => {
    const end = (then: () => void): void => {
      own.end();
      then();
    };
    const failed = (): void => { end(() => { reject(new Failure({ code: "internal", message: msg("The file could not be encrypted") })); }); };
    const own = start({
      message: ({ file }) => {
        if (file) end(() => { resolve(file); });
        else failed();
      },
      failed,
    });
    signal.addEventListener("abort", () => { end(() => { resolve(undefined); }); }, { once: true });
    own.send(locked, [locked.master.buffer]);
  });
}
