// What npm runs before and after it packs the package (`prepack`, `postpack`), and before it would publish the folder (`prepublishOnly`).
// npm has no way to pack another package.json than the one that is there: for that moment it is the published one, and the own one is kept in .cache.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { cache, main, output, OWN_MANIFEST, root, run, say, Stop } from "./steps.mjs";

/** What only the repository needs. */
const DEVELOPMENT = ["scripts", "devDependencies", "workspaces", "overrides"];
const MANIFEST = path.join(root, "package.json");
const PACKING = path.dirname(OWN_MANIFEST);
/** The process of npm, whose end is the end of packing however it ends. */
const PACKER = path.join(PACKING, "packer");
const SHELLS = /^-?(?:sh|ash|bash|busybox|dash|fish|ksh|zsh)$/;

/** The package.json that is published, from the one of the repository. */
export function publishedManifest(own) {
  const entries = Object.entries(JSON.parse(own)).filter(([name]) => !DEVELOPMENT.includes(name));
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** Lays the package out in a folder, as it is published; npm can pack that too. */
export function stage(folder) {
  for (const name of ["LICENSE", "README.md", "dist"]) cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, "package.json"), publishedManifest(ownManifest()));
}

const ownManifest = () => readFileSync(existsSync(OWN_MANIFEST) ? OWN_MANIFEST : MANIFEST, "utf8");

/** Puts the package.json back where packing was cut off so hard that nothing could do it then, such as by a loss of power. */
export function recover() {
  if (existsSync(PACKING) && !isPacking()) putBack();
}

function isPacking() {
  const packer = Number(existsSync(PACKER) ? readFileSync(PACKER, "utf8") : "");
  return packer > 0 && isRunning(packer);
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Puts it back, unless somebody changed the one that is there in the meantime. */
function putBack() {
  if (existsSync(OWN_MANIFEST)) {
    const own = readFileSync(OWN_MANIFEST, "utf8");
    const there = existsSync(MANIFEST) ? readFileSync(MANIFEST, "utf8") : undefined;
    if (there !== undefined && there !== own && there !== publishedManifest(own)) {
      const kept = path.join(cache, "package.json.before-packing");
      renameSync(OWN_MANIFEST, kept);
      say(`package.json was changed while it was packed, and stays as it is: what it was before is in ${path.relative(root, kept)}`);
    } else if (there !== own) {
      replace(MANIFEST, own);
    }
  }
  rmSync(PACKING, { recursive: true, force: true });
}

/** In one step: nobody reads a half of it. */
function replace(file, text) {
  const fresh = `${file}.${String(process.pid)}`;
  const mode = existsSync(file) ? statSync(file).mode : undefined;
  writeFileSync(fresh, text, { mode });
  renameSync(fresh, file);
}

async function begin() {
  run(process.execPath, ["src/xtask/build.mjs"], { failure: "the package cannot be built" });
  await takeTurn();
  const packer = packerOf(process.ppid);
  if (packer) writeFileSync(PACKER, String(packer));
  replace(OWN_MANIFEST, readFileSync(MANIFEST, "utf8"));
  if (packer) await startGuard();
  replace(MANIFEST, publishedManifest(readFileSync(OWN_MANIFEST, "utf8")));
}

/** Two that pack at a time take turns. */
async function takeTurn() {
  mkdirSync(cache, { recursive: true });
  for (let waits = 0; ; waits += 1) {
    try {
      mkdirSync(PACKING);
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    // Who has made the folder a moment ago has not written its name yet.
    if (waits > 10) recover();
    if (waits === 20) say("waiting for another `npm pack` here to end");
    await sleep(100);
  }
}

/** The npm that runs this script, by a shell or by itself; undefined where the system does not tell. */
function packerOf(pid) {
  for (let each = pid; each > 1; ) {
    const { parent, name } = processOf(each) ?? {};
    if (name === undefined) return undefined;
    if (!SHELLS.test(path.basename(name))) return each;
    each = parent;
  }
  return undefined;
}

/** Linux tells it in a file, also where there is no `ps`; Windows has neither. */
function processOf(pid) {
  const file = `/proc/${String(pid)}/stat`;
  try {
    const { name, parent } = existsSync(file)
      ? /^\d+ \((?<name>.*)\) \S (?<parent>\d+)/s.exec(readFileSync(file, "utf8")).groups
      : /^\s*(?<parent>\d+)\s+(?<name>.*?)\s*$/.exec(output("ps", ["-o", "ppid=,comm=", "-p", String(pid)])).groups;
    return { parent: Number(parent), name };
  } catch {
    return undefined;
  }
}

/** A process that outlives npm, also where that is killed, and puts back what npm then cannot. */
async function startGuard() {
  const guard = spawn(process.execPath, [fileURLToPath(import.meta.url), "guard"], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  await once(guard.stdout, "data");
  guard.stdout.destroy();
  guard.unref();
}

async function guard() {
  process.stdout.on("error", () => undefined).write("ready\n");
  while (isPacking()) await sleep(100);
  recover();
}

function refusePublish() {
  throw new Stop("publish the tarball, or npm tells the registry of the repository's package.json:\n  npm pack && npm publish ./ecs-password-<version>.tgz");
}

await main(import.meta.url, async () => {
  const [step] = process.argv.slice(2);
  const steps = { begin, end: putBack, guard, publish: refusePublish };
  if (!Object.hasOwn(steps, step)) throw new Stop(`there is no step \`${step ?? ""}\`, only ${Object.keys(steps).join(", ")}`);
  await steps[step]();
});
