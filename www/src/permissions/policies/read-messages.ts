// What the page and the worker that writes policies in another version say to each other.
import type { TranslateOptions } from "ecs-password/slim";
import type { Problem } from "../../shared/problem.ts";
import type { TranslationPart } from "./translated.ts";

export interface ToReadWorker {
  /** The module, compiled, or where it is. */
  wasm: WebAssembly.Module | string;
  text: string;
  options: TranslateOptions;
}

export type FromReadWorker = { translation: TranslationPart; problem?: undefined } | { problem: Problem };
