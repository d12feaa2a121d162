// What the editor says of operators, condition keys and actions: the words are the page's, the lists are the package's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { conditionKeys, conditionOperators, conditionSetPrefixes, PolicySet } from "ecs-password";
import { initSync } from "ecs-password/policy/slim";
import { root } from "../../src/xtask/steps.mjs";
import { load } from "./modules.mjs";

const { matchedBy } = await load("permissions/editor/complete.ts");
const { KEYS, OPERATORS } = await load("permissions/editor/meanings.ts");
const { operatorNamed } = await load("permissions/operators.ts");
const { createTexts } = await load("permissions/answers/texts.ts");
const policyPackage = await import("ecs-password/policy/slim");
initSync(readFileSync(path.join(root, "dist/policy.wasm")));

test("every operator and every key has its words, and nothing else has", () => {
  assert.deepEqual(Object.keys(OPERATORS()).sort(), conditionOperators.filter(({ ifExists }) => !ifExists).map(({ name }) => name).sort());
  assert.deepEqual([...KEYS().keys()].sort(), conditionKeys.map(({ name }) => name).sort());
});

test("a key's words name the operators of its type", () => {
  const families = { string: "String operators", number: "Number operators", date: "Date operators", boolean: "Bool" };
  for (const { name, valueType } of conditionKeys) assert.ok(KEYS().get(name).endsWith(`; ${families[valueType]}`), name);
});

test("an operator is known with and without what may stand before it, and nothing like one is", () => {
  const facts = { conditionOperators, conditionSetPrefixes };
  for (const operator of conditionOperators) {
    assert.deepEqual(operatorNamed(operator.name, facts), { operator, prefix: undefined });
    for (const prefix of conditionSetPrefixes) assert.deepEqual(operatorNamed(prefix + operator.name, facts), operator.name === "Null" ? undefined : { operator, prefix });
  }
  for (const name of ["", "ForAnyValue:", "ForAnyValue:ForAllValues:Bool", "bool", "StringLikes"]) assert.equal(operatorNamed(name, facts), undefined, name);
});

test("a key is entered by the type of the operators that look at it", () => {
  const document = (conditions) => JSON.stringify({ Version: "1.1", Statement: [{ Effect: "Allow", Action: ["ecs:*:*"], Condition: conditions }] });
  const { usesOf } = createTexts(() => policyPackage);
  const uses = usesOf([{ text: document({
    DateLessThan: { a: ["2026-11-22T08:00:00Z"] }, "ForAllValues:StringEquals": { b: ["x"] }, Bool: { c: ["true"] }, NumberEqualsIfExists: { d: ["1"] }, Null: { e: ["true"], d: ["false"] }, Unheard: { f: ["x"] },
  }) }]);
  const facts = (type, several = false) => ({ type, several });
  assert.deepEqual(uses, { a: facts("date"), b: facts("string", true), c: facts("boolean"), d: facts("number"), e: facts("string"), f: facts("string") });
});

/** As the rule has it, by itself: segments, `*` within one, the last one for the rest. */
function matchesByRule(pattern, action) {
  const segments = pattern.split(":");
  const glob = (part) => `^${part.split("*").map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join("[^:]*")}$`;
  const asked = action.split(":");
  if (segments.length < 3 && segments.at(-1) !== "*") return false;
  if (segments.length > 3) return false;
  return segments.every((part, index) => (index === segments.length - 1 && segments.length < 3) || new RegExp(glob(part), "i").test(asked[index]));
}

test("the actions of a pattern are those that the core matches, every action of the catalogues", () => {
  const set = new PolicySet([]);
  const actions = ["otc", "huawei"].flatMap((cloud) => set.preview({ cloud }).rows.flatMap(({ action, formerActions = [] }) => [action, ...formerActions]));
  set.free();
  assert.ok(actions.length > 200);
  for (const pattern of ["ecs:*:*", "ecs:*:get*", "ecs:*", "*", "ECS:servers:list", "ecs:cloudservers:*", "ecs:servers:get", "ecs:ser*:*s", "ecs", "ecs:servers", "a:b:c:d", "ecs:servers:li?t", "", "ecs:(:*"]) {
    assert.deepEqual([...matchedBy(pattern, actions)].sort(), [...new Set(actions.filter((action) => matchesByRule(pattern, action)))].sort(), pattern);
  }
});

test("in version 5.0 `?` of a pattern is any character, and an action is matched in any case", () => {
  const actions = ["ecs:cloudServers:get", "ecs:cloudServers:showServerPassword"];
  assert.deepEqual([...matchedBy("ecs:cloudServers:g?t", actions, "5.0")], ["ecs:cloudServers:get"]);
  assert.deepEqual([...matchedBy("ECS:cloudservers:show*", actions, "5.0")], ["ecs:cloudServers:showServerPassword"]);
  assert.deepEqual([...matchedBy("ecs:cloudServers:g?t", actions)], []);
});
