// No export of the WebAssembly returns a single reference: see src/xtask/exports.mjs.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import binaryen from "binaryen";
import { CAPABILITIES } from "../../src/xtask/build.mjs";
import { root } from "../../src/xtask/steps.mjs";
import { singleReferences } from "../../src/xtask/exports.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "ecs-password-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function wasm(text) {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.ReferenceTypes | binaryen.Features.Multivalue | binaryen.Features.MutableGlobals);
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

const WAT = `(module
  (import "js" "reference" (func $imported (result externref)))
  (import "js" "number" (func $harmless (result i32)))
  (import "js" "value" (global $global externref))
  (table $table (export "table") 1 externref)
  (memory (export "memory") 1)
  (func (export "none"))
  (func (export "takes") (param externref externref))
  (func (export "number") (result i32) (i32.const 1))
  (func (export "long") (result i64) (i64.const 1))
  (func (export "double") (result f64) (f64.const 1))
  (func (export "result") (result i32 i32 i32) (i32.const 1) (i32.const 1) (i32.const 1))
  (func (export "several") (result externref externref) (ref.null extern) (ref.null extern))
  (func $own (export "external") (param i32) (result externref) (ref.null extern))
  (func (export "function") (result funcref) (ref.null func))
  (export "again" (func $own))
  (export "imported" (func $imported))
  (export "harmless" (func $harmless))
  (export "global" (global $global))
  (func $inner (result externref) (ref.null extern))
)`;

test("every export with a single reference is found, under its own name", async () => {
  assert.deepEqual(await singleReferences(wasm(WAT)), ["external", "function", "again", "imported"]);
});

for (const { name } of CAPABILITIES) {
  test(`the module ${name} has none`, async () => {
    assert.deepEqual(await singleReferences(readFileSync(path.join(root, `dist/${name}.wasm`))), []);
  });
}

test("the build fails and names the export", () => {
  const file = path.join(folder, "bad.wasm");
  writeFileSync(file, wasm('(module (func (export "secrethandle_bytes") (result externref) (ref.null extern)))'));
  const check = (name) => spawnSync(process.execPath, ["src/xtask/exports.mjs", name], { cwd: root, encoding: "utf8" });
  const { status, stderr } = check(file);
  assert.equal(status, 1);
  assert.match(stderr, /return a single reference.*: secrethandle_bytes$/m);
  assert.equal(check("dist/keys.wasm").status, 0);
});
