// New passwords, on the sandboxes that are like Huawei Cloud and OpenStack: typed and generated, for one server and many, and what became of each.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, describe, test } from "node:test";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { announces, counts, fitsTheWindow, isAccessible, reads, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { servers, users } = cloud;
const PHONE = { width: 390, height: 844 };
const NEW = "Xk7!qm2Zt-long";

beforeEach(() => sandbox.reset());

const seen = async (page, state) => {
  await isAccessible(page, state);
  await fitsTheWindow(page, state);
};

async function signInAs(page, name, kind) {
  await page.getByRole("combobox", { name: "Cloud" }).click();
  await page.getByRole("option", { name: `Sandbox, as ${kind}` }).click();
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
}

const card = (page) => page.getByRole("region", { name: "New password", exact: true });
const field = (page) => page.getByLabel("New password", { exact: true }).and(page.locator("input"));
const openForm = (page) => page.getByRole("button", { name: "Set a new password" }).click();
const dialog = (page, name) => page.getByRole("dialog", { name });
const isSet = (page, title) => card(page).getByRole("heading", { name: title }).waitFor();

async function send(page, name) {
  await card(page).getByRole("button", { name: "Set the password" }).click();
  await dialog(page, `Set a new password of ${name}?`).getByRole("button", { name: "Set it" }).click();
}

/** What the page sent to set passwords: method and body of each. */
const sent = (requests) =>
  requests.filter((request) => /\/action$|os-reset-passwords?$/.test(new URL(request.url()).pathname)).map((request) => JSON.parse(request.postData()));

async function revealed(page, name) {
  const cell = page.locator(".one-password").filter({ has: page.getByRole("button", { name: new RegExp(`(?:Reveal|Hide) the password of ${name}$`) }) });
  await cell.getByRole("button", { name: `Reveal the password of ${name}` }).click();
  return cell.locator(".shown-password").innerText();
}

describe("one server on Huawei Cloud", () => {
  test("a typed password: what it lacks, what the cloud says beforehand, and an order that is accepted and no more", async () => {
    await visitor(origin, async (page, { requests }) => {
      await signInAs(page, "grace", "Huawei Cloud");
      await steps.openServer(page, servers.win2048);
      await seen(page, "folded");
      await counts(field(page), 0);
      await openForm(page);
      await page.getByText("The cloud says that the password of this server can be reset.").waitFor();
      await page.getByText("The cloud accepts the order, and does not tell whether it is carried out.").first().waitFor();
      await field(page).pressSequentially("Admin-1");
      await page.getByText("It must have at least 8 characters").waitFor();
      await announces(page, /it must have at least 8 characters/);
      await seen(page, "a password that lacks something");
      // Nothing that breaks the rules is sent.
      await field(page).press("Enter");
      await counts(page.locator("dialog[open]"), 0);
      await field(page).fill("aAdministrator7!");
      await page.getByRole("list", { name: "What is missing" }).getByText("Administrator").first().waitFor();
      await field(page).fill(NEW);
      await page.getByText("Keeps the known rules").waitFor();
      await announces(page, /keeps the known rules/);
      await field(page).press("Enter");
      await dialog(page, "Set a new password of win-2022-a?").waitFor();
      await seen(page, "asked a last time");
      await page.keyboard.press("Escape");
      assert.deepEqual(sent(requests), []);
      await send(page, "win-2022-a");
      await isSet(page, "The cloud took the order");
      await announces(page, /1 accepted/);
      await seen(page, "accepted");
      assert.deepEqual(sent(requests), [{ "reset-password": { new_password: NEW, is_check_password: true } }]);
      assert.equal(await revealed(page, "win-2022-a"), NEW);
      await card(page).getByRole("button", { name: "Copy the password of win-2022-a" }).click();
      await page.getByText("Copied", { exact: true }).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), NEW);
      await steps.signOut(page, "1 new password that a server may have");
      await page.getByRole("heading", { name: "You are signed out" }).waitFor();
    }, { set: [NEW] });
  });

  test("a generated one, in a window of a phone; it stays until it is forgotten, and unseen it is asked about", async () => {
    await visitor(origin, async (page, { requests }) => {
      await signInAs(page, "grace", "Huawei Cloud");
      await steps.openServer(page, servers.win2048);
      await openForm(page);
      await page.getByRole("button", { name: "Generate one" }).click();
      await page.getByText(/Generated at random, with 1\d\d bits of entropy/).waitFor();
      await announces(page, /bits of entropy is generated/);
      const made = await field(page).inputValue();
      assert.match(made, /^\S{20}$/);
      await seen(page, "generated");
      await send(page, "win-2022-a");
      await isSet(page, "The cloud took the order");
      await page.getByRole("link", { name: "All servers" }).click();
      await page.getByRole("link", { name: "New passwords" }).click();
      await page.getByRole("heading", { name: "New passwords", level: 1 }).waitFor();
      await seen(page, "kept");
      await page.getByRole("link", { name: "win-2022-a", exact: true }).click();
      await card(page).getByRole("button", { name: "Forget it" }).click();
      await dialog(page, "Forget 1 new password?").waitFor();
      await seen(page, "asked before it is forgotten");
      await dialog(page, "Forget 1 new password?").getByRole("button", { name: "Cancel" }).click();
      assert.equal(await revealed(page, "win-2022-a"), made);
      assert.equal(sent(requests)[0]["reset-password"].new_password, made);
      await card(page).getByRole("button", { name: "Forget it" }).click();
      await page.getByRole("button", { name: "Set a new password" }).waitFor();
      await steps.signOut(page);
    }, PHONE);
  });

  test("the cloud says no beforehand, and refuses; a password that may be set is not lost by a second refusal", async () => {
    await visitor(origin, async (page, { requests }) => {
      await signInAs(page, "grace", "Huawei Cloud");
      await steps.showEverySystem(page);
      await steps.openServer(page, { name: "win-2022-broken" });
      await openForm(page);
      await page.getByText("The cloud says that the password of this server cannot be reset this way.").waitFor();
      await field(page).fill(NEW);
      await send(page, "win-2022-broken");
      await steps.problem(page, "The password is not set").waitFor();
      await seen(page, "refused");
      assert.equal(await field(page).inputValue(), NEW, "it can be sent again");
      await sandbox.addFault({ match: { path: "/os-reset-password" }, fault: { status: 500, body: "{}" } });
      await send(page, "win-2022-broken");
      await steps.problem(page, "The new password may be set all the same").waitFor();
      await seen(page, "nobody knows");
      await card(page).getByRole("button", { name: "Send the same password again" }).click();
      await announces(page, /1 unknown/);
      await steps.problem(page, "The new password may be set all the same").waitFor();
      assert.deepEqual(sent(requests).map((body) => body["reset-password"].new_password), [NEW, NEW, NEW]);
      assert.equal(await revealed(page, "win-2022-broken"), NEW);
    }, { set: [NEW] });
  });
});

