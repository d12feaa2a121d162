// OpenStack's policy: what we say is what oslo.policy and Nova's own code say, in the process of the Python of the stand.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { OsloPolicy } from "ecs-password/account";
import { root } from "../../src/xtask/steps.mjs";
import { temporaryFolder } from "../server/helpers.mjs";
import { lessKnown, madeCase, random } from "./oslo/cases.mjs";

const VENV = path.join(root, ".cache/openstack/venv/bin");
const RELEASES = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34];
const CASES = 60;
const QUESTIONS = 20;

await run("python3", [path.join(root, "tests/openstack/stand.py"), "setup"]);

/** What a program prints. */
function run(program, args, input = "") {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${args.join(" ")} failed: ${stderr}`));
      else resolve(stdout);
    });
    child.stdin.end(input);
  });
}

const python = (script, args = [], input = "") => run(path.join(VENV, "python"), [path.join(root, script), ...args], input);
const lines = (items) => items.map((item) => `${JSON.stringify(item)}\n`).join("");

function asked({ file, release }, act) {
  const policy = new OsloPolicy(file ?? undefined, { release: release.toString() });
  try {
    return act(policy);
  } finally {
    policy.free();
  }
}

test("random policies, tokens and targets are answered as oslo.policy and Nova do", async (context) => {
  const seed = Number(process.env.OSLO_SEED ?? Math.floor(Math.random() * 2 ** 31));
  const count = Number(process.env.OSLO_CASES ?? CASES);
  context.diagnostic(`OSLO_SEED=${seed.toString()}`);
  const numbers = random(seed);
  const cases = Array.from({ length: count }, () => madeCase(numbers, QUESTIONS, RELEASES));
  const expected = (await python("tests/openstack/oslo/oracle.py", [], lines(cases))).trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(expected.length, count);
  const counts = {};
  for (const [index, made] of cases.entries()) {
    asked(made, (policy) => {
      for (const [number, question] of made.questions.entries()) {
        const theirs = expected[index][number];
        const ours = policy.check(question);
        const where = `OSLO_SEED=${seed.toString()}, case ${index.toString()}, question ${number.toString()}: ${JSON.stringify({ ...made, questions: [question] })}: ${JSON.stringify(ours)}`;
        // Nova that fails lets nobody.
        const wanted = theirs === "error" ? "deny" : theirs === "file" ? "conditional" : theirs;
        if (ours.decision !== wanted) assert.deepEqual([ours.decision, wanted, ours.unknown.some((name) => ["rule", "oslo.policy", "file"].includes(name))], ["conditional", wanted, true], where);
        assert.equal(ours.decision === "conditional", ours.unknown.length > 0, where);
        const key = `${theirs} ${ours.decision}`;
        counts[key] = (counts[key] ?? 0) + 1;
        // Whoever says less gets the same answer, or none.
        const less = policy.check(lessKnown(numbers, question));
        if (less.decision !== "conditional") assert.equal(less.decision, wanted, `less known: ${where}`);
      }
    });
  }
  context.diagnostic(JSON.stringify(counts));
  const total = count * QUESTIONS;
  const opened = Object.entries(counts).filter(([key]) => !key.startsWith("file") && key.endsWith(" conditional")).reduce((sum, [, many]) => sum + many, 0);
  assert.ok((counts["allow allow"] ?? 0) > total / 10, "there are cases of both kinds");
  assert.ok((counts["deny deny"] ?? 0) > total / 10, "there are cases of both kinds");
  assert.ok(opened < total / 20, "all is known: nearly nothing is open");
});

test("the rules of the Nova that is installed are those of the list", async () => {
  const { release, rules, different } = JSON.parse(await python("src/xtask/nova_rules.py", ["--check"]));
  assert.deepEqual(different, []);
  assert.ok(RELEASES.includes(release) && rules > 200);
});

test("`oslopolicy-checker` says of Nova's own rules what we say", async () => {
  const folder = temporaryFolder();
  const full = path.join(folder, "full.yaml");
  await run(path.join(VENV, "oslopolicy-policy-generator"), ["--namespace", "nova", "--output-file", full]);
  const target = path.join(folder, "target.json");
  writeFileSync(target, JSON.stringify({ project_id: "p1", user_id: "u2" }));
  const policy = new OsloPolicy(undefined, { release: "34", enforceScope: false });
  for (const [roles, projectId] of [[["reader"], "p1"], [["member", "reader"], "p1"], [["member"], "p2"], [["admin"], "p2"], [["manager"], "p1"], [["service"], "p1"]]) {
    const access = path.join(folder, "token.json");
    writeFileSync(access, JSON.stringify({ token: { user: { id: "u1", domain: { id: "d" } }, project: { id: projectId, domain: { id: "d" } }, roles: roles.map((name) => ({ name, id: name })) } }));
    const said = await run(path.join(VENV, "oslopolicy-checker"), ["--policy", full, "--access", access, "--target", target]);
    const rules = [...said.matchAll(/^(passed|failed): (os_compute_api:\S+)$/gm)];
    assert.ok(rules.length > 190, said.slice(0, 300));
    for (const [, verdict, action] of rules) {
      // It gives Nova's rules no more than this of the target.
      const question = { action, roles, userId: "u1", projectId, target: { project_id: "p1", user_id: "u2", quota_class: null } };
      const { decision, unknown } = policy.check({ ...question, attributes: { quota_class: null } });
      assert.equal(decision, verdict === "passed" ? "allow" : "deny", `${action} for ${roles} in ${projectId}: ${unknown}`);
    }
  }
  policy.free();
});
