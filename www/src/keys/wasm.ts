// The module of the keys: compiled once, for all workers that there ever are.
import wasmUrl from "ecs-password/keys.wasm?url";

let compiled: Promise<WebAssembly.Module> | undefined;

/** The module, or its address where it could not be compiled here. */
export async function compiledKeys(): Promise<WebAssembly.Module | string> {
  const url = new URL(wasmUrl, location.href).href;
  try {
    compiled ??= WebAssembly.compileStreaming(fetch(url, { credentials: "omit" }));
    return await compiled;
  } catch {
    compiled = undefined;
    return url;
  }
}
