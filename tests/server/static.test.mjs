import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { onWorkerd, send, startServer, temporaryFolder } from "./helpers.mjs";

const cspOf = (scripts) =>
  `default-src 'none'; script-src ${scripts} 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; ` +
  `connect-src 'self'; worker-src ${scripts}; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ` +
  "require-trusted-types-for 'script'; trusted-types lit-html ecs-password-worker";
const SCRIPT = "export const word = 'console';\n".repeat(50);

const outside = temporaryFolder();
writeFileSync(path.join(outside, "secret.txt"), "outside");
const folder = path.join(temporaryFolder(), "dist");
mkdirSync(path.join(folder, "assets"), { recursive: true });
for (const [name, content] of [
  ["index.html", "<!doctype html><title>page</title>"],
  ["favicon.svg", "<svg/>"],
  [".env", "hidden"],
  ["assets/index-Ab3_x9-Z.js", SCRIPT],
  ["assets/core-Ab3_x9-Z.wasm", "\0asm"],
  ["assets/plain.css", "a{}"],
]) {
  writeFileSync(path.join(folder, name), content);
}
writeFileSync(path.join(folder, "../secret.txt"), "outside");
symlinkSync(path.join(outside, "secret.txt"), path.join(folder, "linked.txt"));
const origin = await startServer({ root: folder, names: ["console.example.com", "192.0.2.7", "[2001:db8::7]"] });
const CSP = cspOf(`${new URL(origin).host}/assets/`);

