// The examples of www/server/deploy: run by the programs that they are for, but for names, ports and files, which are the test's own.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import https from "node:https";
import net from "node:net";
import path from "node:path";
import { after, describe, test } from "node:test";
import { areServersDemanded, findServer } from "../../src/xtask/servers.mjs";
import { root, which } from "../../src/xtask/steps.mjs";
import { parseOptions } from "../../www/server/options.mjs";
import { SERVERS as MACHINES, USERS } from "../../www/server/sandbox/world.mjs";
import { openServer, signIn } from "../e2e/steps.mjs";
import { visitor } from "../e2e/visitor.mjs";
import { certificateFor } from "./certificate.mjs";
import { listen, startServer, temporaryFolder } from "./helpers.mjs";

const FOLDER = path.join(root, "www/server/deploy");
const example = (name) => readFileSync(path.join(FOLDER, name), "utf8");
const NAME = "console.example.com";
const [alice] = USERS;

/** What the tests with a program of the system are for, where it is missing. */
const without = (name) => (findServer(name) || areServersDemanded() ? {} : { skip: `not run: there is no ${name} here` });

/** Each `old` of an example, which must be there, by what it is in the test. */
function adapted(text, changes) {
  return changes.reduce((sofar, [old, fresh]) => {
    assert.ok(sofar.includes(old), `the example has no \`${old}\``);
    return sofar.replaceAll(old, fresh);
  }, text);
}

async function freePort() {
  const server = net.createServer();
  const { port } = new URL(await listen(server));
  server.close();
  await once(server, "close");
  return port;
}

/** A folder with the certificate of a private CA for the name. */
function withCertificate(certificate, key) {
  const folder = temporaryFolder();
  // nginx leaves root by itself.
  chmodSync(folder, 0o755);
  const pair = certificateFor(NAME);
  writeFileSync(path.join(folder, certificate), pair.cert);
  writeFileSync(path.join(folder, key), pair.key);
  return { folder, ca: pair.cert };
}

/** The console as the comment in the examples starts it. */
async function consoleBehind(lines) {
  const options = parseOptions(["--no-open", "--name", NAME, "--base-path", "/ecs", "--trust-proxy", "127.0.0.1"], { interactive: false });
  const url = await startServer({ ...options, port: 0, accessLog: (line) => lines.push(line) });
  return new URL(url).host;
}

/** A web server in the foreground, once it listens. */
async function running(program, args, port, options) {
  const child = spawn(program, args, options);
  after(() => child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  let ended = false;
  child.once("close", () => (ended = true));
  for (;;) {
    assert.ok(!ended, `it ended: ${said}`);
    const isOpen = await new Promise((resolve) => {
      const socket = net.connect(port, "127.0.0.1", () => { socket.destroy(); resolve(true); }).on("error", () => resolve(false));
    });
    if (isOpen) return { child, said: () => said };
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}

/** A request by the name, with the private CA alone. */
function ask(port, ca, target, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = https.request({ host: "127.0.0.1", port, servername: NAME, ca, path: target, method, headers: { host: `${NAME}:${port}`, ...headers }, agent: false }, async (response) => {
      try {
        resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(await response.toArray()).toString() });
      } catch (error) {
        reject(error);
      }
    });
    request.on("error", reject).end(body);
  });
}

const AS_PAGE = { "x-ecs-password-console": "1", "content-type": "application/json" };

/** What holds behind each of them. */
async function behaves({ port, ca, lines }) {
  const page = await ask(port, ca, "/ecs/");
  assert.equal(page.status, 200);
  assert.match(page.text, /<title>ECS Password Console/);
  assert.match(page.headers["content-security-policy"], new RegExp(`script-src ${NAME}:${port}/ecs/assets/ `));
  assert.equal(page.headers["strict-transport-security"], "max-age=31536000");
  const leads = await ask(port, ca, "/ecs");
  assert.equal(leads.status, 308);
  assert.equal(new URL(leads.headers.location, `https://${NAME}:${port}`).pathname, "/ecs/");
  const own = { origin: `https://${NAME}:${port}`, "sec-fetch-site": "same-origin" };
  const identity = { methods: ["password"], password: { user: { name: alice.name, domain: { name: "Default" }, password: alice.password } } };
  const signedIn = await ask(port, ca, "/ecs/proxy/sandbox/identity/v3/auth/tokens", { method: "POST", headers: { ...AS_PAGE, ...own }, body: JSON.stringify({ auth: { identity } }) });
  assert.equal(signedIn.status, 201, signedIn.text);
  assert.ok(signedIn.headers["x-subject-token"]);
  // The bounds and checks of the server hold as without it.
  for (const [target, more, status] of [
    ["/ecs/proxy/sandbox/identity/v3/auth/tokens", { method: "POST", headers: { ...AS_PAGE, ...own, origin: "https://evil.example" }, body: "{}" }, 403],
    ["/ecs/proxy/sandbox/identity/v3/auth/tokens", { method: "POST", headers: { ...AS_PAGE, ...own, origin: `http://${NAME}:${port}` }, body: "{}" }, 403],
    ["/ecs/proxy/sandbox/identity/v3/auth/tokens", { method: "POST", headers: { ...AS_PAGE, ...own }, body: "x".repeat(70_000) }, 413],
    ["/ecs/proxy/sandbox/identity/..%2fx", { headers: AS_PAGE }, 400],
    ["/ecs/proxy/sandbox/compute/%252e%252e/x", { headers: AS_PAGE }, 400],
  ]) assert.equal((await ask(port, ca, target, more)).status, status, target);
  // Whom it says it was asked by is what the log has, whatever the client says before.
  await ask(port, ca, "/ecs/clouds.json", { headers: { "x-forwarded-for": "198.51.100.1", "x-forwarded-proto": "http" } });
  const [, address, , target, status] = lines.at(-1).split(" ");
  assert.deepEqual([target, status], ["/ecs/clouds.json", "200"]);
  assert.notEqual(address, "-");
  for (const line of lines) assert.ok(!line.includes(signedIn.headers["x-subject-token"]) && !line.includes(alice.password), line);
}

