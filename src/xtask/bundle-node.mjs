// A program for Node in one file, with the libraries that it is made of; the package itself stays beside it, as who imports it gets it.
import { build } from "vite";
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

/** Writes the program `entry` into a folder of `dist`, emptied before, as `file`; gives the modules that are in it. */
export async function bundleForNode({ entry, folder, file, define = {}, plugins = [] }) {
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
  return output.flatMap(({ moduleIds = [] }) => moduleIds);
}
