// How large the parts of the package and of the page may become: `budgets.json`, in bytes after gzip, each with its reason.
// A larger number, or a further line, says in its reason what it is for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

const BUDGETS = JSON.parse(readFileSync(path.join(import.meta.dirname, "budgets.json"), "utf8"));

/** The lines of one part, by name. */
export function budgets(part) {
  const lines = Object.entries(BUDGETS[part]);
  for (const [name, { gzip, reason }] of lines) {
    assert.ok(Number.isSafeInteger(gzip) && gzip > 0, `${part}, ${name}: \`gzip\` is no number of bytes`);
    assert.ok(reason?.trim(), `${part}, ${name}: there is no reason`);
  }
  return new Map(lines.map(([name, { gzip }]) => [name, gzip]));
}

/** Fails where the contents together are larger than `limit`, with the size of each; a test shows them too. */
export function assertFits(context, name, limit, contents) {
  const sizes = Object.entries(contents).map(([each, bytes]) => [each, gzipSync(bytes, { level: 9 }).length]);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const parts = sizes.map(([each, size]) => `${each} ${String(size)}`).join(", ");
  const text = `${name}: ${String(total)} of ${String(limit)} bytes gzip (${parts})`;
  context.diagnostic(text);
  assert.ok(total <= limit, `${text}: make it smaller, or raise its line in tests/budgets.json and say there why`);
}
