// Access keys as handles, and a client that signs with one.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { test } from "node:test";
import { AccessKey, buildRequest, buildSignInRequest, Client, signRequest } from "ecs-password";

const SECRET = "aXyz0123456789/+EXAMPLEsecretEXAMPLE4567";
const TOKEN = "security-token-0123456789abcdef";
const projectId = "0123456789abcdef0123456789abcdef";
const serverId = "11111111-2222-4333-8444-555555555555";
const endpoint = "https://ecs.eu-de.otc.t-systems.com";
const auth = { type: "accessKey", access: "HQKEXAMPLE", secret: SECRET, securityToken: TOKEN };
const NOON = Date.UTC(2026, 10, 22, 12);

const codeOf = (act) => {
  try {
    act();
  } catch ({ code, path }) {
    return [code, path];
  }
  return undefined;
};

test("an access key shows its ID, and nothing that is secret", () => {
  const key = new AccessKey({ access: "HQKEXAMPLE", secret: SECRET, securityToken: TOKEN });
  assert.equal(key.access, "HQKEXAMPLE");
  assert.deepEqual(JSON.parse(JSON.stringify(key)), { access: "HQKEXAMPLE", secret: "[redacted]", securityToken: "[redacted]" });
  const shown = inspect(key) + String(key) + Object.values(key).join();
  assert.ok(shown.includes("[redacted]") && !shown.includes(SECRET) && !shown.includes(TOKEN), shown);
  key[Symbol.dispose]();
  key.free();
  assert.equal(key.access, "HQKEXAMPLE");
  assert.deepEqual(codeOf(() => signRequest({ method: "GET", url: endpoint }, key)), ["handleFreed", undefined]);
  const permanent = new AccessKey({ access: "HQKEXAMPLE", secret: SECRET, securityToken: undefined });
  assert.deepEqual(permanent.toJSON(), { access: "HQKEXAMPLE", secret: "[redacted]" });
  permanent.free();
});

test("what cannot be an access key is refused, and its path named", () => {
  const valid = { access: "HQKEXAMPLE", secret: SECRET };
  for (const [input, path] of [
    [undefined, "input"], ["x", "input"], [{ ...valid, access: "" }, "access"], [{ ...valid, access: 1 }, "access"], [{ ...valid, secret: "" }, "secret"],
    [{ ...valid, secret: `${SECRET}\n` }, "secret"], [{ ...valid, secret: 1 }, "secret"], [{ access: "a" }, "secret"], [{ ...valid, securityToken: "" }, "securityToken"],
    [{ ...valid, secretKey: "x" }, "secretKey"],
  ]) {
    assert.deepEqual(codeOf(() => new AccessKey(input)), ["invalidInput", path], JSON.stringify(input));
  }
});

test("a secret of bytes signs as one of text, and the caller's bytes are left alone", () => {
  const bytes = new TextEncoder().encode(SECRET);
  const keys = [new AccessKey({ access: "A", secret: SECRET }), new AccessKey({ access: "A", secret: bytes }), new AccessKey({ access: "A", secret: bytes.buffer })];
  const signed = keys.map((key) => signRequest({ method: "GET", url: endpoint }, key, { time: NOON }));
  assert.deepEqual(signed[1], signed[0]);
  assert.deepEqual(signed[2], signed[0]);
  assert.equal(new TextDecoder().decode(bytes), SECRET);
  keys.forEach((key) => key.free());
});

test("a request that was built is signed as it is, at the time that is given or now", () => {
  const key = new AccessKey({ access: "HQKEXAMPLE", secret: SECRET });
  const request = buildRequest({ operation: "getServerPassword", cloud: "otc", apiVersion: "v2.1", endpoint, projectId, serverId });
  const signed = signRequest(request, key, { time: NOON });
  const { "X-Sdk-Date": date, Authorization, ...headers } = signed.headers;
  assert.deepEqual({ ...signed, headers }, request);
  assert.equal(date, "20261122T120000Z");
  assert.match(Authorization, /^SDK-HMAC-SHA256 Access=HQKEXAMPLE, SignedHeaders=accept;content-type;x-sdk-date, Signature=[0-9a-f]{64}$/);
  const now = signRequest(request, key).headers["X-Sdk-Date"];
  const told = Date.parse(now.replace(/(....)(..)(..T..)(..)/, "$1-$2-$3:$4:"));
  assert.ok(Math.abs(told - Date.now()) < 60_000, now);
  key.free();
});

