// Who of an account can: shapes, errors, handles, and that every answer is that of `PolicySet.check`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv";
import { Account, isEcsPasswordError, PolicySet, verdicts } from "ecs-password";
import { accountOf } from "./accounts.mjs";

const text = (...Statement) => JSON.stringify({ Version: "1.1", Statement });
const FORMAT = { format: "ecs-password account", version: 1, cloud: "otc", account: { id: "d", name: "acme" } };

/** Every list of the clouds with IAM policies, with every field. */
const WHOLE = {
  ...FORMAT, cloud: "huawei", readAt: "2026-11-30T12:00:00Z",
  users: [{ id: "u1", name: "ann", enabled: true, owner: false, mfa: true }, { id: "u2", name: "ben", enabled: false }, { id: "u0", name: "acme", owner: true }],
  groups: [{ id: "g1", name: "operators", members: ["u1"] }, { id: "g2", name: "admin", members: [] }],
  policies: [
    { id: "r1", name: "ecs_full", displayName: "ECS FullAccess", catalog: "ECS", flag: "fine_grained", type: "system", document: text({ Effect: "Allow", Action: ["ecs:*:*"] }) },
    { id: "r2", name: "custom", type: "custom", document: text({ Effect: "Allow", Action: ["iam:permissions:*"] }) },
  ],
  grants: [
    { to: { group: "g1" }, policy: "r1", scope: { kind: "project", id: "p1" } },
    { to: { user: "u2" }, policy: "r2", scope: { kind: "allResources" } },
    { to: { agency: "a1" }, policy: "r1", scope: { kind: "allProjects" } },
    { to: { group: "g2" }, policy: "r1", scope: { kind: "allResources" } },
  ],
  projects: [{ id: "p1", name: "eu-de", parentId: "d", enabled: true }, { id: "p2", name: "eu-nl" }],
  enterpriseProjects: [{ id: "0", name: "default", enabled: true }],
  agencies: [{ id: "a1", name: "backup", trustedAccount: { id: "d2", name: "vendor" }, expiresAt: "2027-01-01T00:00:00Z" }, { id: "a2", name: "server", trustedService: "op_svc_ecs" }],
  identityProviders: [{ id: "idp", enabled: true, sso: "virtualUser", mapping: "m" }],
  mappings: [{ id: "m", rules: [{ groups: ["operators"], user: "{0}", remote: [{ type: "mail", anyOneOf: ["a"], notAnyOf: ["b"], regex: false }] }] }],
  identityPolicies: [{ id: "i1", name: "identity", document: '{"Version":"5.0","Statement":[{"Effect":"Allow","Action":["vpc:*:get"]}]}', attachedTo: [{ user: "u2" }] }],
  serviceControlPolicies: [],
  notRead: [{ what: "mfa", of: "u2", status: 403, code: "IAM.0003", cause: "refused" }],
};

const OPENSTACK = {
  ...FORMAT, cloud: "openstack", users: [{ id: "u1", name: "ann", domainId: "default" }], groups: [{ id: "g1", name: "g", domainId: "default", members: ["u1"] }],
  projects: [{ id: "p1", name: "p", parentId: "default", domainId: "default" }], domains: [{ id: "default", name: "Default" }],
  roles: [{ id: "r1", name: "member", domainId: "default" }, { id: "r2", name: "reader" }], impliedRoles: [{ prior: "r1", implies: "r2" }],
  assignments: [{ user: "u1", role: "r1", on: { project: "p1" } }, { group: "g1", role: "r2", on: { domain: "default" }, inherited: true }, { group: "g1", role: "r2", on: { system: "all" } }],
  applicationCredentials: [{ id: "c1", name: "c", userId: "u1", projectId: "p1", roles: ["r1"], unrestricted: false, expiresAt: "2027-01-01T00:00:00Z", accessRules: [{ service: "compute", method: "GET", path: "/v2.1/**" }] }],
  policyFile: "{}", novaRelease: "2023.1",
};

function thrown(run) {
  try {
    run();
  } catch (error) {
    assert.ok(isEcsPasswordError(error), String(error?.stack ?? error));
    return error;
  }
  return assert.fail("nothing was thrown");
}

