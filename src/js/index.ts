/**
 * `ecs-password`: the WebAssembly travels inside and starts by itself with the first call.
 *
 * @packageDocumentation
 */
import { wasmSource } from "./internal/wasm-inline.js";
import { useWasm } from "./internal/core.js";

useWasm(wasmSource);

export * from "./api.js";
