// `npm run release:check`: whether what is here could be released. It writes the tarball and its SBOM into .cache/release.
//   --js       takes the WebAssembly of this checkout, and builds the JavaScript alone: no proof of the whole, but some minutes instead of many
//   --publish  as for a release that goes out now: everything is committed, has its entry in the changelog and a public place
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sbom, titlesOf } from "./sbom.mjs";
import { cache, main, output, root, say, Stop } from "./steps.mjs";
import { surface } from "./surface.mjs";

const OUT = path.join(cache, "release");
const TARBALL = "tests/packaging/surface/tarball.txt";
const read = (name) => readFileSync(path.join(root, name), "utf8");
const manifest = () => JSON.parse(read("package.json"));

/** What is missing in the texts: of the versions, the changelog and, to publish, of the public place. */
export function textFindings({ version, repository, homepage, bugs }, { cargo, changelog, security, status }, publish) {
  const found = [];
  const crate = /^version = "(.+)"$/m.exec(cargo)?.[1];
  if (crate !== version) found.push(`Cargo.toml has version ${String(crate)}, package.json ${version}`);
  const entryOf = (title) => new RegExp(`^## ${title.replaceAll(".", "\\.")}\\b.*\\n([^]*?)(?=^## |(?![^]))`, "m").exec(changelog)?.[1].trim();
  if (!entryOf(publish ? version : "Unreleased") && !entryOf(version)) found.push(`CHANGELOG.md says nothing of ${version}`);
  if (!publish) return found;
  if (entryOf("Unreleased")) found.push("CHANGELOG.md has something that is unreleased: move it to the version");
  for (const [name, value] of Object.entries({ repository, homepage, bugs })) if (!value) found.push(`package.json has no \`${name}\``);
  if (security.includes("no public place")) found.push("SECURITY.md names no private way to report");
  if (status !== "") found.push(`not committed:\n${status}`);
  return found;
}

/** What the repository is made of, in a folder of its own. */
function copied(folder, js) {
  const names = output("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?.split("\0").filter(Boolean);
  if (names === undefined) throw new Stop("this is no checkout of git, so that what belongs to it is not known");
  for (const name of js ? [...names, ".cache/glue", ".cache/wasm.stamp"] : names) cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
}

function runIn(folder, command, args) {
  const env = { ...process.env, CARGO_TARGET_DIR: path.join(folder, "target") };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8", env, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Stop(`\`${[path.basename(command), ...args].join(" ")}\` failed in a clean copy:\n${String(stdout)}${String(stderr)}`);
  return stdout;
}

/** Builds and packs from nothing in `folder`; gives the tarball and the hash of each file in it. */
function packedIn(folder, js) {
  copied(folder, js);
  say(`building in ${folder}`);
  runIn(folder, "npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline"]);
  runIn(folder, process.execPath, ["src/xtask/build.mjs", "package"]);
  const [{ filename, files }] = JSON.parse(runIn(folder, "npm", ["pack", "--json", "--ignore-scripts"]));
  const hash = (name) => createHash("sha256").update(readFileSync(path.join(folder, name))).digest("hex");
  return { tarball: path.join(folder, filename), filename, sum: hash(filename), hashes: new Map(files.map(({ path: name }) => [name, hash(name)])) };
}

/** The files that two builds do not have alike. */
export function differing(one, other) {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => one.get(name) !== other.get(name)).sort();
}

function reproduced(js) {
  // Names of different length, so that a path in a file moves what stands behind it.
  const folders = ["one", "another-one-with-a-longer-name"].map((name) => mkdtempSync(path.join(os.tmpdir(), `${name}-`)));
  try {
    const [first, second] = folders.map((folder) => packedIn(folder, js));
    const differences = differing(first.hashes, second.hashes);
    if (differences.length > 0) throw new Stop(`two builds differ in:\n${differences.join("\n")}`);
    if (first.sum !== second.sum) throw new Stop("two builds have the same files in tarballs that differ");
    const here = new Map(readdirSync(path.join(root, "dist"), { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map((each) => {
      const name = path.relative(root, path.join(each.parentPath, each.name)).replaceAll(path.sep, "/");
      return [name, createHash("sha256").update(readFileSync(path.join(root, name))).digest("hex")];
    }));
    const stale = [...here].filter(([name, sum]) => first.hashes.get(name) !== sum).map(([name]) => name);
    if (stale.length > 0) say(`dist of this checkout is not what a clean build makes (\`npm run build\`): ${stale.slice(0, 5).join(", ")}`);
    compareNames([...first.hashes.keys()].sort());
    rmSync(OUT, { recursive: true, force: true });
    mkdirSync(OUT, { recursive: true });
    cpSync(first.tarball, path.join(OUT, first.filename));
    say(`two builds in two folders are the same, byte by byte${js ? " (of the JavaScript; the WebAssembly was taken as it is)" : ""}: ${first.filename}, SHA-256 ${first.sum}`);
    return first.filename;
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** The page's files are named by what is in them. */
export const withoutHash = (name) => name.replace(/^(dist\/console\/page\/assets\/.+)-[\w-]{8}(\.\w+)$/, "$1-*$2");

function compareNames(packed) {
  const names = [...new Set(packed.map(withoutHash))];
  const written = read(TARBALL).trim().split("\n");
  const [more, less] = [names.filter((name) => !written.includes(name)), written.filter((name) => !names.includes(name))];
  if (more.length + less.length > 0) throw new Stop(`the tarball does not hold what ${TARBALL} says:\n${[...more.map((name) => `+ ${name}`), ...less.map((name) => `- ${name}`)].join("\n")}`);
}

/** The components without a notice in the package. */
export function withoutNotice(components) {
  const notices = new Set([...titlesOf("dist/THIRD-PARTY-LICENCES.txt"), ...titlesOf("dist/cli/THIRD-PARTY-LICENCES.txt")]);
  return components.map(({ group, name, version }) => `${[group, name].filter(Boolean).join("/")} ${version}`).filter((title) => !notices.has(title));
}

await main(import.meta.url, () => {
  const flags = process.argv.slice(2);
  const wrong = flags.find((flag) => !["--js", "--publish"].includes(flag));
  if (wrong) throw new Stop(`\`${wrong}\` is not known, only --js and --publish`);
  const [js, publish] = [flags.includes("--js"), flags.includes("--publish")];
  if (js && publish) throw new Stop("--js proves a part alone: to publish, everything is built");
  const texts = { cargo: read("Cargo.toml"), changelog: read("CHANGELOG.md"), security: read("SECURITY.md"), status: output("git", ["status", "--porcelain"])?.trim() ?? "unknown" };
  const found = textFindings(manifest(), texts, publish);
  if (found.length > 0) throw new Stop(found.join("\n"));
  surface("typescript");
  if (!js) {
    const { status } = spawnSync("cargo", ["doc", "--locked", "--no-deps"], { cwd: root, stdio: "inherit" });
    if (status !== 0) throw new Stop("`cargo doc` failed");
    surface("rust");
  }
  const filename = reproduced(js);
  const bill = sbom();
  const bare = withoutNotice(bill.components);
  if (bare.length > 0) throw new Stop(`without a notice in the package: ${bare.join(", ")}`);
  writeFileSync(path.join(OUT, filename.replace(/\.tgz$/, ".cdx.json")), `${JSON.stringify(bill, undefined, 2)}\n`);
  say(`${String(bill.components.length)} parts in the SBOM, each with its notice; all in ${path.relative(root, OUT)}`);
  if (!publish) say("what only a release that goes out now needs (--publish) was not asked for");
});
