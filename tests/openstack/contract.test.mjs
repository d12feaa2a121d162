// Runs the contract with the packed package: against the real stand, or against the cloud that
// ECS_PASSWORD_CONTRACT_CLOUD describes (a file in the form of `stand.py describe`, whose passwords may be deleted once).
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { root } from "../../src/xtask/steps.mjs";
import { project } from "../packaging/packed.mjs";
import { contract } from "./contract.mjs";
import { quickStart } from "./quick-start.mjs";

async function stand(...args) {
  const script = path.join(root, "tests/openstack/stand.py");
  const { stdout } = await promisify(execFile)("python3", [script, ...args], { maxBuffer: 1 << 24 });
  return stdout;
}

async function ownStand() {
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

function describedCloud(file) {
  const cloud = JSON.parse(readFileSync(file, "utf8"));
  return { cloud, controls: { reset: () => undefined } };
}

const described = process.env.ECS_PASSWORD_CONTRACT_CLOUD;
const { cloud, controls } = described ? describedCloud(described) : await ownStand();
const folder = project("contract");
const entry = path.join(folder, "node_modules/ecs-password/dist/index.js");
contract(await import(pathToFileURL(entry).href), cloud, controls);
if (!described) quickStart(folder, cloud, controls);
