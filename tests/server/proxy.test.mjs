import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { beforeEach, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { brotliCompressSync, createGzip, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { Client } from "ecs-password";
import { fetchAsPage, listen, onWorkerd, send, sendAsPage, startCloud, startServer } from "./helpers.mjs";

const UUID = "11111111-1111-4111-8111-111111111111";
const LIST = "/proxy/one/compute/v2.1/p/servers/detail";
const PASSWORD = `/proxy/one/compute/v2.1/p/servers/${UUID}/os-server-password`;
const LIMITS = { requestBytes: 1000, answerBytes: 2000 };
/** What is read of what clouds compress unasked: of workerd, what it decompresses itself. */
const DECOMPRESSED = onWorkerd ? "gzip, br" : "gzip, deflate, br";
/** What workerd says of a cloud that does not answer, for whatever reason. */
const noReply = (name) => ({ code: "Proxy.0008", message: `no answer came from cloud \`${name}\`; why, the runtime of this server does not say` });

let answering;
const identity = await startCloud((request, response) => answering(request, response));
const compute = await startCloud((request, response) => answering(request, response));
const gone = http.createServer();
const goneUrl = await listen(gone);
gone.close();

function address(name, identityUrl = identity.url, computeUrl = `${compute.url}/base`) {
  return { name, kind: "otc", identity: identityUrl, compute: computeUrl };
}

/** So many MB of one byte, as gzip. */
async function compressed(megabytes) {
  const gzip = createGzip();
  const chunk = Buffer.alloc(1e6, 0xff);
  for (let written = 0; written < megabytes; written += 1) gzip.write(chunk);
  gzip.end();
  return Buffer.concat(await gzip.toArray());
}

const origin = await startServer({ clouds: [address("one"), address("gone", goneUrl, goneUrl)], limits: LIMITS });

beforeEach(() => {
  answering = (_, response) => response.writeHead(200, { "content-type": "application/json" }).end("{}");
  for (const cloud of [identity, compute]) cloud.received.length = 0;
});

async function refused(target, expected, { from = origin, ...options } = {}) {
  const { status, text, headers } = await sendAsPage(from, target, options);
  assert.equal(headers["content-type"], "application/json", text);
  const { error } = JSON.parse(text);
  assert.deepEqual({ status, code: error.code }, expected, error.message);
  assert.deepEqual(Object.keys(error), ["code", "message"]);
  assert.match(error.message, /^[a-z`][^\n]*[^.\n]$/);
  assert.equal(headers["cache-control"], "no-store");
  return error;
}

describe("what is passed on", () => {
  test("method, path, query and body, to the service's own base URL", async () => {
    const body = JSON.stringify({ auth: {} });
    const signIn = await sendAsPage(origin, "/proxy/one/identity/v3/auth/tokens?nocatalog=1", { method: "POST", body });
    assert.equal(signIn.status, 200);
    assert.deepEqual(
      identity.received.map(({ method, url, body: sent }) => [method, url, sent]),
      [["POST", "/v3/auth/tokens?nocatalog=1", body]],
    );
    for (const [method, target] of [
      ["GET", `/v2.1/p/servers/${UUID}/os-server-password`],
      ["DELETE", `/v2/p/servers/${UUID}/os-server-password`],
      ["GET", `/v2.1/p/servers/detail?limit=10&marker=${UUID}`],
      ["GET", "/v2/p/os-keypairs/key%20of%20me@work.example"],
    ]) {
      compute.received.length = 0;
      assert.equal((await sendAsPage(origin, `/proxy/one/compute${target}`, { method })).status, 200);
      assert.deepEqual(
        compute.received.map((each) => [each.method, each.url]),
        [[method, `/base${target}`]],
      );
    }
    assert.equal(identity.received.length, 1);
  });

  test("the named request headers, and no others", async () => {
    const passed = {
      accept: "application/json",
      authorization: "SDK-HMAC-SHA256 Access=a",
      "content-type": "application/json",
      "openstack-api-version": "compute 2.98",
      "x-auth-token": "token",
      "x-domain-id": "domain",
      "x-openstack-nova-api-version": "2.26",
      "x-project-id": "project",
      "x-sdk-content-sha256": "UNSIGNED-PAYLOAD",
      "x-sdk-date": "20261122T000000Z",
      "x-security-token": "security",
      "x-subject-token": "subject",
    };
    const dropped = {
      cookie: "session=1",
      origin,
      referer: `${origin}/`,
      "sec-fetch-site": "same-origin",
      "accept-encoding": "br",
      "x-ecs-password-console": "1",
      "accept-language": "de",
      "x-forwarded-for": "10.0.0.1",
      "x-http-method-override": "PUT",
      "user-agent": "browser",
      "x-roles": "admin",
    };
    await sendAsPage(origin, LIST, { headers: { ...passed, ...dropped } });
    const [{ headers }] = compute.received;
    const { host, connection, "accept-encoding": encoding, "user-agent": agent, ...rest } = headers;
    assert.equal(host, new URL(compute.url).host);
    assert.equal(connection, onWorkerd ? undefined : "keep-alive");
    assert.equal(agent, "ecs-password-console");
    assert.equal(encoding, "identity");
    assert.deepEqual(rest, passed);
  });

  test("the named headers of the answer, and no others", async () => {
    const passed = {
      "content-type": "application/json; charset=UTF-8",
      "openstack-api-version": "compute 2.1",
      "retry-after": "7",
      "x-compute-request-id": "req-2",
      "x-iam-trace-id": "trace",
      "x-openstack-nova-api-version": "2.1",
      "x-openstack-request-id": "req-1",
      "x-request-id": "3",
      "x-subject-token": "token",
    };
    answering = (_, response) =>
      response
        .writeHead(429, {
          ...passed,
          "set-cookie": "session=1",
          "access-control-allow-origin": "*",
          "content-security-policy": "default-src *",
          "cache-control": "public",
          "www-authenticate": "Basic",
          server: "cloud",
          location: "https://elsewhere.example",
        })
        .end('{"error":{}}');
    const { status, headers, text } = await sendAsPage(origin, LIST);
    assert.equal(status, 429);
    assert.equal(text, '{"error":{}}');
    for (const [name, value] of Object.entries(passed)) assert.equal(headers[name], value);
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["content-security-policy"], "sandbox; default-src 'none'");
    for (const name of ["set-cookie", "access-control-allow-origin", "www-authenticate", "server", "location"]) {
      assert.equal(headers[name], undefined, name);
    }
  });

  test("an answer without a body", async () => {
    answering = (_, response) => response.writeHead(204, { "content-type": "application/json" }).end();
    const { status, text } = await sendAsPage(origin, PASSWORD, {
      method: "DELETE",
    });
    assert.equal(status, 204);
    assert.equal(text, "");
  });

  test("what the cloud compressed unasked, decompressed", async () => {
    const text = JSON.stringify({ servers: ["Zürich", "北京"] });
    for (const [encoding, bytes] of [
      ["gzip", gzipSync(text)],
      ...(onWorkerd ? [] : [["GZip", gzipSync(text)], ["x-gzip", gzipSync(text)], ["deflate", deflateSync(text)]]),
      ["br", brotliCompressSync(text)],
      ["identity", Buffer.from(text)],
      ["", Buffer.from(text)],
    ]) {
      answering = (_, response) => response.writeHead(200, { "content-type": "application/json", "content-encoding": encoding }).end(bytes);
      const answer = await sendAsPage(origin, LIST);
      assert.deepEqual([answer.status, answer.text, answer.headers["content-encoding"]], [200, text, undefined], encoding);
      assert.equal(answer.headers["content-length"], String(Buffer.byteLength(text)));
    }
    // To workerd, nothing is no gzip, where its length is not told.
    for (const length of onWorkerd ? [{ "content-length": "0" }] : [{}, { "content-length": "0" }]) {
      for (const status of [200, 202, 204]) {
        answering = (_, response) => response.writeHead(status, { "content-encoding": "gzip", ...(status !== 204 && length) }).end();
        const answer = await sendAsPage(origin, LIST);
        assert.deepEqual([answer.status, answer.text], [status, ""]);
      }
    }
  });
});

describe("an answer is data", () => {
  const target = LIST;
  for (const [given, told] of [
    ["application/json", "application/json"],
    ["application/json; charset=UTF-8", "application/json; charset=UTF-8"],
    ['Application/JSON ;charset="utf-8"', "application/json; charset=utf-8"],
    ["application/vnd.openstack.compute+json;version=2.1", "application/json"],
    ["application/problem+json", "application/json"],
    ["text/plain; charset=ISO-8859-1", "text/plain; charset=ISO-8859-1"],
    ["text/html", "text/plain"],
    ["text/html; charset=utf-8", "text/plain; charset=utf-8"],
    ["text/html; charset=utf-8; x=y", "text/plain; charset=utf-8"],
    ["text/html; charset=a b", "text/plain"],
    ["text/plain; charset='x', text/html", "text/plain"],
    ["application/json, text/html", "text/plain"],
    ["application/jsonp", "text/plain"],
    ["text/json", "text/plain"],
    ["image/svg+xml", "text/plain"],
    ["application/xhtml+xml", "text/plain"],
    ["application/xml", "text/plain"],
    ["text/javascript", "text/plain"],
    ["text/css", "text/plain"],
    ["application/wasm", "text/plain"],
    ["application/pdf", "text/plain"],
    ["application/octet-stream", "text/plain"],
    ["multipart/x-mixed-replace; boundary=x", "text/plain"],
    ["nonsense", "text/plain"],
    ["", "text/plain"],
    [undefined, "text/plain"],
  ]) {
    test(`${JSON.stringify(given) ?? "no type"} is told as ${told}`, async () => {
      for (const status of [200, 403, 502]) {
        answering = (_, response) =>
          response
            .writeHead(status, {
              ...(given !== undefined && { "content-type": given }),
              "content-security-policy": "default-src *",
              "x-content-type-options": "none",
              "service-worker-allowed": "/",
              "content-disposition": "inline",
              link: "</proxy/one/compute/v2.1/x.js>; rel=preload",
              refresh: "0; url=/",
            })
            .end("<!doctype html><script>steal()</script>");
        const { headers, text, status: got } = await sendAsPage(origin, target);
        assert.deepEqual([got, text], [status, "<!doctype html><script>steal()</script>"]);
        assert.equal(headers["content-type"], told);
        assert.equal(headers["x-content-type-options"], "nosniff");
        assert.equal(headers["content-security-policy"], "sandbox; default-src 'none'");
        assert.equal(headers["x-frame-options"], "DENY");
        assert.equal(headers["cross-origin-resource-policy"], "same-origin");
        assert.equal(headers["cache-control"], "no-store");
        for (const name of ["service-worker-allowed", "content-disposition", "link", "refresh"]) assert.equal(headers[name], undefined, name);
      }
    });
  }

  test("a gateway's HTML still reaches whoever reads the error", async () => {
    answering = (_, response) =>
      response.writeHead(502, { "content-type": "text/html; charset=utf-8" }).end("<html><head><title>Bad Gateway of Zürich</title></head></html>");
    const client = new Client({
      cloud: "otc",
      projectId: "p",
      endpoint: `${origin}/proxy/one/compute`,
      auth: { type: "token", token: "t" },
      fetchImpl: fetchAsPage,
    });
    await assert.rejects(client.getServerPassword({ serverId: UUID }), { status: 502, message: /an HTML page, `Bad Gateway of Zürich`/ });
    client.free();
  });
});

describe("what a user's policies are read from", () => {
  for (const path of [
    "/v3/users/0a1b2c3d/groups",
    "/v3/domains/88b16b64/groups/e21c7a1e/roles",
    "/v3/projects/01234567/groups/e21c7a1e/roles",
    "/v3/OS-INHERIT/domains/88b16b64/groups/e21c7a1e/roles/inherited_to_projects",
  ]) {
    test(`${path} is passed on by GET, and by nothing else`, async () => {
      answering = (_, response) => response.writeHead(200, { "content-type": "application/json" }).end("{}");
      const headers = { "x-auth-token": "t" };
      assert.equal((await sendAsPage(origin, `/proxy/one/identity${path}`, { headers })).status, 200);
      assert.deepEqual(identity.received.map(({ method, url, headers: got }) => [method, url, got["x-auth-token"]]), [["GET", path, "t"]]);
      for (const method of ["POST", "PUT", "DELETE"]) await refused(`/proxy/one/identity${path}`, { status: 405, code: "Proxy.0006" }, { method });
      assert.equal(identity.received.length, 1);
    });
  }
});

describe("what is refused before anything is sent", () => {
  /** Dots that workerd resolves before the worker sees the path. */
  const resolved = (target, status, code) => (onWorkerd ? [target, status, code] : [target, 400, "Proxy.0001"]);

  for (const [target, status, code] of [
    ["/proxy/two/compute/v2.1/", 404, "Proxy.0004"],
    ["/proxy/__proto__/compute/v2.1/", 404, "Proxy.0004"],
    ["/proxy/", 404, "Proxy.0004"],
    ["/proxy/one", 404, "Proxy.0005"],
    ["/proxy/one/compute", 404, "Proxy.0005"],
    ["/proxy/one/compute/", 404, "Proxy.0005"],
    ["/proxy/one/compute/v3/servers", 404, "Proxy.0005"],
    ["/proxy/one/compute/v2.10/servers", 404, "Proxy.0005"],
    ["/proxy/one/compute/v2x/servers", 404, "Proxy.0005"],
    ["/proxy/one/metadata/v2.1/", 404, "Proxy.0005"],
    ["/proxy/one/identity/v3/users", 404, "Proxy.0005"],
    ["/proxy/one/identity/v3/users/u1/groups/", 404, "Proxy.0005"],
    ["/proxy/one/identity/v3/users/u1", 404, "Proxy.0005"],
    ["/proxy/one/identity/v3/users/u1/groups/g1", 404, "Proxy.0005"],
    ["/proxy/one/identity/v3/domains/d1/groups/g1/roles/r1", 404, "Proxy.0005"],
    ["/proxy/one/identity/v3/projects/p1/groups/g1", 404, "Proxy.0005"],
    ["/proxy/one/identity/v3/OS-INHERIT/domains/d1/groups/g1/roles", 404, "Proxy.0005"],
    resolved("/proxy/one/identity/v3/users/../groups/groups", 404, "Proxy.0005"),
    ["/proxy/sandbox/identity/v3/users/u1/groups", 404, onWorkerd ? "Proxy.0004" : "Proxy.0005"],
    ["/proxy/one/compute/v3/users/u1/groups", 404, "Proxy.0005"],
    ["/proxy/one/identity/v3/auth/tokens/", 404, "Proxy.0005"],
    ["/proxy/one/identity/v3/auth/tokens/x", 404, "Proxy.0005"],
    resolved("/proxy/one/compute/v2.1/../../../v3/users", 404, "Proxy.0004"),
    resolved("/proxy/one/compute/v2.1/..", 404, "Proxy.0005"),
    ["/proxy/one/compute/v2.1/%2e%2e/x", 400, "Proxy.0001"],
    ["/proxy/one/compute/v2.1/.%2E/x", 400, "Proxy.0001"],
    ["/proxy/one/compute/v2.1/%252e%252e/x", 400, "Proxy.0001"],
    ["/proxy/one/compute/v2.1/a%2fb", 400, "Proxy.0001"],
    ["/proxy/one/compute/v2.1/a%5Cb", 400, "Proxy.0001"],
    ["/proxy/one/compute/v2.1/a\\b", 400, "Proxy.0001"],
    ["/proxy/one/compute/v2.1//evil.example/", 400, "Proxy.0001"],
    ["/proxy//one/compute/v2.1/", 400, "Proxy.0001"],
    ["//evil.example/proxy/one/compute/v2.1/", 400, "Proxy.0001"],
    ["/proxy/one/compute/v2.1/a%00b", 400, "Proxy.0001"],
    ["/proxy/one/compute/v2.1/a%0d%0ab", 400, "Proxy.0001"],
    ["/proxy/one/compute/v2.1/a%zz", 400, "Proxy.0001"],
    ["/proxy/one/compute/v2.1/a#b", 400, "Proxy.0001"],
    ["/proxy/one/compute/v2.1/a|b", 400, "Proxy.0001"],
    ["http://evil.example/proxy/one/compute/v2.1/", 400, "Proxy.0001"],
    ["https://127.0.0.1/proxy/one/compute/v2.1/", 400, "Proxy.0001"],
    ["*", 400, "Proxy.0001"],
  ]) {
    test(target, async () => {
      // Refused by workerd itself, before the worker.
      if (onWorkerd && !target.startsWith("/")) assert.equal((await sendAsPage(origin, target)).status, 500);
      else await refused(target, { status, code });
      assert.equal(compute.received.length + identity.received.length, 0);
    });
  }

  for (const method of ["PUT", "PATCH", "HEAD", "OPTIONS", "TRACE"]) {
    test(method, async () => {
      const { status } = await sendAsPage(origin, LIST, { method });
      assert.equal(status, 405);
      assert.equal(compute.received.length, 0);
    });
  }

  test("a body that is too large, announced or not", async () => {
    const expected = { status: 413, code: "Proxy.0007" };
    const target = "/proxy/one/identity/v3/auth/tokens";
    const body = "x".repeat(LIMITS.requestBytes + 1);
    await refused(target, expected, { method: "POST", body });
    await refused(target, expected, { method: "POST", body, headers: { "transfer-encoding": "chunked" } });
    assert.equal(identity.received.length, 0);
    await sendAsPage(origin, target, { method: "POST", body: body.slice(1) });
    assert.equal(identity.received.length, 1);
  });

  test("a body that is announced as too large is not waited for", async () => {
    const patient = await startServer({ clouds: [address("one")] });
    const { hostname, port } = new URL(patient);
    const headers = { "content-length": 65_537, "x-ecs-password-console": "1" };
    const request = http.request({ hostname, port, path: "/proxy/one/identity/v3/auth/tokens", method: "POST", headers });
    request.on("error", () => undefined).flushHeaders();
    // Waited for, it would be refused for its time.
    const [response] = await once(request, "response");
    assert.equal(response.statusCode, 413);
    request.destroy();
  });
});

describe("what the cloud does wrong", () => {
  const target = LIST;

  test("it cannot be reached", async () => {
    const { message } = await refused(LIST.replace("one", "gone"), { status: 502, code: "Proxy.0008" });
    assert.equal(message, onWorkerd ? noReply("gone").message : "cloud `gone` cannot be reached: ECONNREFUSED");
  });

  test("it closes the connection without an answer, and is not asked again", async () => {
    for (const [method, where] of [["GET", target], ["DELETE", PASSWORD]]) {
      compute.received.length = 0;
      answering = (request) => request.socket.destroy();
      await refused(where, { status: 502, code: "Proxy.0008" }, { method });
      assert.equal(compute.received.length, 1);
    }
  });

  test("it redirects, which is not followed", async () => {
    for (const status of [301, 302, 303, 307, 308, 300]) {
      answering = (_, response) => response.writeHead(status, { location: `${identity.url}/elsewhere` }).end("moved");
      await refused(target, { status: 502, code: "Proxy.0009" });
    }
    assert.equal(identity.received.length, 0);
  });

  test("its answer is too large", async () => {
    answering = (_, response) => response.writeHead(200).end("x".repeat(LIMITS.answerBytes + 1));
    await refused(target, { status: 502, code: "Proxy.0010" });
  });

  test("its answer is too large once it is decompressed", async () => {
    const compressed = { gzip: gzipSync, ...(!onWorkerd && { deflate: deflateSync }), br: brotliCompressSync };
    for (const [encoding, compress] of Object.entries(compressed)) {
      answering = (_, response) => response.writeHead(200, { "content-encoding": encoding }).end(compress("x".repeat(LIMITS.answerBytes)));
      assert.equal((await sendAsPage(origin, target)).bytes.length, LIMITS.answerBytes);
      answering = (_, response) => response.writeHead(200, { "content-encoding": encoding }).end(compress("x".repeat(LIMITS.answerBytes + 1)));
      const { message } = await refused(target, { status: 502, code: "Proxy.0010" });
      assert.equal(message, "the answer of cloud `one` is larger than 2000 bytes");
    }
  });

  test("300 MB in 0.3 MB of gzip stay where they are, and 8 MiB are let through", async () => {
    const from = await startServer({ clouds: [address("one")] });
    const bomb = await compressed(300);
    assert.ok(bomb.length < 400_000);
    answering = (_, response) => response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb);
    const { message } = await refused(target, { status: 502, code: "Proxy.0010" }, { from });
    assert.equal(message, "the answer of cloud `one` is larger than 8388608 bytes");
    answering = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(8 * 1024 * 1024)));
    assert.equal((await sendAsPage(from, target)).bytes.length, 8 * 1024 * 1024);
  });

  test("it compresses in a way that is not read, or does not do what it says", async () => {
    for (const [encoding, body] of [
      ["zstd", "x"],
      ["compress", "x"],
      ["gzip, gzip", gzipSync(gzipSync("{}"))],
      ["constructor", "x"],
      ["gzip", "<html>"],
      ["br", "<html>"],
      ["deflate", deflateRawSync("{}")],
      ["gzip", gzipSync("{}").subarray(0, 15)],
    ]) {
      answering = (_, response) => response.writeHead(200, { "content-encoding": encoding }).end(body);
      const { message } = await refused(target, { status: 502, code: "Proxy.0016" });
      assert.equal(message, `the answer of cloud \`one\` cannot be decompressed, expected ${DECOMPRESSED} or no Content-Encoding`);
    }
  });

  test("its answer breaks off", async () => {
    answering = (_, response) => {
      response.writeHead(200, { "content-length": 100 }).write("half", () => response.destroy());
    };
    await refused(target, { status: 502, code: "Proxy.0011" });
  });

  test("it answers too late, or only half in time", async () => {
    const from = await startServer({ clouds: [address("one")], limits: { timeoutMs: 300 } });
    const expected = { status: 504, code: "Proxy.0012" };
    answering = () => undefined;
    const { message } = await refused(target, expected, { from });
    assert.equal(message, "cloud `one` did not answer within 0.3 s");
    answering = (_, response) => response.writeHead(200).write("half");
    await refused(target, expected, { from });
  });

  test("it speaks no HTTP", async () => {
    const raw = await listen(net.createServer((socket) => socket.on("error", () => undefined).end("hello\r\n\r\n")));
    const other = await startServer({ clouds: [address("raw", raw, raw)] });
    const { status, text } = await sendAsPage(other, LIST.replace("one", "raw"));
    assert.equal(status, 502);
    assert.deepEqual(JSON.parse(text).error, onWorkerd ? noReply("raw") : { code: "Proxy.0019", message: "cloud `raw` answered with what is no HTTP" });
  });
});

