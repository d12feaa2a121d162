// The page in each language: chosen by the browser at first, then by hand, remembered, and without a word of English left over.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { PolicySet } from "ecs-password";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { counts, fitsTheWindow, isAccessible, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { servers, users } = cloud;

const WORDS = {
  de: { locale: "de-AT", tag: "de", servers: "Server", get: "Passwort abrufen", stored: "Ein Passwort ist gespeichert", reveal: "Anzeigen", results: "Ergebnisse", shown: /Das Passwort wird angezeigt/, permissions: "Berechtigungen", refused: "carol darf hier keine Passwörter abrufen", missing: "Die fehlende Aktion ist", denied: "Der Zugriff ist verweigert (HTTP 403", details: "Einzelheiten", decrypt: "Nur entschlüsseln", ownPolicy: /^Eine eigene Richtlinie/, title: "Passwort für die Anmeldung an einem Windows-ECS abrufen", find: "Suchen", note: "Mitglied von demo und staging: darf Passwörter abrufen und löschen" },
  zh: { locale: "zh-CN", tag: "zh-CN", servers: "云服务器", get: "获取密码", stored: "已存有密码", reveal: "显示", results: "结果", shown: /密码已显示/, permissions: "权限", refused: "carol 无权在此获取密码", missing: "缺少的授权项是", denied: "访问被拒绝（HTTP 403", details: "详细信息", decrypt: "仅解密", ownPolicy: /^自定义策略/, title: "读取 Windows 服务器存放的密码", find: "查找", note: "demo 和 staging 的成员：可以获取和删除密码" },
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
            await page.getByRole("button", { name: /^alice/ }).filter({ hasText: words.note }).waitFor();
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

    test("an error: the core's words in this language, the cloud's own as it said them", () =>
      visitor(
        origin,
        async (page) => {
          await page.getByRole("button", { name: /^carol/ }).click();
          await page.getByRole("link", { name: servers.win2048.name, exact: true }).click();
          await page.getByRole("button", { name: words.get, exact: true }).click();
          const error = page.getByRole("group").filter({ has: page.getByRole("heading", { name: words.refused }) });
          await error.first().waitFor();
          const text = await error.first().innerText();
          assert.ok(text.includes(words.missing) && text.includes(words.denied), text);
          assert.match(text, /Policy doesn't allow os_compute_api:os-server-password:show to be performed/);
          assert.ok(!text.includes("access is denied") && !text.includes("ask an administrator"), text);
          await error.first().getByText(words.details).click();
          await counts(error.first().locator('[lang="en"]'), 0);
          await seen(page, "error with details");
        },
        { locale: words.locale },
      ));
  });
}

describe("the sentences of the core", () => {
  before(() => sandbox.reset());

  for (const [language, words] of Object.entries(WORDS)) {
    for (const [look, options] of LOOKS) {
      test(`Permissions say nothing in English: ${language} (${look})`, () =>
        visitor(
          origin,
          async (page) => {
            const narrow = options.width < 600;
            const pane = (at) => (narrow ? page.locator(".panes button").nth(at).click() : undefined);
            const editor = page.locator(".policies .cm-content");
            const write = async (text) => {
              await pane(0);
              await editor.click();
              await page.keyboard.press("ControlOrMeta+a");
              await page.keyboard.insertText(text);
            };
            const english = englishOf();
            const check = async (state) => {
              const text = await everyText(page);
              assert.deepEqual(english.filter((piece) => text.includes(piece)), [], `English in the state "${state}"`);
              await seen(page, `${language}: ${state}`);
            };

            await page.getByRole("button", { name: words.ownPolicy }).click();
            await write(BEFORE);
            await page.locator(".finding-error").first().waitFor();
            await page.locator(".finding-warning").first().waitFor();
            await page.locator(".open-questions .question").first().waitFor({ state: "attached" });
            await check("findings");
            if (!narrow) {
              await page.locator(".cm-lintRange-warning").first().hover();
              await page.locator(".cm-tooltip .cm-diagnostic").first().waitFor();
              await check("finding in the editor");
              await editor.click();
              await page.keyboard.press("ControlOrMeta+f");
              await page.getByRole("textbox", { name: words.find }).waitFor();
              await check("search in the editor");
              await page.keyboard.press("Escape");
            }

            await pane(1);
            const filter = page.locator(".result-filters input");
            // By the title that is shown, and by the English one.
            for (const title of [words.title, "Obtaining the password"]) {
              await filter.fill(title);
              await page.locator("tr.row").first().waitFor();
              assert.match(await page.locator("tr.row .row-title").first().textContent(), new RegExp(words.title));
            }
            await page.locator("tr.row .row-title").first().click();
            await page.locator(".explanation .question").first().waitFor();
            await check("explanation");
            await filter.fill("");
            await check("every API");

            await page.locator("#answers-password").click();
            await page.locator(".way").first().waitFor();
            await check("ways to the password");

            await page.locator("#answers-compare").click();
            await page.locator(".panel-compare wa-button").first().click();
            await write(AFTER);
            await pane(1);
            await page.locator(".changes summary").first().click();
            await check("before and after");

            await page.locator("#answers-least").click();
            for (const box of await page.locator(".operations input").all()) await box.check();
            await page.locator(".cannot > li").first().waitFor();
            await check("least policy");
          },
          { ...options, locale: words.locale, hash: "#/permissions" },
        ));
    }
  }

  test("another language in the middle: what is shown and what the editor says change with it", () =>
    visitor(
      origin,
      async (page) => {
        await page.getByRole("button", { name: WORDS.de.ownPolicy }).click();
        await page.locator(".cm-content").click();
        await page.keyboard.press("ControlOrMeta+a");
        await page.keyboard.insertText(BEFORE);
        await page.locator(".finding", { hasText: "Erwartet:" }).first().waitFor();
        await page.getByLabel("Sprache").selectOption("en");
        await page.locator(".finding", { hasText: "Expected" }).first().waitFor();
        await page.locator(".cm-lintRange-warning").first().hover();
        await page.locator(".cm-diagnostic", { hasText: "There is no resource type" }).waitFor();
        await page.locator(".cm-content").click();
        await page.keyboard.press("ControlOrMeta+f");
        await page.getByRole("textbox", { name: "Find", exact: true }).waitFor();
      },
      { locale: WORDS.de.locale, hash: "#/permissions" },
    ));
});

