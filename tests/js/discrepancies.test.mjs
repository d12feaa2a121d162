// The published table of what a naive evaluator gets wrong is what both say.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { answered, naive, published, rows } from "./discrepancies.mjs";

const guide = readFileSync(new URL("../../www/guides/discrepancies.md", import.meta.url), "utf8");
const all = rows.map((row) => ({ row, ...answered(row) }));

test("the table is the one that is published", () => {
  const [, table] = /<!-- the table: made and compared by tests\/js\/discrepancies\.test\.mjs -->\n\n(.*?)\n\n<!-- its end -->/s.exec(guide);
  assert.equal(table, published(), "`node tests/js/discrepancies.mjs` prints what is true now");
});

test("it has differences of every kind, and questions on which both agree", () => {
  for (const kind of ["wrong yes", "wrong no", "sure of what is open", "does not read it", "same"]) assert.ok(all.some(({ difference }) => difference === kind), kind);
});

test("where they differ the table says why", () => {
  for (const { row, difference } of all) if (difference !== "same") assert.ok(row.why, `${row.shape}: ${row.asked}`);
});

test("what is open says by what, and what is certain by nothing", () => {
  for (const { row, decision, openBy } of all) assert.equal(openBy.length > 0, decision === "conditional", `${row.shape}: ${row.asked}`);
});

test("the naive evaluator is as it is described", () => {
  const policy = (statement) => JSON.stringify({ Version: "1.1", Statement: [statement] });
  const allow = { Effect: "Allow", Action: ["ecs:*:get*"], Resource: ["ecs:*:*:server:one"], Condition: { Bool: { "g:MFAPresent": ["true"] } } };
  assert.equal(naive([policy(allow)], { action: "ECS:servers:get" }), "yes");
  assert.equal(naive([policy(allow)], { action: "ecs:servers:get", resource: "ecs:eu-de:domain:server:two" }), "yes");
  assert.equal(naive([policy(allow)], { action: "ecs:servers:get", resource: "evs:eu-de:domain:volume:one" }), "no");
  assert.equal(naive([policy(allow)], { action: "ecs:servers:delete" }), "no");
  assert.equal(naive([policy(allow), policy({ ...allow, Effect: "Deny" })], { action: "ecs:servers:get" }), "no");
  assert.equal(naive(["{"], { action: "ecs:servers:get" }), "no");
});
