/**
 * `ecs-password` where the condition is `edge-light`: the WebAssembly is imported as `?module`.
 *
 * @packageDocumentation
 */
import { wasmSource } from "./internal/wasm-module-edge.js";
import { useWasm } from "./internal/core.js";

useWasm(wasmSource);

export * from "./api.js";
