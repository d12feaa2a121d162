// `npm run build`: the Rust core to wasm, its glue and the TypeScript to dist/, the page of the console to www/dist/, and that with its server to
// dist/console/. Does nothing where nothing changed.
import { appendFileSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { bin, cache, files, hashOf, main, output, root, run, say, Stop } from "./steps.mjs";
import { crateNotices, NOTICES } from "./licences.mjs";
import { writeServices } from "./services.mjs";
import { deps, target, WASM_TARGET } from "./toolchain.mjs";

/** What a snapshot of an account is, for programs of others. */
const SNAPSHOT_SCHEMA = "src/account/snapshot.schema.json";
const WASM_INPUTS = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "src"];
/** The command line is built apart, so that the page is not built anew for it. */
const CLI_INPUTS = ["package.json", "tsconfig.json", "src/cli", "src/expectations", "src/xtask/bundle-cli.mjs", "src/xtask/bundle-node.mjs", "www/server/addresses.mjs", "www/server/option-names.mjs", "www/server/regions.mjs"];
const CLI = path.join("dist", "cli");
/** The console in the package: the page is made of the rest of it. */
const CONSOLE_INPUTS = ["package.json", "www/package.json", "www/server", "www/dist", "www/src/permissions/policies/system-policies.json", "src/xtask/bundle-console.mjs", "src/xtask/bundle-node.mjs"];
const CONSOLE = path.join("dist", "console");
const JS_INPUTS = ["package.json", "tsconfig.json", "src/js", "src/services", SNAPSHOT_SCHEMA, "src/xtask/bundle.mjs", "src/xtask/services.mjs", ".cache/glue"];
const GLUE = path.join(cache, "glue");
const PAGE_INPUTS = ["dist", "package.json", "www/index.html", "www/package.json", "www/licences.ts", "www/src", "www/vite.config.ts"];
const PAGE_TOOLS = ["vite", "lit", "@awesome.me/webawesome"];
const CLI_TOOLS = ["commander", "ini", "string-width", "undici", "vite", "yaml"];
const CONSOLE_TOOLS = ["@hono/node-server", "hono", "undici", "vite"];
const DIST = path.join(root, "dist");
/** What becomes `dist`: the modules that the compiler writes, with the glue and the variants of the entries. */
const MODULES = path.join(cache, "modules");

/** The modules of WebAssembly that the package is made of, each with the feature and the profile of the crate that it is compiled with. */
export const CAPABILITIES = [
  { name: "account", feature: "account", profile: "small" },
  { name: "client", feature: "cloud", profile: "small" },
  { name: "keys", feature: "keys", profile: "release" },
  { name: "policy", feature: "policy", profile: "small" },
  { name: "read", feature: "read", profile: "small" },
];

/** For the module that every page loads first: what is known of the values of the whole program is used, and all of it is done again until nothing becomes smaller. */
const FURTHER = ["--gufa-optimizing", "--converge", "--always-inline-max-function-size=4"];

/** The entries that have the WebAssembly inside. */
const ENTRIES = ["index", ...CAPABILITIES.map(({ name }) => name)];

/** SHA-256 as a loop takes 6 KB less after gzip than unrolled; what is hashed there is short. The keys, which are derived by it, have the faster one. */
const SMALL_FLAGS = ["--cfg", 'sha2_backend_soft="compact"'];

/** The glue with types for the public. */
const PUBLIC_GLUE = ["catalog", "clouds", "codes", "conditions", "operation-types", "operations", "policies", "types"];

/**
 * A function with one caller is inlined only where it is tiny: a large one compresses better by itself. Memory begins with the end of the stack,
 * so that nothing is kept at an address that an offset could be mistaken for.
 */
const OPTIMISE = ["-Os", "--one-caller-inline-max-function-size=0", "--low-memory-unused", "--dealign", "--strip-producers", "--strip-target-features"];

