import module from "../policy.wasm";
import { core } from "./policy-core.js";

/** As in `policy-inline.ts`, where WebAssembly is compiled at deployment only (workerd). */
export function withWasm<T>(api: T): T {
  core.source ??= () => module;
  return api;
}
