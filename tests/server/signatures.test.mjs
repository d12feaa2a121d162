// The sandboxes that are like public clouds verify signatures: those of this package, and of Huawei Cloud's own SDK; whatever is changed on the way is refused.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { AccessKey, Client, PrivateKey, signRequest } from "ecs-password";
import { root } from "../../src/xtask/steps.mjs";
import { sdk } from "../../src/xtask/tools.mjs";
import { Clock } from "../../www/server/sandbox/clock.mjs";
import { HUAWEI } from "../../www/server/sandbox/huawei-world.mjs";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { createSandbox } from "../../www/server/sandbox/sandbox.mjs";
import { AccessKeys } from "../../www/server/sandbox/signatures.mjs";
import { SERVERS } from "../../www/server/sandbox/world.mjs";
import { fetchAsPage, listen, startCloud, startServer } from "./helpers.mjs";
import { startSandbox } from "./sandbox-cloud.mjs";

const { origin, reset, advance } = await startSandbox();
const [server] = SERVERS;
const [CAROLS, BOBS, EXPIRED, PERMANENT] = OTC.accessKeys;
const projectId = OTC.project.id;
const MINUTE_MS = 60_000;

beforeEach(reset);

const authOf = ({ access, secret, securityToken }, change = {}) => ({ type: "accessKey", access, secret, ...(securityToken && { securityToken }), ...change });

/** A client on the page's way: through the proxy, with what the list of clouds says that is signed. */
async function clientOf(key, { cloud = "otc", at = origin, name = `sandbox-${cloud}`, auth = authOf(key), fetchImpl = fetchAsPage, ...more } = {}) {
  const clouds = await (await fetch(`${at}/clouds.json`)).json();
  const { compute, basePath } = clouds.find((each) => each.name === name);
  return new Client({ cloud, endpoint: at + compute, signedEndpoint: at + basePath, projectId, auth, fetchImpl, ...more });
}

