// `ecs-password policy …` over vectors: arguments, files and standard input on the one side, exit code and output on the other.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { root } from "../../src/xtask/steps.mjs";
import { folder, run } from "./run.mjs";

for (const name of ["check", "explain", "unread", "sources", "lint", "preview", "diff", "suggest", "translate"]) {
  const cases = JSON.parse(readFileSync(path.join(root, `tests/cli/vectors/policy/${name}.json`), "utf8"));
  describe(`policy: ${name}`, { concurrency: 2 }, () => {
    for (const each of cases) it(each.name, () => runCase(each));
  });
}

async function runCase({ files, args, stdin, exit, out, outHas = [], outNot = [], json, said = [], saidNot = [] }) {
  const cwd = folder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.join(cwd, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(cwd, name), typeof content === "string" ? content : Buffer.from(content.base64, "base64"));
  }
  const answer = await run(["policy", ...args], { cwd, input: stdin ?? "" });
  assert.equal(answer.exit, exit, `${answer.out}\n${answer.said}`);
  if (out !== undefined) assert.equal(answer.out, out);
  if (json !== undefined) assert.equal(lack(JSON.parse(answer.out), json, "$"), undefined, answer.out);
  for (const text of outHas) assert.ok(answer.out.includes(text), `${text}\nis not in\n${answer.out}`);
  for (const text of outNot) assert.ok(!answer.out.includes(text), answer.out);
  for (const text of said) assert.ok(answer.said.includes(text), `${text}\nis not in\n${answer.said}`);
  for (const text of saidNot) assert.ok(!`${answer.out}${answer.said}`.includes(text), answer.said);
}

/** Where something of what is expected is not there; lists are as long as expected, objects may have more. */
function lack(actual, expected, at) {
  if (typeof expected !== "object" || expected === null) return actual === expected ? undefined : `${at} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`;
  if (Array.isArray(expected) && actual?.length !== expected.length) return `${at} has another length than ${expected.length.toString()}`;
  for (const [key, value] of Object.entries(expected)) {
    const found = lack(actual?.[key], value, `${at}.${key}`);
    if (found) return found;
  }
  return undefined;
}
