// The versions of Node that some tests run on, besides the one that runs them: from npm, with the lock files of tests/runtimes.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hashOf, npm, root, say, Stop } from "./steps.mjs";

/** What the tests want. */
export const MAJORS = ["20", "22"];

/** The executable of that Node; installed where it is missing. */
export function nodeOf(major) {
  if (process.versions.node.split(".")[0] === major) return process.execPath;
  const folder = `tests/runtimes/${major}`;
  const stamp = path.join(root, folder, "node_modules/.installed-lock");
  const hash = hashOf([`${folder}/package-lock.json`]);
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== hash) {
    say(`installing Node ${major} for the tests (50 MB, some seconds)`);
    npm(["ci", "--prefix", folder, "--no-audit", "--no-fund"], { failure: "`npm ci` failed: is the npm registry reachable?" });
    writeFileSync(stamp, hash);
  }
  return installed(major, folder);
}

/** Of the packages for all platforms, npm installs the one of this. */
function installed(major, folder) {
  const { optionalDependencies } = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
  for (const name of Object.keys(optionalDependencies)) {
    const place = path.join(root, folder, "node_modules", name);
    if (!existsSync(place)) continue;
    const { bin } = JSON.parse(readFileSync(path.join(place, "package.json"), "utf8"));
    return path.join(place, bin.node);
  }
  throw new Stop(`npm has no Node ${major} for ${process.platform} on ${process.arch}: run the tests with it`);
}
