// The sandbox that is like Open Telekom Cloud: its policies decide, and whoever may read them gets them from its IAM.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Client, operations, PolicySet, PrivateKey } from "ecs-password";
import { ACCOUNT, OTC_USERS, PROJECT } from "../../www/server/sandbox/otc-world.mjs";
import { passcodeOf } from "../../www/server/sandbox/totp.mjs";
import { SERVERS } from "../../www/server/sandbox/world.mjs";
import { fetchAsPage } from "./helpers.mjs";
import { ACTIONS, startSandbox } from "./sandbox-cloud.mjs";

const { origin, behind, addFault, clearFaults } = await startSandbox();
const IDENTITY = `${origin}/proxy/sandbox-otc/identity`;
const COMPUTE = `${origin}/proxy/sandbox-otc/compute`;
const [server] = SERVERS;
const NOBODY = "99999999-9999-4999-8999-999999999999";

function clientOf(name, more = {}) {
  const { id, password, totpSecret } = OTC_USERS.find((user) => user.name === name);
  const auth = { type: "password", user: totpSecret ? { id } : name, domain: ACCOUNT.name, password, project: PROJECT.name };
  return new Client({ cloud: "otc", identityEndpoint: IDENTITY, endpoint: COMPUTE, auth, fetchImpl: fetchAsPage, ...more });
}

