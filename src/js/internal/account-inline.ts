import { base64 } from "../glue/account-base64.js";
import { core } from "./account-core.js";
import { fromBase64 } from "./inline.js";

/** Gives `api` as it is. Whoever uses that gets the WebAssembly too, from inside the package: bundlers leave out both or neither. */
export function withWasm<T>(api: T): T {
  core.source ??= () => fromBase64(base64);
  return api;
}
