// The main job against a cloud with Keystone and Nova, as a contract: whoever describes such a cloud can run it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, describe, test } from "node:test";
import { passcodeOf } from "../../www/server/sandbox/totp.mjs";
import * as keystone from "./keystone.mjs";

/**
 * Registers the tests.
 *
 * `library`: what `import("ecs-password")` gives. `cloud`: a description as `stand.py describe` prints it.
 * `controls`: `reset()` puts the seeded state back; `stop(service)` and `start(service)` make an outage, where the cloud
 * can have one; `guestStarts(server)` is what a guest does that starts with no password stored, and gives the one that it sets;
 * `ordersAreDue()` lets the time of a start or stop pass where nothing else does; `breaks(server)` has a server in an error, where there is an administrator and all of Nova;
 * `now` is its time where that is not this computer's; `noAnswer` is how its requests fail then, by default because nobody listens; `fetch` is how it is asked where
 * that is not by the runtime's own alone.
 */
export function contract(library, cloud, controls) {
  const { Client, EcsPasswordError, PrivateKey } = library;
  const { users, servers, project, otherProject, stagingProject } = cloud;
  const { noAnswer = /ECONNREFUSED/, fetch = globalThis.fetch } = controls;
  /** What time it is there, in milliseconds since 1970. */
  const cloudNow = controls.now ?? Date.now;
  const unknownServer = "99999999-9999-4999-8999-999999999999";
  const handles = [];
  after(() => handles.forEach((handle) => handle.free()));

  function clientOf(auth, more = {}) {
    const client = new Client({
      cloud: "openstack",
      identityEndpoint: cloud.identityUrl,
      endpoint: cloud.computeUrl,
      auth,
      ...(controls.fetch && { fetchImpl: fetch }),
      ...more,
    });
    handles.push(client);
    return client;
  }

  function passwordOf(user, scope = user.project) {
    return { type: "password", user: user.name, domain: user.domain, password: user.password, project: scope };
  }

  function as(name, more) {
    return clientOf(passwordOf(users[name]), more);
  }

  function credentialOf(name) {
    return { type: "applicationCredential", ...cloud.applicationCredentials[name] };
  }

  function keyOf(server) {
    const key = PrivateKey.parse(readFileSync(server.keyFile));
    handles.push(key);
    return key;
  }

  const tokenOf = (name, scope) => keystone.tokenOf(cloud.identityUrl, users[name], scope);

  async function refuses(promise, expected) {
    const error = await promise.then(
      (value) => assert.fail(`expected ${expected.code}, got ${JSON.stringify(value)}`),
      (reason) => reason,
    );
    assert.ok(error instanceof EcsPasswordError, String(error));
    for (const [name, value] of Object.entries(expected)) {
      if (value instanceof RegExp) assert.match(error[name] ?? "", value, `${name} of ${error.message}`);
      else assert.deepEqual(error[name], value, `${name} of ${error.message}`);
    }
    return error;
  }

  describe("signing in", () => {
    test("by password", async () => {
      const session = await as("alice").signIn();
      assert.equal(session.user, "alice");
      assert.equal(session.project.id, project.id);
      assert.ok(session.roles.includes("member"));
      assert.ok(Date.parse(session.expiresAt) > Date.now());
    });

    test("by application credential", async () => {
      const session = await clientOf(credentialOf("ui")).signIn();
      assert.equal(session.project.id, project.id);
    });

    test("by a token that is there already", async () => {
      const client = clientOf({ type: "token", token: await tokenOf("alice") });
      const { servers: list } = await client.listServers();
      assert.ok(list.length >= 3);
    });

    test("with names or ids, and with the address of Keystone itself", async () => {
      const auth = { ...passwordOf(users.alice), user: { id: users.alice.id }, project: { id: project.id } };
      const session = await clientOf(auth, { identityEndpoint: cloud.identityUrl.replace(/\/v3$/, "") }).signIn();
      assert.equal(session.project.name, project.name);
    });

    test("a wrong password, an unknown user, a project without a role: one answer", async () => {
      for (const auth of [
        { ...passwordOf(users.alice), password: "no" },
        { ...passwordOf(users.alice), user: "nobody" },
        passwordOf(users.alice, otherProject.name),
        { ...credentialOf("ui"), secret: "no" },
      ]) {
        const error = await refuses(clientOf(auth).signIn(), {
          code: "unauthenticated",
          status: 401,
          retryable: false,
          hint: /check user, domain, project and password/,
        });
        assert.ok(error.requestId, "the request id is kept");
      }
    });

    test("a user with a second factor is asked for a one-time code, and gives it in a second step", async () => {
      const { erika } = users;
      const sent = [];
      const recording = (url, init) => {
        if (init.method === "POST") sent.push({ receipt: init.headers["Openstack-Auth-Receipt"], body: JSON.parse(init.body) });
        return fetch(url, init);
      };
      const client = as("erika", { fetchImpl: recording });
      await refuses(client.listServers(), { code: "unauthenticated", status: 401, takesPasscode: true, hint: /one-time code/ });
      const session = await client.signIn({ passcode: passcodeOf(erika.totpSecret, cloudNow()) });
      assert.equal(session.user, "erika");
      const [first, second] = sent;
      assert.deepEqual([sent.length, first.receipt, first.body.auth.identity.methods], [2, undefined, ["password"]]);
      assert.ok(second.receipt, "the second step has the receipt");
      assert.deepEqual(second.body.auth.identity.methods, ["totp"]);
      assert.ok((await client.listServers()).servers.length >= 3);
    });

    test("in one request with the password, by name or ID", async () => {
      const { erika } = users;
      for (const user of [erika.name, { id: erika.id }]) {
        const client = clientOf({ ...passwordOf(erika), user });
        assert.equal((await client.signIn({ passcode: passcodeOf(erika.totpSecret, cloudNow()) })).user, "erika");
      }
    });

    test("a wrong code is told as one of the things that may be wrong, with a receipt and without", async () => {
      const { erika } = users;
      const wrong = passcodeOf(erika.totpSecret, cloudNow() - 86_400_000);
      const client = as("erika");
      for (let step = 0; step < 2; step += 1) {
        if (step === 1) await refuses(as("erika").signIn(), { takesPasscode: true });
        await refuses(client.signIn({ passcode: wrong }), { code: "unauthenticated", status: 401, hint: /one-time code/ });
      }
      assert.equal((await client.signIn({ passcode: passcodeOf(erika.totpSecret, cloudNow()) })).user, "erika");
    });

    test("signing out revokes the token", async () => {
      let token;
      const watching = (url, init) => {
        token = init.headers["X-Auth-Token"] ?? token;
        return fetch(url, init);
      };
      const client = as("alice", { fetchImpl: watching });
      await client.listServers();
      const other = clientOf({ type: "token", token });
      await other.listServers();
      assert.deepEqual(await other.signOut(), { revoked: false });
      await other.listServers();
      assert.deepEqual(await client.signOut(), { revoked: true });
      await refuses(other.listServers(), { code: "unauthenticated" });
      assert.deepEqual(await client.signOut(), { revoked: false });
      await client.listServers();
      // A token that somebody else has revoked already.
      await keystone.revoke(cloud.identityUrl, token);
      assert.deepEqual(await client.signOut(), { revoked: true });
    });

    test("a token is exchanged for one of a project where its user has a role, is revoked alone, and with the first one", async () => {
      const isGood = (token) => clientOf({ type: "token", token }).listServers().then(() => true, ({ code }) => code !== "unauthenticated");
      const scope = { project: { id: project.id } };
      const unscoped = await tokenOf("alice", "unscoped");
      const [first, second] = await Promise.all([unscoped, unscoped].map(async (token) => (await keystone.exchange(cloud.identityUrl, token, scope)).headers.get("x-subject-token")));
      assert.deepEqual([await isGood(first), await isGood(second)], [true, true]);
      const { token } = await (await keystone.exchange(cloud.identityUrl, first, scope)).json();
      assert.deepEqual([token.methods.toSorted(), token.project.id, token.audit_ids.length], [["password", "token"], project.id, 2]);
      assert.equal((await keystone.exchange(cloud.identityUrl, first, { project: { id: otherProject.id } })).status, 401);
      await keystone.revoke(cloud.keystoneUrl ?? cloud.identityUrl, first);
      assert.equal((await keystone.exchange(cloud.identityUrl, first, scope)).status, 404);
      assert.deepEqual([await isGood(first), await isGood(second)], [false, true]);
      await keystone.revoke(cloud.keystoneUrl ?? cloud.identityUrl, unscoped);
      assert.equal(await isGood(second), false);
      for (const [name, status] of [["ui", 403], ["readpw-only", 404]]) {
        const ofCredential = await keystone.tokenOfCredential(cloud.identityUrl, cloud.applicationCredentials[name]);
        assert.equal((await keystone.exchange(cloud.identityUrl, ofCredential, scope)).status, status, name);
      }
    });

    test("the projects in which the user has a role, whatever the token", async () => {
      const idsOf = async (client) => (await client.listProjects()).projects.map(({ id, enabled }) => [id, enabled]).sort();
      const alices = [[project.id, true], [stagingProject.id, true]].sort();
      assert.deepEqual(await idsOf(as("alice")), alices);
      assert.deepEqual(await idsOf(clientOf({ type: "token", token: await tokenOf("alice", "unscoped") })), alices);
      const [{ name, domainId }] = (await as("bob").listProjects()).projects;
      assert.deepEqual([name, domainId], [project.name, "default"]);
      assert.deepEqual(await idsOf(clientOf(credentialOf("ui"))), alices);
      for (const client of [clientOf({ type: "token", token: "none" }), clientOf(credentialOf("readpw-only"))]) {
        await refuses(client.listProjects(), { code: "unauthenticated", status: 401 });
      }
    });

    test("the regions of the catalogue", async () => {
      for (const client of [as("alice"), clientOf(credentialOf("ui"))]) assert.equal((await client.listRegions()).regions[0], "RegionOne");
      for (const client of [clientOf({ type: "token", token: "none" }), clientOf(credentialOf("readpw-only"))]) {
        await refuses(client.listRegions(), { code: "unauthenticated", status: 401 });
      }
    });

    test("the same user in another project, with the password, a token and a one-time code", async () => {
      const { users: { erika } } = cloud;
      const withCode = as("erika");
      await withCode.signIn({ passcode: passcodeOf(erika.totpSecret, cloudNow()) });
      for (const client of [as("alice"), clientOf({ type: "token", token: await tokenOf("alice") }), withCode]) {
        const staging = client.forProject({ projectId: stagingProject.id });
        handles.push(staging);
        assert.equal((await staging.signIn()).project.name, stagingProject.name);
        const back = staging.forProject({ projectId: project.id });
        handles.push(back);
        assert.equal((await back.signIn()).project.id, project.id);
        const other = client.forProject({ projectId: otherProject.id });
        handles.push(other);
        await refuses(other.signIn(), { code: "unauthenticated", status: 401, hint: /role in the project/ });
        // What one of them is signed out of, the others go on with.
        assert.deepEqual(await staging.signOut(), { revoked: true });
        await Promise.all([client.listServers(), back.listServers()]);
      }
      assert.throws(() => clientOf(credentialOf("ui")).forProject({ projectId: project.id }), { code: "invalidInput", path: "auth.type" });
    });

    test("Keystone and Nova tell their versions to whoever asks", async () => {
      const identity = (cloud.keystoneUrl ?? cloud.identityUrl).replace(/\/v3$/, "");
      const told = async (url) => {
        const answer = await globalThis.fetch(url, { redirect: "manual" });
        const { version, versions = [version] } = await answer.json();
        const list = Array.isArray(versions) ? versions : versions.values;
        return [answer.status, list.map(({ id, status }) => [id, status])];
      };
      assert.deepEqual(await told(`${identity}/`), [300, [["v3.14", "stable"]]]);
      assert.deepEqual(await told(`${identity}/v3`), [200, [["v3.14", "stable"]]]);
      const compute = cloud.directComputeUrl ?? cloud.computeUrl;
      assert.deepEqual(await told(`${compute}/`), [200, [["v2.0", "DEPRECATED"], ["v2.1", "CURRENT"]]]);
      assert.deepEqual(await told(`${compute}/v2.1/`), [200, [["v2.1", "CURRENT"]]]);
      assert.equal((await globalThis.fetch(`${identity}/v3/nothing`)).status, 404);
    });

    test("ten calls with a wrong password are one failed attempt", async () => {
      let attempts = 0;
      const counting = (url, init) => {
        if (init.method === "POST") attempts += 1;
        return fetch(url, init);
      };
      const auth = { ...passwordOf(users.alice), password: "no" };
      const client = clientOf(auth, { fetchImpl: counting });
      const calls = Array.from({ length: 10 }, () => refuses(client.listServers(), { code: "unauthenticated" }));
      await Promise.all(calls);
      assert.equal(attempts, 1);
    });
  });

  describe("listing", () => {
    test("each server with its operating system and key pair", async () => {
      const { servers: list, nextMarker } = await as("alice").listServers();
      assert.equal(nextMarker, undefined);
      const byId = new Map(list.map((server) => [server.id, server]));
      for (const name of ["win2048", "win4096", "linux"]) {
        const expected = servers[name];
        const found = byId.get(expected.id);
        assert.ok(found, `${name} is not in the list`);
        assert.equal(found.name, expected.name);
        assert.equal(found.keyName, expected.keyName);
        assert.equal(found.os, expected.os === "windows" ? "windows" : "other");
        assert.equal(found.status, "ACTIVE");
      }
      assert.ok(!byId.has(servers.other.id), "another project's server is not in the list");
    });

    test("page by page", async () => {
      const client = as("alice");
      const all = (await client.listServers()).servers.map((server) => server.id);
      const paged = [];
      let marker;
      do {
        const page = await client.listServers({ limit: 1, marker });
        assert.ok(page.servers.length <= 1);
        paged.push(...page.servers.map((server) => server.id));
        marker = page.nextMarker;
      } while (marker);
      assert.deepEqual(paged, all);
    });

    test("by a part of the name, in which a dot is a dot", async () => {
      const client = as("alice");
      const all = (await client.listServers()).servers;
      const { name } = servers.win2048;
      const part = name.slice(1, -1);
      const names = (await client.listServers({ name: part })).servers.map((server) => server.name);
      assert.deepEqual(names, all.map((server) => server.name).filter((each) => each.includes(part)));
      assert.ok(names.includes(name));
      assert.deepEqual((await client.listServers({ name: `${name.slice(0, 2)}.${name.slice(3)}` })).servers, [], "in an expression it would stand for any sign");
      assert.deepEqual((await client.listServers({ name: "no-server-of-this-name" })).servers, []);
    });

    test("a marker that is no server of the project", async () => {
      await refuses(as("alice").listServers({ marker: unknownServer }), { code: "badRequest", status: 400 });
    });

    test("without a permission to change anything", async () => {
      const { servers: list } = await as("bob").listServers();
      assert.ok(list.length >= 3);
    });
  });

  describe("key pairs", () => {
    test("one's own, with the fingerprint of its private key", async () => {
      const pair = await as("alice").getKeyPair({ name: servers.win2048.keyName });
      const key = keyOf(servers.win2048);
      assert.equal(pair.name, servers.win2048.keyName);
      assert.equal(pair.fingerprint, key.fingerprints.md5);
      assert.match(pair.publicKey, /^ssh-rsa /);
    });

    test("a colleague's is not found", async () => {
      await refuses(as("bob").getKeyPair({ name: servers.win2048.keyName }), {
        code: "notFound",
        status: 404,
        hint: /belong to one user/,
      });
    });
  });

  describe("getting and decrypting", () => {
    for (const name of ["win2048", "win4096"]) {
      test(name, async () => {
        const privateKey = keyOf(servers[name]);
        const answer = await as("alice").getServerPassword({ serverId: servers[name].id }, { privateKey });
        assert.equal(answer.stored, true);
        assert.equal(Buffer.from(answer.ciphertext, "base64").length, privateKey.bits / 8);
        assert.equal(answer.password.reveal(), servers[name].password);
        answer.password.free();
      });
    }

    test("in every path form that Nova has", async () => {
      const { id } = servers.win2048;
      const short = await as("alice").getServerPassword({ serverId: id });
      for (const [apiVersion, more] of [
        ["v2.1", { projectId: project.id }],
        ["v2", { projectId: project.id }],
        // Without a project id, v2 takes the token's.
        ["v2", {}],
      ]) {
        const answer = await as("alice", more).getServerPassword({ serverId: id, apiVersion });
        assert.equal(answer.ciphertext, short.ciphertext);
      }
    });

    test("with an application credential that may do nothing else: its rules are asked for every path, method and form of the address", async () => {
      const serverId = servers.win2048.id;
      const client = clientOf(credentialOf("readpw-only"));
      const refused = { code: "unauthenticated", status: 401 };
      for (const refusal of [
        () => client.deleteServerPassword({ serverId }),
        () => client.listServers(),
        () => client.getKeyPair({ name: servers.win2048.keyName }),
        () => client.getServerPassword({ serverId, apiVersion: "v2" }),
        () => clientOf(credentialOf("readpw-only"), { projectId: project.id }).getServerPassword({ serverId }),
      ]) {
        await refuses(refusal(), refused);
      }
      await refuses(client.deleteServerPassword({ serverId }), { mayHaveHappened: false });
      assert.equal((await client.getServerPassword({ serverId })).stored, true);
      // That a server is another project's is said behind the rules.
      await refuses(client.getServerPassword({ serverId: servers.other.id }), { code: "notFound", status: 404 });
    });

    test("with the key of another length", async () => {
      const privateKey = keyOf(servers.win4096);
      await refuses(as("alice").getServerPassword({ serverId: servers.win2048.id }, { privateKey }), {
        code: "ciphertextLength",
        message: /2048-bit key.*4096 bits/,
      });
    });

    test("with another key of the same length", async () => {
      const privateKey = keyOf(servers.other);
      await refuses(as("alice").getServerPassword({ serverId: servers.win2048.id }, { privateKey }), { code: "wrongKey" });
    });

    test("a Linux server has none stored", async () => {
      const privateKey = keyOf(servers.linux);
      const answer = await as("alice").getServerPassword({ serverId: servers.linux.id }, { privateKey });
      assert.equal(answer.stored, false);
      assert.equal(answer.ciphertext, "");
      assert.equal(answer.password, undefined);
      assert.match(answer.hint, /never set.*deleted/);
    });
  });

  describe("refusals", () => {
    const serverId = servers.win2048.id;

    test("401: a token that is none", async () => {
      const client = clientOf({ type: "token", token: "gAAAAA-no-token" });
      await refuses(client.getServerPassword({ serverId }), { code: "unauthenticated", status: 401, hint: /sign in again/ });
    });

    test("401: a token that was revoked", async () => {
      const token = await tokenOf("alice");
      const client = clientOf({ type: "token", token });
      assert.equal((await client.getServerPassword({ serverId })).stored, true);
      await keystone.revoke(cloud.keystoneUrl ?? cloud.identityUrl, token);
      await refuses(client.getServerPassword({ serverId }), { code: "unauthenticated", status: 401, hint: /sign in again/ });
    });

    test("403 by policy, get", async () => {
      await refuses(as("carol").getServerPassword({ serverId }), {
        code: "forbidden",
        status: 403,
        providerCode: "forbidden",
        requestId: /^req-/,
        hint: /`os_compute_api:os-server-password:show`/,
      });
    });

    test("403 of a reader, delete", async () => {
      await refuses(as("bob").deleteServerPassword({ serverId }), {
        code: "forbidden",
        status: 403,
        mayHaveHappened: false,
        hint: /`os_compute_api:os-server-password:clear`.*role `member`/,
      });
      assert.equal((await as("bob").getServerPassword({ serverId })).stored, true);
    });

    test("404: no such server", async () => {
      await refuses(as("alice").getServerPassword({ serverId: unknownServer }), {
        code: "notFound",
        status: 404,
        hint: /server ID is wrong, or the server is in another project than the token, or was deleted/,
      });
      await refuses(as("alice").deleteServerPassword({ serverId: unknownServer }), {
        code: "notFound",
        mayHaveHappened: false,
      });
    });

    test("404: another project's server, from either side", async () => {
      await refuses(as("alice").getServerPassword({ serverId: servers.other.id }), { code: "notFound", status: 404 });
      await refuses(as("dave").getServerPassword({ serverId }), { code: "notFound", status: 404 });
    });

    test("400: the project in the URL is not the token's", async () => {
      const client = as("alice", { projectId: otherProject.id });
      await refuses(client.getServerPassword({ serverId }), {
        code: "projectMismatch",
        status: 400,
        hint: /the token belongs to another project/,
      });
    });

    test("an unscoped token's 500 says what to do", async () => {
      const client = clientOf({ type: "token", token: await tokenOf("alice", "unscoped") });
      await refuses(client.getServerPassword({ serverId }), { code: "serverError", hint: /sign in with a project/ });
    });
  });

  describe("deleting", () => {
    before(() => controls.reset());
    after(() => controls.reset());

    test("then none is stored, and deleting again is harmless", async () => {
      const client = as("alice");
      const serverId = servers.win2048.id;
      assert.equal((await client.getServerPassword({ serverId })).stored, true);
      assert.deepEqual(await client.deleteServerPassword({ serverId }), { deleted: true });
      const gone = await client.getServerPassword({ serverId });
      assert.equal(gone.stored, false);
      assert.match(gone.hint, /never set.*deleted/);
      assert.deepEqual(await client.deleteServerPassword({ serverId }), { deleted: true });
      // The neighbour's is still there.
      assert.equal((await client.getServerPassword({ serverId: servers.win4096.id })).stored, true);
    });

    test("with the project in the path", async () => {
      const client = as("alice", { projectId: project.id });
      const serverId = servers.win4096.id;
      assert.deepEqual(await client.deleteServerPassword({ serverId, apiVersion: "v2" }), { deleted: true });
      assert.equal((await client.getServerPassword({ serverId })).stored, false);
    });
  });

  // What is done to servers that somebody uses is not undone.
  const guests = { skip: controls.guestStarts ? false : "the guests of this cloud are not the test's" };

  /** Past the console's server, which passes on no more than the page asks for. */
  const endpoint = cloud.directComputeUrl ?? cloud.computeUrl;

  async function act(token, server, body) {
    const headers = { "x-auth-token": token, "content-type": "application/json" };
    const answer = await fetch(`${endpoint}/v2.1/servers/${server}/action`, { method: "POST", headers, body });
    const text = await answer.text();
    return [answer.status, text && JSON.parse(text).badRequest?.message];
  }

  /** Waits until an order is carried out. */
  async function until(client, serverId, status) {
    await controls.ordersAreDue?.();
    const end = Date.now() + 60_000;
    for (;;) {
      const { server } = await client.getServer({ serverId });
      if (server.status === status) return;
      assert.ok(Date.now() < end, `${serverId} is ${server.status}, expected ${status}`);
    }
  }

  const order = async (client, operation, serverId) => {
    assert.deepEqual(await client[operation]({ serverId }), { accepted: true });
    await until(client, serverId, operation === "startServer" ? "ACTIVE" : "SHUTOFF");
  };

  async function reveals({ id, keyFile }, user, expected) {
    const { password } = await as(user).getServerPassword({ serverId: id }, { privateKey: keyOf({ keyFile }) });
    assert.equal(password?.reveal(), expected);
    password?.free();
  }

  const conflict = { code: "conflict", status: 409, providerCode: "conflictingRequest", mayHaveHappened: false };
  const NEW = "Xk7!qm2Zt-new";
  const change = (user, serverId = servers.win2048.id, more = {}) => as(user, { endpoint, ...more }).changeServerPassword({ serverId, newPassword: NEW });

  describe("changing", () => {
    beforeEach(controls.reset);
    after(controls.reset);

    test("the password of a server that runs, of which Nova then stores the new one", guests, async () => {
      assert.equal((await change("alice")).changed, true);
      assert.equal((await change("alice", servers.win4096.id, { projectId: project.id })).changed, true);
      await reveals(servers.win2048, "alice", NEW);
      await reveals(servers.win4096, "alice", NEW);
    });

    test("is answered with nothing but 202, also where the password is an empty text", guests, async () => {
      const token = await tokenOf("alice");
      assert.deepEqual(await act(token, servers.win2048.id, JSON.stringify({ changePassword: { adminPass: NEW } })), [202, ""]);
      assert.deepEqual(await act(token, servers.win4096.id, '{"changePassword":{"adminPass":""}}'), [202, ""]);
    });

    test("stores the new one also where none was stored any more", guests, async () => {
      const serverId = servers.win2048.id;
      await as("alice").deleteServerPassword({ serverId });
      assert.equal((await as("alice").getServerPassword({ serverId })).stored, false);
      await change("alice");
      await reveals(servers.win2048, "alice", NEW);
    });

    test("of a server whose key cannot encrypt it may have been done, and what is stored is the old one", guests, async () => {
      const most = servers.win2048.password.padEnd(245, "x");
      const client = as("alice", { endpoint });
      await client.changeServerPassword({ serverId: servers.win2048.id, newPassword: most });
      await reveals(servers.win2048, "alice", most);
      const error = await refuses(client.changeServerPassword({ serverId: servers.win2048.id, newPassword: `${most}x` }), {
        ...conflict,
        mayHaveHappened: true,
        message: /Failed to set admin password on .* because error setting admin password/,
        hint: /try the new one in the guest, then the old one/,
      });
      assert.ok(!error.message.includes(servers.win2048.password));
      await reveals(servers.win2048, "alice", most);
    });

    test("of a server that does not run is a conflict, and nothing was done", guests, async () => {
      const { id } = servers.win2048;
      const refusal = { ...conflict, hint: /a server that runs/ };
      await order(as("alice", { endpoint }), "stopServer", id);
      await refuses(change("alice"), { ...refusal, message: new RegExp(`Cannot 'changePassword' instance ${id} while it is in vm_state stopped`) });
      const { lost } = servers;
      await refuses(change(lost.user, lost.id), { ...refusal, message: new RegExp(`Cannot 'changePassword' instance ${lost.id} while it is in vm_state error`) });
    });
  });

  describe("refusals of a change", () => {
    test("of a server whose image has no guest agent is a conflict, and nothing was done", guests, async () => {
      await refuses(change("alice", servers.linux.id), { ...conflict, message: /QEMU guest agent is not enabled/, hint: /a guest agent by the properties of its image/ });
    });

    test("of a server whose guest agent does not answer is 501, and nobody knows what was done", guests, async () => {
      await refuses(change("dave", servers.other.id), {
        code: "unsupportedOperation",
        status: 501,
        providerCode: "notImplemented",
        mayHaveHappened: true,
        retryable: false,
        message: /Unable to set password on instance/,
        hint: /may have been changed all the same.*did not answer in time/,
      });
      await reveals(servers.other, "dave", servers.other.password);
    });

    test("is not for readers", async () => {
      await refuses(change("bob"), {
        code: "forbidden",
        status: 403,
        providerCode: "forbidden",
        action: { name: "os_compute_api:os-admin-password", missing: true, basis: "documented" },
        mayHaveHappened: false,
        hint: /the role `member`/,
      });
    });

    test("of a server that is not there, or is another project's", async () => {
      for (const id of [unknownServer, servers.other.id]) await refuses(change("alice", id), { code: "notFound", status: 404, providerCode: "itemNotFound", mayHaveHappened: false });
    });

    test("takes the action alone, with a password that is a text", async () => {
      const token = await tokenOf("alice");
      const { id } = servers.win2048;
      for (const body of ["{", "{}", '{"changePassword":{"adminPass":"x"},"reboot":{}}']) assert.deepEqual(await act(token, id, body), [400, "Malformed request body"], body);
      assert.deepEqual(await act(token, id, '{"paint":{}}'), [400, "There is no such action: paint"]);
      for (const [said, field, value, why] of [
        ["null", "changePassword", "None", "None is not of type 'object'"],
        ["[]", "changePassword", "[]", "[] is not of type 'object'"],
        ['"x"', "changePassword", "x", "'x' is not of type 'object'"],
        ["{}", "changePassword", "{}", "'adminPass' is a required property"],
        ['{"other":true}', "changePassword", "{'other': True}", "'adminPass' is a required property"],
        ['{"adminPass":7}', "adminPass", "7", "7 is not of type 'string'"],
        ['{"adminPass":null}', "adminPass", "None", "None is not of type 'string'"],
        ['{"adminPass":["x",{"a":false}]}', "adminPass", "['x', {'a': False}]", "['x', {'a': False}] is not of type 'string'"],
        ['{"adminPass":"x","other":1}', "changePassword", "{'adminPass': 'x', 'other': 1}", "Additional properties are not allowed ('other' was unexpected)"],
      ]) {
        assert.deepEqual(await act(token, unknownServer, `{"changePassword":${said}}`), [400, `Invalid input for field/attribute ${field}. Value: ${value}. ${why}`], said);
      }
    });
  });

  const refusal = { ...conflict, hint: /can be started that is stopped/ };

  describe("starting and stopping", () => {
    beforeEach(controls.reset);
    after(controls.reset);
    const serverId = servers.win2048.id;
    const said = (verb, state) => new RegExp(`Cannot '${verb}' instance .* while it is in ${state}`);

    test("a server stops and starts, some time after the orders", guests, async () => {
      const client = as("alice", { endpoint });
      const { server } = await client.getServer({ serverId });
      assert.equal(server.status, "ACTIVE");
      assert.deepEqual(server, (await client.listServers()).servers.find(({ id }) => id === serverId));
      await order(client, "stopServer", serverId);
      assert.equal((await client.listServers()).servers.find(({ id }) => id === serverId).status, "SHUTOFF");
      await order(client, "startServer", serverId);
      // The neighbour's order has the project in its path.
      await order(as("alice", { endpoint, projectId: project.id }), "stopServer", servers.win4096.id);
    });

    test("an order that does not fit the state is a conflict, and nothing was done", guests, async () => {
      const client = as("alice", { endpoint });
      await refuses(client.startServer({ serverId }), { ...refusal, message: said("start", "vm_state active") });
      await client.stopServer({ serverId });
      // Where the cloud is quick, it is stopped by now.
      await refuses(client.stopServer({ serverId }), { ...refusal, message: said("stop", "(task_state powering-off|vm_state stopped)") });
      await until(client, serverId, "SHUTOFF");
      await refuses(client.stopServer({ serverId }), { ...refusal, message: said("stop", "vm_state stopped") });
      await client.startServer({ serverId });
      await refuses(client.startServer({ serverId }), { ...refusal, message: said("start", "(task_state powering-on|vm_state active)") });
      await until(client, serverId, "ACTIVE");
      await refuses(client.startServer({ serverId }), { ...refusal, message: said("start", "vm_state active") });
    });

    test("with the stored password deleted in between, the guest stores another one", guests, async () => {
      const client = as("alice", { endpoint });
      await order(client, "stopServer", serverId);
      await client.deleteServerPassword({ serverId });
      await order(client, "startServer", serverId);
      assert.equal((await client.getServerPassword({ serverId })).stored, false);
      const renewed = await controls.guestStarts(servers.win2048);
      assert.notEqual(renewed, servers.win2048.password);
      await reveals(servers.win2048, "alice", renewed);
    });

    if (controls.breaks) {
      test("a server in an error, on a host, can be stopped, and not started", async () => {
        const client = as("alice", { endpoint });
        await controls.breaks(servers.win2048);
        assert.equal((await client.getServer({ serverId })).server.status, "ERROR");
        await refuses(client.startServer({ serverId }), { ...refusal, message: said("start", "vm_state error") });
        await order(client, "stopServer", serverId);
        await order(client, "startServer", serverId);
      });

      test("a locked server is a conflict, and nothing was done", async () => {
        const client = as("alice", { endpoint });
        const token = await tokenOf("alice");
        assert.deepEqual(await act(token, serverId, '{"lock":null}'), [202, ""]);
        await refuses(client.stopServer({ serverId }), { ...refusal, message: /Instance .* is locked/ });
        await refuses(change("alice"), { ...refusal, hint: /a server that runs/, message: /is in an invalid state for 'changePassword'/ });
        assert.deepEqual(await act(token, serverId, '{"unlock":null}'), [202, ""]);
        await order(client, "stopServer", serverId);
      });
    }
  });

  describe("refusals to start and stop", () => {
    const serverId = servers.win2048.id;

    test("a server that found no place to run is not ready for either", guests, async () => {
      const { user, id } = servers.lost;
      const client = as(user, { endpoint });
      assert.equal((await client.getServer({ serverId: id })).server.status, "ERROR");
      for (const operation of ["startServer", "stopServer"]) await refuses(client[operation]({ serverId: id }), { ...refusal, message: new RegExp(`Instance ${id} is not ready`) });
    });

    test("is not for readers, who may look", guests, async () => {
      const client = as("bob", { endpoint });
      for (const [operation, verb] of [["startServer", "start"], ["stopServer", "stop"]]) {
        await refuses(client[operation]({ serverId }), {
          code: "forbidden",
          status: 403,
          providerCode: "forbidden",
          action: { name: `os_compute_api:servers:${verb}`, missing: true, basis: "documented" },
          mayHaveHappened: false,
          hint: /the role `member`/,
        });
      }
      assert.equal((await client.getServer({ serverId })).server.id, serverId);
    });

    test("a server that is not there, or is another project's", guests, async () => {
      const client = as("alice", { endpoint });
      for (const operation of ["getServer", "startServer", "stopServer"]) {
        for (const id of [unknownServer, servers.other.id]) {
          const happened = operation === "getServer" ? {} : { mayHaveHappened: false };
          await refuses(client[operation]({ serverId: id }), { code: "notFound", status: 404, providerCode: "itemNotFound", ...happened });
        }
      }
    });
  });

  describe("outages", { skip: controls.stop ? false : "this cloud cannot be stopped" }, () => {
    // It starts what the test before may have left stopped.
    beforeEach(() => controls.reset());
    after(() => controls.reset());

    test("Keystone down: nobody can sign in, and the error says that nothing answered", async () => {
      const token = await tokenOf("alice");
      await controls.stop("keystone");
      await refuses(as("alice").signIn(), { code: "network", retryable: true, hint: /check the endpoint/ });
      // Nova cannot check a token then, and says so in plain text.
      const client = clientOf({ type: "token", token });
      await refuses(client.getServerPassword({ serverId: servers.win2048.id }), {
        code: "unavailable",
        status: 503,
        retryable: true,
        message: /Keystone service is temporarily unavailable/,
      });
      await refuses(client.deleteServerPassword({ serverId: servers.win2048.id }), {
        code: "unavailable",
        mayHaveHappened: true,
        hint: /may have been carried out/,
      });
      await controls.start("keystone");
    });

    test("Nova down: a get is tried again until its time is over, a delete only once", async () => {
      let sent = [];
      const recording = (url, init) => {
        sent.push(init.method);
        return fetch(url, init);
      };
      const client = clientOf({ type: "token", token: await tokenOf("alice") }, { fetchImpl: recording });
      await controls.stop("nova");
      const serverId = servers.win2048.id;
      await refuses(client.getServerPassword({ serverId }), { code: "network", retryable: true, message: noAnswer });
      assert.deepEqual(sent, ["GET", "GET", "GET", "GET"]);
      sent = [];
      await refuses(client.deleteServerPassword({ serverId }), { code: "network", mayHaveHappened: true });
      assert.deepEqual(sent, ["DELETE"]);
      await controls.start("nova");
      assert.equal((await client.getServerPassword({ serverId })).stored, true);
    });

    test("Nova comes back between two tries of a get", async () => {
      const startingNova = (url, init) =>
        fetch(url, init).catch(async (error) => {
          await controls.start("nova");
          throw error;
        });
      const client = clientOf({ type: "token", token: await tokenOf("alice") }, { fetchImpl: startingNova });
      await controls.stop("nova");
      assert.equal((await client.getServerPassword({ serverId: servers.win2048.id })).stored, true);
    });

    test("Neutron down: the list fails, the password does not", async () => {
      const client = as("alice");
      await controls.stop("neutron");
      assert.equal((await client.getServerPassword({ serverId: servers.win2048.id })).stored, true);
      await refuses(client.listServers(), { code: "serverError", status: 500, providerCode: "computeFault" });
      await controls.start("neutron");
    });
  });
}