describe("a client with an access key", () => {
  for (const [what, cloud, key, apiVersions] of [
    ["temporary", "otc", CAROLS, ["v2.1", "v2"]],
    ["permanent", "otc", PERMANENT, ["v2.1"]],
    ["temporary", "huawei", HUAWEI.accessKeys[0], ["v2.1", "v2"]],
  ]) {
    test(`that is ${what} lists, gets, decrypts and deletes on ${cloud}`, async () => {
      const privateKey = PrivateKey.parse(await (await fetch(`${origin}/sandbox/keys/${server.keyPair}.pem`)).text());
      const client = await clientOf(key, { cloud });
      const { servers } = await client.listServers({ limit: 3 });
      assert.deepEqual(servers.map(({ id }) => id), SERVERS.slice(0, 3).map(({ id }) => id));
      const { servers: next } = await client.listServers({ limit: 2, marker: servers[2].id });
      assert.deepEqual(next.map(({ id }) => id), SERVERS.slice(3, 5).map(({ id }) => id));
      for (const apiVersion of apiVersions) {
        const { password } = await client.getServerPassword({ serverId: server.id, apiVersion }, { privateKey });
        assert.equal(password.reveal(), server.password);
        password.free();
      }
      assert.deepEqual(await client.deleteServerPassword({ serverId: server.id, apiVersion: apiVersions.at(-1) }), { deleted: true });
      assert.equal((await client.getServerPassword({ serverId: server.id })).stored, false);
      client.free();
      privateKey.free();
    });
  }

  test("reads a key pair whose name holds an at sign, and cannot sign one that holds a blank", async () => {
    const client = await clientOf(CAROLS);
    // The gateway has let it through: of this user there is none.
    await assert.rejects(client.getKeyPair({ name: "carol@work.example" }), { code: "notFound" });
    await assert.rejects(client.getKeyPair({ name: "key of carol" }), { code: "invalidInput", path: "request.url", message: /two ways/ });
    client.free();
  });

  test("is known in Huawei Cloud's own version of the API as well, where a policy refuses its user", async () => {
    const client = await clientOf(HUAWEI.accessKeys[0], { cloud: "huawei" });
    await assert.rejects(client.getServerPassword({ serverId: server.id, apiVersion: "v1" }), { code: "forbidden", providerCode: "Pdp.0001" });
    client.free();
  });

  test("may what its user may, and no more", async () => {
    const client = await clientOf(BOBS);
    assert.ok((await client.listServers()).servers.length > 0);
    await assert.rejects(client.getServerPassword({ serverId: server.id }), { code: "forbidden", providerCode: "Pdp.0001" });
    client.free();
  });

  test("is told what is wrong with its key, and what to do", async () => {
    for (const [key, change, expected] of [
      [CAROLS, { secret: PERMANENT.secret }, { status: 401, providerCode: "APIGW.0301", message: /verify aksk signature fail/, hint: /check the secret key \(SK\)/ }],
      [CAROLS, { access: "OTCSANDBOXNOSUCHKEY0" }, { status: 401, providerCode: "APIGW.0301", message: /ak not exist/, hint: /no such access key/ }],
      [CAROLS, { securityToken: undefined }, { status: 401, providerCode: "APIGW.0301", message: /ak not exist/ }],
      [CAROLS, { securityToken: BOBS.securityToken }, { status: 401, providerCode: "APIGW.0301", message: /ak not exist/ }],
      [PERMANENT, { securityToken: CAROLS.securityToken }, { status: 401, providerCode: "APIGW.0301", message: /ak not exist/ }],
      [EXPIRED, {}, { status: 400, providerCode: "IAM.1108", hint: /temporary access key has expired: get a new one/ }],
    ]) {
      const client = await clientOf(key, { auth: authOf(key, change) });
      await assert.rejects(client.listServers(), { code: "unauthenticated", ...expected });
      client.free();
    }
    const other = await clientOf(CAROLS, { projectId: "0123456789abcdef0123456789abcdef" });
    await assert.rejects(other.listServers(), { code: "forbidden", providerCode: "APIGW.0310", hint: /another project/ });
    other.free();
  });

  test("is told that the clock is wrong, beyond 15 minutes", async () => {
    const client = await clientOf(CAROLS, { fetchImpl: fetchAsPage });
    await advance(14 * MINUTE_MS);
    await client.listServers();
    await advance(2 * MINUTE_MS);
    await assert.rejects(client.listServers(), { code: "unauthenticated", message: /signature expired/, hint: /check the clock/ });
    client.free();
  });

  test("locks its key with more than five failures in a row, for five minutes", async () => {
    const [right, wrong] = [await clientOf(CAROLS), await clientOf(CAROLS, { auth: authOf(CAROLS, { secret: "wrong" }) })];
    for (let failure = 0; failure < 5; failure += 1) await assert.rejects(wrong.listServers(), { message: /verify aksk/ });
    await right.listServers();
    for (let failure = 0; failure < 6; failure += 1) await assert.rejects(wrong.listServers(), { message: /verify aksk/ });
    await assert.rejects(right.listServers(), { code: "unauthenticated", message: /reach the limit/, hint: /five minutes/ });
    await advance(5 * MINUTE_MS);
    await right.listServers();
    right.free();
    wrong.free();
  });
});

describe("the clouds' own SDK for Node.js", () => {
  const load = createRequire(path.join(sdk(), "x.js"));
  const { BasicCredentials } = load("@huaweicloud/huaweicloud-sdk-core");
  const { HcClient } = load("@huaweicloud/huaweicloud-sdk-core/HcClient.js");
  const { DefaultHttpClient } = load("@huaweicloud/huaweicloud-sdk-core/http/DefaultHttpClient.js");
  const sandbox = createSandbox({});
  const cloud = sandbox.clouds.find(({ name }) => name === "sandbox-otc");

  /** The sandbox as it would stand by itself. */
  const alone = http.createServer(async (request, response) => {
    const url = new URL(request.url, "http://a.example");
    const body = Buffer.concat(await request.toArray());
    const asked = { service: "compute", method: request.method, path: url.pathname, query: url.search, headers: request.headers, body, signal: new AbortController().signal };
    const { status, headers, body: answer } = await cloud.send(asked);
    response.writeHead(status, headers).end(Buffer.concat([...answer]));
  });
  const served = listen(alone);

  async function client({ access, secret, securityToken }) {
    const credentials = new BasicCredentials().withAk(access).withSk(secret).withProjectId(projectId);
    if (securityToken) credentials.withSecurityToken(securityToken);
    const endpoints = [await served];
    return new HcClient(new DefaultHttpClient({ headers: { "User-Agent": "test" } }, endpoints)).withCredential(credentials).withEndpoints(endpoints);
  }

  const password = { url: "/v2.1/{project_id}/servers/{server_id}/os-server-password", pathParams: { server_id: server.id }, headers: {}, queryParams: {} };
  const list = { url: "/v2.1/{project_id}/servers/detail", method: "GET", pathParams: {}, headers: {}, queryParams: { limit: 2, marker: server.id } };

  for (const [what, key] of [["temporary", CAROLS], ["permanent", PERMANENT]]) {
    for (const contentType of [undefined, "application/json"]) {
      test(`lists, gets and deletes with a ${what} key, ${contentType ?? "without content type"}`, async () => {
        const asked = await client(key);
        const typed = contentType && { contentType };
        const { servers } = await asked.sendRequest({ ...structuredClone(list), ...typed });
        assert.deepEqual(servers.map(({ id }) => id), SERVERS.slice(1, 3).map(({ id }) => id));
        const got = await asked.sendRequest({ ...structuredClone(password), method: "GET", ...typed });
        assert.match(got.password, /^[A-Za-z0-9+/]{342}==$/);
        assert.equal((await asked.sendRequest({ ...structuredClone(password), method: "DELETE", ...typed })).httpStatusCode, 204);
        assert.equal((await asked.sendRequest({ ...structuredClone(password), method: "GET", ...typed })).password, "");
        // For the next one.
        await sandbox.routes.request("/sandbox/reset", { method: "POST" });
      });
    }
  }

  test("is refused with a wrong key", async () => {
    const refused = await (await client({ ...CAROLS, secret: PERMANENT.secret })).sendRequest(structuredClone(list)).catch((error) => error);
    assert.deepEqual([refused.httpStatusCode, refused.errorCode], [401, "APIGW.0301"]);
  });
});

