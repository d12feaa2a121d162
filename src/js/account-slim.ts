/**
 * `ecs-password/account/slim`: the same as `ecs-password/account`, without the WebAssembly inside. Give it `ecs-password/account.wasm` from where you
 * put it, before the first call.
 *
 * @packageDocumentation
 */
import { core } from "./internal/account-core.js";
import { startLater, startNow, type Init, type InitSync } from "./start.js";

export * from "./api/account.js";
export type { WasmBytesOrModule, WasmSource } from "./start.js";

/**
 * Starts it; to be awaited before the first call. A second call does nothing.
 *
 * @param source - A URL (fetched), a `Response` (streamed), bytes or a `WebAssembly.Module`; or a promise of one.
 * @throws {@link EcsPasswordError} `network` where the file did not arrive, `invalidInput` where it is another file,
 *   `wasmBlocked` where a Content-Security-Policy forbids WebAssembly.
 */
export const init: Init = (source) => startLater([core], source);

/**
 * Starts it at once; to be called before the first call. A second call does nothing.
 *
 * @param source - Bytes or a `WebAssembly.Module`.
 * @throws {@link EcsPasswordError} `invalidInput` where it is another file, `wasmBlocked` where a
 *   Content-Security-Policy forbids WebAssembly.
 */
export const initSync: InitSync = (source) => { startNow([core], source); };
