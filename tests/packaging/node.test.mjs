// The installed tarball in Node: plain import, require, the slim entry, and the condition for workerd.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MAJORS, nodeOf } from "../../src/xtask/tools.mjs";
import { mustRun, project } from "./packed.mjs";
import { ANSWER, commonProgram, FUNCTION, NAMES, program } from "./tiny.mjs";

const CHECK = `
  const built = api.buildRequest({
    operation: "getServerPassword",
    cloud: "otc",
    apiVersion: "v2.1",
    endpoint: "https://ecs.eu-de.otc.t-systems.com",
    projectId: "0123456789abcdef0123456789abcdef",
    serverId: "8b3c7a5e-2f6d-4c1b-9a0e-1d2c3b4a5f60",
  });
  console.log(built.action);`;

const TELL = "console.log(answer());";

const folder = project("node", {
  "tiny.js": program(TELL),
  "tiny.cjs": commonProgram(TELL),
  // The modules are compiled as they are loaded.
  "source.js": `import source client from "ecs-password/client.wasm";
import source policy from "ecs-password/policy.wasm";
import source keys from "ecs-password/keys.wasm";
import { ${NAMES}, init } from "ecs-password/slim";
${FUNCTION}for (const module of [client, policy, keys]) await init(module);
${TELL}`,
  "import.js": `import * as api from "ecs-password";${CHECK}`,
  "require.cjs": `const api = require("ecs-password");${CHECK}`,
  "slim.js": `
    import { readFileSync } from "node:fs";
    import * as api from "ecs-password/slim";
    try { api.buildRequest({}); } catch (error) { console.log(error.code); }
    try { api.initSync(new Uint8Array(8)); } catch (error) { console.log(error.code, error.path); }
    await api.init(new Response("gone", { status: 404 })).catch((error) => console.log(error.code, error.message));
    await api.init("data:application/wasm;base64,AAAA").catch((error) => console.log(error.code, error.path));
    await api.init("http://127.0.0.1:1/").catch((error) => console.log(error.code, error.retryable));
    await START;${CHECK}`,
  "wrong.js": `
    import { readFileSync } from "node:fs";
    import * as api from "ecs-password/slim";
    const right = readFileSync(new URL(import.meta.resolve("ecs-password/client.wasm")));
    // Of another build: all is as it should be, but for the last sign of what the build wrote into it.
    const other = Uint8Array.from(right);
    other[other.length - 1] ^= 1;
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    const wasm = { headers: { "content-type": "application/wasm" } };
    const cutOff = new ReadableStream({ start(stream) { stream.enqueue(right.subarray(0, 1000)); stream.error(new TypeError("cut off")); } });
    for (const source of [
      empty, other, right.subarray(0, 1000), new WebAssembly.Module(empty), new Response(empty, wasm), new Response(other), new Response(other, wasm), 42, {}, null, undefined,
      new Response(cutOff, wasm),
    ]) {
      for (const start of source instanceof Response ? [api.init] : [api.init, api.initSync]) {
        try { await start(source); console.log("started from", source); } catch (error) { console.log(error.code, error.path); }
        try { api.buildRequest({}); } catch (error) { if (error.code !== "notInitialized") console.log(error); }
      }
    }
    await Promise.all([api.init(new Response(right, wasm)), api.init(right)]);${CHECK}`,
  "realm.js": `
    import { readFileSync } from "node:fs";
    import vm from "node:vm";
    // As in an edge runtime: the package runs in a realm of its own, and its compiled wasm comes from outside.
    const context = vm.createContext({ TextDecoder, TextEncoder, URL, Response, Headers, atob, console, performance, setTimeout, clearTimeout });
    const modules = new Map();
    async function load(specifier, { identifier: parent }) {
      const url = specifier === "ecs-password" ? ENTRY : new URL(specifier, parent).href;
      if (!modules.has(url)) modules.set(url, url.endsWith(".wasm?module") ? compiled(url) : new vm.SourceTextModule(readFileSync(new URL(url), "utf8"), { context, identifier: url }));
      return modules.get(url);
    }
    function compiled(url) {
      const module = new WebAssembly.Module(readFileSync(new URL(url)));
      return new vm.SyntheticModule(["default"], function () { this.setExport("default", module); }, { context });
    }
    const ENTRY = import.meta.resolve("ecs-password");
    const program = new vm.SourceTextModule(\`import * as api from "ecs-password";${CHECK}\`, { context, identifier: import.meta.url });
    await program.link(load);
    await program.evaluate();
    console.log([...modules.keys()].filter((url) => /-base64|[.]wasm/.test(url)).map((url) => url.split("/").at(-1)).sort().join());`,
  "condition.js": `
    import { register } from "node:module";
    register("data:text/javascript," + encodeURIComponent(\`
      import { readFile } from "node:fs/promises";
      export async function load(url, context, next) {
        if (!new URL(url).pathname.endsWith(".wasm")) return next(url, context);
        const bytes = (await readFile(new URL(url))).toString("base64");
        const source = "export default new WebAssembly.Module(Buffer.from('" + bytes + "', 'base64'))";
        return { format: "module", source, shortCircuit: true };
      }\`));
    process.on("exit", () => console.log(bytesCompiled));
    let bytesCompiled = 0;
    const Module = WebAssembly.Module;
    const api = await import("ecs-password");
    WebAssembly.Module = class extends Module { constructor(bytes) { super(bytes); bytesCompiled += 1; } };
    Object.defineProperty(WebAssembly.Module, Symbol.hasInstance, { value: (each) => Module[Symbol.hasInstance].call(Module, each) });
    ${CHECK}`,
});