describe("what is changed on the way", () => {
  const NOW = Date.UTC(2026, 10, 29, 12);
  const clock = Object.assign(new Clock(), { now: () => NOW });
  const url = new URL(`https://ecs.example.com/v2.1/${projectId}/servers/detail?limit=2&marker=${server.id}&x=%C3%A4%20%26`);
  const body = '{"a":1}';

  /** A request as this package signs it, in parts. */
  function signed({ key = CAROLS, headers = { "X-Project-Id": projectId, Host: url.host }, time = NOW, payload = body, algorithm = {} } = {}) {
    const accessKey = new AccessKey({ access: key.access, secret: key.secret, ...(key.securityToken && { securityToken: key.securityToken }) });
    const request = signRequest({ method: "POST", url: url.href, headers, body: payload }, accessKey, { time, ...algorithm });
    accessKey.free();
    const lower = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
    return { method: "POST", path: url.pathname, query: url.search, headers: { ...lower, host: url.host, "user-agent": "any", accept: "*/*" }, body: Buffer.from(payload) };
  }

  /** Why it is refused, by gateways that have refused nothing yet. */
  const refusal = (request) => new AccessKeys(clock, OTC.accessKeys).verify(request).refusal?.message.replace("Incorrect IAM authentication information: ", "");

  test("is nothing, where it is taken, whichever headers are signed", () => {
    for (const headers of [{}, { Host: url.host }, { "X-Project-Id": projectId }, { "Content-Type": "application/json", "X-Project-Id": projectId, Host: url.host, "X-A": "  b " }]) {
      const request = signed({ headers });
      assert.equal(refusal({ ...request, headers: { ...request.headers, ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])) } }), undefined, JSON.stringify(headers));
    }
    assert.equal(refusal({ ...signed(), query: `?x=%c3%a4%20%26&marker=${server.id}&limit=2` }), undefined, "the order and the spelling of the query mean nothing");
    assert.equal(refusal(signed({ key: PERMANENT })), undefined);
    assert.equal(refusal({ ...signed({ payload: "" }), body: undefined }), undefined);
  });

  const header = (name, value) => (request) => ({ ...request, headers: { ...request.headers, [name]: value } });
  const authorization = (change) => (request) => header("authorization", change(request.headers.authorization))(request);
  const unfit = "verify aksk signature fail";
  for (const [what, change, expected = unfit] of [
    ["the method", (request) => ({ ...request, method: "DELETE" })],
    ["the path", (request) => ({ ...request, path: request.path.replace("detail", "details") })],
    ["a slash more in the path", (request) => ({ ...request, path: request.path.replace("/servers/", "//servers/") })],
    ["a value of the query", (request) => ({ ...request, query: request.query.replace("limit=2", "limit=3") })],
    ["the query, by one more", (request) => ({ ...request, query: `${request.query}&all_tenants=1` })],
    ["the query, which is gone", (request) => ({ ...request, query: "" })],
    ["the body", (request) => ({ ...request, body: Buffer.from('{"a":2}') })],
    ["the body, which is gone", (request) => ({ ...request, body: undefined })],
    ["the project in its header", header("x-project-id", "0123456789abcdef0123456789abcdef")],
    ["a signed header, which is gone", header("x-project-id", undefined)],
    ["the host", header("host", "iam.example.com")],
    ["the time, by a second", header("x-sdk-date", "20261129T120001Z")],
    ["the time, to none", header("x-sdk-date", "now")],
    ["the time, which is gone", header("x-sdk-date", undefined)],
    ["the security token", header("x-security-token", BOBS.securityToken), `Get secretKey failed,ak:${CAROLS.access},err:ak not exist`],
    ["the security token, which is gone", header("x-security-token", undefined), `Get secretKey failed,ak:${CAROLS.access},err:ak not exist`],
    ["the access key ID", authorization((text) => text.replace(CAROLS.access, BOBS.access)), `Get secretKey failed,ak:${BOBS.access},err:ak not exist`],
    ["the names of the signed headers", authorization((text) => text.replace("host;", ""))],
    ["the signature", authorization((text) => text.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")))],
    ["the signature, cut off", authorization((text) => text.slice(0, -1))],
    ["the algorithm", authorization((text) => text.replace("SHA256", "SM3"))],
    ["the whole signature, which is gone", header("authorization", undefined)],
    ["a hash in the place of the body's", header("x-sdk-content-sha256", "0".repeat(64))],
    ["the word that the body is not signed", header("x-sdk-content-sha256", "UNSIGNED-PAYLOAD")],
  ]) {
    test(`${what}: refused`, () => { assert.equal(refusal(change(signed())), expected); });
  }

  test("nothing, but the time of the signature is not now: refused outside of 15 minutes", () => {
    for (const [time, expected] of [
      [NOW - 15 * MINUTE_MS, undefined], [NOW + 15 * MINUTE_MS, undefined],
      [NOW - 15 * MINUTE_MS - 1000, "signature expired"], [NOW + 15 * MINUTE_MS + 1000, "signature expired"], [NOW - 24 * 60 * MINUTE_MS, "signature expired"],
    ]) assert.equal(refusal(signed({ time })), expected, String(time - NOW));
  });

  test("nothing, but the time is not signed: refused", () => {
    const request = signed();
    const digest = (text) => createHash("sha256").update(text).digest("hex");
    const over = (names) => {
      const lines = names.map((name) => `${name}:${request.headers[name]}\n`).join("");
      const query = new URLSearchParams(request.query);
      const canonicalQuery = `limit=2&marker=${query.get("marker")}&x=%C3%A4%20%26`;
      const canonical = ["POST", `${request.path}/`, canonicalQuery, lines, names.join(";"), digest(body)].join("\n");
      const signature = createHmac("sha256", CAROLS.secret).update(["SDK-HMAC-SHA256", request.headers["x-sdk-date"], digest(canonical)].join("\n")).digest("hex");
      return refusal(header("authorization", `SDK-HMAC-SHA256 Access=${CAROLS.access}, SignedHeaders=${names.join(";")}, Signature=${signature}`)(request));
    };
    assert.equal(over(["host", "x-sdk-date"]), undefined);
    // In whichever order they are named.
    assert.equal(over(["x-sdk-date", "host"]), undefined);
    assert.equal(over(["host"]), unfit);
  });

  test("the body, of which a header has the hash: refused", () => {
    const request = signed({ headers: { "X-Sdk-Content-Sha256": createHash("sha256").update(body).digest("hex") } });
    assert.equal(refusal(request), undefined);
    assert.equal(refusal({ ...request, body: Buffer.from('{"a":2}') }), unfit);
  });

  test("nothing, with a body that is not signed", () => {
    const headers = { "X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD" };
    assert.equal(refusal(signed({ headers })), undefined);
    assert.equal(refusal({ ...signed({ headers }), body: Buffer.from("other") }), undefined);
  });

  test("an algorithm that is derived is not taken", () => {
    assert.equal(refusal(signed({ algorithm: { algorithm: "V11-HMAC-SHA256", region: "eu-de", service: "ecs" } })), unfit);
  });

  test("the published and the reckoned signatures are taken, at their time, and at no other", () => {
    const vectors = JSON.parse(readFileSync(path.join(root, "tests/vectors/signing.json"), "utf8"));
    let taken = 0;
    for (const { name, key, request, options = {}, expect } of vectors) {
      if (!expect.signature || options.algorithm === "V11-HMAC-SHA256") continue;
      const lower = Object.fromEntries(Object.entries(expect.headers).map(([header, value]) => [header.toLowerCase(), value]));
      const [, year, month, day, hour, minute, second] = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(lower["x-sdk-date"]);
      const at = Date.UTC(year, month - 1, day, hour, minute, second);
      const keys = (now) => new AccessKeys(Object.assign(new Clock(), { now: () => now }), [{ ...key, user: "any", note: "" }]);
      const sent = request.url.replace(options.endpoint ?? "", options.signedEndpoint ?? "");
      const [, target = ""] = /^https?:\/\/[^/?]+(.*)$/.exec(sent);
      const mark = target.indexOf("?") < 0 ? target.length : target.indexOf("?");
      const asked = { method: request.method, path: target.slice(0, mark), query: target.slice(mark), headers: lower, body: Buffer.from(request.body ?? "") };
      assert.equal(keys(at).verify(asked).refusal, undefined, name);
      assert.match(keys(at + 16 * MINUTE_MS).verify(asked).refusal.message, /signature expired/, name);
      taken += 1;
    }
    assert.ok(taken > 25, String(taken));
  });
});

