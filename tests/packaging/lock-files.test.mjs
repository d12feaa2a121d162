// The check of the lock files, on made-up entries that must fail each in its way.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { CARGO_LOCKS, NPM_LOCKS, crates, findings, npmPackages } from "../../src/xtask/lock-files.mjs";
import { root } from "../../src/xtask/steps.mjs";

const CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index";
const CHECKSUM = "0".repeat(64);
const INTEGRITY = `sha512-${"A".repeat(86)}==`;
/** Folders that are made here, or in which tools keep their things. */
const MADE = /^(?:node_modules|target|dist|\..*)$/;
const ALLOWED = { licences: [{ licence: "MIT", reason: "permissive" }], exceptions: [] };

/** What is said of one crate; `metadata` is what cargo says of it where that is not what the lock file says. */
function ofCrate(entry, { license = "MIT", manifest_path = "/crates/made-up/Cargo.toml", ...metadata } = {}, allowed = ALLOWED) {
  const made = { name: "made-up", version: "1.2.3", source: CRATES_IO, checksum: CHECKSUM, ...entry };
  const lines = Object.entries(made).filter(([, value]) => value !== null).map(([key, value]) => `${key} = "${value}"`);
  const known = { name: "made-up", version: "1.2.3", source: made.source, license, manifest_path, ...metadata };
  return findings(crates("Cargo.lock", `version = 4\n[[package]]\n${lines.join("\n")}\n`, { packages: [known] }, "/ours"), allowed);
}

/** What is said of one npm package. */
function ofPackage(entry, allowed = ALLOWED, place = "node_modules/@made/up") {
  const packages = { "": { name: "ours", license: "MIT" }, [place]: { version: "1.2.3", integrity: INTEGRITY, license: "MIT", ...entry } };
  return findings(npmPackages("package-lock.json", JSON.stringify({ lockfileVersion: 3, packages })), allowed);
}

/** There is exactly one finding: it names the package and says these things. */
function one(found, ...parts) {
  assert.equal(found.length, 1, found.join("\n"));
  for (const part of parts) assert.ok(found[0].includes(part), `${found[0]}\ndoes not say: ${part}`);
}

test("what comes from the registries under an allowed licence passes", () => {
  assert.deepEqual(ofCrate({}), []);
  assert.deepEqual(ofPackage({}), []);
});

test("a crate comes from crates.io or lies in the repository", () => {
  const start = "Cargo.lock: made-up 1.2.3 ";
  for (const source of [
    "git+https://git.example/made-up#0123456789abcdef0123456789abcdef01234567",
    "registry+https://crates.example/index",
    "sparse+https://crates.example/index/",
  ]) {
    one(ofCrate({ source, checksum: null }).filter((finding) => !finding.includes("checksum")), start, `\`${source}\``, "crates.io");
  }
  const ours = { source: null, checksum: null };
  assert.deepEqual(ofCrate(ours, { manifest_path: "/ours/src/xtask/Cargo.toml" }), []);
  one(ofCrate(ours, { manifest_path: "/other/Cargo.toml" }), start, "/other/Cargo.toml", "outside the repository");
  one(ofCrate(ours, { manifest_path: "/ours-too/Cargo.toml" }), start, "outside the repository");
  one(ofCrate(ours, { manifest_path: "/ours/node_modules/other/Cargo.toml" }), start, "outside the repository");
  one(ofCrate({ replace: "made-up 1.2.3" }), start, "is replaced by");
  // Licences are those of the very version that is locked.
  assert.match(ofCrate({}, { version: "1.2.4" })[0], /^Cargo\.lock: made-up 1\.2\.3 is unknown to `cargo metadata`/);
  const patch = `version = 4\n[[patch.unused]]\nname = "made-up"\nversion = "1.2.3"\n`;
  one(findings(crates("Cargo.lock", patch, { packages: [] }), { licences: [], exceptions: [] }), start, "a patch that nothing uses");
});

test("a crate has a checksum", () => {
  for (const checksum of [null, "", "0".repeat(63)]) one(ofCrate({ checksum }), "Cargo.lock: made-up 1.2.3 ", "no SHA-256 checksum");
});

