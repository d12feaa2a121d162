import module from "../client.wasm?module";
import { core } from "./client-core.js";

/** As in `client-inline.ts`, where Next.js and Vercel ask for `?module` to compile the WebAssembly at deployment. */
export function withWasm<T>(api: T): T {
  core.source ??= () => module;
  return api;
}
