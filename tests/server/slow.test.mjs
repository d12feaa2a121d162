// What the server bears, on whatever it runs: slow clients, and clients that read nothing.
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { describe, test } from "node:test";
import { clearInterval, setInterval } from "node:timers";
import { setTimeout as pause } from "node:timers/promises";
import { raw, sendAsPage, startCloud, startServer, until } from "./helpers.mjs";

const UUID = "11111111-2222-4333-8444-555555555555";
const LIST = "/proxy/one/compute/v2.1/p/servers/detail";
const PASSWORD = `/proxy/one/compute/v2.1/p/servers/${UUID}/os-server-password`;
const TOKENS = "/proxy/one/identity/v3/auth/tokens";
const HEADERS = "Host: 127.0.0.1\r\nX-ECS-Password-Console: 1\r\n";
const address = (url) => ({ name: "one", kind: "otc", identity: url, compute: url });

describe("one deadline", () => {
  const told = { code: "Proxy.0018", message: "the request did not arrive within 0.5 s, and was not passed on" };

  test("also for a request whose body comes drop by drop", async () => {
    const cloud = await startCloud((_, response) => response.end("{}"));
    const origin = await startServer({ sandbox: false, clouds: [address(cloud.url)], limits: { timeoutMs: 500 } });
    const client = raw(origin, `POST ${TOKENS} HTTP/1.1\r\n${HEADERS}Content-Length: 60000\r\n\r\n`);
    const begun = performance.now();
    const dripping = setInterval(() => client.socket.write("a"), 20);
    await client.ended;
    clearInterval(dripping);
    const seconds = (performance.now() - begun) / 1000;
    assert.ok(seconds >= 0.4 && seconds < 20, String(seconds));
    assert.match(client.text, /^HTTP\/1\.1 408 /);
    assert.deepEqual(JSON.parse(client.text.split("\r\n\r\n")[1]).error, told);
    assert.deepEqual(cloud.received, []);
  });

  test("what the body took is not given to the cloud once more", async () => {
    const cloud = await startCloud(() => undefined);
    const origin = await startServer({ sandbox: false, clouds: [address(cloud.url)], limits: { timeoutMs: 1000 } });
    const client = raw(origin, `POST ${TOKENS} HTTP/1.1\r\n${HEADERS}Content-Length: 2\r\nConnection: close\r\n\r\n{`);
    const begun = performance.now();
    await pause(700);
    client.socket.write("}");
    await client.ended;
    assert.match(client.text, /^HTTP\/1\.1 504 [^]*Proxy\.0012/);
    assert.equal(cloud.received.length, 1);
    assert.ok(performance.now() - begun >= 900);
  });
});

describe("clients that do not read", () => {
  const big = Buffer.alloc(4_000_000, "[");

  test("hold no more than the room there is; others wait, and are told; in the end they are closed", async () => {
    const cloud = await startCloud((request, response) => response.writeHead(200, { "content-type": "application/json" }).end(request.method === "DELETE" ? "{}" : big));
    const limits = { answerBytes: 4_000_000, heldBytes: 8_000_000, timeoutMs: 4000, takingMs: 8000 };
    const origin = await startServer({ sandbox: false, clouds: [address(cloud.url)], limits });
    const request = `GET ${LIST} HTTP/1.1\r\n${HEADERS}\r\n`;
    const silent = [1, 2].map(() => {
      const socket = net.connect(new URL(origin).port, "127.0.0.1");
      socket.on("error", () => undefined).pause().write(request);
      return { socket, closed: once(socket, "close") };
    });
    await until(() => cloud.received.length === 2, "both are asked for");
    // What is small needs no room: the outcome of a delete is told whatever others hold.
    assert.equal((await sendAsPage(origin, PASSWORD, { method: "DELETE" })).status, 200);
    const { status, text } = await sendAsPage(origin, LIST);
    assert.equal(status, 503, text.slice(0, 300));
    assert.deepEqual(JSON.parse(text).error, {
      code: "Proxy.0021",
      message: "this server holds 8000000 bytes of answers that were not fetched yet, and had no room for that of cloud `one` in time; try again later",
    });
    // They are closed in the end, of which a paused socket hears when it reads on.
    await until(async () => (await sendAsPage(origin, LIST)).status === 200, "there is room again");
    for (const { socket, closed } of silent) {
      socket.resume();
      await closed;
      assert.ok(socket.bytesRead < 2 * big.length);
    }
  });

  test("one that reads slowly, but reads, gets all of it", async () => {
    const cloud = await startCloud((_, response) => response.writeHead(200, { "content-type": "application/json" }).end(big));
    const origin = await startServer({ sandbox: false, clouds: [address(cloud.url)] });
    const client = net.connect(new URL(origin).port, "127.0.0.1");
    client.write(`GET ${LIST} HTTP/1.1\r\n${HEADERS}Connection: close\r\n\r\n`);
    let size = 0;
    for await (const chunk of client) {
      size += chunk.length;
      await pause(1);
    }
    assert.ok(size > big.length);
  });
});
