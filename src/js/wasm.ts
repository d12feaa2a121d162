import type { WasmBytesOrModule } from "./start.js";

/**
 * What an import of `ecs-password/account.wasm`, `client.wasm`, `keys.wasm`, `policy.wasm` or `read.wasm` gives, for `init` of a `slim` entry. It depends on who
 * loads it: the file's URL (esbuild with its `file` loader, Vite with `?url`), its compiled `WebAssembly.Module` (workerd, and `import source`
 * of Node 24), or its bytes.
 */
declare const file: string | WasmBytesOrModule;
export default file;
