// Policies out of files and into files, and both sides of a comparison, on the sandbox without signing in.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { unzipSync } from "fflate";
import { startSandbox } from "../server/sandbox-cloud.mjs";
import { allRead, announces, counts, fitsTheWindow, isAccessible, reads, visitor } from "./visitor.mjs";

const { origin } = await startSandbox();
const HASH = { hash: "#/permissions" };
const SHOW = "GET /v2.1/{project_id}/servers/{server_id}/os-server-password";

const policy = (...statements) => JSON.stringify({ Version: "1.1", Statement: statements }, null, 2);
const READER = policy({ Effect: "Allow", Action: ["ecs:*:get*"] });
const PASSWORDS = policy({ Effect: "Allow", Action: ["ecs:serverPasswords:manage"] });
const YAML = 'Version: "1.1"\nStatement:\n- Effect: Allow\n  Action: [ecs:servers:list]\n';
const TERRAFORM = `resource "huaweicloud_identity_role" "ops" {
  name   = "ops"
  policy = jsonencode({
    Version = "1.1"
    Statement = [{ Effect = "Allow", Action = ["ecs:serverPasswords:manage"] }]
  })
}
resource "huaweicloud_obs_bucket" "b" {
  bucket = "b"
}
`;
const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

const after = (page) => page.getByRole("group", { name: "Files", exact: true });
const open = (group, ...files) => group.locator("input[type=file]").setInputFiles(files);
const editor = (page) => page.getByRole("textbox", { name: /^Policy text/ }).and(page.locator(".cm-content"));
const editorBefore = (page) => page.getByRole("textbox", { name: /^Text of the baseline/ }).and(page.locator(".cm-content"));
const tabs = (page, name) => page.getByRole("tablist", { name, exact: true }).getByRole("tab");
const decides = (page, id, word) => page.locator("tr.row").filter({ has: page.getByText(id, { exact: true }) }).filter({ has: page.getByText(word, { exact: true }) }).waitFor();

async function write(page, field, text) {
  await field.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

/** What a click has the browser save. */
async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Files that come down on a place of the page. */
async function drop(page, place, ...files) {
  const dataTransfer = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const [name, text] of given) transfer.items.add(new File([text], name));
    return transfer;
  }, files.map(({ name, buffer }) => [name, buffer.toString()]));
  for (const type of ["dragover", "drop"]) await place.dispatchEvent(type, { dataTransfer });
}

