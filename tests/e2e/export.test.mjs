// Passwords as an encrypted file: a master password, the file, and that other programs open it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fieldsOf, keepassxc, noKeePassXC, opened } from "../page/kdbx.mjs";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import { holdWorkers } from "./held-workers.mjs";
import * as steps from "./steps.mjs";
import { announces, counts, fitsTheWindow, isAccessible, reads, until, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { users, servers: { win2048 } } = cloud;

const MASTER = "four random words 4ä!";
const PHONE = { width: 390, height: 844, touch: true };
const WITH_SECRETS = { secrets: [MASTER] };

const dialog = (page) => page.getByRole("dialog", { name: /^Export \d passwords? for KeePass\?$/ });
const field = (page, name) => page.locator(`dialog[open] wa-input[name=${name}] input`);
const save = (page) => dialog(page).getByRole("button", { name: "Save the file" });
const open = (page) => page.getByRole("button", { name: "Export for KeePass" }).click();
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("name"));

/** The passwords of two servers are decrypted; a third has none. */
async function decrypted(page) {
  await steps.signIn(page, users.alice);
  await page.getByRole("table", { name: "Servers" }).waitFor();
  await steps.chooseServers(page, win2048, { name: "win-2016-old" }, { name: "win-2019-done" });
  await counts(page.getByRole("button", { name: "Export for KeePass" }), 0, "there is nothing to export yet");
  await steps.chooseKeyFile(page, win2048.keyFile);
  await page.getByText("Choose another key file").or(page.locator(".many-keys summary")).first().waitFor();
  await page.getByRole("button", { name: "Get 3 passwords" }).click();
  await page.getByRole("button", { name: "Export for KeePass" }).waitFor();
}

async function fill(page, master, repeated = master) {
  await field(page, "master").fill(master);
  await field(page, "repeat").fill(repeated);
}

