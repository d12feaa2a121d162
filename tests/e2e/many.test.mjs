// Many servers on the sandbox: the table, getting passwords by the hundred, exporting and deleting them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { describedSandbox, startSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { announces, counts, fitsTheWindow, isAccessible, reads, stopClock, until, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { alice } = cloud.users;
const { win2048, win4096 } = cloud.servers;

const names = (page) => page.getByRole("table", { name: "Servers" }).getByRole("rowheader").getByRole("link").allInnerTexts();
const box = (page, name) => page.getByRole("checkbox", { name: `Select ${name}`, exact: true });
const resultOf = (page, name) => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
const figure = (page, name) => page.locator(".many-summary li").filter({ hasText: name });

async function signedIn(page, user = alice) {
  await steps.signIn(page, user);
  await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
  await page.getByRole("table", { name: "Servers" }).waitFor();
}

/** Ticks servers and goes on to the view of their passwords. */
async function choose(page, ...wanted) {
  for (const name of wanted) await box(page, name).click();
  await page.getByRole("button", { name: "Get passwords" }).click();
  await page.getByRole("heading", { name: "Passwords of many servers" }).waitFor();
}

async function demoKey(page, name = "alice-rsa2048") {
  const button = page.getByRole("button", { name, exact: true });
  const others = page.getByText("Keys of other servers, to see what a wrong key does");
  await button.or(others).first().waitFor();
  if (!(await button.isVisible())) await others.click();
  await button.click();
  await page.getByRole("button", { name: `Forget ${name}` }).waitFor({ state: "attached" });
}

const isDone = (page) => page.getByRole("button", { name: "Export as CSV" }).waitFor();

test("asks in the API version of the session, and shows the request", async () => {
  await sandbox.reset();
  await visitor(origin, async (page) => {
    const asked = [];
    page.on("request", (request) => { asked.push(new URL(request.url()).pathname); });
    await signedIn(page);
    await page.getByRole("link", { name: /Connection$/ }).click();
    await page.getByRole("combobox", { name: "API version" }).click();
    await page.getByRole("option", { name: /^v2,/ }).click();
    await page.getByRole("link", { name: "Servers", exact: true }).click();
    await choose(page, win2048.name, win4096.name);
    await page.getByRole("button", { name: /^Show request/ }).click();
    const dialog = page.getByRole("dialog", { name: "The request that gets the password" });
    await dialog.getByText(/\/v2\/.*os-server-password/).first().waitFor();
    await page.keyboard.press("Escape");
    await demoKey(page);
    await page.getByRole("button", { name: /^Get 2 passwords/ }).click();
    await isDone(page);
    const passwords = asked.filter((each) => each.endsWith("/os-server-password"));
    assert.equal(passwords.length, 2);
    assert.deepEqual(passwords.filter((each) => !each.includes("/v2/")), []);
  });
});

