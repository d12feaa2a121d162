// The guide says of what leaves the browser what the page says in About and help, word by word.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";

const read = (name) => readFileSync(path.join(root, name), "utf8");
const page = read("www/src/about/view.ts");
const guide = read("www/guides/what-leaves-the-browser.md");

/** What stands behind a mark of the guide, up to the next empty line. */
const behind = (mark) => new RegExp(`<!-- the ${mark}: compared by tests/page/leaves\\.test\\.mjs -->\\n\\n(.*?)\\n\\n`, "s").exec(guide)[1];
const messages = (text) => Array.from(text.matchAll(/msg\("(.*?)"\)/g), ([, message]) => message);

test("the guide has the page's lead, its table and its notes", () => {
  assert.equal(behind("lead"), messages(/leavesLead: .*/.exec(page)[0])[0]);
  const rows = /rows: \[\n(.*?)\n {2}\] as const/s.exec(page)[1].split("\n").map((row) => messages(row));
  assert.ok(rows.length > 8);
  assert.deepEqual(behind("table").split("\n").slice(2), rows.map(([what, where]) => `| ${what} | ${where} |`));
  const notes = messages(/notes: \[\n(.*?)\n {2}\],/s.exec(page)[1]);
  assert.deepEqual(behind("notes").split("\n"), notes.map((note) => `- ${note}`));
});
