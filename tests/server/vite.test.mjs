import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { createServer } from "vite";
import { consoleServer } from "../../www/server/vite.mjs";
import { send, sendAsPage, temporaryFolder } from "./helpers.mjs";

const folder = path.join(temporaryFolder(), "page");
mkdirSync(folder);
writeFileSync(path.join(folder, "index.html"), "<!doctype html><title>developing</title>");
const vite = await createServer({
  root: folder,
  configFile: false,
  logLevel: "silent",
  plugins: [consoleServer()],
  server: { host: "127.0.0.1", port: 0, ws: false },
});
after(() => vite.close());
await vite.listen();
const origin = `http://127.0.0.1:${vite.httpServer.address().port}`;

test("the page is Vite's, the rest is the app's", async () => {
  const page = await send(origin, "/");
  assert.match(page.text, /developing/);
  assert.equal(page.headers["content-security-policy"], undefined);
  const clouds = await send(origin, "/clouds.json");
  assert.equal(JSON.parse(clouds.text)[0].name, "sandbox");
  const refused = await sendAsPage(origin, "/proxy/sandbox/identity/v3/auth/tokens");
  assert.equal(refused.status, 401);
  assert.equal(refused.headers["content-security-policy"], "sandbox; default-src 'none'");
  assert.equal((await send(origin, "/proxy/sandbox/identity/v3/auth/tokens")).status, 400);
  const foreign = await send(origin, "/clouds.json", { headers: { "sec-fetch-site": "cross-site" } });
  assert.equal(foreign.status, 403);
});
