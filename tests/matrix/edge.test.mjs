// The console on workerd, the engine of a network at the edge: what is asked of its server on Node, asked of it there; the examples; a journey through the page.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import https from "node:https";
import net from "node:net";
import path from "node:path";
import { describe, test } from "node:test";
import { createGzip } from "node:zlib";
import { parse } from "smol-toml";
import { bundleForEdge } from "../../src/xtask/bundle-edge.mjs";
import { root } from "../../src/xtask/steps.mjs";
import { createSandbox } from "../../www/server/sandbox/sandbox.mjs";
import { SERVERS, USERS } from "../../www/server/sandbox/world.mjs";
import { chooseKeyFile, getPassword, openServer, reveal, signIn } from "../e2e/steps.mjs";
import { visitor } from "../e2e/visitor.mjs";
import { certificateFor } from "../server/certificate.mjs";
import { listen, raw, send, sendAsPage, startCloud, startService, temporaryFolder, until } from "../server/helpers.mjs";
import { assertFits, budgets } from "../budgets.mjs";
import { serveWorkerd, startWorkerd } from "../server/workerd.mjs";

const LIST = "/proxy/one/compute/v2.1/p/servers/detail";
const EXAMPLES = path.join(root, "www/server/deploy");
const [alice] = USERS;

/** What `npm run build:edge` writes. */
const bundle = temporaryFolder();
await bundleForEdge(bundle);
cpSync(path.join(root, "www/dist"), path.join(bundle, "page"), { recursive: true });

test("the app is as small as its budget says", (context) => {
  const limits = budgets("edge");
  assert.deepEqual([...limits.keys()], ["console.js"]);
  assertFits(context, "console.js", limits.get("console.js"), { "console.js": readFileSync(path.join(bundle, "console.js")) });
});

describe("the tests of the server that are for every platform", () => {
  // Each starts its servers on Node where it is run by itself: one list of what is asked.
  for (const name of ["calls", "guard", "proxy", "slow", "static"]) {
    test(`${name}.test.mjs`, () => {
      const env = Object.fromEntries(Object.entries(process.env).filter(([each]) => each !== "NODE_TEST_CONTEXT"));
      const { status, stdout } = spawnSync(process.execPath, ["--test", "--test-reporter=tap", `tests/server/${name}.test.mjs`], { cwd: root, encoding: "utf8", env: { ...env, CONSOLE_EDGE: bundle }, maxBuffer: Infinity });
      const failed = stdout.split(/(?=^ *(?:not )?ok \d)/m).filter((each) => /^ *not ok/.test(each)).join("");
      assert.equal(status, 0, failed || stdout.slice(-2000));
      assert.ok(Number(/^# pass (\d+)/m.exec(stdout)[1]) > 0, "nothing was tested");
    });
  }
});

const address = (url) => ({ name: "one", kind: "otc", identity: url, compute: url });

describe("the examples", () => {
  /** The folder as somebody has it who built it. */
  const folder = temporaryFolder();
  cpSync(bundle, folder, { recursive: true });
  for (const name of ["console.json", "workerd.capnp", "wrangler.toml"]) cpSync(path.join(EXAMPLES, name), path.join(folder, name));

  test("workerd.capnp serves the page and its clouds, by its name alone", async () => {
    const { origin, said } = await serveWorkerd(path.join(folder, "workerd.capnp"), "--socket-addr=http=127.0.0.1:0");
    const host = { host: "console.example.com" };
    const page = await send(origin, "/", { headers: host });
    assert.equal(page.status, 200);
    assert.match(page.text, /<title>Passwords of our servers<\/title>/);
    assert.match(page.headers["content-security-policy"], /script-src console\.example\.com\/assets\/ 'wasm-unsafe-eval';/);
    const [, script] = /src="\.\/(assets\/[^"]+\.js)"/.exec(page.text);
    assert.equal((await send(origin, `/${script}`, { headers: host })).headers["content-type"], "text/javascript; charset=utf-8");
    assert.deepEqual(JSON.parse((await send(origin, "/clouds.json", { headers: host })).text).map(({ name }) => name), ["otc-eu-de"]);
    const { status, text } = await send(origin, "/clouds.json", { headers: { host: "evil.example" } });
    assert.deepEqual([status, JSON.parse(text).error], [403, { code: "Proxy.0002", message: "the Host header is none of this server's names; add it to the binding NAMES" }]);
    // Who watches over it does not know its name.
    assert.deepEqual(JSON.parse((await send(origin, "/healthz", { headers: { host: "10.0.0.1" } })).text), { status: "ok" });
    // Nothing of the sandbox is there, nor of the file with the configuration.
    for (const target of ["/sandbox.json", "/console.json", "/worker.js", "/assets"]) assert.equal((await send(origin, target, { headers: host })).status, 404, target);
    assert.equal(said.stderr, "");
  });

  /** Its tables have no prototype. */
  const plain = (value) => JSON.parse(JSON.stringify(value));

  test("wrangler.toml says the same", async () => {
    const { main, assets, vars, compatibility_date: date } = plain(parse(readFileSync(path.join(folder, "wrangler.toml"), "utf8")));
    assert.match(readFileSync(path.join(folder, "workerd.capnp"), "utf8"), new RegExp(`compatibilityDate = "${date}"`));
    assert.deepEqual([main, assets], ["worker.js", { directory: "page", binding: "ASSETS", run_worker_first: true, html_handling: "none", not_found_handling: "none" }]);
    assert.deepEqual(vars, { NAMES: "console.example.com", BASE_PATH: "/", CONFIG: JSON.parse(readFileSync(path.join(folder, "console.json"), "utf8")) });
    // A table gets to the worker as an object.
    const own = temporaryFolder();
    cpSync(folder, own, { recursive: true });
    const config = readFileSync(path.join(own, "workerd.capnp"), "utf8");
    writeFileSync(path.join(own, "workerd.capnp"), config.replace('text = embed "console.json"', 'json = embed "console.json"'));
    const { origin } = await serveWorkerd(path.join(own, "workerd.capnp"), "--socket-addr=http=127.0.0.1:0");
    assert.match((await send(origin, "/")).text, /<title>Passwords of our servers<\/title>/);
  });
});