describe("the table of servers", () => {
  test("sorts by each column, by mouse and by keyboard", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await signedIn(page);
      const listed = await names(page);
      const header = page.getByRole("columnheader", { name: "Server" });
      await header.getByRole("button").click();
      assert.equal(await header.getAttribute("aria-sort"), "ascending");
      const sorted = await names(page);
      assert.notDeepEqual(sorted, listed);
      assert.deepEqual(sorted, [...listed].sort(new Intl.Collator("en", { numeric: true }).compare));
      await page.keyboard.press("Enter");
      assert.equal(await header.getAttribute("aria-sort"), "descending");
      assert.deepEqual(await names(page), sorted.toReversed());
      await isAccessible(page, "sorted");
      await page.keyboard.press("Enter");
      assert.equal(await header.getAttribute("aria-sort"), null);
      assert.deepEqual(await names(page), listed);
      await page.getByRole("button", { name: "Status" }).click();
      assert.equal((await names(page)).at(-1), "win-2019-stopped");
    });
  });

  test("filters, and selects one, a range and all that are shown", async () => {
    await visitor(origin, async (page) => {
      await signedIn(page);
      const listed = await names(page);
      await box(page, listed[1]).click();
      await box(page, listed[4]).click({ modifiers: ["Shift"] });
      await page.getByText(`4 of ${String(listed.length)} selected`, { exact: true }).waitFor();
      await announces(page, /4 selected/);
      await isAccessible(page, "selected");
      await page.getByRole("searchbox").fill("2019");
      assert.deepEqual(await names(page), ["win-2019-done", "win-2019-stopped"]);
      await page.getByText("4 of them not shown").waitFor();
      const all = page.getByRole("checkbox", { name: "Select all that are shown" });
      await all.click();
      await page.getByText("6 selected", { exact: true }).first().waitFor();
      await page.getByRole("searchbox").fill("");
      assert.equal(await all.evaluate((element) => element.indeterminate), true);
      await page.getByRole("button", { name: "Clear the selection" }).click();
      await counts(page.getByRole("region", { name: "Selection" }), 0);
      await steps.showEverySystem(page);
      await page.getByRole("link", { name: "ubuntu-24-a", exact: true }).waitFor();
    });
  });

  test("says of each password what this session knows", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await signedIn(page);
      const back = () => page.getByRole("link", { name: "All servers" }).click();
      await steps.openServer(page, win2048);
      await steps.getPassword(page);
      await page.getByRole("heading", { name: "A password is stored" }).waitFor();
      await back();
      await resultOf(page, win2048.name).getByText("Stored", { exact: true }).waitFor();
      await steps.openServer(page, { name: "win-2019-done" });
      await steps.getPassword(page);
      await page.getByRole("heading", { name: "No password is stored" }).waitFor();
      await back();
      await resultOf(page, "win-2019-done").getByText("None stored").waitFor();
      await steps.openServer(page, win2048);
      await steps.waive(page);
      await steps.deleteStoredCopy(page);
      await page.getByRole("heading", { name: "The stored copy is deleted" }).waitFor();
      await back();
      await resultOf(page, win2048.name).getByText("Deleted just now").waitFor();
      await resultOf(page, win4096.name).getByText("Not checked").waitFor();
    });
  });

  test("as cards on a narrow screen", async () => {
    await sandbox.reset();
    await visitor(
      origin,
      async (page) => {
        await signedIn(page);
        await fitsTheWindow(page, "cards");
        await isAccessible(page, "cards");
        await page.getByLabel("Sort by").selectOption("name descending");
        assert.equal((await names(page))[0], "win-2025-ed25519");
        await page.getByRole("checkbox", { name: "Select all that are shown" }).click();
        await page.getByRole("button", { name: "Get passwords" }).click();
        await demoKey(page);
        await page.getByRole("button", { name: /^Get \d+ passwords$/ }).click();
        await isDone(page);
        await page.getByRole("button", { name: `Reveal the password of ${win2048.name}` }).click();
        await fitsTheWindow(page, "many as cards");
        await isAccessible(page, "many as cards");
      },
      { width: 390, height: 844, colorScheme: "dark" },
    );
  });
});

describe("10,000 servers", () => {
  test("load by themselves; scroll to the end, sort, search", async () => {
    const crowd = await startSandbox({ servers: 10_000 });
    await visitor(crowd.origin, async (page) => {
      await signedIn(page);
      await page.getByText("10,000 servers, 8,999 Windows or unknown", { exact: true }).waitFor();
      const table = page.getByRole("table", { name: "Servers" });
      assert.equal(await table.getAttribute("aria-rowcount"), "9000");
      const drawn = () => table.locator("tbody tr").count();
      assert.ok((await drawn()) < 100, "only what is near the window is in the document");
      // Further down with each frame: the rows are as high as was guessed until they are drawn.
      await page.waitForFunction(() => {
        globalThis.scrollTo(0, document.documentElement.scrollHeight);
        return [...document.querySelectorAll("tr[data-index] a")].some(({ textContent }) => textContent === "win-sql-09987");
      });
      const last = page.getByRole("row").filter({ has: page.getByRole("link", { name: "win-sql-09987" }) });
      assert.equal(await last.getAttribute("aria-rowindex"), "9000");
      assert.ok((await drawn()) < 100);
      // Up to where the head, which stays, half covers no row: how large its targets are nobody can tell.
      await page.evaluate(() => {
        const { bottom } = document.querySelector("thead th").getBoundingClientRect();
        const covered = [...document.querySelectorAll("tr[data-index]")].map((row) => row.getBoundingClientRect()).find((row) => row.top < bottom && row.bottom > bottom);
        globalThis.scrollBy(0, covered === undefined ? 0 : covered.top - bottom);
      });
      await isAccessible(page, "the end of 10,000");
      // By keyboard up from the last one, and back to the first.
      await last.getByRole("link").focus();
      await page.keyboard.press("ArrowUp");
      await page.waitForFunction(() => document.activeElement.innerText === "win-file-09986");
      await page.keyboard.press("Control+Home");
      await page.waitForFunction(() => document.activeElement.innerText === "win-2022-a");
      await page.getByRole("button", { name: "Server", exact: true }).click();
      await page.getByRole("link", { name: "appliance" }).waitFor();
      assert.equal((await names(page))[0], "appliance");
      await page.getByRole("searchbox").fill("192.168.40.2");
      await page.getByText("1 of 10,000 servers shown", { exact: true }).waitFor();
      assert.deepEqual(await names(page), ["win-sql-09987"]);
      await page.getByRole("searchbox").fill("");
      await page.getByRole("checkbox", { name: "Select all that are shown" }).click();
      await page.getByText("8,999 selected", { exact: true }).first().waitFor();
    });
  });
});

