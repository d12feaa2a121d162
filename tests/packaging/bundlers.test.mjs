// The installed tarball in what bundlers make of it without any configuration, and in plain pages and workers without a bundler.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { root } from "../../src/xtask/steps.mjs";
import { bundlers as installBundlers } from "../../src/xtask/tools.mjs";
import { serve } from "../js/serve.mjs";
import { copyOf, mustRun, project } from "./packed.mjs";

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

/** Opens a page of the folder; gives its title once it has one, and what it complained about. */
async function visit(folder, name) {
  const server = await serve(folder);
  const opened = await browser.newPage();
  const problems = [];
  opened.on("console", (message) => problems.push(message.text()));
  opened.on("pageerror", (error) => problems.push(String(error)));
  try {
    await opened.goto(`${server.url}/${name}`);
    const title = await opened.waitForFunction("document.title");
    return { title: await title.jsonValue(), problems };
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
    await bundler("esbuild").build({ absWorkingDir: folder, entryPoints: ["main.js"], bundle: true, minify: true, format: "esm", outfile: "out/main.js", logLevel: "warning" });
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
};

for (const [name, build] of Object.entries(BUNDLERS)) {
  test(`${name} needs no configuration, and ships the wasm once, inside`, async () => {
    const folder = copyOf(original, `bundlers-${name}`);
    await build(folder);
    const out = path.join(folder, "out");
    if (name !== "Parcel") writeFileSync(path.join(out, "index.html"), readFileSync(path.join(folder, "index.html")));
    assert.deepEqual(await visit(out, "index.html"), { title: ACTION, problems: [] });
    const names = readdirSync(out, { recursive: true }).filter((each) => /\.(js|wasm)$/.test(each));
    assert.deepEqual(names.filter((each) => each.endsWith(".wasm")), []);
    const start = readFileSync(path.join(root, "dist/ecs_password.wasm")).subarray(0, 240).toString("base64");
    const copies = names.flatMap((each) => readFileSync(path.join(out, each), "utf8").split(start).slice(1));
    assert.equal(copies.length, 1);
  });
}

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
    assert.deepEqual(await visit(plain, file), { title: ACTION, problems: [] });
  });
}
