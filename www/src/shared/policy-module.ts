// The module of the policies, for the page and its worker.
import wasmUrl from "ecs-password/policy.wasm?url";
import { WasmModule } from "./wasm-module.ts";

export const policyModule = new WasmModule(wasmUrl);
