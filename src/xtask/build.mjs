// `npm run build`: the Rust core to wasm, its glue and the TypeScript to dist/, and the page of the console to www/dist/
// (`node src/xtask/build.mjs package` leaves the page out). Does nothing where nothing changed.
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { bin, cache, files, hashOf, main, output, root, run, say } from "./steps.mjs";
import { crateNotices, NOTICES } from "./licences.mjs";
import { deps, target } from "./setup.mjs";

const WASM_TARGET = "wasm32-unknown-unknown";
const WASM_INPUTS = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "src"];
const JS_INPUTS = ["package.json", "tsconfig.json", "src/js", ".cache/glue"];
const GLUE = path.join(cache, "glue");
const PAGE_INPUTS = ["dist", "package.json", "www/index.html", "www/package.json", "www/licences.ts", "www/src", "www/vite.config.ts"];
const PAGE_TOOLS = ["vite", "lit", "@awesome.me/webawesome"];
const DIST = path.join(root, "dist");

/** Builds what is missing or out of date. */
export function build({ page = true } = {}) {
  deps();
  const tools = readFileSync(path.join(root, "node_modules/.package-lock.json"), "utf8");
  const isWasmInput = (name) => !name.startsWith(path.join("src", "js")) && !name.endsWith(".mjs");
  const version = (name) => JSON.parse(tools).packages[`node_modules/${name}`]?.version ?? "";
  const scripts = hashOf(["src/xtask/build.mjs", "src/xtask/exports.mjs", "src/xtask/licences.mjs"]);
  const wasmChanged = stage("wasm", {
    inputs: () => hashOf(files(...WASM_INPUTS).filter(isWasmInput), scripts, version("binaryen")),
    outputs: () => files(".cache/glue"),
    make: buildWasm,
  });
  const jsChanged = stage("dist", {
    inputs: () => hashOf(files(...JS_INPUTS), scripts, version("typescript")),
    outputs: () => files("dist"),
    make: buildDist,
  });
  if (wasmChanged || jsChanged) printSizes();
  if (!page) return;
  const pageChanged = stage("page", {
    inputs: () => hashOf(files(...PAGE_INPUTS), scripts, ...PAGE_TOOLS.map(version)),
    outputs: () => files("www/dist"),
    make: buildPage,
  });
  if (pageChanged) printPageSizes();
}

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
  say(`compiling the Rust core to WebAssembly${first ? " (the first time with all its crates: a few minutes)" : ""}`);
  const inTargetDir = ["--locked", "--target-dir", targetDir];
  const library = ["--release", "--lib", "--crate-type", "cdylib", "--target", WASM_TARGET];
  const messages = run("cargo", ["rustc", ...inTargetDir, ...library, "--message-format", "json-render-diagnostics"], {
    env: withoutLocalPaths(),
    captured: true,
  });
  const tool = path.join(targetDir, "debug", process.platform === "win32" ? "xtask.exe" : "xtask");
  say(`writing the JavaScript glue${existsSync(tool) ? "" : " (the first time its generator is compiled: a minute or two)"}`);
  run("cargo", ["build", ...inTargetDir, "--package", "xtask"]);
  rmSync(GLUE, { recursive: true, force: true });
  run(tool, ["bindgen", path.join(targetDir, WASM_TARGET, "release/ecs_password.wasm"), GLUE]);
  say("optimising the WebAssembly (some ten seconds)");
  const raw = path.join(GLUE, "ecs_password_bg.wasm");
  const wasm = path.join(GLUE, "ecs_password.wasm");
  run(process.execPath, [bin("binaryen", "wasm-opt"), "-Os", raw, "-o", wasm]);
  run(process.execPath, ["src/xtask/exports.mjs", wasm], { failure: "the exports of the WebAssembly are not safe to call" });
  stamp(wasm);
  rmSync(raw);
  rmSync(`${raw}.d.ts`);
  writeFileSync(path.join(GLUE, "wasm-base64.js"), `export const base64 = "${readFileSync(wasm, "base64")}";\n`);
  writeFileSync(path.join(GLUE, "wasm-base64.d.ts"), "export declare const base64: string;\n");
  writeFileSync(path.join(GLUE, NOTICES), crateNotices(messages, path.join(targetDir, WASM_TARGET)));
}