/** A mistake, an action and an operator that there are not, a condition that hangs on something, and a Deny. */
const BEFORE = `{
  "Version": "1.1",
  "Statement": [
    { "Effect": "Allow", "Action": ["ecs:serverPasswords:manage", "ecs:server:list"]
      "Condition": { "StringNotEquals": { "g:UserName": ["x"] }, "StringLike": { "g:DomainName": ["x"] } } },
    { "Effect": "deny", "Action": ["ecs:servers:delete"] }
  ]
}`;
const AFTER = `{ "Version": "1.1", "Statement": [{ "Effect": "Allow", "Action": ["ecs:*:*"], "Resource": ["*"] }] }`;

/** What the core says of them in English: every piece of three words or more, between what it quotes. */
function englishOf() {
  const question = { cloud: "otc" };
  const [before, after] = [BEFORE, AFTER].map((document) => new PolicySet([{ name: "policy", document }]));
  const texts = [];
  const take = (value) => {
    if (Array.isArray(value)) value.forEach(take);
    else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        if (["message", "hint", "what", "source", "question", "title", "category", "template"].includes(name) && typeof inner === "string") texts.push(inner);
        else take(inner);
      }
    }
  };
  const preview = before.preview(question);
  take([before.lint(question), preview.rows.map((row, index) => [{ ...row, source: undefined }, preview.explain(index)]), before.diff(after, question)]);
  take(before.suggest({ ...question, operations: ["listServers", "getKeyPair", "getServerPassword", "deleteServerPassword"] }));
  preview.free();
  [before, after].forEach((set) => set.free());
  const pieces = texts.flatMap((text) => text.split(/`[^`]*`|\{\}|"[^"]*"|[,;:()]/)).map((piece) => piece.trim());
  // Words with capitals alone are names.
  const found = [...new Set(pieces)].filter((piece) => /^(?:[\w'.]+ ){2,}[\w'.]+$/.test(piece) && /(?:^| )[a-z]/.test(piece));
  assert.ok(found.length > 80, String(found.length));
  return found;
}

/** What is seen and heard, in the editor too. */
const everyText = (page) =>
  page.evaluate(() => {
    const roots = [document.body, ...[...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? [])];
    const labels = ["aria-label", "title", "placeholder"];
    return roots
      .flatMap((root) => [
        root.innerText ?? [...root.children].filter(({ tagName }) => tagName !== "STYLE").map((child) => child.innerText ?? "").join("\n"),
        // What is folded has no inner text.
        ...[...root.querySelectorAll(".api-rows")].map(({ textContent }) => textContent),
        ...[...root.querySelectorAll("[aria-label], [title], [placeholder]")].flatMap((element) => labels.map((name) => element.getAttribute(name) ?? "")),
      ])
      .join("\n")
      .replace(/\s+/g, " ");
  });

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
