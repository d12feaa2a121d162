import module from "../keys.wasm";
import { core } from "./keys-core.js";

/** As in `keys-inline.ts`, where WebAssembly is compiled at deployment only (workerd). */
export function withWasm<T>(api: T): T {
  core.source ??= () => module;
  return api;
}
