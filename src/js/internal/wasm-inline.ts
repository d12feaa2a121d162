import { base64 } from "../wasm-base64.js";

/** The wasm travels inside this package, so that no bundler has to know about it. */
export function wasmSource(): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  // A loop: `Uint8Array.from` with a function takes twenty times as long, which was most of the first call.
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}
