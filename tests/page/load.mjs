// A module of the page in Node.js, with what it imports.
import path from "node:path";
import { runnerImport } from "vite";
import { root } from "../../src/xtask/steps.mjs";

export async function load(name) {
  const { module } = await runnerImport(path.join(root, "www/src", name), { configFile: false, logLevel: "error" });
  return module;
}
