// Keys from outside that every object has by itself: server status, key pair, condition key, ID. They are keys as all others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce } = CONSOLE;
const { idsIn, NOTHING_KEYED, valueAt, withValues } = await load("shared/keyed.ts");
const { ownValue, setOwn } = await load("shared/own.ts");
const { situationOf } = await load("permissions/answers/questions.ts");
const { createTexts } = await load("permissions/answers/texts.ts");
const { statusView } = await load("servers/parts.ts");
const { pairNamed, rowOf } = await load("many/state.ts");
const { PolicySet, ...policyPackage } = await import("ecs-password");

const EVIL = Object.getOwnPropertyNames(Object.prototype);
assert.ok(EVIL.includes("__proto__") && EVIL.includes("constructor"));
const play = (events, state = initialState({ view: "signIn" })) => events.reduce(reduce, state);

test("what an object has by itself is no value of it, and can become one", () => {
  for (const key of EVIL) {
    assert.equal(ownValue({}, key), undefined);
    const object = {};
    setOwn(object, key, 7);
    assert.equal(ownValue(object, key), 7);
    assert.deepEqual(Object.keys(object), [key]);
    assert.equal(Object.getPrototypeOf(object), Object.prototype);
  }
});

test("values by ID", () => {
  const all = withValues(NOTHING_KEYED, EVIL.map((id) => [id, id]));
  assert.equal(all.size, EVIL.length);
  for (const id of EVIL) {
    assert.equal(valueAt(NOTHING_KEYED, id), undefined);
    assert.equal(valueAt(all, id), id);
  }
  assert.deepEqual(idsIn(all).sort(), [...EVIL].sort());
  assert.deepEqual(withValues(all, EVIL.map((id) => [id, undefined])).size, 0);
});

test("the status of a server", () => {
  for (const status of EVIL) assert.deepEqual(statusView(status).values, ["status status-off", status.charAt(0) + status.slice(1).toLowerCase().replaceAll("_", " ")]);
});

test("rows and key pairs of many servers", () => {
  const rows = EVIL.map((id) => ({ id, name: id, keyName: id, address: undefined }));
  const none = play([{ type: "many/opened", rows: [] }]).many;
  for (const id of EVIL) assert.deepEqual([rowOf(none, id), pairNamed(none, id)], [undefined, undefined]);
  const pair = { status: "visible", fingerprint: "a", algorithm: "ssh-rsa" };
  const { many } = play([{ type: "many/opened", rows }, ...EVIL.map((name) => ({ type: "many/pairSeen", name, pair }))]);
  for (const id of EVIL) assert.equal(rowOf(many, id).name, id);
  for (const id of EVIL) assert.equal(pairNamed(many, id), pair);
});

test("condition keys: how they are entered, and what is told of them", () => {
  const statement = { Effect: "Allow", Action: ["ecs:servers:get"], Condition: { Bool: {}, StringEquals: {} } };
  for (const key of EVIL) Object.defineProperty(statement.Condition.StringEquals, key, { value: ["x"], enumerable: true });
  delete statement.Condition.Bool;
  const text = JSON.stringify({ Version: "1.1", Statement: [statement] });
  const { usesOf } = createTexts(() => policyPackage);
  const uses = usesOf([{ text }]);
  assert.deepEqual(Object.keys(uses).sort(), [...EVIL].sort());
  for (const key of EVIL) assert.deepEqual(ownValue(uses, key), { type: "string", several: false });

  const told = (absent) => play(EVIL.map((key) => ({ type: "permissions/factGiven", key, fact: { absent, values: absent ? [] : ["x"], from: "user" } }))).permissions;
  for (const key of EVIL) assert.equal(ownValue(told(true).facts, key)?.absent, true);
  assert.deepEqual(Object.keys(situationOf(told(false)).context).sort(), [...EVIL].sort());

  const set = new PolicySet([{ name: "constructor", document: text }]);
  const decide = (situation) => set.check({ ...situation, action: "ecs:servers:get" });
  assert.deepEqual(decide(situationOf(play([]).permissions)).unknownKeys.sort(), [...EVIL].sort());
  assert.equal(decide(situationOf(told(false))).decision, "allow");
  assert.equal(decide(situationOf(told(true))).decision, "implicitDeny");
  set.free();
});
