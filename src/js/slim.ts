/**
 * `ecs-password/slim`: the same, without the WebAssembly inside. Give it `ecs-password/ecs_password.wasm` from where
 * you put it, before the first call.
 *
 * @packageDocumentation
 */
import { EcsPasswordError } from "./errors.js";
import { startWith, toStartError } from "./internal/core.js";

export * from "./api.js";

/** Bytes of the `.wasm` file, or a `WebAssembly.Module` made of them. */
export type WasmBytesOrModule = ArrayBuffer | ArrayBufferView | object;

/** What {@link init} takes: where the `.wasm` file is, the answer of a `fetch` of it, its bytes or its module. */
export type WasmSource = string | URL | Response | WasmBytesOrModule;

/**
 * Starts the core; to be awaited before the first call. A second call does nothing.
 *
 * @param source - A URL (fetched), a `Response` (streamed), bytes or a `WebAssembly.Module`; or a promise of one.
 * @throws {@link EcsPasswordError} `network` where the file did not arrive, `invalidInput` where it is another file,
 *   `wasmBlocked` where a Content-Security-Policy forbids WebAssembly.
 */
export async function init(source: WasmSource | Promise<WasmSource>): Promise<void> {
  const given = await arrived(source);
  try {
    startWith(isResponse(given) ? await compiled(given) : isBuffer(given) ? await WebAssembly.compile(given) : given);
  } catch (thrown) {
    throw thrown instanceof EcsPasswordError ? thrown : toStartError(thrown);
  }
}

/**
 * Starts the core at once; to be called before the first call. A second call does nothing.
 *
 * @param source - Bytes or a `WebAssembly.Module`.
 * @throws {@link EcsPasswordError} `invalidInput` where it is another file, `wasmBlocked` where a
 *   Content-Security-Policy forbids WebAssembly.
 */
export function initSync(source: WasmBytesOrModule): void {
  try {
    startWith(source);
  } catch (thrown) {
    throw toStartError(thrown);
  }
}

async function arrived(source: WasmSource | Promise<WasmSource>): Promise<Response | WasmBytesOrModule> {
  let given: Response | WasmBytesOrModule;
  try {
    const place = await source;
    given = typeof place === "string" || place instanceof URL ? await fetch(place) : place;
  } catch (cause) {
    throw notArrived("no answer", cause);
  }
  if (isResponse(given) && !given.ok) throw notArrived(`HTTP status ${given.status.toString()}`);
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
      throw notArrived("no whole answer", thrown);
    }
  }
  const bytes = await response.arrayBuffer().catch((cause: unknown) => {
    throw notArrived("no whole answer", cause);
  });
  return WebAssembly.compile(bytes);
}

function isResponse(given: object): given is Response {
  return given instanceof Response;
}

function isBuffer(given: object): given is ArrayBuffer | ArrayBufferView<ArrayBuffer> {
  return given instanceof ArrayBuffer || ArrayBuffer.isView(given);
}

function notArrived(reason: string, cause?: unknown): EcsPasswordError {
  return new EcsPasswordError(`the WebAssembly file did not arrive: ${reason}`, {
    code: "network",
    path: "source",
    retryable: true,
    cause,
  });
}
