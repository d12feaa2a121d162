// Where the policies are answered from: on the page's own thread, at once; or in a worker, which can be ended however long it takes.
import { policyModule } from "../../shared/policy-module.ts";
import { toProblem } from "../../shared/problem.ts";
import type { Problem } from "../../shared/problem.ts";
import type { PolicyPackage } from "../../shared/context.ts";
import { worker } from "../../shared/workers.ts";
import { call, createAnswering } from "./answering.ts";
import type { Call, Method, Result } from "./answering.ts";
import type { FromAnswerWorker, ToAnswerWorker } from "./messages.ts";
import workerUrl from "./worker.ts?worker&url";

export interface Form {
  /** Calls `then` with what comes of it, or `failed`. */
  ask<M extends Method>(method: M, args: Call<M>, then: (result: Result<M>) => void, failed: (problem: Problem) => void): void;
  /** Gives back what was compiled; what was asked and is not answered yet never is. */
  free(): void;
}

/** Answers within the call; once freed it can be asked to evaluate again. */
export function near(policyPackage: PolicyPackage, arrived: () => void): Form {
  const answering = createAnswering(policyPackage, arrived);
  return {
    ask(method, args, then, failed) {
      let result;
      try {
        result = call(answering, method, args);
      } catch (error) {
        failed(toProblem(error));
        return;
      }
      then(result);
    },
    free: answering.free,
  };
}

const start = worker<ToAnswerWorker, FromAnswerWorker>(workerUrl);

/** Answers one question after the other, beside the page; freed, it has ended. `died` is called where the worker ends by itself. */
export function far(arrived: () => void, died: () => void): Form {
  const waiting = new Map<number, { then: (result: never) => void; failed: (problem: Problem) => void }>();
  let last = 0;
  const own = start({
    message(data) {
      if (data.type === "arrived") {
        arrived();
        return;
      }
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.type === "failed") asked?.failed(data.problem);
      else asked?.then(data.result as never);
    },
    failed: died,
  });
  void policyModule.get().then((wasm) => { own.send({ type: "module", wasm }); });
  return {
    ask(method, args, then, failed) {
      last += 1;
      waiting.set(last, { then, failed });
      own.send({ type: "ask", id: last, method, args });
    },
    free() {
      waiting.clear();
      own.end();
    },
  };
}
