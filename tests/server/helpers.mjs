// Servers for the tests, on 127.0.0.1 and any free port, closed after the file's tests.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { root } from "../../src/xtask/steps.mjs";
import { CONSOLE_HEADER } from "../../www/server/guard.mjs";
import { start } from "../../www/server/start.mjs";
import { startWorkerd } from "./workerd.mjs";

/** What the server is run by: Node, or workerd, where its bundle is at the path in `CONSOLE_EDGE`. `tests/matrix/edge.test.mjs` has the list of tests that are for both. */
export const onWorkerd = process.env.CONSOLE_EDGE !== undefined;

export const MAIN = path.join(root, "www/server/main.mjs");

/** The console's server; gives its origin. */
export async function startServer(options = {}) {
  if (onWorkerd) return (await startWorkerd(process.env.CONSOLE_EDGE, options)).origin;
  const { server, url } = await start({ host: "127.0.0.1", port: 0, ...options });
  after(() => server.close().closeAllConnections());
  return url.slice(0, -1);
}

/** The console's server, and behind its proxy the sandbox: `/{cloud}/{service}/…` there is what the proxy would pass on, and all it would not. */
export async function startServerAndBehind(options) {
  const { server, sandbox, url } = await start({ host: "127.0.0.1", port: 0, ...options });
  after(() => server.close().closeAllConnections());
  const behind = http.createServer(async (request, response) => {
    const [, name, service, target] = /^\/([^/]+)\/(identity|compute)(.*)$/.exec(request.url);
    await answerOf(sandbox, name, service, target, request, response);
  });
  return { origin: url.slice(0, -1), behind: await listen(behind) };
}

/** A service of a sandbox alone, as it would be on the network: for clients that sign the path as they see it. */
export async function startService(sandbox, name, service) {
  return listen(http.createServer((request, response) => answerOf(sandbox, name, service, request.url, request, response)));
}

async function answerOf(sandbox, name, service, target, request, response) {
  const mark = target.indexOf("?");
  const [path, query] = mark < 0 ? [target, ""] : [target.slice(0, mark), target.slice(mark)];
  const body = Buffer.concat(await request.toArray());
  const cloud = sandbox.clouds.find((each) => each.name === name);
  const answer = await cloud.send({ service, method: request.method, path, query, headers: request.headers, body, signal: new AbortController().signal });
  response.writeHead(answer.status, answer.headers).end(Buffer.concat([...answer.body]));
}

/** A cloud that records what it is sent; gives its origin and the records. */
export async function startCloud(handle) {
  const received = [];
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    handle(request, response);
  });
  const url = await listen(server);
  return { url, received, close: () => server.close().closeAllConnections() };
}

/** An outbound proxy that leads to this origin, whatever it is asked for; gives its origin and what that was. */
export async function startOutboundProxy(origin) {
  const asked = [];
  const proxy = http.createServer((request, response) => {
    asked.push(new URL(request.url).host);
    const { pathname, search } = new URL(request.url);
    request.pipe(http.request(new URL(pathname + search, origin), { method: request.method, headers: request.headers }, (answer) => {
      answer.pipe(response.writeHead(answer.statusCode, answer.headers));
    }));
  });
  proxy.on("connect", (request, socket) => {
    asked.push(request.url);
    const onward = net.connect(new URL(origin).port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) end.on("error", () => undefined);
  });
  return { url: await listen(proxy), asked };
}

/** Starts any server of node; gives its origin. */
export async function listen(server, scheme = "http") {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.close();
    server.closeAllConnections?.();
  });
  return `${scheme}://127.0.0.1:${server.address().port}`;
}

/** A request as it is: fetch would tidy up paths, and choose Host and Sec-Fetch-Site itself. */
export function send(origin, target, { method = "GET", headers = {}, body } = {}) {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path: target, method, headers, agent: false }, async (response) => {
      try {
        const chunks = [];
        for await (const chunk of response) chunks.push(chunk);
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode, headers: response.headers, bytes, text: bytes.toString() });
      } catch (error) {
        reject(error);
      }
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** A connection that sends `text`; what comes back, and when it ends. */
export function raw(origin, text) {
  const socket = net.connect(new URL(origin).port, "127.0.0.1");
  after(() => socket.destroy());
  const got = { text: "", socket, ended: new Promise((resolve) => socket.on("close", resolve)) };
  socket.on("error", () => undefined).on("data", (chunk) => (got.text += chunk)).write(text);
  return got;
}

export async function until(condition, what) {
  for (const end = Date.now() + 60_000; !(await condition()); await pause(10)) assert.ok(Date.now() < end, what);
}

const AS_PAGE = { [CONSOLE_HEADER]: "1" };

/** `send` as the page asks for what clouds answer: with the header that all of it needs. */
export const sendAsPage = (origin, target, { headers, ...options } = {}) =>
  send(origin, target, { ...options, headers: { ...AS_PAGE, ...headers } });

/** `fetch` likewise. */
export const fetchAsPage = (url, init) => fetch(url, { ...init, headers: { ...AS_PAGE, ...init?.headers } });

/** A folder that is removed after the file's tests. */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "ecs-password-server-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `node www/server/main.mjs …` as a process of its own, ended after the file's tests. */
export function command(args, env = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env } });
  after(() => child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].on("data", (chunk) => (said[name] += chunk));
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...said }));
  const ready = new Promise((resolve, reject) => {
    child.stdout.on("data", () => {
      const [url] = /http:\/\/\S+/.exec(said.stdout) ?? [];
      if (url) resolve(url.replace(/\/$/, ""));
    });
    ended.then(() => reject(new Error(`it ended: ${said.stderr}`)), reject);
  });
  ready.catch(() => undefined);
  return { child, said, ended, ready };
}
