// `node src/xtask/bundle-console.mjs <folder>`: the console for the package: its server in one file, with the notices of what it is made of, and the built
// page beside it, with its own. What of the page is in the package already is there once.
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { bundleForNode } from "./bundle-node.mjs";
import { files, main, root } from "./steps.mjs";

const PAGE = "www/dist";

/** Where each file of the page that the package has itself is, from the page's folder on. */
function shared() {
  const own = files("dist").filter((name) => /^dist[\\/](?:\w+\.wasm|services[\\/]\w+\.json)$/.test(name)).map((name) => ({ name, bytes: readFileSync(path.join(root, name)) }));
  return new Map(
    files(path.join(PAGE, "assets")).flatMap((file) => {
      const bytes = readFileSync(path.join(root, file));
      const same = own.find((each) => each.bytes.equals(bytes));
      return same ? [[path.relative(PAGE, file), path.relative("dist/console/page", same.name).replaceAll(path.sep, "/")]] : [];
    }),
  );
}

/** What the server reads beside itself in the repository is inside the bundle. */
const embedded = (elsewhere) => ({
  name: "embedded",
  load(id) {
    if (/[\\/]www[\\/]server[\\/]sandbox[\\/]system-policies\.mjs$/.test(id)) return 'import list from "../../src/permissions/policies/system-policies.json";\nexport const SYSTEM_POLICIES = list;\n';
    if (/[\\/]www[\\/]server[\\/]elsewhere\.mjs$/.test(id)) return `export const elsewhere = ${JSON.stringify(elsewhere)};\n`;
    return undefined;
  },
});

await main(import.meta.url, async () => {
  const folder = path.resolve(process.argv[2] ?? "dist/console");
  const once = shared();
  const elsewhere = Object.fromEntries([...once].map(([name, place]) => [`/${name.replaceAll(path.sep, "/")}`, place]));
  await bundleForNode({ title: "The console's server", entry: path.join(root, "www/server/packaged.mjs"), folder, file: "server.js", plugins: [embedded(elsewhere)] });
  cpSync(path.join(root, PAGE), path.join(folder, "page"), { recursive: true, filter: (source) => !once.has(path.relative(path.join(root, PAGE), source)) });
});
