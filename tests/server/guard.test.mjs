import assert from "node:assert/strict";
import os from "node:os";
import { describe, test } from "node:test";
import { createSandbox } from "../../www/server/sandbox/sandbox.mjs";
import { onWorkerd, send, sendAsPage, startCloud, startServer, startService } from "./helpers.mjs";

const identity = await startService(createSandbox({}), "sandbox", "identity");
const origin = await startServer({ names: ["console.example.com"], clouds: [{ name: "one", kind: "openstack", identity, compute: identity }] });
const { host, port } = new URL(origin);
const TOKENS = "/proxy/one/identity/v3/auth/tokens";

describe("the Host header", () => {
  for (const name of ["127.0.0.1", "localhost", "LOCALHOST", "[::1]", "console.example.com", `localhost:${port}`]) {
    test(`\`${name}\` is one of the server's names`, async () => {
      assert.equal((await send(origin, "/clouds.json", { headers: { host: name } })).status, 200);
    });
  }

  for (const name of [
    "evil.example",
    `evil.example:${port}`,
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "console.example.com.evil.example",
  ]) {
    test(`\`${name}\` is not`, async () => {
      for (const target of ["/", "/clouds.json", "/sandbox/keys/alice-rsa2048.pem", TOKENS]) {
        const answer = await send(origin, target, { headers: { host: name } });
        assert.equal(answer.status, 403, target);
        assert.equal(JSON.parse(answer.text).error.code, "Proxy.0002");
      }
    });
  }

  test("a server on all addresses has the machine's names", { skip: onWorkerd && "the names of a worker are those of its binding" }, async () => {
    const open = await startServer({ host: "0.0.0.0" });
    for (const name of ["127.0.0.1", os.hostname()]) {
      assert.equal((await send(open, "/clouds.json", { headers: { host: name } })).status, 200);
    }
    assert.equal((await send(open, "/clouds.json", { headers: { host: "evil.example" } })).status, 403);
  });
});

describe("the request target", () => {
  for (const [target, there] of [
    // Refused by workerd itself, before the worker.
    [`${origin}/clouds.json`, { status: 500 }],
    ["http://evil.example/clouds.json", { status: 500 }],
    // Resolved by it: the worker sees the path that results.
    ["/./clouds.json", { status: 200 }],
    ["/x/%2e%2e/clouds.json"],
    ["//clouds.json"],
  ]) {
    test(`\`${target.replace(port, "port")}\` does not stand for another`, async () => {
      const answer = await send(origin, target);
      if (onWorkerd && there) return assert.equal(answer.status, there.status);
      assert.equal(answer.status, 400);
      assert.equal(JSON.parse(answer.text).error.code, "Proxy.0001");
    });
  }
});