/** A token of that user, for the project or for the account, and what is said of it. */
async function tokenOf(name, scope) {
  const user = { name, password: OTC_USERS.find((each) => each.name === name).password, domain: { name: ACCOUNT.name } };
  const body = { auth: { identity: { methods: ["password"], password: { user } }, scope } };
  const answer = await fetchAsPage(`${IDENTITY}/v3/auth/tokens`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
  assert.equal(answer.status, 201);
  return { text: answer.headers.get("x-subject-token"), token: (await answer.json()).token };
}

const ask = async (path, token) => {
  const answer = await fetchAsPage(IDENTITY + path, { headers: { "x-auth-token": token } });
  return { status: answer.status, body: await answer.json() };
};

describe("tokens", () => {
  test("are for the project or for the account, with the roles granted there, and tell whose they are", async () => {
    for (const [scope, roles] of [
      [{ project: { id: PROJECT.id } }, ["custom_policy1", "system_all_7"]],
      [{ domain: { name: ACCOUNT.name } }, ["custom_policy2"]],
    ]) {
      const { text, token } = await tokenOf("alice", scope);
      assert.deepEqual(token.roles.map(({ name }) => name), roles);
      assert.deepEqual(token.user.domain, { id: ACCOUNT.id, name: ACCOUNT.name });
      assert.deepEqual(token.methods, ["password"]);
      assert.equal(token.project?.id, scope.project?.id);
      const shown = await fetchAsPage(`${IDENTITY}/v3/auth/tokens`, { headers: { "x-auth-token": text, "x-subject-token": text } });
      assert.deepEqual((await shown.json()).token, token);
    }
  });

  test("are not those of the other sandbox", async () => {
    const { text } = await tokenOf("alice", { project: { name: PROJECT.name } });
    const answer = await fetchAsPage(`${origin}/proxy/sandbox/compute/v2.1/servers/detail`, { headers: { "x-auth-token": text } });
    assert.equal(answer.status, 401);
  });

  test("are refused to a wrong password, a foreign project and a user of nobody", async () => {
    for (const change of [{ password: "x" }, { project: "eu-ch2" }, { project: "eu-de_closed" }, { user: "nobody" }, { domain: "OTC-ELSE" }]) {
      const auth = { type: "password", user: "alice", domain: ACCOUNT.name, password: "alice-otc-password", project: PROJECT.name, ...change };
      await assert.rejects(clientOf("alice", { auth }).signIn(), { code: "unauthenticated" });
    }
  });
});

/** What was read. */
const granted = ({ entries }) => entries.filter(({ document }) => document !== undefined);

describe("policies", () => {
  test("of a user who may read them come with their attachment", async () => {
    const listed = await clientOf("alice").listPolicies();
    const { entries, groups, notRead } = listed;
    assert.deepEqual(
      granted(listed).map(({ name, scope }) => [name, scope]),
      [
        ["passwords-with-mfa", { kind: "allProjects" }],
        ["ECS CommonOperations", { kind: "project", id: PROJECT.id }],
        ["read-permissions", { kind: "global" }],
      ],
    );
    assert.deepEqual(groups.map(({ name, entries: own }) => [name, own]), [["operators", [0, 1]], ["permission-readers", [2]]]);
    assert.deepEqual(notRead, ["enterpriseProjects", "otherProjects"]);
    // What was not read stands behind, so that the indexes of the groups are those of their grants.
    assert.deepEqual(entries.slice(3).map(({ unread, scope }) => [typeof unread, scope]), [
      ["string", { kind: "enterpriseProjects" }],
      ["string", { kind: "otherProjects", id: PROJECT.id }],
    ]);
  });

  test("of the other users: an administrator of the old kind reads them, a guest does not, and who is in no group has none", async () => {
    const listed = await clientOf("carol").listPolicies();
    assert.deepEqual(granted(listed).map(({ name }) => name), ["Security Administrator", "ECS FullAccess"]);
    await assert.rejects(clientOf("bob").listPolicies(), { code: "forbidden", status: 403, hint: /`iam:permissions:listRolesForGroupOnDomain`/ });
    assert.deepEqual(granted(await clientOf("dave").listPolicies()), []);
  });

  test("are given for tokens of the account only", async () => {
    const [{ id }] = OTC_USERS.find(({ name }) => name === "alice").groups;
    const path = `/v3/domains/${ACCOUNT.id}/groups/${id}/roles`;
    for (const name of ["alice", "carol"]) {
      for (const [scope, status] of [[{ domain: { name: ACCOUNT.name } }, 200], [{ project: { name: PROJECT.name } }, 403]]) {
        assert.equal((await ask(path, (await tokenOf(name, scope)).text)).status, status);
      }
    }
  });

  test("of nobody and of no group are not found", async () => {
    const { text } = await tokenOf("carol", { domain: { name: ACCOUNT.name } });
    for (const path of ["/v3/users/0123/groups", `/v3/domains/${ACCOUNT.id}/groups/0123/roles`, `/v3/projects/0123/groups/0123/roles`]) {
      assert.equal((await ask(path, text)).status, 404, path);
    }
    assert.equal((await ask("/v3/users/0123/groups", "no-token")).status, 401);
  });
});

describe("requests", () => {
  test("are refused and allowed as the policies say", async () => {
    const calls = {
      listServers: (client) => client.listServers(),
      getKeyPair: (client) => client.getKeyPair({ name: "alice-rsa2048" }),
      getServerPassword: (client) => client.getServerPassword({ serverId: server.id }),
    };
    // Key pairs belong to one user: allowed, and not found.
    const expected = {
      alice: ["allowed", "allowed", "refused"],
      bob: ["allowed", "notFound", "refused"],
      carol: ["allowed", "notFound", "allowed"],
      dave: ["refused", "refused", "refused"],
      // What denies passwords without a second factor does not with one.
      erika: ["allowed", "notFound", "allowed"],
    };
    for (const { name, totpSecret } of OTC_USERS) {
      const client = clientOf(name);
      if (totpSecret) await client.signIn({ passcode: passcodeOf(totpSecret, Date.now()) });
      for (const [index, call] of Object.values(calls).entries()) {
        const outcome = await call(client).then(() => "allowed", ({ code, providerCode }) => (providerCode === "Pdp.0001" ? "refused" : code));
        assert.equal(outcome, expected[name][index], `${name}: ${Object.keys(calls)[index]}`);
      }
    }
  });

  test("the policies that IAM gives explain what was refused", async () => {
    const { entries } = await clientOf("alice").listPolicies();
    const set = new PolicySet(entries);
    const question = { operation: "getServerPassword", cloud: "otc", projectId: PROJECT.id };
    assert.equal(set.check(question).decision, "conditional");
    const { decision, reasons } = set.check({ ...question, context: { "g:MFAPresent": ["false"] } });
    assert.deepEqual([decision, reasons[0].policy], ["explicitDeny", "passwords-with-mfa"]);
    set.free();
  });

  test("a user with a second factor needs the code in the same request, and reads policies by exchanging the token", async () => {
    const { totpSecret } = OTC_USERS.find(({ name }) => name === "erika");
    const client = clientOf("erika");
    await assert.rejects(client.listServers(), { code: "unauthenticated", takesPasscode: true, hint: /one-time code/ });
    const wrong = passcodeOf(totpSecret, Date.now() - 86_400_000);
    await assert.rejects(client.signIn({ passcode: wrong }), { code: "unauthenticated", takesPasscode: true, hint: /one-time code is not accepted/ });
    assert.equal((await client.signIn({ passcode: passcodeOf(totpSecret, Date.now()) })).user, "erika");
    const { entries } = await client.listPolicies();
    const set = new PolicySet(entries);
    const { decision } = set.check({ operation: "getServerPassword", cloud: "otc", projectId: PROJECT.id, context: { "g:MFAPresent": ["true"] } });
    assert.equal(decision, "allow");
    set.free();
    const byName = new Client({ cloud: "otc", identityEndpoint: IDENTITY, endpoint: COMPUTE, fetchImpl: fetchAsPage, auth: { type: "password", user: "erika", domain: ACCOUNT.name, password: "p", project: PROJECT.name } });
    await assert.rejects(byName.signIn({ passcode: "123456" }), { code: "invalidInput", path: "auth.user" });
  });

  test("a refusal names its action, as ECS says it", async () => {
    await assert.rejects(clientOf("alice").getServerPassword({ serverId: server.id }), {
      code: "forbidden",
      status: 403,
      providerCode: "Pdp.0001",
      hint: /`ecs:serverPasswords:manage`/,
    });
    await assert.rejects(clientOf("bob").deleteServerPassword({ serverId: server.id }), { code: "forbidden", mayHaveHappened: false });
  });

  test("who may gets the password, in both API versions", async () => {
    const key = PrivateKey.parse(await (await fetch(`${origin}/sandbox/keys/${server.keyPair}.pem`)).text());
    for (const apiVersion of ["v2", "v2.1"]) {
      const { password } = await clientOf("carol").getServerPassword({ serverId: server.id, apiVersion }, { privateKey: key });
      assert.equal(password.reveal(), server.password);
      password.free();
    }
    key.free();
  });

  test("without a token, and to what this cloud does not have, they are refused by the gateway", async () => {
    const statusOf = async (path) => (await fetch(`${behind}/sandbox-otc/compute/v2.1/${path}`)).status;
    assert.equal(await statusOf(`${PROJECT.id}/servers/detail`), 401);
    assert.equal(await statusOf(`${PROJECT.id}/flavors`), 404);
    assert.equal(await statusOf("servers/detail"), 404);
  });

  test("every operation of the package that this cloud has is one of its calls", async () => {
    const placed = Object.entries(operations).flatMap(([name, { service, method, places }]) =>
      places.filter(({ cloud }) => cloud === "otc").map(({ apiVersion, path }) => ({ name, service, method, apiVersion, path })),
    );
    assert.ok(new Set(placed.map(({ name }) => name)).size >= 8);
    const account = await tokenOf("carol", { domain: { name: ACCOUNT.name } });
    for (const { name, service, method, apiVersion, path } of placed) {
      const base = service === "iam" ? `${IDENTITY}/v3` : `${behind}/sandbox-otc/compute/${apiVersion}/${PROJECT.id}`;
      // Some of them the proxy does not pass on. IAM looks at the token first, ECS at the path; and of IDs that nobody has, each says that there is none.
      const headers = service === "iam" ? { "x-auth-token": account.text } : {};
      const answer = await fetchAsPage(`${base}/${path.replace("{server_id}", NOBODY).replaceAll(/\{\w+\}/g, "0123")}`, { method, headers, ...ACTIONS[name] });
      assert.doesNotMatch(await answer.text(), /requested resource|API does not exist/, `${name}: ${method} ${path}`);
      assert.equal(answer.status, service === "iam" ? 404 : 401);
    }
  });

  test("faults reach it as well", async () => {
    await addFault({ match: { path: "/groups" }, fault: { status: 500 } });
    await assert.rejects(clientOf("alice").listPolicies(), { code: "serverError" });
    await clearFaults();
  });
});
