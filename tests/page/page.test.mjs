// The built page on the real server and its sandbox, in Chromium.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { start } from "../../www/server/start.mjs";
import { encrypt, PASSWORD, plainPem } from "../js/fixtures.mjs";
import { PATIENCE_MS, until } from "../e2e/waiting.mjs";
import { serve } from "../js/serve.mjs";
import { DIST } from "./built.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

/** A sandbox of its own, and the page in it; `check` looks at a state with axe. */
async function open(context, { colorScheme = "light", viewport = DESKTOP } = {}) {
  const { server, url } = await start({ host: "127.0.0.1", port: 0, sandbox: { faults: true } });
  const session = await browser.newContext({ colorScheme, viewport });
  const page = await session.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const problems = [];
  page.on("console", (message) => {
    if (!/Failed to load resource/.test(message.text())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  const foreign = [];
  page.on("request", (request) => { if (!request.url().startsWith(url)) foreign.push(request.url()); });
  const cdp = await session.newCDPSession(page);
  const evaluate = async (expression) => (await cdp.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true })).result.value;
  context.after(async () => {
    await session.close();
    server.close().closeAllConnections();
  });
  const check = async (state) => {
    await evaluate(`${AXE};0`);
    const found = await evaluate(`axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).join(", ")))`);
    assert.deepEqual(found, [], `axe: ${state}`);
    assert.equal(await evaluate("document.documentElement.scrollWidth <= innerWidth"), true, `sideways scrolling: ${state}`);
    assert.deepEqual(problems, [], state);
    assert.deepEqual(foreign, [], state);
  };
  await page.goto(url);
  return { page, url, evaluate, check, fault: (fault) => send(url, fault) };
}

async function send(url, fault) {
  const answer = await fetch(new URL("sandbox/faults", url), { method: "POST", body: JSON.stringify(fault), headers: { "content-type": "application/json" } });
  assert.equal(answer.status, 201, await answer.text());
}

async function openServer(page, name) {
  await page.getByRole("button", { name: /^alice/ }).click();
  await page.getByRole("link", { name }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

async function keyFile(url, name) {
  const answer = await fetch(new URL(`sandbox/keys/${name}.pem`, url));
  return { name: `${name}.pem`, mimeType: "application/x-pem-file", buffer: Buffer.from(await answer.arrayBuffer()) };
}

for (const [name, options] of Object.entries({ light: {}, dark: { colorScheme: "dark" }, phone: { viewport: PHONE } })) {
  test(`from signing in to deleting (${name})`, async (context) => {
    const { page, url, evaluate, check } = await open(context, options);
    await page.getByRole("button", { name: /^alice/ }).waitFor();
    await check("sign in");

    await page.getByText("Or sign in with the form").click();
    for (const [label, value] of [["User name", "alice"], ["Domain name", "Default"], ["Password", "wrong"], ["Project", "demo"]]) {
      await page.getByRole("textbox", { name: label, exact: true }).fill(value);
    }
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "The cloud refused the sign-in" }).waitFor();
    await check("sign-in refused");
    await page.getByRole("textbox", { name: "Password", exact: true }).fill("alice-password");
    await page.keyboard.press("Enter");

    await page.getByRole("link", { name: "win-2022-a" }).waitFor();
    await check("servers");
    assert.equal(await page.getByRole("link", { name: "ubuntu-24-a" }).count(), 0);
    await page.getByRole("checkbox", { name: "Windows only" }).uncheck();
    await page.getByRole("link", { name: "ubuntu-24-a" }).waitFor();

    await page.getByRole("link", { name: "win-2022-new" }).click();
    await page.getByRole("button", { name: "Get password" }).click();
    await page.getByRole("heading", { name: "No password is stored" }).waitFor();
    await check("none stored");

    await page.getByRole("link", { name: "All servers" }).click();
    await page.getByRole("link", { name: "win-2022-a" }).click();
    await page.getByRole("button", { name: "Get password" }).click();
    await page.getByRole("heading", { name: "A password is stored" }).waitFor();
    await page.getByLabel("Choose a key file").setInputFiles(await keyFile(url, "bob-rsa2048"));
    await page.getByRole("heading", { name: "This key does not decrypt the password" }).waitFor();
    await check("wrong key");
    await page.getByLabel("Choose another key file").setInputFiles(await keyFile(url, "alice-rsa2048-passphrase"));
    await page.getByRole("textbox", { name: "Passphrase" }).fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByText("The passphrase is wrong").first().waitFor();
    await check("wrong passphrase");
    await page.getByRole("textbox", { name: "Passphrase" }).fill("sandbox-passphrase");
    await page.getByRole("button", { name: "Unlock" }).click();
    await page.getByText("Same fingerprint as the server's key pair").waitFor();

    const password = page.getByRole("group", { name: "Password", exact: true });
    await page.getByRole("button", { name: "Reveal" }).waitFor();
    assert.equal(await password.count(), 0);
    assert.equal(await page.getByRole("button", { name: "Delete", exact: true }).isDisabled(), true);
    await page.getByRole("button", { name: "Reveal" }).click();
    const text = await password.textContent();
    assert.match(text, /^\S{8,}$/);
    await check("password");
    await page.getByRole("button", { name: "Hide" }).click();
    assert.equal((await page.content()).includes(text), false);

    await page.getByRole("button", { name: "Delete", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await evaluate("document.activeElement.textContent.trim()"), "Delete");
    await page.keyboard.press("Enter");
    await check("asking");
    await dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("heading", { name: "The stored copy is deleted" }).waitFor();
    await check("deleted");
    assert.equal(await evaluate("JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie"), "{}");

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Decrypt only, without a cloud" }).click();
    await page.getByRole("heading", { name: "Decrypt only" }).waitFor();
    assert.equal(await page.getByRole("button", { name: /^Forget/ }).count(), 0);
    await check("decrypt only");
  });
}

test("decrypting a pasted password takes no cloud and no network", async (context) => {
  const { page, check } = await open(context);
  await page.getByRole("link", { name: "Decrypt only, without a cloud" }).click();
  await page.getByRole("heading", { name: "Decrypt only" }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Paste the key" }).click();
  await page.getByRole("textbox", { name: "Private key as text" }).fill("no key at all");
  await page.getByRole("button", { name: "Use this key" }).click();
  await page.getByRole("heading", { name: "Pasted key cannot be used" }).waitFor();
  await check("no key");
  await page.getByRole("button", { name: "Paste the key" }).click();
  await page.getByRole("textbox", { name: "Private key as text" }).fill(plainPem);
  await page.getByRole("button", { name: "Use this key" }).click();
  await page.getByRole("button", { name: "Forget Pasted key" }).waitFor();
  await page.getByRole("textbox", { name: /Encrypted password/ }).fill(encrypt(PASSWORD));
  await page.getByRole("button", { name: "Decrypt", exact: true }).click();
  await page.getByRole("button", { name: "Reveal" }).click();
  assert.equal(await page.getByRole("group", { name: "Password", exact: true }).textContent(), PASSWORD);
  await check("decrypted");
  await page.getByRole("button", { name: "Forget this password" }).click();
  assert.equal((await page.content()).includes(PASSWORD), false);
  await page.getByRole("button", { name: "Forget Pasted key" }).click();
  assert.equal(await page.getByRole("button", { name: /^Forget/ }).count(), 0);
});

test("a session that ends in the middle is taken up again, with the key and the server", async (context) => {
  const { page, url, check, fault } = await open(context);
  await openServer(page, "win-2022-a");
  await page.getByLabel("Choose a key file").setInputFiles(await keyFile(url, "alice-rsa2048"));
  await page.getByRole("button", { name: "Forget alice-rsa2048.pem" }).waitFor();
  await fault({ match: { path: "os-server-password" }, fault: { status: 401 }, times: 2 });
  await page.getByRole("button", { name: "Get password" }).click();
  await page.getByRole("heading", { name: "Sign in again" }).waitFor();
  await check("signed out by the cloud");
  await page.getByRole("button", { name: /^alice/ }).click();
  await page.getByRole("heading", { name: "win-2022-a", level: 1 }).waitFor();
  await page.getByRole("button", { name: "Forget alice-rsa2048.pem" }).waitFor();
  // What was refused is asked for again by itself.
  await page.getByRole("button", { name: "Reveal" }).waitFor();
});

test("more servers are loaded page by page, and the open ones stay", async (context) => {
  const { page, check, fault } = await open(context);
  await page.route(/servers\/detail\?/, (route) => route.continue({ url: route.request().url().replace(/limit=\d+/, "limit=5") }));
  await page.getByRole("button", { name: /^alice/ }).click();
  await page.getByText(/^13 servers, 11 /).waitFor();
  await fault({ match: { path: "servers/detail" }, fault: { status: 500 }, times: 9 });
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.getByRole("heading", { name: "The cloud failed" }).waitFor();
  await page.getByRole("link", { name: "win-2022-a" }).waitFor();
  await check("a page that failed");
  await fetch(new URL("/sandbox/faults", page.url()), { method: "DELETE" });
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "The cloud failed" }).waitFor({ state: "detached" });
  await page.getByText(/^13 servers, 11 /).waitFor();
});

test("a delete whose answer is lost says that it may have happened", async (context) => {
  const { page, check, fault } = await open(context);
  await openServer(page, "win-2022-a");
  await page.getByRole("checkbox", { name: "I do not need the password" }).check();
  // Chromium itself sends it once more where a connection that was used before breaks off.
  await fault({ match: { method: "DELETE" }, fault: { reset: true }, times: 2 });
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("heading", { name: "It may have been deleted all the same" }).waitFor();
  await check("may have been deleted");
});

test("a call can be cancelled", async (context) => {
  const { page, evaluate, fault } = await open(context);
  await openServer(page, "win-2022-a");
  await fault({ match: { path: "os-server-password" }, fault: { delayMs: 120_000 }, times: 1 });
  await page.getByRole("button", { name: "Get password" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Get password" }).waitFor();
  await until(async () => (await evaluate("document.activeElement.textContent")) === "Stored password", "the focus is elsewhere");
});

test("a page that may not run WebAssembly says so", async (context) => {
  const server = await serve(DIST, {
    headers: { "content-security-policy": "default-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html ecs-password-worker" },
    pages: { "/clouds.json": "[]" },
  });
  context.after(() => server.close());
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.getByRole("heading", { name: "WebAssembly is blocked" }).waitFor();
  await page.close();
});