/** Builds what is missing or out of date. */
export function build({ page = true } = {}) {
  deps();
  const tools = readFileSync(path.join(root, "node_modules/.package-lock.json"), "utf8");
  const isWasmInput = (name) => !["js", "services", "cli", "expectations"].some((folder) => name.startsWith(path.join("src", folder))) && !name.endsWith(".mjs") && name !== path.normalize(SNAPSHOT_SCHEMA);
  const version = (name) => JSON.parse(tools).packages[`node_modules/${name}`]?.version ?? "";
  const scripts = hashOf(["src/xtask/build.mjs", "src/xtask/exports.mjs", "src/xtask/licences.mjs"]);
  const wasmChanged = stage("wasm", {
    inputs: () => hashOf(files(...WASM_INPUTS).filter(isWasmInput), scripts, version("binaryen")),
    outputs: () => files(".cache/glue"),
    make: buildWasm,
  });
  const jsChanged = stage("dist", {
    inputs: () => hashOf(files(...JS_INPUTS), scripts, ...["typescript", "vite", "rolldown"].map(version)),
    outputs: () => packageFiles("dist"),
    make: buildDist,
  });
  stage("cli", {
    inputs: () => hashOf(files(...CLI_INPUTS), scripts, ...CLI_TOOLS.map(version)),
    outputs: () => files(CLI),
    make: buildCli,
  });
  if (wasmChanged || jsChanged) printSizes();
  if (!page) return;
  const pageChanged = stage("page", {
    inputs: () => hashOf(packageFiles(...PAGE_INPUTS), scripts, ...PAGE_TOOLS.map(version)),
    outputs: () => files("www/dist"),
    make: buildPage,
  });
  stage("console", {
    inputs: () => hashOf(files(...CONSOLE_INPUTS), scripts, ...CONSOLE_TOOLS.map(version)),
    outputs: () => files(CONSOLE),
    make: buildConsole,
  });
  if (pageChanged) printPageSizes();
}

/** The files of these places but for the command line and the console. */
const packageFiles = (...places) => files(...places).filter((name) => ![CLI, CONSOLE].some((folder) => name.startsWith(folder + path.sep)));

/** Runs `make` unless inputs and outputs are what they were after the last run. */
function stage(name, { inputs, outputs, make }) {
  const stamp = path.join(cache, `${name}.stamp`);
  const state = () => `${inputs()} ${hashOf(outputs())}\n`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === state()) return false;
  rmSync(stamp, { force: true });
  make();
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, state());
  return true;
}

function buildWasm() {
  target();
  const targetDir = path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
  const first = !existsSync(path.join(targetDir, WASM_TARGET, "release"));
  say(`compiling the Rust core to WebAssembly, once for each of its ${String(CAPABILITIES.length)} modules${first ? " (the first time with all its crates: a few minutes)" : ""}`);
  const inTargetDir = ["--locked", "--target-dir", targetDir];
  const library = ["--lib", "--crate-type", "cdylib", "--target", WASM_TARGET, "--no-default-features"];
  const compiled = mkdtempSync(path.join(os.tmpdir(), "ecs-password-wasm-"));
  try {
    const messages = CAPABILITIES.map(({ name, feature, profile }) => {
      const said = run("cargo", ["rustc", ...inTargetDir, ...library, "--profile", profile, "--features", feature, "--message-format", "json-render-diagnostics"], {
        env: withoutLocalPaths(profile === "small" ? SMALL_FLAGS : []),
        captured: true,
      });
      copyFileSync(path.join(targetDir, WASM_TARGET, profile, "ecs_password.wasm"), path.join(compiled, `${name}.wasm`));
      return said;
    });
    const tool = path.join(targetDir, "debug", process.platform === "win32" ? "xtask.exe" : "xtask");
    say(`writing the JavaScript glue${existsSync(tool) ? "" : " (the first time its generator is compiled: a minute or two)"}`);
    run("cargo", ["build", ...inTargetDir, "--package", "xtask"]);
    rmSync(GLUE, { recursive: true, force: true });
    mkdirSync(path.join(GLUE, "glue"), { recursive: true });
    run(tool, ["facts", path.join(GLUE, "glue")]);
    for (const { name } of CAPABILITIES) run(tool, ["bindgen", path.join(compiled, `${name}.wasm`), path.join(GLUE, "glue"), name]);
    say("optimising the WebAssembly (some ten seconds each)");
    for (const { name } of CAPABILITIES) finish(name);
    writeFileSync(path.join(GLUE, NOTICES), crateNotices(messages.join("\n"), path.join(targetDir, WASM_TARGET)));
  } finally {
    rmSync(compiled, { recursive: true });
  }
}

