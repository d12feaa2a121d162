import module from "../ecs_password.wasm?module";

/** Next.js and Vercel ask for `?module` where they are to compile the wasm at deployment. */
export function wasmSource(): WebAssembly.Module {
  return module;
}
