// The Containerfile of www/server/deploy, built by buildah and started. Its base image is in a registry, which tests do not ask: in its place stands one of this
// machine's Node, npm and shell, with the libraries that they are linked to.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { areServersDemanded, findServer } from "../../src/xtask/servers.mjs";
import { root, which } from "../../src/xtask/steps.mjs";
import { temporaryFolder } from "../server/helpers.mjs";
import { packed } from "./packed.mjs";

const FILE = path.join(root, "www/server/deploy/Containerfile");
const text = readFileSync(FILE, "utf8");
const PROGRAMS = ["sh", "rm", "env", "node"];

const buildah = findServer("buildah");
const storage = temporaryFolder();
/** In a storage of the test's own; `chroot` is the isolation that needs least of the system. */
const options = ["--root", path.join(storage, "root"), "--runroot", path.join(storage, "run"), "--storage-driver", "vfs"];
const environment = { ...process.env, BUILDAH_ISOLATION: "chroot" };
const run = (...args) => execFileSync(buildah, [...options, ...args], { encoding: "utf8", env: environment, stdio: ["ignore", "pipe", "pipe"] });

/** A folder with what an image of Node has, as far as the Containerfile uses it. */
function standIn() {
  const folder = path.join(temporaryFolder(), "files");
  for (const each of ["bin", "usr/bin", "usr/lib/node_modules", "tmp", "etc", "opt"]) mkdirSync(path.join(folder, each), { recursive: true });
  const libraries = new Set();
  for (const name of PROGRAMS) {
    const file = realpathSync(name === "node" ? process.execPath : which(name));
    copyFileSync(file, path.join(folder, "usr/bin", name));
    chmodSync(path.join(folder, "usr/bin", name), 0o755);
    for (const [library] of execFileSync("ldd", [file], { encoding: "utf8" }).matchAll(/\/\S+/g)) libraries.add(library);
  }
  for (const library of libraries) {
    mkdirSync(path.dirname(path.join(folder, library)), { recursive: true });
    copyFileSync(realpathSync(library), path.join(folder, library));
  }
  symlinkSync("/usr/bin/sh", path.join(folder, "bin/sh"));
  const npm = path.resolve(path.dirname(realpathSync(which("npm"))), "..");
  cpSync(npm, path.join(folder, "usr/lib/node_modules/npm"), { recursive: true });
  symlinkSync("../lib/node_modules/npm/bin/npm-cli.js", path.join(folder, "usr/bin/npm"));
  writeFileSync(path.join(path.dirname(folder), "Base"), "FROM scratch\nCOPY files/ /\nENV PATH=/usr/bin:/bin\n");
  return path.dirname(folder);
}

test("the Containerfile names one base, nobody's user, and no secret", () => {
  assert.match(text, /^ARG BASE=docker\.io\/library\/node:22-slim\nFROM \$\{BASE\}$/m);
  assert.match(text, /^USER 65534:65534$/m);
  assert.doesNotMatch(text, /^(?:ENV|ARG) .*(?:password|token|secret|key)/im);
});

test("buildah builds it without a network, and what it starts serves the page", buildah || areServersDemanded() ? {} : { skip: "not run: there is no buildah here" }, async () => {
  const base = standIn();
  run("build", "--file", path.join(base, "Base"), "--tag", "base", base);
  const context = temporaryFolder();
  copyFileSync(packed.tarball, path.join(context, path.basename(packed.tarball)));
  run("build", "--pull=never", "--build-arg", "BASE=localhost/base", "--file", FILE, "--tag", "console", context);
  const { OCIv1: { config } } = JSON.parse(run("inspect", "--type", "image", "console"));
  assert.deepEqual([config.User, Object.keys(config.ExposedPorts)], ["65534:65534", ["4173/tcp"]]);
  const container = run("from", "--pull=never", "localhost/console").trim();
  // The sandbox on a free port, in place of what CMD has.
  const started = [...config.Entrypoint.map((each) => (each === "0.0.0.0" ? "127.0.0.1" : each)), "--port", "0"];
  const child = spawn(buildah, [...options, "run", container, "--", ...started], { env: environment });
  after(() => child.kill("SIGKILL"));
  let said = "";
  const url = await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => {
      said += chunk;
      const [, found] = /ready at (\S+)/.exec(said) ?? [];
      if (found) resolve(found);
    });
    child.once("close", () => reject(new Error(`it ended: ${said}`)));
  });
  assert.deepEqual(await (await fetch(new URL("healthz", url))).json(), { status: "ok" });
  assert.match(await (await fetch(url)).text(), /<title>ECS Password Console/);
  child.kill("SIGTERM");
  await once(child, "close");
  run("rm", container);
});