function lines(...args) {
  return mustRun(folder, process.execPath, ...args).trim().split("\n");
}

const tell = (major, ...args) => mustRun(folder, nodeOf(major), "--no-warnings", ...args).trim();

for (const major of MAJORS) {
  test(`Node ${major} takes it by import and by require`, () => {
    assert.deepEqual([tell(major, "tiny.js"), tell(major, "tiny.cjs")], [ANSWER, ANSWER]);
  });
}

test("Node 24 takes the modules by `import source`", (context) => {
  const [minor] = /(?<=^24\.)\d+/.exec(tell("24", "-p", "process.versions.node"));
  if (Number(minor) < 5) return context.skip("before 24.5 it is behind a flag");
  return assert.equal(tell("24", "source.js"), ANSWER);
});

test("import works without any preparation", () => {
  assert.deepEqual(lines("import.js"), ["ecs:serverPasswords:manage"]);
});

test("require works too", () => {
  assert.deepEqual(lines("--no-warnings", "require.cjs"), ["ecs:serverPasswords:manage"]);
});

for (const [name, start] of [
  ["bytes", `api.init(readFileSync(FILE))`],
  ["a module", `api.init(new WebAssembly.Module(readFileSync(FILE)))`],
  ["a response", `api.init(new Response(readFileSync(FILE), { headers: { "content-type": "application/wasm" } }))`],
  ["a promise of a response", `api.init(Promise.resolve(new Response(readFileSync(FILE))))`],
  ["a URL", `api.init(new URL("data:application/wasm;base64," + readFileSync(FILE, "base64")))`],
  ["initSync", `api.initSync(readFileSync(FILE))`],
]) {
  test(`slim starts from ${name}, and says so before it is started`, async () => {
    const { readFileSync, writeFileSync } = await import("node:fs");
    const file = `new URL(import.meta.resolve("ecs-password/client.wasm"))`;
    const source = readFileSync(`${folder}/slim.js`, "utf8").replace("START", start.replaceAll("FILE", file));
    writeFileSync(`${folder}/slim-started.js`, source);
    assert.deepEqual(lines("--no-warnings", "slim-started.js"), [
      "notInitialized",
      "invalidInput source",
      "network the WebAssembly file did not arrive: HTTP status 404",
      "invalidInput source",
      "network true",
      "ecs:serverPasswords:manage",
    ]);
  });
}

test("slim starts from the right file after any number of wrong ones", () => {
  const refused = "invalidInput source";
  const twice = (count) => Array(2 * count).fill(refused);
  assert.deepEqual(lines("--no-warnings", "wrong.js"), [
    ...twice(4), refused, refused, refused, ...twice(4), "network source", "ecs:serverPasswords:manage",
  ]);
});

test("a compiled module of another realm is one", () => {
  const out = lines("--no-warnings", "--experimental-vm-modules", "-C", "edge-light", "realm.js");
  assert.deepEqual(out, ["ecs:serverPasswords:manage", "account.wasm?module,client.wasm?module,keys.wasm?module,policy.wasm?module,read.wasm?module"]);
});

for (const condition of ["workerd", "edge-light"]) {
  test(`with the condition ${condition} the imported module is used and no bytes are compiled`, () => {
    assert.deepEqual(lines("--no-warnings", "-C", condition, "condition.js"), ["ecs:serverPasswords:manage", "0"]);
  });
}

test("without these conditions the same program compiles bytes", () => {
  assert.deepEqual(lines("--no-warnings", "condition.js"), ["ecs:serverPasswords:manage", "1"]);
});