describe("the bindings", () => {
  /** A worker with this text in place of `console.json`, and the like. */
  async function asked(change) {
    const folder = temporaryFolder();
    for (const name of ["console.js", "worker.js"]) cpSync(path.join(bundle, name), path.join(folder, name));
    mkdirSync(path.join(folder, "page"));
    const files = { config: readFileSync(path.join(EXAMPLES, "workerd.capnp"), "utf8"), json: readFileSync(path.join(EXAMPLES, "console.json"), "utf8") };
    const { config, json } = { ...files, ...change(files) };
    writeFileSync(path.join(folder, "workerd.capnp"), config);
    writeFileSync(path.join(folder, "console.json"), json);
    const { origin, said } = await serveWorkerd(path.join(folder, "workerd.capnp"), "--socket-addr=http=127.0.0.1:0");
    const { status, text } = await send(origin, "/");
    return { status, text, said };
  }

  for (const [what, change, message] of [
    ["a cloud that the schema does not know", () => ({ json: '{"clouds":[{"region":"otc:nowhere"}]}' }), /`clouds\[0\]\.region` of the binding CONFIG `otc:nowhere` is not a known region/],
    ["a secret", () => ({ json: '{"clouds":[{"region":"otc:eu-de","password":"h1dden-w0rd"}]}' }), /`clouds\[0\]\.password` of the binding CONFIG looks like a secret/],
    ["no JSON", () => ({ json: "{" }), /the binding CONFIG is not JSON: expected a name in `"` at line 1, column 2/],
    ["no cloud", () => ({ json: '{"title":"Ours"}' }), /`clouds` of the binding CONFIG is missing/],
    ["plain http without leave", () => ({ json: '{"clouds":[{"name":"lab","identity":"http://lab.example.com","compute":"http://lab.example.com"}]}' }), /expected https, or http on this machine/],
    ["a name with a port", ({ config }) => ({ config: config.replace("console.example.com", "console.example.com:8443") }), /a name of the binding NAMES is `console\.example\.com:8443`, expected a host name/],
    ["a path that is none", ({ config }) => ({ config: config.replace('text = "/"', 'text = "ecs"') }), /the binding BASE_PATH is `ecs`, expected a path/],
    ["no configuration", ({ config }) => ({ config: config.replace('"CONFIG"', '"CONFIGURATION"') }), /the binding CONFIG is missing/],
    ["a logo that is not there", () => ({ json: '{"clouds":[{"region":"otc:eu-de"}],"logo":"ours.svg"}' }), /`logo` of the binding CONFIG, `ours\.svg`, is not in the assets/],
    ["a logo elsewhere", () => ({ json: '{"clouds":[{"region":"otc:eu-de"}],"logo":"../ours.svg"}' }), /`logo` of the binding CONFIG, `\.\.\/ours\.svg`, is no path of a file in the assets/],
  ]) {
    test(`${what}: the log says what is wrong, the visitor learns that something is`, async () => {
      const { status, text, said } = await asked(change);
      assert.deepEqual([status, text], [500, "the console is not configured as it has to be; the log of the worker says what is wrong\n"]);
      // It comes by another way than the answer.
      await until(() => message.test(said.stderr), "the log says so");
      assert.doesNotMatch(said.stderr, /h1dden/);
    });
  }

  test("without the page in its assets it says so", async () => {
    const { status, text } = await asked(() => ({}));
    assert.deepEqual([status, text], [503, "the page is not in the assets of this worker: deploy it with them, and load this page again\n"]);
  });

  test("a logo of the assets, a title, a path", async () => {
    const page = temporaryFolder();
    writeFileSync(path.join(page, "index.html"), "<!doctype html><head><title>Console</title></head>");
    writeFileSync(path.join(page, "ours.svg"), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const { origin } = await startWorkerd(bundle, { root: page, basePath: "/ecs", branding: { title: "Ours", logo: "ours.svg" } });
    const { text } = await send(origin, "/ecs/");
    assert.match(text, /<title>Ours<\/title>\s*<meta name="console" content="[^"]*\/ecs\/logo\.svg/);
    const logo = await send(origin, "/ecs/logo.svg");
    assert.deepEqual([logo.status, logo.headers["content-type"], logo.headers["content-security-policy"]], [200, "image/svg+xml", "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"]);
    assert.deepEqual(JSON.parse((await send(origin, "/ecs/clouds.json")).text)[0].identity, "/ecs/proxy/nobody/identity");
    const { status, headers } = await send(origin, "/ecs");
    assert.deepEqual([status, headers.location], [308, "/ecs/"]);
    for (const target of ["/", "/clouds.json", "/ecsx/"]) assert.deepEqual(await send(origin, target).then((answer) => [answer.status, answer.text]), [404, "404 not found: the console is at /ecs/\n"], target);
  });
});

