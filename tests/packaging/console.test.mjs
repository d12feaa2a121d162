// `ecs-password console` and `ecs-password open` as somebody has them who installed the tarball: no repository, no build, no Rust.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { SERVERS, USERS } from "../../www/server/sandbox/world.mjs";
import { chooseKeyFile, encryptedFor, getPassword, openServer, reveal, signIn } from "../e2e/steps.mjs";
import { visitor } from "../e2e/visitor.mjs";
import { temporaryFolder } from "../server/helpers.mjs";
import { mustRun, packed, project, tryRun } from "./packed.mjs";

const folder = project("console");
const program = path.join(folder, "node_modules/ecs-password/dist/cli/main.js");
const [alice] = USERS;

/** The installed program in a folder with nothing in it; gives what it says of its address. */
async function started(...args) {
  const child = spawn(process.execPath, [program, ...args], { cwd: temporaryFolder(), env: { PATH: process.env.PATH } });
  after(() => child.kill("SIGKILL"));
  let said = "";
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const url = await new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const [, found] = /ready at (\S+)\n/.exec(said) ?? [];
      if (found) resolve(found);
    });
    child.once("close", () => reject(new Error(`it ended: ${stderr}`)));
  });
  return { child, url, ended: once(child, "close"), stderr: () => stderr };
}

test("console: the page is opened, somebody signs in at the sandbox and reads a password", async () => {
  const { child, url, ended, stderr } = await started("console", "--port", "0", "--no-open");
  const server = SERVERS.find(({ name }) => name === "win-2022-a") ?? SERVERS[0];
  const guide = await (await fetch(new URL("sandbox.json", url))).json();
  const { file } = guide.keys.find(({ keyPair, passphrase }) => keyPair === server.keyPair && passphrase === undefined);
  const key = path.join(temporaryFolder(), "key.pem");
  writeFileSync(key, await (await fetch(new URL(file, url))).text());
  await visitor(url.replace(/\/$/, ""), async (page) => {
    await signIn(page, { ...alice, domain: guide.domain });
    await openServer(page, server);
    await chooseKeyFile(page, key);
    await getPassword(page);
    await page.getByRole("button", { name: "Reveal" }).waitFor();
    assert.ok((await reveal(page)).length >= 8);
  });
  child.kill("SIGTERM");
  assert.deepEqual([await ended, stderr()], [[null, "SIGTERM"], ""]);
});

test("open: a password is decrypted, by a page that has nothing else and a server that reaches nothing", async () => {
  const { child, url, ended } = await started("open", "--no-open");
  const { origin, hostname, hash } = new URL(url);
  assert.deepEqual([hostname, hash], ["127.0.0.1", "#/decrypt"]);
  assert.deepEqual(await (await fetch(`${origin}/clouds.json`)).json(), []);
  assert.equal((await fetch(`${origin}/proxy/sandbox/identity/v3/auth/tokens`, { headers: { "x-ecs-password-console": "1" } })).status, 404);
  assert.equal((await fetch(`${origin}/sandbox.json`)).status, 404);
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = path.join(temporaryFolder(), "key.pem");
  writeFileSync(key, privateKey.export({ type: "pkcs1", format: "pem" }));
  const password = "Op3n-with-no-cloud!";
  // Without the hash as well: there is nothing else.
  for (const at of ["", "#/decrypt", "#/servers"]) {
    await visitor(origin, async (page) => {
      await page.getByRole("heading", { level: 1, name: "Decrypt only" }).waitFor();
      assert.equal(await page.getByRole("navigation", { name: "Views" }).count(), 0);
      await chooseKeyFile(page, key);
      await page.locator("textarea").first().fill(encryptedFor(key, password));
      await page.getByRole("button", { name: "Decrypt", exact: true }).click();
      assert.equal(await reveal(page), password);
    }, { hash: at, secrets: [password] });
  }
  child.kill("SIGINT");
  assert.deepEqual(await ended, [null, "SIGINT"]);
});

test("its options are those of the server, and wrong ones end with 2 and one line", () => {
  assert.match(mustRun(folder, process.execPath, program, "console", "--help"), /^ecs-password console \[options\]: .*\n[^]*--base-path/);
  for (const [args, said] of [
    [["console", "--prot", "1"], "ecs-password: there is no option `--prot`; see --help\n"],
    [["console", "--config", "none.json"], "ecs-password: --config `none.json` cannot be read: there is no such file\n"],
    [["open", "--host", "0.0.0.0"], /^ecs-password: unknown option `--host`/],
  ]) {
    const { status, text } = tryRun(folder, process.execPath, program, ...args);
    assert.equal(status, 2, text);
    if (typeof said === "string") assert.equal(text, said);
    else assert.match(text, said);
  }
  const schema = JSON.parse(mustRun(folder, process.execPath, program, "console", "--config-schema"));
  assert.equal(schema.additionalProperties, false);
});

test("the licences of the page and of the server go with it", () => {
  const read = (name) => readFileSync(path.join(folder, "node_modules/ecs-password/dist/console", name), "utf8");
  assert.match(read("page/licences.txt"), /^lit \d/m);
  for (const name of ["hono", "@hono/node-server", "undici"]) assert.match(read("THIRD-PARTY-LICENCES.txt"), new RegExp(`^${name} \\d`, "m"));
  assert.ok(packed.files.includes("dist/console/page/licences.txt"));
});
