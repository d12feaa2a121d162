// `npm run docs`: the reference of the package and of the crate, from the code, into .cache/docs and target/doc. A link that leads nowhere, a public name without a
// text, or a type that is named and not exported ends it.
import path from "node:path";
import { build } from "./build.mjs";
import { bin, cache, main, root, run, say } from "./steps.mjs";

/** The reference of the package; with `emit: "none"` it is checked alone. */
export function typescriptDocs({ emit } = {}) {
  run(process.execPath, [bin("typedoc"), "--options", "src/js/typedoc.json", "--logLevel", "Warn", ...(emit === undefined ? [] : ["--emit", emit])], { failure: "the reference of the package has a fault" });
}

await main(import.meta.url, () => {
  build({ page: false });
  say("writing the reference of the package");
  typescriptDocs();
  say("writing the reference of the crate");
  run("cargo", ["doc", "--locked", "--no-deps"], { env: { RUSTDOCFLAGS: "-D warnings" } });
  say(`written: ${path.relative(root, path.join(cache, "docs/index.html"))}, ${path.relative(root, path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target", "doc/ecs_password/index.html"))}`);
});