test("an npm package comes from the npm registry", () => {
  const start = "package-lock.json: @made/up 1.2.3 ";
  for (const resolved of [
    "git+ssh://git@git.example/made/up.git#0123456789abcdef0123456789abcdef01234567",
    "https://tarballs.example/up-1.2.3.tgz",
    "file:../up",
    "",
  ]) {
    one(ofPackage({ resolved }), start, `\`${resolved}\``);
  }
  one(ofPackage({ link: true, resolved: "../up" }), start, "a link to `../up`");
  one(ofPackage({ link: true, resolved: "packages/none" }), start, "a link to `packages/none`");
  one(ofPackage({ link: true, resolved: "node_modules/@made/up" }), start, "a link to");
  assert.deepEqual(ofPackage({ link: true, resolved: "" }), []);
  one(ofPackage({}, ALLOWED, "../up"), "../up", "outside the repository");
  one(ofPackage({ version: "git+https://git.example/made/up.git" }), "package-lock.json: @made/up git+https:", "no version of the npm registry");
});

test("what is in the tarball of another npm package needs no integrity of its own, where that one says so", () => {
  const found = (bundleDependencies, entry) => {
    const packages = {
      "": { name: "ours", license: "MIT" },
      "node_modules/@made/up": { version: "1.2.3", integrity: INTEGRITY, license: "MIT", bundleDependencies },
      "node_modules/@made/up/node_modules/inside": { version: "4.5.6", license: "MIT", ...entry },
    };
    return findings(npmPackages("package-lock.json", JSON.stringify({ lockfileVersion: 3, packages })), ALLOWED);
  };
  assert.deepEqual(found(["inside"], { inBundle: true }), []);
  for (const [bundled, entry] of [[["other"], { inBundle: true }], [undefined, { inBundle: true }], [["inside"], {}], [["inside"], { inBundle: true, integrity: "sha1-qqqqqqqqqqqqqqqqqqqqqqqqqqo=" }]]) {
    one(found(bundled, entry), "package-lock.json: inside 4.5.6 ", "no SHA-512 integrity");
  }
  one(found(["inside"], { inBundle: true, license: "GPL-3.0" }), "inside 4.5.6 ", "GPL-3.0");
});

test("an npm package has an integrity", () => {
  for (const integrity of [undefined, "", "sha1-qqqqqqqqqqqqqqqqqqqqqqqqqqo=", `${INTEGRITY} sha1-qqqqqqqqqqqqqqqqqqqqqqqqqqo=`]) {
    one(ofPackage({ integrity }), "package-lock.json: @made/up 1.2.3 ", "no SHA-512 integrity");
  }
});

test("a package that is installed twice is looked at twice, an alias under its own name", () => {
  one(ofPackage({ license: undefined }, ALLOWED, "node_modules/outer/node_modules/inner"), "package-lock.json: inner 1.2.3 ");
  one(ofPackage({ license: undefined, name: "meant" }), "package-lock.json: meant 1.2.3 ");
});

test("a package without a licence is named", () => {
  for (const license of [null, ""]) one(ofCrate({}, { license }).filter(isNoEntry), "Cargo.lock: made-up 1.2.3 names no licence", "with the reason");
  for (const license of [undefined, "", { type: "MIT" }]) one(ofPackage({ license }), "package-lock.json: @made/up 1.2.3 names no licence");
});

