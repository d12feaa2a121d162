// The built page: its files, and those that the browser loads before anything is clicked.
import { readFileSync } from "node:fs";
import path from "node:path";
import { files, root } from "../../src/xtask/steps.mjs";

export const DIST = path.join(root, "www/dist");

export const names = files("www/dist").map((name) => path.relative("www/dist", name));

export const read = (name) => readFileSync(path.join(DIST, name));

/** What the page names itself, and what those scripts import statically. */
export function loadedFirst() {
  const html = read("index.html").toString();
  const wanted = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, name]) => name);
  const found = new Set();
  while (wanted.length > 0) {
    const name = wanted.pop();
    if (found.has(name)) continue;
    found.add(name);
    if (!name.endsWith(".js")) continue;
    const imports = read(name).toString().matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g);
    for (const [, imported] of imports) wanted.push(path.posix.join(path.posix.dirname(name), imported));
  }
  return [...found];
}
