// `node src/xtask/exports.mjs <file.wasm>`: fails where an export returns a single reference. V8 of Node 20 and 22 inlines calls of
// WebAssembly into hot JavaScript; if that is deoptimised during such a call, it aborts the process ("unreachable code",
// Deoptimizer::DoComputeBuiltinContinuation). Numbers, several results and none are safe.
import { readFileSync } from "node:fs";
import { main, Stop } from "./steps.mjs";

/** The names of the exported functions that return exactly one value, which is no number. */
export async function singleReferences(wasm) {
  const { default: binaryen } = await import("binaryen");
  const numbers = [binaryen.i32, binaryen.i64, binaryen.f32, binaryen.f64];
  const module = binaryen.readBinary(wasm);
  try {
    return Array.from({ length: module.getNumExports() }, (_, index) => binaryen.getExportInfo(module.getExportByIndex(index)))
      .filter(({ kind }) => kind === binaryen.ExternalFunction)
      .filter(({ value }) => {
        const results = binaryen.expandType(binaryen.getFunctionInfo(module.getFunction(value)).results);
        return results.length === 1 && !numbers.includes(results[0]);
      })
      .map(({ name }) => name);
  } finally {
    module.dispose();
  }
}

await main(import.meta.url, async () => {
  const names = await singleReferences(readFileSync(process.argv[2]));
  if (names.length > 0) {
    throw new Stop(`these exports return a single reference, which aborts Node 20 and 22; return a Result, or bytes, instead: ${names.join(", ")}`);
  }
});
