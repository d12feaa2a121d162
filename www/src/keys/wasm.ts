// The module of the keys, for workers.
import wasmUrl from "ecs-password/keys.wasm?url";
import { WasmModule } from "../shared/wasm-module.ts";

export class KeysModule extends WasmModule {
  constructor() {
    super(wasmUrl);
  }
}
