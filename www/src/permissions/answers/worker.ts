// Answers from policies that take long, beside the page: it goes on meanwhile, and can end this.
import * as policyPackage from "../../shared/policy-package.ts";
import { toProblem } from "../../shared/problem.ts";
import { call, createAnswering } from "./answering.ts";
import type { Call } from "./answering.ts";
import type { FromAnswerWorker, ToAnswerWorker } from "./messages.ts";

/** So long the lists of services are waited for: answers that came without them would be asked for once more with them. */
const LISTS_MS = 2000;

let moduleArrived: (wasm: WebAssembly.Module | string) => void;
const started = new Promise<WebAssembly.Module | string>((resolve) => { moduleArrived = resolve; }).then(async (wasm) => {
  await policyPackage.init(wasm);
  // Those that are there before the first answers are in them.
  return createAnswering(policyPackage, () => { if (evaluated) say({ type: "arrived" }); });
});
let evaluated = false;
/** What was asked is answered in its order. */
let before: Promise<unknown> = Promise.resolve();

addEventListener("message", ({ data }: MessageEvent<ToAnswerWorker>) => {
  if (data.type === "module") moduleArrived(data.wasm);
  else before = before.then(() => answer(data));
});

async function answer({ id, method, args }: Extract<ToAnswerWorker, { type: "ask" }>): Promise<void> {
  try {
    const answering = await started;
    if (method === "evaluate") {
      const [{ cloud }] = args as Call<"evaluate">;
      await Promise.race([answering.listsRead(cloud), new Promise((resolve) => { setTimeout(resolve, LISTS_MS); })]);
      evaluated = true;
    }
    say({ type: "answered", id, result: call(answering, method, args) });
  } catch (error) {
    say({ type: "failed", id, problem: toProblem(error) });
  }
}

function say(message: FromAnswerWorker): void {
  postMessage(message);
}