describe("the passwords of many servers", () => {
  test("decrypted, none stored, no key fits, failed; what failed is tried again, a new key is tried at once", async () => {
    await sandbox.reset();
    const secrets = [win2048.password, win4096.password, readFileSync(win2048.keyFile, "utf8").split("\n")[5]];
    await visitor(
      origin,
      async (page) => {
        await signedIn(page);
        await choose(page, win2048.name, win4096.name, "win-2022-bob", "win-2019-done", "win-2016-old");
        await isAccessible(page, "many: chosen");
        await demoKey(page);
        await sandbox.addFault({ match: { path: `${win2048.id}/os-server-password` }, fault: { status: 403, body: "{}" }, times: 1 });
        await sandbox.addFault({ match: { path: "/os-server-password" }, fault: { status: 429, retryAfter: 1, body: "{}" }, times: 1 });
        await sandbox.addFault({ match: { path: "/os-server-password" }, fault: { status: 503, body: "no" }, times: 1 });
        await sandbox.addFault({ match: { path: "/os-server-password" }, fault: { reset: true }, times: 1 });
        await page.getByRole("button", { name: "Get 5 passwords" }).click();
        await isDone(page);
        await announces(page, /1 decrypted, 1 without a stored password, 2 without a key that fits, 1 failed/);
        await isAccessible(page, "many: results");
        await resultOf(page, win2048.name).getByText("Failed").waitFor();
        await resultOf(page, "win-2019-done").getByText("None stored").waitFor();
        await resultOf(page, win4096.name).getByText("No key fits").waitFor();
        assert.ok(!(await page.content()).includes(win2048.password));

        await page.getByRole("button", { name: "Retry 1 failed" }).click();
        await figure(page, "Decrypted").filter({ hasText: "2" }).waitFor();
        const { length } = (await sandbox.faults()) ?? [];
        assert.equal(length, 0, "all faults were met");

        await sandbox.addFault({ match: { path: "/os-server-password" }, fault: { status: 500, body: "{}" }, times: "always" });
        await steps.chooseKeyFile(page, win4096.keyFile);
        await figure(page, "Decrypted").filter({ hasText: "3" }).waitFor();
        await sandbox.clearFaults();

        await page.getByRole("button", { name: `Reveal the password of ${win2048.name}` }).click();
        await reads(resultOf(page, win2048.name).locator(".shown-password"), win2048.password);
        await page.getByRole("button", { name: `Copy the password of ${win4096.name}` }).click();
        await announces(page, /copied/i);
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), win4096.password);
        await isAccessible(page, "many: revealed");
        await page.getByRole("button", { name: "Hide all" }).click();
        assert.ok(!(await page.content()).includes(win2048.password));
        await page.getByRole("button", { name: /^No key fits/ }).click();
        await counts(page.getByRole("row"), 2);
      },
      { secrets },
    );
  });

  test("bytes that are no text are kept from deleting, a line end is left out, and both are said, in the file too", async () => {
    await sandbox.reset();
    const stored = (id, message) =>
      sandbox.addFault({
        match: { method: "GET", path: `${id}/os-server-password` },
        fault: { status: 200, body: JSON.stringify({ password: steps.encryptedFor(win2048.keyFile, message) }), contentType: "application/json" },
        times: "always",
      });
    await stored(win2048.id, "Zq7#Kd0mLp2v\r\n");
    await stored(win4096.id, Buffer.from([0x50, 0xe4, 0x00, 0xff, 0x73]));
    await visitor(
      origin,
      async (page) => {
        await signedIn(page);
        await choose(page, win2048.name, win4096.name);
        await demoKey(page);
        await page.getByRole("button", { name: "Get 2 passwords" }).click();
        await isDone(page);
        for (const { name } of [win2048, win4096]) await page.getByRole("button", { name: `Reveal the password of ${name}` }).click();
        const [text, bytes] = [resultOf(page, win2048.name), resultOf(page, win4096.name)];
        await text.getByText("A line break at its end is left out").waitFor();
        await bytes.getByText("not text, shown as bytes; it may not be a password.").waitFor();
        await reads(text.locator(".shown-password"), "Zq7#Kd0mLp2v");
        await reads(bytes.locator(".shown-password"), "50 e4 00 ff 73");
        await page.getByText("Not of what is not text").waitFor();
        await page.getByRole("button", { name: "Delete the stored copies (1)" }).waitFor();
        await isAccessible(page, "many: no text");
        await page.getByRole("button", { name: "Export as CSV" }).click();
        const begun = page.waitForEvent("download");
        await page.getByRole("dialog").getByRole("button", { name: "Save the file" }).click();
        const file = readFileSync(await (await begun).path(), "utf8");
        assert.match(file, /Zq7#Kd0mLp2v[^\n]*A line break at its end is left out/);
        assert.match(file, /50 e4 00 ff[^\n]*not text and may not be the password/);
        await page.getByRole("button", { name: "Delete the stored copies (1)" }).waitFor();
      },
      { secrets: ["Zq7#Kd0mLp2v"] },
    );
    await sandbox.reset();
  });

  test("cancelled in the middle, and gone on with; the workers end with the run", async () => {
    const crowd = await startSandbox({ servers: 300 });
    await visitor(crowd.origin, async (page) => {
      await signedIn(page);
      await page.getByText(/^300 servers, /).waitFor();
      await page.getByRole("checkbox", { name: "Select all that are shown" }).click();
      await page.getByRole("button", { name: "Get passwords" }).click();
      await demoKey(page);
      // Twenty are answered, one more after a while, and the others not at all.
      const waiting = [];
      let asked = 0;
      await page.route(/os-server-password$/, async (route) => {
        asked += 1;
        if (asked <= 20) await route.continue();
        else waiting.push(route);
      });
      await page.clock.install();
      await page.getByRole("button", { name: /^Get \d+ passwords$/ }).click();
      await page.getByText(/^20 of \d+ fetched/).waitFor();
      await page.clock.runFor(2000);
      await waiting.shift().continue();
      await page.getByText(/^21 of \d+ fetched/).waitFor();
      await page.getByText(/about \d+ (s|min) left/).waitFor();
      await stopClock(page);
      await isAccessible(page, "many: under way");
      assert.ok(page.workers().length > 1, "workers decrypt");
      const warned = page.waitForEvent("dialog");
      await page.close({ runBeforeUnload: true });
      const dialog = await warned;
      assert.equal(dialog.type(), "beforeunload");
      await dialog.dismiss();
      await page.getByRole("button", { name: "Cancel" }).click();
      await isDone(page);
      await page.unroute(/os-server-password$/);
      await page.clock.resume();
      await page.getByRole("button", { name: /^Get the remaining \d+$/ }).click();
      await page.getByRole("button", { name: /^Go on/ }).waitFor({ state: "detached" });
      await isDone(page);
      await counts(figure(page, "Not started"), 0);
      await ended(page);
    });
  });

  test("signing out and forgetting a key end the workers", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await signedIn(page);
      await choose(page, win2048.name, win4096.name, "win-2022-bob", "win-2016-old");
      await demoKey(page);
      await sandbox.addFault({ match: { path: `${win4096.id}/os-server-password` }, fault: { delayMs: 120_000 }, times: "always" });
      await page.getByRole("button", { name: "Get 4 passwords" }).click();
      await figureInFilters(page, "Decrypted 2");
      assert.ok(page.workers().length > 1);
      // Once it is known that no key fits one of them, the keys stand open.
      await figureInFilters(page, "No key fits 1");
      await page.getByRole("heading", { name: "Private key", exact: true }).waitFor();
      await page.getByRole("button", { name: "Forget alice-rsa2048" }).click();
      await ended(page);
      await steps.signOut(page, "2 decrypted passwords", "Getting the passwords, which is under way");
      await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
      await sandbox.clearFaults();

      await signedIn(page);
      await choose(page, win2048.name, win4096.name);
      await demoKey(page);
      await sandbox.addFault({ match: { path: `${win4096.id}/os-server-password` }, fault: { delayMs: 120_000 }, times: "always" });
      await page.getByRole("button", { name: "Get 2 passwords" }).click();
      await figureInFilters(page, "Decrypted 1");
      assert.ok(page.workers().length > 1);
      const knowing = page.workers();
      await steps.signOut(page, "1 decrypted password", "Getting the passwords, which is under way");
      await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
      await ended(page, knowing);
      assert.ok(!(await page.content()).includes(win2048.password));
    });
    await sandbox.reset();
  });

  test("a session that ends in the middle: sign in again, and go on", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await signedIn(page);
      await choose(page, win2048.name, "win-2016-old");
      await demoKey(page);
      await sandbox.addFault({ match: { path: "/os-server-password" }, fault: { status: 401, body: "{}" }, times: "always" });
      await sandbox.addFault({ match: { path: "/auth/tokens" }, fault: { status: 401, body: "{}" }, times: 2 });
      await page.getByRole("button", { name: "Get 2 passwords" }).click();
      await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
      await sandbox.clearFaults();
      await steps.signIn(page, alice);
      await page.getByRole("heading", { name: "Passwords of many servers" }).waitFor();
      await page.getByRole("button", { name: /^Get (the remaining )?2/ }).click();
      await figure(page, "Decrypted").filter({ hasText: "2" }).waitFor();
    });
  });

  test("exported after a warning, then deleted with one typed confirmation", async () => {
    await sandbox.reset();
    await visitor(
      origin,
      async (page) => {
        await signedIn(page);
        await choose(page, win2048.name, "win-2016-old", "win-2019-done");
        await demoKey(page);
        await page.getByRole("button", { name: "Get 3 passwords" }).click();
        await isDone(page);
        const remove = page.getByRole("button", { name: /^Delete the stored copies/ });
        assert.equal(await remove.isDisabled(), true, "nothing was shown or exported yet");

        const csv = await exported(page, "Export as CSV", /Export 2 passwords as CSV/);
        await isAccessible(page, "many: exported");
        assert.ok(csv.startsWith('\uFEFF"Server","User","Password","Address","Notes"\r\n'));
        assert.ok(csv.includes(`"${win2048.password}"`));
        await page.getByRole("button", { name: "Show request: The request that deletes the stored password" }).waitFor();

        await sandbox.addFault({ match: { method: "DELETE", path: win2048.id }, fault: { status: 503, body: "no" }, times: 1 });
        await remove.click();
        const dialog = page.getByRole("dialog", { name: "Delete 2 stored copies?" });
        await dialog.waitFor();
        await dialog.getByRole("textbox").fill("delete");
        await page.keyboard.press("Enter");
        await dialog.getByText("Nothing is deleted yet.").waitFor();
        await isAccessible(page, "many: delete?");
        await dialog.getByRole("textbox").fill("Delete 2");
        await page.keyboard.press("Enter");
        await announces(page, /1 deleted, 1 failed/);
        await resultOf(page, "win-2016-old").getByText("Deleted", { exact: true }).waitFor();
        await resultOf(page, win2048.name).getByText("Not deleted").waitFor();
        await page.getByText("1 stored copy was not deleted").waitFor();
        await isAccessible(page, "many: deleted");
        await page.getByRole("button", { name: "Show them" }).click();
        await counts(resultOf(page, "win-2016-old"), 0);
        await resultOf(page, win2048.name).getByText("Not deleted").waitFor();
        await page.getByRole("button", { name: /^All \d/ }).click();
        await remove.click();
        const again = page.getByRole("dialog", { name: "Delete 1 stored copy?" });
        await again.getByRole("textbox").fill("delete 1");
        await page.keyboard.press("Enter");
        await resultOf(page, win2048.name).getByText("Deleted", { exact: true }).waitFor();
        await page.getByRole("link", { name: "All servers" }).click();
        await resultOf(page, win2048.name).getByText("Deleted just now").waitFor();
        await steps.openServer(page, win2048);
        await steps.getPassword(page);
        await page.getByRole("heading", { name: "No password is stored" }).waitFor();
      },
      { secrets: [win2048.password] },
    );
  });

  test("searched and sorted; what may still come is waited for and decrypted, what cannot come says why", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await signedIn(page);
      await choose(page, win2048.name, win4096.name, "win-2022-new", "win-2025-ed25519");
      await demoKey(page);
      await page.getByRole("button", { name: "Get 4 passwords" }).click();
      await isDone(page);
      await resultOf(page, "win-2025-ed25519").getByText(/The key pair of this server is ssh-ed25519/).waitFor();
      const pairs = page.getByRole("region", { name: "Key pairs" });
      const chooser = page.waitForEvent("filechooser");
      await pairs.getByRole("button", { name: "Choose key alice-rsa4096" }).click();
      await chooser;
      const table = page.getByRole("table", { name: "Passwords of many servers" });
      await page.getByRole("searchbox").fill("2025");
      await counts(table.getByRole("rowheader"), 1);
      await page.getByRole("searchbox").fill("no such server");
      await page.getByRole("heading", { name: "No server matches" }).waitFor();
      await isAccessible(page, "many: nothing found");
      await page.getByRole("searchbox").fill("");
      await table.getByRole("columnheader", { name: "Server" }).getByRole("button").click();
      assert.equal(await table.getByRole("columnheader", { name: "Server" }).getAttribute("aria-sort"), "ascending");
      await stopClock(page);
      const begin = page.getByRole("button", { name: "Wait for 1 that may still come" });
      await begin.click();
      await page.getByRole("group", { name: "Waiting for 1 password" }).waitFor();
      await isAccessible(page, "many: waiting");
      await page.getByRole("button", { name: "Stop waiting" }).click();
      await begin.click();
      // The next look is planned when the first one has its answer.
      const lookNow = page.getByRole("button", { name: "Look now" });
      await until(() => lookNow.isEnabled(), "the first look has its answer");
      await sandbox.advance(61_000);
      // To the look and no further: what is announced next takes the place of this.
      await page.clock.runFor(20_000);
      await announces(page, /1 more password is stored now/);
      // What comes is decrypted by itself, a task later.
      await until(async () => {
        await page.clock.runFor(200);
        return (await resultOf(page, "win-2022-new").getByText("Decrypted").count()) === 1;
      }, "it is decrypted");
      if (process.env.E2E_SHOTS) await page.screenshot({ path: `${process.env.E2E_SHOTS}/many-waited.png`, fullPage: true });
    });
  });

  test("a key with a passphrase opens them in the workers as well", async () => {
    await sandbox.reset();
    await visitor(
      origin,
      async (page) => {
        await signedIn(page);
        await choose(page, "win-2016-old");
        await page.getByRole("button", { name: "alice-rsa2048-passphrase", exact: true }).click();
        await page.getByLabel("Passphrase").and(page.locator("input")).fill("sandbox-passphrase");
        await page.getByRole("button", { name: "Unlock" }).click();
        await page.getByRole("button", { name: "Forget alice-rsa2048-passphrase" }).waitFor({ state: "attached" });
        await page.getByRole("button", { name: "Get 1 password", exact: true }).click();
        await figure(page, "Decrypted").filter({ hasText: "1" }).waitFor();
        await ended(page);
      },
      { secrets: ["sandbox-passphrase"] },
    );
  });

  test("of several keys the one with the pair's fingerprint comes first: asked for once, and only where it helps", async () => {
    const crowd = await startSandbox({ servers: 40 });
    const visit = (run) => visitor(crowd.origin, async (page, { requests }) => {
      const pairs = () => requests.map((request) => new URL(request.url()).pathname).filter((each) => each.includes("/os-keypairs/")).map((each) => each.split("/").at(-1));
      await signedIn(page);
      await page.getByText(/^40 servers, /).waitFor();
      await page.getByRole("searchbox").fill("alice-rsa2048");
      await page.getByRole("checkbox", { name: "Select all that are shown" }).click();
      await page.getByRole("button", { name: "Get passwords" }).click();
      await demoKey(page);
      await run(page, pairs);
    });
    const get = (page) => page.getByRole("button", { name: /^Get \d+ passwords$/ }).click();

    await visitor(crowd.origin, async (page, { requests }) => {
      await signedIn(page);
      await choose(page, win2048.name);
      await demoKey(page);
      await page.getByRole("button", { name: "Get 1 password", exact: true }).click();
      await isDone(page);
      assert.deepEqual(requests.filter((request) => request.url().includes("/os-keypairs/")).length, 0, "one key alone needs no hint");
    });
    await visit(async (page, pairs) => {
      await get(page);
      await isDone(page);
      assert.deepEqual(pairs(), ["alice-rsa2048"], "once, to tell why nothing is stored of some");
    });
    await visit(async (page, pairs) => {
      await demoKey(page, "dave-rsa2048");
      await get(page);
      await isDone(page);
      assert.deepEqual(pairs(), ["alice-rsa2048"]);
      await counts(figure(page, "No key fits"), 0);
    });
    await crowd.addFault({ match: { path: "/os-keypairs/" }, fault: { status: 403, body: "{}" }, times: "always" });
    await visit(async (page, pairs) => {
      await demoKey(page, "dave-rsa2048");
      await get(page);
      await isDone(page);
      assert.deepEqual(pairs(), ["alice-rsa2048"]);
      await counts(figure(page, "No key fits"), 0, "a missing hint is no failure");
      await counts(figure(page, "Failed"), 0);
    });
    await crowd.clearFaults();
  });

  test("where no key fits, the row says which one it takes", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await signedIn(page);
      await choose(page, win2048.name, win4096.name, "win-2022-bob");
      await demoKey(page, "dave-rsa2048");
      await page.getByRole("button", { name: "Get 3 passwords" }).click();
      await figure(page, "No key fits").filter({ hasText: "3" }).waitFor();
      await resultOf(page, win2048.name).getByText("Keys of this size are loaded, but do not decrypt it").waitFor();
      await resultOf(page, win2048.name).getByText(/It takes a key of 2048 bits\. Fingerprint of the key pair: ([0-9a-f]{2}:){15}[0-9a-f]{2}/).waitFor();
      await resultOf(page, win4096.name).getByText(/It takes a key of 4096 bits\. Fingerprint/).waitFor();
      await resultOf(page, "win-2022-bob").getByText("It takes a key of 2048 bits.", { exact: true }).waitFor();
      await isAccessible(page, "many: no key fits");
      await page.setViewportSize({ width: 390, height: 844 });
      await fitsTheWindow(page, "many: no key fits");
    });
  });

  test("only the worker of the page may be started", async () => {
    await visitor(origin, async (page) => {
      await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
      const refused = await page.evaluate(() => {
        const fails = (run) => {
          try {
            run();
            return false;
          } catch (error) {
            return error.name;
          }
        };
        return [fails(() => globalThis.trustedTypes.createPolicy("another", {})), fails(() => new globalThis.Worker("/clouds.json"))];
      });
      assert.deepEqual(refused, ["TypeError", "TypeError"]);
    }).catch((error) => {
      // What the policy stops is told in the console, and that is the point here.
      if (!/Trusted ?Types?|TrustedScriptURL|trusted-types/i.test(error.message)) throw error;
    });
  });

  test("a user who may not delete learns it row by row, and loses nothing", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await signedIn(page, cloud.users.bob);
      await choose(page, "win-2022-bob");
      await demoKey(page, "bob-rsa2048");
      await page.getByRole("button", { name: "Get 1 password", exact: true }).click();
      await isDone(page);
      await page.getByRole("button", { name: "Reveal the password of win-2022-bob" }).click();
      await page.getByRole("button", { name: /^Delete the stored copies/ }).click();
      await page.getByRole("dialog").getByRole("textbox").fill("delete 1");
      await page.keyboard.press("Enter");
      await resultOf(page, "win-2022-bob").getByText("Not deleted").waitFor();
      await counts(resultOf(page, "win-2022-bob").locator(".shown-password"), 1);
    });
  });
});

async function exported(page, button, title) {
  await page.getByRole("button", { name: button }).click();
  const dialog = page.getByRole("dialog", { name: title });
  await dialog.getByText("The file holds every password as plain text.").waitFor();
  await isAccessible(page, button);
  const file = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save the file" }).click();
  return readFileSync(await (await file).path(), "utf8");
}

async function figureInFilters(page, text) {
  await page.getByRole("button", { name: text, exact: true }).waitFor();
}

/** The workers of a run are gone: the one that is left keeps the keys of the session, and none of `knowing`. */
async function ended(page, knowing = []) {
  const isOver = () => page.workers().length === 1 && !page.workers().some((worker) => knowing.includes(worker));
  await until(isOver, () => `${String(page.workers().length)} workers are left`);
}
