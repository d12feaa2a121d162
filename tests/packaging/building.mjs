// What bundlers make of a project without any configuration: how each is called, what it wrote, and what a Chromium makes of that.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before } from "node:test";
import { gzipSync } from "node:zlib";
import { build as vite } from "vite";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { CAPABILITIES } from "../../src/xtask/build.mjs";
import { root } from "../../src/xtask/steps.mjs";
import { bundlers as installBundlers } from "../../src/xtask/tools.mjs";
import { serve } from "../js/serve.mjs";
import { mustRun } from "./packed.mjs";

const bundlers = installBundlers();
export const bundler = createRequire(path.join(bundlers, "x.js"));

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

export const page = (script, more = "") => `<!doctype html><link rel="icon" href="data:,">${more}<body>${script}`;
/** Opens a page of the folder; gives its title once it has one, what it complained about, and how many modules were asked for. */
export async function visit(folder, name) {
  const server = await serve(folder);
  try {
    return await open(`${server.url}/${name}`);
  } finally {
    await server.close();
  }
}

/** The same of an address. */
export async function open(url) {
  const opened = await browser.newPage();
  const problems = [];
  let wasm = 0;
  opened.on("request", (request) => { if (new URL(request.url()).pathname.endsWith(".wasm")) wasm++; });
  opened.on("console", (message) => problems.push(message.text()));
  opened.on("pageerror", (error) => problems.push(String(error)));
  try {
    await opened.goto(url);
    const title = await opened.waitForFunction("document.title");
    return { title: await title.jsonValue(), problems, wasm };
  } finally {
    await opened.close();
  }
}

export const BUNDLERS = {
  async Parcel(folder) {
    const cli = path.join(bundlers, "parcel/lib/bin.js");
    mustRun(folder, process.execPath, cli, "build", "index.html", "--no-cache", "--no-source-maps", "--dist-dir", "out");
  },
  async esbuild(folder) {
    const loader = { ".wasm": "file" };
    await bundler("esbuild").build({ absWorkingDir: folder, entryPoints: ["main.js"], bundle: true, minify: true, format: "esm", outfile: "out/main.js", logLevel: "warning", loader });
  },
  async Rollup(folder) {
    const { nodeResolve } = bundler("@rollup/plugin-node-resolve");
    const warnings = [];
    const bundle = await bundler("rollup").rollup({ input: path.join(folder, "main.js"), plugins: [nodeResolve()], onwarn: (warning) => warnings.push(warning.message) });
    await bundle.write({ dir: path.join(folder, "out"), format: "es" });
    await bundle.close();
    assert.deepEqual(warnings, []);
  },
  webpack: (folder) => compileBy(bundler("webpack"), folder),
  async Vite(folder) {
    await vite({ root: folder, configFile: false, logLevel: "error", build: { outDir: "out", modulePreload: { polyfill: false }, chunkSizeWarningLimit: 2000 } });
  },
};
const WRITES_PAGE = ["Parcel", "Vite"];

/** webpack, or what is called as it is. */
export async function compileBy(webpack, folder) {
  const output = { path: path.join(folder, "out"), filename: "main.js" };
  const compiler = webpack({ context: folder, mode: "production", entry: "./main.js", output, performance: false });
  const stats = await new Promise((resolve, reject) => compiler.run((error, done) => (error ? reject(error) : resolve(done))));
  const { errors, warnings } = stats.toJson("errors-warnings");
  assert.deepEqual([errors, warnings], [[], []]);
}

/** Builds the project and opens what was built: see {@link visit}. */
export async function buildAndVisit(name, build, folder) {
  await build(folder);
  const out = path.join(folder, "out");
  if (!WRITES_PAGE.includes(name)) writeFileSync(path.join(out, "index.html"), readFileSync(path.join(folder, "index.html")));
  return visit(out, "index.html");
}

/** By what each module of WebAssembly is known in what a bundler writes: its own bytes as Base64, and its glue. */
const MARKS = CAPABILITIES.map(({ name }) => {
  const bytes = readFileSync(path.join(root, `dist/${name}.wasm`));
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(bytes), "ecs-password");
  const stamp = new TextDecoder().decode(section);
  // Three bytes are four characters, so that a piece from such a place on reads the same as it does in the whole.
  const inside = bytes.subarray(bytes.length - (bytes.length % 3) - 60, bytes.length - (bytes.length % 3)).toString("base64");
  return { name, bytes, marks: { inside, glue: stamp } };
});

/** The files that were written, and how often each module is in them. */
export function shipped(folder, place = "out") {
  const out = path.join(folder, place);
  const names = readdirSync(out, { recursive: true }).filter((each) => /\.(js|wasm)$/.test(each));
  const texts = names.filter((each) => each.endsWith(".js")).map((each) => readFileSync(path.join(out, each), "utf8"));
  const files = names.filter((each) => each.endsWith(".wasm")).map((each) => readFileSync(path.join(out, each)));
  const count = (mark) => texts.reduce((sum, text) => sum + text.split(mark).length - 1, 0);
  return MARKS.map(({ name, bytes, marks }) => ({
    name, inside: count(marks.inside), glue: count(marks.glue), beside: files.filter((file) => file.equals(bytes)).length,
  })).filter(({ inside, glue, beside }) => inside + glue + beside > 0);
}

/** KB of all that was written, after gzip. */
export function weigh(folder) {
  const out = path.join(folder, "out");
  const names = readdirSync(out, { recursive: true }).filter((each) => /\.(js|wasm)$/.test(each));
  return names.reduce((sum, each) => sum + gzipSync(readFileSync(path.join(out, each)), { level: 9 }).length, 0) / 1024;
}