/** The file that the browser saves, by its name and its bytes. */
async function saved(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

describe("the encrypted export", () => {
  test("a master password is chosen, and the file has every password, also for KeePassXC", async (context) => {
    await sandbox.reset();
    let file;
    await visitor(origin, async (page) => {
      await decrypted(page);
      await open(page);
      await dialog(page).getByText("The file is encrypted (KDBX 4):").waitFor();
      await until(async () => (await focused(page)) === "master", () => "the first field has no focus");
      await isAccessible(page, "export: asked");
      for (const name of ["master", "repeat"]) {
        assert.deepEqual([await field(page, name).getAttribute("type"), await field(page, name).getAttribute("autocomplete")], ["password", "new-password"]);
      }

      await fill(page, "only eleven", "only eleven");
      await save(page).click();
      await dialog(page).getByText("It must have at least 12 characters.").waitFor();
      assert.equal(await focused(page), "master");
      await isAccessible(page, "export: too short");
      await fill(page, MASTER, MASTER.toUpperCase());
      await save(page).click();
      await dialog(page).getByText("The two passwords differ.").waitFor();
      await counts(dialog(page).getByText("It must have"), 0);
      assert.equal(await focused(page), "repeat");

      // Nothing that was typed outlives the dialog.
      await page.keyboard.press("Escape");
      await counts(page.locator("dialog[open]"), 0);
      await counts(page.locator("wa-input[name=master]"), 0);
      await open(page);
      assert.deepEqual([await field(page, "master").inputValue(), await field(page, "repeat").inputValue()], ["", ""]);
      await counts(dialog(page).locator(".field-error"), 0);

      await fill(page, MASTER);
      file = await saved(page, () => save(page).click());
      await announces(page, /2 passwords are exported/);
      await page.getByText("2 passwords are in the downloaded file, encrypted with the master password.").waitFor();
      await counts(page.locator("dialog[open]"), 0);
      await isAccessible(page, "export: saved");
      assert.equal(await page.getByRole("button", { name: /^Delete the stored copies/ }).isEnabled(), true, "they are kept elsewhere now");
      await until(() => page.workers().length <= 1, () => "the worker that encrypted is left");
    }, WITH_SECRETS);

    assert.match(file.name, /^sandbox-demo-\d{4}-\d\d-\d\d\.kdbx$/);
    const [group] = (await opened(file.bytes, MASTER)).getDefaultGroup().groups;
    assert.equal(group.name, users.alice.project);
    const entries = group.entries.map(fieldsOf);
    assert.deepEqual(entries.map(({ Title }) => Title).sort(), ["win-2016-old", win2048.name].sort());
    assert.deepEqual(entries.find(({ Title }) => Title === win2048.name), {
      Title: win2048.name,
      UserName: "Administrator",
      Password: win2048.password,
      URL: "rdp://203.0.113.11",
      Notes: `server ID ${win2048.id}; key pair alice-rsa2048`,
    });

    await context.test("KeePassXC opens the exported file", { skip: noKeePassXC }, () => {
      assert.equal(keepassxc(file.bytes, MASTER, "ls", "-R"), `${users.alice.project}/\n${entries.map(({ Title }) => `  ${Title}\n`).join("")}`);
      for (const { Title, Password, URL } of entries) {
        const shown = keepassxc(file.bytes, MASTER, "show", "-s", "-a", "Title", "-a", "Password", "-a", "URL", `${users.alice.project}/${Title}`);
        assert.equal(shown, `${Title}\n${Password}\n${URL}\n`);
      }
    });
  });

  test("by keyboard alone", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await decrypted(page);
      await page.getByRole("button", { name: "Export for KeePass" }).focus();
      await page.keyboard.press("Enter");
      await until(async () => (await focused(page)) === "master", () => "the first field has no focus");
      await page.keyboard.type(MASTER);
      await page.keyboard.press("Enter");
      await dialog(page).getByText("The two passwords differ.").waitFor();
      assert.equal(await focused(page), "repeat");
      await page.keyboard.type(MASTER);
      const { bytes } = await saved(page, () => page.keyboard.press("Enter"));
      assert.equal((await opened(bytes, MASTER)).getDefaultGroup().groups[0].entries.length, 2);
    }, WITH_SECRETS);
  });

  test("who closes the dialog while the file is made gets none, and can begin again", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await decrypted(page);
      const files = [];
      page.on("download", (download) => { files.push(download.suggestedFilename()); });
      const workers = await holdWorkers(page);
      const before = page.workers().length;
      await open(page);
      await fill(page, MASTER);
      await save(page).click();
      await reads(dialog(page).getByRole("status"), "Encrypting…");
      await until(() => page.workers().length === before + 1, () => "no worker encrypts");
      await isAccessible(page, "export: encrypting");
      await page.keyboard.press("Escape");
      await counts(page.locator("dialog[open]"), 0);
      await until(() => page.workers().length === before, () => "the worker that was called off is left");
      workers.open();
      await open(page);
      await fill(page, MASTER);
      await saved(page, () => save(page).click());
      assert.equal(files.length, 1);
    }, WITH_SECRETS);
  });

  test("where it fails the page says so, and what was typed is good for another try", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await decrypted(page);
      await page.route(/\/assets\/kdbx-worker[^/]*\.js$/, (route) => route.abort(), { times: 1 });
      await open(page);
      await fill(page, MASTER);
      await save(page).click();
      await steps.problem(page, "The file could not be encrypted").waitFor();
      await dialog(page).getByText("Try again, or export as CSV.").waitFor();
      await isAccessible(page, "export: failed");
      await saved(page, () => save(page).click());
      await counts(page.locator("dialog[open]"), 0);
    }, WITH_SECRETS);
  });

  test("new passwords on a telephone: in a file of their own name", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
      for (const name of ["win-2022-a", "win-2022-b"]) await page.getByRole("checkbox", { name: `Select ${name}`, exact: true }).click();
      await page.getByRole("button", { name: "Set new passwords" }).click();
      await page.getByRole("button", { name: "Set 2 passwords" }).click();
      const asked = page.getByRole("dialog", { name: "Set 2 new passwords?" });
      await asked.getByLabel(/to confirm/).fill("set 2");
      await asked.getByRole("button", { name: "Set", exact: true }).click();
      await page.getByRole("button", { name: "Reveal the password of win-2022-a" }).click();
      const shown = await page.locator(".shown-password").first().innerText();
      await open(page);
      await fitsTheWindow(page, "export of new passwords");
      await isAccessible(page, "export of new passwords");
      await fill(page, MASTER);
      const { name, bytes } = await saved(page, () => save(page).click());
      assert.match(name, /^sandbox-demo-new-passwords-\d{4}-\d\d-\d\d\.kdbx$/);
      await page.getByText("2 passwords are in the downloaded file, encrypted with the master password.").waitFor();
      const entries = (await opened(bytes, MASTER)).getDefaultGroup().groups[0].entries.map(fieldsOf);
      assert.deepEqual(entries.map(({ Title }) => Title).sort(), ["win-2022-a", "win-2022-b"]);
      assert.equal(entries.find(({ Title }) => Title === "win-2022-a").Password, shown);
    }, { ...PHONE, ...WITH_SECRETS });
  });
});
