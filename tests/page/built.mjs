// The built page: its files, and those that the browser loads before anything is clicked.
import { readFileSync } from "node:fs";
import path from "node:path";
import { pageFiles } from "../../src/xtask/build.mjs";
import { files, root } from "../../src/xtask/steps.mjs";

export const DIST = path.join(root, "www/dist");

export const names = files("www/dist").map((name) => path.relative("www/dist", name));

export const read = (name) => readFileSync(path.join(DIST, name));

/** What the page names itself, and what those scripts import statically. */
export const loadedFirst = () => pageFiles().first;
