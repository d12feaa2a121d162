// What the server on Node bears: clouds that speak oddly, too many open files, and its own end. Slow clients: `slow.test.mjs`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import http from "node:http";
import net from "node:net";
import { after, describe, test } from "node:test";
import { clearInterval, setInterval } from "node:timers";
import { createNodeApp } from "../../www/server/node.mjs";
import { command, listen, MAIN, raw, send, sendAsPage, startCloud, startServer, until } from "./helpers.mjs";

const UUID = "11111111-2222-4333-8444-555555555555";
const LIST = "/proxy/one/compute/v2.1/p/servers/detail";
const PASSWORD = `/proxy/one/compute/v2.1/p/servers/${UUID}/os-server-password`;
const HEADERS = "Host: 127.0.0.1\r\nX-ECS-Password-Console: 1\r\n";
const address = (url) => ({ name: "one", kind: "otc", identity: url, compute: url });

describe("one deadline", () => {
  test("for headers too, and for bodies that nobody waits for", async () => {
    const origin = await startServer({ limits: { timeoutMs: 500 } });
    const headers = raw(origin, "GET / HTTP/1.1\r\nX: ");
    const body = raw(origin, `POST / HTTP/1.1\r\n${HEADERS}Content-Length: 60000\r\n\r\n`);
    const dripping = setInterval(() => [headers, body].forEach(({ socket }) => socket.write("a")), 20);
    await Promise.all([headers.ended, body.ended]);
    clearInterval(dripping);
    assert.match(headers.text, /^HTTP\/1\.1 408 /);
    assert.match(body.text, /^HTTP\/1\.1 405 /);
  });
});

describe("a cloud that answers with what HTTP does not have", () => {
  for (const [head, what] of [
    ["HTTP/1.1 600 Odd\r\nContent-Length: 2\r\n\r\n{}", "the status 600, which HTTP does not have"],
    ["HTTP/1.1 742 Odd\r\nContent-Length: 0\r\n\r\n", "the status 742, which HTTP does not have"],
    ["HTTP/1.1 999 \r\nContent-Length: 0\r\n\r\n", "the status 999, which HTTP does not have"],
    ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "the status 100, which it was not asked for"],
    ["HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", "the status 101, which it was not asked for"],
    ["HTTP/1.1 1000 Odd\r\n\r\n", "what is no HTTP"],
    ["HTTP/9 200 OK\r\n\r\n", "what is no HTTP"],
    ["hello\r\n\r\n", "what is no HTTP"],
  ]) {
    test(JSON.stringify(head.slice(0, 30)), async () => {
      const cloud = await listen(net.createServer((socket) => socket.on("error", () => undefined).on("data", () => socket.write(head))));
      const { ready, said, child, ended } = command(["--port", "0", "--no-sandbox", "--cloud", `one=otc:${cloud},${cloud}`]);
      const origin = await ready;
      for (const [method, target] of [["GET", LIST], ["DELETE", PASSWORD]]) {
        const { status, text } = await sendAsPage(origin, target, { method });
        assert.equal(status, 502, text);
        assert.deepEqual(JSON.parse(text).error, { code: "Proxy.0019", message: `cloud \`one\` answered with ${what}` });
      }
      child.kill();
      await ended;
      assert.equal(said.stderr, "");
    });
  }

  test("hints before the answer are none of that", async () => {
    const head = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    const cloud = await listen(net.createServer((socket) => socket.on("error", () => undefined).on("data", () => socket.write(head))));
    const origin = await startServer({ sandbox: false, clouds: [address(cloud)] });
    const { status, text, headers } = await sendAsPage(origin, LIST);
    assert.deepEqual([status, text, headers.link], [200, "{}", undefined]);
  });
});

