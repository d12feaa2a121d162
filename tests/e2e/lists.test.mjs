// A long list while somebody scrolls in it, however late frames, timers and answers come: the page's clock stands still, answers wait for a word.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describedSandbox, startSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { drawn, stopClock, until, visitor } from "./visitor.mjs";

const { cloud } = await describedSandbox();
const crowd = await startSandbox({ servers: 3000 });
const LIST = /\/servers\/detail\?/;

const loaded = (page, count) => page.getByText(new RegExp(`the first ${count}( servers)?$`)).waitFor();
const button = (page, name) => page.getByRole("button", { name, exact: true });
/** By script: a mouse would scroll to it. */
const press = (page, name) => button(page, name).dispatchEvent("click");
const scrolled = (page) => page.evaluate(() => globalThis.scrollY);
const toEnd = (page) => page.evaluate(() => { globalThis.scrollTo(0, document.documentElement.scrollHeight); });
/** Something that waits for a word: `held` until `open` is called. */
function gate() {
  let open;
  const held = new Promise((resolve) => { open = resolve; });
  return { held, open };
}

/** Somebody who signs in to a project with 3,000 servers. `list` holds its answers where it is told to, and knows what was asked for. */
async function visit(run, { clock = true } = {}) {
  await visitor(crowd.origin, async (page) => {
    const list = {
      asked: [],
      gates: [],
      /** Until this many were asked for: the page says that it asks before it does. */
      asks: (count) => until(() => list.asked.length >= count, () => `asked for ${list.asked.join(", ")}`),
      /** The next answer waits. */
      hold() {
        const next = gate();
        list.gates.push(next.held);
        return next.open;
      },
    };
    await page.route(LIST, async (route) => {
      list.asked.push(Number(new URL(route.request().url()).searchParams.get("limit")));
      await list.gates.shift();
      // One that was given up has nobody to answer to.
      await route.continue().catch(() => undefined);
    });
    if (clock) await page.clock.install();
    await run(page, list);
  });
}

const signIn = (page) => steps.signIn(page, cloud.users.alice);
/** Until scrolling has come to rest: rows that are drawn on the way are measured, which corrects it. */
async function rest(page) {
  for (let at; at !== (await scrolled(page)); ) {
    at = await scrolled(page);
    for (let frames = 0; frames < 3; frames += 1) {
      await drawn(page);
      await page.clock.runFor(200);
    }
  }
}

describe("scrolling", () => {
  test("between the first drawing and the next frame stays, and leads on", () =>
    visit(async (page, list) => {
      const answer = list.hold();
      await signIn(page);
      await page.getByText("Loading the servers…").waitFor();
      await stopClock(page);
      answer();
      await loaded(page, 50);
      await page.evaluate(() => { globalThis.scrollTo(0, 300); });
      await rest(page);
      const at = await scrolled(page);
      assert.ok(Math.abs(at - 300) < 50, `${String(at)}: more than the rows above were measured`);
      assert.ok(await page.evaluate(() => document.elementFromPoint(600, 450)?.closest("tr[data-index]") !== null), "a row is where one looks");
      await toEnd(page);
      await rest(page);
      await loaded(page, 250);
    }));

  test("in the same frame as rows above become higher is not undone", () =>
    visit(
      async (page) => {
        await signIn(page);
        await loaded(page, 50);
        await press(page, "Load all");
        await page.getByText(/of 3,000 servers$/).waitFor();
        await page.evaluate(() => { globalThis.scrollTo(0, 1200); });
        await page.waitForFunction(() => document.querySelector("tr[data-index='20']"));
        const { before, after } = await page.evaluate(() => new Promise((resolve) => {
          const { requestAnimationFrame, scrollBy } = globalThis;
          const next = (run, frames) => requestAnimationFrame(() => { frames > 1 ? next(run, frames - 1) : run(); });
          // Once all that is drawn is measured.
          next(() => {
            const above = [...document.querySelectorAll("tr[data-index]")].findLast((row) => row.getBoundingClientRect().bottom < 0);
            above.style.height = `${String(above.getBoundingClientRect().height + 40)}px`;
            scrollBy(0, 300);
            const before = globalThis.scrollY;
            next(() => { resolve({ before, after: globalThis.scrollY }); }, 4);
          }, 4);
        }));
        const moved = after - before;
        // Rows are measured in whole pixels.
        assert.ok(moved >= 39 && moved < 80, `scrolled by 300, then ${String(moved)}: more than the rows above were measured`);
      },
      { clock: false },
    ));

  test("to the end while the list is loaded anew loads the next servers once it is there", () =>
    visit(async (page, list) => {
      await signIn(page);
      await loaded(page, 50);
      await stopClock(page);
      const answer = list.hold();
      await press(page, "Refresh");
      await list.asks(2);
      await toEnd(page);
      await rest(page);
      assert.deepEqual(list.asked, [50, 50], "one thing after the other");
      answer();
      await loaded(page, 250);
      assert.deepEqual(list.asked, [50, 50, 200]);
    }));

  test("to the end loads the next servers once, also where only what is below the rows is in the window", () =>
    visit(async (page, list) => {
      await page.setViewportSize({ width: 1280, height: 120 });
      await signIn(page);
      await loaded(page, 50);
      await stopClock(page);
      await toEnd(page);
      await rest(page);
      await loaded(page, 250);
      await rest(page);
      assert.deepEqual(list.asked, [50, 200], "the window was not taken along to the new end");
    }));

  test("to the end again while more are loaded asks for more only where the end is still in sight", () =>
    visit(async (page, list) => {
      await signIn(page);
      await loaded(page, 50);
      await stopClock(page);
      await page.getByRole("searchbox").fill("win-2022-a");
      await page.getByText(/^1 Windows server among the first 50$/).waitFor();
      await page.evaluate(() => { document.body.style.minHeight = "200vh"; });
      const answer = list.hold();
      await toEnd(page);
      await rest(page);
      await page.getByText("Loading more…").waitFor();
      await list.asks(2);
      await page.evaluate(() => { globalThis.scrollTo(0, 0); });
      await drawn(page);
      await toEnd(page);
      await rest(page);
      answer();
      await loaded(page, 450);
      await rest(page);
      await page.getByRole("searchbox").fill("");
      await press(page, "Refresh");
      await list.asks(4);
      await loaded(page, 450);
      assert.deepEqual(list.asked, [50, 200, 200, 450]);
    }));
});