test("what cannot be signed is refused, and its path named", () => {
  const key = new AccessKey({ access: "HQKEXAMPLE", secret: SECRET });
  const request = { method: "GET", url: endpoint };
  for (const [act, path] of [
    [() => signRequest(undefined, key), "request"],
    [() => signRequest({ method: "GET" }, key), "request.url"],
    [() => signRequest({ ...request, headers: "x" }, key), "request.headers"],
    [() => signRequest({ ...request, headers: { a: 1 } }, key), "request.headers.a"],
    [() => signRequest({ ...request, body: {} }, key), "request.body"],
    [() => signRequest(request, { access: "x" }), "accessKey"],
    [() => signRequest(request, undefined), "accessKey"],
    [() => signRequest(request, key, { time: "now" }), "time"],
    [() => signRequest(request, key, { time: Number.NaN }), "time"],
    [() => signRequest(request, key, { algoritm: "x" }), "algoritm"],
    [() => signRequest(request, key, "x"), "options"],
  ]) {
    assert.deepEqual(codeOf(act), ["invalidInput", path], act.toString());
  }
  key.free();
});

/** A client whose requests are kept, and answered with these. */
function watched(input, ...answers) {
  const sent = [];
  const fetchImpl = async (url, { method, headers }) => {
    sent.push({ method, url, headers: { ...headers } });
    const [status, body] = answers.shift();
    return new Response(JSON.stringify(body), { status });
  };
  return { client: new Client({ cloud: "otc", endpoint, projectId, auth, fetchImpl, ...input }), sent };
}

test("a client with an access key signs in nowhere, and signs each request", async () => {
  const { client, sent } = watched({}, [200, { password: "" }]);
  assert.equal((await client.getServerPassword({ serverId })).stored, false);
  assert.equal(sent.length, 1);
  const [{ method, url, headers }] = sent;
  const { "X-Project-Id": project, "X-Sdk-Date": date, "X-Security-Token": token, Authorization, ...others } = headers;
  assert.deepEqual([project, token, others], [projectId, TOKEN, { Accept: "application/json", "Content-Type": "application/json" }]);
  const key = new AccessKey({ access: auth.access, secret: SECRET, securityToken: TOKEN });
  const expected = signRequest({ method, url, headers: { "X-Project-Id": project, "X-Sdk-Date": date } }, key);
  assert.equal(Authorization, expected.headers.Authorization);
  key.free();
  client.free();
});

test("a refused signature is not answered by a sign-in, and shows no secret", async () => {
  const refused = [401, { error_code: "APIGW.0301", error_msg: `Incorrect IAM authentication information: verify aksk signature fail, ${SECRET} ${TOKEN}` }];
  const { client, sent } = watched({ identityEndpoint: "https://iam.eu-de.otc.t-systems.com" }, refused, refused);
  await assert.rejects(client.getServerPassword({ serverId }), (error) => {
    assert.equal(error.code, "unauthenticated");
    const told = String(error) + JSON.stringify(error);
    assert.ok(!told.includes(SECRET) && !told.includes(TOKEN) && told.includes("[redacted]"), told);
    return true;
  });
  assert.equal(sent.length, 1);
  client.free();
});

test("what takes a token says that an access key has none", async () => {
  const { client, sent } = watched({ identityEndpoint: "https://iam.eu-de.otc.t-systems.com" });
  for (const method of ["signIn", "verifyToken", "listPolicies"]) {
    await assert.rejects(client[method](), { code: "invalidInput", path: "auth.type", message: /has no token/, hint: /`password` or `token`/ });
  }
  assert.equal(sent.length, 0);
  const input = { cloud: "otc", identityEndpoint: "https://iam.eu-de.otc.t-systems.com", endpoint, projectId, auth };
  assert.deepEqual(codeOf(() => buildSignInRequest(input)), ["invalidInput", "auth.type"]);
  client.free();
});

test("behind a proxy the path of the cloud is signed, by a client as by signRequest", async () => {
  const proxy = "https://console.example.com/proxy/otc/compute";
  const { client, sent } = watched({ endpoint: proxy, signedEndpoint: endpoint }, [200, { password: "" }]);
  await client.getServerPassword({ serverId });
  const [{ method, url, headers }] = sent;
  assert.ok(url.startsWith(`${proxy}/v2.1/`));
  const signed = { "X-Project-Id": projectId, "X-Sdk-Date": headers["X-Sdk-Date"] };
  const key = new AccessKey({ access: auth.access, secret: SECRET, securityToken: TOKEN });
  const direct = signRequest({ method, url: url.replace(proxy, endpoint), headers: signed }, key);
  assert.equal(headers.Authorization, direct.headers.Authorization);
  assert.equal(signRequest({ method, url, headers: signed }, key, { endpoint: proxy, signedEndpoint: endpoint }).headers.Authorization, direct.headers.Authorization);
  assert.notEqual(signRequest({ method, url, headers: signed }, key).headers.Authorization, direct.headers.Authorization);
  key.free();
  client.free();
});
