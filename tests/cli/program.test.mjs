// What holds for the command line as a whole: help, version, usage, start.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";
import { run } from "./run.mjs";

test("the version is that of the package", async () => {
  assert.deepEqual(await run(["--version"]), { exit: 0, out: `${JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).version}\n`, said: "" });
});

test("a wrong option or command ends with 2, and with one line that says where to look", async () => {
  for (const args of [["--nothing"], ["nothing"]]) {
    const { exit, out, said } = await run(args);
    assert.equal(exit, 2, said);
    assert.equal(out, "");
    assert.match(said, /nothing/);
    assert.match(said, /--help/);
  }
});

test("help goes to standard output and ends with 0", async () => {
  const { exit, out, said } = await run(["--help"]);
  assert.deepEqual([exit, said], [0, ""]);
  assert.match(out, /Usage: ecs-password/);
  assert.match(out, /Exit codes: 0 yes/);
});
