// What the editor offers by the version of the document: the core is asked whether it takes what is offered for version 5.0.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { CompletionContext } from "@codemirror/autocomplete";
import { json } from "@codemirror/lang-json";
import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { conditionKeys, conditionOperators, parsePolicy, PolicySet, Services } from "ecs-password";
import { initSync } from "ecs-password/policy/slim";
import { root } from "../../src/xtask/steps.mjs";
import { load } from "./modules.mjs";

const { completions } = await load("permissions/editor/complete.ts");
const { placeOfSkeleton, skeletonsAt } = await load("permissions/editor/skeletons.ts");
const { meaningOf } = await load("permissions/editor/meanings.ts");
const { ACTIONS_5, keyMeaning5, KEYS_5 } = await load("permissions/editor/version-5.ts");
initSync(readFileSync(path.join(root, "dist/policy.wasm")));

function rowsOf(cloud) {
  const set = new PolicySet([]);
  const { rows } = set.preview({ cloud });
  set.free();
  return rows;
}
const ROWS = { otc: rowsOf("otc"), huawei: rowsOf("huawei") };
const PLACES = {
  action: (version) => `{ "Version": "${version}", "Statement": [{ "Effect": "Allow", "Action": ["|"] }] }`,
  resource: (version) => `{ "Version": "${version}", "Statement": [{ "Effect": "Allow", "Resource": ["|"] }] }`,
  operator: (version) => `{ "Version": "${version}", "Statement": [{ "Condition": { "|": {} } }] }`,
  conditionKey: (version) => `{ "Version": "${version}", "Statement": [{ "Condition": { "Bool": { "|": [] } } }] }`,
  member: (version) => `{ "Version": "${version}", "Statement": [{ "|": "" }] }`,
  version: () => '{ "Version": "|" }',
};

/** What is offered at the mark in a text, by name. */
function offered(text, { cloud = "huawei", names, ownLists = [] } = {}) {
  const at = text.indexOf("|");
  const begun = EditorState.create({ doc: text.replace("|", ""), extensions: [json()] });
  // It is parsed for some milliseconds only: on a busy machine not to its end.
  ensureSyntaxTree(begun, begun.doc.length, 60_000);
  const { state } = begun.update({});
  const found = completions(() => ({ cloud, rows: ROWS[cloud], names, ownLists }))(new CompletionContext(state, at, true));
  return new Map((found?.options ?? []).map((option) => [option.label, option]));
}
const namesAt = (place, version, known) => [...offered(PLACES[place](version), known).keys()];

/** The codes of what the core finds in a statement of version 5.0. */
const found = (more) => parsePolicy(JSON.stringify({ Version: "5.0", Statement: [{ Effect: "Allow", Action: ["ecs:*:*"], ...more }] }), { cloud: "huawei" }).diagnostics.map(({ code }) => code);
const VALUES = { string: "x", number: "1", date: "2026-11-22T08:00:00Z", boolean: "true", ip: "192.0.2.1" };
const FITTING = { string: "StringEquals", number: "NumberEquals", date: "DateLessThan", boolean: "Bool", ip: "IpAddress" };

test("members of a statement are those of the version", () => {
  assert.deepEqual(namesAt("member", "1.1"), ["Effect", "Action", "Resource", "Condition"]);
  const members = namesAt("member", "5.0");
  assert.deepEqual(members.toSorted(), ["Action", "Condition", "Effect", "NotAction", "NotResource", "Resource", "Sid"]);
  const values = { Sid: "a", Action: ["ecs:*:*"], NotAction: ["ecs:*:*"], Resource: ["*"], NotResource: ["ecs:*:*:instance:*"], Condition: { Bool: { "g:MFAPresent": ["true"] } }, Effect: "Deny" };
  for (const name of members) {
    const { diagnostics } = parsePolicy(JSON.stringify({ Version: "5.0", Statement: [{ Effect: "Deny", ...(name === "NotAction" ? {} : { Action: ["ecs:*:*"] }), [name]: values[name] }] }));
    assert.deepEqual(diagnostics.filter(({ severity }) => severity === "error"), [], name);
  }
});

test("operators of 5.0 are those that the core knows there, with their prefixes, but for two that no document has", () => {
  const operators = namesAt("operator", "5.0");
  assert.equal(new Set(operators).size, operators.length);
  for (const name of operators) {
    const { valueType } = conditionOperators.find((one) => name.endsWith(one.name) && name.slice(0, -one.name.length || undefined).match(/^(For\w+:)?$/) || name === one.name);
    assert.ok(!found({ Condition: { [name]: { "ecs:ServerId": [VALUES[valueType]] } } }).includes("unknownOperator"), name);
    assert.ok(meaningOf(name, true), name);
    assert.doesNotMatch(meaningOf(name, true), /OBS/, name);
  }
  const taken = conditionOperators.filter(({ name, valueType }) => !found({ Condition: { [name]: { "ecs:ServerId": [VALUES[valueType]] } } }).includes("unknownOperator")).map(({ name }) => name);
  assert.deepEqual(taken.filter((name) => !operators.includes(name)), ["StringNotStartWith", "StringNotStartWithIfExists", "StringNotEndWith", "StringNotEndWithIfExists"]);
  for (const name of ["StringMatch", "NotIpAddress", "NullIfExists", "ForAllValues:StringEqualsIfExists", "ForAnyValue:Null", "StringLike"]) {
    assert.equal(operators.includes(name), !["NullIfExists", "ForAnyValue:Null", "StringLike"].includes(name), name);
  }
  assert.equal(meaningOf("StringLike", true), undefined);
});

