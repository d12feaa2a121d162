// What would allow a call that was refused: the least grant, and the proof of what it adds.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as policyPackage from "ecs-password";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { decisionOf, grantOf } = await load("grant/answer.ts");
const { initialState, reduce } = CONSOLE;

const policy = (...statements) => JSON.stringify({ Version: "1.1", Statement: statements });
const ALL = { Effect: "Allow", Action: ["ecs:*:*"] };
const MANAGE = "ecs:serverPasswords:manage";
const NO_MFA = { Bool: { "g:MFAPresent": ["false"] } };
const entry = (...statements) => ({ name: "own", document: policy(...statements) });
const asked = (entries = [], change = {}) => ({ cloud: "otc", operation: "getServerPassword", apiVersion: "v2.1", entries, situation: {}, ...change });
const grant = (...given) => grantOf(policyPackage, asked(...given));
const ids = (rows) => rows.map(({ id }) => id).sort();
const PASSWORD = (method, version) => `${method} /${version}/{project_id}/servers/{server_id}/os-server-password`;

/** Sets of every outcome: what is there, and what is missing. */
const SETS = [
  [],
  [entry({ Effect: "Allow", Action: ["ecs:servers:list"] })],
  [entry({ Effect: "Allow", Action: [MANAGE], Condition: NO_MFA })],
  [entry(ALL)],
  [entry(ALL, { Effect: "Deny", Action: [MANAGE] })],
  [entry(ALL, { Effect: "Deny", Action: [MANAGE], Condition: NO_MFA })],
  [{ name: "lost", unread: "not to be read" }],
];
const CALLS = [
  { cloud: "otc", operation: "getServerPassword", apiVersion: "v2.1" },
  { cloud: "huawei", operation: "getServerPassword", apiVersion: "v1" },
  { cloud: "huawei", operation: "deleteServerPassword", apiVersion: "v2.1" },
  { cloud: "huawei", operation: "resetServerPassword", apiVersion: "v1" },
];

test("a grant is proposed exactly where the call is neither allowed nor denied for certain, and with it no API is denied", () => {
  const seen = new Set();
  for (const entries of SETS) {
    for (const call of CALLS) {
      const now = decisionOf(policyPackage, asked(entries, call)).decision;
      const answer = grant(entries, call);
      seen.add(answer.kind);
      assert.equal(answer.kind, { allow: "allowed", explicitDeny: "denied", implicitDeny: "grant", conditional: "grant" }[now], JSON.stringify([entries, call]));
      if (answer.kind !== "grant") continue;
      assert.deepEqual(answer.difference.newlyDenied, []);
      // Granted, it is allowed already, or it hangs on what it hung on.
      const granted = decisionOf(policyPackage, asked([...entries, { name: "g", document: answer.policy.document }], call));
      assert.deepEqual([granted.decision, granted.unknownKeys], [answer.after, answer.keys]);
      // The proof leaves out no API of the actions that it names.
      const { newlyAllowed, nowConditional } = answer.difference;
      const touched = new Set([...newlyAllowed, ...nowConditional, ...answer.open].map(({ action }) => action));
      assert.deepEqual([...touched], answer.policy.actions);
    }
  }
  assert.deepEqual([...seen].sort(), ["allowed", "denied", "grant"]);
});

test("from none, the proof names the APIs of the one action, which cannot be granted apart", () => {
  const { difference, policy: { actions, document }, version, after, open } = grant();
  assert.deepEqual(ids(difference.newlyAllowed), ["DELETE", "GET"].flatMap((method) => ["v2.1", "v2"].map((each) => PASSWORD(method, each))));
  assert.deepEqual([actions, version, after, open, JSON.parse(document).Version], [[MANAGE], "1.1", "allow", [], "1.1"]);
  const own = grant([], { cloud: "huawei", apiVersion: "v1" });
  const { newlyAllowed, nowConditional } = own.difference;
  assert.deepEqual([ids(newlyAllowed), ids(nowConditional), own.questions.length], [[], [own.id], 1], "Huawei Cloud's own API is granted by itself, and had another name");
  const reset = grant([], { cloud: "huawei", operation: "resetServerPassword", apiVersion: "v1" });
  assert.deepEqual([ids(reset.difference.newlyAllowed), reset.after], [[reset.id], "allow"]);
});

