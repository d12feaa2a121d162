// Runs the command line as a program of its own, with an environment and a home folder that have nothing of this machine's user.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after } from "node:test";
import { text } from "node:stream/consumers";
import { root } from "../../src/xtask/steps.mjs";

export const program = path.join(root, "dist/cli/main.js");

const folders = [];
after(() => { for (const folder of folders) rmSync(folder, { recursive: true, force: true }); });

/** An empty folder that is removed after the tests of the file. */
export function folder() {
  const made = mkdtempSync(path.join(os.tmpdir(), "ecs-password-cli-"));
  folders.push(made);
  return made;
}

const home = folder();

/** Gives what it answered: `{ exit, out, said }`, with standard output in `out` and standard error in `said`. */
export async function run(args, { cwd = home, env = {}, input = "", signal } = {}) {
  const child = spawn(process.execPath, [program, ...args], { cwd, env: { PATH: process.env.PATH, HOME: home, ...env }, signal });
  child.stdin.on("error", () => undefined).end(input);
  const [out, said, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { exit, out, said };
}
