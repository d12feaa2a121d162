// The console with many servers, in Chromium on the sandbox: how long the page is busy at a time.
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { start } from "../../www/server/start.mjs";

/** No task of the page may take longer. */
export const LONGEST_TASK_MS = 50;

/** Times the list of `listed` servers, and getting the passwords of `wanted` of them. */
export async function timeConsole({ listed = 10_000, wanted = 1000 } = {}) {
  const { server, url } = await start({ host: "127.0.0.1", port: 0, sandbox: { servers: listed } });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(() => {
      globalThis.longTasks = [];
      new globalThis.PerformanceObserver((list) => globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask", buffered: true });
    });
    const steps = [];
    /** Runs a step, and notes its time and the longest task in it. */
    const step = async (name, run, target = false) => {
      await page.evaluate(() => void (globalThis.longTasks.length = 0));
      await browser.startTracing(page, { categories: ["toplevel"] });
      const before = performance.now();
      const more = await run();
      const ms = performance.now() - before;
      await page.evaluate(workIsOver);
      const worked = workedLongest(JSON.parse((await browser.stopTracing()).toString()));
      const tasks = await page.evaluate(() => globalThis.longTasks);
      steps.push({ name, ms, tasks: tasks.length, longest: Math.max(0, ...tasks), worked, target, ...more });
    };
    await page.goto(url);
    await page.getByRole("button", { name: /^alice/ }).click();
    await step(`load all ${listed.toLocaleString("en")} servers`, () => page.getByText(new RegExp(`^${listed.toLocaleString("en")} servers, `)).waitFor());
    await step("scroll through them", () => page.evaluate(scrollThrough));
    await step("sort them by name", async () => {
      await page.evaluate(() => globalThis.scrollTo(0, 0));
      await page.getByRole("button", { name: "Server", exact: true }).click();
      await page.locator("th[aria-sort]").waitFor();
    });
    await step("search them, seven keys", async () => {
      await page.getByRole("searchbox").pressSequentially("alice-r", { delay: 30 });
    });
    await page.getByRole("searchbox").fill("");
    await step("select all that are shown", () => page.getByRole("checkbox", { name: "Select all that are shown" }).click());
    await page.getByRole("button", { name: "Clear the selection" }).click();
    await choose(page, wanted);
    await step(`go on to ${wanted.toLocaleString("en")} of them`, async () => {
      await page.getByRole("button", { name: "Get passwords" }).click();
      await page.getByRole("heading", { name: "Passwords of many servers" }).waitFor();
    });
    await page.getByRole("button", { name: "alice-rsa2048", exact: true }).click();
    await page.getByText("2048 bits").first().waitFor();
    await step(`get and decrypt ${wanted.toLocaleString("en")} passwords`, async () => {
      await page.getByRole("button", { name: /^Get [\d,]+ passwords$/ }).click();
      await page.getByRole("button", { name: "Export as CSV" }).waitFor({ timeout: 300_000 });
    }, true);
    await step("export them", async () => {
      await page.getByRole("button", { name: "Export as CSV" }).click();
      await page.getByRole("button", { name: "Save the file" }).click();
      await page.getByText("are in the downloaded file").waitFor();
    }, true);
    await step("delete their stored copies", async () => {
      await page.getByRole("button", { name: /^Delete the stored copies/ }).click();
      const dialog = page.getByRole("dialog");
      const [count] = /\d[\d,]*/.exec(await dialog.getByRole("heading").innerText());
      await dialog.getByRole("textbox").fill(`delete ${count}`);
      await page.keyboard.press("Enter");
      await page.locator(".many-summary .is-deleted").waitFor({ timeout: 300_000 });
    }, true);
    return steps;
  } finally {
    await browser.close();
    server.close().closeAllConnections();
  }
}

/** The most processor time of one task of the page, in milliseconds: what it takes of a machine that does nothing else. */
function workedLongest({ traceEvents }) {
  const threads = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(({ pid, tid }) => `${String(pid)} ${String(tid)}`);
  const tasks = traceEvents.filter(({ name, ph, pid, tid, tdur }) => ph === "X" && name.endsWith("RunTask") && tdur > 0 && threads.includes(`${String(pid)} ${String(tid)}`));
  return tasks.reduce((most, { tdur }) => Math.max(most, tdur / 1000), 0);
}

/** Ticks the first, and with Shift the last one of as many. */
async function choose(page, wanted) {
  const row = (index) => page.locator(`tbody tr[aria-rowindex="${String(index)}"] input`);
  await page.evaluate(() => globalThis.scrollTo(0, 0));
  await row(2).click();
  for (let tries = 0; tries < 200 && (await row(wanted + 1).count()) === 0; tries += 1) {
    const seen = Number(await page.locator("tbody tr[aria-rowindex]").last().getAttribute("aria-rowindex"));
    await page.evaluate((rows) => globalThis.scrollBy(0, rows * 60), Math.max(-100, wanted + 1 - seen) || 5);
    await page.evaluate(rowsAreDrawn);
  }
  await row(wanted + 1).click({ modifiers: ["Shift"] });
}

/** In the page: until it has drawn what a step led to, and has nothing left to do. */
async function workIsOver() {
  const { requestAnimationFrame, requestIdleCallback } = globalThis;
  for (let frames = 0; frames < 2; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => requestIdleCallback(resolve));
}

/** In the page: until rows are drawn where it was scrolled to. */
async function rowsAreDrawn() {
  const { requestAnimationFrame } = globalThis;
  for (let frames = 0; frames < 2; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** In the page: 200 screens down, one a frame; the time between frames says whether it was smooth. */
async function scrollThrough() {
  const frames = [];
  let last = performance.now();
  for (let screen = 0; screen < 200; screen += 1) {
    globalThis.scrollBy(0, globalThis.innerHeight);
    await new Promise((resolve) => globalThis.requestAnimationFrame(resolve));
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  frames.sort((a, b) => a - b);
  return { median: frames[100], slowest: frames.at(-1) };
}
