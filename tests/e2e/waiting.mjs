// Waiting for what happens, never for a time.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { inspect, isDeepStrictEqual } from "node:util";

/** How long a test waits for what never comes. Far off: on a busy machine all takes longer, and nothing goes wrong by that. */
export const PATIENCE_MS = 90_000;

/** Until `condition` is true, for what no locator can see; `what` says what is missing. */
export async function until(condition, what) {
  const end = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    assert.ok(Date.now() < end, typeof what === "function" ? await what() : what);
    await pause(10);
  }
}

/** Until a thing on the page has this text: what is shown first need not be what comes of the last thing that was done. */
export async function reads(locator, expected, why = "the text") {
  let text;
  const isSo = () => (typeof expected === "string" ? text === expected : expected.test(text));
  await until(async () => isSo((text = await locator.innerText())), () => `${why}: ${String(expected)} is expected, and there is: ${text}`);
}

/** Until the texts of the things on the page are these. */
export async function allRead(locator, expected) {
  let texts;
  await until(async () => isDeepStrictEqual((texts = await locator.allInnerTexts()), expected), () => `${inspect(expected)} is expected, and there is ${inspect(texts)}`);
}

/** Until there are so many of a thing on the page. */
export async function counts(locator, expected, why = "how many there are") {
  let count;
  await until(async () => (count = await locator.count()) === expected, () => `${why}: ${expected} expected, ${count} found of ${String(locator)}`);
}

/** From here on nothing that the page has planned for later happens by itself: `page.clock.runFor` lets it. */
export async function stopClock(page) {
  await page.clock.install();
  // A time that has not passed by then, however long it takes to say so.
  await page.clock.pauseAt(Date.now() + 10_000);
}

/** Lets that much of the held clock pass, once all that the page has asked for is answered: none of its limits is to end what is only slow. */
export async function letPass(page, ms) {
  const requests = await page.requests();
  await Promise.all(requests.map((request) => request.response()));
  await page.clock.runFor(ms);
}

/** Until an order to a server is answered, `name` being that of its body: only then does the sandbox's clock count for it. */
export const ordered = (page, name) => until(async () => {
  const requests = await page.requests();
  const order = requests.find((request) => request.postData()?.includes(`"${name}"`) === true);
  return order !== undefined && (await order.response()) !== null;
}, `the order ${name}`);

/** Until the browser has drawn what the page is now: by this frame all that was scrolled and resized is known to the page. */
export const drawn = (page) => page.evaluate(() => new Promise((resolve) => {
  // Not an animation frame, which does not come while a test holds the page's clock.
  const observer = new globalThis.ResizeObserver(() => {
    observer.disconnect();
    resolve();
  });
  observer.observe(document.body);
}));