test("a licence is an expression of SPDX, and read as one", () => {
  const licences = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map((licence) => ({ licence, reason: "made up" }));
  const refused = (license) => ofPackage({ license }, { licences, exceptions: [] }).filter(isNoEntry);
  const right = [
    "MIT",
    "(MIT)",
    "MIT OR GPL-3.0-only",
    "GPL-3.0-only or MIT",
    "GPL-3.0-only OR (MIT AND ISC)",
    "MIT AND ISC",
    "Apache-2.0 WITH LLVM-exception",
    "GPL-2.0-only AND ISC OR MIT",
  ];
  for (const license of right) assert.deepEqual(refused(license), [], license);
  const wrong = [
    "GPL-3.0-only",
    "MIT AND GPL-3.0-only",
    "(MIT OR GPL-3.0-only) AND GPL-3.0-only",
    "Apache-2.0",
    "MIT WITH LLVM-exception",
    "ISC AND GPL-2.0-or-later OR Apache-2.0",
    "LicenseRef-MIT",
  ];
  for (const license of wrong) one(refused(license), "package-lock.json: @made/up 1.2.3 ", `\`${license}\`, which is not allowed`, "with the reason");
  for (const license of ["UNLICENSED", "SEE LICENSE IN LICENSE.md", "MIT, ISC", "MIT ISC", "Apache 2"]) {
    one(refused(license), "package-lock.json: @made/up 1.2.3 ", `\`${license}\`, which is no SPDX expression`);
  }
  // How cargo wrote a choice once.
  assert.deepEqual(ofCrate({}, { license: "GPL-3.0-only/MIT" }), []);
});

test("an exception is for its package and for what was found there", () => {
  const exception = { package: "@made/up", found: "GPL-3.0-only", reason: "made up" };
  const found = (entry, exceptions) => ofPackage(entry, { ...ALLOWED, exceptions });
  assert.deepEqual(found({ license: "GPL-3.0-only" }, [exception]), []);
  assert.deepEqual(found({ license: "GPL-3.0-only" }, [{ ...exception, package: "@made/*" }]), []);
  assert.deepEqual(found({ license: undefined }, [{ ...exception, found: "" }]), []);
  for (const other of [{ ...exception, package: "@made/upper" }, { ...exception, package: "made*" }, { ...exception, found: "GPL-2.0-only" }]) {
    const [refusal, unneeded, ...more] = found({ license: "GPL-3.0-only" }, [other]);
    assert.match(refusal, /^package-lock\.json: @made\/up 1\.2\.3 has the licence `GPL-3\.0-only`/);
    assert.match(unneeded, /no package of the lock files needs the entry of/);
    assert.deepEqual(more, []);
  }
  // No exception is for a source.
  one(found({ license: "GPL-3.0-only", resolved: "file:../up" }, [exception]), "file:../up");
});

test("an entry of the allow-list that nothing needs, or that has no reason, is refused", () => {
  const reason = "made up";
  const licences = (...names) => ({ licences: names.map((licence) => ({ licence, reason })), exceptions: [] });
  one(ofPackage({}, licences("MIT", "ISC")), "allowed-licences.mjs", "needs the entry of the licence ISC: remove it");
  const exceptions = [{ package: "@made/up", found: "MIT", reason }];
  one(ofPackage({}, { ...ALLOWED, exceptions }), "needs the entry of @made/up (`MIT`): remove it");
  // Of two that stand for each other, one is needed.
  const choice = { "": { name: "ours", version: "1.0.0", license: "MIT OR ISC" } };
  one(findings(npmPackages("package-lock.json", JSON.stringify({ lockfileVersion: 3, packages: choice })), licences("MIT", "ISC")), "the licence MIT");
  for (const none of [undefined, "", " "]) one(ofPackage({}, { licences: [{ licence: "MIT", reason: none }], exceptions: [] }), "the licence MIT", "no reason");
});

test("a lock file of another format is not taken for one without packages", () => {
  assert.throws(() => crates("Cargo.lock", "version = 5\n", { packages: [] }), /Cargo\.lock: format 5/);
  for (const text of ["{}", '{ "lockfileVersion": 1, "dependencies": {} }']) assert.throws(() => npmPackages("package-lock.json", text), /package-lock\.json: format/);
});

test("every lock file of the repository is looked at", () => {
  const isLock = (name) => /^(?:Cargo\.lock|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/.test(name);
  const below = (folder) =>
    readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const name = path.posix.join(folder, entry.name);
      if (!entry.isDirectory()) return isLock(entry.name) ? [name] : [];
      return MADE.test(entry.name) ? [] : below(name);
    });
  assert.deepEqual(below("").sort(), [...CARGO_LOCKS, ...NPM_LOCKS].sort());
});

function isNoEntry(finding) {
  return !finding.includes("needs the entry of");
}