function using(t, snapshot) {
  const account = new Account(snapshot);
  t.after(() => account.free());
  return account;
}

const clone = (value) => structuredClone(value);

test("everybody who can is named with the way there", (t) => {
  const account = using(t, WHOLE);
  const { rows, notRead, sets } = account.whoCan({ operation: "getServerPassword", projectId: "p1" });
  const told = rows.map(({ principal: { kind, id, of }, decision, action }) => [kind, id, decision, ...(of ? [of, action] : [])]);
  assert.deepEqual(told, [
    ["accountRoot", "u0", "allow"], ["adminGroup", "g2", "allow"], ["user", "u1", "allow"], ["agency", "a1", "allow"], ["federated", "idp", "allow"],
    ["selfGrant", "u2", "allow", "user", "iam:permissions:addUserToGroup"],
  ]);
  const [root, , ann, backup] = rows;
  assert.deepEqual(root.via, []);
  assert.deepEqual(ann.via, [{
    group: { id: "g1", name: "operators" }, policy: { id: "r1", name: "ECS FullAccess" }, scope: { kind: "project", id: "p1" },
    statement: 0, effect: "Allow", outcome: "matched", span: ann.via[0].span,
  }]);
  assert.equal(WHOLE.policies[0].document.slice(ann.via[0].span.start, ann.via[0].span.end), JSON.stringify({ Effect: "Allow", Action: ["ecs:*:*"] }));
  assert.deepEqual([ann.principal.mfa, ann.principal.enabled], [true, true]);
  assert.deepEqual(backup.principal.trustedAccount, { id: "d2", name: "vendor" });
  assert.equal(backup.principal.expiresAt, "2027-01-01T00:00:00Z");
  assert.deepEqual(notRead, WHOLE.notRead);
  assert.ok(sets > 0 && sets < 30, String(sets));
  const elsewhere = account.whoCan({ operation: "getServerPassword", projectId: "p2" }).rows;
  assert.deepEqual(elsewhere.map(({ principal: { kind } }) => kind), ["accountRoot", "adminGroup", "agency", "selfGrant"]);
  const all = account.whoCan({ operation: "getServerPassword", projectId: "p2", all: true }).rows;
  assert.deepEqual(all.slice(0, 7).map(({ principal: { kind }, decision }) => `${kind} ${decision}`), [
    "accountRoot allow", "adminGroup allow", "user implicitDeny", "user implicitDeny", "agency allow", "agency implicitDeny", "federated implicitDeny",
  ]);
});

test("what was not read leaves answers open, and is told", (t) => {
  const snapshot = clone(WHOLE);
  delete snapshot.groups[0].members;
  delete snapshot.agencies;
  const { rows, notRead } = using(t, snapshot).whoCan({ operation: "getServerPassword", projectId: "p1" });
  const ben = rows.find(({ principal }) => principal.id === "u2" && principal.kind === "user");
  assert.deepEqual([ben.decision, ben.assumptions.map(({ code }) => code)], ["conditional", ["unread"]]);
  assert.deepEqual(ben.unread, [{ name: "operators", cause: "the members of this group were not read" }]);
  assert.deepEqual(notRead.map(({ what, of }) => [what, of]), [["mfa", "u2"], ["agencies", undefined], ["members", "g1"]]);
  // The grant names it all the same.
  assert.ok(rows.some(({ principal }) => principal.kind === "agency" && principal.id === "a1"));
});

test("an object, its text and its bytes are the same account", (t) => {
  const written = JSON.stringify(WHOLE);
  const answers = [WHOLE, written, new TextEncoder().encode(written)].map((form) => using(t, form).whoCan({ operation: "deleteServerPassword" }));
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
});

test("the policies of somebody are a `PolicySet` that answers the same", (t) => {
  const account = using(t, WHOLE);
  const question = { operation: "getServerPassword", cloud: "huawei", projectId: "p1" };
  for (const { principal, decision } of account.whoCan({ ...question, all: true }).rows.filter(({ action }) => !action)) {
    const set = new PolicySet(account.policySet(principal));
    t.after(() => set.free());
    assert.equal(set.check({ ...question, principal: { root: principal.kind === "accountRoot" } }).decision, decision, JSON.stringify(principal));
  }
});

