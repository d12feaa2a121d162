// Private CAs and the outbound proxy: both are settings of the process, so each test starts one.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import https from "node:https";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { certificateFor } from "./certificate.mjs";
import { command, listen, send, sendAsPage, startCloud, startOutboundProxy, temporaryFolder } from "./helpers.mjs";

const HOST = "cloud.example";
const { key, cert } = certificateFor(HOST);
const caFile = path.join(temporaryFolder(), "ca.pem");
writeFileSync(caFile, cert);

const cloud = https.createServer({ key, cert }, (request, response) => response.end(JSON.stringify(request.headers.host)));
const cloudPort = new URL(await listen(cloud, "https")).port;

/** The name of the cloud resolves nowhere: only this proxy knows where it is. */
const { url: HTTPS_PROXY, asked } = await startOutboundProxy(`https://127.0.0.1:${cloudPort}`);

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

  test("by plain http to a cloud of --allow-http, and the page learns which services that are", async () => {
    const plain = await startCloud((request, response) => response.end(JSON.stringify(request.headers.host)));
    const { url: HTTP_PROXY, asked } = await startOutboundProxy(plain.url);
    const args = ["--port", "0", "--no-sandbox", "--allow-http", "one", "--cloud", `one=https://${HOST}/identity,http://${HOST}/compute`];
    const origin = await command(args, { ...CLEAN, HTTP_PROXY }).ready;
    const { status, text } = await sendAsPage(origin, "/proxy/one/compute/v2.1/", { headers: { "x-auth-token": "t" } });
    assert.deepEqual([status, text], [200, JSON.stringify(HOST)]);
    assert.deepEqual(plain.received.map(({ url, headers }) => [url, headers["x-auth-token"]]), [["/compute/v2.1/", "t"]]);
    assert.match(asked.join(), /^cloud\.example(:80)?$/);
    const [{ plainHttp }] = JSON.parse((await send(origin, "/clouds.json")).text);
    assert.deepEqual(plainHttp, ["compute"]);
  });
});
