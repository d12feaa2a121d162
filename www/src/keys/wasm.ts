// The module of the keys, for workers.
import wasmUrl from "ecs-password/keys.wasm?url";

/** Compiled once, for all workers that it is given to. */
export class KeysModule {
  #compiled: Promise<WebAssembly.Module> | undefined;

  /** The module, or its address where it could not be compiled here. */
  async get(): Promise<WebAssembly.Module | string> {
    const url = new URL(wasmUrl, location.href).href;
    try {
      this.#compiled ??= WebAssembly.compileStreaming(fetch(url, { credentials: "omit" }));
      return await this.#compiled;
    } catch {
      this.#compiled = undefined;
      return url;
    }
  }
}
