/** A module of WebAssembly, compiled once for the page and its workers. */
export class WasmModule {
  readonly #url: string;
  #compiled: Promise<WebAssembly.Module> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** The module, or its address where it could not be compiled here: whoever starts it then says why. */
  async get(): Promise<WebAssembly.Module | string> {
    const url = new URL(this.#url, location.href).href;
    try {
      this.#compiled ??= WebAssembly.compileStreaming(fetch(url, { credentials: "omit" }));
      return await this.#compiled;
    } catch {
      this.#compiled = undefined;
      return url;
    }
  }
}
