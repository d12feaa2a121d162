import module from "../account.wasm?module";
import { core } from "./account-core.js";

/** As in `account-inline.ts`, where Next.js and Vercel ask for `?module` to compile the WebAssembly at deployment. */
export function withWasm<T>(api: T): T {
  core.source ??= () => module;
  return api;
}