describe("one server on OpenStack", () => {
  test("the password is changed, and what was decrypted before is out of date", async () => {
    await visitor(origin, async (page, { requests }) => {
      await steps.signIn(page, users.alice);
      await steps.openServer(page, servers.win2048);
      await steps.chooseKeyFile(page, servers.win2048.keyFile);
      await steps.getPassword(page);
      assert.equal(await steps.reveal(page), servers.win2048.password);
      await openForm(page);
      await page.getByRole("button", { name: "Show request: The request that sets the new password" }).click();
      await page.locator("dialog[open] pre").getByText('"adminPass": "<new password>"').waitFor();
      await page.keyboard.press("Escape");
      await field(page).fill(NEW);
      await send(page, "win-2022-a");
      await isSet(page, "The password is changed");
      await page.getByText("This was fetched before the new password was set.").waitFor();
      await seen(page, "changed");
      assert.deepEqual(sent(requests), [{ changePassword: { adminPass: NEW } }]);
      await page.getByRole("button", { name: "Get it again" }).first().click();
      await page.getByText("This was fetched before").waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Reveal", exact: true }).click();
      assert.equal(await page.getByRole("group", { name: "Password", exact: true }).innerText(), NEW);
    }, { set: [NEW] });
  });

  test("whoever may not is told before, and refused", async () => {
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.bob);
      await steps.openServer(page, servers.win2048);
      await openForm(page);
      await card(page).getByText("The cloud will probably refuse this").waitFor();
      await field(page).fill(NEW);
      await send(page, "win-2022-a");
      await steps.problem(page, "The password is not set").waitFor();
    }, { set: [NEW] });
  });
});

test("where the cloud has no such API, a line says so and nothing is offered", async () => {
  await visitor(origin, async (page) => {
    await signInAs(page, "alice", "T Cloud Public");
    await page.getByRole("checkbox", { name: "Select win-2022-a", exact: true }).click();
    await page.getByRole("button", { name: "Get passwords" }).waitFor();
    await counts(page.getByRole("button", { name: "Set new passwords" }), 0);
    await steps.openServer(page, servers.win2048);
    await card(page).getByText("The documents of this cloud have no API that sets a new password in a server.").waitFor();
    await counts(card(page).getByRole("button"), 0);
    await seen(page, "no such API");
  });
});

