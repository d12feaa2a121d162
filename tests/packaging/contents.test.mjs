// What is in the tarball, how large it is, and what the linters of packages say.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { CAPABILITIES } from "../../src/xtask/build.mjs";
import { bin, root } from "../../src/xtask/steps.mjs";
import { bundlers } from "../../src/xtask/tools.mjs";
import { assertFits, budgets } from "../budgets.mjs";
import { mustRun, packed, project, read } from "./packed.mjs";

/** The JavaScript of all entries, in tests/budgets.json. */
const CODE = "glue and entries";
/** Base64 has four characters for three bytes. */
const INLINE = 1.5;

const folder = path.join(project("contents"), "node_modules/ecs-password");

test("the tarball holds the package and nothing else", () => {
  const capabilities = CAPABILITIES.map(({ name }) => name);
  const entries = ["index", ...capabilities];
  const typed = [
    ...["errors", "secret", "slim", "start", "types", "client/client", "client/key-pair", "client/nova", "client/passwords", "client/requests", "client/signing", "glue/catalog", "glue/clouds", "glue/codes", "glue/conditions", "glue/operations", "glue/policies", "keys/private-key", "policy/policy", "policy/services", "read/read"],
    ...[...entries, "errors"].map((name) => `api/${name}`),
    ...capabilities.map((name) => `${name}-slim`),
  ];
  const plain = [
    ...entries.flatMap((name) => [name, `${name}-edge-light`, `${name}-workerd`]),
    ...["brands", "core", "drive", "inline", "own", "plain", "read", "said"].map((name) => `internal/${name}`),
    ...capabilities.flatMap((name) => ["core", "inline", "module", "module-edge"].map((part) => `internal/${name}-${part}`)),
    ...capabilities.flatMap((name) => ["", "-base64", "-stamp"].map((part) => `glue/${name}${part}`)),
  ];
  assert.deepEqual(
    packed.files,
    [
      "LICENSE",
      "README.md",
      "package.json",
      "dist/THIRD-PARTY-LICENCES.txt",
      ...capabilities.map((name) => `dist/${name}.wasm`),
      ...typed.flatMap((name) => [`dist/${name}.js`, `dist/${name}.d.ts`]),
      ...plain.map((name) => `dist/${name}.js`),
      "dist/glue/operation-types.d.ts",
      "dist/glue/types.d.ts",
      "dist/services/huawei.json",
      "dist/services/otc.json",
    ].sort(),
  );
});

test("nothing in it names a place of the machine that built it", () => {
  const places = [root, os.homedir(), process.env.CARGO_HOME ?? ".cargo/registry", "sourceMappingURL"];
  for (const name of packed.files) {
    const content = readFileSync(path.join(folder, name));
    for (const place of places) assert.ok(!content.includes(place), `${name} holds ${place}`);
  }
});

test("it needs nothing at run time and runs nothing when installed", () => {
  const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  assert.equal(manifest.version, /^version = "(.+)"$/m.exec(read("Cargo.toml"))[1]);
  assert.equal(manifest.license, "Apache-2.0");
  for (const name of ["dependencies", "peerDependencies", "optionalDependencies"]) assert.equal(manifest[name], undefined);
  for (const name of ["preinstall", "install", "postinstall"]) assert.equal(manifest.scripts[name], undefined);
});

test("the licence of every crate in the WebAssembly goes with it", () => {
  const [, ...notices] = readFileSync(path.join(folder, "dist/THIRD-PARTY-LICENCES.txt"), "utf8").split(/^-{100}$/m);
  const titled = notices.flatMap((notice) => {
    const [titles, ...text] = notice.trim().split("\n\n");
    assert.match(text.join("\n\n"), /^permission is hereby granted|^redistribution and use|^licensed under/im, titles);
    assert.match(text.join("\n\n"), /without warranty/i, titles);
    return titles.split("\n").map((title) => /^(\S+ \S+?),? /.exec(title)[1]);
  });
  const cargo = ["tree", "--offline", "--locked", "--package", "ecs-password", "--target", "wasm32-unknown-unknown"];
  const tree = mustRun(root, "cargo", ...cargo, "--edges", "normal,no-proc-macro", "--prefix", "none", "--no-dedupe");
  const crates = new Set([...tree.matchAll(/^(\S+) v(\S+)/gm)].map(([, name, version]) => `${name} ${version}`));
  assert.ok(["rsa", "ssh-key", "wasm-bindgen"].every((name) => [...crates].some((crate) => crate.startsWith(`${name} `))));
  for (const crate of crates) if (!crate.startsWith("ecs-password ")) assert.ok(titled.includes(crate), crate);
  const rust = /^channel = "(.+)"$/m.exec(read("rust-toolchain.toml"))[1];
  assert.ok(titled.includes(`rust ${rust}`), `src/xtask/rust-licences.txt is not of Rust ${rust}: compare it with COPYRIGHT-library.html of the toolchain`);
});

test("no module waits at its top level", () => {
  for (const name of readdirSync(path.join(folder, "dist"), { recursive: true }).filter((each) => each.endsWith(".js"))) {
    assert.doesNotMatch(readFileSync(path.join(folder, "dist", name), "utf8"), /^await\b/m, name);
  }
});

test("each file is within its budget, and each WebAssembly has one", (context) => {
  const limits = budgets("package");
  for (const name of packed.files) if (/\.wasm$|^dist\/services\//.test(name)) assert.ok(limits.has(name), `${name} has no line in tests/budgets.json`);
  for (const [name, limit] of limits) if (name !== CODE) assertFits(context, name, limit, { [name]: readFileSync(path.join(folder, name)) });
});

test("a module as Base64 is not much larger than by itself, and the rest of the package is small", async (context) => {
  const limits = budgets("package");
  for (const { name } of CAPABILITIES) {
    const [bytes, text] = [`dist/${name}.wasm`, `dist/glue/${name}-base64.js`].map((each) => gzipSync(readFileSync(path.join(folder, each)), { level: 9 }).length);
    context.diagnostic(`${name}: ${String(text)} of ${String(bytes)} bytes gzip, ${(text / bytes).toFixed(2)} times`);
    assert.ok(text <= bytes * INLINE, `${name} inside is ${(text / bytes).toFixed(2)} times as large after gzip`);
  }
  const { build } = createRequire(path.join(bundlers(), "x.js"))("esbuild");
  const { outputFiles } = await build({ entryPoints: [path.join(folder, "dist/slim.js")], bundle: true, minify: true, format: "esm", write: false });
  assertFits(context, CODE, limits.get(CODE), { "slim.js, bundled": outputFiles[0].contents });
});

test("publint finds nothing", () => {
  mustRun(root, process.execPath, bin("publint"), "--strict", packed.tarball);
});

test("are-the-types-wrong finds nothing", () => {
  const except = ["--exclude-entrypoints", ...CAPABILITIES.map(({ name }) => `./${name}.wasm`), "./services/otc.json", "./services/huawei.json", "./package.json"];
  mustRun(root, process.execPath, bin("@arethetypeswrong/cli", "attw"), packed.tarball, "--profile", "esm-only", ...except);
});