test("keys of 5.0 have the types and the several values that the core knows them by", () => {
  for (const [name, { type, several = false }] of KEYS_5()) {
    const key = name.endsWith("/") ? `${name}x` : name;
    const title = keyMeaning5(key);
    const of = type ?? /; (String|Number|Date|Bool)\b/.exec(title)?.[1].toLowerCase().replace(/^bool$/, "boolean");
    const operator = FITTING[of ?? "string"];
    assert.deepEqual(found({ Condition: { [operator]: { [key]: [VALUES[of ?? "string"]] } } }), several ? ["missingQualifier"] : [], name);
    const other = of === "boolean" ? "StringEquals" : "Bool";
    assert.equal(found({ Condition: { [`ForAnyValue:${other}`]: { [key]: ["true"] } } }).includes("operatorType"), of !== undefined, name);
    assert.equal(title.includes("several values"), several, name);
  }
  const keys = namesAt("conditionKey", "5.0");
  assert.deepEqual(keys, [...KEYS_5().keys()]);
  for (const gone of ["g:ProjectName", "g:ServiceName"]) assert.ok(!keys.includes(gone));
  assert.equal(keyMeaning5("g:ProjectName"), undefined);
});

/** The actions that the core says are in no table of version 5.0, and those of native OpenStack. */
function outsideTables() {
  const set = new PolicySet([]);
  const { actions, cannotSeparate } = set.suggest({ cloud: "huawei", version: "5.0", apis: ROWS.huawei.map(({ id }) => id) });
  set.free();
  const of = (wanted) => cannotSeparate.filter(({ code }) => code === wanted).flatMap((one) => one.actions);
  return { actions: actions.filter((action) => action.startsWith("ecs:")), inferred: of("inferredAction"), native: of("nativeOpenStack") };
}

test("actions of 5.0 are those of its tables, as the core has them; the others are said to be named as in 1.1", () => {
  const { actions, inferred, native } = outsideTables();
  assert.deepEqual(actions.filter((action) => !inferred.includes(action) && !native.includes(action)).toSorted(), ACTIONS_5.toSorted());
  const offers = offered(PLACES.action("5.0"));
  const singly = [...offers].filter(([action]) => !action.includes("*"));
  for (const [action, { detail, boost }] of singly) {
    const isDocumented = ACTIONS_5.includes(action);
    assert.equal(/as named in version 1\.1$/.test(detail), !isDocumented, action);
    assert.equal(boost > 0, isDocumented, action);
    assert.ok(isDocumented || inferred.includes(action), action);
  }
  assert.deepEqual(["ecs:serverPasswords:manage", "ecs:flavors:get", "ecs:*:get*"].filter((action) => offers.has(action)), []);
  assert.ok(offers.has("ecs:cloudServers:start"));
  assert.deepEqual([...offered(PLACES.action("5.0"), { cloud: "otc" }).keys()].toSorted(), [...ACTIONS_5, "ecs:*:*", "ecs:cloudServers:*"].toSorted());
});

test("a list that somebody brought is of version 5.0, one of the page of 1.1", () => {
  const schema = (service, name) => ({
    version: "5.0", service_code: service,
    actions: [{ name, access_level: "read", permission_only: false, aliases: [], resources: [], condition_keys: [], description: { en_US: "Grants it", zh_CN: "" } }],
    resources: [], conditions: [{ key: `${service}:Own`, value_type: "string", multi_valued: false }], operations: [],
  });
  const page = readFileSync(path.join(root, "dist/services/huawei.json"), "utf8");
  const services = new Services(page, JSON.stringify(schema("evs", "evs:volumes:own")));
  const names = services.names();
  services.free();
  const known = { names, ownLists: [{ service: "evs" }] };
  const actions = offered(PLACES.action("5.0"), known);
  assert.doesNotMatch(actions.get("evs:volumes:own").detail, /1\.1/);
  assert.match(actions.get("vpc:vpcs:list").detail, /as named in version 1\.1$/);
  const keys = namesAt("conditionKey", "5.0", known);
  assert.deepEqual(keys.filter((name) => !KEYS_5().has(name)), ["evs:Own"]);
});

