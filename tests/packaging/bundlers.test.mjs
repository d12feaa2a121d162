// The installed tarball in what bundlers make of it without any configuration, and in plain pages and workers without a bundler.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { build as vite } from "vite";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { CAPABILITIES } from "../../src/xtask/build.mjs";
import { root } from "../../src/xtask/steps.mjs";
import { bundlers as installBundlers } from "../../src/xtask/tools.mjs";
import { serve } from "../js/serve.mjs";
import { copyOf, inCopyOf, mustRun, project } from "./packed.mjs";

const ACTION = "os_compute_api:os-server-password:clear";
const ENTRY = "/node_modules/ecs-password/dist/index.js";
const ASK = `buildRequest({
  operation: "deleteServerPassword", cloud: "openstack", apiVersion: "v2.1", endpoint: "https://nova.example",
  serverId: "8b3c7a5e-2f6d-4c1b-9a0e-1d2c3b4a5f60",
}).action`;

const bundlers = installBundlers();
const bundler = createRequire(path.join(bundlers, "x.js"));

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

const page = (script, more = "") => `<!doctype html><link rel="icon" href="data:,">${more}<body>${script}`;
const original = project("bundlers", {
  "index.html": page('<script type="module" src="./main.js"></script>'),
  "main.js": `import { buildRequest } from "ecs-password";\ndocument.title = ${ASK};\n`,
});

/** Opens a page of the folder; gives its title once it has one, what it complained about, and how many modules were asked for. */
async function visit(folder, name) {
  const server = await serve(folder);
  const opened = await browser.newPage();
  const problems = [];
  let wasm = 0;
  opened.on("request", (request) => { if (new URL(request.url()).pathname.endsWith(".wasm")) wasm++; });
  opened.on("console", (message) => problems.push(message.text()));
  opened.on("pageerror", (error) => problems.push(String(error)));
  try {
    await opened.goto(`${server.url}/${name}`);
    const title = await opened.waitForFunction("document.title");
    return { title: await title.jsonValue(), problems, wasm };
  } finally {
    await opened.close();
    await server.close();
  }
}

const BUNDLERS = {
  async Parcel(folder) {
    const cli = path.join(bundlers, "parcel/lib/bin.js");
    mustRun(folder, process.execPath, cli, "build", "index.html", "--no-cache", "--no-source-maps", "--dist-dir", "out");
  },
  async esbuild(folder) {
    const loader = { ".wasm": "file" };
    await bundler("esbuild").build({ absWorkingDir: folder, entryPoints: ["main.js"], bundle: true, minify: true, format: "esm", outfile: "out/main.js", logLevel: "warning", loader });
  },
  async Rollup(folder) {
    const { nodeResolve } = bundler("@rollup/plugin-node-resolve");
    const warnings = [];
    const bundle = await bundler("rollup").rollup({ input: path.join(folder, "main.js"), plugins: [nodeResolve()], onwarn: (warning) => warnings.push(warning.message) });
    await bundle.write({ dir: path.join(folder, "out"), format: "es" });
    await bundle.close();
    assert.deepEqual(warnings, []);
  },
  async webpack(folder) {
    const output = { path: path.join(folder, "out"), filename: "main.js" };
    const compiler = bundler("webpack")({ context: folder, mode: "production", entry: "./main.js", output, performance: false });
    const stats = await new Promise((resolve, reject) => compiler.run((error, done) => (error ? reject(error) : resolve(done))));
    const { errors, warnings } = stats.toJson("errors-warnings");
    assert.deepEqual([errors, warnings], [[], []]);
  },
  async Vite(folder) {
    await vite({ root: folder, configFile: false, logLevel: "error", build: { outDir: "out", modulePreload: { polyfill: false }, chunkSizeWarningLimit: 2000 } });
  },
};
const WRITES_PAGE = ["Parcel", "Vite"];

/** By what each module of WebAssembly is known in what a bundler writes: its own bytes as Base64, and its glue. */
const MARKS = CAPABILITIES.map(({ name }) => {
  const bytes = readFileSync(path.join(root, `dist/${name}.wasm`));
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(bytes), "ecs-password");
  const stamp = new TextDecoder().decode(section);
  // Three bytes are four characters, so that a piece from such a place on reads the same as it does in the whole.
  const inside = bytes.subarray(bytes.length - (bytes.length % 3) - 60, bytes.length - (bytes.length % 3)).toString("base64");
  return { name, bytes, marks: { inside, glue: stamp } };
});

/** The files that were written, and how often each module is in them. */
function shipped(folder) {
  const out = path.join(folder, "out");
  const names = readdirSync(out, { recursive: true }).filter((each) => /\.(js|wasm)$/.test(each));
  const texts = names.filter((each) => each.endsWith(".js")).map((each) => readFileSync(path.join(out, each), "utf8"));
  const files = names.filter((each) => each.endsWith(".wasm")).map((each) => readFileSync(path.join(out, each)));
  const count = (mark) => texts.reduce((sum, text) => sum + text.split(mark).length - 1, 0);
  return MARKS.map(({ name, bytes, marks }) => ({
    name, inside: count(marks.inside), glue: count(marks.glue), beside: files.filter((file) => file.equals(bytes)).length,
  })).filter(({ inside, glue, beside }) => inside + glue + beside > 0);
}

