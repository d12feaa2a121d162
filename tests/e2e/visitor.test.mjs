// The visitor must notice what it is there to notice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startSandbox } from "../server/sandbox-cloud.mjs";
import { fitsTheWindow, isAccessible, visitor } from "./visitor.mjs";

const { origin } = await startSandbox();

const doing = (act, argument) => visitor(origin, (page) => page.evaluate(act, argument), { secrets: ["hunter2"] });

test("a page that only looks around is fine", () => doing(() => undefined));

test("something is stored", async () => {
  await assert.rejects(doing(() => localStorage.setItem("token", "x")), /local/);
  await assert.rejects(doing(() => localStorage.setItem("language", "de hunter2")), /local/);
  await assert.rejects(doing(() => sessionStorage.setItem("token", "x")), /session/);
  await assert.rejects(doing(() => void (document.cookie = "a=b")), /cookie|name: 'a'/i);
});

test("a request to another origin, which the policy stops", async () => {
  await assert.rejects(doing(() => fetch("http://127.0.0.1:9/").catch(() => undefined)), /Content Security Policy directive: "connect-src/);
});

test("a secret that is sent", async () => {
  await assert.rejects(doing(() => fetch("/clouds.json?hunter2").then((answer) => answer.text())), /a secret went out/);
});

test("what everybody keeps secret, and a place that is none of the page's", async () => {
  const ask = (path, init) => doing(([where, how]) => fetch(where, how).then((answer) => answer.text()), [path, init]);
  await assert.rejects(ask("/clouds.json?alice-password"), /a secret went out in the url/);
  await assert.rejects(ask("/clouds.json", { headers: { "x-note": "alice-password" } }), /a secret went out in the header x-note/);
  await assert.rejects(ask("/proxy/sandbox/identity/v3/auth/tokens", { method: "POST", body: "-----BEGIN RSA PRIVATE KEY-----" }), /a private key in the body/);
  await assert.rejects(ask("/clouds.json", { method: "POST", body: "{}" }), /no place of the page's own, a body where none belongs/);
  await assert.rejects(ask("/elsewhere"), /no place of the page's own/);
});

test("a token outside its header", async () => {
  const leak = async () => {
    const identity = { methods: ["password"], password: { user: { name: "alice", domain: { name: "Default" }, password: "alice-password" } } };
    const scope = { project: { name: "demo", domain: { name: "Default" } } };
    const body = JSON.stringify({ auth: { identity, scope } });
    const answer = await fetch("/proxy/sandbox/identity/v3/auth/tokens", { method: "POST", body, headers: { "content-type": "application/json", "x-ecs-password-console": "1" } });
    await fetch(`/clouds.json?${answer.headers.get("x-subject-token")}`);
  };
  await assert.rejects(doing(leak), /a secret went out in the url: GET own \/clouds.json/);
});

test("what the policy forbids", async () => {
  const inject = () => document.body.append(Object.assign(document.createElement("style"), { textContent: "a{}" }));
  await assert.rejects(doing(inject), /Content Security Policy directive 'style-src/);
});

test("an error of the page", async () => {
  const fail = () => new Promise((resolve) => {
    globalThis.addEventListener("error", () => { resolve(); });
    setTimeout(() => { throw new Error("oh"); });
  });
  await assert.rejects(doing(fail), /oh/);
});

test("a picture without a text, and a page that is too wide", async () => {
  const spoil = (page) => page.evaluate(() => {
    const image = Object.assign(document.createElement("img"), { src: "data:," });
    image.style.minWidth = "4000px";
    document.querySelector("main").append(image);
  });
  for (const [check, found] of [[isAccessible, /image-alt/], [fitsTheWindow, /wide/]]) {
    const visit = async (page) => {
      await spoil(page);
      await check(page, "spoilt");
    };
    await assert.rejects(visitor(origin, visit), found);
  }
});
