import module from "../client.wasm";
import { core } from "./client-core.js";

/** As in `client-inline.ts`, where WebAssembly is compiled at deployment only (workerd). */
export function withWasm<T>(api: T): T {
  core.source ??= () => module;
  return api;
}
