// The licence notices of the crates that are compiled into the WebAssembly.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { root, Stop } from "./steps.mjs";

/** Crates under the MIT licence without a file of it: the text stands here, and whose it is in their manifest. */
const WITHOUT_FILE = ["pratt"];

export const NOTICES = "THIRD-PARTY-LICENCES.txt";
const RULE = `\n${"-".repeat(100)}\n\n`;
const HEAD = "ecs-password is under the Apache License 2.0. Its WebAssembly and the JavaScript beside it hold parts of these Rust crates:\n";

/** From what cargo said while it compiled (JSON, one message a line): only what it wrote below `folder` is for the target. */
export function crateNotices(messages, folder) {
  const artifacts = messages
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .filter(({ reason, filenames }) => reason === "compiler-artifact" && filenames.some((name) => name.startsWith(folder + path.sep)));
  const manifests = new Set(artifacts.map((artifact) => artifact.manifest_path));
  manifests.delete(path.join(root, "Cargo.toml"));
  const titles = new Map();
  for (const manifest of manifests) {
    const { title, text } = noticeOf(manifest);
    titles.set(text, [...(titles.get(text) ?? []), title]);
  }
  const notices = [...titles].map(([text, names]) => `${names.sort().join("\n")}\n\n${text}\n`);
  const rust = readFileSync(path.join(import.meta.dirname, "rust-licences.txt"), "utf8");
  return [HEAD, ...notices.sort(), rust].join(RULE);
}

/** The notices of the npm packages that the modules are from, behind `heads`. */
export function npmNotices(modules, heads) {
  const folders = new Set(modules.map((id) => /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id.replace(/^\0/, ""))?.[1]).filter((folder) => folder !== undefined));
  const notices = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((each) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(each));
    if (file === undefined) throw new Stop(`the package ${name} ${version} has no licence file: say in src/xtask/licences.mjs which text goes with the package`);
    return `${name} ${version} (${license})\n\n${readFileSync(path.join(folder, file), "utf8").trim()}\n`;
  });
  return [...heads, ...notices.sort()].join(RULE);
}

function noticeOf(manifest) {
  const fields = readFileSync(manifest, "utf8");
  const [name, version, license] = ["name", "version", "license"].map((key) => new RegExp(`^${key} = "(.*)"$`, "m").exec(fields)?.[1]);
  const folder = path.dirname(manifest);
  const all = readdirSync(folder).filter((each) => /^(?:un)?licen[cs]e|^copying|^notice/i.test(each));
  // Where the MIT licence is one of the choices, it is ours.
  const mit = all.filter((each) => /^licen[cs]e-mit\b/i.test(each));
  const chosen = mit.length > 0 && !license?.includes(" AND ") ? [...mit, ...all.filter((each) => /^notice/i.test(each))] : all;
  // `saphyr-parser` names those of its authors, and keeps them in a folder.
  const more = path.join(folder, ".licenses");
  if (existsSync(more)) chosen.push(...readdirSync(more).filter((each) => each.endsWith("-MIT")).map((each) => path.join(".licenses", each)));
  if (chosen.length === 0 && license === "MIT" && WITHOUT_FILE.includes(name)) {
    const authors = /^authors = \["(.*)"\]$/m.exec(fields)?.[1];
    const text = readFileSync(path.join(import.meta.dirname, "mit.txt"), "utf8").trim();
    return { title: `${name} ${version} (${license})`, text: `Copyright (c) ${authors}\n\n${text}` };
  }
  if (chosen.length === 0) throw new Stop(`the crate ${name} ${version} has no licence file: say in src/xtask/licences.mjs which text goes with the package`);
  const texts = chosen.sort().map((each) => readFileSync(path.join(folder, each), "utf8").replaceAll("\r\n", "\n").trim());
  return { title: `${name} ${version} (${license})`, text: texts.join("\n\n") };
}