test("what somebody can is told for every operation that has to do with passwords", (t) => {
  const can = using(t, WHOLE).principalCan({ kind: "user", id: "u1" }, { projectId: "p1" });
  assert.deepEqual(can.map(({ operation, apiVersion, decision }) => `${operation} ${apiVersion} ${decision}`), [
    "getServerPassword v2.1 allow", "getServerPassword v1 allow", "deleteServerPassword v2.1 allow", "deleteServerPassword v1 allow",
    "resetServerPassword v1 allow", "resetServerPasswords v1 allow", "getResetPasswordFlag v1 allow",
  ]);
  assert.equal(can[0].action, "ecs:serverPasswords:manage");
  assert.equal(can[0].via[0].group.id, "g1");
});

test("a matrix has the number of each decision at its place", (t) => {
  const account = using(t, WHOLE);
  const { principals, columns, projects, decisions } = account.matrix({ operations: ["getServerPassword", "resetServerPassword"] });
  assert.deepEqual([columns.map(({ operation, apiVersion }) => `${operation} ${apiVersion}`), projects], [
    ["getServerPassword v2.1", "getServerPassword v1", "resetServerPassword v1"], ["p1", "p2"],
  ]);
  assert.ok(decisions instanceof Uint8Array && decisions.length === principals.length * 6);
  for (const [row, { kind, id }] of principals.entries()) {
    for (const [column, { operation, apiVersion }] of columns.entries()) {
      for (const [at, projectId] of projects.entries()) {
        const { rows } = account.whoCan({ operation, apiVersion, projectId, all: true });
        const own = rows.find(({ principal }) => principal.kind === kind && principal.id === id);
        assert.equal(verdicts[decisions[row * 6 + column * 2 + at]], own.decision, `${kind} ${id} ${operation} ${projectId}`);
      }
    }
  }
});

test("a difference tells who gained what and who lost it", (t) => {
  const later = clone(WHOLE);
  later.groups[0].members = ["u2"];
  const difference = using(t, WHOLE).diff(using(t, later), { operations: ["getServerPassword"], apiVersion: "v2.1", projectId: "p1" });
  const told = (changes) => changes.map(({ principal, operation, before, after }) => [principal.id, operation, before, after]);
  assert.deepEqual(told(difference.gained), [["u2", "getServerPassword", "implicitDeny", "allow"]]);
  assert.deepEqual(told(difference.lost), [["u1", "getServerPassword", "allow", "implicitDeny"]]);
  assert.equal(difference.unchanged, 5);
});

test("errors name the place", (t) => {
  const wrong = [
    [(s) => { s.usrs = []; }, "usrs"],
    [(s) => { s.users[1].password = "p"; }, "users[1].password"],
    [(s) => { s.users[1].id = "u1"; }, "users[1].id"],
    [(s) => { delete s.users[1].name; }, "users[1].name"],
    [(s) => { s.groups[0].members = ["u1", 2]; }, "groups[0].members[1]"],
    [(s) => { s.grants[0].to = { user: "u", group: "g" }; }, "grants[0].to"],
    [(s) => { s.grants[0].scope = { kind: "project" }; }, "grants[0].scope.id"],
    [(s) => { s.grants[0].scope = { kind: "otherProjects", id: "p" }; }, "grants[0].scope"],
    [(s) => { s.agencies[0].expiresAt = "tomorrow"; }, "agencies[0].expiresAt"],
    [(s) => { s.notRead[0].cause = " "; }, "notRead[0].cause"],
    [(s) => { s.notRead[0].what = "everything"; }, "notRead[0].what"],
    [(s) => { s.identityPolicies[0].attachedTo[0] = { role: "r" }; }, "identityPolicies[0].attachedTo[0].role"],
    [(s) => { s.format = "another"; }, "format"],
    [(s) => { s.version = 2; }, "version"],
    [(s) => { s.roles = []; }, "roles"],
  ];
  for (const [change, path] of wrong) {
    const snapshot = clone(WHOLE);
    change(snapshot);
    for (const form of [snapshot, JSON.stringify(snapshot)]) {
      const { code, path: told, message } = thrown(() => new Account(form));
      assert.deepEqual([code, told], ["invalidInput", path], message);
    }
  }
  assert.equal(thrown(() => new Account({ ...OPENSTACK, grants: [] })).path, "grants");
  for (const form of ["", "{", "[]", "null", 1, undefined]) assert.equal(thrown(() => new Account(form)).code, "invalidInput");
  const account = using(t, WHOLE);
  assert.equal(thrown(() => account.whoCan({ operation: "getServerPassword", who: 1 })).path, "who");
  assert.equal(thrown(() => account.whoCan({ operation: "getServerPassword", cloud: "otc" })).path, "cloud");
  assert.equal(thrown(() => account.whoCan({ action: "ecs:a:b", principal: { root: true } })).path, "principal.root");
  assert.equal(thrown(() => account.whoCan({ operation: "changeServerPassword" })).code, "unsupportedOperation");
  assert.equal(thrown(() => account.principalCan({ kind: "user", id: "nobody" })).path, "principal");
  assert.equal(thrown(() => account.diff({})).path, "after");
  assert.equal(thrown(() => account.matrix({ projectId: "p1" })).path, "projectId");
});

