// The installed tarball in test runners, and what the README says of those that cannot take it.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { matrix, nodeOf } from "../../src/xtask/tools.mjs";
import { project, tryRun } from "../packaging/packed.mjs";
import { ANSWER, commonProgram, program } from "../packaging/tiny.mjs";

// Colours would stand between the words.
process.env.NO_COLOR = "1";
const packages = matrix("runners");
const EXPECT = `it("answers", () => { expect(answer()).toBe(${JSON.stringify(ANSWER)}); });`;

const folder = project("runners", {
  "vitest/tiny.test.js": program(EXPECT),
  "vitest/page.test.js": `// @vitest-environment jsdom\n${program(EXPECT)}`,
  "jest/tiny.test.js": program(EXPECT),
  "jest/package.json": '{ "type": "module", "jest": { "transform": {} } }',
  "default/tiny.test.js": commonProgram(EXPECT),
  "default/package.json": "{}",
  "page/tiny.test.js": `/** @jest-environment jsdom */\n${program(EXPECT)}`,
  "page/package.json": '{ "type": "module", "jest": { "transform": {} } }',
});
// As if they were installed in it.
for (const name of readdirSync(packages)) {
  if (name.startsWith(".")) continue;
  mkdirSync(path.join(folder, "node_modules"), { recursive: true });
  symlinkSync(path.join(packages, name), path.join(folder, "node_modules", name));
}

const vitest = (...args) => tryRun(folder, process.execPath, path.join(packages, "vitest/vitest.mjs"), "run", "--globals", ...args);
const jest = (place, node = process.execPath, ...flags) => tryRun(path.join(folder, place), node, ...flags, path.join(packages, "jest/bin/jest.js"), "--no-cache");

test("Vitest needs no configuration, also with jsdom", () => {
  const { status, text } = vitest("vitest/");
  assert.equal(status, 0, text);
  assert.match(text, /Tests\s+2 passed/, text);
});

test("Jest takes it as a module", () => {
  const { status, text } = jest("jest", process.execPath, "--experimental-vm-modules");
  assert.equal(status, 0, text);
});

for (const major of ["20", "24"]) {
  test(`Jest's default does not require modules in Node ${major}`, () => {
    const { status, text } = jest("default", nodeOf(major));
    assert.notEqual(status, 0);
    assert.match(text, /Must use import to load ES Module/);
  });
}

test("Jest's jsdom has no TextDecoder, without which it cannot start", () => {
  const { status, text } = jest("page", process.execPath, "--experimental-vm-modules");
  assert.notEqual(status, 0);
  assert.match(text, /TextDecoder is not defined/);
});
