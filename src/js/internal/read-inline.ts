import { base64 } from "../glue/read-base64.js";
import { core } from "./read-core.js";
import { bytesOf } from "./inline.js";

/** Gives `api` as it is. Whoever uses that gets the WebAssembly too, from inside the package: bundlers leave out both or neither. */
export function withWasm<T>(api: T): T {
  core.source ??= () => bytesOf(base64);
  return api;
}
