// Single keys that lead somewhere, the list of them and their switch; and what can be copied by one click.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { announces, counts, fitsTheWindow, isAccessible, until, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { alice } = cloud.users;
const { win2048, win4096 } = cloud.servers;

const title = (page, name) => page.getByRole("heading", { name, level: 1 });
const list = (page) => page.getByRole("dialog", { name: "Keyboard shortcuts" });
const search = (page) => page.getByRole("searchbox");
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());
/** Where the focus is, also within a component. */
const focused = (page) => page.evaluate(() => {
  let place = document.activeElement;
  while (place?.shadowRoot?.activeElement) place = place.shadowRoot.activeElement;
  return `${place.localName} ${place.type ?? ""}`.trim();
});
const atSearch = (page) => until(async () => (await focused(page)) === "input search", "the focus in the search");

async function signedIn(page) {
  await steps.signIn(page, alice);
  await page.getByRole("table", { name: "Servers" }).waitFor();
}

describe("single keys", () => {
  test("lead to the search, the servers and the permissions, with Caps Lock as well", async () => {
    await visitor(origin, async (page) => {
      await signedIn(page);
      await page.keyboard.press("/");
      await atSearch(page);
      await page.keyboard.type("2022");
      assert.equal(await search(page).inputValue(), "2022");
      await page.getByRole("checkbox", { name: `Select ${win2048.name}`, exact: true }).click();
      await page.keyboard.press("/");
      await atSearch(page);
      await title(page, "Servers").focus();
      await page.keyboard.press("g");
      await page.keyboard.press("p");
      await title(page, "Permissions").waitFor();
      await page.getByRole("button", { name: /^ECS ReadOnlyAccess/ }).click();
      await page.locator("tr.row").first().waitFor();
      await title(page, "Permissions").focus();
      await page.keyboard.press("/");
      await atSearch(page);
      await title(page, "Permissions").focus();
      // As Caps Lock sends them.
      await page.evaluate(() => { for (const key of ["G", "S"]) document.activeElement.dispatchEvent(new globalThis.KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true })); });
      await title(page, "Servers").waitFor();
      await search(page).fill("");
      await steps.chooseServers(page, win4096);
      await page.keyboard.press("/");
      await atSearch(page);
    });
  });

  test("who is not signed in is asked to, and goes on to the servers", async () => {
    await visitor(origin, async (page) => {
      await page.getByRole("link", { name: "Permissions" }).click();
      await title(page, "Permissions").waitFor();
      await page.keyboard.press("g");
      await page.keyboard.press("s");
      await steps.signIn(page, alice);
      await title(page, "Servers").waitFor();
    });
  });

  test("do nothing with a modifier, in a field, in the editor, in an open dialog, or one without the other", async () => {
    await visitor(origin, async (page) => {
      await signedIn(page);
      const still = async (why) => assert.deepEqual([await title(page, "Servers").count(), await list(page).count(), await focused(page) === "input search"], [1, 0, false], why);
      await title(page, "Servers").focus();
      for (const keys of [["Control+/"], ["Alt+/"], ["Meta+/"], ["Control+g", "p"], ["g", "Control+p"], ["Shift+G", "p"], ["p"], ["g", "x", "p"], ["s"]]) {
        for (const key of keys) await page.keyboard.press(key);
        await still(keys.join(" "));
      }
      await search(page).focus();
      await page.keyboard.type("gp/?");
      assert.equal(await search(page).inputValue(), "gp/?");
      assert.equal(await list(page).count(), 0);
      await search(page).fill("");
      // A list to choose from goes by letters itself.
      await page.getByRole("combobox", { name: "Key pair" }).focus();
      await page.keyboard.type("?");
      assert.equal(await list(page).count(), 0);
      await page.getByRole("button", { name: "About and help" }).click();
      await page.getByRole("dialog", { name: "About and help" }).getByRole("heading", { name: "Guides" }).waitFor();
      await page.keyboard.type("?gp");
      assert.deepEqual([await list(page).count(), await title(page, "Permissions").count()], [0, 0]);
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "Permissions" }).click();
      await page.getByRole("button", { name: /^ECS ReadOnlyAccess/ }).click();
      await page.locator(".cm-content").click();
      await page.keyboard.type("gs/?");
      await page.locator(".cm-content").filter({ hasText: "gs/?" }).waitFor();
      assert.deepEqual([await list(page).count(), await title(page, "Permissions").count()], [0, 1]);
    });
  });

  for (const look of [{ width: 1440 }, { width: 390, colorScheme: "dark" }, { width: 320 }, { width: 768, forcedColors: "active" }]) {
    test(`are listed by "?" and in the help; the list gives the focus back (${JSON.stringify(look)})`, async () => {
      await visitor(origin, async (page) => {
        await signedIn(page);
        const box = page.getByRole("checkbox", { name: `Select ${win2048.name}`, exact: true });
        await box.focus();
        await page.keyboard.press("?");
        await list(page).getByText("Go to the permissions").waitFor();
        await isAccessible(page, "keyboard shortcuts");
        await fitsTheWindow(page, "keyboard shortcuts");
        await page.keyboard.press("Escape");
        await list(page).waitFor({ state: "hidden" });
        assert.ok(await box.evaluate((element) => element === document.activeElement), "the focus is where it was");
        await page.getByRole("button", { name: "About and help" }).click();
        await page.getByRole("dialog", { name: "About and help" }).getByRole("button", { name: "Keyboard shortcuts" }).click();
        await list(page).getByText("Go to the permissions").waitFor();
        assert.equal(await focused(page), "h2");
        assert.equal(await page.getByRole("dialog").count(), 1, "the help has given way");
        await list(page).getByRole("button", { name: "Close" }).last().click();
        await list(page).waitFor({ state: "hidden" });
        assert.equal(await page.evaluate(() => document.activeElement?.className), "about-open");
      }, { height: 900, ...look });
    });
  }

  test("can be turned off, which lasts, and on again", async () => {
    await visitor(origin, async (page) => {
      await signedIn(page);
      const uses = list(page).getByRole("checkbox", { name: "Use these shortcuts" });
      await page.keyboard.press("?");
      await uses.uncheck();
      await page.keyboard.press("Escape");
      await list(page).waitFor({ state: "hidden" });
      const nothing = async () => {
        await title(page, /./).focus();
        for (const key of ["?", "g", "p", "/"]) await page.keyboard.press(key);
        assert.deepEqual([await list(page).count(), await title(page, "Permissions").count(), await focused(page)], [0, 0, "h1"]);
      };
      await nothing();
      await page.reload();
      await title(page, /./).waitFor();
      await nothing();
      await page.getByRole("button", { name: "About and help" }).click();
      await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
      await uses.check();
      await page.keyboard.press("Escape");
      await list(page).waitFor({ state: "hidden" });
      await page.keyboard.press("?");
      await uses.waitFor();
      assert.ok(await uses.isChecked());
      assert.equal(await page.evaluate(() => localStorage.length), 0);
      await uses.uncheck();
    });
  });

  test("where the browser stores nothing, the switch holds for the tab", async () => {
    const prepare = (context) => context.addInitScript(() => {
      for (const name of ["getItem", "setItem", "removeItem"]) Object.getPrototypeOf(localStorage)[name] = () => { throw new Error("no storage"); };
    });
    await visitor(origin, async (page) => {
      await title(page, /./).waitFor();
      await page.keyboard.press("?");
      await list(page).getByRole("checkbox").uncheck();
      await page.keyboard.press("Escape");
      await list(page).waitFor({ state: "hidden" });
      await page.keyboard.press("?");
      assert.equal(await list(page).count(), 0);
    }, { prepare });
  });
});