for (const [name, build] of Object.entries(BUNDLERS)) {
  test(`${name} needs no configuration, and ships the one module that is used once, inside`, async () => {
    await inCopyOf(original, `bundlers-${name}`, {}, async (folder) => {
      await build(folder);
      const out = path.join(folder, "out");
      if (!WRITES_PAGE.includes(name)) writeFileSync(path.join(out, "index.html"), readFileSync(path.join(folder, "index.html")));
      assert.deepEqual(await visit(out, "index.html"), { title: ACTION, problems: [], wasm: 0 });
      assert.deepEqual(shipped(folder), [{ name: "client", inside: 1, glue: 1, beside: 0 }]);
    });
  });
}

/** What a program uses, and the modules that it needs for that. */
const PROGRAMS = {
  buildRequest: ["client"],
  parseResponse: ["client"],
  Client: ["client"],
  PrivateKey: ["keys"],
  PolicySet: ["policy"],
  parsePolicy: ["policy"],
  requestContext: ["policy"],
  readPolicies: ["read"],
  "PolicySet, buildRequest": ["client", "policy"],
  "Client, PrivateKey": ["client", "keys"],
  "Client, PolicySet, PrivateKey": ["client", "keys", "policy"],
  "Client, PolicySet, PrivateKey, readPolicies": ["client", "keys", "policy", "read"],
  "apiVersions, compareFingerprint, conditionKeys, conditionOperators, defaultRoles, EcsPasswordError, envelopeMembers, errorCodes, httpHeaders, idPatterns, isEcsPasswordError, keyPairAlgorithm, listPoliciesOperations, locate, microversions, novaReleases, novaRulePrefix, operations, passwordApis, passwordKeyAlgorithm, policyClouds, policyVersions, scopeKinds, tooManyRequests, verdicts": [],
};

for (const [name, build] of Object.entries(BUNDLERS)) {
  test(`${name} leaves out the modules that are not used`, async () => {
    for (const [index, [names, modules]] of Object.entries(PROGRAMS).entries()) {
      // Parcel reads `exports` only where it is told to.
      const entries = ["ecs-password", ...(modules.length === 1 && name !== "Parcel" ? [`ecs-password/${modules[0]}`] : [])];
      for (const [at, entry] of entries.entries()) {
        const sources = { "main.js": `import { ${names} } from "${entry}";\nglobalThis.used = [${names}];\n` };
        await inCopyOf(original, `used-${name}-${String(index)}-${String(at)}`, sources, async (folder) => {
          await build(folder);
          assert.deepEqual(shipped(folder), modules.map((each) => ({ name: each, inside: 1, glue: 1, beside: 0 })), `${names} of ${entry}`);
        });
      }
    }
  });
}

/** How each of these wants to be told of a file. */
const FILES = {
  Vite: (file) => `import wasm from "${file}?url";`,
  webpack: (file) => `const wasm = new URL("${file}", import.meta.url);`,
  esbuild: (file) => `import wasm from "${file}";`,
};
/** What stands for each module where sizes are told. */
const MAIN = { client: "Client", keys: "PrivateKey", policy: "PolicySet", read: "readPolicies" };
/** The programs that the README tells the sizes of: each entry, and the main one with two, three and all four. */
const ROWS = new Map([
  ...Object.entries(MAIN).flatMap(([module, names]) => ["", "/slim"].map((form) => [`\`ecs-password/${module}${form}\``, { entry: `ecs-password/${module}${form}`, names }])),
  ...[2, 3, 4].map((count) => {
    const names = Object.values(MAIN).slice(0, count);
    return [`\`ecs-password\`: ${names.map((each) => `\`${each}\``).join(", ")}`, { entry: "ecs-password", names: names.join(", ") }];
  }),
]);
/** KB of all that was written, after gzip. */
const weights = new Map();

function weigh(folder) {
  const out = path.join(folder, "out");
  const names = readdirSync(out, { recursive: true }).filter((each) => /\.(js|wasm)$/.test(each));
  return names.reduce((sum, each) => sum + gzipSync(readFileSync(path.join(out, each)), { level: 9 }).length, 0) / 1024;
}

for (const name of Object.keys(FILES)) {
  test(`with ${name}, a slim entry ships its module beside the program, once`, async () => {
    for (const [module, used] of Object.entries(MAIN)) {
      const sources = {
        "main.js": `import { init, ${used} } from "ecs-password/${module}/slim";\n${FILES[name](`ecs-password/${module}.wasm`)}\nglobalThis.used = init(wasm).then(() => ${used});\n`,
      };
      await inCopyOf(original, `slim-${name}-${module}`, sources, async (folder) => {
        await BUNDLERS[name](folder);
        assert.deepEqual(shipped(folder), [{ name: module, inside: 0, glue: 1, beside: 1 }]);
        weights.set(`${name} \`ecs-password/${module}/slim\``, weigh(folder));
      });
    }
  });
}

