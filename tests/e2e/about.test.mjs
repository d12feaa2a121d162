// About and help, what whoever runs the server says of the page, and the sample of the sandbox.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";
import { parseOptions } from "../../www/server/options.mjs";
import { startServer, temporaryFolder } from "../server/helpers.mjs";
import { USERS } from "../../www/server/sandbox/world.mjs";
import * as steps from "./steps.mjs";
import { fitsTheWindow, isAccessible, visitor } from "./visitor.mjs";

const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const serve = (...args) => startServer(parseOptions(["--port", "0", ...args], { interactive: false }));
const origin = await serve();
const [alice] = USERS;

const dialog = (page) => page.getByRole("dialog", { name: "About and help" });
const opener = (page) => page.getByRole("button", { name: "About and help" });

async function open(page) {
  await opener(page).click();
  await dialog(page).getByRole("heading", { name: "What leaves the browser" }).waitFor();
}

for (const look of [{ width: 1440 }, { width: 390, colorScheme: "dark" }, { width: 320 }, { width: 768, forcedColors: "active" }]) {
  test(`it says which version this is and what leaves the browser, and leads on (${JSON.stringify(look)})`, async () => {
    await visitor(origin, async (page) => {
      await page.locator("h1").waitFor();
      const first = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
      await open(page);
      const then = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
      assert.ok(then.length > first.length, "it is loaded when it is wanted");
      await dialog(page).getByText(`ECS Password Console · Version ${version}`).waitFor();
      assert.equal(await dialog(page).getByRole("img", { name: /stay in this tab/ }).count(), 1);
      const rows = await dialog(page).getByRole("row").evaluateAll((all) => all.map((row) => row.textContent.trim()));
      const isSaid = (what, where) => rows.some((row) => row.includes(what) && row.includes(where));
      assert.ok(isSaid("Private keys, passphrases", "Nowhere."), rows.join("\n"));
      assert.ok(isSaid("Encrypted password", "From the cloud"), rows.join("\n"));
      await isAccessible(page, "about and help");
      await fitsTheWindow(page, "about and help");
      // Every link leads somewhere.
      for (const link of await dialog(page).locator("a[href^='/']").all()) {
        const answer = await page.request.get(new URL(await link.getAttribute("href"), origin).href);
        assert.equal(answer.status(), 200);
        assert.match(await answer.text(), /Apache License[^]*^rsa \d/m);
      }
      await dialog(page).getByText("Without a sign-in").click();
      await dialog(page).getByRole("link", { name: /^Decrypt only/ }).click();
      await page.getByRole("heading", { name: "Decrypt only", level: 1 }).waitFor();
      assert.equal(await dialog(page).count(), 0);
    }, { height: 900, ...look });
  });
}

test("it is opened and left by the keyboard, and nothing of the view behind it is lost", async () => {
  await visitor(origin, async (page) => {
    await steps.signIn(page, { ...alice, domain: "Default" });
    await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
    await page.locator("wa-input.search input").fill("2022");
    await opener(page).focus();
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("heading", { name: "Guides" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "hidden" });
    assert.equal(await page.evaluate(() => document.activeElement?.className), "about-open");
    assert.equal(await page.locator("wa-input.search input").inputValue(), "2022");
  });
});

describe("what whoever runs the server says", async () => {
  const logo = path.join(temporaryFolder(), "logo.svg");
  writeFileSync(logo, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><script>document.title = "ran"</script><rect width="60" height="20" fill="#b3005e"/></svg>');
  const title = "ACME Windows Passwords of the European Data Centres";
  const notice = "Staff only. <b>What you do here</b> is recorded by the clouds.";
  const branded = await serve("--title", title, "--logo", logo, "--support-url", "mailto:help@example.com", "--notice", notice);

  for (const look of [{ width: 1440 }, { width: 390 }, { width: 320, colorScheme: "dark" }, { width: 768, colorScheme: "dark" }]) {
    test(`is in the head, above the sign-in and every view, and in the help (${JSON.stringify(look)})`, async () => {
      await visitor(branded, async (page) => {
        await page.locator("h1").waitFor();
        assert.equal(await page.title(), `Retrieve the Administrator password of your Windows server · ${title}`);
        await page.getByRole("link", { name: title }).waitFor();
        const strip = page.getByRole("group", { name: "Notice" });
        assert.match(await strip.innerText(), /^Notice\s+Staff only\. <b>What you do here<\/b> is recorded/);
        assert.ok(await page.locator(".logo").evaluate((image) => image.complete && image.naturalWidth > 0), "the logo is drawn");
        await isAccessible(page, "a page of somebody's own");
        await fitsTheWindow(page, "a page of somebody's own");
        await steps.signIn(page, { ...alice, domain: "Default" });
        await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
        await strip.waitFor();
        await isAccessible(page, "servers on a page of somebody's own");
        await fitsTheWindow(page, "servers on a page of somebody's own");
        await open(page);
        assert.equal(await dialog(page).getByRole("link", { name: "help@example.com" }).getAttribute("href"), "mailto:help@example.com");
        await dialog(page).getByText(`${title} · Version ${version}`).waitFor();
      }, { height: 900, ...look });
    });
  }

  test("a logo that is opened by itself runs nothing", async () => {
    await visitor(branded, async (page) => {
      await page.goto(`${branded}/logo.svg`);
      assert.equal(await page.title(), "");
      await page.goto(`${branded}/`);
      await page.locator("h1").waitFor();
    }, { allow: /Content Security Policy|sandboxed/ });
  });
});

test("in the sandbox one click loads a made-up encrypted password and its key", async () => {
  const password = "Sample-Passw0rd";
  await visitor(origin, async (page) => {
    await page.getByRole("button", { name: "Load a sample and its key" }).click();
    await page.locator(".key-name").getByText("alice-rsa2048", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Decrypt", exact: true }).click();
    assert.equal(await steps.reveal(page), password);
    await isAccessible(page, "the sample, decrypted");
  }, { hash: "#/decrypt", secrets: [password] });
});

test("without a sandbox there is no sample", async () => {
  const alone = await serve("--no-sandbox", "--cloud", "otc:eu-de");
  await visitor(alone, async (page) => {
    await page.getByRole("button", { name: "Decrypt", exact: true }).waitFor();
    await page.getByText("Ready.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Load a sample and its key" }).count(), 0);
  }, { hash: "#/decrypt" });
});