/** From what wasm-bindgen wrote to what is shipped: the optimised module, and beside its glue the same as Base64. */
function finish(name) {
  const raw = path.join(GLUE, "glue", `${name}_bg.wasm`);
  const wasm = path.join(GLUE, `${name}.wasm`);
  run(process.execPath, [bin("binaryen", "wasm-opt"), ...OPTIMISE, ...(name === "client" ? FURTHER : []), raw, "-o", wasm]);
  run(process.execPath, ["src/xtask/exports.mjs", wasm], { failure: "the exports of the WebAssembly are not safe to call" });
  rmSync(raw);
  rmSync(`${raw}.d.ts`);
  writeConstants(`${name}-stamp`, { stamp: stamp(name, wasm), shape: shapeOf(wasm) });
  writeConstants(`${name}-base64`, { base64: readFileSync(wasm, "base64") });
}

/** Writes into the wasm, as a custom section, which glue it belongs to; gives what stands there. */
function stamp(name, wasm) {
  const text = hashOf([path.relative(root, path.join(GLUE, "glue", `${name}.js`)), path.relative(root, wasm)]).slice(0, 32);
  const title = Buffer.from("ecs-password");
  // Both lengths are below 128, which is one byte each in LEB128.
  const section = Buffer.concat([Buffer.of(title.length), title, Buffer.from(text)]);
  appendFileSync(wasm, Buffer.concat([Buffer.of(0, section.length), section]));
  return text;
}

/** What the wasm exports, as `shapeOf` of src/js/internal/core.ts tells it of an instance. */
function shapeOf(wasm) {
  const module = new WebAssembly.Module(readFileSync(wasm));
  const imports = {};
  // Nothing is called: a function stands for each of them.
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => {};
  const { exports } = new WebAssembly.Instance(module, imports);
  return Object.entries(exports).map(([name, value]) => `${name} ${typeof value === "function" ? value.length : ""}`).join();
}

function writeConstants(file, constants) {
  const entries = Object.entries(constants);
  writeFileSync(path.join(GLUE, "glue", `${file}.js`), entries.map(([name, text]) => `export const ${name} = "${text}";\n`).join(""));
  writeFileSync(path.join(GLUE, "glue", `${file}.d.ts`), entries.map(([name]) => `export declare const ${name}: string;\n`).join(""));
}