describe("requests from another site", () => {
  const targets = [TOKENS, "/clouds.json", "/sandbox.json", "/sandbox/reset", "/sandbox/keys/alice-rsa2048.pem"];
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "same-origin, cross-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: `http://127.0.0.1:${Number(port) + 1}` },
    { origin: `http://localhost:${port}` },
    { "sec-fetch-site": "none", origin: "https://evil.example" },
  ]) {
    test(`${JSON.stringify(headers).replaceAll(port, "port")} is refused`, async () => {
      for (const target of targets) {
        for (const method of ["GET", "POST", "OPTIONS"]) {
          const answer = await send(origin, target, { method, headers });
          assert.equal(answer.status, 403, `${method} ${target}`);
          assert.equal(JSON.parse(answer.text).error.code, "Proxy.0003");
        }
      }
    });
  }

  for (const headers of [
    {},
    { "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
    { origin: `http://${host}` },
    { "sec-fetch-site": "same-origin", origin: `http://${host}` },
    // Behind a TLS proxy.
    { host: "console.example.com", origin: "https://console.example.com" },
  ]) {
    test(`${JSON.stringify(headers).replaceAll(port, "port")} is not one`, async () => {
      assert.equal((await send(origin, "/clouds.json", { headers })).status, 200);
      assert.equal((await sendAsPage(origin, TOKENS, { headers })).status, 401);
    });
  }

  test("a link to the page itself is followed", async () => {
    const answer = await send(origin, "/", { headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" } });
    assert.notEqual(answer.status, 403);
  });
});

describe("what is for the page's own scripts alone", async () => {
  const cloud = await startCloud((_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<script>steal()</script>"));
  const behind = await startServer({ clouds: [{ name: "one", kind: "openstack", identity: cloud.url, compute: cloud.url }] });
  const HEADER = "x-ecs-password-console";
  const refused = async (target, options, expected) => {
    const before = cloud.received.length;
    const { status, headers, text } = await send(behind, target, options);
    assert.deepEqual({ status, ...JSON.parse(text || "{}").error }, expected);
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["content-security-policy"], "sandbox; default-src 'none'");
    assert.equal(cloud.received.length, before, "nothing was sent");
  };
  const missing = {
    status: 400,
    code: "Proxy.0015",
    message: "the header `x-ecs-password-console: 1` is missing, which every request to a cloud must have; if this is the page, reload it",
  };
  const notFetched = {
    status: 403,
    code: "Proxy.0014",
    message: "what clouds answer is for scripts of the page alone, and never a document, a script or a worker",
  };

  for (const target of ["/proxy/one/compute/v2.1/", "/proxy/one/identity/v3/auth/tokens", "/proxy/sandbox/compute/v2.1/", "/proxy/sandbox-otc/compute/v2.1/", "/proxy/sandbox-huawei/compute/v2.1/", "/proxy/nobody/x"]) {
    test(`${target}: nothing without the header of the page`, async () => {
      for (const headers of [{}, { "sec-fetch-dest": "empty", "sec-fetch-site": "same-origin" }, { [HEADER]: "" }, { [HEADER]: "0" }, { [HEADER]: "true" }]) {
        for (const method of ["GET", "POST", "DELETE", "PUT"]) await refused(target, { method, headers }, missing);
      }
      // As a form of another page sends it, from a browser that says nothing of where it comes from.
      const form = { method: "POST", headers: { "content-type": "text/plain" }, body: '{"auth":{}}' };
      await refused(target, form, missing);
      for (const method of ["HEAD", "OPTIONS"]) assert.equal((await send(behind, target, { method })).status, 400);
    });

    test(`${target}: no document, no script, no worker, even with it`, async () => {
      for (const destination of ["document", "iframe", "frame", "embed", "object", "script", "worker", "sharedworker", "serviceworker", "style", "image", "xslt", "", "empty, document"]) {
        await refused(target, { headers: { [HEADER]: "1", "sec-fetch-dest": destination } }, notFetched);
      }
      await refused(target, { headers: { [HEADER]: "1", "service-worker": "script" } }, notFetched);
      await refused(target, { headers: { [HEADER]: "1", "sec-fetch-dest": "empty", "service-worker": "script" } }, notFetched);
    });
  }

  test("a script of the page is answered, whether its browser says what it is or not", async () => {
    for (const headers of [{ [HEADER]: "1" }, { [HEADER.toUpperCase()]: "1", "sec-fetch-dest": "empty", "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" }]) {
      assert.equal((await send(behind, "/proxy/one/compute/v2.1/", { headers })).status, 200);
    }
  });

  test("another site's preflight is refused: it cannot send the header", async () => {
    const headers = { origin: "https://evil.example", "access-control-request-method": "GET", "access-control-request-headers": HEADER };
    const { status, headers: got } = await send(behind, "/proxy/one/compute/v2.1/", { method: "OPTIONS", headers });
    assert.equal(status, 403);
    for (const name of Object.keys(got)) assert.doesNotMatch(name, /^access-control-/);
  });
});
