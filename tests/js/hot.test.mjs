// Hot programs that keep what they are given: V8 of Node 20 and 22 aborted some of them, see src/xtask/exports.mjs.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { files, root } from "../../src/xtask/steps.mjs";
import { MAJORS, nodeOf } from "../../src/xtask/tools.mjs";

for (const major of MAJORS) {
  for (const program of files("tests/js/hot")) {
    test(`Node ${major} ends ${path.basename(program)} by itself`, () => {
      const { status, signal, stderr } = spawnSync(nodeOf(major), [program], { cwd: root, encoding: "utf8" });
      assert.deepEqual({ status, signal }, { status: 0, signal: null }, stderr.split("\n").slice(0, 8).join("\n"));
    });
  }
}