test("where a Deny decides, the statement is named and nothing is proposed", () => {
  const { kind, reasons } = grant([entry(ALL, { Effect: "Deny", Action: ["ecs:serverPasswords:*"] })]);
  assert.equal(kind, "denied");
  assert.deepEqual(reasons.map(({ policy: name, statement, effect }) => [name, statement, effect]), [["own", 1, "Deny"]]);
});

test("what limits is no Deny, and no grant goes beyond it", () => {
  const session = { name: "session", kind: "session", document: JSON.stringify({ Version: "5.0", Statement: [{ Effect: "Allow", Action: ["ecs:cloudServers:list"] }] }) };
  const answer = grant([session], { cloud: "huawei", operation: "resetServerPassword", apiVersion: "v1" });
  assert.deepEqual([answer.kind, answer.reasons.length > 0], ["limited", true]);
});

test("what hangs on a condition still does, and says on which", () => {
  const { after, keys } = grant([entry(ALL, { Effect: "Deny", Action: [MANAGE], Condition: NO_MFA })]);
  assert.deepEqual([after, keys], ["conditional", ["g:MFAPresent"]]);
  const settled = grant([entry(ALL, { Effect: "Deny", Action: [MANAGE], Condition: NO_MFA })], { situation: { context: { "g:MFAPresent": ["false"] } } });
  assert.equal(settled.kind, "denied");
});

test("what was not read may deny: the proof says which answers stay open", () => {
  const { after, questions, open, difference } = grant([{ name: "lost", unread: "not to be read" }]);
  assert.deepEqual([after, questions.length], ["conditional", 1]);
  assert.deepEqual([ids(open).length, difference.newlyAllowed], [4, []]);
});

test("beside policies of version 5.0 the grant is one too", () => {
  const identity = { name: "identity", document: JSON.stringify({ Version: "5.0", Statement: [{ Effect: "Allow", Action: ["ecs:cloudServers:list"] }] }) };
  const answer = grant([identity], { cloud: "huawei", operation: "resetServerPassword", apiVersion: "v1" });
  assert.deepEqual([answer.version, answer.after, answer.difference.newlyAllowed.length, JSON.parse(answer.policy.document).Version], ["5.0", "allow", 1, "5.0"]);
});

test("of a call that no list of permissions has, the core says so", () => {
  const { kind, problem } = grant([], { cloud: "huawei", operation: "resetServerPasswords", apiVersion: "v1" });
  assert.deepEqual([kind, problem.code], ["failed", "unsupportedOperation"]);
  assert.equal(decisionOf(policyPackage, asked([], { cloud: "huawei", operation: "resetServerPasswords", apiVersion: "v1" })), undefined);
});

test("policies that nobody can compile are a problem, and no answer", () => {
  assert.deepEqual(grant([{ name: "x", document: policy(ALL), scope: { kind: "nowhere" } }]).problem.code, "invalidInput");
});

test("a button explains itself until somebody goes elsewhere or there are other policies", () => {
  const warned = reduce(initialState({ view: "signIn" }), { type: "grant/warned", operation: "getServerPassword" });
  assert.deepEqual([warned.grant.warned, warned.focus.target], ["getServerPassword", "warned"]);
  assert.equal(reduce(warned, { type: "grant/warned", operation: undefined }).grant.warned, undefined);
  assert.equal(reduce(warned, { type: "page/navigated", route: { view: "permissions" } }).grant.warned, undefined);
  const loaded = reduce(reduce(warned, { type: "grant/wanted" }), { type: "grant/loaded", parts: "ready" });
  assert.deepEqual(loaded.grant, { parts: "ready", wanted: true, warned: "getServerPassword" });
  assert.deepEqual(reduce(loaded, { type: "session/signedOut" }).grant, { parts: "ready", wanted: true, warned: undefined });
});
