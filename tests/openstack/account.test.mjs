// Who of an account can, by its snapshot; and by the real Keystone and Nova, which are asked with every token that each user can have.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { Account } from "ecs-password/account";
import { root } from "../../src/xtask/steps.mjs";
import { tokenOf, tokenOfCredential } from "./keystone.mjs";
import { random } from "./oslo/cases.mjs";
import { ownStand } from "./own-stand.mjs";

// A stand of its own: other files run beside it.
process.env.ECS_PASSWORD_STAND_PORT_BASE = "17000";
const { cloud, controls } = await ownStand();
const USERS = 50;
const PASSWORD = "one-for-all-4711";
const { identityUrl, computeUrl } = cloud;
const server = cloud.servers.win2048;

before(() => controls.reset());

const seed = Number(process.env.ACCOUNT_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numbers = random(seed);
const { one, below, chance } = numbers;

let adminToken;
async function keystone(method, place, body) {
  const answer = await fetch(`${identityUrl}${place}`, { method, headers: { "x-auth-token": adminToken, "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${place}: ${answer.status.toString()} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
const list = async (place, name) => (await keystone("GET", place))[name];
const made = async (place, name, body) => (await keystone("POST", place, { [name]: body }))[name];

/** Users, groups, projects above each other, roles that imply others, and assignments of every kind. */
async function world() {
  const projects = await list("/projects", "projects");
  const demo = projects.find(({ name }) => name === cloud.project.name);
  const other = projects.find(({ name }) => name === "other");
  const inner = await made("/projects", "project", { name: "inner", domain_id: "default", parent_id: demo.id });
  const domain = await made("/domains", "domain", { name: "elsewhere" });
  const outside = await made("/projects", "project", { name: "outside", domain_id: domain.id });
  const roles = Object.fromEntries((await list("/roles", "roles")).map((role) => [role.name, role.id]));
  for (const name of ["auditor", "helper", "chief"]) roles[name] = (await made("/roles", "role", { name })).id;
  const ofDomain = await made("/roles", "role", { name: "local", domain_id: "default" });
  for (const [prior, implied] of [["auditor", "reader"], ["helper", "auditor"], ["chief", "nopass"]]) await keystone("PUT", `/roles/${roles[prior]}/implies/${roles[implied]}`);
  await keystone("PUT", `/roles/${ofDomain.id}/implies/${roles.member}`);
  const grantable = ["reader", "member", "auditor", "helper", "chief", "nopass"].map((name) => roles[name]);

  const groups = [];
  for (let index = 0; index < 12; index += 1) groups.push(await made("/groups", "group", { name: `group-${index.toString()}`, domain_id: "default" }));
  const users = [];
  for (let index = 0; index < USERS; index += 1) {
    const user = await made("/users", "user", { name: `user-${index.toString()}`, domain_id: "default", password: PASSWORD });
    users.push(user);
    for (const group of groups) if (chance(0.12)) await keystone("PUT", `/groups/${group.id}/users/${user.id}`);
  }
  const role = () => (chance(0.06) ? roles.admin : chance(0.1) ? ofDomain.id : one(grantable));
  const where = () => {
    const kind = below(20);
    if (kind < 9) return `/projects/${one([demo, other, inner, outside]).id}`;
    if (kind < 13) return `/OS-INHERIT/projects/${one([demo, other]).id}`;
    if (kind < 16) return `/OS-INHERIT/domains/${one(["default", domain.id])}`;
    if (kind < 18) return "/domains/default";
    return "/system";
  };
  const grant = async (holder) => {
    const place = where();
    const given = place.startsWith("/OS-INHERIT") ? `${place}${holder}/roles/${role()}/inherited_to_projects` : `${place}${holder}/roles/${role()}`;
    // A role of a domain is for the projects of that domain alone, and not for the system.
    const answer = await fetch(`${identityUrl}${given}`, { method: "PUT", headers: { "x-auth-token": adminToken } });
    assert.ok(answer.ok || answer.status === 403 || answer.status === 400 || answer.status === 404, `${given}: ${answer.status.toString()}`);
  };
  for (const user of users) for (let count = below(3); count > 0; count -= 1) await grant(`/users/${user.id}`);
  for (const group of groups) for (let count = 1 + below(2); count > 0; count -= 1) await grant(`/groups/${group.id}`);
  return { demo, users, scopes: [...[demo, other, inner, outside].map(({ id }) => ({ project: { id } })), { domain: { id: "default" } }, { domain: { id: domain.id } }, { system: { all: true } }] };
}

/** The snapshot, of what Keystone lists. */
async function snapshotOf() {
  const placeOf = ({ project, domain, system }) => (project ? { project: project.id } : domain ? { domain: domain.id } : { system: system.all ? "all" : "" });
  const groups = await list("/groups", "groups");
  const members = await Promise.all(groups.map(({ id }) => list(`/groups/${id}/users`, "users")));
  const inferences = await list("/role_inferences", "role_inferences");
  const roleLists = await Promise.all(["/roles", "/roles?domain_id=default"].map((place) => list(place, "roles")));
  const alice = (await list("/users?name=alice", "users"))[0];
  const credentials = await list(`/users/${alice.id}/application_credentials`, "application_credentials");
  return {
    format: "ecs-password account",
    version: 1,
    cloud: "openstack",
    account: { id: "default" },
    users: (await list("/users", "users")).map(({ id, name, enabled, domain_id }) => ({ id, name, enabled, domainId: domain_id })),
    groups: groups.map(({ id, name }, index) => ({ id, name, members: members[index].map((user) => user.id) })),
    projects: (await list("/projects", "projects")).map(({ id, name, enabled, parent_id, domain_id }) => ({ id, name, enabled, parentId: parent_id, domainId: domain_id })),
    domains: (await list("/domains", "domains")).map(({ id, name }) => ({ id, name })),
    roles: [...new Map(roleLists.flat().map((role) => [role.id, role])).values()].map(({ id, name, domain_id }) => ({ id, name, ...(domain_id ? { domainId: domain_id } : {}) })),
    impliedRoles: inferences.flatMap(({ prior_role: prior, implies }) => implies.map(({ id }) => ({ prior: prior.id, implies: id }))),
    assignments: (await list("/role_assignments", "role_assignments")).map(({ user, group, role, scope }) => ({ ...(user ? { user: user.id } : { group: group.id }), role: role.id, on: placeOf(scope), ...(scope["OS-INHERIT:inherited_to"] ? { inherited: true } : {}) })),
    applicationCredentials: credentials.map(({ id, name, project_id, roles, unrestricted, access_rules }) => ({ id, name, userId: alice.id, projectId: project_id, roles: roles.map((role) => role.id), unrestricted, ...(access_rules ? { accessRules: access_rules.map(({ service, method, path: place }) => ({ service, method, path: place })) } : {}) })),
    policyFile: readFileSync(path.join(root, "tests/openstack/templates/policy.yaml"), "utf8"),
    novaRelease: "2026.2",
    notRead: [],
  };
}

const OPERATIONS = [["getServerPassword", "GET"], ["deleteServerPassword", "DELETE"]];

/** Whether Nova lets a token do it. */
async function may({ token, scope }, method) {
  const answer = await fetch(`${computeUrl}/v2.1/servers/${server.id}/os-server-password`, { method, headers: { "x-auth-token": token } });
  await answer.arrayBuffer();
  // Nova stumbles over a token without a project.
  const isStumbling = answer.status === 500 && scope !== undefined && scope.project === undefined;
  assert.ok(isStumbling || [200, 204, 401, 403, 404].includes(answer.status), `${method}: ${answer.status.toString()} for ${JSON.stringify(scope)}`);
  return answer.ok;
}

test("whoCan says of each user what Keystone and Nova decide", async (context) => {
  context.diagnostic(`ACCOUNT_SEED=${seed.toString()}`);
  adminToken = await tokenOf(identityUrl, cloud.users.admin);
  const { demo, users, scopes } = await world();
  const snapshot = await snapshotOf();
  const account = new Account(snapshot);
  const answers = Object.fromEntries(OPERATIONS.map(([operation]) => [operation, account.whoCan({ cloud: "openstack", operation, projectId: demo.id, all: true })]));
  account.free();

  const counts = { can: 0, cannot: 0, tokens: 0 };
  for (const user of users) {
    const tokens = [];
    for (const scope of scopes) {
      const body = { auth: { identity: { methods: ["password"], password: { user: { id: user.id, password: PASSWORD } } }, scope } };
      const answer = await fetch(`${identityUrl}/auth/tokens`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
      await answer.arrayBuffer();
      if (answer.ok) tokens.push({ token: answer.headers.get("x-subject-token"), scope });
    }
    counts.tokens += tokens.length;
    for (const [operation, method] of OPERATIONS) {
      const can = (await Promise.all(tokens.map((token) => may(token, method)))).includes(true);
      const row = answers[operation].rows.find(({ principal }) => principal.id === user.id);
      const where = `ACCOUNT_SEED=${seed.toString()}, ${user.name}, ${operation}: ${JSON.stringify(row)}; ${JSON.stringify(snapshot.assignments.filter((each) => each.user === user.id))}`;
      assert.equal(row.decision, can ? "allow" : "deny", where);
      if (can) assert.ok(row.via.length > 0, `there is a way: ${where}`);
      counts[can ? "can" : "cannot"] += 1;
    }
  }
  context.diagnostic(JSON.stringify(counts));
  assert.ok(counts.can >= 5 && counts.cannot >= 5, JSON.stringify(counts));

  // An application credential has the roles that it was given; what limits it to requests leaves it open.
  const of = (operation, name) => answers[operation].rows.find(({ principal }) => principal.kind === "applicationCredential" && principal.name === name);
  for (const [name, show, clear] of [["ui", "allow", "allow"], ["readpw-only", "conditional", "deny"]]) {
    const token = { token: await tokenOfCredential(identityUrl, cloud.applicationCredentials[name]) };
    assert.equal(of("getServerPassword", name).decision, show);
    assert.equal(of("deleteServerPassword", name).decision, clear);
    assert.equal(await may(token, "GET"), true);
    assert.equal(await may(token, "DELETE"), clear === "allow");
  }
  assert.deepEqual(of("getServerPassword", "readpw-only").unknown, ["accessRules"]);
});
