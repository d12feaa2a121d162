// The sandbox that is like Huawei Cloud: beside what groups are granted, its IAM has identity policies (version 5.0), which not everybody may read.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Client, operations, PolicySet, PrivateKey } from "ecs-password";
import { HUAWEI, IDENTITY_POLICIES } from "../../www/server/sandbox/huawei-world.mjs";
import { SERVERS } from "../../www/server/sandbox/world.mjs";
import { fetchAsPage } from "./helpers.mjs";
import { ACTIONS, startSandbox } from "./sandbox-cloud.mjs";

const { origin, behind, addFault, clearFaults } = await startSandbox();
const IDENTITY = `${origin}/proxy/sandbox-huawei/identity`;
const COMPUTE = `${origin}/proxy/sandbox-huawei/compute`;
const { account, project, users } = HUAWEI;
const [erin, frank] = users;
const [server] = SERVERS;

function clientOf({ name, password }, more = {}) {
  const auth = { type: "password", user: name, domain: account.name, password, project: project.name };
  return new Client({ cloud: "huawei", identityEndpoint: IDENTITY, endpoint: COMPUTE, auth, fetchImpl: fetchAsPage, ...more });
}

/** A token of that user for the account, or for the project. */
async function tokenOf({ name, password }, scope = { domain: { name: account.name } }) {
  const body = { auth: { identity: { methods: ["password"], password: { user: { name, password, domain: { name: account.name } } } }, scope } };
  const answer = await fetchAsPage(`${IDENTITY}/v3/auth/tokens`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
  assert.equal(answer.status, 201);
  return answer.headers.get("x-subject-token");
}

const ask = async (path, token) => {
  const answer = await fetchAsPage(IDENTITY + path, { headers: { "x-auth-token": token } });
  return { status: answer.status, body: await answer.json() };
};

describe("identity policies", () => {
  test("of user and groups are listed behind the grants, each once, with their version in force; one that is withheld is told", async () => {
    const { entries, groups, notRead } = await clientOf(erin).listPolicies();
    assert.deepEqual(entries.map(({ name, kind, scope }) => [name, kind, scope?.kind]), [
      ["ECS CommonOperations", undefined, "project"],
      ["read-permissions", undefined, "global"],
      ["read-identity-policies", undefined, "global"],
      ["no-deleting", "identity", undefined],
      ["see-servers", "identity", undefined],
      ["withheld", "identity", undefined],
      ["windows-passwords", "identity", undefined],
      ["what enterprise projects grant", undefined, "enterpriseProjects"],
      ["what other projects grant", undefined, "otherProjects"],
      ["service control policies", "scp", undefined],
    ]);
    assert.equal(entries[5].unread, "IAM refused to show it");
    for (const at of [3, 4, 6]) {
      const { inForce, versions } = IDENTITY_POLICIES.find(({ name }) => name === entries[at].name);
      assert.deepEqual(JSON.parse(entries[at].document), versions[inForce]);
    }
    assert.match(entries[6].document, /g:MFAPresent/, "not its first version");
    assert.deepEqual(groups.map(({ name, entries: own }) => [name, own]), [["operators", [0, 4, 6]], ["permission-readers", [1, 2]]]);
    assert.deepEqual(notRead, ["enterpriseProjects", "otherProjects", "serviceControlPolicies", "identityPolicies"]);
    const set = new PolicySet(entries);
    const { decision, assumptions } = set.check({ operation: "getServerPassword", cloud: "huawei", projectId: project.id });
    assert.deepEqual([decision, assumptions.some(({ code }) => code === "unread")], ["conditional", true]);
    set.free();
  });

  test("that a user may not read lose nothing of what is read", async () => {
    const { entries, notRead } = await clientOf(frank).listPolicies();
    assert.deepEqual(entries.filter(({ document }) => document !== undefined).map(({ name }) => name), ["ECS CommonOperations", "read-permissions"]);
    const told = entries.filter(({ kind }) => kind === "identity");
    assert.deepEqual(told.map(({ name, unread }) => [name, unread]), [["identity policies of the user", "IAM refused to show it"], ["identity policies of a group", "IAM refused to show it"]]);
    assert.equal(notRead.at(-1), "identityPolicies");
  });

  test("that IAM fails to tell are told as not read", async () => {
    for (const [match, fault] of [["attached-policies", { status: 500 }], ["/v5/policies/", { truncate: true }], ["/versions/", { status: 404 }], ["/v5/", { body: "<html></html>", status: 200 }]]) {
      await addFault({ match: { path: match }, fault, times: "always" });
      const { entries, notRead } = await clientOf(erin).listPolicies();
      assert.deepEqual([entries.slice(0, 3).every(({ document }) => document), notRead.at(-1)], [true, "identityPolicies"], match);
      await clearFaults();
    }
  });

  test("come on pages, whose markers are IAM's", async () => {
    const token = await tokenOf(erin);
    const list = `/v5/users/${erin.id}/attached-policies`;
    const first = await ask(`${list}?limit=200`, token);
    assert.deepEqual(first.body.attached_policies.map(({ policy_name: name }) => name), ["no-deleting", "see-servers"]);
    const { next_marker: marker } = first.body.page_info;
    const second = await ask(`${list}?marker=${encodeURIComponent(marker)}`, token);
    assert.deepEqual([second.body.attached_policies.map(({ policy_name: name }) => name), second.body.page_info], [["withheld"], { current_count: 1 }]);
    const one = await ask(`${list}?limit=1`, token);
    assert.equal(one.body.attached_policies.length, 1);
    const bad = await ask(`${list}?marker=nobodys`, token);
    assert.deepEqual([bad.status, bad.body.error_code], [400, "PAP5.0010"]);
  });

  test("take a token of the account and the action of each call", async () => {
    const [{ id }] = IDENTITY_POLICIES;
    const calls = { [`/v5/users/${erin.id}/attached-policies`]: "iam:users:listAttachedPoliciesV5", [`/v5/groups/${erin.groups[0].id}/attached-policies`]: "iam:groups:listAttachedPoliciesV5", [`/v5/policies/${id}`]: "iam:policies:getV5", [`/v5/policies/${id}/versions/v1`]: "iam:policies:getVersionV5" };
    const tokens = { allowed: await tokenOf(erin), ofProject: await tokenOf(erin, { project: { name: project.name } }), refused: await tokenOf(frank) };
    for (const [path, action] of Object.entries(calls)) {
      assert.equal((await ask(path, tokens.allowed)).status, 200, path);
      for (const token of [tokens.ofProject, tokens.refused]) {
        const { status, body } = await ask(path, token);
        assert.deepEqual([status, body.error_code, body.error_msg.includes(action), typeof body.encoded_authorization_message], [403, "PAP5.0001", true, "string"], path);
      }
      assert.equal((await ask(path, "no-token")).status, 401);
      assert.equal((await ask(path.replace(/[0-9a-f]{12}(?!.*[0-9a-f]{12})/, "000000000099"), tokens.allowed)).status, 404, path);
    }
  });

  test("are none of the other sandboxes'", async () => {
    for (const other of ["sandbox", "sandbox-otc"]) {
      const answer = await fetchAsPage(`${IDENTITY.replace("sandbox-huawei", other)}/v5/users/${erin.id}/attached-policies`);
      assert.equal(answer.status, 404, other);
    }
  });
});

describe("requests", () => {
  test("are allowed as the policies of groups say, in all versions of the API", async () => {
    const key = PrivateKey.parse(await (await fetch(`${origin}/sandbox/keys/${server.keyPair}.pem`)).text());
    for (const apiVersion of ["v1", "v2", "v2.1"]) {
      const outcome = await clientOf(erin).getServerPassword({ serverId: server.id, apiVersion }, { privateKey: key }).then(({ password }) => password.reveal(), ({ providerCode }) => providerCode);
      assert.equal(outcome, apiVersion === "v1" ? "Pdp.0001" : server.password, apiVersion);
    }
    assert.ok((await clientOf(erin).listServers()).servers.length > 0);
    key.free();
  });

  test("every operation of the package that this cloud has is one of its calls", async () => {
    const placed = Object.entries(operations).flatMap(([name, { service, method, places }]) =>
      places.filter(({ cloud }) => cloud === "huawei").map(({ apiVersion, path }) => ({ name, service, method, apiVersion, path })),
    );
    assert.ok(new Set(placed.map(({ name }) => name)).size >= 15);
    // Some of them the proxy does not pass on.
    const token = await tokenOf(erin);
    for (const { name, service, method, apiVersion, path } of placed) {
      const base = service === "iam" ? `${IDENTITY}/${apiVersion ?? "v3"}` : `${behind}/sandbox-huawei/compute/${apiVersion}/${project.id}`;
      const headers = service === "iam" ? { "x-auth-token": token } : {};
      const below = path.replace("{server_id}", server.id).replace("{version_id}", "v1").replaceAll(/\{\w+\}/g, "0123");
      const answer = await fetchAsPage(`${base}/${below}`, { method, headers, ...ACTIONS[name] });
      assert.doesNotMatch(await answer.text(), /requested resource|API does not exist/, `${name}: ${method} ${path}`);
      assert.ok(service === "iam" ? [403, 404].includes(answer.status) : answer.status === 401, name);
    }
  });
});

test("the guide names its users, with what to try", async () => {
  const { huawei } = await (await fetch(`${origin}/sandbox.json`)).json();
  assert.deepEqual([huawei.cloud, huawei.project.name, huawei.users.map(({ name }) => name)], ["sandbox-huawei", "cn-north-4", ["erin", "frank", "grace", "heidi"]]);
  for (const { name, password, domain, project: of } of huawei.users) {
    const client = new Client({ cloud: "huawei", identityEndpoint: IDENTITY, endpoint: COMPUTE, auth: { type: "password", user: name, password, domain, project: of }, fetchImpl: fetchAsPage });
    assert.equal((await client.signIn()).user, name);
  }
});
