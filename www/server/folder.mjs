// The built page in a folder.
/** @import { Page } from "./types.ts" */
import { readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { outOfFilesCode } from "./errors.mjs";

const SEGMENT = /^[A-Za-z0-9_@~-][A-Za-z0-9_.@~-]*$/;

/**
 * @param {string} root
 * @param {Record<string, string>} elsewhere files that are not in the folder, by what they are called there: where they are from it
 * @returns {Page}
 */
export function pageIn(root, elsewhere) {
  return {
    find: async (wanted) => {
      const other = Object.hasOwn(elsewhere, wanted) ? elsewhere[wanted] : undefined;
      return other === undefined ? find(root, wanted) : readFound(path.join(root, other));
    },
    isThere: async () => (await find(root, "/index.html")) !== undefined,
    missing: "the page is not built yet: run `npm run build`, then load this page again\n",
  };
}

/** @param {string} file */
const readFound = async (file) => ({ bytes: new Uint8Array(await readFile(file)), extension: path.extname(file) });

/**
 * @param {string} root
 * @param {string} wanted
 */
async function find(root, wanted) {
  const segments = wanted.split("/").slice(1);
  if (!segments.every((segment) => SEGMENT.test(segment))) return undefined;
  try {
    const base = await realpath(root);
    const file = await realpath(path.join(base, ...segments));
    // A link may not lead out of the folder.
    if (!file.startsWith(base + path.sep) || !(await stat(file)).isFile()) return undefined;
    return await readFound(file);
  } catch (error) {
    // The file may be there all the same.
    if (outOfFilesCode(error)) throw error;
    return undefined;
  }
}
