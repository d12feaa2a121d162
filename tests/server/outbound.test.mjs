// Private CAs and the outbound proxy: both are settings of the process, so each test starts one.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { certificateFor } from "./certificate.mjs";
import { command, listen, sendAsPage, temporaryFolder } from "./helpers.mjs";

const HOST = "cloud.example";
const { key, cert } = certificateFor(HOST);
const caFile = path.join(temporaryFolder(), "ca.pem");
writeFileSync(caFile, cert);

const cloud = https.createServer({ key, cert }, (request, response) => response.end(JSON.stringify(request.headers.host)));
const cloudPort = new URL(await listen(cloud, "https")).port;

/** The name of the cloud resolves nowhere: only this proxy knows where it is. */
const asked = [];
const proxy = http.createServer((_, response) => response.writeHead(500).end());
proxy.on("connect", (request, socket) => {
  asked.push(request.url);
  const onward = net.connect(cloudPort, "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    onward.pipe(socket).pipe(onward);
  });
  for (const end of [onward, socket]) end.on("error", () => undefined);
});
const HTTPS_PROXY = await listen(proxy);

// An empty setting counts as one, so they are taken away.
const CLEAN = Object.fromEntries(
  ["HTTP_PROXY", "http_proxy", "https_proxy", "NO_PROXY", "no_proxy", "NODE_EXTRA_CA_CERTS"].map((name) => [name, undefined]),
);

async function ask(env, clouds) {
  const origin = await command(["--port", "0", "--cloud", clouds], { ...CLEAN, ...env }).ready;
  const { status, text } = await sendAsPage(origin, "/proxy/one/compute/v2.1/");
  return { status, body: JSON.parse(text) };
}

describe("outbound", { concurrency: 1 }, () => {
  const named = `one=https://${HOST}/identity,https://${HOST}/compute`;
  beforeEach(() => (asked.length = 0));

  test("through HTTPS_PROXY, trusting NODE_EXTRA_CA_CERTS", async () => {
    const { status, body } = await ask({ HTTPS_PROXY, NODE_EXTRA_CA_CERTS: caFile }, named);
    assert.deepEqual({ status, body }, { status: 200, body: HOST });
    assert.deepEqual(asked, [`${HOST}:443`]);
  });

  test("a certificate of an unknown CA is refused, and the error says what to set", async () => {
    const { status, body } = await ask({ HTTPS_PROXY }, named);
    assert.equal(status, 502);
    assert.equal(
      body.error.message,
      "cloud `one` cannot be reached: DEPTH_ZERO_SELF_SIGNED_CERT; a private CA goes into NODE_EXTRA_CA_CERTS",
    );
  });

  test("not through the proxy for what NO_PROXY names", async () => {
    const { status } = await ask({ HTTPS_PROXY, NO_PROXY: HOST, NODE_EXTRA_CA_CERTS: caFile }, named);
    assert.equal(status, 502);
    assert.deepEqual(asked, []);
  });

  test("never through the proxy to this machine", async () => {
    const { body } = await ask(
      { HTTPS_PROXY, HTTP_PROXY: HTTPS_PROXY },
      `one=https://127.0.0.1:${cloudPort},https://127.0.0.1:${cloudPort}`,
    );
    assert.match(body.error.message, /CERT/);
    assert.deepEqual(asked, []);
  });
});
