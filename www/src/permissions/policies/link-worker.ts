// Reads what a link carries, and answers from it once, beside the page: whoever made the link may have made it to keep the page busy.
import { init, parsePolicy, PolicySet } from "ecs-password/policy/slim";
import { setOf } from "../answers/questions.ts";
import { isInSet } from "../state.ts";
import type { Shared } from "../state.ts";
import { CONDITIONAL } from "../verdicts.ts";
import { decodeLink } from "./share.ts";
import type { FromLinkWorker, ToLinkWorker } from "./link-messages.ts";

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
    await init(module);
    return answered(shared);
  } catch {
    return 0;
  }
}

function answered({ cloud, policies }: Shared): number {
  const start = performance.now();
  const inSet = policies.filter(isInSet);
  if (inSet.length === 0) return 0;
  const set = setOf({ PolicySet }, inSet);
  const preview = set.preview({ cloud });
  set.lint({ cloud });
  for (const { text, unread } of inSet) if (unread === undefined) parsePolicy(text);
  const { decisions } = preview;
  const all = performance.now() - start;
  // The page explains what is conditional, in pieces of one row.
  let longest = 0;
  for (const [row, decision] of decisions.entries()) {
    if (decision !== CONDITIONAL) continue;
    const before = performance.now();
    preview.explain(row);
    longest = Math.max(longest, performance.now() - before);
  }
  return Math.max(all, longest);
}

function say(message: FromLinkWorker): void {
  postMessage(message);
}
