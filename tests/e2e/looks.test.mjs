// How the page looks beside light and dark: before its script, under colours of the visitor's own, under a finger, on wide screens.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, test } from "node:test";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { fitsTheWindow, isAccessible, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { servers, users } = cloud;

const style = (locator, name, pseudo) => locator.evaluate((element, [property, part]) => globalThis.getComputedStyle(element, part).getPropertyValue(property), [name, pseudo]);
const heading = (page) => page.getByRole("heading", { level: 1 });

const lockedKey = () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return Buffer.from(privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "open" }));
};

test("while its script is on its way the page says that it loads; after a while, that it did not start", async () => {
  let goOn;
  const held = new Promise((resolve) => { goOn = resolve; });
  const prepare = (context) => context.route(/\/assets\/index-[^/]*\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  // Opening waits for the script: what is asked of the page meanwhile is asked beside it.
  const meanwhile = async (context) => {
    const page = context.pages()[0] ?? (await context.waitForEvent("page"));
    await page.getByText("Loading…").waitFor();
    const isShown = async (text) => (await style(page.getByText(text), "visibility")) === "visible";
    // Nothing is painted before the styles are there.
    await page.waitForFunction(() => [...document.querySelectorAll("link[rel=stylesheet]")].every(({ sheet }) => sheet !== null));
    assert.deepEqual([await isShown("Loading…"), await isShown("This page did not start.")], [true, false]);
    await page.evaluate(() => { for (const each of document.getAnimations()) each.finish(); });
    assert.deepEqual([await isShown("Loading…"), await isShown("This page did not start.")], [false, true]);
    goOn();
  };
  let looked;
  await visitor(origin, async (page) => {
    await looked;
    await heading(page).waitFor();
  }, { prepare: async (context) => {
    await prepare(context);
    looked = meanwhile(context);
    looked.catch(goOn);
  } });
});

test("the document is called after the view", async () => {
  await visitor(origin, async (page) => {
    await heading(page).waitFor();
    assert.equal(await page.title(), "Retrieve the Administrator password of your Windows server · ECS Password Console");
    await steps.signIn(page, users.alice);
    await steps.openServer(page, servers.win2048);
    assert.equal(await page.title(), `${servers.win2048.name} · ECS Password Console`);
    await page.getByRole("link", { name: "Permissions" }).click();
    await page.getByRole("heading", { name: "Permissions", level: 1 }).waitFor();
    assert.equal(await page.title(), "Permissions · ECS Password Console");
  });
});

describe("colours of the visitor's own", () => {
  const LOOK = { forcedColors: "active" };

  test("what is chosen differs from what is not: views, policies, answers, verdicts, forms of a request", async () => {
    await visitor(origin, async (page) => {
      await page.getByRole("link", { name: "Permissions" }).click();
      await page.getByRole("button", { name: /^ECS ReadOnlyAccess/ }).click();
      await page.locator("tr.row").first().waitFor();
      const line = "border-bottom-color";
      const current = page.locator(".views a[aria-current=page]");
      assert.notEqual(await style(current, line), await style(page.locator(".views a:not([aria-current])").first(), line), "views");
      const tabs = page.getByRole("tablist", { name: "Answers" }).or(page.locator("[role=tablist]").last());
      assert.notEqual(await style(tabs.locator("[aria-selected=true]").first(), line), await style(tabs.locator("[aria-selected=false]").first(), line), "tabs");
      const chosen = page.locator(".choice[aria-pressed=true]").first();
      const other = page.locator(".choice[aria-pressed=false]").first();
      assert.notEqual(await style(chosen, "background-color"), await style(other, "background-color"), "chips");
      const shape = (word, part) => style(page.locator(`.verdict-${word}`).first(), part, "::before");
      for (const word of ["allow", "implicitDeny"]) assert.notEqual(await shape(word, "background-color"), await style(page.locator("body"), "background-color"), word);
      await isAccessible(page, "permissions in forced colours");
      await fitsTheWindow(page, "permissions in forced colours");
    }, LOOK);
  });

  test("the form of a sign-in that is chosen differs from the others", async () => {
    await visitor(origin, async (page) => {
      await page.getByText("Or sign in with the form").click();
      const ground = (checked) => style(page.getByRole("radio", { checked }).first(), "background-color");
      assert.notEqual(await ground(true), await ground(false));
    }, LOOK);
  });

  test("a field has an outline where it has the focus, and nowhere else; progress has a border", async () => {
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      const search = page.getByRole("searchbox");
      const outline = () => search.evaluate((field) => globalThis.getComputedStyle(field.closest("[part~=base]")).outlineStyle);
      assert.equal(await outline(), "none");
      await search.focus();
      assert.notEqual(await outline(), "none");
      await steps.openServer(page, { name: "win-2022-new" });
      await page.getByRole("button", { name: "Get password" }).click();
      await page.getByRole("button", { name: "Wait for it" }).click();
      assert.equal(await style(page.locator("progress"), "border-top-style"), "solid");
    }, LOOK);
  });

  test("chosen servers, and the key that decrypted", async () => {
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      await page.getByRole("checkbox", { name: `Select ${servers.win2048.name}`, exact: true }).click();
      const chosen = page.locator("tr.chosen > :first-child");
      const other = page.locator("tbody tr:not(.chosen):not(.gap) > :first-child").first();
      assert.notEqual(await style(chosen, "border-inline-start-style"), await style(other, "border-inline-start-style"));
      await isAccessible(page, "a chosen server in forced colours");
      await page.getByRole("button", { name: "Clear the selection" }).click();
      await steps.openServer(page, servers.win2048);
      await steps.chooseKeyFile(page, servers.win2048.keyFile);
      await steps.getPassword(page);
      await page.locator(".key-opened").waitFor();
      await isAccessible(page, "a password in forced colours");
      assert.equal(await steps.reveal(page), servers.win2048.password);
    }, { ...LOOK, secrets: [servers.win2048.password] });
  });
});

