// `node src/xtask/lock-files.mjs`: where every crate and npm package of the lock files comes from, and under which licence.
import { readFileSync } from "node:fs";
import path from "node:path";
import parseExpression from "spdx-expression-parse";
import { parse as parseToml } from "smol-toml";
import { EXCEPTIONS, LICENCES } from "./allowed-licences.mjs";
import { main, output, root, say, Stop } from "./steps.mjs";

export const CARGO_LOCKS = ["Cargo.lock", "tests/fuzz/Cargo.lock"];
export const NPM_LOCKS = [
  "package-lock.json",
  "tests/bench/package-lock.json",
  "tests/examples/embed/package-lock.json",
  "tests/js/sdk/package-lock.json",
  "tests/matrix/astro/package-lock.json",
  "tests/matrix/bundlers/package-lock.json",
  "tests/matrix/next/package-lock.json",
  "tests/matrix/nuxt/package-lock.json",
  "tests/matrix/runners/package-lock.json",
  "tests/matrix/runtimes/package-lock.json",
  "tests/matrix/sveltekit/package-lock.json",
  "tests/packaging/bundlers/package-lock.json",
  "tests/packaging/types/package-lock.json",
  "tests/runtimes/20/package-lock.json",
  "tests/runtimes/22/package-lock.json",
  "tests/runtimes/24/package-lock.json",
];
const CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index";
const ALLOWED = "src/xtask/allowed-licences.mjs";

/**
 * The packages of a Cargo.lock, each with its licence and what is wrong with its source. Licences are not in the lock file:
 * they come from what `cargo metadata` says of the same workspace in `folder`.
 */
export function crates(lock, text, metadata, folder = root) {
  const { version: format, package: packages = [], patch } = parseToml(text);
  if (format !== 4) throw new Stop(`${lock}: format ${String(format)} is not known here, only 4`);
  const unused = (patch?.unused ?? []).map((entry) => ({ ...entry, problems: ["is a patch that nothing uses: remove it from Cargo.toml"] }));
  const read = packages.map(({ name, version, source, checksum, replace }) => {
    const known = metadata.packages.find((each) => each.name === name && each.version === version && each.source === (source ?? null));
    const problems = [];
    if (replace) problems.push(`is replaced by \`${replace}\`: take the crate from crates.io as it is`);
    if (!known) problems.push("is unknown to `cargo metadata`: run `cargo fetch` and see what changes in the lock file");
    else if (!source && !isInside(folder, known.manifest_path)) problems.push(`comes from ${known.manifest_path}, outside the repository: take it from crates.io`);
    if (source && source !== CRATES_IO) problems.push(`comes from \`${source}\`: take it from crates.io`);
    if (source && !/^[0-9a-f]{64}$/.test(checksum ?? "")) problems.push("has no SHA-256 checksum: remove its entry and let cargo write it again");
    return { name, version, licence: known ? slashless(known.license ?? "") : undefined, problems };
  });
  return [...read, ...unused].map((each) => ({ lock, ...each }));
}

/** Cargo's old way to write a choice. */
const slashless = (licence) => licence.replaceAll("/", " OR ");

function isInside(folder, file) {
  const relative = path.relative(folder, file);
  return !relative.startsWith("..") && !path.isAbsolute(relative) && !relative.split(path.sep).includes("node_modules");
}

/** The packages of a package-lock.json, each with its licence and what is wrong with its source. */
export function npmPackages(lock, text) {
  const { lockfileVersion, packages } = JSON.parse(text);
  if (lockfileVersion !== 3) throw new Stop(`${lock}: format ${String(lockfileVersion)} is not known here, only 3`);
  const isOwn = (place) => !place.split("/").includes("node_modules");
  return Object.entries(packages).flatMap(([place, entry]) => {
    const problems = [];
    const read = {
      lock,
      name: entry.name ?? (place.split("node_modules/").at(-1) || "(the root)"),
      version: entry.version ?? "(no version)",
      licence: typeof entry.license === "string" ? entry.license : "",
      problems,
    };
    if (isOwn(place)) {
      if (place.startsWith("..") || path.isAbsolute(place)) problems.push(`lies in ${place}, outside the repository: take it from the npm registry`);
      return [read];
    }
    if (entry.link) {
      // The workspace itself has an entry of its own, with the licence.
      if (isOwn(entry.resolved ?? "..") && Object.hasOwn(packages, entry.resolved)) return [];
      problems.push(`is a link to \`${entry.resolved ?? ""}\`, which is no workspace: take it from the npm registry`);
      return [{ ...read, licence: undefined }];
    }
    if (entry.resolved !== undefined) problems.push(fetched(entry.resolved));
    if (!/^\d+\.\d+\.\d+/.test(entry.version ?? "")) problems.push("has no version of the npm registry: take it from there");
    if (isBundled(packages, place, entry)) return [read];
    if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(entry.integrity ?? "")) problems.push("has no SHA-512 integrity: remove its entry and let `npm install` write it again");
    return [read];
  });
}