/** Panic locations name source files: relative to the crate or the registry, not to this machine. */
function withoutLocalPaths(more) {
  const given = process.env.CARGO_ENCODED_RUSTFLAGS ?? process.env.RUSTFLAGS?.trim().split(/\s+/).join("\x1f") ?? "";
  const cargoHome = process.env.CARGO_HOME ?? path.join(os.homedir(), ".cargo");
  const sysroot = output("rustc", ["--print", "sysroot"])?.trim() ?? "";
  const registries = path.join(cargoHome, "registry/src");
  // The name of a registry's folder is another one where the crates come from a mirror.
  const crates = existsSync(registries) ? readdirSync(registries).map((name) => `${path.join(registries, name)}=/crates`) : [];
  const remaps = [`${cargoHome}=/cargo`, ...crates, `${root}=/ecs-password`, `${sysroot}=/rust`];
  const flags = [given, ...more, ...remaps.map((remap) => `--remap-path-prefix=${remap}`)].filter(Boolean);
  return { CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f") };
}

function buildDist() {
  say("compiling the TypeScript");
  for (const folder of [MODULES, DIST]) rmSync(folder, { recursive: true, force: true });
  run(process.execPath, [bin("typescript", "tsc"), "-p", "tsconfig.json", "--outDir", MODULES], { failure: "the TypeScript does not compile" });
  cpSync(path.join(GLUE, "glue"), path.join(MODULES, "glue"), { recursive: true });
  for (const name of ENTRIES) writeVariants(name);
  run(process.execPath, ["src/xtask/bundle.mjs", MODULES, DIST], { failure: "the modules of the package cannot be bundled" });
  for (const file of files(".cache/modules")) {
    const name = path.relative(".cache/modules", file);
    if (isKept(name.replaceAll(path.sep, "/"))) cpSync(path.join(root, file), path.join(DIST, name));
  }
  for (const name of readdirSync(GLUE)) if (name !== "glue") copyFileSync(path.join(GLUE, name), path.join(DIST, name));
  writeServices(path.join(DIST, "services"));
  copyFileSync(path.join(root, SNAPSHOT_SCHEMA), path.join(DIST, "account.schema.json"));
}

function buildCli() {
  say("bundling the command line");
  run(process.execPath, ["src/xtask/bundle-cli.mjs", CLI], { failure: "the command line cannot be bundled" });
}

/** What of the modules is in `dist` as it is. */
function isKept(name) {
  const [, folder, file] = /^(?:(.+)\/)?([^/]+)\.d\.ts$/.exec(name) ?? [];
  // The main entry imports the others alone, and a glue is taken or left as a whole.
  if (file === undefined) return /^index\b/.test(name) || CAPABILITIES.some((each) => [`glue/${each.name}.js`, `glue/${each.name}-base64.js`].includes(name));
  // What is internal ships no types, so that no public type can lean on it; those of the entries are in api/, where classes are classes.
  if (folder === undefined) return !ENTRIES.includes(file);
  // Of what is made, the public types name what is known as data, and the types made of those of the core.
  return folder === "glue" ? PUBLIC_GLUE.includes(file) : folder !== "internal";
}

/** The entries for runtimes that compile WebAssembly at deployment: the same, but for where the WebAssembly comes from. */
function writeVariants(name) {
  const entry = readFileSync(path.join(MODULES, `${name}.js`), "utf8");
  for (const [condition, source] of [["workerd", "module"], ["edge-light", "module-edge"]]) {
    const text = name === "index"
      ? CAPABILITIES.reduce((sofar, each) => replaceAll(sofar, `"./${each.name}.js"`, `"./${each.name}-${condition}.js"`), entry)
      : replaceAll(entry, `"./internal/${name}-inline.js"`, `"./internal/${name}-${source}.js"`);
    writeFileSync(path.join(MODULES, `${name}-${condition}.js`), text);
  }
}

function replaceAll(text, old, fresh) {
  if (!text.includes(old)) throw new Stop(`there is no ${old} in an entry: see \`writeVariants\` in src/xtask/build.mjs`);
  return text.replaceAll(old, fresh);
}

function buildPage() {
  say("building the page of the console");
  run(process.execPath, [bin("vite"), "build", "www", "--logLevel", "warn"], { failure: "the page does not build" });
}

function buildConsole() {
  say("bundling the console's server");
  run(process.execPath, ["src/xtask/bundle-console.mjs", CONSOLE], { failure: "the console's server cannot be bundled" });
}

function printSizes() {
  const modules = CAPABILITIES.flatMap(({ name }) => [`${name}.wasm`, `glue/${name}.js`, `glue/${name}-base64.js`]);
  const names = [...modules, "services/otc.json", "services/huawei.json"];
  printTable("dist", names.map((name) => [name, sizesOf(readFileSync(path.join(DIST, name)))]));
}

/** Every file of the page, by what makes the browser load it. */
function printPageSizes() {
  const { first, onDemand } = pageFiles();
  const rows = (names) => names.map((name) => [name, sizesOf(readPage(name))]);
  const sum = (list) => list.reduce(([raw, zipped], [, [more, moreZipped]]) => [raw + more, zipped + moreZipped], [0, 0]);
  printTable("www/dist: before the first click", [...rows(first), ["together", sum(rows(first))]]);
  printTable("www/dist: when it is needed", rows(onDemand));
}

const sizesOf = (bytes) => [bytes.length, gzipSync(bytes, { level: 9 }).length];

function printTable(title, rows) {
  const width = Math.max(title.length, ...rows.map(([name]) => name.length));
  console.error(`\n  ${title.padEnd(width)}      bytes       gzip`);
  for (const [name, sizes] of rows) console.error(`  ${name.padEnd(width)} ${sizes.map((size) => String(size).padStart(10)).join(" ")}`);
  console.error();
}

const PAGE = path.join(root, "www/dist");
const readPage = (name) => readFileSync(path.join(PAGE, name));

/** The files of the built page: those that are loaded at once (what it names itself, and what those import), and the others. */
export function pageFiles() {
  const names = files("www/dist").map((name) => path.relative("www/dist", name).replaceAll(path.sep, "/"));
  const wanted = [...readPage("index.html").toString().matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, name]) => name);
  const first = new Set();
  while (wanted.length > 0) {
    const name = wanted.pop();
    if (first.has(name)) continue;
    first.add(name);
    if (!name.endsWith(".js")) continue;
    const imports = readPage(name).toString().matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g);
    for (const [, imported] of imports) wanted.push(path.posix.join(path.posix.dirname(name), imported));
  }
  return { first: [...first], onDemand: names.filter((name) => !first.has(name)) };
}

await main(import.meta.url, () => build());
