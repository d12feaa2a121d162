// The sandboxes start and stop servers, and a guest that starts with nothing stored sets another password: the renewal.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Client, PrivateKey } from "ecs-password";
import { HUAWEI } from "../../www/server/sandbox/huawei-world.mjs";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { renewed } from "../../www/server/sandbox/passwords.mjs";
import { SWITCHING_MS } from "../../www/server/sandbox/power.mjs";
import { SERVERS } from "../../www/server/sandbox/world.mjs";
import { startSandbox } from "./sandbox-cloud.mjs";

const { origin, behind, reset, advance } = await startSandbox();
const [WIN, STOPPED, BUILD, OTHER] = ["win-2022-a", "win-2019-stopped", "win-2025-build", "win-2022-other"].map((name) => SERVERS.find((each) => each.name === name));

beforeEach(reset);

const PLACES = { openstack: ["sandbox", { account: { name: "Default" }, project: { name: "demo" } }], otc: ["sandbox-otc", OTC], huawei: ["sandbox-huawei", HUAWEI] };
const clientOf = (user, password = `${user}-password`, cloud = "openstack") => {
  const [place, { account, project }] = PLACES[cloud];
  return new Client({
    cloud,
    identityEndpoint: `${behind}/${place}/identity`,
    endpoint: `${behind}/${place}/compute`,
    auth: { type: "password", user, domain: account.name, password, project: project.name },
  });
};
const clouds = () => [
  ["openstack", clientOf("alice")],
  ["huawei", clientOf("grace", HUAWEI.users.find(({ name }) => name === "grace").password, "huawei")],
];
const statusOf = async (client, { id: serverId }) => (await client.getServer({ serverId })).server.status;

for (const [cloud, client] of clouds()) {
  describe(`power on ${cloud}`, () => {
    test("one server is the same as in the list", async () => {
      const { servers } = await client.listServers();
      for (const server of servers.slice(0, 4)) assert.deepEqual(await client.getServer({ serverId: server.id }), { server });
    });

    test("a server stops and starts, each a moment after the order", async () => {
      assert.equal(await statusOf(client, WIN), "ACTIVE");
      assert.deepEqual(await client.stopServer({ serverId: WIN.id }), { accepted: true });
      assert.equal(await statusOf(client, WIN), "ACTIVE");
      await advance(SWITCHING_MS);
      assert.equal(await statusOf(client, WIN), "SHUTOFF");
      assert.equal((await client.listServers()).servers.find(({ id }) => id === WIN.id).status, "SHUTOFF");
      assert.deepEqual(await client.startServer({ serverId: WIN.id }), { accepted: true });
      assert.equal(await statusOf(client, WIN), "SHUTOFF");
      await advance(SWITCHING_MS);
      assert.equal(await statusOf(client, WIN), "ACTIVE");
    });

    test("an order that does not fit the state is refused, and nothing is done", async () => {
      const refused = [
        [client.startServer({ serverId: WIN.id }), /Cannot 'start' instance .* in vm_state active/],
        [client.stopServer({ serverId: STOPPED.id }), /Cannot 'stop' instance .* in vm_state stopped/],
        [client.startServer({ serverId: BUILD.id }), /Cannot 'start' instance .* in vm_state building/],
      ];
      for (const [call, message] of refused) await assert.rejects(call, { code: "conflict", status: 409, mayHaveHappened: false, message, hint: /can be started that is stopped/ });
      await client.stopServer({ serverId: WIN.id });
      await assert.rejects(client.stopServer({ serverId: WIN.id }), { code: "conflict", message: /in task_state powering-off/ });
      // Nova looks at the state first.
      await assert.rejects(client.startServer({ serverId: WIN.id }), { code: "conflict", message: /in vm_state active/ });
      await assert.rejects(client.stopServer({ serverId: OTHER.id }), { code: "notFound" });
    });

    test("with the stored password deleted, a start sets another one, which is stored some time later", async () => {
      const key = PrivateKey.parse(await (await fetch(`${origin}/sandbox/keys/${WIN.keyPair}.pem`)).text());
      const password = async () => (await client.getServerPassword({ serverId: WIN.id }, { privateKey: key })).password?.reveal();
      assert.equal(await password(), WIN.password);
      await client.stopServer({ serverId: WIN.id });
      await advance(SWITCHING_MS);
      await client.deleteServerPassword({ serverId: WIN.id });
      await client.startServer({ serverId: WIN.id });
      await advance(SWITCHING_MS);
      assert.equal(await password(), undefined);
      await advance(60_000);
      assert.equal(await password(), renewed(WIN));
      assert.notEqual(renewed(WIN), WIN.password);
      // With something stored it sets none.
      await client.stopServer({ serverId: WIN.id });
      await advance(SWITCHING_MS);
      await client.startServer({ serverId: WIN.id });
      await advance(90_000);
      assert.equal(await password(), renewed(WIN));
      await reset();
      assert.equal(await password(), WIN.password);
      key.free();
    });
  });
}

test("a password is not changed while the server stops", async () => {
  const client = clientOf("alice");
  await client.stopServer({ serverId: WIN.id });
  await assert.rejects(client.changeServerPassword({ serverId: WIN.id, newPassword: "Xk7!qm2Zt-new" }), { code: "conflict", mayHaveHappened: false, message: /in task_state powering-off/ });
});

test("who may not is told which action is missing", async () => {
  await assert.rejects(clientOf("bob").stopServer({ serverId: WIN.id }), { code: "forbidden", action: { name: "os_compute_api:servers:stop", missing: true, basis: "documented" }, mayHaveHappened: false });
  const [user] = OTC.users.filter(({ name }) => name === "bob");
  const client = clientOf(user.name, user.password, "otc");
  await assert.rejects(client.startServer({ serverId: STOPPED.id }), { code: "forbidden", action: { name: "ecs:servers:start", missing: true, basis: "documented" } });
});
