// What is in the tarball, how large it is, and what the linters of packages say.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { CAPABILITIES } from "../../src/xtask/build.mjs";
import { bin, files, root } from "../../src/xtask/steps.mjs";
import { bundlers } from "../../src/xtask/tools.mjs";
import { assertFits, budgets } from "../budgets.mjs";
import { mustRun, packed, project, read } from "./packed.mjs";

/** The JavaScript of all entries, in tests/budgets.json. */
const CODE = "glue and entries";
/** How many files each entry loads, in each of its forms: each takes Node about 0.3 ms, however little is in it. */
const MOST_FILES = { index: 28, slim: 16, account: 6, client: 8, keys: 6, policy: 7, read: 5 };
/** Base64 has four characters for three bytes. */
const INLINE = 1.5;

const folder = path.join(project("contents"), "node_modules/ecs-password");

/** Those of the page have their content in their names. */
const isOfPage = (name) => name.startsWith("dist/console/page/");
const PARTS = ["dist/cli/", "dist/console/"];

test("the tarball holds the package and nothing else", () => {
  const capabilities = CAPABILITIES.map(({ name }) => name);
  const entries = ["index", ...capabilities];
  const types = [
    ...["account/account", "account/oslo", "account/reading", "errors", "secret", "slim", "start", "types", "wasm", "client/client", "client/key-pair", "client/passwords", "client/requests", "client/signing", "keys/private-key", "policy/policy", "policy/services", "read/read"],
    ...["catalog", "clouds", "codes", "conditions", "operation-types", "operations", "policies", "types"].map((name) => `glue/${name}`),
    ...[...entries, "errors"].map((name) => `api/${name}`),
    ...capabilities.map((name) => `${name}-slim`),
  ];
  const scripts = [
    ...entries.flatMap((name) => [name, `${name}-edge-light`, `${name}-workerd`]),
    ...["slim", ...capabilities.map((name) => `${name}-slim`)],
    ...[...capabilities, "conditions", "drive", "facts", "secret", "shared"].map((name) => `internal/${name}`),
    ...capabilities.flatMap((name) => ["", "-base64"].map((part) => `glue/${name}${part}`)),
  ];
  assert.deepEqual(
    packed.files.filter((name) => !isOfPage(name)),
    [
      "LICENSE",
      "README.md",
      "package.json",
      "dist/THIRD-PARTY-LICENCES.txt",
      "dist/account.schema.json",
      "dist/cli/THIRD-PARTY-LICENCES.txt",
      "dist/cli/main.js",
      "dist/console/THIRD-PARTY-LICENCES.txt",
      "dist/console/server.js",
      ...capabilities.map((name) => `dist/${name}.wasm`),
      ...types.map((name) => `dist/${name}.d.ts`),
      ...scripts.map((name) => `dist/${name}.js`),
      "dist/services/huawei.json",
      "dist/services/otc.json",
    ].sort(),
  );
});

test("the page of the console is there as it was built, but for what the package has once", () => {
  const inPackage = new Map(packed.files.filter((name) => /^dist\/(?:\w+\.wasm|services\/)/.test(name)).map((name) => [name, readFileSync(path.join(folder, name))]));
  const server = readFileSync(path.join(folder, "dist/console/server.js"), "utf8");
  for (const file of files("www/dist").map((name) => path.relative("www/dist", name).replaceAll(path.sep, "/"))) {
    const bytes = readFileSync(path.join(root, "www/dist", file));
    const once = [...inPackage].find(([, each]) => each.equals(bytes))?.[0];
    assert.equal(packed.files.includes(`dist/console/page/${file}`), once === undefined, file);
    if (once) assert.match(server, new RegExp(`["\`]/${file}["\`]:["\`]${path.posix.relative("dist/console/page", once)}["\`]`.replaceAll(".", "\\.")));
    else assert.deepEqual(readFileSync(path.join(folder, "dist/console/page", file)), bytes, file);
  }
  assert.ok(packed.files.filter(isOfPage).length > 0 && packed.files.includes("dist/console/page/licences.txt"));
});

/** The files that a file imports itself. */
function importsOf(name) {
  const found = readFileSync(path.join(folder, name), "utf8").matchAll(/^(?:import|export|\}) ?(?:.* from )?"(\.[^"]+\.js)";$/gm);
  return Array.from(found, ([, file]) => path.posix.join(path.posix.dirname(name), file));
}

test("each entry loads few files, none of them in a circle, and each file is there for one of them", () => {
  const forms = packed.files.flatMap((name) => {
    const [, entry] = /^dist\/([a-z]+)(?:-slim|-workerd|-edge-light)?\.js$/.exec(name) ?? [];
    return entry === undefined ? [] : [{ name, entry }];
  });
  const every = new Set();
  for (const { name: form, entry } of forms) {
    const loaded = new Set();
    const visit = (name, ...above) => {
      assert.ok(!above.includes(name), `a circle: ${[name, ...above].join(" of ")}`);
      if (loaded.has(name)) return;
      loaded.add(name);
      for (const imported of importsOf(name)) visit(imported, name, ...above);
    };
    visit(form);
    assert.ok(loaded.size <= MOST_FILES[entry], `${form} loads ${String(loaded.size)} files: ${[...loaded].join(", ")}`);
    for (const name of loaded) every.add(name);
  }
  assert.deepEqual([...every].sort(), packed.files.filter((name) => name.endsWith(".js") && !PARTS.some((part) => name.startsWith(part))));
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
  assert.equal(manifest.scripts, undefined);
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
  for (const name of packed.files) if (!isOfPage(name) && /\.wasm$|^dist\/services\//.test(name)) assert.ok(limits.has(name), `${name} has no line in tests/budgets.json`);
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

test("what the console adds to the package is within its budget", (context) => {
  const limits = budgets("console");
  assert.deepEqual([...limits.keys()], ["server", "page"]);
  const read = (names) => Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name))]));
  assertFits(context, "server", limits.get("server"), read(["dist/console/server.js"]));
  assertFits(context, "page", limits.get("page"), read(packed.files.filter(isOfPage)));
});

test("publint finds nothing", () => {
  mustRun(root, process.execPath, bin("publint"), "--strict", packed.tarball);
});

test("are-the-types-wrong finds nothing", () => {
  const except = ["--exclude-entrypoints", "./services/otc.json", "./services/huawei.json", "./package.json"];
  mustRun(root, process.execPath, bin("@arethetypeswrong/cli", "attw"), packed.tarball, "--profile", "esm-only", ...except);
});
