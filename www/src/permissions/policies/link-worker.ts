// Reads what a link carries, and answers from it once, beside the page: whoever made the link may have made it to keep the page busy.
import * as policyPackage from "../../shared/policy-package.ts";
import { createAnswering } from "../answers/answering.ts";
import type { Question } from "../answers/answering.ts";
import { isInSet } from "../state.ts";
import type { Shared } from "../state.ts";
import { LONGEST_MS } from "./link-messages.ts";
import type { FromLinkWorker, ToLinkWorker } from "./link-messages.ts";
import { decodeLink } from "./share.ts";

let moduleArrived: (wasm: WebAssembly.Module | string) => void;
const module = new Promise<WebAssembly.Module | string>((resolve) => { moduleArrived = resolve; });

addEventListener("message", ({ data }: MessageEvent<ToLinkWorker>) => {
  if (data.type === "module") moduleArrived(data.wasm);
  else void read(data.query);
});

async function read(query: string): Promise<void> {
  const shared = await decodeLink(query);
  if (typeof shared === "string") {
    say({ type: "broken", fault: shared });
    return;
  }
  say({ type: "read", shared });
  say({ type: "answered", ms: await timed(shared) });
}

/** How long the answers take that the page asks for at a stretch. Where something is wrong the page says what, at once. */
async function timed(shared: Shared): Promise<number> {
  try {
    await policyPackage.init(module);
    return answered(shared);
  } catch {
    return 0;
  }
}

function answered({ cloud, policies }: Shared): number {
  const inSet = policies.filter(isInSet).map((policy, id) => ({ ...policy, id }));
  if (inSet.length === 0) return 0;
  const answering = createAnswering(policyPackage);
  const question: Question = { cloud, policies: inSet, facts: {}, assume: {}, ownLists: [] };
  let longest = answering.evaluate(question).ms;
  // What it did for the first time takes longer than later on.
  if (longest <= LONGEST_MS) longest = answering.evaluate(question).ms;
  // What keeps answers open is found in pieces; of so long ones no more need be known.
  for (let open; open === undefined && longest <= LONGEST_MS; ) {
    const start = performance.now();
    open = answering.stillOpen(0);
    longest = Math.max(longest, performance.now() - start);
  }
  return longest;
}

function say(message: FromLinkWorker): void {
  postMessage(message);
}
