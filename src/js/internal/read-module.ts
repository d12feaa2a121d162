import module from "../read.wasm";
import { core } from "./read-core.js";

/** As in `read-inline.ts`, where WebAssembly is compiled at deployment only (workerd). */
export function withWasm<T>(api: T): T {
  core.source ??= () => module;
  return api;
}