/** Writes into the wasm which glue it belongs to, as a custom section, and into a module of its own what stands there. */
function stamp(wasm) {
  const text = hashOf([path.join(path.relative(root, GLUE), "ecs_password.js"), path.relative(root, wasm)]).slice(0, 32);
  const name = Buffer.from("ecs-password");
  // Both lengths are below 128, which is one byte each in LEB128.
  const section = Buffer.concat([Buffer.of(name.length), name, Buffer.from(text)]);
  appendFileSync(wasm, Buffer.concat([Buffer.of(0, section.length), section]));
  writeFileSync(path.join(GLUE, "wasm-stamp.js"), `export const stamp = "${text}";\n`);
  writeFileSync(path.join(GLUE, "wasm-stamp.d.ts"), "export declare const stamp: string;\n");
}

/** Panic locations name source files: relative to the crate or the registry, not to this machine. */
function withoutLocalPaths() {
  const given = process.env.CARGO_ENCODED_RUSTFLAGS ?? process.env.RUSTFLAGS?.trim().split(/\s+/).join("\x1f") ?? "";
  const cargoHome = process.env.CARGO_HOME ?? path.join(os.homedir(), ".cargo");
  const sysroot = output("rustc", ["--print", "sysroot"])?.trim() ?? "";
  const remaps = [`${cargoHome}=/cargo`, `${root}=/ecs-password`, `${sysroot}=/rust`];
  const flags = [given, ...remaps.map((remap) => `--remap-path-prefix=${remap}`)].filter(Boolean);
  return { CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f") };
}

function buildDist() {
  say("compiling the TypeScript");
  rmSync(DIST, { recursive: true, force: true });
  run(process.execPath, [bin("typescript", "tsc"), "-p", "tsconfig.json"], { failure: "the TypeScript does not compile" });
  // What is internal ships no types, so that no public type can lean on it.
  for (const name of files("dist/internal")) if (name.endsWith(".d.ts")) rmSync(path.join(root, name));
  for (const name of ["ecs_password.js", "ecs_password.wasm", "wasm-base64.js", "wasm-stamp.js", NOTICES]) {
    copyFileSync(path.join(GLUE, name), path.join(DIST, name));
  }
}

function buildPage() {
  say("building the page of the console");
  run(process.execPath, [bin("vite"), "build", "www", "--logLevel", "warn"], { failure: "the page does not build" });
}

function printSizes() {
  const names = ["ecs_password.wasm", "ecs_password.js", "wasm-base64.js"];
  printTable("dist", names.map((name) => [name, sizesOf(readFileSync(path.join(DIST, name)))]));
}

/** Every file of the page, by what makes the browser load it. */
function printPageSizes() {
  const { first, later } = pageFiles();
  const rows = (names) => names.map((name) => [name, sizesOf(readPage(name))]);
  const sum = (list) => list.reduce(([raw, zipped], [, [more, moreZipped]]) => [raw + more, zipped + moreZipped], [0, 0]);
  printTable("www/dist: before the first click", [...rows(first), ["together", sum(rows(first))]]);
  printTable("www/dist: when it is needed", rows(later));
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
  const wanted = [...readPage("index.html").toString().matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, name]) => name);
  const first = new Set();
  while (wanted.length > 0) {
    const name = wanted.pop();
    if (first.has(name)) continue;
    first.add(name);
    if (!name.endsWith(".js")) continue;
    const imports = readPage(name).toString().matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g);
    for (const [, imported] of imports) wanted.push(path.posix.join(path.posix.dirname(name), imported));
  }
  return { first: [...first], later: names.filter((name) => !first.has(name)) };
}

await main(import.meta.url, () => build({ page: !process.argv.slice(2).includes("package") }));
