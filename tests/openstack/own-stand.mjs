// The real Keystone and Nova of this folder, up for one test file and down after it.
import { execFile } from "node:child_process";
import path from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";
import { root } from "../../src/xtask/steps.mjs";

async function stand(...args) {
  const script = path.join(root, "tests/openstack/stand.py");
  const { stdout } = await promisify(execFile)("python3", [script, ...args], { maxBuffer: 1 << 24 });
  return stdout;
}

/** The description of the cloud, and its controls, as the contract wants them. */
export async function ownStand() {
  const cloud = JSON.parse(await stand("up"));
  await stand("reset");
  after(() => stand("down"));
  const controls = {
    reset: () => stand("reset"),
    stop: (service) => stand("stop", service),
    start: (service) => stand("start", service),
  };
  return { cloud, controls };
}
