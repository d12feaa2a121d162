import module from "../keys.wasm?module";
import { core } from "./keys-core.js";

/** As in `keys-inline.ts`, where Next.js and Vercel ask for `?module` to compile the WebAssembly at deployment. */
export function withWasm<T>(api: T): T {
  core.source ??= () => module;
  return api;
}
