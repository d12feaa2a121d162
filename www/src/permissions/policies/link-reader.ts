// Reads a link in a worker, which can be stopped.
import { policyModule } from "../../shared/policy-module.ts";
import { worker } from "../../shared/workers.ts";
import type { LinkFault, Shared } from "../state.ts";
import type { FromLinkWorker, ToLinkWorker } from "./link-messages.ts";
import workerUrl from "./link-worker.ts?worker&url";

/** From when on it is shown that a link is being read, and can be stopped. */
const PATIENCE_MS = 400;
/** What takes the page longer than this at a stretch is not begun unasked. */
const LONGEST_MS = 500;

/** What becomes of it; `held`: whether its answers are to wait until somebody asks for them. */
export interface LinkListener {
  slow(): void;
  read(shared: Shared, held: boolean): void;
  broken(fault: LinkFault): void;
}

const start = worker(workerUrl);

/** Begins; gives what stops it: what was read by then is not lost. */
export function readLink(query: string, listener: LinkListener): { stop: () => void; forget: () => void } {
  const own = start();
  let shared: Shared | undefined;
  const timer = setTimeout(() => { listener.slow(); }, PATIENCE_MS);
  const forget = (): void => {
    clearTimeout(timer);
    own.terminate();
  };
  const end = (held: boolean, otherwise: LinkFault): void => {
    forget();
    if (shared) listener.read(shared, held);
    else listener.broken(otherwise);
  };
  own.addEventListener("message", ({ data }: MessageEvent<FromLinkWorker>) => {
    switch (data.type) {
      case "read":
        ({ shared } = data);
        break;
      case "broken":
        end(false, data.fault);
        break;
      case "answered":
        end(data.ms > LONGEST_MS, "failed");
        break;
    }
  });
  own.addEventListener("error", () => { end(true, "failed"); });
  const send = (message: ToLinkWorker): void => { own.postMessage(message); };
  send({ type: "read", query });
  void policyModule.get().then((wasm) => { send({ type: "module", wasm }); });
  return { stop: () => { end(true, "stopped"); }, forget };
}