describe("a cloud whose compute service has a base path", () => {
  test("is told to the page with that path alone, and gets signatures over it, through the proxy", async () => {
    const verdicts = [];
    const keys = new AccessKeys(new Clock(), OTC.accessKeys);
    const upstream = await startCloud(({ method, url, headers }, response) => {
      const mark = url.indexOf("?") < 0 ? url.length : url.indexOf("?");
      verdicts.push(keys.verify({ method, path: url.slice(0, mark), query: url.slice(mark), headers, body: undefined }));
      response.writeHead(200, { "content-type": "application/json" }).end(method === "GET" ? '{"servers":[],"password":""}' : undefined);
    });
    const addresses = (kind, name) => ({ name, kind, identity: upstream.url, compute: `${upstream.url}/gateway/ecs` });
    const at = await startServer({ sandbox: false, clouds: [addresses("otc", "one"), addresses("openstack", "two"), { ...addresses("huawei", "three"), compute: upstream.url }] });
    const clouds = await (await fetch(`${at}/clouds.json`)).json();
    assert.deepEqual(clouds.map(({ basePath }) => basePath), ["/gateway/ecs", undefined, ""]);
    assert.ok(!JSON.stringify(clouds).includes(upstream.url));
    for (const name of ["one", "three"]) {
      verdicts.length = 0;
      const client = await clientOf(CAROLS, { at, name });
      await client.listServers({ limit: 2, marker: server.id });
      await client.getServerPassword({ serverId: server.id });
      await client.deleteServerPassword({ serverId: server.id });
      client.free();
      assert.deepEqual(verdicts, Array(3).fill({ key: CAROLS }), name);
    }
    // A signature over the path of the proxy is none.
    const unaware = await clientOf(CAROLS, { at, name: "one", signedEndpoint: undefined });
    await unaware.listServers();
    unaware.free();
    assert.match(verdicts.at(-1).refusal.message, /verify aksk/);
  });

  test("the proxy changes nothing that is signed, whatever the headers are", async () => {
    const keys = new AccessKeys(new Clock(), OTC.accessKeys);
    const verdicts = [];
    const upstream = await startCloud(({ method, url, headers }, response) => {
      const mark = url.indexOf("?") < 0 ? url.length : url.indexOf("?");
      verdicts.push(keys.verify({ method, path: url.slice(0, mark), query: url.slice(mark), headers, body: undefined }));
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
    const at = await startServer({ sandbox: false, clouds: [{ name: "one", kind: "otc", identity: upstream.url, compute: `${upstream.url}/base` }] });
    const key = new AccessKey({ access: CAROLS.access, secret: CAROLS.secret, securityToken: CAROLS.securityToken });
    const endpoint = `${at}/proxy/one/compute`;
    const everyHeader = { Accept: "application/json", "Content-Type": "application/json", "X-Project-Id": projectId, "X-Domain-Id": "d", "OpenStack-API-Version": "compute 2.1", "X-OpenStack-Nova-API-Version": "2.1", "X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD" };
    for (const [target, headers] of [
      [`/v2.1/${projectId}/servers/detail`, {}],
      [`/v2.1/${projectId}/servers/detail?marker=${server.id}&limit=10`, everyHeader],
      [`/v2/${projectId}/os-keypairs/carol@work.example`, { "X-Project-Id": projectId }],
    ]) {
      const { method, url, headers: all } = signRequest({ method: "GET", url: endpoint + target, headers }, key, { endpoint, signedEndpoint: `${upstream.url}/base` });
      assert.equal((await fetchAsPage(url, { method, headers: all })).status, 200);
      assert.deepEqual(verdicts.pop(), { key: CAROLS }, target);
    }
    key.free();
  });
});
