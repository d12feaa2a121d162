import { accessSync, constants, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Failure } from "./exits.ts";
import { visible } from "./output.ts";

/** The home folder as a person writes it. */
export function shownPath(file: string): string {
  const home = os.homedir();
  return file.startsWith(home + path.sep) ? `~${file.slice(home.length)}` : file;
}

/** `~` is the home folder, as shells have it. */
export const expanded = (file: string): string => (file === "~" || file.startsWith("~/") ? path.join(os.homedir(), file.slice(1)) : file);

/** The text of a file that must be there. */
export function readText(file: string, what: string): string {
  try {
    return readFileSync(expanded(file), "utf8");
  } catch (error) {
    throw new Failure(`${what} \`${file}\` cannot be read: ${reasonOf(error)}`);
  }
}

/** Why a file could not be read or written, without its path: in our words, or else in those of the system. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  const ours = { ENOENT: "there is no such file", EACCES: "it is not permitted", EPERM: "it is not permitted", EISDIR: "it is a folder", EEXIST: "there is one already", ENOTDIR: "a part of its path is no folder", ENOSPC: "there is no space left" }[code ?? ""];
  return ours ?? visible(/^[A-Z0-9]+: ([^,]+)/.exec(message ?? "")?.[1] ?? code ?? "it failed");
}

/** Whether a file can be read. */
export function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
