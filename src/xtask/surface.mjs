// `node src/xtask/surface.mjs [typescript] [rust] [--write]`: what the package and the crate show to others, compared with what was written down in
// tests/packaging/surface, so that no change of it goes unseen. With `--write` it is written down anew.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { files, main, root, say, Stop } from "./steps.mjs";

const FOLDER = "tests/packaging/surface";
const read = (name) => readFileSync(path.join(root, name), "utf8");

/** The entries of the package, and every declaration that it ships, without comments. */
export function typescriptSurface() {
  const { exports: entries, bin } = JSON.parse(read("package.json"));
  const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });
  const declarations = files("dist").filter((name) => name.endsWith(".d.ts")).map((name) => {
    const text = printer.printFile(ts.createSourceFile(name, read(name), ts.ScriptTarget.Latest));
    return `// ${name.replaceAll(path.sep, "/")}\n${text}`;
  });
  return [`// package.json\n${JSON.stringify({ exports: entries, bin }, undefined, 2)}\n`, ...declarations].join("\n");
}

/**
 * Every public item of the crate with its declaration, its own methods, the traits that it has, and what modules export again: as rustdoc has written
 * it into `doc`. The pages are those of the pinned Rust; what a new one writes otherwise is written down anew.
 */
export function rustSurface(doc) {
  if (!existsSync(path.join(doc, "all.html"))) throw new Stop(`there is no documentation in ${doc}: run \`cargo doc --locked --no-deps\``);
  const page = (name) => readFileSync(path.join(doc, name), "utf8");
  // Pages of what was removed stay in the folder: only what a list names is read.
  const items = Array.from(page("all.html").matchAll(/<li><a href="([^"]+)">/g), ([, name]) => name).sort();
  const modules = ["index.html"];
  for (const name of modules) {
    for (const [, below] of page(name).matchAll(/<a class="mod" href="([^"/]+\/index\.html)"/g)) modules.push(path.posix.join(path.posix.dirname(name), below));
  }
  const exported = modules.flatMap((name) => Array.from(page(name).matchAll(/<code>(pub use .*?)<\/code>/gs), ([, text]) => `${placeOf(name)} ${plain(text)}`));
  return [...exported.sort(), ...items.flatMap((name) => itemOf(name, page(name)))].join("\n") + "\n";
}

const placeOf = (name) => ["ecs_password", ...path.posix.dirname(name).split("/").filter((part) => part !== ".")].join("::");

function itemOf(name, html) {
  const [declaration] = Array.from(html.matchAll(/<pre class="rust item-decl"><code>(.*?)<\/code><\/pre>/gs), ([, text]) => plain(text));
  const part = (id) => new RegExp(`<div id="${id}">(.*?)(?=<h2 id=|$)`, "s").exec(html)?.[1] ?? "";
  const methods = Array.from(part("implementations-list").matchAll(/<h4 class="code-header">(.*?)<\/h4>/gs), ([, text]) => `    ${plain(text)}`);
  const traits = Array.from(part("trait-implementations-list").matchAll(/<h3 class="code-header">(.*?)<\/h3>/gs), ([, text]) => `    ${plain(text)}`);
  return [`${placeOf(name)}: ${declaration ?? path.posix.basename(name, ".html")}`, ...methods, ...traits.sort()];
}

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": " ", "&amp;": "&" };
const plain = (html) => html.replace(/<[^>]*>/g, "").replace(/&(?:lt|gt|quot|#39|nbsp|amp);/g, (entity) => ENTITIES[entity]).replace(/\s+/g, " ").trim();

const SURFACES = {
  typescript: { file: `${FOLDER}/typescript.txt`, made: typescriptSurface },
  rust: { file: `${FOLDER}/rust.txt`, made: () => rustSurface(path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target", "doc/ecs_password")) },
};

/** The first lines that differ, of what was written down and what is. */
export function difference(written, made) {
  const [before, after] = [written, made].map((text) => text.split("\n"));
  const lines = [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
  return lines.length > 0 ? lines.slice(0, 40).join("\n") : "the same lines in another order";
}

/** Compares, or writes down. */
export function surface(name, write = false) {
  const { file, made } = SURFACES[name];
  const text = made();
  const known = existsSync(path.join(root, file)) ? read(file) : "";
  if (known === text) return say(`the public surface (${name}) is as written down`);
  if (!write) throw new Stop(`the public surface (${name}) is not as written down in ${file}:\n${difference(known, text)}\nIf it is meant: a line in CHANGELOG.md, and \`node src/xtask/surface.mjs ${name} --write\`.`);
  writeFileSync(path.join(root, file), text);
  say(`written: ${file}`);
}

await main(import.meta.url, () => {
  const [flags, names] = [true, false].map((isFlag) => process.argv.slice(2).filter((each) => each.startsWith("--") === isFlag));
  const wrong = [...flags.filter((each) => each !== "--write"), ...names.filter((each) => !Object.hasOwn(SURFACES, each))];
  if (wrong.length > 0) throw new Stop(`\`${wrong[0]}\` is not known, only ${Object.keys(SURFACES).join(", ")} and --write`);
  for (const name of names.length > 0 ? names : Object.keys(SURFACES)) surface(name, flags.includes("--write"));
});
