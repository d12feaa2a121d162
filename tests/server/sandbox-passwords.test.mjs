// The sandboxes set passwords: Nova's changePassword, and the resets of Huawei Cloud. Most of it is asked behind the proxy, where every action of a server arrives.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Client, generatePassword, PrivateKey } from "ecs-password";
import { start } from "../../www/server/start.mjs";
import { HUAWEI } from "../../www/server/sandbox/huawei-world.mjs";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { SERVERS } from "../../www/server/sandbox/world.mjs";
import { fetchAsPage, send } from "./helpers.mjs";
import { startSandbox } from "./sandbox-cloud.mjs";

const { origin, behind, reset } = await startSandbox();
const idOf = (name) => SERVERS.find((each) => each.name === name).id;
const [WIN, ED25519, STOPPED, BUILD, BROKEN, DELETED, OTHER, APPLIANCE] = ["win-2022-a", "win-2025-ed25519", "win-2019-stopped", "win-2025-build", "win-2022-broken", "win-2019-done", "win-2022-other", "appliance"].map(idOf);
const NEW = "Xk7!qm2Zt-long";

beforeEach(reset);

const clientOf = (user, cloud = "openstack", world = { account: { name: "Default" }, project: { name: "demo" } }) => {
  const place = { openstack: "sandbox", otc: "sandbox-otc", huawei: "sandbox-huawei" }[cloud];
  const [name, password] = typeof user === "string" ? [user, `${user}-password`] : [user.name, user.password];
  const auth = { type: "password", user: name, domain: world.account.name, password, project: world.project.name };
  return new Client({ cloud, identityEndpoint: `${behind}/${place}/identity`, endpoint: `${behind}/${place}/compute`, auth });
};

const keyOf = async (name) => PrivateKey.parse(await (await fetch(`${origin}/sandbox/keys/${name}.pem`)).text());
const revealed = async (client, serverId, name = "alice-rsa2048") => {
  const key = await keyOf(name);
  const { password } = await client.getServerPassword({ serverId }, { privateKey: key });
  key.free();
  return password?.reveal();
};
/** What a call ends with: its result, or code, status, the cloud's code and whether it may have happened. */
const end = (call) => call.catch(({ code, status, providerCode, mayHaveHappened, message }) => [code, status, providerCode, mayHaveHappened, message]);

describe("changePassword", () => {
  test("stores the new password for the server's key pair, in place of the old one", async () => {
    const alice = clientOf("alice");
    assert.equal(await revealed(alice, WIN), SERVERS[0].password);
    assert.deepEqual(Object.keys(await alice.changeServerPassword({ serverId: WIN, newPassword: NEW })), ["changed", "hint"]);
    assert.equal(await revealed(alice, WIN), NEW);
    await alice.deleteServerPassword({ serverId: WIN });
    assert.equal(await revealed(alice, WIN), undefined);
    await alice.changeServerPassword({ serverId: WIN, newPassword: `${NEW}2` });
    assert.equal(await revealed(alice, WIN), `${NEW}2`);
    await reset();
    assert.equal(await revealed(alice, WIN), SERVERS[0].password);
  });

  test("stores one where none was, and none for a key pair that is not RSA", async () => {
    const alice = clientOf("alice");
    assert.equal(await revealed(alice, DELETED), undefined);
    await alice.changeServerPassword({ serverId: DELETED, newPassword: NEW });
    assert.equal(await revealed(alice, DELETED), NEW);
    await alice.changeServerPassword({ serverId: ED25519, newPassword: NEW });
    assert.equal((await alice.getServerPassword({ serverId: ED25519 })).stored, false);
  });

  test("takes a generated password from its handle", async () => {
    const alice = clientOf("alice");
    const { password } = generatePassword({ cloud: "openstack", operation: "changeServerPassword" });
    await alice.changeServerPassword({ serverId: WIN, newPassword: password });
    assert.equal(await revealed(alice, WIN), password.reveal());
    password.free();
  });

  test("is for servers that run, and for members of their project", async () => {
    const alice = clientOf("alice");
    for (const [serverId, state] of [[STOPPED, "stopped"], [BUILD, "building"], [BROKEN, "error"]]) {
      const [...told] = await end(alice.changeServerPassword({ serverId, newPassword: NEW }));
      assert.deepEqual(told.slice(0, 4), ["conflict", 409, "conflictingRequest", false]);
      assert.match(told[4], new RegExp(`Cannot 'changePassword' instance ${serverId} while it is in vm_state ${state}$`));
    }
    assert.deepEqual((await end(alice.changeServerPassword({ serverId: OTHER, newPassword: NEW }))).slice(0, 4), ["notFound", 404, "itemNotFound", false]);
    const refused = await end(clientOf("bob").changeServerPassword({ serverId: WIN, newPassword: NEW }));
    assert.deepEqual(refused.slice(0, 4), ["forbidden", 403, "forbidden", false]);
    assert.match(refused[4], /os_compute_api:os-admin-password/);
  });

  test("leaves open what a password does that the key cannot encrypt", async () => {
    const told = await end(clientOf("alice").changeServerPassword({ serverId: WIN, newPassword: "x".repeat(300) }));
    assert.deepEqual(told.slice(0, 4), ["conflict", 409, "conflictingRequest", true]);
    assert.ok(!told[4].includes("xxx"));
  });

  test("is the one action, and its body is checked before anything is done", async () => {
    const token = await tokenOf("alice");
    const act = async (body, id = WIN) => {
      const answer = await send(behind, `/sandbox/compute/v2.1/servers/${id}/action`, { method: "POST", headers: { "x-auth-token": token, "content-type": "application/json" }, body });
      return [answer.status, JSON.parse(answer.text || "null")?.badRequest?.message];
    };
    for (const body of ["", "{", "[]", "7", "{}", '{"changePassword":{"adminPass":"x"},"reboot":{}}']) assert.deepEqual(await act(body), [400, "Malformed request body"], body);
    assert.deepEqual(await act('{"reboot":{"type":"HARD"}}'), [400, "There is no such action: reboot"]);
    assert.match((await act('{"changePassword":{}}'))[1], /'adminPass' is a required property/);
    assert.match((await act('{"changePassword":{"adminPass":7}}', "nowhere"))[1], /7 is not of type 'string'/);
    assert.deepEqual(await act('{"changePassword":{"adminPass":"x"}}'), [202, undefined]);
  });
});

