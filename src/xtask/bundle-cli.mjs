// `node src/xtask/bundle-cli.mjs <folder>`: the command line in one file, with the notices of what it is made of.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundleForNode } from "./bundle-node.mjs";
import { npmNotices } from "./licences.mjs";
import { main, root } from "./steps.mjs";

await main(import.meta.url, async () => {
  const folder = path.resolve(process.argv[2] ?? "dist/cli");
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const modules = await bundleForNode({ entry: path.join(root, "src/cli/main.ts"), folder, file: "main.js", define: { CLI_VERSION: JSON.stringify(version) } });
  const heads = ["The command line of ecs-password is under the Apache License 2.0. It holds parts of these packages:\n", readFileSync(path.join(root, "LICENSE"), "utf8")];
  writeFileSync(path.join(folder, "THIRD-PARTY-LICENCES.txt"), npmNotices(modules, heads));
});
