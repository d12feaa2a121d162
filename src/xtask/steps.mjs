// What the set-up, build and test scripts share: plain Node, no dependencies, so that it works before `npm ci`.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(fileURLToPath(import.meta.url), "../../..");
export const cache = path.join(root, ".cache");
/** Where the package.json of the repository is while the published one stands in its place: see pack.mjs. */
export const OWN_MANIFEST = path.join(cache, "packing", "package.json");

/** A failure whose text says all there is to say. */
export class Stop extends Error {}

// On stderr: `npm pack --json` prints its answer on stdout.
export function say(text) {
  console.error(`· ${text}`);
}

/** Runs `run` if the module of `url` is the script that node was started with; a `Stop` ends it with its text alone. */
export async function main(url, run) {
  if (fileURLToPath(url) !== realpathSync(process.argv[1])) return;
  try {
    checkNode();
    await run();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(`\n✗ ${error.message}`);
    process.exitCode = 1;
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Stop(`Node ${process.versions.node} is too old: 20.19 or newer is needed`);
}

/** Runs a command in the repository, its output shown, or its standard output given where it is `captured`; a failure stops. */
export function run(command, args, { env, failure, captured = false } = {}) {
  const shown = [path.basename(command), ...args].join(" ");
  const stdio = ["inherit", captured ? "pipe" : "inherit", "inherit"];
  const done = spawnSync(command, args, { cwd: root, stdio, env: { ...process.env, ...env }, encoding: "utf8", maxBuffer: Infinity });
  if (done.error) throw new Stop(`cannot run \`${shown}\`: ${done.error.message}`);
  if (done.status !== 0) throw new Stop(failure ?? `\`${shown}\` failed`);
  return done.stdout;
}

/** The output of a command, or undefined where it is missing or fails. */
export function output(command, args) {
  const done = spawnSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: Infinity });
  return done.error || done.status !== 0 ? undefined : done.stdout;
}

/** Runs npm with the npm that runs this script, else with the one in PATH. */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  if (script?.endsWith(".js")) run(process.execPath, [script, ...args], options);
  else run("npm", args, options);
}

/** Installs what a folder's own lock file names, where it is not there yet; gives the folder of the packages. */
export function lockedPackages(folder, what, ...options) {
  const packages = path.join(root, folder, "node_modules");
  const stamp = path.join(packages, ".installed-lock");
  const hash = hashOf([path.join(folder, "package-lock.json")]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return packages;
  say(`installing ${what}`);
  npm(["ci", "--prefix", folder, "--no-audit", "--no-fund", ...options], { failure: "`npm ci` failed: is the npm registry reachable?" });
  writeFileSync(stamp, hash);
  return packages;
}

/** The script of an installed package's command. */
export function bin(packageName, command = packageName) {
  const folder = path.join(root, "node_modules", packageName);
  const { bin: commands } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return path.join(folder, typeof commands === "string" ? commands : commands[command]);
}

/** The first of `names` that PATH has. */
export function which(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
      const candidate = path.join(folder, name);
      if (folder && isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** All files below the given files and folders, sorted; missing ones are left out. */
export function files(...places) {
  return places
    .flatMap((place) => {
      const full = path.join(root, place);
      if (!existsSync(full)) return [];
      if (!statSync(full).isDirectory()) return [place];
      return files(...readdirSync(full).map((name) => path.join(place, name)));
    })
    .sort();
}

/** One hash over names and contents: a checkout that changes times only changes nothing. */
export function hashOf(names, ...more) {
  const hash = createHash("sha256");
  for (const name of names) hash.update(`${name}\0`).update(readOwn(name)).update("\0");
  for (const text of more) hash.update(text).update("\0");
  return hash.digest("hex");
}

function readOwn(name) {
  return readFileSync(name === "package.json" && existsSync(OWN_MANIFEST) ? OWN_MANIFEST : path.join(root, name));
}