describe("copying", () => {
  const copy = async (page, text, within = page) => {
    const button = within.getByRole("button", { name: `Copy ${text}`, exact: true });
    await button.click();
    await until(async () => (await copied(page)) === text, `${text} in the clipboard`);
    await announces(page, /Copied/);
    await button.locator("use[href$='#check']").waitFor({ state: "attached" });
  };

  test("of a server: its name, its addresses, its ID, the fingerprint and the user", async () => {
    await visitor(origin, async (page) => {
      await signedIn(page);
      await steps.openServer(page, win2048);
      await copy(page, win2048.name);
      await copy(page, win2048.id);
      for (const address of await page.locator(".server-facts .addresses li > .mono").allInnerTexts()) await copy(page, address);
      const fingerprint = await page.locator(".server-facts .fact-note.mono > span").innerText();
      assert.match(fingerprint, /^[0-9a-f]{2}(:[0-9a-f]{2}){15}$/);
      await copy(page, fingerprint);
      await steps.chooseKeyFile(page, win2048.keyFile);
      await page.locator(".prints").waitFor();
      assert.equal(await page.getByRole("button", { name: `Copy ${fingerprint}` }).count(), 2, "of the key pair and of the key");
      const sha256 = await page.locator(".prints dd > span").last().innerText();
      await copy(page, `SHA256:${sha256}`);
      await steps.getPassword(page);
      await page.getByRole("button", { name: "Reveal" }).waitFor();
      await copy(page, "Administrator");
      await isAccessible(page, "a server with all that can be copied");
    }, { secrets: [win2048.password] });
  });

  test("does not forget what is no secret, as it does a password", async () => {
    await visitor(origin, async (page) => {
      await page.clock.install();
      await signedIn(page);
      await steps.openServer(page, win2048);
      await steps.chooseKeyFile(page, win2048.keyFile);
      await steps.getPassword(page);
      await page.getByRole("button", { name: "Copy", exact: true }).click();
      await page.getByText("Clears in 1 minute").waitFor();
      assert.equal(await copied(page), win2048.password);
      await page.clock.runFor(61_000);
      await page.getByText("The clipboard is cleared.").waitFor();
      assert.equal(await copied(page), "");
      await copy(page, win2048.id);
      await page.clock.runFor(61_000);
      assert.equal(await copied(page), win2048.id);
      // Of the button it goes after a moment.
      await page.getByRole("button", { name: `Copy ${win2048.id}` }).locator("use[href$='#copy']").waitFor({ state: "attached" });
    }, { secrets: [win2048.password] });
  });

  for (const look of [{ width: 1440 }, { width: 390, height: 844, touch: true }]) {
    test(`of the rows of the list and of many servers, which stay where they are (${JSON.stringify(look)})`, async () => {
      await visitor(origin, async (page) => {
        await signedIn(page);
        const row = steps.resultOf(page, win2048);
        await row.hover();
        await isAccessible(page, "a row with what can be copied");
        await copy(page, win2048.name, row);
        await copy(page, win2048.id, row);
        for (const address of await row.locator(".addresses .mono").allInnerTexts()) await copy(page, address, row);
        await counts(title(page, "Servers"), 1, "a click on a button opens no server");
        assert.equal(await row.getByRole("rowheader").getAttribute("aria-label"), win2048.name);
        await steps.chooseServers(page, win2048, win4096);
        await isAccessible(page, "many servers with what can be copied");
        await copy(page, win4096.name, steps.resultOf(page, win4096));
        await copy(page, await steps.resultOf(page, win4096).locator(".server-id").innerText(), steps.resultOf(page, win4096));
      }, look);
    });
  }

  test("by keyboard, in a row that no mouse is over", async () => {
    await visitor(origin, async (page) => {
      await signedIn(page);
      await steps.resultOf(page, win2048).getByRole("link").focus();
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => globalThis.getComputedStyle(document.activeElement).opacity), "1");
      await page.keyboard.press("Enter");
      await announces(page, /Copied/);
      assert.equal(await copied(page), win2048.name);
      await page.keyboard.press("ArrowDown");
      assert.equal(await focused(page), "a", "up and down lead from row to row");
    });
  });

  test("where the browser does not allow it, that is said, and what was to be copied is marked", async () => {
    const prepare = (context) => context.addInitScript(() => { navigator.clipboard.writeText = () => Promise.reject(new Error("no")); });
    await visitor(origin, async (page) => {
      await signedIn(page);
      await steps.openServer(page, win2048);
      await page.getByRole("button", { name: `Copy ${win2048.id}`, exact: true }).click();
      await announces(page, /did not allow to copy/);
      assert.equal(await page.evaluate(() => globalThis.getSelection().toString()), win2048.id);
      await page.locator(".copy use[href$='#xmark']").waitFor({ state: "attached" });
    }, { prepare });
  });
});