/** Somebody in a browser, who trusts the private CA. */
async function works(port) {
  const server = MACHINES.find(({ name }) => name === "win-2022-a") ?? MACHINES[0];
  await visitor(`https://127.0.0.1:${port}/ecs`, async (page) => {
    await signIn(page, { ...alice, domain: "Default" });
    await openServer(page, server);
  }, { ignoreHTTPSErrors: true });
}

describe("nginx", without("nginx"), () => {
  test("runs its example: the page, the sign-in and all checks behind TLS, below a path", async () => {
    const lines = [];
    const [upstream, port] = [await consoleBehind(lines), await freePort()];
    const { folder, ca } = withCertificate("console.pem", "console.key");
    const server = adapted(example("nginx.conf"), [["listen 443 ssl", `listen 127.0.0.1:${port} ssl`], ["/etc/ssl/console", folder], ["127.0.0.1:4173", upstream]]);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/${name};`).join(" ");
    const file = path.join(folder, "nginx.conf");
    writeFileSync(file, `daemon off; pid ${folder}/nginx.pid; error_log stderr notice; ${process.getuid?.() === 0 ? "user nobody nogroup; " : ""}events {} http { access_log ${folder}/access.log; ${temporary}\n${server}\n}\n`);
    const { child } = await running(findServer("nginx"), ["-p", folder, "-c", file], port);
    await behaves({ port, ca, lines });
    await works(port);
    // Nothing of what passed is in a file of nginx.
    assert.equal(readFileSync(path.join(folder, "access.log"), "utf8").split("\n").filter((line) => line.includes("/ecs/")).length, 0);
    child.kill("SIGTERM");
    await once(child, "close");
  });
});

describe("Caddy", without("caddy"), () => {
  test("Caddy runs its example: the page, the sign-in and all checks behind TLS, below a path", async () => {
    const lines = [];
    const [upstream, port] = [await consoleBehind(lines), await freePort()];
    const { folder, ca } = withCertificate("console.pem", "console.key");
    const sites = adapted(example("Caddyfile"), [["\nconsole.example.com {", `\nhttps://${NAME}:${port}, https://127.0.0.1:${port} {\n\tbind 127.0.0.1`], ["/etc/caddy", folder], ["127.0.0.1:4173", upstream]]);
    const file = path.join(folder, "Caddyfile");
    writeFileSync(file, `{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n\tdefault_sni ${NAME}\n}\n${sites}`);
    const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    const { child } = await running(findServer("caddy"), ["run", "--config", file, "--adapter", "caddyfile"], port, { env });
    await behaves({ port, ca, lines });
    await works(port);
    child.kill("SIGTERM");
    await once(child, "close");
  });
});

/** What stands in a unit, by name; a line that ends with a backslash goes on. */
function unit(text) {
  const joined = text.replace(/\\\n\s*/g, "");
  return new Map([...joined.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
}

describe("the unit of systemd", () => {
  const text = example("ecs-password-console.service");
  const start = unit(text).get("ExecStart").split(" ");

  test("starts the program of the package with options that there are", () => {
    assert.deepEqual(start.slice(0, 3), ["/usr/bin/node", "/opt/ecs-password/node_modules/ecs-password/dist/cli/main.js", "console"]);
    const file = path.join(temporaryFolder(), "console.json");
    writeFileSync(file, JSON.stringify({ clouds: [{ region: "otc:eu-de" }] }));
    const options = parseOptions(start.slice(3).map((each) => (each === "/etc/ecs-password/console.json" ? file : each)), { interactive: true });
    assert.deepEqual([options.names, options.basePath, options.trustProxy, options.open, options.sandbox, options.isLogged], [[NAME], "/ecs", ["127.0.0.1"], false, false, true]);
    assert.ok(Number(unit(text).get("TimeoutStopSec")) > 8);
  });

  test("is one that systemd takes, and shuts in well", which("systemd-analyze") ? {} : { skip: "not run: there is no systemd-analyze here" }, () => {
    const file = path.join(temporaryFolder(), "ecs-password-console.service");
    // The program is not installed there.
    writeFileSync(file, adapted(text, [["/usr/bin/node", process.execPath]]));
    const verified = spawnSync("systemd-analyze", ["verify", "--man=no", file], { encoding: "utf8" });
    const ofUnit = verified.stderr.split("\n").filter((line) => line.includes("ecs-password-console"));
    assert.deepEqual([verified.status, ofUnit], [0, []], verified.stderr);
    const secure = spawnSync("systemd-analyze", ["security", "--offline=true", "--threshold=25", file], { encoding: "utf8" });
    assert.equal(secure.status, 0, secure.stdout + secure.stderr);
  });
});
