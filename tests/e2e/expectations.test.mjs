// What is expected of the policies: pinned from an answer, asked anew with every change, opened and saved as a file; on the sandbox without signing in.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";
import { startSandbox } from "../server/sandbox-cloud.mjs";
import { allRead, announces, counts, fitsTheWindow, isAccessible, reads, visitor } from "./visitor.mjs";

const { origin } = await startSandbox();
const HASH = { hash: "#/permissions" };
const SHOW = "GET /v2.1/{project_id}/servers/{server_id}/os-server-password";

const policy = (...statements) => JSON.stringify({ Version: "1.1", Statement: statements }, null, 2);
const PASSWORDS = policy({ Effect: "Allow", Action: ["ecs:serverPasswords:manage"] });
const DENIED = policy({ Effect: "Allow", Action: ["ecs:*:*"] }, { Effect: "Deny", Action: ["ecs:serverPasswords:*"] });
const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
const THEIRS = `# ours
version: 1
cloud: otc
groups:
  - {name: operators, policies: [main/operators.json]}
  - {name: guests, policies: [guests.json]}
users:
  - {name: anna, groups: [operators]}
  - {name: bob, groups: [guests]}
tests:
  # needed
  - {name: anna reads passwords, user: anna, operation: getServerPassword, expect: allow}
  - {name: bob does not, user: bob, operation: getServerPassword, expect: deny}
who_can:
  - {name: nobody stops servers, action: "ecs:servers:stop", exactly: []}
`;

const policies = (page) => page.getByRole("group", { name: "Files", exact: true }).locator("input[type=file]");
const editor = (page) => page.getByRole("textbox", { name: /^Policy text/ }).and(page.locator(".cm-content"));
const tab = (page, name) => page.getByRole("tablist", { name: "Answers" }).getByRole("tab", { name });
const title = (page) => page.locator("#expectations-title");
const items = (page) => page.locator(".expectation-list > li h3");
const item = (page, name) => page.locator(".expectation-list > li").filter({ has: page.getByRole("heading", { name }) });
const inForm = (page) => page.getByRole("dialog", { name: "Pin this answer" });

async function write(page, text) {
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

async function explain(page, id) {
  await tab(page, "APIs").click();
  await page.getByRole("searchbox", { name: "Filter by title, path or action" }).fill(id);
  const row = page.locator("tr.row").filter({ has: page.getByText(id, { exact: true }) }).getByRole("button");
  if ((await row.getAttribute("aria-expanded")) === "false") await row.click();
}

async function pin(page, id, name) {
  await explain(page, id);
  await page.getByRole("button", { name: "Pin this answer" }).click();
  await inForm(page).getByLabel("Name").fill(name);
}

/** What a click has the browser save. */
async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

/** A file that comes down on a place of the page. */
async function drop(page, place, { name, buffer }) {
  const dataTransfer = await page.evaluateHandle(([called, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], called));
    return transfer;
  }, [name, buffer.toString()]);
  for (const type of ["dragover", "drop"]) await place.dispatchEvent(type, { dataTransfer });
}