for (const name of ["Vite", "webpack"]) {
  test(`with ${name}, page and worker share one module, compiled once`, async () => {
    const sources = {
      "main.js": `import { init, PolicySet } from "ecs-password/policy/slim";
${FILES[name]("ecs-password/policy.wasm")}
const compiled = await WebAssembly.compileStreaming(fetch(wasm));
await init(compiled);
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => { document.title = JSON.stringify([new PolicySet([]).check({ cloud: "otc", action: "ecs:servers:get" }).decision, data]); };
worker.postMessage(compiled);
`,
      "worker.js": `import { init, PolicySet } from "ecs-password/policy/slim";
let compilations = 0;
for (const how of ["compile", "compileStreaming", "instantiateStreaming", "Module"]) {
  WebAssembly[how] = new Proxy(WebAssembly[how], {
    apply(...call) { compilations++; return Reflect.apply(...call); },
    construct(...call) { compilations++; return Reflect.construct(...call); },
  });
}
onmessage = async ({ data }) => {
  await init(data);
  postMessage([new PolicySet([]).check({ cloud: "otc", action: "ecs:servers:get" }).decision, compilations]);
};
`,
    };
    await inCopyOf(original, `worker-${name}`, sources, async (folder) => {
      await BUNDLERS[name](folder);
      const out = path.join(folder, "out");
      if (!WRITES_PAGE.includes(name)) writeFileSync(path.join(out, "index.html"), readFileSync(path.join(folder, "index.html")));
      const [{ name: module, inside, beside }, ...others] = shipped(folder);
      assert.deepEqual([module, inside, beside, others], ["policy", 0, 1, []]);
      const { title, problems, wasm } = await visit(out, "index.html");
      assert.deepEqual([JSON.parse(title), problems, wasm], [["implicitDeny", ["implicitDeny", 0]], [], 1]);
    });
  });
}

test("the README says what each entry ships, and several together, after gzip", async (context) => {
  const text = /<!-- sizes: .*?-->\n([^]*?)\n\n/.exec(readFileSync(path.join(root, "README.md"), "utf8"))[1];
  const [head, , ...lines] = text.split("\n").map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assert.deepEqual(head.slice(1), Object.keys(FILES));
  const told = lines.map(([row, ...sizes]) => [row, sizes.map((size) => Number(/^(\d+) KB$/.exec(size)?.[1]))]);
  assert.deepEqual(told.map(([row]) => row), [...ROWS.keys()]);
  const measured = [];
  let right = true;
  for (const [at, [row, sizes]] of told.entries()) {
    const { entry, names } = ROWS.get(row);
    const found = [];
    for (const [index, name] of Object.keys(FILES).entries()) {
      if (!weights.has(`${name} ${row}`)) {
        const sources = { "main.js": `import { ${names} } from "${entry}";\nglobalThis.used = [${names}];\n` };
        const weighed = await inCopyOf(original, `size-${name}-${at.toString()}`, sources, async (folder) => {
          await BUNDLERS[name](folder);
          return weigh(folder);
        });
        weights.set(`${name} ${row}`, weighed);
      }
      const size = weights.get(`${name} ${row}`);
      found.push(size);
      right &&= Math.abs(size - sizes[index]) <= Math.max(2, size * 0.03);
    }
    measured.push(`| ${row} |${found.map((size) => ` ${size.toFixed(0)} KB |`).join("")}`);
  }
  const table = measured.join("\n");
  context.diagnostic(table.replaceAll("`", ""));
  assert.ok(right, `the README does not say what was measured:\n${table}`);
});

const plain = copyOf(original, "plain", {
  "map.html": page(
    `<script type="module">import { buildRequest } from "ecs-password"; document.title = ${ASK};</script>`,
    `<script type="importmap">{ "imports": { "ecs-password": "${ENTRY}" } }</script>`,
  ),
  "worker.html": page('<script>new Worker("/worker.js", { type: "module" }).onmessage = ({ data }) => { document.title = data; };</script>'),
  "worker.js": `import { buildRequest } from "${ENTRY}"; postMessage(${ASK});`,
  "service.html": page(`<script type="module">
    await navigator.serviceWorker.register("/service.js", { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => { document.title = data; };
    active.postMessage("ask", [port2]);
  </script>`),
  "service.js": `import { buildRequest } from "${ENTRY}"; addEventListener("message", ({ ports: [port] }) => port.postMessage(${ASK}));`,
});

for (const [name, file] of Object.entries({ "a page with an import map of one line": "map.html", "a module worker": "worker.html", "a service worker": "service.html" })) {
  test(`${name} takes it as it is installed`, async () => {
    assert.deepEqual(await visit(plain, file), { title: ACTION, problems: [], wasm: 0 });
  });
}
