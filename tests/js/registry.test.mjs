// One operation is two files and an entry in the registry: a copy of the core gets a made-up one that way, and has it everywhere.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { operations } from "ecs-password";
import { cache, root } from "../../src/xtask/steps.mjs";

const MADE_UP = path.join(import.meta.dirname, "made-up");
const TARGET = path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
const REGISTRY = "src/base/operations/mod.rs";
const LAST = "GetIdentityPolicyVersion = FACTS,\n            }\n";

/** The core, with a program that uses it in the place of an example. Always in the same folder: Cargo then compiles no more than it must. */
function copyOfTheCore() {
  const folder = path.join(cache, "made-up");
  rmSync(folder, { recursive: true, force: true });
  for (const name of ["Cargo.toml", "Cargo.lock", "src", "tests/native/main.rs"]) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true, preserveTimestamps: true });
  }
  mkdirSync(path.join(folder, "tests/examples"), { recursive: true });
  copyFileSync(path.join(MADE_UP, "program.rs"), path.join(folder, "tests/examples/may_i.rs"));
  return folder;
}

function run(folder) {
  const features = ["--no-default-features", "--features", "cloud,policy"];
  return spawnSync("cargo", ["run", "--quiet", "--locked", ...features, "--example", "may_i", "--target-dir", TARGET], { cwd: folder, encoding: "utf8" });
}

test("a made-up operation takes two files and an entry in the registry, and nothing else", () => {
  const folder = copyOfTheCore();
  copyFileSync(path.join(MADE_UP, "facts.rs"), path.join(folder, "src/base/operations/paint_server.rs"));
  copyFileSync(path.join(MADE_UP, "codec.rs"), path.join(folder, "src/cloud/operations/paint_server.rs"));
  const registry = readFileSync(path.join(root, REGISTRY), "utf8");
  assert.equal(registry.split(LAST).length, 2, "the last entry of the registry is another one");
  writeFileSync(path.join(folder, REGISTRY), registry.replace(LAST, LAST + readFileSync(path.join(MADE_UP, "entry.txt"), "utf8")));
  const { status, stderr } = run(folder);
  assert.equal(status, 0, stderr);
  compileTypes(folder);
});

/** The types of all operations, and a program that uses those of the made-up one. */
function compileTypes(folder) {
  const types = path.join(folder, "types");
  mkdirSync(types);
  const make = spawnSync("cargo", ["run", "--quiet", "--locked", "--package", "xtask", "--target-dir", TARGET, "--", "facts", types], { cwd: folder, encoding: "utf8" });
  assert.equal(make.status, 0, make.stderr);
  copyFileSync(path.join(MADE_UP, "types.ts"), path.join(types, "program.ts"));
  const compile = spawnSync(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "--ignoreConfig", "--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", path.join(types, "program.ts")], { encoding: "utf8" });
  assert.equal(compile.stdout, "");
  assert.equal(compile.status, 0);
}

test("what JavaScript has of the operations is what the README says", () => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const [, table] = /\| `operation` \| its own fields \|.*\n\|[-|]+\n((?:\|.*\n)+)/.exec(readme);
  const plain = (cell) => cell.replaceAll(/[`?]/g, "").replaceAll(/\{\w+\}/g, "{}").trim();
  let [name, fields] = ["", ""];
  const told = table.trim().split("\n").map((line) => {
    const [first, second, request, action, rule] = line.split("|").slice(1, -1).map(plain);
    if (first) [name, fields] = [first, second];
    return [name, fields, request, action, rule].join(" | ");
  });
  assert.deepEqual(told.sort(), Object.entries(operations).flatMap(([operation, facts]) => rows(operation, facts)).sort());
});

/** An operation as the README has it: a row for Huawei Cloud's own API, and one for the others. */
function rows(operation, { service, method, fields, places }) {
  const ofNova = places.find(({ cloud }) => cloud === "openstack");
  const row = ({ cloud, apiVersion, path: of, action }) => {
    const request = service === "iam" ? `IAM: ${method} /${apiVersion ?? "v3"}/${of}` : `${apiVersion === "v1" ? "v1: " : ""}${method} …/${of}`;
    const rule = apiVersion === "v1" ? "" : (ofNova?.action ?? "");
    return [operation, fields.join(", "), request.replaceAll(/\{\w+\}/g, "{}"), cloud === "openstack" ? "" : action, rule].join(" | ");
  };
  const ofPublic = places.filter(({ cloud }) => cloud !== "openstack");
  return [...new Set((ofPublic.length > 0 ? ofPublic : places).map(row))];
}
