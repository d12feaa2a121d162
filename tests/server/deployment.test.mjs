// What whoever runs the server for others leans on: its health, its log, the proxy before it, the path that it is below, its end.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { SERVERS, USERS } from "../../www/server/sandbox/world.mjs";
import { command, send, sendAsPage, startCloud, startServer, temporaryFolder } from "./helpers.mjs";

const [alice] = USERS;
const SERVER = SERVERS.find(({ name }) => name === "win-2022-a") ?? SERVERS[0];

/** A sign-in of the sandbox; gives the token. */
async function signIn(origin, { name, password, project } = alice, at = "") {
  const scope = { project: { name: project, domain: { name: "Default" } } };
  const body = JSON.stringify({ auth: { identity: { methods: ["password"], password: { user: { name, domain: { name: "Default" }, password } } }, scope } });
  const answer = await sendAsPage(origin, `${at}/proxy/sandbox/identity/v3/auth/tokens`, { method: "POST", headers: { "content-type": "application/json" }, body });
  return { status: answer.status, token: answer.headers["x-subject-token"], text: answer.text };
}

describe("/healthz", () => {
  test("is well where the page is there, by whatever name it is asked", async () => {
    const origin = await startServer();
    for (const host of [new URL(origin).host, "10.1.2.3:4173", "balancer"]) {
      const { status, text, headers } = await send(origin, "/healthz", { headers: { host } });
      assert.deepEqual([status, JSON.parse(text), headers["cache-control"]], [200, { status: "ok" }, "no-store"], host);
    }
    assert.equal((await send(origin, "/clouds.json", { headers: { host: "balancer" } })).status, 403);
  });

  test("is not where the page is missing", async () => {
    const { status, text } = await send(await startServer({ root: temporaryFolder() }), "/healthz");
    assert.deepEqual([status, JSON.parse(text)], [503, { status: "the page is missing" }]);
  });

  test("the server ends by SIGTERM once a request under way has its answer", async () => {
    let answer;
    const cloud = await startCloud((_, response) => (answer = () => response.writeHead(204).end()));
    const { ready, child, ended } = command(["--port", "0", "--access-log", "--no-sandbox", "--cloud", `one=otc:${cloud.url},${cloud.url}`]);
    const origin = await ready;
    const target = `/proxy/one/compute/v2.1/p/servers/${SERVER.id}/os-server-password`;
    const deleting = sendAsPage(origin, target, { method: "DELETE" });
    while (cloud.received.length === 0) await new Promise((resolve) => { setTimeout(resolve, 10); });
    child.kill("SIGTERM");
    answer();
    assert.equal((await deleting).status, 204);
    const { signal, stdout } = await ended;
    assert.equal(signal, "SIGTERM");
    assert.match(stdout, new RegExp(` DELETE /proxy/one/compute/v2\\.1/\\{project_id\\}/servers/${SERVER.id}/os-server-password 204 \\d+ms$`, "m"));
  });
});

