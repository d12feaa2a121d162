// A project of a framework: its packages from the lock file of its group, the package from the tarball, and its server once it is built.
import { spawn } from "node:child_process";
import { copyFileSync, linkSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { matrix, nodeOf } from "../../src/xtask/tools.mjs";
import { mustRun, project } from "../packaging/packed.mjs";

process.env.NEXT_TELEMETRY_DISABLED = "1";
process.env.ASTRO_TELEMETRY_DISABLED = "1";
process.env.NUXT_TELEMETRY_DISABLED = "1";

/** The newest of the frameworks want a newer Node than the oldest that the package runs in. */
export const node = nodeOf("24");

/** A folder with all that it needs inside: bundlers take nothing from elsewhere. */
export function framework(group, sources) {
  const packages = matrix(group);
  const folder = project(group, sources);
  mirror(packages, path.join(folder, "node_modules"));
  return folder;
}

/** The same files under another name, where that can be; else copies. */
function mirror(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.name === ".package-lock.json" || entry.name === ".installed-lock") continue;
    if (entry.isDirectory()) mirror(source, target);
    else if (entry.isSymbolicLink()) link(() => { symlinkSync(readlinkSync(source), target); });
    else link(() => { linkSync(source, target); }, () => { copyFileSync(source, target); });
  }
}

function link(make, otherwise) {
  try {
    make();
  } catch (error) {
    if (error.code === "EEXIST") return;
    if (!otherwise || error.code !== "EXDEV") throw error;
    otherwise();
  }
}

/** Runs the script of a package in the folder. */
export const command = (folder, script, ...args) => mustRun(folder, node, path.join("node_modules", script), ...args);

/** Starts a server; gives what `use` makes of the first address that it prints. */
export async function whileServed(folder, args, use, env = {}) {
  const child = spawn(node, args, { cwd: folder, env: { ...process.env, NO_COLOR: "1", ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (data) => { said += data; });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      said += `${line}\n`;
      const [url] = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(line) ?? [];
      if (url) return await use(url);
    }
    throw new Error(`the server ended:\n${said}`);
  } finally {
    child.kill();
  }
}
