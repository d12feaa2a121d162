import assert from "node:assert/strict";
import os from "node:os";
import { describe, test } from "node:test";
import { send, startServer } from "./helpers.mjs";

const origin = await startServer({ names: ["console.example.com"] });
const { host, port } = new URL(origin);
const TOKENS = "/proxy/sandbox/identity/v3/auth/tokens";

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

  test("a server on all addresses has the machine's names", async () => {
    const open = await startServer({ host: "0.0.0.0" });
    for (const name of ["127.0.0.1", os.hostname()]) {
      assert.equal((await send(open, "/clouds.json", { headers: { host: name } })).status, 200);
    }
    assert.equal((await send(open, "/clouds.json", { headers: { host: "evil.example" } })).status, 403);
  });
});

describe("the request target", () => {
  for (const target of [
    `${origin}/clouds.json`,
    "http://evil.example/clouds.json",
    "/./clouds.json",
    "/x/%2e%2e/clouds.json",
    "//clouds.json",
  ]) {
    test(`\`${target.replace(port, "port")}\` does not stand for another`, async () => {
      const answer = await send(origin, target);
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
      assert.equal((await send(origin, TOKENS, { headers })).status, 401);
    });
  }

  test("a link to the page itself is followed", async () => {
    const answer = await send(origin, "/", { headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" } });
    assert.notEqual(answer.status, 403);
  });
});
