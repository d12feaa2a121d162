// The client against real HTTP servers: what `fetch` is given, and how a call ends.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { buildSignInRequest, Client, PolicySet } from "ecs-password";

const serverId = "11111111-2222-4333-8444-555555555555";
const STORED = JSON.stringify({ password: "AAAA" });

/** A server that answers each request with the next of `answers`; gives its address and what it was asked. */
async function serverWith(...answers) {
  const asked = [];
  const server = createServer((request, response) => {
    request.resume();
    asked.push(request);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer(request, response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, asked };
}

const says = (status, body = "", headers = {}) => (_, response) => response.writeHead(status, headers).end(body);
const never = () => undefined;

function clientAt(endpoint, more = {}) {
  const client = new Client({ cloud: "openstack", endpoint, auth: { type: "token", token: "t" }, ...more });
  after(() => client.free());
  return client;
}

const get = (client, options) => client.getServerPassword({ serverId }, options);

test("fetch gets a URL and an init that follows, keeps and tells nothing", async () => {
  const calls = [];
  const fetchImpl = async (...given) => {
    calls.push(given);
    return new Response(STORED);
  };
  await get(clientAt("https://nova.example.com", { fetchImpl }));
  const [[url, init, ...more]] = calls;
  assert.equal(url, `https://nova.example.com/v2.1/servers/${serverId}/os-server-password`);
  assert.deepEqual(more, []);
  const { signal, headers, ...rest } = init;
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual({ ...headers }, { Accept: "application/json", "Content-Type": "application/json", "X-Auth-Token": "t" });
  assert.deepEqual(rest, {
    method: "GET",
    redirect: "error",
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
  });
});

test("plain http to another machine takes `allowHttp: true`, and the refusal says so", async () => {
  const urls = [];
  const fetchImpl = async (url) => {
    urls.push(url);
    if (!url.includes("/auth/tokens")) return new Response(STORED);
    const token = { expires_at: new Date(Date.now() + 3_600_000).toISOString(), user: { id: "u", name: "u" } };
    return new Response(JSON.stringify({ token }), { status: 201, headers: { "x-subject-token": "t" } });
  };
  const auth = { type: "password", user: "u", domain: "d", password: "p", project: "p" };
  const addresses = { endpoint: "http://10.0.0.5:8774", identityEndpoint: "http://10.0.0.5:5000/v3" };
  await get(clientAt(addresses.endpoint, { ...addresses, auth, fetchImpl, allowHttp: true }));
  assert.deepEqual(urls, ["http://10.0.0.5:5000/v3/auth/tokens?nocatalog=true", `http://10.0.0.5:8774/v2.1/servers/${serverId}/os-server-password`]);
  const input = { cloud: "openstack", ...addresses, auth };
  assert.equal(buildSignInRequest({ ...input, allowHttp: true }).url, urls[0]);
  for (const [path, more] of [["identityEndpoint", {}], ["endpoint", { identityEndpoint: "https://10.0.0.5" }], ["identityEndpoint", { allowHttp: false }]]) {
    for (const make of [(given) => new Client(given), buildSignInRequest]) {
      assert.throws(() => make({ ...input, ...more }), (error) => error.code === "invalidInput" && error.path === path && error.message.includes("or with `allowHttp: true`"));
    }
  }
  assert.throws(() => new Client({ ...input, allowHttp: "yes" }), { path: "allowHttp" });
});

test("a redirect is not followed", async () => {
  const elsewhere = await serverWith(says(200, STORED));
  const { url, asked } = await serverWith(says(302, "", { location: elsewhere.url }));
  await assert.rejects(clientAt(url).deleteServerPassword({ serverId }), { code: "network", mayHaveHappened: true });
  assert.equal(elsewhere.asked.length, 0);
  assert.equal(asked.length, 1);
});

test("a get is tried again after 503 and a broken answer, not before Retry-After is over", async () => {
  const cutOff = (_, response) => {
    response.writeHead(200, { "content-length": 1000 });
    response.write("{", () => response.destroy());
  };
  const { url, asked } = await serverWith(says(503, "", { "retry-after": "1" }), cutOff, says(200, STORED));
  const start = Date.now();
  const answer = await get(clientAt(url));
  const { notes, ...stored } = answer;
  assert.deepEqual([stored, notes.length], [{ stored: true, ciphertext: "AAAA" }, 2]);
  assert.equal(asked.length, 3);
  assert.ok(Date.now() - start >= 1000);
});

test("a delete is sent once, and says that it may have happened", async () => {
  const { url, asked } = await serverWith((request) => request.socket.destroy());
  await assert.rejects(clientAt(url).deleteServerPassword({ serverId }), { code: "network", mayHaveHappened: true });
  assert.equal(asked.length, 1);
});

test("a call whose signal was aborted before sends nothing", async () => {
  const { url, asked } = await serverWith(says(200, STORED));
  const signal = AbortSignal.abort();
  await assert.rejects(get(clientAt(url), { signal }), { code: "aborted" });
  await assert.rejects(clientAt(url).deleteServerPassword({ serverId }, { signal }), { code: "aborted", mayHaveHappened: false });
  assert.equal(asked.length, 0);
});

test("an abort ends the request under way, and leaves no listener", async () => {
  const controller = new AbortController();
  let closed;
  const { url } = await serverWith((request) => {
    closed = new Promise((resolve) => request.socket.on("close", resolve));
    controller.abort();
  });
  const { signal } = controller;
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...given) => ((listeners += 1), addEventListener.apply(signal, given));
  signal.removeEventListener = (...given) => ((listeners -= 1), removeEventListener.apply(signal, given));
  const call = clientAt(url).deleteServerPassword({ serverId }, { signal });
  await assert.rejects(call, { code: "aborted", mayHaveHappened: true });
  await closed;
  assert.equal(listeners, 0);
});

test("an abort ends a pause at once", async () => {
  const controller = new AbortController();
  const { url, asked } = await serverWith((_, response) => {
    response.writeHead(503, { "retry-after": "30" }).end();
    setTimeout(() => controller.abort(), 50);
  });
  await assert.rejects(get(clientAt(url), { signal: controller.signal }), { code: "aborted" });
  assert.equal(asked.length, 1);
});

test("the time of a call covers an answer that never comes, or never ends", async (context) => {
  const { setTimeout } = globalThis;
  let runOut;
  // The minute of the call is over when the test says so.
  context.mock.method(globalThis, "setTimeout", (run, ms, ...args) => {
    if (!(ms > 50_000 && ms <= 60_000)) return setTimeout(run, ms, ...args);
    runOut = run;
    return undefined;
  });
  const endless = (_, response) => void response.writeHead(200).write("{");
  for (const answer of [never, endless]) {
    const { url, asked } = await serverWith((request, response) => {
      answer(request, response);
      runOut();
    });
    await assert.rejects(get(clientAt(url), { timeoutMs: 60_000 }), { code: "timeout", hint: /timeoutMs/ });
    assert.equal(asked.length, 1);
  }
});

test("a fetchImpl that ignores its signal cannot hold a call up", async () => {
  const fetchImpl = () => new Promise(never);
  await assert.rejects(get(clientAt("https://nova.example.com", { fetchImpl }), { timeoutMs: 50 }), { code: "timeout" });
  const controller = new AbortController();
  const call = get(clientAt("https://nova.example.com", { fetchImpl }), { signal: controller.signal });
  controller.abort();
  await assert.rejects(call, { code: "aborted" });
});

test("a fetchImpl may throw, and may answer with what only looks like a Response", async () => {
  const throwing = () => {
    throw new TypeError("no network here");
  };
  const client = clientAt("https://nova.example.com", { fetchImpl: throwing });
  await assert.rejects(client.deleteServerPassword({ serverId }), { code: "network", message: /no network here/ });
  const alike = async () => ({
    status: 404,
    headers: new Map([["X-OpenStack-Request-Id", "req-1"]]),
    arrayBuffer: async () => new TextEncoder().encode('{"itemNotFound":{"code":404,"message":"gone"}}').buffer,
  });
  await assert.rejects(get(clientAt("https://nova.example.com", { fetchImpl: alike })), { code: "notFound", requestId: "req-1" });
});

test("a fetchImpl that is none is told, in words that can be translated", async () => {
  const read = new Response("{}");
  await read.text();
  const chunks = () => ({ status: 200, headers: [], body: { getReader: () => ({ read: async () => ({ done: false, value: "text" }), cancel: async () => undefined }) } });
  const cases = [
    [() => undefined, "`fetchImpl` gave no response"],
    [() => ({ status: 200 }), "`fetchImpl` gave a response without a body"],
    [() => read, "the body of the answer was read already"],
    [chunks, "the body of the answer has a chunk that is not a `Uint8Array`"],
  ];
  for (const [fetchImpl, reason] of cases) {
    await assert.rejects(clientAt("https://nova.example.com", { fetchImpl }).deleteServerPassword({ serverId }), (error) => {
      assert.deepEqual([error.code, error.message, error.mayHaveHappened], ["network", `the request was not answered: ${reason}`, true]);
      assert.deepEqual(error.said.message, { template: "the request was not answered: {}", values: [{ template: reason, values: [] }] });
      return true;
    });
  }
});

test("the global fetch is the one of the moment of the call", async () => {
  const client = clientAt("https://nova.example.com");
  const original = globalThis.fetch;
  globalThis.fetch = async () => new Response(STORED);
  try {
    assert.equal((await get(client)).stored, true);
  } finally {
    globalThis.fetch = original;
  }
});

test("calls side by side share one sign-in, and a client may be freed while they run", async () => {
  const token = JSON.stringify({ token: { issued_at: "2026-01-01T00:00:00Z", expires_at: "2026-01-02T00:00:00Z" } });
  const identity = await serverWith((_, response) => {
    setTimeout(() => response.writeHead(201, { "x-subject-token": "t1" }).end(token), 60);
  });
  const compute = await serverWith(says(200, STORED));
  const auth = { type: "password", user: "u", domain: "d", password: "p", project: "p" };
  const client = new Client({ cloud: "openstack", identityEndpoint: identity.url, endpoint: compute.url, auth });
  const calls = Array.from({ length: 10 }, () => get(client));
  client.free();
  for (const answer of await Promise.all(calls)) assert.equal(answer.stored, true);
  assert.equal(identity.asked.length, 1);
  assert.ok(compute.asked.every((request) => request.headers["x-auth-token"] === "t1"));
});

test("no timer outlives its call", async () => {
  const { url } = await serverWith(says(200, STORED));
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  await get(clientAt(url), { timeoutMs: 3_600_000 });
  assert.ok(timers() <= before, "a timer of an hour would keep a process alive");
});

test("the policies of a user are read from IAM, and make a set", async () => {
  const user = { id: "0a1b2c3d4e5f60718293a4b5c6d7e8f9", name: "alice", domain: { id: "88b16b6440684467b8825d7d96e154d8", name: "OTC001" } };
  const project = { id: "0123456789abcdef0123456789abcdef", name: "eu-de" };
  const group = { id: "e21c7a1e415c4604927948dc24750716", name: "operators" };
  const role = { display_name: "passwords", catalog: "CUSTOMED", policy: { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["ecs:serverPasswords:manage"] }] } };
  const answers = {
    "/v3/auth/tokens?nocatalog=true": { token: { user, project, roles: [] } },
    [`/v3/users/${user.id}/groups`]: { groups: [group] },
    [`/v3/domains/${user.domain.id}/groups/${group.id}/roles`]: { roles: [] },
    [`/v3/OS-INHERIT/domains/${user.domain.id}/groups/${group.id}/roles/inherited_to_projects`]: { roles: [role] },
    [`/v3/projects/${project.id}/groups/${group.id}/roles`]: { roles: [] },
  };
  const { url, asked } = await serverWith((request, response) => {
    const known = answers[request.url];
    response.writeHead(known ? (request.method === "POST" ? 201 : 200) : 404, { "x-subject-token": "t1" }).end(JSON.stringify(known ?? {}));
  });
  const auth = { type: "password", user: "alice", domain: "OTC001", password: "p", project: "eu-de" };
  const client = clientAt(url, { cloud: "otc", identityEndpoint: url, auth });
  const { entries, groups, notRead } = await client.listPolicies();
  const unread = (name, cause, scope) => ({ name, unread: cause, scope });
  assert.deepEqual(entries, [
    { name: "passwords", document: JSON.stringify(role), scope: { kind: "allProjects" } },
    unread("what enterprise projects grant", "another API lists what is granted in enterprise projects, and it was not asked", { kind: "enterpriseProjects" }),
    unread("what other projects grant", "what is granted in projects other than that of the requests was not asked for", { kind: "otherProjects", id: project.id }),
  ]);
  assert.deepEqual(groups, [{ ...group, entries: [0] }]);
  assert.deepEqual(notRead, ["enterpriseProjects", "otherProjects"]);
  assert.deepEqual(asked.map(({ method, url: path }) => `${method} ${path}`), [
    ...Object.keys(answers).slice(0, 1).flatMap((path) => [`POST ${path}`, `POST ${path}`]),
    ...Object.keys(answers).slice(1).map((path) => `GET ${path}`),
  ]);
  const set = new PolicySet(entries);
  assert.equal(set.check({ operation: "getServerPassword", cloud: "otc", projectId: project.id }).decision, "allow");
  // What was not read has a say in other projects, and in what enterprise projects can grant.
  for (const open of [{ operation: "getServerPassword", projectId: "another" }, { action: "ecs:cloudServers:deleteServers", projectId: project.id }]) {
    const { decision, assumptions } = set.check({ cloud: "otc", ...open });
    assert.deepEqual([decision, assumptions.map(({ code }) => code)], ["conditional", ["unread"]]);
  }
  set.free();

  const theirs = { document: JSON.stringify({ Version: "5.0", Statement: [{ Effect: "Allow", Action: ["ecs:*:get*"] }] }) };
  Object.assign(answers, {
    [`/v5/users/${user.id}/attached-policies?limit=200`]: { attached_policies: [{ policy_id: "p1", policy_name: "getting" }, { policy_id: "p2", policy_name: "gone" }], page_info: { current_count: 2 } },
    [`/v5/groups/${group.id}/attached-policies?limit=200`]: { attached_policies: [{ policy_id: "p1", policy_name: "getting" }], page_info: { next_marker: null } },
    "/v5/policies/p1": { policy: { policy_name: "getting", default_version_id: "v3" } },
    "/v5/policies/p1/versions/v3": { policy_version: theirs },
  });
  const huawei = await clientAt(url, { cloud: "huawei", identityEndpoint: url, auth }).listPolicies();
  assert.deepEqual(huawei.notRead, ["enterpriseProjects", "otherProjects", "serviceControlPolicies", "identityPolicies"]);
  assert.deepEqual(huawei.groups, [{ ...group, entries: [0, 1] }]);
  assert.deepEqual(huawei.entries.slice(1, 3), [
    { name: "getting", document: theirs.document, kind: "identity" },
    { name: "gone", unread: "IAM does not have it: there may be no identity policies (version 5.0) in this account", kind: "identity" },
  ]);
  assert.deepEqual(huawei.entries.at(-1), { name: "service control policies", unread: "another API lists what service control policies (SCPs) of an organization limit, and it was not asked", kind: "scp" });
  const set5 = new PolicySet(huawei.entries);
  assert.equal(set5.check({ operation: "getServerPassword", cloud: "huawei", projectId: project.id }).decision, "conditional");
  set5.free();
  for (const entry of [{ name: "a", document: "{}", kind: "other" }, { name: "a", unread: "x", kind: "identities" }]) {
    assert.throws(() => new PolicySet([entry]), { code: "invalidInput", path: "policies[0].kind" });
  }
});

test("reading policies rejects where there are none, and checks its options", async () => {
  await assert.rejects(clientAt("https://nova.example.com").listPolicies(), { code: "unsupportedOperation" });
  await assert.rejects(clientAt("https://nova.example.com").listPolicies({ group: "x" }), { code: "invalidInput" });
});
