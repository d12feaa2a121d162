// What the README shows of `policy test` runs as it stands there.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";
import { folder, run } from "./run.mjs";

const readme = readFileSync(path.join(root, "README.md"), "utf8");

function shown(name) {
  const [, text] = new RegExp(`<!-- ${name.replaceAll(".", "\\.")}: run by tests/cli/policy-test-readme\\.test\\.mjs -->\\n\`\`\`\\w+\\n(.*?)\`\`\``, "s").exec(readme) ?? [];
  assert.ok(text, `${name} is not in the README`);
  return text;
}

test("the README's commands run on the README's files", async () => {
  const cwd = folder();
  for (const name of ["expectations.yaml", "operators.json"]) writeFileSync(path.join(cwd, name), shown(name));
  writeFileSync(path.join(cwd, "eu-de.json"), JSON.stringify({ Version: "1.1", Statement: [{ Effect: "Allow", Action: ["ecs:servers:*"] }] }));
  const commands = shown("policy test").trim().split("\n").map((line) => line.replace(/^npx ecs-password /, "").split(" "));
  const answers = [];
  for (const args of commands) answers.push(await run(args, { cwd }));
  assert.deepEqual(answers.map(({ exit }) => exit), [0, 0, 4], answers.map(({ said }) => said).join("\n"));
  assert.match(answers[0].said, /4 of 4 expectations hold/);
  assert.match(readFileSync(path.join(cwd, "report.xml"), "utf8"), /tests="4" failures="0" errors="0"/);
  assert.match(answers[2].out, /^anna +allow /m);
  assert.match(answers[2].out, /^agency:backup +conditional /m);
});
