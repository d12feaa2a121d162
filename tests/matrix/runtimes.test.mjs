// The installed tarball in runtimes besides Node, and built for them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { createInterface } from "node:readline";
import { bun, matrix, nodeOf } from "../../src/xtask/tools.mjs";
import { bundler } from "../packaging/building.mjs";
import { mustRun, project } from "../packaging/packed.mjs";
import { ANSWER, commonProgram, MODULES, program } from "../packaging/tiny.mjs";

const packages = matrix("runtimes");
const TELL = "console.log(answer());";
const SERVE = "export default { fetch: () => new Response(answer()) };";

const folder = project("runtimes", {
  "main.js": program(TELL),
  "main.cjs": commonProgram(TELL),
  "worker.js": program(SERVE),
  "miniflare.mjs": `import { Miniflare } from ${JSON.stringify(path.join(packages, "miniflare/dist/src/index.js"))};
const runtime = new Miniflare({
  modules: true, modulesRoot: "workerd", scriptPath: "workerd/worker.js",
  modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }, { type: "ESModule", include: ["**/*.js"] }],
});
const answer = await runtime.dispatchFetch("http://127.0.0.1/");
console.log(await answer.text());
await runtime.dispose();
`,
});

test("Deno", () => {
  assert.equal(mustRun(folder, process.execPath, path.join(packages, "deno/bin.cjs"), "run", "main.js").trim(), ANSWER);
});

for (const file of ["main.js", "main.cjs"]) {
  test(`Bun, by ${file === "main.js" ? "import" : "require"}`, () => {
    assert.equal(mustRun(folder, bun(), "run", file).trim(), ANSWER);
  });
}

/** What esbuild makes for workerd: one module of JavaScript, and those of WebAssembly beside it, which it compiles at deployment. */
async function buildForWorkerd() {
  const { outputFiles } = await bundler("esbuild").build({
    absWorkingDir: folder, entryPoints: ["worker.js"], bundle: true, minify: true, format: "esm", outdir: "workerd", conditions: ["workerd"], loader: { ".wasm": "copy" }, write: true, logLevel: "warning",
  });
  assert.equal(outputFiles, undefined);
  const names = readdirSync(path.join(folder, "workerd"));
  assert.deepEqual(names.map((name) => name.replace(/-[A-Z0-9]+\./, ".")).sort(), [...MODULES.map((name) => `${name}.wasm`), "worker.js"].sort());
  return names;
}

const built = buildForWorkerd();

test("workerd, by esbuild with its condition, with each module of WebAssembly once", async () => {
  const modules = (await built).sort((one, other) => Number(other === "worker.js") - Number(one === "worker.js"))
    .map((name) => `(name = "${name}", ${name.endsWith(".wasm") ? "wasm" : "esModule"} = embed "workerd/${name}")`);
  writeFileSync(path.join(folder, "workerd.capnp"), `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (compatibilityDate = "2026-01-01", modules = [${modules.join(", ")}]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`);
  const [name] = readdirSync(path.join(packages, "@cloudflare")).filter((each) => each.startsWith("workerd-"));
  const child = spawn(path.join(packages, "@cloudflare", name, "bin/workerd"), ["serve", "workerd.capnp", "--control-fd=3"], { cwd: folder, stdio: ["ignore", "inherit", "inherit", "pipe"] });
  try {
    for await (const line of createInterface({ input: child.stdio[3] })) {
      const { event, port } = JSON.parse(line);
      if (event !== "listen") continue;
      const answer = await fetch(`http://127.0.0.1:${String(port)}/`);
      assert.deepEqual([answer.status, await answer.text()], [200, ANSWER]);
      return;
    }
    assert.fail("workerd listens nowhere");
  } finally {
    child.kill();
  }
});

test("Miniflare", async () => {
  await built;
  assert.equal(mustRun(folder, nodeOf("24"), "miniflare.mjs").trim(), ANSWER);
});
