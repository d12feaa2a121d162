// The page in each language: chosen by the browser at first, then by hand, remembered, and without a word of English left over.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { fitsTheWindow, isAccessible, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { servers, users } = cloud;

const WORDS = {
  de: { locale: "de-AT", tag: "de", servers: "Server", get: "Passwort abrufen", stored: "Ein Passwort ist gespeichert", reveal: "Anzeigen", results: "Ergebnisse", shown: /Das Passwort wird angezeigt/, permissions: "Berechtigungen", refused: "Dieser Benutzer darf das nicht", missing: "Fehlende Aktion:", details: "Einzelheiten", decrypt: "Nur entschlüsseln" },
  zh: { locale: "zh-CN", tag: "zh-CN", servers: "云服务器", get: "获取密码", stored: "已存有密码", reveal: "显示", results: "结果", shown: /密码已显示/, permissions: "权限", refused: "该用户没有此权限", missing: "缺少的授权项：", details: "详细信息", decrypt: "仅解密" },
};

const LOOKS = [
  ["light", { width: 1440, colorScheme: "light" }],
  ["dark, 390 wide", { width: 390, height: 844, colorScheme: "dark" }],
];

const seen = async (page, state) => {
  await isAccessible(page, state);
  await fitsTheWindow(page, state);
};

for (const [language, words] of Object.entries(WORDS)) {
  describe(`in ${language}`, () => {
    before(() => sandbox.reset());

    for (const [look, options] of LOOKS) {
      test(`the main job (${look})`, () =>
        visitor(
          origin,
          async (page) => {
            await page.getByRole("button", { name: /^alice/ }).waitFor();
            assert.equal(await page.evaluate(() => document.documentElement.lang), words.tag);
            await seen(page, "sign in");
            await page.getByRole("button", { name: /^alice/ }).click();
            await page.getByRole("heading", { name: words.servers, level: 1 }).waitFor();
            await page.getByRole("link", { name: servers.win2048.name, exact: true }).waitFor();
            await seen(page, "servers");
            await page.getByRole("link", { name: servers.win2048.name, exact: true }).click();
            await steps.chooseKeyFile(page, servers.win2048.keyFile);
            await page.getByRole("button", { name: words.get, exact: true }).click();
            await page.getByRole("button", { name: words.reveal, exact: true }).click();
            await page.getByRole("status", { name: words.results }).filter({ hasText: words.shown }).waitFor({ state: "attached" });
            await seen(page, "password");
            await page.getByRole("navigation").getByRole("link", { name: words.decrypt }).click();
            await page.getByRole("heading", { name: words.decrypt, level: 1 }).waitFor();
            await seen(page, "decrypt only");
          },
          { ...options, locale: words.locale, secrets: [servers.win2048.password] },
        ));
    }

    test("an error: our words first, the core's English among the details, marked as such", () =>
      visitor(
        origin,
        async (page) => {
          await page.getByRole("button", { name: /^carol/ }).click();
          await page.getByRole("link", { name: servers.win2048.name, exact: true }).click();
          await page.getByRole("button", { name: words.get, exact: true }).click();
          const error = page.getByRole("group").filter({ has: page.getByRole("heading", { name: words.refused }) });
          await error.first().waitFor();
          const text = await error.first().innerText();
          assert.ok(text.includes(words.missing) && text.includes("os_compute_api:os-server-password:show"), text);
          assert.ok(!text.includes("no permission"), text);
          await error.first().getByText(words.details).click();
          assert.match(await error.first().locator('[lang="en"]').innerText(), /permission/i);
          await seen(page, "error with details");
        },
        { locale: words.locale },
      ));
  });
}

describe("the choice", () => {
  before(() => sandbox.reset());

  test("by keyboard, in the middle of the work: nothing is lost, the live region follows, a reload remembers", () =>
    visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      await steps.openServer(page, servers.win2048);
      await steps.getPassword(page);
      await page.getByRole("heading", { name: "A password is stored" }).waitFor();
      await page.getByLabel("Language").focus();
      await page.keyboard.press("D");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: WORDS.de.stored }).waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
      await page.getByRole("status", { name: "Ergebnisse" }).filter({ hasText: "Die Seite ist jetzt auf Deutsch" }).waitFor({ state: "attached" });
      assert.equal(await page.evaluate(() => document.activeElement.tagName), "SELECT", "the focus stays");
      assert.equal(await page.evaluate(() => localStorage.getItem("language")), "de");
      await page.reload();
      await page.getByRole("heading", { name: "Anmelden", exact: true }).waitFor();
      await page.getByLabel("Sprache").selectOption("en");
      await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
    }));

  test("a language is loaded when it is wanted, and no other", () =>
    visitor(origin, async (page, { requests }) => {
      await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
      const loaded = () => requests.map((request) => request.url()).filter((url) => /\/(?:de|zh)[\w-]*\.js$/.test(url));
      assert.deepEqual(loaded(), []);
      await page.getByLabel("Language").selectOption("zh-Hans");
      await page.getByRole("heading", { name: "登录", exact: true }).waitFor();
      assert.ok(loaded().length > 0 && loaded().every((url) => /\/zh/.test(url)), loaded().join(" "));
    }));

  for (const [locale, tag] of [["fr-FR", "en"], ["zh-TW", "en"], ["zh-SG", "zh-CN"], ["de-CH", "de"]]) {
    test(`a browser in ${locale} gets ${tag}, and nothing is stored for it`, () =>
      visitor(
        origin,
        async (page) => {
          await page.locator("h1").waitFor();
          assert.equal(await page.evaluate(() => document.documentElement.lang), tag);
          assert.equal(await page.evaluate(() => localStorage.length), 0);
        },
        { locale },
      ));
  }
});
