/**
 * `ecs-password` where the condition is `workerd`: the WebAssembly is imported as a module.
 *
 * @packageDocumentation
 */
import { wasmSource } from "./internal/wasm-module.js";
import { useWasm } from "./internal/core.js";

useWasm(wasmSource);

export * from "./api.js";
