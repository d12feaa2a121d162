// Runs the contract with the packed package: against the real stand, or against the cloud that
// ECS_PASSWORD_CONTRACT_CLOUD describes (a file in the form of `stand.py describe`, whose passwords may be deleted once).
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { project } from "../packaging/packed.mjs";
import { contract } from "./contract.mjs";
import { ownStand } from "./own-stand.mjs";
import { quickStart } from "./quick-start.mjs";

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
