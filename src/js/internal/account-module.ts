import module from "../account.wasm";
import { core } from "./account-core.js";

/** As in `account-inline.ts`, where WebAssembly is compiled at deployment only (workerd). */
export function withWasm<T>(api: T): T {
  core.source ??= () => module;
  return api;
}
