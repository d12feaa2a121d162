// What some tests run besides the Node that runs them, each from npm by a lock file of its own: versions of Node, bundlers, and a cloud's SDK.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { lockedPackages, root, Stop } from "./steps.mjs";

/** The versions of Node that the tests want. */
export const MAJORS = ["20", "22", "24"];

/** The executable of that Node; installed where it is missing. */
export function nodeOf(major) {
  if (process.versions.node.split(".")[0] === major) return process.execPath;
  const folder = `tests/runtimes/${major}`;
  const packages = lockedPackages(folder, `Node ${major} for the tests (50 MB, some seconds)`);
  return installed(major, folder, packages);
}

/** Of the packages for all platforms, npm installs the one of this. */
function installed(major, folder, packages) {
  const { optionalDependencies } = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
  for (const name of Object.keys(optionalDependencies)) {
    const place = path.join(packages, name);
    if (!existsSync(place)) continue;
    const { bin } = JSON.parse(readFileSync(path.join(place, "package.json"), "utf8"));
    return path.join(place, bin.node);
  }
  throw new Stop(`npm has no Node ${major} for ${process.platform} on ${process.arch}: run the tests with it`);
}

/** The folder of the bundlers' packages. Parcel's native parts come ready made: no script of theirs has to run. */
export function bundlers() {
  return lockedPackages("tests/packaging/bundlers", "the bundlers for the tests (some 20 seconds)", "--ignore-scripts");
}

/** The script of each TypeScript that the types are tested with besides the one of the repository, by its version. */
export function compilers() {
  const packages = lockedPackages("tests/packaging/types", "the oldest and the newest TypeScript for the tests (some seconds)", "--ignore-scripts");
  return { "5.4": path.join(packages, "typescript-5.4/bin/tsc"), "7.0": path.join(packages, "typescript-7.0/bin/tsc") };
}

/** The folder of the packages of Huawei Cloud's SDK. */
export function sdk() {
  return lockedPackages("tests/js/sdk", "Huawei Cloud's SDK for the tests (some seconds)", "--ignore-scripts");
}

/** The folder of the frameworks that the guide to embedding shows. Of what they want besides, Vite is the one of the repository. */
export function frameworks() {
  return lockedPackages("tests/examples/embed", "React and Vue for the tests (some seconds)", "--ignore-scripts", "--legacy-peer-deps");
}

/** The folder of the packages of a group of `npm run test:matrix`; nothing that needs a script of theirs is in it. */
export function matrix(group) {
  return lockedPackages(`tests/matrix/${group}`, `what tests/matrix/${group}.test.mjs runs (${MATRIX[group]})`, "--ignore-scripts");
}

/** The groups, and what they take. */
export const MATRIX = { runtimes: "370 MB", bundlers: "75 MB", runners: "110 MB", astro: "160 MB", next: "340 MB", nuxt: "230 MB", sveltekit: "50 MB" };

/** The executable of Bun: its package for this platform, as the script that would link it elsewhere is not run. */
export function bun() {
  const packages = matrix("runtimes");
  const { optionalDependencies } = JSON.parse(readFileSync(path.join(packages, "bun/package.json"), "utf8"));
  const found = Object.keys(optionalDependencies).map((name) => path.join(packages, name, "bin/bun")).find((file) => existsSync(file));
  if (found) return found;
  throw new Stop(`npm has no Bun for ${process.platform} on ${process.arch}`);
}
