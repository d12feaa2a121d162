// `policy test`, as a program.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { PolicySet, verdicts } from "ecs-password/policy";
import { readPolicies } from "ecs-password/read";
import { root } from "../../src/xtask/steps.mjs";
import { folder, run } from "./run.mjs";

const vectors = (name) => JSON.parse(readFileSync(path.join(root, "tests/vectors", name), "utf8"));

/** A folder with these files; what is no text is written as JSON. */
function folderWith(files) {
  const at = folder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
    writeFileSync(path.join(at, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return at;
}

const linesOf = (text) => text.split("\n").filter(Boolean);

for (const { name, files, exit, results, out: wanted = [], said: told = [] } of vectors("expectations.json")) {
  test(`expectations: ${name}`, async () => {
    const answer = await run(["policy", "test", "e.yaml", "-f", "value"], { cwd: folderWith(files) });
    assert.deepEqual({ exit: answer.exit, results: linesOf(answer.out).map((line) => line.split("\t")[0]) }, { exit, results: results ?? [] }, answer.said);
    for (const text of wanted) assert.ok(answer.out.includes(text), `${text}\n${answer.out}`);
    for (const text of told) assert.ok(answer.said.includes(text), `${text}\n${answer.said}`);
  });
}

test("every vector of checks comes to what `PolicySet.check` gives, whatever is expected of it", async () => {
  const files = {};
  const groups = [];
  const tests = [];
  const wanted = new Map();
  for (const [number, { policies, check }] of vectors("policy-checks.json").entries()) {
    const decision = Array.isArray(policies) ? decided(policies, check) : undefined;
    if (decision === undefined) continue;
    const name = `case ${number.toString()}`;
    groups.push({ name, policies: policies.map((entry, index) => grantOf(entry, `${number.toString()}-${index.toString()}.json`, files)) });
    for (const expect of [...verdicts, "deny"]) {
      const { projectId: project, enterpriseProjectId: enterpriseProject, ...asked } = check;
      tests.push({ name: `${name}: ${expect}`, groups: [name], ...asked, project, enterpriseProject, expect });
      const isSo = expect === "deny" ? /Deny$/.test(decision.decision) : expect === decision.decision;
      wanted.set(`${name}: ${expect}`, isSo ? "holds" : decision.assumptions.some(({ code }) => code === "unread") ? "not decided" : "fails");
    }
  }
  assert.ok(groups.length > 200, `only ${groups.length.toString()} vectors were compared`);
  assert.deepEqual(new Set(wanted.values()), new Set(["holds", "fails", "not decided"]));
  files["e.json"] = { version: 1, groups, tests };
  const { exit, out, said } = await run(["policy", "test", "e.json", "-f", "value"], { cwd: folderWith(files) });
  assert.equal(exit, 1, said.slice(0, 2000));
  assert.deepEqual(new Map(linesOf(out).map((line) => line.split("\t")).map(([result, , name]) => [name, result])), wanted);
});

/** What a set of these answers; nothing where a file cannot say the same: several policies in a text, or a question that is none. */
function decided(policies, { cloud, ...check }) {
  const texts = policies.map(({ document }) => document).filter((document) => document !== undefined).map(textOf);
  const isOne = (text) => readPolicies(text).entries.length === 1 && readPolicies(text).entries[0].document === text && readPolicies(text).entries[0].scope === undefined;
  if (cloud === "openstack" || !texts.every(isOne)) return undefined;
  try {
    return new PolicySet(policies.map((entry) => (entry.document === undefined ? entry : { ...entry, document: textOf(entry.document) }))).check({ ...(cloud && { cloud }), ...check });
  } catch {
    return undefined;
  }
}

const textOf = (document) => (typeof document === "string" ? document : JSON.stringify(document));

function grantOf({ document, scope, ...entry }, file, files) {
  const given = { ...entry, ...(scope && { scope: scope.id === undefined ? scope.kind : `${scope.kind}:${scope.id}` }) };
  if (document === undefined) return given;
  files[file] = textOf(document);
  return { ...given, file };
}

test("a folder, and a file that is not there, are told", async () => {
  const at = folderWith({ "sub/x.yaml": "" });
  for (const [name, message] of [["sub", "`sub` is a folder"], ["none.yaml", "`none.yaml` cannot be read: there is no such file"]]) {
    const { exit, out, said } = await run(["policy", "test", name], { cwd: at });
    assert.deepEqual([exit, out], [2, ""]);
    assert.ok(said.includes(message), said);
  }
});

test("a text that is made to break its reader is refused with a place", async () => {
  const deep = "[".repeat(200_000);
  const circle = "version: 1\npolicies: &a [*a]\ntests: [{action: \"a:b:c\", expect: deny, context: &b {x: *b}}]\n";
  const many = `version: 1\npolicies: [${"x,".repeat(250_000)}]\n`;
  for (const [input, message] of [[deep, /^stdin:1:\d+: it /m], [circle, /^stdin:2:15: `policies\[0\]` must be a text, it is a list$/m], [many, /the file has more than 200000 values/]]) {
    const { exit, out, said } = await run(["policy", "test", "-"], { input });
    assert.deepEqual([exit, out], [2, ""], said.slice(0, 500));
    assert.match(said, message);
  }
});

test("from standard input, paths lead on from the working folder; rows and JSON name the place", async () => {
  const at = folderWith({ "ops.json": { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["ecs:servers:get"] }] } });
  const input = "version: 1\npolicies: [ops.json]\ntests:\n  - {name: reading, action: \"ecs:servers:get\", expect: deny}\n";
  const table = await run(["policy", "test", "-"], { cwd: at, input });
  assert.equal(table.exit, 1);
  assert.match(table.out, /^fails +stdin:4:5 +reading +deny +allow +ops\.json#0: `ecs:servers:get` matches/m);
  const json = JSON.parse((await run(["policy", "test", "-", "-f", "json"], { cwd: at, input })).out);
  assert.deepEqual(json.map(({ why, ...each }) => [each, why.startsWith("ops.json#0: ")]), [[
    { file: "stdin", line: 4, column: 5, kind: "test", name: "reading", result: "fails", question: { action: "ecs:servers:get" }, who: { kind: "all" }, expected: { expect: "deny", because: [] }, decision: "allow", unknownKeys: [], assumptions: [], deciding: [{ policy: "ops.json", statement: 0 }] },
    true,
  ]]);
});

test("reports have what does not hold, at its place in the file, and JUnit has all", async () => {
  const at = folderWith({
    "ops.json": { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["ecs:servers:get"] }] },
    "e.yaml": "version: 1\npolicies: [ops.json, {unread: refused, scope: project:p}]\ntests:\n  - {name: fine, action: \"ecs:servers:get\", project: q, expect: allow}\n  - {name: wrong way, action: \"ecs:servers:get\", project: q, expect: deny}\n  - {name: open, action: \"ecs:servers:get\", project: p, expect: allow}\n",
    "bad.yaml": "version: 1\n",
  });
  const { exit, out } = await run(["policy", "test", "e.yaml", "--github", "--sarif=s.json", "--junit=j.xml", "--gitlab=g.json"], { cwd: at });
  assert.equal(exit, 1);
  assert.deepEqual(linesOf(out).map((line) => /^::(\w+) file=e\.yaml,line=(\d)/.exec(line)?.slice(1)), [["error", "5"], ["warning", "6"]]);
  const [{ results }] = JSON.parse(readFileSync(path.join(at, "s.json"), "utf8")).runs;
  assert.deepEqual(results.map(({ ruleId, level }) => [ruleId, level]), [["expectationFailed", "error"], ["expectationNotDecided", "warning"]]);
  assert.deepEqual(JSON.parse(readFileSync(path.join(at, "g.json"), "utf8")).map(({ location }) => location.lines.begin), [5, 6]);
  const junit = readFileSync(path.join(at, "j.xml"), "utf8");
  assert.match(junit, /tests="3" failures="1" errors="1"/);
  assert.match(junit, /name="fine"/);
  const broken = await run(["policy", "test", "bad.yaml", "--junit"], { cwd: at });
  assert.equal(broken.exit, 2);
  assert.match(broken.out, /tests="1" failures="0" errors="1"/);
});
