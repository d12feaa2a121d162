// `node src/xtask/bundle-cli.mjs <folder>`: the command line in one file, with the libraries that it is made of and their notices; the package itself
// stays beside it, as who imports it gets it.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "vite";
import { npmNotices } from "./licences.mjs";
import { main, root } from "./steps.mjs";

/** `ecs-password/policy` is `../policy.js` of where the file will be. */
const thePackage = {
  name: "the-package",
  enforce: "pre",
  resolveId(source) {
    const [, entry] = /^ecs-password(?:\/([\w/]+))?$/.exec(source) ?? [];
    return /^ecs-password(?:\/|$)/.test(source) ? { id: `../${(entry ?? "index").replace("/", "-")}.js`, external: "relative" } : undefined;
  },
};

await main(import.meta.url, async () => {
  const folder = path.resolve(process.argv[2] ?? "dist/cli");
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const { output } = await build({
    root,
    configFile: false,
    logLevel: "warn",
    define: { CLI_VERSION: JSON.stringify(version) },
    plugins: [thePackage],
    ssr: { noExternal: true, target: "node" },
    build: {
      ssr: path.join(root, "src/cli/main.ts"),
      outDir: folder,
      emptyOutDir: true,
      target: "node20",
      minify: true,
      reportCompressedSize: false,
      rolldownOptions: { output: { entryFileNames: "main.js", codeSplitting: false } },
    },
  });
  const heads = ["The command line of ecs-password is under the Apache License 2.0. It holds parts of these packages:\n", readFileSync(path.join(root, "LICENSE"), "utf8")];
  writeFileSync(path.join(folder, "THIRD-PARTY-LICENCES.txt"), npmNotices(output.flatMap(({ moduleIds = [] }) => moduleIds), heads));
});
