import module from "../policy.wasm?module";
import { core } from "./policy-core.js";

/** As in `policy-inline.ts`, where Next.js and Vercel ask for `?module` to compile the WebAssembly at deployment. */
export function withWasm<T>(api: T): T {
  core.source ??= () => module;
  return api;
}
