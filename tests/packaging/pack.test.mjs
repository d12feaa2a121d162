// `npm pack` in the repository: what it packs, and that it leaves everything as it was, however it ends.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, watch, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../src/xtask/steps.mjs";
import { mustRun, npmCommand, packed, tryRun } from "./packed.mjs";

const temporary = mkdtempSync(path.join(os.tmpdir(), "ecs-password-pack-"));
after(() => rmSync(temporary, { recursive: true, force: true }));

/** The repository as far as it is needed to pack, so that the real one is not packed while other tests read it. */
const copy = path.join(temporary, "repository");
/** Of the cache what the build leaves there, so that nothing is built anew. */
const built = readdirSync(path.join(root, ".cache")).filter((name) => name.endsWith(".stamp") || ["glue", "modules"].includes(name)).map((name) => `.cache/${name}`);
for (const name of [...built, ".npmrc", "Cargo.lock", "Cargo.toml", "LICENSE", "README.md", "dist", "package-lock.json", "package.json", "rust-toolchain.toml", "src", "tsconfig.json", "www"]) {
  cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
}
symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"));

const manifest = path.join(copy, "package.json");
const own = readFileSync(manifest, "utf8");
const packing = path.join(copy, ".cache/packing");
const published = mustRun(temporary, "tar", "-xzOf", packed.tarball, "package/package.json");
const there = () => readFileSync(manifest, "utf8");
/** A process that has ended: its number stands for no other one so soon. */
const ended = spawnSync(process.execPath, ["--version"]).pid;

let place;
beforeEach(() => { place = mkdtempSync(path.join(temporary, "packed-")); });

const [npm, ...npmArgs] = npmCommand("pack", "--json", "--pack-destination");

/** What must hold after every end; what puts the file back may still be at it. */
async function isAsBefore() {
  for (const end = Date.now() + 60_000; existsSync(packing); ) {
    assert.ok(Date.now() < end, "nothing puts package.json back");
    await sleep(20);
  }
  assert.equal(there(), own);
  assert.deepEqual(readdirSync(copy).filter((name) => name.startsWith("package")), ["package-lock.json", "package.json"]);
}

test("it packs what was tested, and nothing of the repository's own", async () => {
  const [{ integrity }] = JSON.parse(mustRun(copy, npm, ...npmArgs, place));
  assert.equal(integrity, packed.integrity);
  await isAsBefore();
  assert.deepEqual(Object.keys(JSON.parse(published)), [
    "name", "version", "description", "keywords", "license", "type", "engines", "files", "bin", "sideEffects", "main", "types", "typesVersions", "exports",
  ]);
  const { scripts, devDependencies, workspaces, overrides, ...kept } = JSON.parse(own);
  assert.ok([scripts, devDependencies, workspaces, overrides].every(Boolean));
  assert.deepEqual(JSON.parse(published), kept);
});

test("two at a time take turns", async () => {
  const all = [mkdtempSync(path.join(temporary, "packed-")), place].map(async (folder) => {
    const child = spawn(npm, [...npmArgs, folder], { cwd: copy, stdio: ["ignore", "ignore", "ignore"] });
    const [status] = await once(child, "exit");
    return { status, names: readdirSync(folder) };
  });
  for (const { status, names } of await Promise.all(all)) assert.deepEqual([status, names], [0, [path.basename(packed.tarball)]]);
  await isAsBefore();
});

test("where it cannot write the tarball, everything is as before", async () => {
  const file = path.join(place, "no-folder");
  writeFileSync(file, "");
  const { status } = tryRun(copy, npm, ...npmArgs, file);
  assert.notEqual(status, 0);
  await isAsBefore();
});

for (const signal of ["SIGINT", "SIGKILL"]) {
  test(`where it is ended in the middle by ${signal}, everything is as before`, async () => {
    const changes = watch(copy);
    const changed = new Promise((resolve) => {
      changes.on("change", () => { if (there() === published) resolve(); });
    });
    const child = spawn(npm, [...npmArgs, place], { cwd: copy, stdio: "ignore" });
    const exit = once(child, "exit");
    await Promise.race([changed, exit.then(([status]) => { throw new Error(`npm ended before it could be ended: ${String(status)}`); })]);
    child.kill(signal);
    changes.close();
    await exit;
    await isAsBefore();
  });
}

test("where the package cannot be built, nothing was changed", async () => {
  const build = path.join(copy, "src/xtask/build.mjs");
  const text = readFileSync(build);
  writeFileSync(build, "process.exit(1);\n");
  const { status, text: said } = tryRun(copy, npm, ...npmArgs, place);
  writeFileSync(build, text);
  assert.notEqual(status, 0);
  assert.match(said, /the package cannot be built/);
  await isAsBefore();
});

function cutOff(text) {
  mkdirSync(packing);
  writeFileSync(path.join(packing, "package.json"), own);
  writeFileSync(path.join(packing, "packer"), String(ended));
  writeFileSync(manifest, text);
}

test("after a loss of power, the next build puts it back", async () => {
  cutOff(published);
  mustRun(copy, process.execPath, "src/xtask/build.mjs", "package");
  await isAsBefore();
});

test("what was written to package.json in the meantime is not lost", () => {
  const edited = `${published}\n`;
  cutOff(edited);
  const { status, text } = tryRun(copy, process.execPath, "src/xtask/pack.mjs", "end");
  const kept = path.join(copy, ".cache/package.json.before-packing");
  assert.deepEqual([status, there(), readFileSync(kept, "utf8")], [0, edited, own]);
  assert.match(text, /package\.json was changed while it was packed, .*\.cache\/package\.json\.before-packing/);
  writeFileSync(manifest, own);
});

test("`npm publish` of the folder is refused, and says how to publish", () => {
  const [command, ...args] = npmCommand("publish", "--dry-run");
  const { status, text } = tryRun(copy, command, ...args);
  assert.notEqual(status, 0);
  assert.match(text, /npm pack && npm publish/);
  assert.equal(there(), own);
});

test("the command line runs from the tarball, in an empty folder", () => {
  const tarball = path.join(place, "ecs-password.tgz");
  cpSync(packed.tarball, tarball);
  const [command, ...args] = npmCommand("exec", "--yes", "--offline", "--cache", path.join(place, "cache"), "--package", "./ecs-password.tgz", "--", "ecs-password", "--version");
  const empty = tryRun(place, command, ...args);
  assert.deepEqual([empty.status, empty.stdout], [0, `${JSON.parse(own).version}\n`], empty.text);
});