test("a snapshot of OpenStack is taken, and what it cannot be asked says so", (t) => {
  const account = using(t, OPENSTACK);
  for (const ask of [() => account.matrix(), () => account.principalCan({ kind: "user", id: "u1" })]) {
    const { code, message } = thrown(ask);
    assert.deepEqual([code, message], ["unsupportedOperation", "this cannot be asked of a snapshot of `openstack`"]);
  }
});

test("a handle that was freed answers no more", () => {
  const account = new Account(WHOLE);
  account.free();
  account.free();
  assert.equal(thrown(() => account.whoCan({ action: "ecs:a:b" })).code, "handleFreed");
});

test("the schema takes what is read, and refuses what is not", () => {
  const schema = JSON.parse(readFileSync(new URL(import.meta.resolve("ecs-password/account.schema.json")), "utf8"));
  const matches = new Ajv({ strict: false }).compile(schema);
  for (const whole of [WHOLE, OPENSTACK]) {
    assert.ok(matches(whole), JSON.stringify(matches.errors));
    new Account(whole).free();
    // Each field left out, or joined by one that nobody knows: both say the same of it.
    const places = [];
    const visit = (value, path) => {
      if (typeof value !== "object" || value === null) return;
      places.push([...path, "nobodyKnowsThis"]);
      for (const [key, inner] of Object.entries(value)) {
        if (!Array.isArray(value)) places.push([...path, key]);
        visit(inner, [...path, key]);
      }
    };
    visit(whole, []);
    let refused = 0;
    for (const path of places) {
      const other = clone(whole);
      const key = path.at(-1);
      const owner = path.slice(0, -1).reduce((value, name) => value[name], other);
      if (Array.isArray(owner)) continue;
      if (key === "nobodyKnowsThis") owner[key] = 1;
      else delete owner[key];
      let isRead = true;
      try {
        new Account(other).free();
      } catch {
        isRead = false;
        refused += 1;
      }
      assert.equal(matches(other), isRead, path.join("."));
    }
    assert.ok(refused > 20, String(refused));
  }
});

test("a large account is answered, as each of its users would be", (t) => {
  const snapshot = accountOf({ users: 1000, groups: 300, policies: 500, projects: 100 });
  const account = using(t, snapshot);
  const question = { operation: "getServerPassword", apiVersion: "v2.1", projectId: "project7" };
  const { rows, sets } = account.whoCan({ ...question, all: true });
  const users = rows.filter(({ principal }) => principal.kind === "user");
  assert.equal(users.length, 1000);
  assert.ok(sets < 200, `${sets} sets were evaluated`);
  const seen = new Set();
  for (const { principal, decision } of users.filter((_, index) => index % 20 === 0)) {
    const set = new PolicySet(account.policySet(principal));
    assert.equal(set.check({ ...question, cloud: "otc" }).decision, decision, principal.id);
    set.free();
    seen.add(decision);
  }
  assert.ok(seen.size > 1, [...seen].join());
});
