// `--config <file>`.
/** @import { Branding, CloudAddress } from "./types.ts" */
import { readFileSync } from "node:fs";
import path from "node:path";
import { configOf, parsedConfig } from "./config.mjs";
import { Stop, whyUnreadable } from "./errors.mjs";
import { logoOf } from "./logo-file.mjs";

/**
 * @param {string} file
 * @param {readonly string[]} allowHttp the clouds that the command line lets be reached by plain http
 * @returns {{ clouds: CloudAddress[], branding: Branding }}
 */
export function readConfig(file, allowHttp) {
  const source = `--config \`${file}\``;
  const { clouds, branding, logo } = configOf(parsedConfig(bytesOf(file, source), source), source, allowHttp);
  // Beside this file, or where its path leads from there.
  return { clouds, branding: { ...branding, ...(logo && { logo: logoOf(logo.where, path.resolve(path.dirname(file), logo.file)) }) } };
}

/** @param {string} file @param {string} source */
function bytesOf(file, source) {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Stop(`${source} cannot be read: ${whyUnreadable(error)}`);
  }
}
