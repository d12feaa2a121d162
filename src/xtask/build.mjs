// `npm run build`: the Rust core to wasm, its glue and the TypeScript to dist/, and the page of the console to www/dist/
// (`node src/xtask/build.mjs package` leaves the page out). Does nothing where nothing changed.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { bin, cache, files, hashOf, main, output, root, run, say } from "./steps.mjs";
import { deps, target } from "./setup.mjs";

const WASM_TARGET = "wasm32-unknown-unknown";
const WASM_INPUTS = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "src"];
const JS_INPUTS = ["package.json", "tsconfig.json", "src/js", ".cache/glue"];
const GLUE = path.join(cache, "glue");
const PAGE_INPUTS = ["dist", "package.json", "www/index.html", "www/package.json", "www/src", "www/vite.config.ts"];
const PAGE_TOOLS = ["vite", "lit", "@awesome.me/webawesome"];
const DIST = path.join(root, "dist");

/** Builds what is missing or out of date. */
export function build({ page = true } = {}) {
  deps();
  const tools = readFileSync(path.join(root, "node_modules/.package-lock.json"), "utf8");
  const isWasmInput = (name) => !name.startsWith(path.join("src", "js")) && !name.endsWith(".mjs");
  const version = (name) => JSON.parse(tools).packages[`node_modules/${name}`]?.version ?? "";
  const scripts = hashOf(["src/xtask/build.mjs"]);
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
  stage("page", {
    inputs: () => hashOf(files(...PAGE_INPUTS), scripts, ...PAGE_TOOLS.map(version)),
    outputs: () => files("www/dist"),
    make: buildPage,
  });
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
  run("cargo", ["rustc", ...inTargetDir, "--release", "--lib", "--crate-type", "cdylib", "--target", WASM_TARGET], {
    env: withoutLocalPaths(),
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
  rmSync(raw);
  rmSync(`${raw}.d.ts`);
  writeFileSync(path.join(GLUE, "wasm-base64.js"), `export const base64 = "${readFileSync(wasm, "base64")}";\n`);
  writeFileSync(path.join(GLUE, "wasm-base64.d.ts"), "export declare const base64: string;\n");
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
  for (const name of ["ecs_password.js", "ecs_password.wasm", "wasm-base64.js"]) {
    copyFileSync(path.join(GLUE, name), path.join(DIST, name));
  }
}

function buildPage() {
  say("building the page of the console");
  run(process.execPath, [bin("vite"), "build", "www", "--logLevel", "warn"], { failure: "the page does not build" });
}

function printSizes() {
  console.error("\n  dist                    bytes       gzip");
  for (const name of ["ecs_password.wasm", "ecs_password.js", "wasm-base64.js"]) {
    const bytes = readFileSync(path.join(DIST, name));
    const [raw, zipped] = [bytes.length, gzipSync(bytes, { level: 9 }).length].map((size) => String(size).padStart(10));
    console.error(`  ${name.padEnd(18)} ${raw} ${zipped}`);
  }
  console.error();
}

await main(import.meta.url, () => build({ page: !process.argv.slice(2).includes("package") }));