describe("out of file descriptors", { skip: process.platform !== "linux" && "the limit is set by a shell of Linux" }, () => {
  /** The server with so many open files at most. */
  async function limited(files, args) {
    const child = spawn("sh", ["-c", `ulimit -n ${String(files)}; exec "$0" "$@"`, process.execPath, MAIN, "--port", "0", "--no-sandbox", ...args]);
    after(() => child.kill("SIGKILL"));
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) child[name].on("data", (chunk) => (said[name] += chunk));
    await until(() => /http:\S+/.test(said.stdout), "it is ready");
    return { said, child, origin: /http:\S+(?=\/)/.exec(said.stdout)[0] };
  }

  test("at the door it is said once, and those who are in are answered", async () => {
    const cloud = await startCloud((_, response) => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
    const { said, origin } = await limited(64, ["--cloud", `one=otc:${cloud.url},${cloud.url}`]);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    after(() => agent.destroy());
    const ask = () => new Promise((resolve, reject) => {
      http.get(origin + LIST, { agent, headers: { "x-ecs-password-console": "1" } }, (response) => response.resume().on("end", () => resolve(response.statusCode))).on("error", reject);
    });
    assert.equal(await ask(), 200);
    const crowd = Array.from({ length: 60 }, () => raw(origin, ""));
    await until(() => said.stderr !== "", "it says so");
    assert.equal(await ask(), 200);
    await Promise.race(crowd.map(({ ended }) => ended));
    assert.equal(said.stderr, "the server is out of file descriptors: with 64 open files it can have 16 connections: connections are closed unanswered until others end; raise the limit of open files, `ulimit -n`\n");
  });

  test("on the way to a cloud it is told as that, and not as the cloud's fault", async () => {
    for (const code of ["EMFILE", "ENFILE"]) {
      const connect = net.Socket.prototype.connect;
      const { listener } = createNodeApp({ sandbox: false, clouds: [address("http://127.0.0.1:9")] });
      const origin = await listen(http.createServer(listener));
      net.Socket.prototype.connect = function (...args) {
        const [options] = args.flat();
        if (String(options.port) !== "9") return connect.apply(this, args);
        process.nextTick(() => this.destroy(Object.assign(new Error(`connect ${code} 127.0.0.1:9`), { code, syscall: "connect" })));
        return this;
      };
      const { status, text } = await sendAsPage(origin, PASSWORD, { method: "DELETE" }).finally(() => (net.Socket.prototype.connect = connect));
      assert.equal(status, 503, text);
      assert.deepEqual(JSON.parse(text).error, {
        code: "Proxy.0020",
        message: `this server is out of file descriptors (${code}): try again later; whoever runs it raises the limit of open files, \`ulimit -n\``,
      });
    }
  });
});

describe("its end", () => {
  for (const signal of ["SIGTERM", "SIGINT"]) {
    test(`${signal}: a delete under way is told how it ended, and nothing new is taken`, async () => {
      let answer;
      const cloud = await startCloud((_, response) => (answer = () => response.writeHead(204).end()));
      const { ready, child, ended, said } = command(["--port", "0", "--no-sandbox", "--cloud", `one=otc:${cloud.url},${cloud.url}`]);
      const origin = await ready;
      const idle = raw(origin, `GET /clouds.json HTTP/1.1\r\n${HEADERS}\r\n`);
      await until(() => idle.text.endsWith("]"), "a connection that stays");
      const busy = raw(origin, `GET /clouds.json HTTP/1.1\r\n${HEADERS}\r\nGET /clou`);
      await until(() => busy.text.endsWith("]"), "one that has begun to ask again");
      const deleting = sendAsPage(origin, PASSWORD, { method: "DELETE" });
      await until(() => answer, "the delete is under way");
      child.kill(signal);
      await idle.ended;
      await assert.rejects(send(origin, "/clouds.json"), { code: /^ECONN(?:REFUSED|RESET)$/ });
      busy.socket.write(`ds.json HTTP/1.1\r\n${HEADERS}\r\n`);
      await until(() => busy.text.includes("Proxy.0022"), "it is refused");
      assert.match(busy.text, /HTTP\/1\.1 503 [^]*connection: close[^]*this server is about to end, and takes no further requests/i);
      answer();
      const { status, headers } = await deleting;
      assert.equal(status, 204);
      assert.equal(headers.connection, "close");
      assert.deepEqual({ signal: (await ended).signal, stderr: said.stderr }, { signal, stderr: "" });
      assert.equal(cloud.received.length, 1);
    });
  }

  test("the second signal ends it at once", async () => {
    const cloud = await startCloud(() => undefined);
    const { ready, child, ended } = command(["--port", "0", "--no-sandbox", "--cloud", `one=otc:${cloud.url},${cloud.url}`]);
    const origin = await ready;
    const idle = raw(origin, `GET /clouds.json HTTP/1.1\r\n${HEADERS}\r\n`);
    await until(() => idle.text.endsWith("]"), "a connection that stays");
    const deleting = sendAsPage(origin, PASSWORD, { method: "DELETE" });
    await until(() => cloud.received.length === 1, "the delete is under way");
    child.kill("SIGINT");
    // The first one came through.
    await idle.ended;
    child.kill("SIGINT");
    await assert.rejects(deleting, { code: "ECONNRESET" });
    assert.equal((await ended).signal, "SIGINT");
  });
});
