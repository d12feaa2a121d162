// Files of expectations, read and written in a worker that is started with the first one.
import { Failure } from "../../shared/problem.ts";
import { worker } from "../../shared/workers.ts";
import type { Running } from "../../shared/workers.ts";
import type { FileAnswer, FromFileWorker, ToFileWorker } from "./messages.ts";
import workerUrl from "./file-worker.ts?worker&url";

/** A text of the largest size takes a second; one that takes longer was made to. */
const LONGEST_MS = 20_000;

const start = worker<ToFileWorker, FromFileWorker>(workerUrl);

type Asked<T> = T extends unknown ? Omit<T, "id"> : never;

/** Asks the worker; one that ended, or takes too long, is started anew with the next question. */
export function createFileWorker() {
  const waiting = new Map<number, { resolve: (answer: FileAnswer) => void; reject: (error: unknown) => void; timer: ReturnType<typeof setTimeout> }>();
  let own: Running<ToFileWorker> | undefined;
  let last = 0;

  function end(): void {
    own?.end();
    own = undefined;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(new Failure({ code: "internal", message: "the page itself failed", retryable: false }));
    }
    waiting.clear();
  }

  return (question: Asked<ToFileWorker>): Promise<FileAnswer> =>
    new Promise((resolve, reject) => {
      own ??= start({
        message({ id, answer }) {
          const asked = waiting.get(id);
          waiting.delete(id);
          clearTimeout(asked?.timer);
          asked?.resolve(answer);
        },
        failed: end,
      });
      last += 1;
      waiting.set(last, { resolve, reject, timer: setTimeout(end, LONGEST_MS) });
      own.send({ ...question, id: last });
    });
}
