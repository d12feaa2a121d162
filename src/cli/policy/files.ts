import { readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { Failure } from "../exits.ts";
import { reasonOf } from "../files.ts";
import { visible } from "../output.ts";

/** What stands for standard input among the paths, and how it is called in results. */
export const STANDARD_INPUT = "-";
export const STANDARD_INPUT_NAME = "stdin";

/** What is read of a folder. */
const READ = /\.(?:json|ya?ml|tf|txt)$/i;
/** What of a folder is not the user's own text. */
const PASSED_OVER = new Set(["node_modules", ".git", ".terraform"]);
/** What is larger is not read: the package takes no larger text. */
const LARGEST = 4 * 1024 * 1024;
/** More than anybody has: a folder that was named by mistake is told early. */
const MOST_FILES = 20_000;

/** A file, as far as it could be read. */
export interface ReadFile {
  /** As it was named, or found below a folder that was; `/` between its segments. */
  file: string;
  /** Whether it was named itself. */
  isNamed: boolean;
  text?: string;
  /** Why it could not be read, where there is no text. */
  unread?: string;
}

/** The files of what was named, each once. */
export interface ReadFiles {
  files: ReadFile[];
  /** The real paths of the folders that were read, with everything below them. */
  folders: string[];
  /** What of folders was not looked into. */
  passedOver: string[];
}

/** Reads files, and those below folders; `-` is standard input. What is below one of `excluded` is left out. */
export async function readFiles(paths: readonly string[], excluded: readonly string[] = []): Promise<ReadFiles> {
  const found: Found = { files: [], folders: [], passedOver: [], seen: new Set(), excluded: new Set(excluded.map((each) => path.resolve(each))) };
  for (const each of paths) {
    if (each === STANDARD_INPUT) await addInput(found);
    else await addNamed(found, each);
  }
  return found;
}

interface Found extends ReadFiles {
  /** Real paths, and `-`. */
  seen: Set<string>;
  excluded: Set<string>;
}

async function addInput(found: Found): Promise<void> {
  if (found.seen.has(STANDARD_INPUT)) return;
  found.seen.add(STANDARD_INPUT);
  found.files.push({ file: STANDARD_INPUT_NAME, isNamed: true, ...textOf(await buffer(process.stdin)) });
}

async function addNamed(found: Found, named: string): Promise<void> {
  const [info, real] = await Promise.all([stat(named), realpath(named)]).catch((error: unknown) => {
    throw new Failure(`\`${visible(named)}\` cannot be read: ${reasonOf(error)}`, { hint: "Give a file, a folder, or - for standard input." });
  });
  if (!info.isDirectory()) {
    await addFile(found, named, real, true);
    return;
  }
  found.folders.push(real);
  await addFolder(found, named, real);
}

async function addFolder(found: Found, folder: string, real: string): Promise<void> {
  if (found.seen.has(real) || found.excluded.has(path.resolve(folder))) return;
  found.seen.add(real);
  let names: string[];
  try {
    names = (await readdir(folder)).sort();
  } catch (error) {
    found.files.push({ file: shown(folder), isNamed: false, unread: `the folder cannot be read: ${reasonOf(error)}` });
    return;
  }
  for (const name of names) await addBelow(found, path.join(folder, name), name);
}

async function addBelow(found: Found, at: string, name: string): Promise<void> {
  if (PASSED_OVER.has(name) || found.excluded.has(path.resolve(at))) return;
  let entry;
  try {
    entry = { info: await stat(at), real: await realpath(at) };
  } catch (error) {
    if (READ.test(name)) found.files.push({ file: shown(at), isNamed: false, unread: `it cannot be read: ${reasonOf(error)}` });
    return;
  }
  if (entry.info.isDirectory()) await addFolder(found, at, entry.real);
  else if (entry.info.isFile() && READ.test(name)) await addFile(found, at, entry.real, false);
  else if (/\.tfstate$/i.test(name)) found.passedOver.push(shown(at));
}

async function addFile(found: Found, at: string, real: string, isNamed: boolean): Promise<void> {
  if (found.seen.has(real)) return;
  found.seen.add(real);
  if (found.files.length >= MOST_FILES) throw new Failure(`there are more than ${MOST_FILES.toString()} files below what was named`, { hint: "Name fewer folders, or leave some out with --exclude." });
  const read = await readFile(at).then(textOf, (error: unknown) => ({ unread: `it cannot be read: ${reasonOf(error)}` }));
  found.files.push({ file: shown(at), isNamed, ...read });
}

/** The bytes as a text, in UTF-8, or in UTF-16 where a mark at the beginning says so (PowerShell writes that). */
function textOf(bytes: Uint8Array): { text: string } | { unread: string } {
  if (bytes.length > LARGEST) return { unread: `it has more than ${(LARGEST / 1024 / 1024).toString()} MiB` };
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  const encoding = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return { unread: `it is not text in ${encoding.toUpperCase()}` };
  }
}

/** With `/` on every system, as reports want it, and without `./` before it. */
function shown(file: string): string {
  return path.normalize(file).replaceAll(path.sep, "/");
}