test("one notice after another keeps its distance", async () => {
  await visitor(origin, async (page) => {
    await steps.signIn(page, users.alice);
    await steps.openServer(page, { name: "win-2025-ed25519" });
    const notice = page.locator(".view > wa-callout");
    await notice.waitFor();
    const [above, below] = [await page.locator(".demo-server").boundingBox(), await notice.boundingBox()];
    assert.ok(below.y - above.y - above.height >= 8, `${String(below.y - above.y - above.height)} between them`);
  });
});

test("what a key is is told in the language of the page", async () => {
  await visitor(origin, async (page) => {
    await page.locator("input[type=file]").setInputFiles({ name: "a.pem", mimeType: "text/plain", buffer: lockedKey() });
    await page.getByLabel("Passphrase").and(page.locator("input")).fill("open");
    await page.getByRole("button", { name: "Entsperren" }).click();
    await page.getByText("PEM (PKCS#8), verschlüsselt · 2048 Bit", { exact: true }).waitFor();
  }, { locale: "de-DE", hash: "#/decrypt" });
});

test("a row that was tapped is not left tinted", async () => {
  await visitor(origin, async (page) => {
    await steps.signIn(page, users.alice);
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: servers.win2048.name, exact: true }) });
    await row.waitFor();
    const before = await style(row, "background-color");
    await row.locator(".server-id").tap();
    await page.getByRole("heading", { name: servers.win2048.name, level: 1 }).waitFor();
    await page.goBack();
    await row.waitFor();
    assert.equal(await style(row, "background-color"), before);
  }, { width: 390, height: 844, touch: true });
});

test("the head of the page stands still from view to view, and wide screens are used", async () => {
  for (const width of [1440, 2560]) {
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      const places = [];
      for (const name of ["Servers", "Permissions", "Decrypt only"]) {
        await page.getByRole("link", { name, exact: true }).click();
        await page.getByRole("heading", { name, level: 1 }).waitFor();
        places.push((await page.locator(".brand").boundingBox()).x);
      }
      assert.equal(new Set(places).size, 1, `${String(width)}: ${places.join(", ")}`);
      await page.getByRole("link", { name: "Servers", exact: true }).click();
      const { width: table } = await page.locator(".table-card").boundingBox();
      assert.ok(table >= Math.min(width - 64, 1500), `${String(width)}: the table is ${String(table)} wide`);
      await fitsTheWindow(page, `servers, ${String(width)}`);
    }, { width });
  }
});