test("when the browser gives up, so does the proxy", { skip: onWorkerd && "it does not tell the worker" }, async () => {
  let closed;
  const isClosed = new Promise((resolve) => (closed = resolve));
  answering = (request) => request.socket.once("close", closed);
  // With so much time that nothing else ends it.
  const patient = await startServer({ clouds: [address("one")], limits: { timeoutMs: 3_600_000 } });
  const controller = new AbortController();
  const pending = fetchAsPage(patient + LIST, { signal: controller.signal }).catch(() => "gone");
  while (compute.received.length === 0) await pause(5);
  controller.abort();
  assert.equal(await pending, "gone");
  await isClosed;
});

test("/clouds.json names the clouds by their paths, and tells no address", async () => {
  const { text, headers } = await send(origin, "/clouds.json");
  assert.equal(headers["cache-control"], "no-store");
  const sandboxes = [
    {
      name: "sandbox",
      kind: "openstack",
      label: "Sandbox cloud",
      region: "RegionOne",
      identity: "/proxy/sandbox/identity",
      compute: "/proxy/sandbox/compute",
      allowAccount: true,
      sandbox: true,
    },
    {
      name: "sandbox-otc",
      kind: "otc",
      label: "Sandbox, as T Cloud Public (Open Telekom Cloud)",
      basePath: "",
      identity: "/proxy/sandbox-otc/identity",
      compute: "/proxy/sandbox-otc/compute",
      allowAccount: true,
      sandbox: true,
    },
    {
      name: "sandbox-huawei",
      kind: "huawei",
      label: "Sandbox, as Huawei Cloud",
      basePath: "",
      identity: "/proxy/sandbox-huawei/identity",
      compute: "/proxy/sandbox-huawei/compute",
      allowAccount: true,
      sandbox: true,
    },
  ];
  assert.deepEqual(JSON.parse(text).slice(0, onWorkerd ? 1 : 4), [
    ...(onWorkerd ? [] : sandboxes),
    { name: "one", kind: "otc", label: "one", basePath: "/base", identity: "/proxy/one/identity", compute: "/proxy/one/compute", sandbox: false },
  ]);
  assert.ok(!text.includes(new URL(compute.url).port));
});

test("without the sandbox nothing of it is there", async () => {
  const other = await startServer({ clouds: [address("one")], sandbox: false });
  assert.equal((await sendAsPage(other, LIST.replace("one", "sandbox"))).status, 404);
  for (const target of ["/sandbox.json", "/sandbox/keys/alice-rsa2048.pem"]) {
    assert.notEqual((await send(other, target)).status, 200);
  }
  assert.deepEqual(
    JSON.parse((await send(other, "/clouds.json")).text).map(({ name }) => name),
    ["one"],
  );
});
