// A long list while somebody scrolls in it, however late frames, timers and answers come: the page's clock stands still, answers wait for a word.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { crowd as crowdOf } from "../../www/server/sandbox/crowd.mjs";
import { describedSandbox, startSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { allRead, announces, counts, drawn, isAccessible, reads, stopClock, until, visitor } from "./visitor.mjs";

const { cloud } = await describedSandbox();
const { win4096 } = cloud.servers;
const crowd = await startSandbox({ servers: 3000 });
/** On one of the last pages. */
const { name: LATE } = crowdOf(3000).findLast(({ imageOs }) => imageOs === "windows");
const LIST = /\/servers\/detail\?/;

/** So many are loaded, and more are to come. */
const loaded = (page, count) => page.getByText(new RegExp(`among the first ${count} servers; `)).waitFor();
const allLoaded = (page) => page.getByText(/^3,000 servers, /).waitFor();
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
async function visit(run, { clock = true, allow } = {}) {
  await visitor(crowd.origin, async (page) => {
    const list = {
      asked: [],
      gates: [],
      /** Until this many were asked for: the page says that it asks before it does. */
      asks: (count) => until(() => list.asked.length >= count, () => `asked for ${list.asked.join(", ")}`),
      /** The next answer does not wait, which one behind it does. */
      pass: () => { list.gates.push(undefined); },
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
  }, { allow });
}

/** What a pattern finds in a text, once it is there. */
async function matchOf(locator, pattern) {
  await locator.waitFor();
  return pattern.exec(await locator.innerText());
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
  test("between the first drawing and the next frame stays, also while more servers come", () =>
    visit(async (page, list) => {
      const [answer, next] = [list.hold(), list.hold()];
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
      next();
      await allLoaded(page);
      await rest(page);
      assert.ok(Math.abs((await scrolled(page)) - at) < 50, `${String(await scrolled(page))}: not moved by what came`);
    }));

  test("in the same frame as rows above become higher is not undone", () =>
    visit(
      async (page) => {
        await signIn(page);
        await allLoaded(page);
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
});

describe("the list loads page after page", () => {
  const row = (page, name) => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });

  test("by itself; stopped, it rests until somebody wants the rest; what fails loses nothing", () =>
    visit(async (page, list) => {
      list.pass();
      const [second, third] = [list.hold(), list.hold()];
      await signIn(page);
      await reads(page.locator(".list-foot p"), "44 Windows or unknown among the first 50 servers; loading more");
      await isAccessible(page, "loading more");
      second();
      await loaded(page, 300);
      await press(page, "Stop");
      await reads(page.locator(".list-foot p"), /among the first 300 servers; the rest is not loaded$/);
      third();
      await toEnd(page);
      await rest(page);
      await loaded(page, 300);
      assert.deepEqual(list.asked, [50, 250, 250]);
      await crowd.addFault({ match: { path: "/servers/detail" }, fault: { status: 500, body: "{}" }, times: 1 });
      await press(page, "Load the rest");
      await steps.problem(page, "The cloud failed").waitFor();
      await loaded(page, 300);
      await press(page, "Try again");
      await allLoaded(page);
      assert.deepEqual([list.asked.length, await button(page, "Load the rest").count()], [3 + 1 + 11, 0]);
    }, { allow: /500/ }));

  test("what is searched for is asked of the cloud by name meanwhile, once, and a failure of that disturbs nothing", () =>
    visit(async (page, list) => {
      const names = [];
      page.on("request", (request) => {
        const name = LIST.test(request.url()) ? new URL(request.url()).searchParams.get("name") : null;
        if (name !== null) names.push(name);
      });
      list.pass();
      const pages = list.hold();
      await signIn(page);
      await reads(page.locator(".list-foot p"), /loading more$/);
      const found = list.hold();
      await page.getByRole("searchbox", { name: /^Search by name/ }).fill(LATE);
      await page.getByText("Searching the cloud by name…").waitFor();
      await page.getByText("None of the servers loaded so far matches").waitFor();
      await isAccessible(page, "searching the cloud by name");
      found();
      await row(page, LATE).waitFor();
      await reads(page.locator(".list-foot p"), /^1 of 51 loaded servers shown; loading more\s*The cloud was searched by name as well\.\s*$/);
      await announces(page, /1 more server found by name/);
      // What the cloud does not take as a part of a name is looked for in what is loaded.
      await page.getByRole("searchbox", { name: /^Search by name/ }).fill("no such (server)");
      await counts(page.locator(".by-name"), 0);
      await crowd.addFault({ match: { path: "/servers/detail" }, fault: { status: 500, body: "{}" }, times: 1 });
      await page.getByRole("searchbox", { name: /^Search by name/ }).fill("another");
      await page.getByText(/^The cloud could not be searched by name: /).waitFor();
      await isAccessible(page, "the cloud was not searched");
      await counts(page.locator(".problem"), 0);
      pages();
      await page.getByText("0 of 3,000 servers shown").waitFor();
      await page.getByRole("searchbox", { name: /^Search by name/ }).fill(LATE);
      await reads(page.locator(".list-foot p"), "1 of 3,000 servers shown");
      assert.deepEqual([...new Set(names)], [LATE, "another"], "where all is loaded the cloud is not asked");
      await counts(row(page, LATE), 1);
    }, { allow: /500/ }));

  test("anew: what was there stays until its page comes", () =>
    visit(async (page, list) => {
      await signIn(page);
      await allLoaded(page);
      const shown = await page.getByRole("table", { name: "Servers" }).getAttribute("aria-rowcount");
      const next = [list.hold(), list.hold()];
      await press(page, "Refresh");
      next[0]();
      await page.getByText("; 250 of them loaded anew so far").waitFor();
      assert.equal(await page.getByRole("table", { name: "Servers" }).getAttribute("aria-rowcount"), shown);
      next[1]();
      await allLoaded(page);
    }));

  test("all of them are selected, also those that are still to come", () =>
    visit(async (page, list) => {
      list.pass();
      const second = list.hold();
      await signIn(page);
      await loaded(page, 50);
      await page.getByRole("searchbox").fill("alice-rsa2048");
      await page.getByText(/ of 50 loaded servers shown; loading more$/).waitFor();
      await page.getByRole("checkbox", { name: "Select all that are shown" }).click();
      await press(page, "Load and select all");
      await page.getByText("Those still loading are selected as they come", { exact: true }).first().waitFor();
      await isAccessible(page, "selecting all");
      second();
      const [, matching] = await matchOf(page.getByText(/^[\d,]+ of 3,000 servers shown$/), /^([\d,]+) of/);
      await reads(page.locator(".selection strong"), `${matching} selected`);
      await counts(button(page, "Load and select all"), 0);
      await row(page, "win-2022-a").getByRole("checkbox").click();
      await reads(page.locator(".selection strong"), /^[\d,]+ of [\d,]+ selected$/);
    }));

  test("by key pair, password and age; a row leads to its server; names that turn round are written out", () =>
    visit(async (page) => {
      const names = page.getByRole("table", { name: "Servers" }).getByRole("rowheader").getByRole("link");
      await page.route(LIST, async (route) => {
        const answer = await route.fetch();
        const { servers } = await answer.json();
        const now = new Date().toISOString();
        const [first, second, third] = servers.filter(({ name }) => name.startsWith("win-"));
        const own = [{ ...first, name: "win\u202ecod.exe", created: now }, { ...second, name: "\u2003 " }, { ...third, key_name: null }];
        await route.fulfill({ response: answer, json: { servers: own } });
      });
      await signIn(page);
      await allRead(names, ["win⟨U+202E⟩cod.exe", win4096.id, "win-2022-new"]);
      await page.getByRole("combobox", { name: "Created" }).selectOption("In the last 24 hours");
      await allRead(names, ["win⟨U+202E⟩cod.exe"]);
      await reads(page.locator(".list-foot p"), "1 of 3 servers shown");
      await page.getByRole("combobox", { name: "Password" }).selectOption("Stored");
      await page.getByRole("heading", { name: "No server matches" }).waitFor();
      await isAccessible(page, "filtered");
      await press(page, "Clear the search and all filters");
      await counts(names, 3);
      await page.getByRole("combobox", { name: "Key pair" }).selectOption("Without a key pair");
      await allRead(names, ["win-2022-new"]);
      // Beside what can be clicked on its own.
      await row(page, "win-2022-new").getByRole("cell").nth(1).click();
      await page.getByRole("heading", { name: "win-2022-new", level: 1 }).waitFor();
    }, { clock: false }));
});

describe("another view", () => {
  test("begins at its top, and leaves whoever goes on at once where they are", () =>
    visit(async (page) => {
      await signIn(page);
      await allLoaded(page);
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