test("resources of 5.0 are URNs that the core reads", () => {
  const urns = namesAt("resource", "5.0");
  for (const urn of urns) assert.deepEqual(found({ Resource: [urn.endsWith(":") ? `${urn}x` : urn] }), [], urn);
  assert.ok(urns.includes("ecs:*:*:instance:*"));
  assert.deepEqual(namesAt("resource", "1.1"), []);
});

test("documents of 1.1 are offered what they were, and the version itself on Huawei Cloud alone", () => {
  assert.deepEqual(namesAt("operator", "1.1"), conditionOperators.map(({ name }) => name));
  assert.deepEqual(namesAt("conditionKey", "1.1"), conditionKeys.map(({ name }) => name));
  assert.ok(namesAt("action", "1.1").includes("ecs:serverPasswords:manage"));
  assert.deepEqual(namesAt("version"), ["1.0", "1.1", "5.0"]);
  assert.deepEqual(namesAt("version", undefined, { cloud: "otc" }), ["1.0", "1.1"]);
});

test("the version counts while the text is no whole document yet", () => {
  assert.ok(!offered('{ "Statement": [{ "Condition": { "|": {} } }], "Version" : "5.0"').has("StringLike"));
  const actions = offered('{ "Version": "5.0", "Statement": [{ "Action": [ "ecs:|');
  assert.ok(actions.has("ecs:cloudServers:resize"));
  assert.ok(!actions.has("ecs:serverPasswords:manage"));
});

test("between the strings members and statements are offered, each once, and never where a value stands", () => {
  const at = (text) => [...offered(text).keys()];
  assert.deepEqual(at("|"), ["{ }"]);
  assert.deepEqual(at("{|}"), ['"Version"', '"Statement"']);
  assert.deepEqual(at('{ "Version": "1.1", Sta|}'), ['"Statement"']);
  assert.deepEqual(at('{ "Statement": [|] }'), ['{ "Effect": "Allow" }', '{ "Effect": "Deny" }']);
  assert.deepEqual(at('{ "Statement": [{ "Effect": "Allow" }, |] }'), ['{ "Effect": "Allow" }', '{ "Effect": "Deny" }']);
  assert.deepEqual(at('{ "Statement": [{|}] }'), ['"Effect": "Allow"', '"Effect": "Deny"', '"Action"', '"Resource"', '"Condition"']);
  assert.deepEqual(at('{ "Statement": [{ "Effect": "Deny", "Action": [],\n|}] }'), ['"Resource"', '"Condition"']);
  assert.deepEqual(at('{ "Statement": [{ "Effect": "Deny"\n|}] }'), ['"Action"', '"Resource"', '"Condition"']);
  assert.deepEqual(at('{ "Version": "5.0", "Statement": [{ "NotAction": [], |}] }'), ['"Effect": "Allow"', '"Effect": "Deny"', '"Resource"', '"Condition"', '"NotResource"', '"Sid"']);
  for (const text of ['{ "Statement": | }', '{ "Statement": [{ "Effect": | }] }', '{ "Statement": [{ "Action": [|] }] }', '{ "Statement": [{ "Condition": {|} }] }', '{ "Statement": [] |}', "{} |"]) assert.deepEqual(at(text), [], text);
});

test("whatever is put in is JSON, with the commas that it takes", () => {
  for (const text of [
    "|", "{|}", '{|"Version": "1.1"}', '{ "Version": "1.1", |}', '{ "Version": "1.1"\n|}', '{ "Version": "1.1", "Statement": [|] }', '{ "Version": "1.1", "Statement": [|{ "Effect": "Allow", "Action": ["ecs:*:*"] }] }',
    '{ "Version": "1.1", "Statement": [{ "Effect": "Allow", "Action": ["ecs:*:*"] }\n|] }', '{ "Version": "1.1", "Statement": [{|}] }', '{ "Version": "5.0", "Statement": [{| "Effect": "Deny" }] }', '{ "Version": "5.0", "Statement": [{ "Effect": "Deny"\n| }] }',
  ]) {
    const mark = text.indexOf("|");
    const doc = text.replace("|", "");
    const state = EditorState.create({ doc, extensions: [json()] });
    ensureSyntaxTree(state, doc.length, 60_000);
    const above = (node) => {
      const names = [];
      for (let up = node.parent; up; up = up.parent) if (up.name === "Property") names.push(state.sliceDoc(up.getChild("PropertyName").from + 1, up.getChild("PropertyName").to - 1));
      return names;
    };
    const skeletons = skeletonsAt(placeOfSkeleton(state, syntaxTree(state), mark, mark, above), text.includes("5.0"), "1.1");
    assert.notEqual(skeletons.length, 0, text);
    for (const { label, template } of skeletons) {
      const written = doc.slice(0, mark) + template.replaceAll(/\$\{([^}]*)\}/g, "$1") + doc.slice(mark);
      assert.doesNotThrow(() => JSON.parse(written.replaceAll(/,(\s*[}\]])/g, "$1")), `${label} in ${text}: ${written}`);
    }
  }
});
