// What a process that frees nothing holds in the end: the finalizers free it, in every version of Node that is supported.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { MAJORS, nodeOf } from "../../src/xtask/tools.mjs";

const PROGRAM = fileURLToPath(new URL("soak/main.mjs", import.meta.url));
/** What the engine's own caches may take between the second and the last tenth. */
const HEAP_SLACK = 1024 * 1024;

for (const major of MAJORS) {
  test(`a million decisions, 100,000 policies and 10,000 decryptions leave memory as it was in Node ${major}`, (t) => {
    const { status, stdout, stderr } = spawnSync(nodeOf(major), ["--expose-gc", PROGRAM], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
    const { allow, other } = lines.pop();
    assert.deepEqual([allow, other], [333_333, 666_667], "each policy said what it says");
    for (const name of ["decisions", "policies", "decryptions"]) {
      const steps = lines.filter((line) => line.name === name);
      assert.equal(steps.length, 10);
      const [before, after] = [steps[1], steps[9]];
      t.diagnostic(`${name}: heap ${String(before.heap)} to ${String(after.heap)}, policy.wasm ${String(before.policy)} to ${String(after.policy)}, keys.wasm ${String(before.keys)} to ${String(after.keys)}`);
      assert.ok(after.heap - before.heap <= HEAP_SLACK, `${name}: the heap grew from ${String(before.heap)} to ${String(after.heap)} bytes`);
      for (const module of ["policy", "keys"]) assert.equal(after[module], before[module], `${name}: the memory of ${module}.wasm grew`);
    }
  });
}
