import module from "../ecs_password.wasm";

/** workerd compiles wasm at deployment only, and refuses bytes. */
export function wasmSource(): WebAssembly.Module {
  return module;
}