describe("files", () => {
  test("several are opened at once, in whatever form; what is none is named with its reason", async () => {
    await visitor(origin, async (page) => {
      await open(after(page), file("main.tf", TERRAFORM), file("reader.json", READER), file("list.yaml", YAML), file("x\u202egnp.bin", "\0"), file("empty.json", "\n"), file("large.json", " ".repeat(1_100_000)));
      await allRead(tabs(page, "Policies"), ["ops", "reader", "list"]);
      await page.getByRole("heading", { name: "3 files were not opened" }).waitFor();
      for (const text of ["x⟨U+202E⟩gnp.bin: it is no text in UTF-8 or UTF-16", "empty.json: it is empty", "large.json: it is larger than 1 MB, which no set of policies needs", "main.tf: 1 resource without a policy was passed over."]) {
        await page.getByRole("listitem").filter({ hasText: text }).waitFor();
      }
      await decides(page, SHOW, "Allowed");
      await isAccessible(page, "files, some not opened");
      await page.getByRole("button", { name: "Dismiss" }).click();
      await counts(page.getByRole("heading", { name: "3 files were not opened" }), 0);
      await page.getByRole("tab", { name: "list" }).click();
      await reads(editor(page), /"ecs:servers:list"/);
    }, HASH);
  });

  test("dropped on the editor one becomes a policy of its own, and nothing is put into the text that is there", async () => {
    await visitor(origin, async (page) => {
      await drop(page, page.getByRole("heading", { name: /^What may a user/ }), file("reader.json", READER));
      await allRead(tabs(page, "Policies"), ["reader"]);
      await editor(page).waitFor();
      await drop(page, page.locator(".policies .editor"), file("passwords.json", PASSWORDS));
      await allRead(tabs(page, "Policies"), ["reader", "passwords"]);
      await announces(page, /Added: passwords/);
      await page.getByRole("tab", { name: "reader" }).click();
      await reads(editor(page), /^(?![^]*serverPasswords)[^]*ecs:\*:get\*/);
      // The browser would leave the page for it.
      await drop(page, page.getByRole("heading", { name: "Permissions", level: 1 }), file("elsewhere.json", READER));
      await allRead(tabs(page, "Policies"), ["reader", "passwords"]);
    }, HASH);
  });

  test("the open policy is saved under its name, and all of them together, as they stand", async () => {
    await visitor(origin, async (page) => {
      await open(after(page), file("reader.json", READER));
      await editor(page).waitFor();
      await write(page, editor(page), PASSWORDS);
      await after(page).getByText("Changed, not saved").waitFor();
      await page.getByLabel("Name", { exact: true }).fill("../con: \u202ex");
      const one = await saved(page, after(page).getByRole("button", { name: "Save", exact: true }));
      assert.deepEqual([one.name, one.bytes.toString()], ["_con_ _x.json", PASSWORDS]);
      await counts(after(page).getByText("Changed, not saved"), 0);
      await open(after(page), file("list.yaml", YAML));
      await write(page, editor(page), "neither JSON");
      const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("ControlOrMeta+s")]);
      assert.equal(download.suggestedFilename(), "list.txt");
      const all = await saved(page, after(page).getByRole("button", { name: "Save all (2)" }));
      assert.equal(all.name, "policies.zip");
      const texts = Object.entries(unzipSync(all.bytes)).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]);
      assert.deepEqual(texts, [["_con_ _x.json", PASSWORDS], ["list.txt", "neither JSON"]]);
      await announces(page, /saved with your downloads/);
    }, HASH);
  });

  test("a text that was changed and not saved is not removed unasked", async () => {
    await visitor(origin, async (page) => {
      await open(after(page), file("reader.json", READER), file("passwords.json", PASSWORDS));
      await editor(page).waitFor();
      await write(page, editor(page), YAML);
      const remove = page.getByRole("button", { name: "Remove", exact: true });
      const asked = page.getByRole("dialog", { name: "Remove this policy?" });
      await remove.click();
      await asked.getByText("reader", { exact: true }).waitFor();
      await isAccessible(page, "asked before a text is lost");
      await page.keyboard.press("Escape");
      await asked.waitFor({ state: "hidden" });
      await reads(editor(page), /Effect: Allow/);
      await remove.click();
      const kept = await saved(page, asked.getByRole("button", { name: "Save, then go on" }));
      assert.deepEqual([kept.name, kept.bytes.toString()], ["reader.txt", YAML]);
      await allRead(tabs(page, "Policies"), ["passwords"]);
      // As it came from its file it is there once more.
      await remove.click();
      await page.getByRole("heading", { name: /^What may a user/ }).waitFor();
    }, HASH);
  });
});