describe("many servers", () => {
  async function choose(page, ...names) {
    for (const name of names) await page.getByRole("checkbox", { name: `Select ${name}`, exact: true }).click();
    await page.getByRole("button", { name: "Set new passwords" }).click();
    await page.getByRole("heading", { name: "New passwords", level: 1 }).waitFor();
  }

  async function confirm(page, count) {
    await page.getByRole("button", { name: `Set ${String(count)} passwords` }).click();
    const asked = dialog(page, `Set ${String(count)} new passwords?`);
    await asked.waitFor();
    await asked.getByLabel(/to confirm/).fill(`set ${String(count)}`);
    await asked.getByRole("button", { name: "Set", exact: true }).click();
  }
  const says = (page, name, text) => steps.resultOf(page, { name }).getByText(text, { exact: true }).waitFor();

  test("each gets its own, those that fail are told and can be tried again, and the file has the others", async () => {
    await visitor(origin, async (page, { requests }) => {
      await steps.signIn(page, users.alice);
      await choose(page, "win-2022-a", "win-2022-b", "win-2019-stopped");
      await seen(page, "chosen");
      await page.getByRole("button", { name: "Set 3 passwords" }).click();
      const asked = dialog(page, "Set 3 new passwords?");
      await asked.getByLabel(/to confirm/).fill("yes");
      await asked.getByRole("button", { name: "Set", exact: true }).click();
      await asked.getByText("Nothing is sent yet.").waitFor();
      await seen(page, "not confirmed");
      assert.deepEqual(sent(requests), []);
      await page.keyboard.press("Escape");
      await confirm(page, 3);
      await announces(page, /0 accepted, 2 changed, 0 unknown, 1 failed/);
      await says(page, "win-2022-a", "Changed");
      await says(page, "win-2019-stopped", "Not set");
      await seen(page, "some changed");
      const passwords = sent(requests).map(({ changePassword }) => changePassword.adminPass);
      assert.equal(new Set(passwords).size, 3);
      const first = await revealed(page, "win-2022-a");
      assert.ok(passwords.includes(first));
      await page.getByRole("button", { name: "Export as CSV" }).click();
      await seen(page, "asked before the export");
      const saving = page.waitForEvent("download");
      await page.getByRole("button", { name: "Save the file" }).click();
      const file = await saving;
      assert.match(file.suggestedFilename(), /^sandbox-demo-new-passwords-\d{4}-\d\d-\d\d\.csv$/);
      const text = readFileSync(await file.path(), "utf8");
      assert.equal(text.trimEnd().split("\r\n").length, 3);
      assert.ok(text.includes(first), "what is shown is in the file");
      await page.getByRole("button", { name: "Set 1 password" }).waitFor();
      await steps.signOut(page, "2 new passwords that servers may have");
    });
  });

  test("one for all on Huawei Cloud: one order, and an outcome for each", async () => {
    await visitor(origin, async (page, { requests }) => {
      await signInAs(page, "grace", "Huawei Cloud");
      await choose(page, "win-2022-a", "win-2022-broken", "win-2022-b");
      await page.getByRole("radio", { name: "The same for all" }).click();
      await page.getByRole("button", { name: "Set 3 passwords" }).click();
      await counts(page.locator("dialog[open]"), 0, "nothing is typed yet");
      await page.getByRole("button", { name: "Generate one" }).click();
      await seen(page, "one for all");
      const made = await field(page).inputValue();
      await confirm(page, 3);
      await says(page, "win-2022-broken", "Not set");
      await steps.resultOf(page, { name: "win-2022-broken" }).getByText("Ecs.0610").waitFor();
      // Of several, the cloud tells only those that fail.
      await says(page, "win-2022-a", "May be set all the same");
      await seen(page, "nobody knows of two");
      const [body] = sent(requests);
      assert.deepEqual([body.new_password, body.servers.length, sent(requests).length], [made, 3, 1]);
      assert.equal(await revealed(page, "win-2022-b"), made);
    }, PHONE);
  });

  test("it can be stopped: what was on its way may be set, the others were not sent", async () => {
    await visitor(origin, async (page, { requests }) => {
      await signInAs(page, "grace", "Huawei Cloud");
      await page.getByRole("checkbox", { name: "Select all that are shown" }).click();
      await page.getByRole("button", { name: "Set new passwords" }).click();
      await sandbox.addFault({ match: { path: "/os-reset-password" }, fault: { delayMs: 60_000 }, times: "always" });
      const text = await page.locator("wa-button[type=submit]").filter({ hasText: "passwords" }).first().innerText();
      const count = Number(/\d+/.exec(text)[0]);
      await confirm(page, count);
      await reads(page.locator(".many-figures strong"), `0 of ${String(count)} answered`);
      await page.getByText("Under way").nth(5).waitFor();
      await page.getByRole("button", { name: "Cancel" }).first().click();
      await announces(page, /Stopped/);
      await counts(page.getByRole("cell").getByText("May be set all the same"), 6);
      await page.getByRole("cell").getByText("Not sent").first().waitFor();
      assert.equal(sent(requests).length, 6);
      await sandbox.clearFaults();
    });
  });
});
