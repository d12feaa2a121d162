// What the page is called, its logo, where its users find help, and what they are told.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { brandedPage } from "../../www/server/branding.mjs";
import { logoOf } from "../../www/server/logo-file.mjs";
import { parseOptions } from "../../www/server/options.mjs";
import { send, startServer, temporaryFolder } from "./helpers.mjs";

const folder = temporaryFolder();
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]);

/** A file with this content. */
function file(name, content) {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
}

const page = path.join(temporaryFolder(), "index.html");
writeFileSync(page, "<!doctype html><head><title>Console</title></head>");

/** A server with these options, which serves a page of one line. */
const serve = (...args) => startServer(parseOptions(["--port", "0", "--root", path.dirname(page), ...args], { interactive: false }));

describe("a logo", () => {
  for (const [what, content, type] of [
    ["SVG", '<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"],
    ["SVG as drawing programs write it", '\ufeff<?xml version="1.0"?>\n<!-- made by hand -->\n<!DOCTYPE svg PUBLIC "a" "b">\n<svg width="1"/>', "image/svg+xml"],
    ["PNG, whatever its name", PNG, "image/png"],
  ]) {
    test(`is ${what}`, () => {
      assert.equal(logoOf("--logo", file("logo.gif", content)).type, type);
    });
  }

  for (const [what, content, message] of [
    ["HTML", "<html><svg></svg></html>", "--logo is neither SVG nor PNG"],
    ["nothing", "", "--logo is neither SVG nor PNG"],
    ["JPEG", Buffer.from([0xff, 0xd8, 0xff]), "--logo is neither SVG nor PNG"],
    ["too large", Buffer.concat([PNG, Buffer.alloc(256 * 1024)]), "--logo has 262154 bytes, expected 262144 at most"],
  ]) {
    test(`is not ${what}`, () => {
      assert.throws(() => logoOf("--logo", file("logo.svg", content)), { message });
    });
  }

  test("is no folder", () => {
    assert.throws(() => logoOf("--logo", folder), { message: "--logo cannot be read: it is a folder" });
  });

  for (const [name, content, type] of [["logo.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "image/svg+xml"], ["logo.png", PNG, "image/png"]]) {
    test(`is served so that nothing in it runs: ${name}`, async () => {
      const origin = await serve("--logo", file(name, content));
      const { status, headers, text } = await send(origin, `/${name}`);
      assert.equal(status, 200);
      assert.equal(headers["content-type"], type);
      assert.equal(headers["content-security-policy"], "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'");
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.ok(text.length > 0);
      const other = name === "logo.svg" ? "/logo.png" : "/logo.svg";
      assert.equal((await send(origin, other)).status, 404);
    });
  }
});

describe("the page", () => {
  test("has its title at once, and the rest for its script, whatever signs they have", async () => {
    const title = `A & B's <"Console">`;
    const notice = 'Staff only: </title><script>alert("1")</script> $& $1';
    const origin = await serve("--title", title, "--notice", notice, "--support-url", "mailto:help@example.com", "--logo", file("logo.png", PNG));
    const { text, headers } = await send(origin, "/");
    assert.match(text, /<title>A &amp; B's &lt;&quot;Console&quot;&gt;<\/title>/);
    assert.doesNotMatch(text, /<script>/);
    const [, content] = /<meta name="console" content="([^"]*)" \/>/.exec(text);
    const plain = content.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
    assert.deepEqual(JSON.parse(plain), { title, logo: "/logo.png", supportUrl: "mailto:help@example.com", notice });
    assert.equal(headers["cache-control"], "no-store");
  });

  test("stays as it is where nothing is said, and keeps its title where only the rest is", () => {
    const html = "<head><title>Console</title></head>";
    assert.equal(brandedPage(html), html);
    assert.equal(brandedPage(html, {}), html);
    assert.match(brandedPage(html, { notice: "x" }), /^<head><title>Console<\/title>\s+<meta name="console" content="\{&quot;notice&quot;:&quot;x&quot;\}" \/><\/head>$/);
  });
});