/** Whether it is inside the tarball of another package, as that one says, which has the integrity of both. */
function isBundled(packages, place, { inBundle, integrity }) {
  const [, parent, name] = /^(.*)\/node_modules\/(.+?)$/.exec(place) ?? [];
  return inBundle === true && integrity === undefined && packages[parent]?.bundleDependencies?.includes(name) === true;
}

function fetched(resolved) {
  const why = /^https:.*\.tgz$/.test(resolved) ? "for packages of the npm registry the .npmrc has `omit-lockfile-registry-resolved`" : "take it from the npm registry";
  return `is fetched from \`${resolved}\`: ${why}`;
}

/** Everything that is wrong, as sentences: sources, licences, and entries of the allow-list that nothing needs. */
export function findings(packages, { licences, exceptions }) {
  const entries = [...licences, ...exceptions];
  const without = (left) => refused(packages, entries.filter((entry) => !left.has(entry)));
  const refusals = without(new Set());
  const found = packages.flatMap((each) => each.problems.map((problem) => `${titled(each)} ${problem}`));
  for (const [each, why] of refusals) found.push(`${titled(each)} ${why}`);
  // One after the other, so that of two entries that stand for each other one stays.
  const unneeded = new Set();
  for (const entry of entries) {
    if (!entry.reason?.trim()) found.push(`${ALLOWED}: the entry of ${nameOf(entry)} gives no reason`);
    if (without(new Set([...unneeded, entry])).size > refusals.size) continue;
    unneeded.add(entry);
    found.push(`${ALLOWED}: no package of the lock files needs the entry of ${nameOf(entry)}: remove it`);
  }
  return found;
}

const titled = ({ lock, name, version }) => `${lock}: ${name} ${version}`;
const nameOf = (entry) => (entry.licence ? `the licence ${entry.licence}` : `${entry.package} (\`${entry.found}\`)`);

/** The packages whose licence is not allowed, with what is to be done. */
function refused(packages, entries) {
  const allowed = new Set(entries.map(({ licence }) => licence));
  const exceptions = entries.filter((entry) => entry.package);
  const why = new Map();
  for (const each of packages) {
    // Where nothing is known of a licence, its source is wrong already.
    if (each.licence === undefined || exceptions.some((exception) => isMeant(exception, each))) continue;
    const problem = licenceProblem(each.licence, allowed);
    if (problem) why.set(each, `${problem}: take another package, or add to ${ALLOWED} what is right, with the reason`);
  }
  return why;
}

function isMeant(exception, { name, licence }) {
  const names = exception.package.endsWith("*") ? name.startsWith(exception.package.slice(0, -1)) : name === exception.package;
  return names && licence === exception.found;
}

function licenceProblem(licence, allowed) {
  if (licence === "") return "names no licence";
  let expression;
  try {
    expression = parseExpression(licence);
  } catch {
    return `has the licence \`${licence}\`, which is no SPDX expression`;
  }
  return permits(expression, allowed) ? undefined : `has the licence \`${licence}\`, which is not allowed`;
}

function permits({ conjunction, left, right, license, plus, exception }, allowed) {
  if (conjunction === "or") return permits(left, allowed) || permits(right, allowed);
  if (conjunction === "and") return permits(left, allowed) && permits(right, allowed);
  return allowed.has(`${license}${plus ? "+" : ""}${exception ? ` WITH ${exception}` : ""}`);
}

/** What cargo knows of the crates of a lock file: it downloads those of other platforms once, and needs no network after that. */
function metadataOf(lock) {
  const args = ["metadata", "--locked", "--format-version", "1", "--manifest-path", lock.replace(/lock$/, "toml")];
  const said = output("cargo", [...args, "--offline"]) ?? output("cargo", args);
  if (said) return JSON.parse(said);
  throw new Stop(`the licences of the crates in ${lock} cannot be read: \`cargo ${args.join(" ")}\` says why (the first time it needs crates.io)`);
}

await main(import.meta.url, () => {
  const text = (lock) => readFileSync(path.join(root, lock), "utf8");
  const packages = [
    ...CARGO_LOCKS.flatMap((lock) => crates(lock, text(lock), metadataOf(lock))),
    ...NPM_LOCKS.flatMap((lock) => npmPackages(lock, text(lock))),
  ];
  const found = findings(packages, { licences: LICENCES, exceptions: EXCEPTIONS });
  if (found.length > 0) throw new Stop(`sources and licences of the lock files:\n  ${found.join("\n  ")}`);
  say(`sources and licences of ${String(packages.length)} entries in ${String(CARGO_LOCKS.length + NPM_LOCKS.length)} lock files are as allowed`);
});
