// The logo in a file, as the command line and `--config` name it.
/** @import { Logo } from "./types.ts" */
import { readFileSync, statSync } from "node:fs";
import { checkLogoSize, logoIn } from "./branding.mjs";
import { Stop, whyUnreadable } from "./errors.mjs";

/** @param {string} where @param {string} file @returns {Logo} */
export function logoOf(where, file) {
  return logoIn(where, bytesOf(where, file));
}

/** @param {string} where @param {string} file */
function bytesOf(where, file) {
  try {
    // Before it is read.
    checkLogoSize(where, statSync(file).size);
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop(`${where} cannot be read: ${whyUnreadable(error)}`);
  }
}
