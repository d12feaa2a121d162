// The built page in the assets of the platform. Only files that were there when the page was built are asked for: some platforms list folders, and lead on to others.
/** @import { Page } from "../types.ts" */
/** @import { Fetcher } from "./types.ts" */

/** Their own host: none that could be reached. */
const ORIGIN = "https://assets.invalid";

/**
 * @param {Fetcher | undefined} assets
 * @param {string[]} files
 * @returns {Page}
 */
export function assetsPage(assets, files) {
  const known = new Set(files);
  /** @param {string} name */
  const find = async (name) => {
    if (!known.has(name)) return undefined;
    const bytes = await assetOf(assets, name);
    return bytes && { bytes, extension: name.slice(name.lastIndexOf(".")) };
  };
  return {
    find,
    isThere: async () => (await find("/index.html")) !== undefined,
    missing: "the page is not in the assets of this worker: deploy it with them, and load this page again\n",
  };
}

/** @param {Fetcher | undefined} assets @param {string} name with a slash before it */
export async function assetOf(assets, name) {
  const answer = await assets?.fetch(ORIGIN + name, { redirect: "manual" });
  if (answer?.status === 200) return new Uint8Array(await answer.arrayBuffer());
  await answer?.body?.cancel();
  return undefined;
}
