// What one can start with of version 5.0: each example does what its name says, asked of the core.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePolicy, PolicySet } from "ecs-password";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce } = CONSOLE;
const { examplesMenu, examplesView } = await load("permissions/policies/examples-view.ts");
const { EXAMPLES, IDENTITY_EXAMPLES } = await load("permissions/policies/examples.ts");
const { ACTIONS_5 } = await load("permissions/editor/version-5.ts");
const { createPoliciesActions } = await load("permissions/policies/actions.ts");

const NAMES = IDENTITY_EXAMPLES.map(({ name }) => name);
const urn = (id) => `ecs:cn-north-4:0123456789abcdef0123456789abcdef:instance:${id}`;
const ITS = urn("00000000-0000-0000-0000-000000000000");
const OTHER = urn("11111111-2222-3333-4444-555555555555");
const TAG = "g:ResourceTag/passwords";
const MFA = "g:MFAPresent";

/** What examples together say of an action, in full: nothing may be left open. */
function decides(names, action, resource, context = {}) {
  const set = new PolicySet(names.map((wanted) => {
    const { name, kind, text } = IDENTITY_EXAMPLES.find(({ name }) => name === wanted);
    return { name, kind, document: text };
  }));
  const { decision, unknownKeys, assumptions } = set.check({ cloud: "huawei", action: `ecs:cloudServers:${action}`, resource, context });
  set.free();
  assert.deepEqual([unknownKeys, assumptions], [[], []], `${names.join(", ")}: ${action}`);
  return decision;
}

/** All texts of a template, in its order. */
function textsOf(value) {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value === "string") return [value];
  return value?.values === undefined ? [] : textsOf(value.values);
}

test("an example of version 5.0 has nothing that is wrong, by itself and in the set", () => {
  for (const { name, kind, text } of IDENTITY_EXAMPLES) {
    assert.deepEqual(parsePolicy(text, { cloud: "huawei" }).diagnostics, [], name);
    const set = new PolicySet([{ name, kind, document: text }]);
    assert.deepEqual(set.lint({ cloud: "huawei" }), [], name);
    set.free();
  }
});

test("reading, and reading and deleting, are allowed on the one server", () => {
  for (const [name, deleting] of [["ReadPasswordOfServer", "implicitDeny"], ["ReadAndDeletePassword", "allow"]]) {
    assert.equal(decides([name], "showServerPassword", ITS), "allow");
    assert.equal(decides([name], "deletePassword", ITS), deleting);
    for (const action of ["showServerPassword", "deletePassword"]) assert.equal(decides([name], action, OTHER), "implicitDeny");
    assert.equal(decides([name], "resetServerPwd", ITS), "implicitDeny");
  }
});

test("without MFA reading is denied, also where nothing is said of MFA, and nothing is granted", () => {
  const both = ["ReadAndDeletePassword", "DenyReadingWithoutMFA"];
  for (const [values, decision] of [[["true"], "allow"], [["false"], "explicitDeny"], [null, "explicitDeny"]]) {
    assert.equal(decides(both, "showServerPassword", ITS, { [MFA]: values }), decision);
    assert.equal(decides(both, "deletePassword", ITS, { [MFA]: values }), "allow");
  }
  assert.equal(decides(["DenyReadingWithoutMFA"], "showServerPassword", ITS, { [MFA]: ["true"] }), "implicitDeny");
});

test("resetting is allowed where the server has the tag", () => {
  for (const action of ["resetServerPwd", "showResetPasswordFlag"]) {
    for (const [values, decision] of [[["resettable"], "allow"], [["never"], "implicitDeny"], [null, "implicitDeny"]]) {
      assert.equal(decides(["ResetPasswordsByTag"], action, OTHER, { [TAG]: values }), decision);
    }
  }
  assert.equal(decides(["ResetPasswordsByTag"], "showServerPassword", OTHER, { [TAG]: ["resettable"] }), "implicitDeny");
});

test("a session policy grants nothing, and leaves of what is granted the reading", () => {
  const both = ["ReadAndDeletePassword", "OnlyReadPasswords"];
  assert.equal(decides(["OnlyReadPasswords"], "showServerPassword", ITS), "implicitDeny");
  assert.equal(decides(both, "showServerPassword", ITS), "allow");
  assert.equal(decides(both, "deletePassword", ITS), "implicitDeny");
  assert.equal(decides(both, "showServerPassword", OTHER), "implicitDeny");
});

test("examples of version 5.0 are offered on Huawei Cloud alone, each that there is", () => {
  for (const view of [examplesView, examplesMenu]) {
    const offered = (cloud) => {
      const { permissions, ...state } = initialState({ view: "permissions" });
      return textsOf(view({ ...state, permissions: { ...permissions, cloud } }, { permissions: {} }));
    };
    const known = [...EXAMPLES.map(({ name }) => name), ...NAMES];
    assert.deepEqual(offered("otc").filter((text) => NAMES.includes(text) || text.includes("5.0")), []);
    assert.deepEqual(offered("huawei").filter((text) => known.includes(text)), known);
  }
});

test("an example of version 5.0 opens with its text and with what it does", async () => {
  let state = initialState({ view: "permissions" });
  const dispatch = (event) => { state = reduce(state, event); };
  const { addExample } = createPoliciesActions({ dispatch, say: () => undefined, get state() { return state; } }, () => undefined);
  for (const name of NAMES) await addExample(name);
  assert.deepEqual(state.permissions.policies.map(({ name, kind, text }) => ({ name, kind, text })), IDENTITY_EXAMPLES.map(({ name, kind, text }) => ({ name, kind, text })));
  assert.equal(state.permissions.edited, false);
});

test("an example of version 5.0 names actions of its tables alone", () => {
  for (const { name, text } of IDENTITY_EXAMPLES) {
    for (const { Action } of JSON.parse(text).Statement) assert.deepEqual(Action.filter((action) => !ACTIONS_5.includes(action)), [], name);
  }
});
