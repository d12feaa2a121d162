// What the package is made of, as a CycloneDX document: the crates in its WebAssembly, by what cargo knows, and the npm packages in its command line, by
// what `npm sbom` says of the lock file. The package itself depends on nothing.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse as parseToml } from "smol-toml";
import { output, root, Stop } from "./steps.mjs";

const read = (name) => readFileSync(path.join(root, name), "utf8");

/** As `npm sbom` gives it, of the packages that are bundled alone, with the crates beside them. */
export function sbom() {
  const said = output("npm", ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--sbom-type", "library"]);
  if (said === undefined) throw new Stop("`npm sbom` failed: it says why when it is run by itself");
  const { bomFormat, specVersion, version, metadata, components } = JSON.parse(said);
  const bundled = titlesOf("dist/cli/THIRD-PARTY-LICENCES.txt");
  const packages = components.filter(({ group, name, version: each }) => bundled.has(`${[group, name].filter(Boolean).join("/")} ${each}`));
  const missing = bundled.size - packages.length;
  if (missing !== 0) throw new Stop(`${String(missing)} packages of dist/cli/THIRD-PARTY-LICENCES.txt are not in the answer of \`npm sbom\``);
  const parts = [...packages.map(withoutPlace), ...crates()].sort((one, other) => (one["bom-ref"] < other["bom-ref"] ? -1 : 1));
  const ref = metadata.component["bom-ref"];
  // No time and no serial number: the same sources give the same document.
  return {
    $schema: `http://cyclonedx.org/schema/bom-${specVersion}.schema.json`, bomFormat, specVersion, version,
    metadata: { component: withoutPlace(metadata.component) },
    components: parts,
    dependencies: [{ ref, dependsOn: parts.map((each) => each["bom-ref"]) }, ...parts.map((each) => ({ ref: each["bom-ref"], dependsOn: [] }))],
  };
}

/** Where it lies here, and that it is for development here, is nothing to others. */
function withoutPlace(component) {
  const kept = { ...component };
  for (const name of ["properties", "scope", "externalReferences"]) delete kept[name];
  return kept;
}

/** What stands in a file of notices, as `name version`. */
export function titlesOf(file) {
  const [, ...notices] = read(file).split(/^-{100}$/m);
  return new Set(notices.flatMap((notice) => notice.trim().split("\n\n")[0].split("\n")).map((title) => /^(\S+ \d\S*)(?: \(|,)/.exec(title)?.[1]).filter((title) => title !== undefined));
}

function crates() {
  const tree = output("cargo", ["tree", "--offline", "--locked", "--package", "ecs-password", "--target", "wasm32-unknown-unknown", "--edges", "normal,no-proc-macro", "--prefix", "none", "--no-dedupe"]);
  const metadata = output("cargo", ["metadata", "--offline", "--locked", "--format-version", "1"]);
  if (tree === undefined || metadata === undefined) throw new Stop("cargo does not know the crates: run `cargo fetch --locked`");
  const known = JSON.parse(metadata).packages;
  const locked = parseToml(read("Cargo.lock")).package;
  const names = new Set(Array.from(tree.matchAll(/^(\S+) v(\S+)/gm), ([, name, version]) => `${name} ${version}`));
  return Array.from(names).filter((title) => !title.startsWith("ecs-password ")).map((title) => {
    const [name, version] = title.split(" ");
    const same = (each) => each.name === name && each.version === version;
    const purl = `pkg:cargo/${name}@${version}`;
    return {
      "bom-ref": purl, type: "library", name, version, purl,
      licenses: [{ expression: known.find(same).license.replaceAll("/", " OR ") }],
      hashes: [{ alg: "SHA-256", content: locked.find(same).checksum }],
    };
  });
}