describe("expectations", () => {
  test("an answer is pinned, fails once a policy is changed, with the way to the statement, and is saved for `policy test`", async () => {
    await visitor(origin, async (page) => {
      await policies(page).setInputFiles([file("operators.json", PASSWORDS)]);
      await pin(page, SHOW, "operators read passwords");
      await inForm(page).getByText("Allowed").waitFor();
      await inForm(page).getByRole("button", { name: "operators.json#0" }).or(inForm(page).getByRole("button", { name: "operators#0" })).click();
      await isAccessible(page, "pinning");
      await inForm(page).locator("wa-button[type=submit]").click();
      await tab(page, "Expectations").click();
      await reads(title(page), /✓ 1 holding/);
      await announces(page, /Expectations: 1 holding/);
      await item(page, "operators read passwords").getByText("expected: Allowed").waitFor();
      await isAccessible(page, "an expectation that holds");
      await write(page, DENIED);
      await reads(title(page), /✗ 1 failing/);
      await announces(page, /Expectations: 1 failing/);
      const failing = item(page, "operators read passwords");
      await failing.getByText("Explicit deny").waitFor();
      await isAccessible(page, "an expectation that fails");
      await failing.getByRole("button", { name: "Show in the editor" }).first().click();
      await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.classList.contains("cm-content") ?? false);
      await tab(page, /^Expectations\s*, ✗ 1 failing/).waitFor();
      const { name, text } = await saved(page, page.getByRole("button", { name: "Save as YAML" }));
      assert.equal(name, "expectations.yaml");
      await counts(page.locator(".expectations").getByText("Changed, not saved"), 0);
      for (const [now, exit] of [[PASSWORDS, 0], [DENIED, 1]]) {
        const folder = mkdtempSync(path.join(os.tmpdir(), "ecs-password-pinned-"));
        writeFileSync(path.join(folder, "operators.json"), now);
        writeFileSync(path.join(folder, name), text);
        const { status, stderr } = spawnSync(process.execPath, [path.join(root, "dist/cli/main.js"), "policy", "test", name], { cwd: folder, encoding: "utf8" });
        rmSync(folder, { recursive: true });
        assert.equal(status, exit, `${stderr}\n${text}`);
      }
    }, HASH);
  });

  test("a file is dropped, asked with the policies that are open, changed without losing what is not shown, and saved as it was otherwise", async () => {
    await visitor(origin, async (page) => {
      await policies(page).setInputFiles([file("operators.json", PASSWORDS)]);
      await tab(page, "Expectations").click();
      const panel = page.locator("section.expectations");
      await isAccessible(page, "no expectations yet");
      await drop(page, panel, file("e.yaml", THEIRS));
      await announces(page, /Opened: e\.yaml/);
      // What bob has is not here, and nothing is said of it for certain.
      await allRead(items(page), ["not decided:\nbob does not", "not decided:\nnobody stops servers", "holds:\nanna reads passwords"]);
      await panel.locator("wa-callout code").filter({ hasText: "guests.json" }).waitFor();
      await isAccessible(page, "expectations of a file");
      await policies(page).setInputFiles([file("guests.json", policy({ Effect: "Allow", Action: ["ecs:*:list*"] }))]);
      await allRead(items(page), ["holds:\nanna reads passwords", "holds:\nbob does not", "holds:\nnobody stops servers"]);
      await item(page, "bob does not").getByRole("button", { name: /^Edit/ }).click();
      const form = page.getByRole("dialog", { name: "Edit the expectation" });
      await form.getByLabel("Name").fill("bob never does");
      await page.keyboard.press("Enter");
      await items(page).filter({ hasText: "bob never does" }).waitFor();
      await item(page, "nobody stops servers").getByRole("button", { name: /^Remove/ }).click();
      await allRead(items(page), ["holds:\nanna reads passwords", "holds:\nbob never does"]);
      const { name, text } = await saved(page, panel.getByRole("button", { name: "Save", exact: true }));
      assert.equal(name, "e.yaml");
      assert.equal(text.replace("bob never does", "bob does not").replace("who_can: []\n", ""), THEIRS.slice(0, THEIRS.indexOf("who_can:")));
    }, HASH);
  });

  test("in a file with users an answer is pinned of one of them", async () => {
    await visitor(origin, async (page) => {
      await policies(page).setInputFiles([file("operators.json", PASSWORDS), file("guests.json", policy({ Effect: "Allow", Action: ["ecs:*:list*"] }))]);
      await tab(page, "Expectations").click();
      await page.locator("section.expectations input[type=file]").setInputFiles([file("e.yaml", THEIRS)]);
      await items(page).first().waitFor();
      await pin(page, "GET /v2.1/{project_id}/servers/detail", "bob lists servers");
      await inForm(page).getByLabel("About").selectOption({ label: "bob" });
      await inForm(page).locator(".verdict-allow").waitFor();
      await inForm(page).locator("wa-button[type=submit]").click();
      await tab(page, "Expectations").click();
      await items(page).filter({ hasText: "bob lists servers" }).waitFor();
      const { text } = await saved(page, page.locator("section.expectations").getByRole("button", { name: "Save", exact: true }));
      assert.ok(text.includes("  - {name: bob lists servers, user: bob, api:"), text);
      assert.ok(text.includes("  # needed\n"), text);
    }, HASH);
  });

  test("a file that cannot be read is refused with the places of its mistakes; what is in no file is not replaced unasked", async () => {
    await visitor(origin, async (page) => {
      await policies(page).setInputFiles([file("operators.json", PASSWORDS)]);
      await tab(page, "Expectations").click();
      const panel = page.locator("section.expectations");
      const open = panel.locator("input[type=file]");
      await open.setInputFiles([file("wrong.yaml", "version: 1\npolicies: [operators.json]\ntests:\n  - {action: a:b:c, expct: allow}\n")]);
      await page.getByRole("alert").getByText("line 4, column 21: Unknown member expct of tests[0]. Did you mean expect?").waitFor();
      await page.getByRole("alert").getByText("line 4, column 5: tests[0] needs expect").waitFor();
      await isAccessible(page, "a file of expectations that is wrong");
      await panel.getByRole("button", { name: "Dismiss" }).click();
      await pin(page, SHOW, "mine");
      await inForm(page).locator("wa-button[type=submit]").click();
      await tab(page, "Expectations").click();
      await items(page).filter({ hasText: "mine" }).waitFor();
      await open.setInputFiles([file("e.yaml", THEIRS)]);
      const asked = page.getByRole("dialog", { name: "Replace these expectations?" });
      await asked.getByRole("button", { name: "Keep them" }).click();
      await items(page).filter({ hasText: "mine" }).waitFor();
      await open.setInputFiles([file("e.yaml", THEIRS)]);
      await asked.getByRole("button", { name: "Replace them" }).click();
      await items(page).filter({ hasText: "anna reads passwords" }).waitFor();
      await panel.getByRole("button", { name: "Close" }).click();
      await counts(items(page), 0);
    }, HASH);
  });

  test("in a narrow window, in German, all of it fits", async () => {
    await visitor(origin, async (page) => {
      await page.locator(".files input[type=file]").first().setInputFiles([file("operators.json", DENIED)]);
      await page.locator(".panes .choice").nth(1).click();
      await page.locator("#answers-expectations").click();
      await fitsTheWindow(page, "no expectations");
      await page.locator("section.expectations input[type=file]").setInputFiles([file("erwartungen-der-betriebsgruppe.yaml", THEIRS)]);
      await items(page).first().waitFor();
      await fitsTheWindow(page, "expectations");
    }, { ...HASH, width: 320, height: 800, locale: "de-DE" });
  });
});
