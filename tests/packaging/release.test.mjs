// What is checked before a release: its texts, its parts, what it shows to others, and that a difference is seen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { Validation } from "@cyclonedx/cyclonedx-library";
import { differing, textFindings, withoutHash, withoutNotice } from "../../src/xtask/release.mjs";
import { sbom } from "../../src/xtask/sbom.mjs";
import { root } from "../../src/xtask/steps.mjs";
import { difference, rustSurface, typescriptSurface } from "../../src/xtask/surface.mjs";
import { packed } from "./packed.mjs";

const read = (name) => readFileSync(path.join(root, name), "utf8");

test("what the tarball holds is as written down", () => {
  assert.deepEqual([...new Set(packed.files.map(withoutHash))].sort(), read("tests/packaging/surface/tarball.txt").trim().split("\n"));
});

test("what the types show is as written down", () => {
  assert.equal(difference(read("tests/packaging/surface/typescript.txt"), typescriptSurface()), "the same lines in another order");
  assert.equal(typescriptSurface(), read("tests/packaging/surface/typescript.txt"));
});

test("a type that changes is seen", () => {
  const before = typescriptSurface();
  const after = before.replace("ciphertextLength(", "cipherLength(");
  assert.notEqual(after, before);
  assert.match(difference(before, after), /^- .*ciphertextLength\(.*\n\+ .*cipherLength\(/);
});

test("what the crate shows is written down by declarations, methods and traits; documentation that is not there is said to be missing", () => {
  const text = read("tests/packaging/surface/rust.txt");
  assert.match(text, /^ecs_password pub use base::Endpoint;$/m);
  assert.match(text, /^ecs_password::base: pub struct Endpoint\(.*\n {4}pub fn parse\(text: &str, path: &str\) -> Result<Self, Error>$/m);
  assert.throws(() => rustSurface("nowhere"), /cargo doc/);
});

describe("the SBOM", () => {
  const bill = sbom();

  test("names every crate of the WebAssembly and every package of the command line, each once, with its licence and its hash", () => {
    assert.equal(bill.bomFormat, "CycloneDX");
    const refs = bill.components.map((each) => each["bom-ref"]);
    assert.equal(new Set(refs).size, refs.length);
    for (const wanted of [/^pkg:cargo\/rsa@/, /^pkg:cargo\/wasm-bindgen@/]) assert.ok(bill.components.some(({ purl }) => wanted.test(purl)), String(wanted));
    for (const name of ["commander"]) assert.ok(bill.components.some(({ purl }) => purl.startsWith(`pkg:npm/${name}@`)), name);
    for (const { purl, licenses, hashes } of bill.components) {
      assert.ok(licenses.length > 0 && hashes.length > 0, purl);
      for (const { content } of hashes) assert.match(content, /^(?:[0-9a-f]{64}|[0-9a-f]{128})$/, purl);
    }
    assert.deepEqual(bill.dependencies[0].dependsOn, refs);
  });

  test("is as the schema of CycloneDX wants it, which finds a fault in it", async () => {
    const schema = new Validation.JsonStrictValidator(bill.specVersion);
    assert.equal(await schema.validate(JSON.stringify(bill)), null);
    const [first, ...others] = bill.components;
    const faulty = { ...bill, components: [{ ...first, hashes: [{ alg: "SHA-256", content: "none" }] }, ...others] };
    assert.match(JSON.stringify(await schema.validate(JSON.stringify(faulty))), /components\/0\/hashes\/0\/content/);
  });

  test("has a notice in the package for each, and tells which have none", () => {
    assert.deepEqual(withoutNotice(bill.components), []);
    assert.deepEqual(withoutNotice([{ name: "left-pad", version: "1.3.0" }]), ["left-pad 1.3.0"]);
  });

  test("is the same each time, and tells nothing of this machine", () => {
    const text = JSON.stringify(bill);
    assert.equal(JSON.stringify(sbom()), text);
    assert.ok(!text.includes(root));
  });
});

describe("the texts of a release", () => {
  const place = { repository: "r", homepage: "h", bugs: "b" };
  const texts = { cargo: 'version = "1.2.3"\n', changelog: "# Changelog\n\n## Unreleased\n\n### One\n\n- a line\n", security: "write to us", status: "" };
  const released = { ...texts, changelog: "# Changelog\n\n## Unreleased\n\n## 1.2.3\n\n- a line\n\n## 1.2.2\n\n- before\n" };

  test("are whole, before and at a release", () => {
    assert.deepEqual(textFindings({ version: "1.2.3" }, texts, false), []);
    assert.deepEqual(textFindings({ version: "1.2.3", ...place }, released, true), []);
  });

  test("have the same version, and an entry in the changelog", () => {
    assert.match(textFindings({ version: "1.2.4" }, texts, false).join(), /Cargo\.toml has version 1\.2\.3/);
    assert.match(textFindings({ version: "1.2.3" }, { ...texts, changelog: "## Unreleased\n\n## 1.2.2\n\n- before\n" }, false).join(), /says nothing of 1\.2\.3/);
    assert.match(textFindings({ version: "1.2.3", ...place }, texts, true).join(), /says nothing of 1\.2\.3,.*unreleased/);
  });

  test("are not published without a public place, a way to report, or with something uncommitted", () => {
    const found = textFindings({ version: "1.2.3" }, { ...released, security: read("SECURITY.md"), status: " M README.md" }, true).join("\n");
    for (const wanted of ["`repository`", "`homepage`", "`bugs`", "SECURITY.md names no private way", "not committed"]) assert.ok(found.includes(wanted), wanted);
  });
});

test("two builds differ where a file does, or is in one alone", () => {
  const one = new Map([["a", "1"], ["b", "2"], ["c", "3"]]);
  assert.deepEqual(differing(one, new Map(one)), []);
  assert.deepEqual(differing(one, new Map([["a", "1"], ["b", "4"], ["d", "3"]])), ["b", "c", "d"]);
});
