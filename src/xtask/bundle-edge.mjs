// `npm run build:edge -- <folder>`: the console for workerd, with nothing in it to install: the app in one file, the worker that takes it, the page, the notices, and the
// examples of `www/server/deploy` that it is started and deployed with.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "vite";
import { build as buildPackage } from "./build.mjs";
import { npmNotices } from "./licences.mjs";
import { files, main, root, say, Stop } from "./steps.mjs";

const PAGE = "www/dist";
const EXAMPLES = ["console.json", "workerd.capnp", "wrangler.toml"];

/** The list of the page's files is that of the page that is there. */
const pageFiles = {
  name: "page-files",
  load(id) {
    if (!/[\\/]www[\\/]server[\\/]edge[\\/]files\.mjs$/.test(id)) return undefined;
    return `export const FILES = ${JSON.stringify(files(PAGE).map((file) => `/${path.relative(PAGE, file).replaceAll(path.sep, "/")}`))};\n`;
  },
};

/** Nothing of Node is there. */
const withoutNode = {
  name: "without-node",
  enforce: "pre",
  resolveId(source, importer) {
    if (source.startsWith("node:")) throw new Stop(`the console for workerd imports ${source} in ${path.relative(root, importer ?? "")}`);
  },
};

/** Writes `console.js` and its notices into a folder; gives the size of the first. */
export async function bundleForEdge(folder) {
  const { output } = await build({
    root,
    configFile: false,
    logLevel: "warn",
    plugins: [withoutNode, pageFiles],
    resolve: { conditions: ["workerd", "import", "default"] },
    ssr: { noExternal: true, target: "webworker" },
    build: {
      ssr: path.join(root, "www/server/edge/console.mjs"),
      outDir: folder,
      emptyOutDir: false,
      target: "es2023",
      minify: true,
      reportCompressedSize: false,
      rolldownOptions: { output: { entryFileNames: "console.js", codeSplitting: false } },
    },
  });
  const heads = ["The console for workerd of ecs-password is under the Apache License 2.0. It holds parts of these packages:\n", readFileSync(path.join(root, "LICENSE"), "utf8")];
  writeFileSync(path.join(folder, "THIRD-PARTY-LICENCES.txt"), npmNotices(output.flatMap(({ moduleIds = [] }) => moduleIds), heads));
  writeFileSync(path.join(folder, "worker.js"), 'import { createWorker } from "./console.js";\n\nexport default createWorker();\n');
}

await main(import.meta.url, async () => {
  if (process.argv.length !== 3) throw new Stop("expected one folder: npm run build:edge -- <folder>");
  buildPackage();
  const folder = path.resolve(process.argv[2]);
  mkdirSync(folder, { recursive: true });
  await bundleForEdge(folder);
  rmSync(path.join(folder, "page"), { recursive: true, force: true });
  cpSync(path.join(root, PAGE), path.join(folder, "page"), { recursive: true });
  // What somebody wrote there stays.
  for (const name of EXAMPLES.filter((each) => !existsSync(path.join(folder, each)))) cpSync(path.join(root, "www/server/deploy", name), path.join(folder, name));
  say(`the console for workerd is in ${folder}: workerd serve ${path.join(folder, "workerd.capnp")}`);
});
