import { base64 } from "../wasm-base64.js";

/** The wasm travels inside this package, so that no bundler has to know about it. */
export function wasmSource(): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
