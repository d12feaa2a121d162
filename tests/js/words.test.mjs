// The documents: what they promise, name and link to is there.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { files, root } from "../../src/xtask/steps.mjs";

const read = (name) => readFileSync(path.join(root, name), "utf8");

/** What a test is called in its file: by `test(…)` or `describe(…)`, or as a function of Rust that is one. */
function isTest(file, title) {
  const source = read(file);
  if (file.endsWith(".rs")) return new RegExp(`#\\[test\\]\\s+(?:#\\[[^\\n]*\\]\\s+)*fn ${title}\\(`).test(source);
  return ["test", "describe"].some((name) => [`"${title}"`, `\`${title}\``].some((written) => source.includes(`${name}(${written}`)));
}

describe("SECURITY.md", () => {
  const text = read("SECURITY.md");
  const named = Array.from(text.matchAll(/^ *- `(tests\/[^`]+)`: "(.*)"$/gm), ([, file, title]) => ({ file, title }));

  test("names tests that exist, in files that run", () => {
    assert.ok(named.length > 50, String(named.length));
    const missing = named.filter(({ file, title }) => !existsSync(path.join(root, file)) || !isTest(file, title));
    assert.deepEqual(missing, []);
    // `npm test` runs those alone.
    for (const { file } of named) assert.match(file, /^tests\/(?:native\/.+\.rs|(?:js|cli|packaging|server|page|openstack|e2e)\/[^/]+\.test\.mjs)$/);
  });

  test("names a test for every promise", () => {
    const [, promises] = /^## What is promised$(.*?)^## /ms.exec(text);
    const each = promises.split(/^- /m).slice(1);
    assert.ok(each.length > 15);
    for (const promise of each) assert.match(promise, /^ {2}- `tests\//m, promise);
  });

  test("a title that no test has is noticed", () => {
    assert.ok(!isTest("tests/js/memory.test.mjs", "nothing is left"));
    assert.ok(!isTest("tests/native/calls.rs", "hold"));
  });
});

/** What GitHub and npm make the anchor of a title. */
const anchor = (title) => title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");

const documents = files("README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "src", "www", "tests").filter((name) => name.endsWith(".md") && !name.includes("node_modules") && !name.includes(`${path.sep}dist${path.sep}`));
const prose = (name) => read(name).replace(/^(```|~~~).*?^\1/gms, "");

test("links lead somewhere, in every document", () => {
  const lost = documents.flatMap((name) => {
    const links = Array.from(prose(name).matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link).filter((link) => !/^(?:https?|mailto):/.test(link));
    return links.filter((link) => {
      const [file, title] = link.split("#");
      const target = file === "" ? name : path.join(path.dirname(name), decodeURI(file));
      if (!existsSync(path.join(root, target))) return true;
      if (title === undefined) return false;
      return !Array.from(prose(target).matchAll(/^#+ (.*)$/gm), ([, each]) => anchor(each)).includes(title);
    }).map((link) => `${name}: ${link}`);
  });
  assert.deepEqual(lost, []);
});

test("every `npm run` that a document names is there", () => {
  const { scripts } = JSON.parse(read("package.json"));
  const named = documents.flatMap((name) => Array.from(read(name).matchAll(/`npm run ([\w:-]+)/g), ([, script]) => ({ name, script })));
  assert.ok(named.length > 5);
  assert.deepEqual(named.filter(({ script }) => !Object.hasOwn(scripts, script)), []);
});

test("the folders that CONTRIBUTING.md names are there, as are its groups of tests", () => {
  const text = read("CONTRIBUTING.md");
  for (const [, place] of text.matchAll(/`((?:src|www|tests)\/?[\w./-]*)`/g)) assert.ok(existsSync(path.join(root, place)), place);
  const { scripts } = JSON.parse(read("package.json"));
  const groups = Array.from(text.matchAll(/`(test:\w+)`/g), ([, name]) => name);
  assert.deepEqual(groups.filter((name) => !Object.hasOwn(scripts, name)), []);
});