describe("the access log", () => {
  /** Lines of a server of its own, after `ask`. */
  async function logged(ask, options = {}) {
    const lines = [];
    await ask(await startServer({ ...options, accessLog: (line) => lines.push(line) }));
    return lines;
  }
  /** A line without its time and how long it took. */
  const bare = (line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, "").replace(/ \d+ms/, "");

  test("says who asked for what with which outcome: a server by its ID, all else by what it is called", async () => {
    const lines = await logged(async (origin) => {
      const { token } = await signIn(origin);
      const headers = { "x-auth-token": token };
      for (const target of [`/proxy/sandbox/compute/v2.1/servers/${SERVER.id}/os-server-password`, "/proxy/sandbox/compute/v2.1/servers/detail?limit=1", "/proxy/sandbox/compute/v2.1/os-keypairs/alice-rsa2048"]) {
        assert.equal((await sendAsPage(origin, target, { headers })).status, 200, target);
      }
      for (const target of ["/", "/clouds.json", "/sandbox.json", "/nothing", "/proxy/sandbox/compute/nothing", "/proxy/none/compute/v2.1/", "//x"]) await sendAsPage(origin, target);
      await send(origin, "/proxy/sandbox/compute/v2.1/");
    });
    assert.deepEqual(lines.map(bare), [
      "127.0.0.1 POST /proxy/sandbox/identity/v3/auth/tokens 201",
      `127.0.0.1 GET /proxy/sandbox/compute/v2.1/servers/${SERVER.id}/os-server-password 200`,
      "127.0.0.1 GET /proxy/sandbox/compute/v2.1/servers/detail 200",
      "127.0.0.1 GET /proxy/sandbox/compute/v2.1/os-keypairs/{keypair_name} 200",
      "127.0.0.1 GET / 200",
      "127.0.0.1 GET /clouds.json 200",
      "127.0.0.1 GET /sandbox.json 200",
      "127.0.0.1 GET … 404",
      "127.0.0.1 GET /proxy/sandbox/… 404 Proxy.0005",
      "127.0.0.1 GET … 404 Proxy.0004",
      "127.0.0.1 GET … 400 Proxy.0001",
      "127.0.0.1 GET … 400 Proxy.0015",
    ]);
  });

  test("has no token, password or key of what passed, nor what was put where it does not belong; neither has what starts the server", async () => {
    const { ready, child, said, ended } = command(["--port", "0", "--access-log"]);
    const origin = await ready;
    const { token, status } = await signIn(origin);
    assert.equal(status, 201);
    const wanted = "N3w-Passw0rd-of-a-server";
    const secrets = [token, alice.password, wanted, "hunter2-in-a-path"];
    const headers = { "x-auth-token": token, authorization: `Bearer ${token}`, cookie: `t=${token}`, referer: `http://x/?${token}`, "x-forwarded-for": token, "user-agent": token };
    await sendAsPage(origin, `/proxy/sandbox/compute/v2.1/servers/${SERVER.id}/action`, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify({ changePassword: { adminPass: wanted } }) });
    for (const target of [
      `/proxy/sandbox/compute/v2.1/servers/detail?marker=${token}`,
      `/proxy/sandbox/identity/v3/auth/tokens/${token}`,
      `/proxy/sandbox/compute/v2.1/os-keypairs/hunter2-in-a-path`,
      `/proxy/sandbox/compute/v2.1/hunter2-in-a-path/servers/detail`,
      `/proxy/${token}/compute/`,
      `/${token}`,
      `/clouds.json?${token}`,
      `/sandbox/keys/hunter2-in-a-path`,
      `/assets/hunter2-in-a-path.js`,
      `/%2e%2e/hunter2-in-a-path`,
      `/?password=hunter2-in-a-path`,
    ]) await sendAsPage(origin, target, { headers });
    const key = (await send(origin, "/sandbox/keys/alice-rsa2048.pem")).text;
    assert.match(key, /PRIVATE KEY/);
    secrets.push(key.split("\n")[1]);
    const started = readFileSync(`/proc/${String(child.pid)}/cmdline`, "utf8");
    child.kill("SIGTERM");
    await ended;
    assert.equal(said.stdout.match(/ms$/gm).length, 14);
    for (const secret of secrets) for (const text of [said.stdout, said.stderr, started]) assert.ok(!text.includes(secret), `${secret} in ${text}`);
  });
});

