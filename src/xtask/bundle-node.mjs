// A program for Node in one file, with the libraries that it is made of and their notices beside it; the package itself stays beside it, as who imports it gets it.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "vite";
import { npmNotices } from "./licences.mjs";
import { root } from "./steps.mjs";

/** `ecs-password/policy` is `../policy.js` of where the file will be. */
const thePackage = {
  name: "the-package",
  enforce: "pre",
  resolveId(source) {
    const [, entry] = /^ecs-password(?:\/([\w/]+))?$/.exec(source) ?? [];
    return /^ecs-password(?:\/|$)/.test(source) ? { id: `../${(entry ?? "index").replace("/", "-")}.js`, external: "relative" } : undefined;
  },
};

/** Writes the program `entry` into a folder of `dist`, emptied before, as `file`; `title` is what its notices call it. */
export async function bundleForNode({ title, entry, folder, file, define = {}, plugins = [] }) {
  const { output } = await build({
    root,
    configFile: false,
    logLevel: "warn",
    define,
    plugins: [thePackage, ...plugins],
    ssr: { noExternal: true, target: "node" },
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: true,
      target: "node20",
      minify: true,
      reportCompressedSize: false,
      rolldownOptions: { output: { entryFileNames: file, codeSplitting: false } },
    },
  });
  const heads = [`${title} of ecs-password is under the Apache License 2.0. It holds parts of these packages:\n`, readFileSync(path.join(root, "LICENSE"), "utf8")];
  writeFileSync(path.join(folder, "THIRD-PARTY-LICENCES.txt"), npmNotices(output.flatMap(({ moduleIds = [] }) => moduleIds), heads));
}
