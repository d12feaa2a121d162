// Clients that nobody here wrote, unchanged, against the sandbox clouds: what works with them works with the real ones. And Huawei Cloud's SDK for Python as
// a second opinion on signatures.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { AccessKey, signRequest } from "ecs-password";
import { root } from "../../src/xtask/steps.mjs";
import { HUAWEI } from "../../www/server/sandbox/huawei-world.mjs";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { createSandbox } from "../../www/server/sandbox/sandbox.mjs";
import { DOMAIN, PROJECTS, SERVERS, USERS } from "../../www/server/sandbox/world.mjs";
import { generated, numbers, seedOf, written } from "../js/signing-requests.mjs";
import { startService, temporaryFolder } from "../server/helpers.mjs";

const STAND = path.join(root, "tests/openstack/stand.py");
const PYTHON = path.join(root, ".cache/openstack/venv/bin/python");
const REQUESTS = 200;
const NEW_PASSWORD = "nEw-Pa55word";

await run("python3", [STAND, "setup"]);

/** What a program prints. */
function run(program, args, input = "") {
  // Nothing on this machine is asked for through a proxy.
  const env = { ...process.env, NO_PROXY: "*", no_proxy: "*" };
  return new Promise((resolve, reject) => {
    // Some clients wait for ever for what they do not understand.
    const child = execFile(program, args, { env, maxBuffer: 1 << 24, timeout: 300_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${args.join(" ")} failed: ${stderr}`));
      else resolve(stdout);
    });
    child.stdin.end(input);
  });
}

/** What a client makes of a cloud. */
const said = async (script, given) => JSON.parse(await run(PYTHON, [path.join(root, "tests/openstack/clients", script)], JSON.stringify(given)));

/** A sandbox of its own, as its clouds would be on the network. */
async function sandboxOnTheNetwork() {
  const sandbox = createSandbox({});
  const keyFile = path.join(temporaryFolder(), "key.pem");
  const [{ keyPair }] = SERVERS;
  writeFileSync(keyFile, await (await sandbox.routes.request(`/sandbox/keys/${keyPair}.pem`)).text(), { mode: 0o600 });
  return { keyFile, at: (cloud, service) => startService(sandbox, cloud, service) };
}

const [server] = SERVERS;
const [alice] = USERS;
const ofProject = SERVERS.filter(({ project }) => project === alice.project).map(({ name }) => name);
const withStatus = (wanted) => SERVERS.find(({ status, project }) => status === wanted && project === alice.project).id;

describe("clients of OpenStack, with a password", () => {
  test("openstacksdk", async () => {
    const { keyFile, at } = await sandboxOnTheNetwork();
    const connect = {
      auth: { auth_url: await at("sandbox", "identity"), username: alice.name, password: alice.password, project_name: alice.project, user_domain_name: DOMAIN.name, project_domain_name: DOMAIN.name },
      compute_endpoint_override: `${await at("sandbox", "compute")}/v2.1`,
    };
    assert.deepEqual(await said("openstack_sdk.py", { connect, keyFile, server: server.name, newPassword: NEW_PASSWORD }), {
      user: alice.id,
      project: PROJECTS[alice.project].id,
      servers: ofProject,
      pages: ofProject,
      found: server.id,
      status: "ACTIVE",
      microversion: "2.104",
      keyPair: server.keyPair,
      password: server.password,
      changed: NEW_PASSWORD,
      cleared: "",
      missing: "Instance 00000000-0000-4000-8000-000000000000 could not be found.",
    });
  });

  test("python-novaclient", async () => {
    const { keyFile, at } = await sandboxOnTheNetwork();
    const auth = { auth_url: `${await at("sandbox", "identity")}/v3`, username: alice.name, password: alice.password, project_name: alice.project, user_domain_name: DOMAIN.name, project_domain_name: DOMAIN.name };
    const compute = `${await at("sandbox", "compute")}/v2.1`;
    const stopped = withStatus("SHUTOFF");
    const { conflict, ...rest } = await said("nova_client.py", { auth, compute, version: "2.1", keyFile, server: server.id, stopped, newPassword: NEW_PASSWORD });
    assert.deepEqual(rest, { servers: ofProject, name: server.name, keyPair: server.keyPair, latest: "2.104", password: server.password, changed: NEW_PASSWORD, cleared: "" });
    assert.match(conflict, new RegExp(`^Cannot 'changePassword' instance ${stopped} while it is in vm_state stopped \\(HTTP 409\\)`));
  });
});

describe("Huawei Cloud's SDK, with an access key", () => {
  test("lists, gets, deletes and resets", async () => {
    const { keyFile, at } = await sandboxOnTheNetwork();
    const keyOf = (name) => HUAWEI.accessKeys.find(({ user }) => user === name);
    const [, other] = SERVERS;
    const given = {
      compute: await at("sandbox-huawei", "compute"),
      project: HUAWEI.project.id,
      administrator: keyOf("grace"),
      operator: keyOf("erin"),
      keyFile,
      keyPair: server.keyPair,
      server: server.id,
      other: other.id,
      broken: withStatus("ERROR"),
      newPassword: NEW_PASSWORD,
    };
    assert.deepEqual(await said("huawei_sdk.py", given), {
      servers: ofProject,
      page: ofProject.slice(0, 2),
      colleaguesKeyPair: [404, 404],
      password: server.password,
      mayNotGet: [403, "Pdp.0001"],
      flag: "True",
      mayNotReset: [403, "Pdp.0001"],
      tooSimple: [400, "Ecs.0011"],
      reset: 204,
      resetAll: [server.id, other.id],
      resetSome: [400, "Ecs.0610"],
      deleted: 204,
      wrongKey: [401, "APIGW.0301"],
      left: "",
    });
  });

  test("asks IAM for projects, accounts and groups, and signs in with a password", async () => {
    const { at } = await sandboxOnTheNetwork();
    const keyOf = (name) => OTC.accessKeys.find(({ user, expired }) => user === name && !expired);
    const carol = OTC.users.find(({ name }) => name === "carol");
    const given = { identity: await at("sandbox-otc", "identity"), account: OTC.account, project: "eu-de", user: carol, key: keyOf("carol"), guest: keyOf("bob") };
    const all = OTC.projects.map(({ name }) => name);
    assert.deepEqual(await said("huawei_iam.py", given), {
      mine: all,
      all,
      ofRegion: ["eu-de"],
      accounts: [OTC.account.id],
      groups: carol.groups.map(({ name }) => name),
      mayNotList: [403, "IAM.0003"],
      wrongKey: [401, "APIGW.0301"],
      signedIn: ["carol", "eu-de", true],
    });
  });

  test(`${String(REQUESTS)} requests are signed as the package signs them`, async (context) => {
    const seed = seedOf();
    context.diagnostic(`SIGNING_SEED=${String(seed)}`);
    const random = numbers(seed);
    const made = Array.from({ length: REQUESTS }, () => {
      const { data, ...request } = generated(random);
      return { ...request, path: new URL(request.url).pathname, ...(data && { body: JSON.stringify(data) }) };
    });
    const expected = await said("huawei_signatures.py", made);
    made.forEach(({ access, secret, method, url, headers, query, body, isDerived }, index) => {
      const key = new AccessKey({ access, secret });
      const options = isDerived ? { algorithm: "V11-HMAC-SHA256", region: "eu-de", service: "ecs" } : {};
      const { Authorization } = signRequest({ method, url: url + written(query, random), headers, ...(body && { body }) }, key, options).headers;
      key.free();
      assert.equal(Authorization, expected[index], `SIGNING_SEED=${String(seed)}, request ${String(index)}`);
    });
  });
});
