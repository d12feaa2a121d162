// Encrypts one file beside the page, and is ended with it: what it knew goes with it.
import { kdbxOf } from "./kdbx.ts";
import type { Locked } from "./kdbx.ts";

export interface FromKdbxWorker {
  /** Nothing where it failed: what an error of others says may hold anything. */
  readonly file: ArrayBuffer | undefined;
}

addEventListener("message", ({ data }: MessageEvent<Locked>) => {
  kdbxOf(data).then(
    (file) => { say({ file }, [file]); },
    () => { say({ file: undefined }); },
  );
});

function say(message: FromKdbxWorker, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}