async function tokenOf(name) {
  const body = { auth: { identity: { methods: ["password"], password: { user: { name, domain: { name: "Default" }, password: `${name}-password` } } }, scope: { project: { name: "demo", domain: { id: "default" } } } } };
  const answer = await send(behind, "/sandbox/identity/v3/auth/tokens", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  return answer.headers["x-subject-token"];
}

describe("Huawei Cloud", () => {
  const user = (wanted) => HUAWEI.users.find(({ name }) => name === wanted);
  const grace = () => clientOf(user("grace"), "huawei", HUAWEI);

  test("takes the order for one server, looks at the password only where it is told to, and stores nothing", async () => {
    const client = grace();
    for (const input of [{ newPassword: NEW }, { newPassword: NEW, checkComplexity: true }, { newPassword: "weak" }, { newPassword: "weak", checkComplexity: false }]) {
      assert.equal((await client.resetServerPassword({ serverId: WIN, ...input })).accepted, true);
    }
    assert.deepEqual((await end(client.resetServerPassword({ serverId: WIN, newPassword: "weak", checkComplexity: true }))).slice(0, 4), ["badRequest", 400, "Ecs.0011", false]);
    assert.deepEqual((await end(client.resetServerPassword({ serverId: OTHER, newPassword: NEW }))).slice(0, 4), ["notFound", 404, "Ecs.0114", false]);
    assert.deepEqual((await end(client.resetServerPassword({ serverId: BUILD, newPassword: NEW }))).slice(0, 4), ["badRequest", 400, "Ecs.0610", false]);
    assert.equal(await revealed(client, WIN), SERVERS[0].password);
  });

  test("what the guests have is what was ordered last", async () => {
    const { server, sandbox } = await start({ host: "127.0.0.1", port: 0 });
    try {
      const [win] = SERVERS;
      assert.equal(sandbox.passwords.inGuest(win), win.password);
      sandbox.passwords.order(win, NEW);
      assert.equal(sandbox.passwords.inGuest(win), NEW);
      sandbox.passwords.reset();
      assert.equal(sandbox.passwords.inGuest(win), win.password);
    } finally {
      server.close().closeAllConnections();
    }
  });

  test("tells of each server of several, as far as the cloud does", async () => {
    const client = grace();
    const outcomes = ({ servers, failure }) => [servers.map(({ outcome, providerCode }) => providerCode ?? outcome), failure?.status];
    const all = (serverIds, more = { newPassword: NEW }) => client.resetServerPasswords({ serverIds, ...more });
    assert.deepEqual(outcomes(await all([WIN, STOPPED])), [["accepted", "accepted"], undefined]);
    assert.deepEqual(outcomes(await all([WIN, OTHER, BUILD])), [["unknown", "Ecs.0114", "Ecs.0610"], 400]);
    assert.deepEqual(outcomes(await all([WIN, STOPPED], { dryRun: true })), [["accepted", "accepted"], undefined]);
    assert.deepEqual((await end(all([WIN], { newPassword: "weak" }))).slice(0, 4), ["badRequest", 400, "Ecs.0011", false]);
    assert.deepEqual((await end(all([WIN], { newPassword: "weak", dryRun: true }))).slice(0, 4), ["badRequest", 400, "Ecs.0011", false]);
  });

  test("a check of several resets sets nothing", async () => {
    const orders = await ordersOf({ dry_run: true, new_password: NEW, servers: [{ id: WIN }] });
    assert.deepEqual(orders, [200, SERVERS[0].password]);
    assert.deepEqual(await ordersOf({ new_password: NEW, servers: [{ id: WIN }] }), [200, NEW]);
    for (const body of [{}, { servers: [] }, { servers: [{ id: WIN }] }, { servers: [{ id: 7 }], new_password: NEW }, { servers: [{ id: WIN }], new_password: 7 }, { servers: [{ id: WIN }], new_password: "" }, { servers: [{ id: WIN }], new_password: NEW, dry_run: "true" }]) {
      assert.equal((await ordersOf(body))[0], 400, JSON.stringify(body));
    }
  });

  test("says whether a password can be reset, as a text", async () => {
    const client = grace();
    for (const [serverId, supported] of [[WIN, true], [STOPPED, true], [BUILD, false], [APPLIANCE, false]]) {
      assert.deepEqual(await client.getResetPasswordFlag({ serverId }), { supported });
    }
    assert.deepEqual((await end(client.getResetPasswordFlag({ serverId: OTHER }))).slice(0, 3), ["notFound", 404, "Ecs.0114"]);
  });

  test("decides by the policies of who asks", async () => {
    const erin = clientOf(user("erin"), "huawei", HUAWEI);
    for (const [call, action] of [
      [() => erin.resetServerPassword({ serverId: WIN, newPassword: NEW }), "ecs:cloudServers:resetServerPwd"],
      [() => erin.resetServerPasswords({ serverIds: [WIN], newPassword: NEW }), "ecs:cloudServers:resetServerPwd"],
    ]) {
      const error = await call().then(assert.fail, (thrown) => thrown);
      assert.deepEqual([error.code, error.providerCode, error.action.name, error.mayHaveHappened], ["forbidden", "Pdp.0001", action, false]);
    }
  });
});

/** What a sandbox of its own answers to several resets, and what its guest has then. */
async function ordersOf(body) {
  const { server, sandbox } = await start({ host: "127.0.0.1", port: 0 });
  try {
    const cloud = sandbox.clouds.find(({ name }) => name === "sandbox-huawei");
    const { name, password } = HUAWEI.users.find((each) => each.name === "grace");
    const ask = (service, method, path, headers, content) => cloud.send({ service, method, path, query: "", headers, body: Buffer.from(JSON.stringify(content)), signal: new AbortController().signal });
    const auth = { identity: { methods: ["password"], password: { user: { name, domain: { name: HUAWEI.account.name }, password } } }, scope: { project: { name: HUAWEI.project.name } } };
    const { headers } = await ask("identity", "POST", "/v3/auth/tokens", { "content-type": "application/json" }, { auth });
    const token = Object.entries(headers).find(([each]) => each.toLowerCase() === "x-subject-token")[1];
    const { status } = await ask("compute", "PUT", `/v1/${HUAWEI.project.id}/cloudservers/os-reset-passwords`, { "x-auth-token": token }, body);
    return [status, sandbox.passwords.inGuest(SERVERS[0])];
  } finally {
    server.close().closeAllConnections();
  }
}

test("Open Telekom Cloud has none of them", async () => {
  const client = clientOf(OTC.users[0], "otc", OTC);
  for (const call of [
    () => client.resetServerPassword({ serverId: WIN, newPassword: NEW }),
    () => client.resetServerPasswords({ serverIds: [WIN], newPassword: NEW }),
    () => client.getResetPasswordFlag({ serverId: WIN }),
    () => client.changeServerPassword({ serverId: WIN, newPassword: NEW }),
  ]) {
    const { code, path, hint } = await call().then(assert.fail, (thrown) => thrown);
    assert.deepEqual([code, path], ["unsupportedOperation", "cloud"]);
    assert.match(hint, /it is documented for cloud `(huawei|openstack)`/);
  }
});

test("through the proxy, too; the sandbox is asked for no other action of a server", async () => {
  const through = (name, kind, world) => {
    const place = `${origin}/proxy/${kind === "huawei" ? "sandbox-huawei" : "sandbox"}`;
    const auth = { type: "password", user: name, domain: world.account.name, password: name === "grace" ? "grace-huawei-password" : `${name}-password`, project: world.project.name };
    return new Client({ cloud: kind, identityEndpoint: `${place}/identity`, endpoint: `${place}/compute`, auth, fetchImpl: fetchAsPage });
  };
  const alice = through("alice", "openstack", { account: { name: "Default" }, project: { name: "demo" } });
  await alice.changeServerPassword({ serverId: WIN, newPassword: NEW });
  assert.equal(await revealed(alice, WIN), NEW);
  const grace = through("grace", "huawei", HUAWEI);
  assert.equal((await grace.getResetPasswordFlag({ serverId: WIN })).supported, true);
  assert.equal((await grace.resetServerPassword({ serverId: WIN, newPassword: NEW, checkComplexity: true })).accepted, true);
  const { servers } = await grace.resetServerPasswords({ serverIds: [WIN, STOPPED], newPassword: NEW });
  assert.deepEqual(servers.map(({ outcome }) => outcome), ["accepted", "accepted"]);
  const body = JSON.stringify({ reboot: { type: "HARD" } });
  const { status, ...answer } = await fetchAsPage(`${origin}/proxy/sandbox/compute/v2.1/servers/${WIN}/action`, { method: "POST", body }).then(async (each) => ({ status: each.status, ...(await each.json()) }));
  assert.deepEqual([status, answer.error.code], [400, "Proxy.0023"]);
  for (const client of [alice, grace]) client.free();
});
