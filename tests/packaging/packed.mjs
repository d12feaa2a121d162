// Packs the package as `npm publish` would, and installs the tarball into small projects of their own.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after } from "node:test";
import { stage } from "../../src/xtask/pack.mjs";
import { root } from "../../src/xtask/steps.mjs";

const temporary = mkdtempSync(path.join(os.tmpdir(), "ecs-password-"));
after(() => rmSync(temporary, { recursive: true, force: true }));

/** What `npm pack` made: the tarball, and the files in it. */
export const packed = pack();

/** From a folder of its own: the repository's package.json stays as it is while other tests read it. */
function pack() {
  mustRun(root, process.execPath, "src/xtask/build.mjs", "package");
  const staged = path.join(temporary, "staged");
  stage(staged);
  const [info] = JSON.parse(npm(staged, "pack", "--json", "--pack-destination", temporary));
  rmSync(staged, { recursive: true });
  return { tarball: path.join(temporary, info.filename), integrity: info.integrity, files: info.files.map((file) => file.path).sort() };
}

/** A new project with the package installed and the given files written; gives its folder. */
export function project(name, sources = {}) {
  const folder = path.join(temporary, name);
  mkdirSync(folder);
  write(folder, { "package.json": JSON.stringify({ name, private: true, type: "module" }), ...sources });
  npm(folder, "install", "--offline", "--no-audit", "--no-fund", packed.tarball);
  return folder;
}

/** A further project with what another one has installed. */
export function copyOf(original, name, sources = {}) {
  const folder = path.join(temporary, name);
  cpSync(original, folder, { recursive: true });
  write(folder, sources);
  return folder;
}

/** What `use` gives for such a project, which is removed then: all of them at once fill a small disk. */
export async function inCopyOf(original, name, sources, use) {
  const folder = copyOf(original, name, sources);
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(folder, sources) {
  for (const [name, content] of Object.entries(sources)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
}

/** Runs a command; gives its status and all it said. */
export function tryRun(folder, command, ...args) {
  const done = spawnSync(command, args, { cwd: folder, encoding: "utf8", env: cleanEnvironment() });
  return { status: done.status, text: `${done.stdout}${done.stderr}`, stdout: done.stdout };
}

/** Runs a command that must succeed; gives its output. */
export function mustRun(folder, command, ...args) {
  const { status, text, stdout } = tryRun(folder, command, ...args);
  if (status !== 0) throw new Error(`${path.basename(command)} ${args.join(" ")} failed:\n${text}`);
  return stdout;
}

function npm(folder, ...args) {
  return mustRun(folder, ...npmCommand(...args));
}

/** The command with its arguments that runs npm: the one around this test, else the one in PATH. */
export function npmCommand(...args) {
  const script = process.env.npm_execpath;
  return script?.endsWith(".js") ? [process.execPath, script, ...args] : ["npm", ...args];
}

/** Without what the npm around this test says about itself. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_(?!execpath)|NODE_)/.test(name)));
}

/** The text of a file of the repository. */
export function read(name) {
  return readFileSync(path.join(root, name), "utf8");
}
