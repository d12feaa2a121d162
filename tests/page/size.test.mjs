// What is loaded before the first click, and what the build names.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFits, budgets } from "../budgets.mjs";
import { loadedFirst, names, read } from "./built.mjs";

const LIMITS = budgets("page");
/** Namespaces and the like: they are names, not places. */
const ALLOWED_HOSTS = new Set(["www.w3.org"]);

/** The given files, by name. */
const contents = (chosen) => Object.fromEntries(chosen.map((name) => [name, read(name)]));

test("every budget of the page is looked at here", () => {
  assert.deepEqual([...LIMITS.keys()], ["before the first click", "one language", "files of expectations"]);
});

test("JavaScript and CSS before the first click are within their budget", (context) => {
  const loaded = loadedFirst();
  assert.ok(loaded.some((name) => name.endsWith(".js")) && loaded.some((name) => name.endsWith(".css")), loaded.join(", "));
  assertFits(context, "before the first click", LIMITS.get("before the first click"), contents(loaded));
});

test("the policy editor and the examples are loaded on demand", () => {
  const first = loadedFirst();
  for (const part of ["editor", "examples"]) {
    const chunks = names.filter((name) => name.startsWith(`assets/${part}-`));
    assert.equal(chunks.length, 1, part);
    assert.ok(!first.includes(chunks[0]), `${part} is loaded first`);
  }
});

test("what encrypts files is in the script of a worker alone, which is loaded when a file is saved", () => {
  const holding = names.filter((name) => name.endsWith(".js") && read(name).includes("KdbxError"));
  assert.deepEqual(holding.map((name) => name.replace(/-[\w-]{8}\.js$/, "")), ["assets/kdbx-worker"]);
  assert.ok(!loadedFirst().includes(holding[0]));
});

test("what reads files of expectations is in the script of a worker alone, which is loaded with the first one", (context) => {
  const holding = names.filter((name) => name.endsWith(".js") && read(name).includes("MULTIPLE_DOCS"));
  assert.deepEqual(holding.map((name) => name.replace(/-[\w-]{8}\.js$/, "")), ["assets/file-worker"]);
  assert.ok(!loadedFirst().includes(holding[0]));
  assertFits(context, "files of expectations", LIMITS.get("files of expectations"), contents(holding));
});

test("the build names no foreign host", () => {
  const named = names
    .filter((name) => !name.endsWith(".wasm") && name !== "licences.txt")
    .flatMap((name) => [...read(name).toString().matchAll(/\b(?:https?|wss?):\/\/([a-z0-9.-]+)/gi)].map(([, host]) => ({ name, host })));
  assert.deepEqual(named.filter(({ host }) => !ALLOWED_HOSTS.has(host)), []);
});

test("every file of the page has its content in its name", () => {
  const plain = names.filter((name) => !/^assets\/.+-[\w-]{8}\.\w+$/.test(name));
  assert.deepEqual(plain, ["index.html", "licences.txt"]);
});

test("a language is one small file, loaded when it is chosen", (context) => {
  for (const locale of ["de", "zh-Hans"]) {
    const chunks = names.filter((name) => new RegExp(`^assets/${locale}-[\\w-]{8}\\.js$`).test(name));
    assert.ok(chunks.length > 0, locale);
    assert.deepEqual(chunks.filter((name) => loadedFirst().includes(name)), []);
    assertFits(context, locale, LIMITS.get("one language"), contents(chunks));
  }
});

test("the licence notices of all that is in the build go with it", () => {
  const text = read("licences.txt").toString();
  for (const name of ["@awesome.me/webawesome", "@lit/localize", "@lit/reactive-element", "@xmldom/xmldom", "fflate", "hash-wasm", "kdbxweb", "lit", "lit-html", "rsa", "ssh-key", "wasm-bindgen", "yaml", "rust"]) {
    assert.match(text, new RegExp(`^${name.replace(/[/.]/g, "\\$&")} \\d`, "m"));
  }
  assert.match(text, /Redistributions of source code must retain|Permission is hereby granted/);
});

test("the page has neither inline script nor inline style", () => {
  const html = read("index.html").toString();
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)/);
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=/);
});

test("each module of WebAssembly is there once", () => {
  const modules = names.filter((name) => name.endsWith(".wasm")).map((name) => name.replace(/^assets\/(.+)-[\w-]{8}\.wasm$/, "$1"));
  assert.deepEqual(modules.sort(), ["client", "keys", "policy", "read"]);
});
