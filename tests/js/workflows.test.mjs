// The workflows for a public forge, as far as they can be checked without one: they are YAML, what they run is there, and what they use is pinned.
import assert from "node:assert/strict";
import { accessSync, constants, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { root } from "../../src/xtask/steps.mjs";

const FOLDER = path.join(root, ".github/workflows");
/** By the tags of the actions' own repositories, as they were looked up when they were pinned. */
const PINNED = {
  "actions/checkout": "3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  "actions/setup-node": "820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
};
const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

/** Whether what a line begins with is there. */
function isThere(line) {
  const [command, ...args] = line.split(" ");
  if (command === "npm" && args[0] === "run") return Object.hasOwn(scripts, args[1]);
  if (command.includes("/")) {
    accessSync(path.join(root, command), constants.X_OK);
    return true;
  }
  return ["npm", "node", "test"].includes(command);
}

for (const name of readdirSync(FOLDER)) {
  describe(name, () => {
    const text = readFileSync(path.join(FOLDER, name), "utf8");
    const workflow = parse(text);
    const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

    test("uses only actions that are pinned by their whole hash", () => {
      const used = Array.from(text.matchAll(/uses: (\S+?)@(.*)$/gm), ([, action, pin]) => [action, pin]);
      assert.equal(used.length, steps.filter(({ uses }) => uses).length);
      for (const [action, pin] of used) assert.equal(pin, PINNED[action], action);
    });

    test("runs what is there", () => {
      const lines = steps.flatMap(({ run = "" }) => run.split("\n").filter(Boolean));
      assert.ok(lines.length > 0);
      for (const line of lines) assert.ok(isThere(line), line);
      assert.ok(!isThere("npm run nothing"));
    });

    test("may read, and no more than it needs; each job ends", () => {
      assert.deepEqual(workflow.permissions, { contents: "read" });
      for (const { permissions = {}, "timeout-minutes": minutes, "runs-on": machine } of Object.values(workflow.jobs)) {
        assert.ok(minutes > 0);
        assert.doesNotMatch(machine, /latest/);
        assert.ok(Object.entries(permissions).every(([what, how]) => how === "read" || what === "id-token"), JSON.stringify(permissions));
      }
      assert.doesNotMatch(text, /pull_request_target|secrets\./);
    });
  });
}

test("what is published is what was checked, with its provenance", () => {
  const { jobs } = parse(readFileSync(path.join(FOLDER, "release.yml"), "utf8"));
  const runs = jobs.release.steps.flatMap(({ run = [] }) => run);
  const [check, publish] = [/^npm run release:check -- --publish$/, /^npm publish --provenance .*\.cache\/release\//].map((wanted) => runs.findIndex((run) => wanted.test(run)));
  assert.ok(check >= 0 && publish > check);
  assert.ok(existsSync(path.join(root, "src/xtask/release.mjs")));
  assert.deepEqual(jobs.release.permissions, { contents: "read", "id-token": "write" });
});
