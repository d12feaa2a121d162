// The installed tarball in a production build of Vite without any configuration, opened in Chromium under a strict CSP.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "vite";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { serve } from "../js/serve.mjs";
import { copyOf, project } from "./packed.mjs";

const CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'";
const CSP_WITHOUT_WASM = CSP.replace(" 'wasm-unsafe-eval'", "");

const PAGE = '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/main.js"></script>';
const SHOW = `
  try {
    const { action } = buildRequest({
      operation: "deleteServerPassword", cloud: "openstack", apiVersion: "v2.1", endpoint: "https://nova.example",
      serverId: "8b3c7a5e-2f6d-4c1b-9a0e-1d2c3b4a5f60",
    });
    document.title = action;
  } catch (error) {
    document.title = error.code + " " + error.hint;
  }`;

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

const plain = project("vite-default", {
  "index.html": PAGE,
  "main.js": `import { buildRequest } from "ecs-password";${SHOW}`,
});
const slim = copyOf(plain, "vite-slim", {
  "main.js": `
    import { buildRequest, init } from "ecs-password/slim";
    import wasm from "ecs-password/client.wasm?url";
    await init(wasm);${SHOW}`,
});
const worker = copyOf(plain, "vite-worker", {
  "main.js": `
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => { document.title = data; };`,
  "worker.js": `import { buildRequest } from "ecs-password"; const document = {};${SHOW} postMessage(document.title);`,
});

/** Builds the project and opens it: its title, its problems and the files of the build. */
async function open(root, csp) {
  await build({ root, configFile: false, logLevel: "warn" });
  const server = await serve(path.join(root, "dist"), { headers: { "content-security-policy": csp } });
  const page = await browser.newPage();
  const problems = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  try {
    await page.goto(server.url);
    return { title: await titleOf(page), problems, files: readdirSync(path.join(root, "dist/assets")) };
  } finally {
    await page.close();
    await server.close();
  }
}

/** Waits for the title from out here: inside the page the CSP forbids to evaluate a condition. */
async function titleOf(page) {
  for (const end = Date.now() + 90_000; Date.now() < end; ) {
    const title = await page.title();
    if (title) return title;
    await sleep(50);
  }
  throw new Error("the page set no title");
}

function wasmsIn(files) {
  return files.filter((name) => name.endsWith(".wasm")).length;
}

test("the default entry works as it is, with the wasm inside", async () => {
  const { title, problems, files } = await open(plain, CSP);
  assert.equal(title, "os_compute_api:os-server-password:clear");
  assert.deepEqual(problems, []);
  assert.equal(wasmsIn(files), 0);
});

test("the slim entry loads exactly one wasm", async () => {
  const { title, problems, files } = await open(slim, CSP);
  assert.equal(title, "os_compute_api:os-server-password:clear");
  assert.deepEqual(problems, []);
  assert.equal(wasmsIn(files), 1);
});

test("it works in a worker", async () => {
  const { title } = await open(worker, CSP.replace(/; require-trusted.*/, "; worker-src 'self'"));
  assert.equal(title, "os_compute_api:os-server-password:clear");
});

for (const [name, root] of [["default", plain], ["slim", slim]]) {
  test(`a page that forbids WebAssembly is told how to allow it (${name})`, async () => {
    const main = root === plain ? undefined : { "main.js": `
      import { init } from "ecs-password/slim";
      import wasm from "ecs-password/client.wasm?url";
      init(wasm).catch((error) => { document.title = error.code + " " + error.hint; });` };
    const { title } = await open(copyOf(root, `vite-${name}-blocked`, main), CSP_WITHOUT_WASM);
    assert.match(title, /^wasmBlocked .*'wasm-unsafe-eval'/);
  });
}