describe("what is otherwise than on Node", () => {
  test("a private CA is one of the configuration of workerd; without it nothing is sent", async () => {
    const { key, cert } = certificateFor("localhost");
    let asked = 0;
    const url = (await listen(https.createServer({ key, cert }, (_, response) => { asked += 1; response.writeHead(200, { "content-type": "application/json" }).end("{}"); }), "https")).replace("127.0.0.1", "localhost");
    const told = await startWorkerd(bundle, { clouds: [address(url)], tlsOptions: `trustedCertificates = [${JSON.stringify(cert)}]` });
    assert.deepEqual(await sendAsPage(told.origin, LIST).then(({ status, text }) => [status, text]), [200, "{}"]);
    assert.equal(asked, 1);
    const untold = await startWorkerd(bundle, { clouds: [address(url)] });
    const { status, text } = await sendAsPage(untold.origin, LIST, { headers: { "x-auth-token": "t0ken-of-somebody" } });
    assert.deepEqual([status, JSON.parse(text).error.code, asked], [502, "Proxy.0008", 1]);
    assert.doesNotMatch(untold.said.stderr, /t0ken/);
  });

  test("a cloud on this machine is reached where the configuration of workerd allows private addresses, and not else", async () => {
    const cloud = await startCloud((_, response) => response.end("{}"));
    const ask = async (allow) => (await sendAsPage((await startWorkerd(bundle, { clouds: [address(cloud.url)], allow })).origin, LIST)).status;
    assert.deepEqual([await ask(["public"]), cloud.received.length, await ask(["public", "private"]), cloud.received.length], [502, 0, 200, 1]);
  });

  for (const [head, code] of [
    ["HTTP/1.1 600 Odd\r\nContent-Length: 2\r\n\r\n{}", "Proxy.0019"],
    ["HTTP/1.1 999 \r\nContent-Length: 0\r\n\r\n", "Proxy.0019"],
    ["HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", "Proxy.0019"],
    ["HTTP/1.1 199 Odd\r\nContent-Length: 2\r\n\r\n{}", "Proxy.0019"],
    // These are taken for the answer.
    ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "Proxy.0019"],
    ["HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "Proxy.0019"],
    ["hello\r\n\r\n", "Proxy.0008"],
  ]) {
    test(`a cloud that answers ${JSON.stringify(head.slice(0, 30))} is ${code}`, async () => {
      const cloud = await listen(net.createServer((socket) => socket.on("error", () => undefined).on("data", () => socket.write(head))));
      const { origin } = await startWorkerd(bundle, { clouds: [address(cloud)], limits: { timeoutMs: 2000 } });
      assert.equal(JSON.parse((await sendAsPage(origin, LIST)).text).error.code, code);
    });
  }

  test("a call goes on when its client is gone", async () => {
    let answered;
    const ended = new Promise((resolve) => (answered = resolve));
    let answer;
    const asked = new Promise((resolve) => (answer = resolve));
    const cloud = await startCloud((_, response) => {
      response.once("finish", () => answered("finished")).once("close", () => answered("closed"));
      answer(response);
    });
    const { origin } = await startWorkerd(bundle, { clouds: [address(cloud.url)] });
    const client = raw(origin, `GET ${LIST} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-ECS-Password-Console: 1\r\n\r\n`);
    const response = await asked;
    client.socket.destroy();
    await client.ended;
    // Another one is answered meanwhile.
    assert.equal((await send(origin, "/healthz")).status, 200);
    response.end("{}");
    assert.equal(await ended, "finished");
  });

  test("a hundred clients that left did not take the room of others", async () => {
    const cloud = await startCloud((_, response) => response.writeHead(200, { "content-type": "application/json" }).end(Buffer.alloc(4_000_000, "[")));
    const { origin } = await startWorkerd(bundle, { clouds: [address(cloud.url)], limits: { answerBytes: 4_000_000, heldBytes: 8_000_000 } });
    for (let each = 0; each < 100; each += 1) {
      const client = raw(origin, `GET ${LIST} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-ECS-Password-Console: 1\r\n\r\n`);
      await new Promise((resolve) => client.socket.once("data", resolve));
      client.socket.destroy();
    }
    assert.equal((await sendAsPage(origin, LIST)).bytes.length, 4_000_000);
  });

  test("300 MB in 0.3 MB of gzip are not held", { skip: process.platform !== "linux" && "the memory is told by Linux" }, async () => {
    const gzip = createGzip();
    for (let written = 0; written < 300; written += 1) gzip.write(Buffer.alloc(1e6, 0xff));
    gzip.end();
    const bomb = Buffer.concat(await gzip.toArray());
    const cloud = await startCloud((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
    const { origin, child } = await startWorkerd(bundle, { clouds: [address(cloud.url)] });
    await send(origin, "/clouds.json");
    const most = () => Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${String(child.pid)}/status`, "utf8"))[1]) / 1024;
    const before = most();
    assert.equal(JSON.parse((await sendAsPage(origin, LIST)).text).error.code, "Proxy.0010");
    const more = most() - before;
    assert.ok(more < 100, `${more.toFixed(0)} MB more`);
  });
});

test("somebody signs in at a cloud, gets a password and decrypts it", async () => {
  const sandbox = createSandbox({});
  const [identity, compute] = await Promise.all(["identity", "compute"].map((service) => startService(sandbox, "sandbox", service)));
  const { origin, said } = await startWorkerd(bundle, { clouds: [{ name: "lab", kind: "openstack", label: "Lab", identity, compute }] });
  const { domain } = await (await sandbox.routes.request("/sandbox.json")).json();
  const server = SERVERS.find(({ name }) => name === "win-2022-a");
  const key = path.join(temporaryFolder(), "key.pem");
  writeFileSync(key, await (await sandbox.routes.request(`/sandbox/keys/${server.keyPair}.pem`)).text());
  await visitor(origin, async (page) => {
    await signIn(page, { ...alice, domain });
    await openServer(page, server);
    await chooseKeyFile(page, key);
    await getPassword(page);
    assert.equal(await reveal(page), server.password);
  }, { secrets: [server.password] });
  assert.equal(said.stderr, "");
});