describe("the page", () => {
  test("comes with the strict policy, and is not stored", async () => {
    for (const target of ["/", "/index.html", "/?a=b"]) {
      const { status, headers, text } = await send(origin, target);
      assert.equal(status, 200);
      assert.match(text, /<title>page/);
      assert.equal(headers["content-type"], "text/html; charset=utf-8");
      assert.equal(headers["cache-control"], "no-store");
      assert.equal(headers["content-security-policy"], CSP);
    }
  });

  test("every answer carries the security headers, refusals too", async () => {
    const policyOf = (target) => {
      if (target.startsWith("/proxy/")) return "sandbox; default-src 'none'";
      // What is malformed has no Host header that anybody has looked at.
      return target.startsWith("http") ? cspOf("'self'") : CSP;
    };
    // What is no path is refused by workerd itself, before the worker.
    for (const target of ["/", "/nothing", "/clouds.json", "/proxy/nowhere/identity/v3/auth/tokens", "/%2e%2e/x", ...(onWorkerd ? [] : ["http://[/"])]) {
      const { headers } = await send(origin, target);
      assert.equal(headers["content-security-policy"], policyOf(target), target);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["referrer-policy"], "no-referrer");
      assert.equal(headers["cross-origin-opener-policy"], "same-origin");
      assert.equal(headers["cross-origin-resource-policy"], "same-origin");
      assert.match(headers["permissions-policy"], /camera=\(\)/);
      assert.equal(headers["set-cookie"], undefined);
      assert.equal(headers["access-control-allow-origin"], undefined);
    }
  });

  test("names the folder of its scripts by the host that was asked, where a policy has words for it", async () => {
    for (const [host, scripts] of [
      ["127.0.0.1", "127.0.0.1/assets/"],
      ["localhost:4173", "localhost:4173/assets/"],
      ["LOCALHOST:4173", "localhost:4173/assets/"],
      ["console.example.com", "console.example.com/assets/"],
      ["console.example.com:8443", "console.example.com:8443/assets/"],
      ["[::1]:4173", "'self'"],
      ["[2001:db8::7]", "'self'"],
      ["192.0.2.7:4173", "'self'"],
      // Refused, and nothing of it gets into a header; or refused by workerd itself, before the worker.
      ["x; script-src *", "'self'"],
      ["a.example, b.example", "'self'"],
      ["*", "'self'"],
      ["*.example", "'self'"],
      ["https://evil.example", "'self'"],
      ["'unsafe-inline'", "'self'"],
    ]) {
      const { status, headers } = await send(origin, "/", { headers: { host } });
      if (!(onWorkerd && status === 500)) assert.equal(headers["content-security-policy"], cspOf(scripts), host);
    }
  });

  test("further Trusted Types policies", async () => {
    const other = await startServer({ root: folder, trustedTypes: ["worker"] });
    assert.match((await send(other, "/")).headers["content-security-policy"], /; trusted-types lit-html ecs-password-worker worker$/);
  });

  test("hashed assets are kept for good, others are asked for again", async () => {
    const hashed = await send(origin, "/assets/index-Ab3_x9-Z.js");
    assert.equal(hashed.headers["cache-control"], "public, max-age=31536000, immutable");
    assert.equal(hashed.headers["content-type"], "text/javascript; charset=utf-8");
    const plain = await send(origin, "/assets/plain.css");
    assert.equal(plain.headers["cache-control"], "no-cache");
    const again = await send(origin, "/assets/plain.css", { headers: { "if-none-match": plain.headers.etag } });
    assert.equal(again.status, 304);
    assert.equal(again.text, "");
  });

  test("wasm has its type, which streaming needs", async () => {
    const { headers } = await send(origin, "/assets/core-Ab3_x9-Z.wasm");
    assert.equal(headers["content-type"], "application/wasm");
  });

  test("compressed as the browser wants it", async () => {
    const of = async (encoding) => send(origin, "/assets/index-Ab3_x9-Z.js", { headers: { "accept-encoding": encoding } });
    const brotli = await of("gzip, deflate, br");
    assert.equal(brotli.headers["content-encoding"], "br");
    assert.equal(brotliDecompressSync(brotli.bytes).toString(), SCRIPT);
    const gzip = await of("gzip, br;q=0");
    assert.equal(gzip.headers["content-encoding"], "gzip");
    assert.equal(gunzipSync(gzip.bytes).toString(), SCRIPT);
    assert.equal(gzip.headers.vary, "accept-encoding");
    const plain = await of("identity");
    assert.equal(plain.headers["content-encoding"], undefined);
    assert.equal(plain.text, SCRIPT);
  });

  test("HEAD has no body, and other methods are refused", async () => {
    const head = await send(origin, "/", { method: "HEAD" });
    assert.equal(head.status, 200);
    assert.equal(head.text, "");
    const post = await send(origin, "/", { method: "POST" });
    assert.equal(post.status, 405);
    assert.equal(post.headers.allow, "GET, HEAD");
  });

  test("is missing: it says how to build it", async () => {
    const other = await startServer({ root: path.join(outside, "none") });
    for (const target of ["/", "/index.html"]) {
      const { status, text, headers } = await send(other, target);
      assert.equal(status, 503);
      assert.match(text, onWorkerd ? /deploy it with them/ : /run `npm run build`/);
      assert.match(headers["content-type"], /^text\/plain/);
    }
  });
});

describe("nothing outside of the folder", () => {
  for (const [target, onNode, there = onNode] of [
    ["/nothing.js", 404],
    ["/assets/", 404],
    ["/assets", 404],
    ["/.env", 404],
    ["/linked.txt", 404],
    ["/assets/%00.js", 400],
    // Of dots, workerd gives the worker the path that they come to.
    ["/../secret.txt", 400, 404],
    ["/assets/../../secret.txt", 400, 404],
    ["/%2e%2e/secret.txt", 400],
    ["/%252e%252e/secret.txt", 400],
    ["/..%2fsecret.txt", 400],
    ["/..%5csecret.txt", 400],
    ["/..\\secret.txt", 400],
    ["//secret.txt", 400],
    ["/assets//plain.css", 400],
    ["/./index.html", 400, 200],
    ["/index.html/", 404],
    ["/index.html%20", 404],
    ["/C:/secret.txt", 404],
    ["http://127.0.0.1/index.html", 400, 500],
    ["file:///etc/passwd", 400, 500],
  ]) {
    test(target, async () => {
      const answer = await send(origin, target);
      assert.equal(answer.status, onWorkerd ? there : onNode);
      assert.doesNotMatch(answer.text, /outside|hidden/);
    });
  }
});
