// Reads a link in a worker, which can be stopped.
import { policyModule } from "../../shared/policy-module.ts";
import { worker } from "../../shared/workers.ts";
import type { LinkFault, Shared, Slowness } from "../state.ts";
import { LONGEST_MS } from "./link-messages.ts";
import type { FromLinkWorker, ToLinkWorker } from "./link-messages.ts";
import workerUrl from "./link-worker.ts?worker&url";

/** From when on it is shown that a link is being read, and can be stopped. */
const PATIENCE_MS = 400;
/** What takes longer than this at a stretch is not done on the page's own thread. */
const SLOW_MS = 100;

/** What becomes of it. */
export interface LinkListener {
  slow(): void;
  read(shared: Shared, slowness: Slowness): void;
  broken(fault: LinkFault): void;
}

const start = worker<ToLinkWorker, FromLinkWorker>(workerUrl);

/** Begins; gives what stops it: what was read by then is not lost. */
export function readLink(query: string, listener: LinkListener): { stop: () => void; forget: () => void } {
  let shared: Shared | undefined;
  const timer = setTimeout(() => { listener.slow(); }, PATIENCE_MS);
  const forget = (): void => {
    clearTimeout(timer);
    own.end();
  };
  /** Where it did not come to an end, nobody knows how long it takes. */
  const end = (ms: number, otherwise: LinkFault): void => {
    forget();
    if (shared) listener.read(shared, { slow: ms > SLOW_MS, held: ms > LONGEST_MS });
    else listener.broken(otherwise);
  };
  const own = start({
    message(data) {
      switch (data.type) {
        case "read":
          ({ shared } = data);
          break;
        case "broken":
          end(0, data.fault);
          break;
        case "answered":
          end(data.ms, "failed");
          break;
      }
    },
    failed: () => { end(Infinity, "failed"); },
  });
  own.send({ type: "read", query });
  void policyModule.get().then((wasm) => { own.send({ type: "module", wasm }); });
  return { stop: () => { end(Infinity, "stopped"); }, forget };
}
