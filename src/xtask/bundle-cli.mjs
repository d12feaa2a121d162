// `node src/xtask/bundle-cli.mjs <folder>`: the command line in one file, with the notices of what it is made of.
import { readFileSync } from "node:fs";
import path from "node:path";
import { bundleForNode } from "./bundle-node.mjs";
import { main, root } from "./steps.mjs";

await main(import.meta.url, async () => {
  const folder = path.resolve(process.argv[2] ?? "dist/cli");
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  await bundleForNode({ title: "The command line", entry: path.join(root, "src/cli/main.ts"), folder, file: "main.js", define: { CLI_VERSION: JSON.stringify(version) } });
});
