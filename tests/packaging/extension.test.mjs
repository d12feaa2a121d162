// The installed tarball in an extension of Chromium (Manifest V3), without a bundler: its page, and its service worker.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import path from "node:path";
import { test } from "node:test";
import { BROWSER_ARGS, findBrowser } from "../../src/xtask/browser.mjs";
import { inCopyOf, project } from "./packed.mjs";
import { ANSWER, program } from "./tiny.mjs";

const ENTRY = "./node_modules/ecs-password/dist/index.js";
const told = (statement) => program(`function told() { try { return answer(); } catch (error) { return error.code + ": " + error.hint; } }\n${statement}`, ENTRY);
const manifest = (more) => JSON.stringify({ manifest_version: 3, name: "tiny", version: "1", background: { service_worker: "service.js", type: "module" }, ...more });

const original = project("extension", {
  "manifest.json": manifest({ content_security_policy: { extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'" } }),
  "page.html": '<!doctype html><body><script type="module" src="page.js"></script>',
  "page.js": told("console.log(JSON.stringify([told(), await chrome.runtime.sendMessage(\"ask\")]));"),
  "service.js": told("chrome.runtime.onMessage.addListener((message, sender, respond) => respond(told()));"),
});

/** What page and service worker tell. Chromium names an extension that it loads from a folder after that. */
async function ask(folder) {
  const { chromium } = await import("playwright-core");
  const id = createHash("sha256").update(folder).digest("hex").slice(0, 32).replace(/./g, (digit) => "abcdefghijklmnop"[Number.parseInt(digit, 16)]);
  const context = await chromium.launchPersistentContext(path.join(folder, "profile"), {
    executablePath: findBrowser(),
    ignoreDefaultArgs: ["--disable-extensions"],
    args: [...BROWSER_ARGS, `--disable-extensions-except=${folder}`, `--load-extension=${folder}`],
  });
  try {
    const page = await context.newPage();
    // Its policy forbids to evaluate a condition in it: it says by itself what it was told.
    const [said] = await Promise.all([
      page.waitForEvent("console", { predicate: (message) => message.type() === "log", timeout: 90_000 }),
      page.goto(`chrome-extension://${id}/page.html`),
    ]);
    return JSON.parse(said.text());
  } finally {
    await context.close();
  }
}

test("page and service worker take it, with one word in the policy of the extension", async () => {
  await inCopyOf(original, "extension-allowed", {}, async (folder) => {
    assert.deepEqual(await ask(folder), [ANSWER, ANSWER]);
  });
});

test("without that word, both are told which one", async () => {
  await inCopyOf(original, "extension-default", { "manifest.json": manifest() }, async (folder) => {
    for (const each of await ask(folder)) assert.match(each, /^wasmBlocked: .*'wasm-unsafe-eval'/);
  });
});
