// Somebody at the page: a fresh browser context, everything it asks for on record, and what must hold afterwards.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import axe from "axe-core";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { GATE } from "./held-workers.mjs";
import { checkRequests, learnSecrets, record } from "./recorder.mjs";
import { PATIENCE_MS } from "./waiting.mjs";

export { allRead, counts, drawn, letPass, ordered, reads, stopClock, until } from "./waiting.mjs";

let browser;
before(async () => (browser = await launchBrowser()));
after(() => browser?.close());

const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Opens `origin` and runs `visit`; then checks what the page asked for, kept and complained of. */
export async function visitor(origin, visit, { width = 1280, height = 900, colorScheme = "light", locale = "en-US", forcedColors = "none", touch = false, secrets = [], set = [], hash = "", ignoreHTTPSErrors = false, allow, prepare } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    locale,
    forcedColors,
    hasTouch: touch,
    isMobile: touch,
    ignoreHTTPSErrors,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const problems = [];
  const requests = [];
  const known = learnSecrets(secrets, set);
  try {
    await prepare?.(context);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
    // What the Content Security Policy and Trusted Types stop is told here as well.
    page.on("console", (message) => {
      // A refusal of the cloud is the point of many tests; the browser logs each as an error of its own.
      const isAnswer = message.type() === "error" && /^Failed to load resource/.test(message.text());
      if (!isAnswer && !allow?.test(message.text()) && ["error", "warning"].includes(message.type())) problems.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => { if (!request.url().endsWith(GATE)) requests.push(request); });
    // Tokens are secrets that only come up on the way.
    page.on("response", (response) => known.learnFrom(response));
    await page.goto(`${origin}/${hash}`);
    await visit(page, { requests, context });
    assert.deepEqual(problems, []);
    await nothingIsKept(page, context);
    await checkRequests(requests, origin, await known.all());
    await record(requests, origin, await known.all());
  } catch (error) {
    const [page] = context.pages();
    if (page && process.env.E2E_SHOTS) await page.screenshot({ path: `${process.env.E2E_SHOTS}/failed.png`, fullPage: true });
    if (error.cause) error.message += `\nbecause: ${String(error.cause)}`;
    if (page) error.message += `\nthe page shows: ${(await page.locator("body").innerText().catch(() => "")).slice(0, 2000)}`;
    throw error;
  } finally {
    await context.close();
  }
}

/** Only the theme, the language and that single keys are off may be remembered, and only as what they are: who turned the keys off would hit them again at the next visit. */
async function nothingIsKept(page, context) {
  const kept = await page.evaluate(async () => ({
    local: Object.entries(localStorage).filter(([name, value]) => {
      const allowed = { theme: ["light", "dark"], language: ["en", "de", "zh-Hans"], shortcuts: ["off"] };
      return !Object.hasOwn(allowed, name) || !allowed[name].includes(value);
    }),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
  }));
  assert.deepEqual(kept, { local: [], session: [], databases: [], caches: [], workers: 0 });
  assert.deepEqual(await context.cookies(), []);
}

/** Nothing that axe finds, in what is shown now. */
export async function isAccessible(page, state) {
  const { violations } = await inOwnWorld(page, axe.source, `axe.run(document, { runOnly: ${JSON.stringify(AXE_TAGS)} })`);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.flat().join(" ")).join(", ")}`);
  assert.deepEqual(found, [], `axe in the state "${state}"`);
}

/** What `expression` comes to after `script`, beside the page's own scripts: also while a test holds the page's clock. */
async function inOwnWorld(page, script, expression) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId: contextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
  const evaluate = async (text, options) => {
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", { contextId, expression: text, ...options });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await evaluate(`${script}; undefined`);
  const value = await evaluate(expression, { awaitPromise: true, returnByValue: true });
  await session.detach();
  return value;
}

/** Nothing to the right of the window. */
export async function fitsTheWindow(page, state) {
  const { content, window: inner } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: innerWidth,
  }));
  assert.ok(content <= inner, `in the state "${state}" the page is ${content} wide, the window ${inner}`);
}

/** The text of the live region, once it says `pattern`. */
export async function announces(page, pattern) {
  await page.getByRole("status", { name: "Results" }).filter({ hasText: pattern }).waitFor({ state: "attached" });
}
