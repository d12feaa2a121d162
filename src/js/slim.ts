/**
 * `ecs-password/slim`: the same as `ecs-password`, without the WebAssembly inside. Give it `ecs-password/account.wasm`, `client.wasm`,
 * `keys.wasm`, `policy.wasm` and `read.wasm` from where you put them, each before the first call that needs it.
 *
 * @packageDocumentation
 */
import { core as account } from "./internal/account-core.js";
import { core as client } from "./internal/client-core.js";
import { core as keys } from "./internal/keys-core.js";
import { core as policy } from "./internal/policy-core.js";
import { core as read } from "./internal/read-core.js";
import { startLater, startNow, type Init, type InitSync } from "./start.js";

export * from "./api/index.js";
export type { WasmBytesOrModule, WasmSource } from "./start.js";

const cores = [account, client, keys, policy, read];

/**
 * Starts the module whose file is given; to be awaited before the first call that needs it. For a module that has started it does nothing.
 *
 * @param source - A URL (fetched), a `Response` (streamed), bytes or a `WebAssembly.Module`; or a promise of one.
 * @throws {@link EcsPasswordError} `network` where the file did not arrive, `invalidInput` where it is none of these,
 *   `wasmBlocked` where a Content-Security-Policy forbids WebAssembly.
 */
export const init: Init = (source) => startLater(cores, source);

/**
 * Starts the module whose file is given at once; to be called before the first call that needs it. For a module that has started it
 * does nothing.
 *
 * @param source - Bytes or a `WebAssembly.Module`.
 * @throws {@link EcsPasswordError} `invalidInput` where it is none of these, `wasmBlocked` where a Content-Security-Policy forbids
 *   WebAssembly.
 */
export const initSync: InitSync = (source) => { startNow(cores, source); };
