import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

interface Manifest {
  name: string;
  version: string;
  license?: string;
}

/** Of the page, and of its workers, which are builds of their own. */
const modules = new Set<string>();

/** For the workers: notes what they hold. */
export const heldByWorkers = (): Plugin => ({ name: "licences-of-workers", moduleParsed: ({ id }) => void modules.add(id) });

/** `licences.txt` beside the page: the notices of the packages whose modules the build really holds. */
export function licences(): Plugin {
  return {
    name: "licences",
    moduleParsed({ id }) {
      modules.add(id);
    },
    generateBundle() {
      const folders = new Set([...modules].map(folderOf).filter((folder) => folder !== undefined).flatMap((folder) => [folder, ...inside(folder)]));
      const notices = [...folders].map(noticeOf).filter((notice) => notice !== undefined).sort();
      const head = "The page of ecs-password is under the Apache License 2.0. It holds parts of these packages:\n";
      const source = [head, ownLicence(), ...notices, crates()].join(`\n${"-".repeat(100)}\n\n`);
      this.emitFile({ type: "asset", fileName: "licences.txt", source });
    },
  };
}

/** The text of that licence, which is that of some of the packages as well. */
const ownLicence = (): string => readFileSync(path.join(import.meta.dirname, "../LICENSE"), "utf8");

/** What the package itself says of the Rust crates in its WebAssembly. */
function crates(): string {
  return readFileSync(path.join(import.meta.dirname, "../dist/THIRD-PARTY-LICENCES.txt"), "utf8");
}

/** Of the packages that are in the file of another one. */
const inside = (folder: string): string[] => (folder.endsWith("/node_modules/kdbxweb") ? [path.join(folder, "node_modules/fflate")] : []);

/** Of the package that a module is from. */
function folderOf(id: string): string | undefined {
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replace(/^\0/, ""))?.[1];
}

function noticeOf(folder: string): string | undefined {
  const { name, version, license = "" } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
  if (name === "vite" || name.startsWith("ecs-password")) return undefined;
  const file = readdirSync(folder).find((each) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(each));
  if (file === undefined && license === "") throw new Error(`${name} has no licence`);
  const text = file === undefined ? `Licence: ${license}` : readFileSync(path.join(folder, file), "utf8").trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}
