// The proxy passes on the calls that the page makes, and nothing that could be taken for something else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { apiVersions, Client, operations } from "ecs-password";
import { root } from "../../src/xtask/steps.mjs";
import { callsTo, passedOn } from "../../www/server/calls.mjs";
import { parseTarget } from "../../www/server/guard.mjs";
import { fetchAsPage, sendAsPage, startCloud, startServer } from "./helpers.mjs";

const UUID = "11111111-2222-4333-8444-555555555555";
const KINDS = ["openstack", "otc", "huawei"];
const CHANGE = JSON.stringify({ changePassword: { adminPass: "Xk7!qm2Zt-long" } });
/** The actions of a server that are passed on, as the package writes them. */
const ACTIONS = {
  openstack: { changeServerPassword: CHANGE, startServer: '{"os-start":null}', stopServer: '{"os-stop":null}' },
  otc: { startServer: '{"os-start":{}}', stopServer: '{"os-stop":{}}' },
  huawei: { startServer: '{"os-start":{}}', stopServer: '{"os-stop":{}}' },
};
const ID = { server_id: UUID, keypair_name: "key%20of%20me@work.example", version_id: "v1" };

const cloud = await startCloud((_, response) => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
const origin = await startServer({ sandbox: false, clouds: KINDS.map((name) => ({ name, kind: name, identity: cloud.url, compute: cloud.url })) });
beforeEach(() => (cloud.received.length = 0));

/** What is passed on of a target, or the code of its refusal. */
async function passed(kind, method, target) {
  try {
    const { segments: [, , service, ...segments], query } = parseTarget(target);
    const call = passedOn(await callsTo(kind), { service, method, segments, query });
    return call.path + call.query;
  } catch (error) {
    return error.code;
  }
}

test("every request of the package that the page makes is passed on as it is, where there is such a call", async () => {
  const vectors = JSON.parse(readFileSync(path.join(root, "tests/vectors/requests.json"), "utf8"));
  const requests = vectors.filter(({ expect }) => expect.url);
  assert.ok(requests.length > 40);
  for (const { name, input, expect } of requests) {
    const asked = expect.url.slice((input.endpoint ?? input.identityEndpoint).replace(/(?:\/v3)?\/?$/, "").length);
    const service = operations[input.operation].service === "iam" ? "identity" : "compute";
    assert.equal(await passed(input.cloud, expect.method, `/proxy/one/${service}${asked}`), asked, name);
  }
});

describe("every operation, in every version", () => {
  for (const [operation, { service, method, places }] of Object.entries(operations)) {
    for (const { cloud: kind, apiVersion, path: place } of places) {
      const base = service === "iam" ? `/${apiVersion ?? "v3"}` : `/${apiVersion}/p`;
      const below = place.replace(/\{(\w+)\}/g, (_, name) => ID[name] ?? "id_1-A");
      const target = `/proxy/${kind}/${service === "iam" ? "identity" : "compute"}${base}/${below}`;

      test(`${operation} of ${kind} ${apiVersion ?? ""}: ${method} ${base}/${place}`, async () => {
        const body = ACTIONS[kind][operation];
        assert.equal((await sendAsPage(origin, target, { method, ...(body && { body }) })).status, 200);
        if (body) assert.equal(cloud.received[0].body, body);
        assert.deepEqual(cloud.received.map(({ method: got, url }) => [got, url]), [[method, `${base}/${below}`]]);
        for (const other of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((each) => each !== method)) {
          const isThere = (at) => at.path === place && at.cloud === kind && at.apiVersion === apiVersion;
          const known = Object.values(operations).some((each) => each.method === other && each.places.some(isThere));
          const { status, text } = await sendAsPage(origin, target, { method: other });
          assert.equal(status, known ? 200 : 405, `${other}: ${text}`);
        }
        if (service === "iam") assert.equal((await sendAsPage(origin, target.replace(kind, "openstack"))).status, 404);
        if (apiVersion === "v5") assert.equal((await sendAsPage(origin, target.replace(kind, "otc"))).status, 404);
      });
    }
  }
});

test("what the client sends is what is passed on, sign-in and the question for microversions among it", async () => {
  const sent = [];
  const fetchImpl = async (url, init) => {
    const { pathname, search } = new URL(url);
    sent.push(`${init.method} /${pathname.split("/").slice(4).join("/")}${search}`);
    const answer = await fetchAsPage(url, init);
    assert.equal(answer.status, 200, await answer.clone().text());
    if (!pathname.endsWith("/auth/tokens") || init.method === "DELETE") return answer;
    // A token, which this cloud does not give.
    const token = { user: { id: "u", name: "u", domain: { id: "d" } }, project: { id: "p" }, roles: [] };
    return Response.json({ token }, { status: init.method === "POST" ? 201 : 200, headers: { "x-subject-token": "t" } });
  };
  for (const kind of KINDS) {
    const place = { cloud: kind, identityEndpoint: `${origin}/proxy/${kind}/identity`, endpoint: `${origin}/proxy/${kind}/compute`, projectId: "p", fetchImpl };
    const client = new Client({ ...place, auth: { type: "password", user: "u", domain: "d", password: "p", project: "eu-de" } });
    // The answers are none: what counts is that they were asked for.
    const ask = (asking) => asking.catch(() => undefined);
    for (const apiVersion of apiVersions[kind]) {
      await ask(client.listServers({ limit: 10, marker: UUID, apiVersion }));
      await ask(client.listServers({ limit: 10, name: "web-1.example_A", apiVersion }));
      await ask(client.getKeyPair({ name: "a key@b", apiVersion }));
      await ask(client.getServerPassword({ serverId: UUID, apiVersion }));
      await ask(client.deleteServerPassword({ serverId: UUID, apiVersion }));
      for (const operation of ["getServer", "stopServer", "startServer"]) await ask(client[operation]({ serverId: UUID, apiVersion }));
      if (kind === "openstack") await ask(client.changeServerPassword({ serverId: UUID, newPassword: "new", apiVersion }));
    }
    if (kind === "huawei") {
      await ask(client.getResetPasswordFlag({ serverId: UUID }));
      await ask(client.resetServerPassword({ serverId: UUID, newPassword: "new", checkComplexity: true }));
      await ask(client.resetServerPasswords({ serverIds: [UUID], newPassword: "new" }));
    }
    if (kind !== "openstack") await ask(client.listPolicies());
    await ask(client.listProjects());
    await ask(client.listRegions());
    const withToken = new Client({ ...place, auth: { type: "token", token: "t" } });
    await ask(withToken.verifyToken());
    await ask(client.signOut());
    client.free();
    withToken.free();
  }
  assert.deepEqual(cloud.received.map(({ method, url }) => `${method} ${url}`), sent);
  for (const one of ["GET /v2.1/", "POST /v3/auth/tokens?nocatalog=true", "GET /v3/auth/tokens?nocatalog=true", "DELETE /v3/auth/tokens", "GET /v3/auth/projects", "GET /v3/auth/catalog", "GET /v2/p/os-keypairs/a%20key@b", "GET /v3/users/u/groups", `POST /v2/p/servers/${UUID}/action`, "PUT /v1/p/cloudservers/os-reset-passwords", "GET /v2.1/p/servers/detail?limit=10&name=web-1%5C.example_A", "GET /v2.1/p/servers/detail?limit=10&name=web-1.example_A"]) assert.ok(sent.includes(one), one);
});

/** Ways to write a segment so that somebody takes it for another. */
const MANGLED = [
  "..", ".", "%2e%2e", "%2E%2E", ".%2e", "%252e%252e", "%25%32%65%25%32%65", "%25252e", "..;", "..;/admin", ".;x", ";", ";a=b", "%3b", "..%3b", "...", "..%20", "%20", "..%00", "%00",
  "%c0%ae%c0%ae", "%e0%80%ae", "%f0%80%80%ae", "%c0%af", "%c1%9c", "%ff", "%80", "%ed%a0%80", "%u002e", "%ef%bc%8e%ef%bc%8e", "%ef%bc%8f", "%e2%80%a4", "%e2%81%84", "%2f", "%2F", "%252f", "%5c", "%255c", "\\", "/", "//",
  "%09", "%0d%0a", "%7f", "%", "%zz", "%2", "a%2fb", "admin", "os-server-password", "detail", "*", "?x", "#x", "", "%23", "%3f", "@evil.example", ":80", "\u00e9",
];

/** A segment, and what a mangling makes of it: in its place, before it and behind it. */
const manglings = (segment) => MANGLED.flatMap((mangled) => [mangled, mangled + segment, segment + mangled, `${mangled}/${segment}`, `${segment}/${mangled}`]);

test("however a path is written, what is passed on is one of the calls, spelled in one way", async () => {
  let count = 0;
  for (const kind of KINDS) {
    const calls = await callsTo(kind);
    const spelled = calls.map(({ method, service, path: place }) => {
      const pattern = place.split("/").map((each) => (each.startsWith("{") ? (each === "{server_id}" ? "[0-9A-Fa-f-]{36}" : each === "{version_id}" ? "v\\d+" : each === "{keypair_name}" ? "(?!\\.\\.?$)(?:[A-Za-z0-9_.@-]|%20)+" : "[A-Za-z0-9_-]+") : each.replaceAll(".", "\\.")));
      return { method, service, pattern: new RegExp(`^/${pattern.join("/")}$`) };
    });
    for (const { method, service, path: place } of calls) {
      const segments = ["proxy", kind, service, ...place.replace(/\{(\w+)\}/g, (_, name) => ID[name] ?? "id_1-A").split("/")];
      for (const at of segments.keys()) {
        for (const mangled of manglings(segments[at])) {
          const target = `/${segments.with(at, mangled).join("/")}`;
          const got = await passed(kind, method, target);
          count += 1;
          if (/^Proxy\.00(?:01|05|06|17)$/.test(got)) continue;
          const { segments: [, , asked] } = parseTarget(target);
          const [passedPath, query = ""] = got.split("?");
          assert.equal(query, "", target);
          assert.ok(spelled.some((each) => each.method === method && each.service === asked && each.pattern.test(passedPath)), `${method} ${target} is passed on as ${got}`);
        }
      }
    }
  }
  assert.ok(count > 10_000);
});

test("the cloud gets nothing of a path that is none of its calls", async () => {
  const list = "/proxy/openstack/compute/v2.1/p/servers/detail";
  for (const target of [
    ...["..;/admin", "%25%32%65%25%32%65/admin", "%c0%ae%c0%ae/admin"].map((each) => `/proxy/openstack/compute/v2.1/${each}`),
    "/proxy/openstack/compute/v2.1/p/os-hypervisors/detail",
    "/proxy/openstack/compute/v2.1/p/servers",
    `/proxy/huawei/compute/v1/p/servers/${UUID}/action`,
    `/proxy/otc/compute/v2.1/servers/${UUID}/action`,
    `/proxy/huawei/compute/v1/p/cloudservers/${UUID}`,
    "/proxy/otc/compute/v2.1/p/servers/action",
    `/proxy/otc/compute/v1/p/cloudservers/${UUID}/os-reset-password`,
    `/proxy/huawei/compute/v2.1/p/servers/${UUID}/os-reset-password`,
    "/proxy/huawei/compute/v1/p/cloudservers/action",
    "/proxy/openstack/compute/v2.1/p/servers/1/os-server-password",
    "/proxy/openstack/compute/v1/p/servers/detail",
    "/proxy/openstack/compute/v2/servers/detail",
    "/proxy/otc/compute/v2.1/servers/detail",
    "/proxy/otc/compute/v2.1/",
    `/proxy/otc/compute/v1/p/cloudservers/${UUID}/os-server-password`,
    "/proxy/openstack/compute/v2.1/p/servers/detail/",
    "/proxy/openstack/compute/v2.1/p/servers/detail.",
    "/proxy/openstack/compute/v2.1/p/servers/Detail",
    "/proxy/openstack/compute/v2.1/p/servers;x=y/detail",
    "/proxy/openstack/compute/v2.1/p/servers/%EF%BD%84etail",
    ...["all_tenants=1", "limit=10&limit=20", "limit=x", "marker=..", "limit", "=1", "limit=10&x=y", "name=", "name=a*", "name=.", "name=%5C", "name=%5C.%2A", "name=a%5Cd", "name=a%20b", "name=%C3%A4", "name=a%00", "name=a&name=b", `name=${"a".repeat(65)}`, `changes-since=2020`, "__proto__=1"].map((query) => `${list}?${query}`),
    "/proxy/openstack/identity/v3/auth/tokens?nocatalog=true&x=1",
    ...["policies", "users", "users/u", "groups/g", "groups?user_id=u", "agencies/a/attached-policies", "policies/p/versions", "policies/p/versions/latest", "policies/p?limit=1", "caller-identity"].map((path) => `/proxy/huawei/identity/v5/${path}`),
    ...["limit=1000", "marker=a%20b", "marker=", "marker=a&marker=b", "x=y", `marker=${"a".repeat(401)}`].map((query) => `/proxy/huawei/identity/v5/users/u/attached-policies?${query}`),
    "/proxy/huawei/identity/v3/users/u/attached-policies",
    "/proxy/otc/identity/v5/users/u/attached-policies",
  ]) {
    const { status, text } = await sendAsPage(origin, target);
    assert.ok([400, 404, 405].includes(status), `${target}: ${text}`);
    assert.deepEqual(cloud.received.map(({ url }) => url), [], target);
  }
  for (const method of ["POST", "DELETE"]) assert.equal((await sendAsPage(origin, list, { method })).status, 405);
  assert.equal((await sendAsPage(origin, "/proxy/openstack/identity/v3/auth/tokens", { method: "PUT" })).status, 405);
  assert.equal((await sendAsPage(origin, list, { method: "POST" })).text, JSON.stringify({ error: { code: "Proxy.0006", message: "the method is refused, expected GET" } }));
  assert.deepEqual(cloud.received, []);
});

test("a refusal names what is allowed there", async () => {
  const message = async (target) => JSON.parse((await sendAsPage(origin, target)).text).error.message;
  assert.equal(
    await message("/proxy/huawei/compute/v2.1/p/servers"),
    "only the calls of the console are passed on, expected GET, DELETE `v2.1|v2/{project_id}/servers/{server_id}/os-server-password`; " +
      "GET, DELETE `v1/{project_id}/cloudservers/{server_id}/os-server-password`; PUT `v1/{project_id}/cloudservers/{server_id}/os-reset-password`; " +
      "PUT `v1/{project_id}/cloudservers/os-reset-passwords`; GET `v1/{project_id}/cloudservers/{server_id}/os-resetpwd-flag`; " +
      "GET `v2.1|v2/{project_id}/servers/detail`; GET `v2.1|v2/{project_id}/servers/{server_id}`; POST `v2.1|v2/{project_id}/servers/{server_id}/action`; " +
      "GET `v2.1|v2/{project_id}/os-keypairs/{keypair_name}`",
  );
  assert.equal(await message("/proxy/openstack/identity/v3/users"), "only the calls of the console are passed on, expected POST, GET, DELETE `v3/auth/tokens`; GET `v3/auth/projects`; GET `v3/auth/catalog`");
  assert.equal(await message("/proxy/openstack/network/v2.0"), "only the calls of the console are passed on, expected `identity/…` or `compute/…`");
  assert.equal(await message("/proxy/openstack/compute/v2.1/p/servers/detail?all_tenants=1"), "the query is refused, expected at most `limit`, `marker` and `name`, as the console writes them");
  assert.equal(await message("/proxy/openstack/compute/v2.1/p/os-keypairs/a?user_id=1"), "the query is refused, expected none");
});

test("an encoding that is not needed is not passed on", async () => {
  for (const [written, passedAs] of [["/v2.1/p/serv%65rs/detail", "/v2.1/p/servers/detail"], ["/v2.1/p/os-keypairs/a%40b", "/v2.1/p/os-keypairs/a@b"], ["/v2.1/p/servers/detail?limit=%31%30", "/v2.1/p/servers/detail?limit=10"]]) {
    cloud.received.length = 0;
    assert.equal((await sendAsPage(origin, `/proxy/otc/compute${written}`)).status, 200);
    assert.deepEqual(cloud.received.map(({ url }) => url), [passedAs]);
  }
});

describe("of the actions of a server, only starting, stopping and the change of its password are passed on", () => {
  const target = `/proxy/openstack/compute/v2.1/p/servers/${UUID}/action`;
  const act = (body) => sendAsPage(origin, target, { method: "POST", body, headers: { "content-type": "application/json" } });
  const nested = (depth) => `${'{"changePassword":'.repeat(depth)}{"adminPass":"a"}${"}".repeat(depth)}`;

  for (const body of [
    ...["", "null", "[]", "{}", '"changePassword"', "{", CHANGE.slice(0, -1), `${CHANGE}x`, `${CHANGE}${CHANGE}`, `[${CHANGE}]`, `\u{feff}${CHANGE}`],
    ...["os-start", "reboot", "rebuild", "os-stop", "forceDelete", "os-getConsoleOutput", "ChangePassword", "changePassword "].map((name) => JSON.stringify({ [name]: { adminPass: "a" } })),
    '{"changePassword":{"adminPass":"a"},"rebuild":{"imageRef":"x"}}',
    '{"rebuild":{"imageRef":"x"},"changePassword":{"adminPass":"a"}}',
    '{"changePassword":{"adminPass":"a"},"changePassword":{"adminPass":"b"}}',
    '{"changePassword":{"adminPass":"a","adminPass":"b"}}',
    '{"changePassword":{"adminPass":"a","more":1}}',
    '{"change\\u0050assword":{"adminPass":"a"}}',
    '{"changePassword":{"admin\\u0050ass":"a"}}',
    '{"__proto__":{"changePassword":{"adminPass":"a"}}}',
    '{"changePassword":{"__proto__":{"adminPass":"a"}}}',
    ...["1", "null", "true", "{}", '["a"]', '""', '"\\x41"', '"a\nb"', '"\\u12"', "a", "'a'"].map((value) => `{"changePassword":{"adminPass":${value}}}`),
    '{"changePassword":"a"}',
    "changePassword[adminPass]=a",
    ...[2, 500].map(nested),
    JSON.stringify({ changePassword: { adminPass: "a".repeat(4096) } }),
    `${" ".repeat(4096)}${CHANGE}`,
    Buffer.concat([Buffer.from('{"changePassword":{"adminPass":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}}')]),
  ]) {
    test(String(body).slice(0, 70) || "nothing", async () => {
      const { status, text } = await act(body);
      assert.deepEqual([status, JSON.parse(text).error.code], [400, "Proxy.0023"]);
      assert.deepEqual(cloud.received, []);
    });
  }

  for (const [kind, own, other] of [["openstack", "null", "{}"], ["otc", "{}", "null"], ["huawei", "{}", "null"]]) {
    const place = `/proxy/${kind}/compute/v2.1/p/servers/${UUID}/action`;
    const order = (body, headers = {}) => sendAsPage(origin, place, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });

    test(`starting and stopping on ${kind}: exactly one of the two, in its own form`, async () => {
      const bodies = ["os-start", "os-stop"].flatMap((name) => [
        `{"${name}":${other}}`, `{"${name}":{"type":"HARD"}}`, `{"${name}":[]}`, `{"${name}":""}`, `{"${name}":false}`, `{"${name}"}`, `"${name}"`, `[{"${name}":${own}}]`,
        `{"${name}":${own},"reboot":{"type":"HARD"}}`, `{"${name}":${own},"${name}":${own}}`, `{"os-start":${own},"os-stop":${own}}`, `{"${name}":${own}}x`, `{"${name}":${own}}{}`, `{"${name} ":${own}}`,
        `{"${name.replace("-", "\\u002d")}":${own}}`, `{"${name.toUpperCase()}":${own}}`, `\u{feff}{"${name}":${own}}`, `{"${name}":${own}}\u00a0`, `${" ".repeat(4096)}{"${name}":${own}}`,
        `{"changePassword":{"adminPass":"a"},"${name}":${own}}`, `{"${name}":${own},"changePassword":{"adminPass":"a"}}`, `{"changePassword":{"${name}":${own}}}`,
      ]);
      bodies.push('{"reboot":{"type":"SOFT"}}', "{}", "null", '{"os-pause":null}', ...(kind === "openstack" ? [] : [CHANGE]));
      for (const body of bodies) {
        const { status, text } = await order(body);
        assert.deepEqual([status, JSON.parse(text).error.code], [400, "Proxy.0023"], body);
      }
      assert.deepEqual(cloud.received, []);
    });

    test(`on ${kind} they are written anew; where a signature would not fit then, they are refused`, async () => {
      for (const name of ["os-start", "os-stop"]) {
        const exact = `{"${name}":${own}}`;
        const loose = `\t{ "${name}"\n: ${own} }\r\n`;
        const signed = { authorization: "SDK-HMAC-SHA256 Access=A, SignedHeaders=x-sdk-date, Signature=0" };
        cloud.received.length = 0;
        for (const [body, headers] of [[exact], [loose], [exact, signed]]) assert.equal((await order(body, headers)).status, 200, body);
        assert.deepEqual(cloud.received.map(({ body }) => body), [exact, exact, exact]);
        const { status, text } = await order(loose, signed);
        assert.deepEqual([status, JSON.parse(text).error.code, cloud.received.length], [400, "Proxy.0024", 3]);
      }
    });
  }

  test("what is longer than any request may be is refused as such", async () => {
    assert.equal((await act("a".repeat(64 * 1024 + 1))).status, 413);
    assert.deepEqual(cloud.received, []);
  });

  test("it is written anew", async () => {
    const passwords = ['a"b\\c', "{\"}}, {", "\u00e4\u{1f511}", "__proto__", "</script>"];
    const spelled = [...passwords.map((adminPass) => JSON.stringify({ changePassword: { adminPass } }, null, 2)), '\t{ "changePassword" : {"adminPass":"\\u0041\\/"} }\n'];
    for (const body of spelled) assert.equal((await act(body)).status, 200, body);
    assert.deepEqual(cloud.received.map(({ method, url }) => `${method} ${url}`), spelled.map(() => `POST /v2.1/p/servers/${UUID}/action`));
    assert.deepEqual(cloud.received.map(({ body }) => body), [...passwords, "A/"].map((adminPass) => JSON.stringify({ changePassword: { adminPass } })));
  });
});

test("the body of a reset on Huawei Cloud is passed on as it is, which a signature covers", async () => {
  const body = '{ "reset-password": {"new_password":"Xk7!qm2Zt-long"} }';
  assert.equal((await sendAsPage(origin, `/proxy/huawei/compute/v1/p/cloudservers/${UUID}/os-reset-password`, { method: "PUT", body })).status, 200);
  assert.equal(cloud.received[0].body, body);
});
