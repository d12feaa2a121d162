// What the page and the worker that answers from the policies say to each other.
import type { Problem } from "../../shared/problem.ts";
import type { Call, Method, Result } from "./answering.ts";

export type ToAnswerWorker =
  /** Compiled, or where it is. */
  | { type: "module"; wasm: WebAssembly.Module | string }
  | { type: "ask"; id: number; method: Method; args: Call<Method> };

export type FromAnswerWorker =
  | { type: "answered"; id: number; result: Result<Method> }
  | { type: "failed"; id: number; problem: Problem }
  /** There are lists of services that there were not. */
  | { type: "arrived" };
