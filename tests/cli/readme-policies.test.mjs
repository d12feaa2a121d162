// What the README says of policies at the terminal runs as it stands there, in a repository made for it.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { root } from "../../src/xtask/steps.mjs";
import { folder, program } from "./run.mjs";

const readme = readFileSync(path.join(root, "README.md"), "utf8");
const block = (name, language) => new RegExp(`<!-- ${name}: run by tests/cli/readme-policies\\.test\\.mjs -->\\n\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(readme)[1];

const policy = (...actions) => JSON.stringify({ Version: "1.1", Statement: [{ Effect: "Allow", Action: actions }] });

/** A repository with policies, a change of them that is not yet committed, and an `npx` that runs what was built. */
function repository(changed) {
  const base = folder();
  const cwd = path.join(base, "repository");
  const bin = path.join(base, "bin");
  for (const each of [path.join(cwd, "policies"), bin]) mkdirSync(each, { recursive: true });
  writeFileSync(path.join(cwd, "policies/ops.json"), policy("ecs:*:list*", "ecs:serverPasswords:manage"));
  writeFileSync(path.join(cwd, "policies/translatable.json"), policy("ecs:cloudServers:showServerPassword"));
  writeFileSync(path.join(bin, "npx"), `#!/bin/sh\n[ "$1" = ecs-password ] || exit 99\nshift\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(path.join(bin, "npx"), 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: base, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  const git = (...args) => execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd, env, stdio: "pipe" });
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-qm", "Begin");
  git("remote", "add", "origin", `file://${cwd}`);
  if (changed) writeFileSync(path.join(cwd, "policies/ops.json"), changed);
  return (script, more = {}) => spawnSync("sh", ["-ec", script], { cwd, env: { ...env, ...more }, encoding: "utf8" });
}

test("the commands of the README end with 0", () => {
  const sh = repository();
  const commands = block("policies", "sh").trim().split("\n");
  assert.equal(commands.length, 7);
  for (const command of commands) {
    const { status, stdout, stderr } = sh(command);
    assert.equal(status, 0, `${command}\n${stdout}${stderr}`);
  }
});

test("the steps for GitHub pass, and stop at what is newly allowed", () => {
  const steps = parse(block("policies on GitHub", "yaml"));
  for (const [sh, ends] of [[repository(), [0, 0]], [repository(policy("ecs:*:list*", "ecs:serverPasswords:manage", "ecs:servers:delete")), [0, 1]]]) {
    const outcomes = steps.map(({ run }) => sh(run));
    assert.deepEqual(outcomes.map(({ status }) => status), ends, outcomes.map(({ stdout, stderr }) => `${stdout}${stderr}`).join("\n"));
    if (ends[1] === 1) assert.match(outcomes[1].stdout, /^::error file=policies\/ops\.json,line=1,/m);
  }
});

test("the job for GitLab passes, writes its reports, and stops at what is newly allowed", () => {
  const { policies } = parse(block("policies on GitLab", "yaml"));
  const { reports } = policies.artifacts;
  for (const [sh, ends] of [[repository(), 0], [repository(policy("ecs:*:list*", "ecs:serverPasswords:manage", "ecs:servers:delete")), 1]]) {
    const { status, stdout, stderr } = sh(policies.script.join("\n"));
    assert.equal(status, ends, `${stdout}${stderr}`);
    assert.ok(Array.isArray(JSON.parse(sh(`cat ${reports.codequality}`).stdout)));
    assert.match(sh(`cat ${reports.junit}`).stdout, /^<\?xml/);
  }
});