describe("what was stopped is not begun again by having scrolled to its button", () => {
  for (const [what, begin, stop] of [
    ["loading all", (page) => press(page, "Load all")],
    ["loading more", (page) => press(page, "Load more")],
    ["loading anew", (page) => press(page, "Refresh")],
  ].flatMap(([what, begin]) => [
    [what, begin, async (page) => { await toEnd(page); await drawn(page); await press(page, "Cancel"); }],
    [`${what}, of the scrolling the page is told only afterwards`, begin, (page) => page.evaluate(() => {
      globalThis.scrollTo(0, document.documentElement.scrollHeight);
      const cancel = [...document.querySelectorAll("wa-button")].find(({ textContent }) => textContent.trim() === "Cancel");
      // Its own `click()` fails until it is drawn.
      cancel.dispatchEvent(new globalThis.MouseEvent("click", { bubbles: true, composed: true }));
    })],
  ])) {
    test(what, () =>
      visit(async (page, list) => {
        await signIn(page);
        await loaded(page, 50);
        await stopClock(page);
        list.hold();
        await begin(page);
        await button(page, "Cancel").waitFor();
        await list.asks(2);
        await stop(page);
        await button(page, "Cancel").waitFor({ state: "detached" });
        await rest(page);
        await loaded(page, 50);
        // What is asked for next is what somebody asks for next.
        await press(page, "Load all");
        await page.getByText(/of 3,000 servers$/).waitFor();
        assert.deepEqual(list.asked.slice(2, 4), [250, 250], list.asked.join(" "));
      }));
  }
});

describe("another view", () => {
  test("begins at its top, and leaves whoever goes on at once where they are", () =>
    visit(async (page) => {
      await signIn(page);
      await loaded(page, 50);
      await press(page, "Load all");
      await page.getByText(/of 3,000 servers$/).waitFor();
      await toEnd(page);
      await rest(page);
      await page.locator("tr[data-index] a").last().click();
      await page.getByRole("heading", { name: "Stored password" }).waitFor();
      assert.equal(await scrolled(page), 0);
      await page.goBack();
      const search = page.getByRole("searchbox");
      await search.waitFor();
      await rest(page);
      assert.equal(await scrolled(page), 0, "also where the browser remembers another place");

      await page.getByRole("link", { name: "win-2022-a", exact: true }).click();
      await page.getByRole("heading", { name: "win-2022-a", level: 1 }).waitFor();
      await stopClock(page);
      await page.evaluate(() => { location.hash = "#/servers"; });
      await search.waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.innerText), "Servers");
      await search.focus();
      await page.evaluate(() => { globalThis.scrollTo(0, 600); });
      await rest(page);
      assert.ok((await scrolled(page)) >= 600, "not called back to the top");
      assert.equal(await page.evaluate(() => document.activeElement.localName), "wa-input", "nor to the heading");
    }));
});
