// A cloud that would take over the page: what it answers is never a document, a script or a worker of the console's origin.
import assert from "node:assert/strict";
import { constants, generateKeyPairSync, publicEncrypt } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { startCloud, startServer } from "../server/helpers.mjs";
import * as steps from "./steps.mjs";
import { counts, reads, visitor } from "./visitor.mjs";

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

test("names that every object has are names as all others: of a status, a key pair, a network, a policy and a condition key", async () => {
  const evil = Object.getOwnPropertyNames(Object.prototype);
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const password = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from("of-somebody")).toString("base64");
  /** With keys that a literal does not set. */
  const keyed = (keys, value) => Object.fromEntries(keys.map((key) => [key, value]));
  const id = (index) => `${String(10000000 + index)}-2222-4333-8444-555555555555`;
  const servers = evil.map((name, index) => ({ id: id(index), name: `server ${name}`, status: name, key_name: name, metadata: { os_type: "windows", ...keyed([name], name) }, addresses: keyed([name], [{ version: 4, addr: "10.0.0.1" }]) }));
  const condition = { StringEquals: keyed(evil, ["x"]), ...keyed(["constructor", "__proto__"], keyed(["toString"], ["x"])) };
  const roles = evil.map((name, index) => ({ id: String(index), name, display_name: name, policy: { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["ecs:servers:get"], Condition: condition }] } }));
  const token = { expires_at: "2999-01-01T00:00:00.000000Z", user: { id: "u", name: "u", domain: { id: "d", name: "d" } }, project: { id: "p", name: "p", domain: { id: "d", name: "d" } }, roles: evil.map((name) => ({ id: name, name })) };
  const hostile = await startCloud((request, response) => {
    const path = request.url.split("?")[0];
    response.setHeader("content-type", "application/json");
    const say = (what, status = 200, headers = {}) => response.writeHead(status, headers).end(JSON.stringify(what));
    if (path.endsWith("/auth/tokens")) say({ token }, request.method === "POST" ? 201 : 200, { "x-subject-token": "a-token" });
    else if (path.endsWith("/servers/detail")) say({ servers });
    else if (path.endsWith("/os-server-password")) say({ password });
    else if (path.includes("/os-keypairs/")) say({ keypair: { name: decodeURIComponent(path.split("/").at(-1)), fingerprint: "00", public_key: "ssh-rsa AAAA", type: "ssh" } });
    else if (path.endsWith("/groups")) say({ groups: [{ id: "g", name: "__proto__" }] });
    else say({ roles });
  });
  const from = await startServer({ sandbox: false, clouds: [{ name: "hostile", kind: "otc", identity: hostile.url, compute: hostile.url }] });
  await visitor(from, async (page) => {
    page.setDefaultTimeout(15_000);
    await steps.signIn(page, { name: "u", domain: "d", password: "secret-of-u", project: "p" });
    await page.getByRole("link", { name: "server __proto__", exact: true }).waitFor();
    await counts(page.locator("a.server-name"), evil.length);
    for (const column of ["Status", "Key pair"]) await page.getByRole("columnheader", { name: column }).getByRole("button").click();
    await page.getByRole("link", { name: "server __proto__", exact: true }).click();
    await page.getByRole("heading", { name: "server __proto__", level: 1 }).waitFor();
    await page.getByRole("link", { name: "All servers" }).click();
    await page.getByRole("checkbox", { name: "Select all that are shown" }).click();
    await page.getByRole("button", { name: "Get passwords" }).click();
    await page.getByRole("heading", { name: "Passwords of many servers" }).waitFor();
    await steps.chooseKeyFile(page, { name: "__proto__", mimeType: "text/plain", buffer: Buffer.from(privateKey.export({ type: "pkcs1", format: "pem" })) });
    await page.getByRole("button", { name: "Forget __proto__" }).waitFor();
    await page.getByRole("button", { name: /^Get \d+ passwords/ }).click();
    await page.getByRole("button", { name: "Export as CSV" }).waitFor();
    await page.goto(`${from}/#/permissions`);
    await page.getByRole("tab", { name: "APIs" }).waitFor();
    await page.locator(".fact").filter({ hasText: "__proto__" }).first().waitFor();
    for (const key of ["__proto__", "constructor", "toString"]) {
      const fact = page.locator(".fact").filter({ has: page.locator("code").getByText(key, { exact: true }) });
      assert.equal(await fact.getByRole("combobox").first().inputValue(), "unknown", key);
      await fact.getByRole("combobox").first().selectOption("given");
      await fact.getByRole("textbox").fill("x");
      assert.equal(await fact.getByRole("combobox").first().inputValue(), "given", key);
    }
  }, { secrets: ["of-somebody"] });
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
    await reads(error, /the answer of cloud huge is larger than 8388608 bytes/);
    await error.getByRole("button", { name: "Try again" }).click();
    await page.getByText("There are no servers in this project").waitFor();
  });
});