describe("before and after", () => {
  test("both sides are written and opened from files, and the comparison follows both", async () => {
    await visitor(origin, async (page) => {
      await open(after(page), file("passwords.json", PASSWORDS));
      await page.getByRole("tab", { name: "Before and after" }).click();
      await drop(page, page.locator(".before-start"), file("old.json", READER));
      await allRead(tabs(page, "Baseline"), ["old"]);
      const allowed = page.getByRole("region", { name: "Newly allowed" });
      await allowed.getByText("ecs:serverPasswords:manage").first().waitFor();
      await write(page, editorBefore(page), PASSWORDS);
      await page.getByText("Nothing changes").waitFor();
      await reads(editor(page), /serverPasswords/);
      await write(page, editor(page), READER);
      await page.getByRole("region", { name: "Newly denied" }).getByText("ecs:serverPasswords:manage").first().waitFor();
      await page.getByRole("button", { name: "Add to the baseline" }).click();
      await allRead(tabs(page, "Baseline"), ["old", "Policy"]);
      await page.getByRole("button", { name: "Remove from the baseline" }).click();
      await allRead(tabs(page, "Baseline"), ["old"]);
      await isAccessible(page, "both sides");
      await page.getByRole("button", { name: "Discard baseline" }).click();
      await page.getByRole("dialog", { name: "Discard the baseline?" }).getByRole("button", { name: "Keep it" }).click();
      await reads(editorBefore(page), /serverPasswords/);
      await page.getByRole("button", { name: "Discard baseline" }).click();
      await page.getByRole("dialog", { name: "Discard the baseline?" }).getByRole("button", { name: "Go on without saving" }).click();
      await page.getByRole("button", { name: "Set baseline" }).waitFor();
    }, HASH);
  });

  test("what is found in the side before is told there, mended there, and said of the answers", async () => {
    await visitor(origin, async (page) => {
      await open(after(page), file("passwords.json", PASSWORDS));
      await page.getByRole("tab", { name: "Before and after" }).click();
      await page.getByRole("button", { name: "Set baseline" }).click();
      const side = page.getByRole("region", { name: "Baseline", exact: true });
      await side.getByRole("heading", { name: "No findings" }).waitFor();
      await write(page, editorBefore(page), '{ "Version": "1.1", "Statement": [{ "Effect": "Allow" "Action": ["ecs:servers:list"] }] }');
      await page.getByText("IAM would refuse, before:").waitFor();
      await page.getByText("The answers are as it would read once mended.").waitFor();
      // The text of the other side is as it was.
      await counts(page.locator(".policies .finding"), 0);
      await side.getByRole("button", { name: /^Type the comma/ }).click();
      await side.getByRole("heading", { name: "No findings" }).waitFor();
      await counts(page.getByText("IAM would refuse, before:"), 0);
      await write(page, editorBefore(page), policy({ Effect: "Allow", Action: ["ecs:servers:nope"] }));
      await page.getByText("IAM may refuse, before:").waitFor();
      await page.getByText("The answers are as if it took this.").waitFor();
      await side.getByRole("button", { name: /^Line \d/ }).first().click();
      await page.waitForFunction(() => document.querySelector(".before-side .editor")?.shadowRoot?.activeElement !== null);
      await write(page, editorBefore(page), TERRAFORM);
      await side.getByRole("button", { name: "Read them from this text" }).click();
      await allRead(tabs(page, "Baseline"), ["ops"]);
    }, HASH);
  });

  test("at 320 pixels, dark, in German, both sides are used and nothing stands over the edge", async () => {
    await visitor(origin, async (page) => {
      await open(page.getByRole("group", { name: "Dateien", exact: true }), file("passwords.json", PASSWORDS));
      await page.locator(".policies .cm-content").waitFor();
      await fitsTheWindow(page, "a policy from a file");
      await page.locator(".panes .choice").nth(1).click();
      await page.locator("#answers-compare").click();
      await fitsTheWindow(page, "no baseline");
      await open(page.locator(".before-start"), file("reader.json", READER), file("none", "\0"));
      await write(page, page.locator(".before-side .cm-content"), '{ "Version": "1.1" "Statement": [] }');
      await page.locator(".before-side .finding").first().waitFor();
      await fitsTheWindow(page, "both sides");
      await isAccessible(page, "both sides");
      await page.getByRole("button", { name: "Ausgangsstand verwerfen" }).click();
      await page.getByRole("dialog", { name: "Ausgangsstand verwerfen?" }).waitFor();
      await fitsTheWindow(page, "asked");
      await isAccessible(page, "asked");
    }, { ...HASH, width: 320, height: 700, colorScheme: "dark", locale: "de-DE" });
  });
});
