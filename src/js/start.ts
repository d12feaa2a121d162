import { EcsPasswordError, failure } from "./errors.js";
import { startOne, toStartError, type Core } from "./internal/core.js";
import { said, type Sentence } from "./internal/said.js";

/** Bytes of the `.wasm` file, or a `WebAssembly.Module` made of them. */
export type WasmBytesOrModule = ArrayBuffer | ArrayBufferView | object;

/** What `init` takes: where the `.wasm` file is, the answer of a `fetch` of it, its bytes or its module. */
export type WasmSource = string | URL | Response | WasmBytesOrModule;

/** See `init` of the `slim` entries. */
export type Init = (source: WasmSource | Promise<WasmSource>) => Promise<void>;

/** See `initSync` of the `slim` entries. */
export type InitSync = (source: WasmBytesOrModule) => void;

/** @internal */
export async function startLater(cores: readonly Core[], source: WasmSource | Promise<WasmSource>): Promise<void> {
  const given = await arrived(source);
  let ready: object;
  try {
    ready = isResponse(given) ? await compiled(given) : isBuffer(given) ? await WebAssembly.compile(given) : given;
  } catch (thrown) {
    throw thrown instanceof EcsPasswordError ? thrown : toStartError(cores, thrown);
  }
  startOne(cores, () => ready);
}

/** @internal */
export function startNow(cores: readonly Core[], source: WasmBytesOrModule): void {
  startOne(cores, () => source);
}

async function arrived(source: WasmSource | Promise<WasmSource>): Promise<Response | WasmBytesOrModule> {
  let given: Response | WasmBytesOrModule;
  try {
    const place = await source;
    given = typeof place === "string" || place instanceof URL ? await fetch(place) : place;
  } catch (cause) {
    throw notArrived(said`no answer`, cause);
  }
  if (isResponse(given) && !given.ok) throw notArrived(said`HTTP status ${given.status.toString()}`);
  return given;
}

/** Compiles while the file arrives, where its server says what it is. */
async function compiled(response: Response): Promise<WebAssembly.Module> {
  const streamed = response.headers.get("content-type")?.trim().toLowerCase() === "application/wasm";
  if (streamed && "compileStreaming" in WebAssembly) {
    try {
      return await WebAssembly.compileStreaming(response);
    } catch (thrown) {
      // Anything else is not about the file, but that it did not arrive as a whole.
      if (thrown instanceof WebAssembly.CompileError) throw thrown;
      throw notArrived(said`no whole answer`, thrown);
    }
  }
  const bytes = await response.arrayBuffer().catch((cause: unknown) => {
    throw notArrived(said`no whole answer`, cause);
  });
  return WebAssembly.compile(bytes);
}

function isResponse(given: object): given is Response {
  return given instanceof Response;
}

function isBuffer(given: object): given is ArrayBuffer | ArrayBufferView<ArrayBuffer> {
  return given instanceof ArrayBuffer || ArrayBuffer.isView(given);
}

function notArrived(reason: Sentence, cause?: unknown): EcsPasswordError {
  return failure("network", said`the WebAssembly file did not arrive: ${reason}`, undefined, { path: "source", retryable: true, cause });
}