describe("a proxy before the server", () => {
  const trusting = (...trustProxy) => {
    const lines = [];
    return startServer({ trustProxy, names: ["console.example.com"], accessLog: (line) => lines.push(line) }).then((origin) => ({ origin, lines }));
  };
  const addressOf = (line) => line.split(" ")[1];

  test("that is trusted says whom it was asked by; what stands before that may be made up", async () => {
    const { origin, lines } = await trusting("127.0.0.1", "10.0.0.0/8", "2001:db8::/32");
    for (const [given, address] of [
      [undefined, "127.0.0.1"],
      ["192.0.2.7", "192.0.2.7"],
      ["198.51.100.1, 192.0.2.7", "192.0.2.7"],
      ["192.0.2.7, 10.1.2.3", "192.0.2.7"],
      ["::ffff:192.0.2.7", "192.0.2.7"],
      ["2001:4860::1, 2001:db8::5", "2001:4860::1"],
      ["10.9.9.9, 10.1.2.3", "10.9.9.9"],
    ]) {
      assert.equal((await send(origin, "/clouds.json", { headers: given === undefined ? {} : { "x-forwarded-for": given } })).status, 200);
      assert.equal(addressOf(lines.at(-1)), address, given);
    }
  });

  test("that is trusted and says what is no address or scheme is refused", async () => {
    const { origin } = await trusting("127.0.0.1");
    for (const headers of [{ "x-forwarded-for": "unknown" }, { "x-forwarded-for": "192.0.2.7, " }, { "x-forwarded-for": "192.0.2.7:80" }, { "x-forwarded-proto": "https, http" }, { "x-forwarded-proto": "HTTPS" }]) {
      const { status, text } = await send(origin, "/clouds.json", { headers });
      assert.deepEqual([status, JSON.parse(text).error.code], [400, "Proxy.0025"], JSON.stringify(headers));
    }
  });

  test("that is not trusted says nothing", async () => {
    for (const trusted of [[], ["127.0.0.2"], ["192.0.2.0/24"]]) {
      const { origin, lines } = await trusting(...trusted);
      for (const text of ["192.0.2.7", "nonsense"]) {
        const headers = { "x-forwarded-for": text, "x-forwarded-proto": text, "x-forwarded-host": "console.example.com", forwarded: `for=${text}` };
        assert.equal((await send(origin, "/clouds.json", { headers })).status, 200);
        assert.equal(addressOf(lines.at(-1)), "127.0.0.1");
      }
    }
  });

  test("no header stands in for Host: a name of another's stays refused", async () => {
    const { origin } = await trusting("127.0.0.1");
    const { status, text } = await send(origin, "/clouds.json", { headers: { host: "evil.example", "x-forwarded-host": "console.example.com", forwarded: "host=console.example.com" } });
    assert.deepEqual([status, JSON.parse(text).error.code], [403, "Proxy.0002"]);
  });

  test("that says https: then a page of plain http is another site", async () => {
    const { origin } = await trusting("127.0.0.1");
    const from = (scheme, proto) => send(origin, "/clouds.json", { headers: { host: "console.example.com", origin: `${scheme}://console.example.com`, ...(proto && { "x-forwarded-proto": proto }) } });
    assert.deepEqual((await Promise.all([from("https", "https"), from("http", "https"), from("https", "http"), from("http", "http"), from("http")])).map(({ status }) => status), [200, 403, 403, 200, 200]);
  });
});

describe("a console below a path", () => {
  test("has everything there, and nothing elsewhere", async () => {
    const bytes = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>");
    const origin = await startServer({ basePath: "/tools/ecs", branding: { title: "ACME", logo: { bytes, extension: "svg", type: "image/svg+xml" } } });
    const { host } = new URL(origin);
    const page = await send(origin, "/tools/ecs/");
    assert.equal(page.status, 200);
    assert.match(page.text, /&quot;logo&quot;:&quot;\/tools\/ecs\/logo\.svg&quot;/);
    assert.match(page.headers["content-security-policy"], new RegExp(`script-src ${host}/tools/ecs/assets/ `));
    const [, script] = /<script[^>]* src="([^"]+)"/.exec(page.text);
    const at = (target) => new URL(target, `${origin}/`).pathname;
    assert.equal(at(script).startsWith("/tools/ecs/assets/"), true);
    assert.equal((await send(origin, at(script))).headers["cache-control"], "public, max-age=31536000, immutable");
    for (const target of ["/tools/ecs/logo.svg", "/tools/ecs/healthz", "/tools/ecs/licences.txt"]) assert.equal((await send(origin, target)).status, 200, target);
    const clouds = JSON.parse((await send(origin, "/tools/ecs/clouds.json")).text);
    assert.equal(clouds[0].identity, "/tools/ecs/proxy/sandbox/identity");
    const guide = JSON.parse((await send(origin, "/tools/ecs/sandbox.json")).text);
    for (const { file } of guide.keys.slice(0, 1)) assert.match((await send(origin, file)).text, /PRIVATE KEY/);
    assert.equal((await signIn(origin, alice, "/tools/ecs")).status, 201);
    for (const target of ["/", "/tools/", "/clouds.json", "/proxy/sandbox/identity/v3/auth/tokens", at(script).slice("/tools/ecs".length), "/tools/ecsx/", "/tools/ecs%2fclouds.json", "/healthz"]) {
      const { status, text } = await send(origin, target);
      assert.deepEqual([status, text], [404, "404 not found: the console is at /tools/ecs/\n"], target);
    }
  });

  test("without its slash it leads there, and nowhere else", async () => {
    const origin = await startServer({ basePath: "/ecs" });
    for (const target of ["/ecs", "/ecs?a=b"]) {
      const { status, headers } = await send(origin, target);
      assert.deepEqual([status, headers.location], [308, "/ecs/"], target);
    }
    for (const target of ["/ecs//evil.example/", "/ecs/../clouds.json", "/ecs/%2e%2e/x"]) assert.equal((await send(origin, target)).status, 400, target);
  });
});
