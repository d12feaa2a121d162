import module from "../read.wasm?module";
import { core } from "./read-core.js";

/** As in `read-inline.ts`, where Next.js and Vercel ask for `?module` to compile the WebAssembly at deployment. */
export function withWasm<T>(api: T): T {
  core.source ??= () => module;
  return api;
}
