// The reports for pipelines, as others read them: SARIF by its schema, JUnit by a parser of XML, GitHub's commands by its own rules of escaping.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import Ajv from "ajv-draft-04";
import { DOMParser } from "@xmldom/xmldom";
import { folder, run } from "./run.mjs";

const mistake = (member) => `{\n  "Version": "1.1",\n  "Statement": [{ "Effect": "Allow", "Action": ["ecs:servers:get"], ${JSON.stringify(member)}: 1 }]\n}\n`;

/** Files whose names and texts have what reports could stumble over; a finding in each, twice the same in one, and one that was not read. */
const FILES = {
  "plain.json": mistake("Efect"),
  "twice.json": `[${mistake("Efect")},${mistake("Efect")}]`,
  "odd, 100%: näme.json": mistake("a,b:c% <&>\"'\u0001]]>\ufffe"),
  "fine.json": '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:servers:get"]}]}',
  "variable.tf": 'resource "huaweicloud_identity_role" "ops" {\n  name   = "ops"\n  policy = var.policy\n}\n',
};

function made(files = FILES) {
  const cwd = folder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(cwd, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(cwd, name), text);
  }
  return cwd;
}

const lint = async (report, { cwd = made(), env = {} } = {}) => {
  const { exit, out, said } = await run(["policy", "lint", ".", report], { cwd, env });
  assert.equal(exit, 1, said);
  return out;
};

test("SARIF is as its schema has it, and names file, place, rule and level", async () => {
  const schema = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"));
  // One of its patterns is none with the flag `u`. Formats are left out: draft 4 knows none of them by itself.
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(schema);
  const log = JSON.parse(await lint("--sarif"));
  assert.ok(validate(log), JSON.stringify(validate.errors?.slice(0, 3)));
  const [{ results, tool, columnKind }] = log.runs;
  assert.equal(columnKind, "utf16CodeUnits");
  assert.equal(results.length, 5);
  const [found] = results.filter(({ locations }) => locations[0].physicalLocation.artifactLocation.uri === "plain.json");
  assert.deepEqual([found.ruleId, found.level, found.locations[0].physicalLocation.region], ["unknownMember", "error", { startLine: 3, startColumn: 69, endLine: 3, endColumn: 76 }]);
  for (const { ruleId, ruleIndex } of results) assert.equal(tool.driver.rules[ruleIndex].id, ruleId);
  const uris = results.map(({ locations }) => decodeURIComponent(locations[0].physicalLocation.artifactLocation.uri));
  assert.ok(uris.includes("odd, 100%: näme.json"), uris.join("\n"));
  // What the schema is there for.
  assert.ok(!validate({ ...log, runs: [{ ...log.runs[0], results: [{ ...found, level: "grave" }] }] }));
});

test("JUnit is read back by a parser: suites by file, what failed, what was not read, what is fine", async () => {
  const problems = [];
  const document = new DOMParser({ onError: (level, message) => problems.push(`${level}: ${message}`) }).parseFromString(await lint("--junit"), "text/xml");
  assert.deepEqual(problems, []);
  const all = (name) => Array.from(document.getElementsByTagName(name));
  const [suites] = all("testsuites");
  assert.deepEqual(["tests", "failures", "errors", "skipped"].map((name) => suites.getAttribute(name)), ["6", "4", "1", "0"]);
  assert.deepEqual(all("testsuite").map((each) => each.getAttribute("name")).sort(), Object.keys(FILES).sort());
  const cases = all("testcase").map((each) => `${each.getAttribute("classname")} ${each.getAttribute("name")}`);
  assert.equal(new Set(cases).size, cases.length, "names are unique");
  const odd = all("failure").find((each) => each.parentNode.getAttribute("classname").startsWith("odd"));
  assert.match(odd.getAttribute("message"), /unknown member `a,b:c% <&>"'\\u\{1\}\]\]>\\ufffe`/);
  assert.match(all("error")[0].getAttribute("message"), /var\.policy/);
});

test("GitHub's commands escape what would end them", async () => {
  const lines = (await lint("--github")).trimEnd().split("\n");
  assert.equal(lines.length, 5);
  assert.ok(lines.includes("::error file=plain.json,line=3,endLine=3,col=69,endColumn=76,title=unknownMember::unknown member `Efect`, expected one of `Effect`, `Action`, `NotAction`, `Resource`, `Condition`%0Adid you mean `Effect`?"), lines.join("\n"));
  const odd = lines.find((line) => line.includes("odd"));
  assert.ok(odd.startsWith("::error file=odd%2C 100%25%3A näme.json,line=3,"), odd);
  assert.ok(odd.includes("::unknown member `a,b:c%25 <&>\"'"), odd);
  assert.match(lines.find((line) => line.includes("variable.tf")), /^::warning file=variable\.tf,line=3,.*title=unread::/);
});

test("GitLab's report has a fingerprint for each finding, which stays where only lines move", async () => {
  const cwd = made();
  const before = JSON.parse(await lint("--gitlab", { cwd }));
  assert.equal(new Set(before.map(({ fingerprint }) => fingerprint)).size, 5);
  for (const { description, check_name: name, severity, location } of before) {
    assert.ok(description && name && location.path && location.lines.begin >= 1);
    assert.match(severity, /^(?:info|minor|major|critical|blocker)$/);
  }
  for (const name of ["plain.json", "twice.json"]) writeFileSync(path.join(cwd, name), `\n\n${FILES[name]}`);
  const after = JSON.parse(await lint("--gitlab", { cwd }));
  assert.deepEqual(after.map(({ fingerprint }) => fingerprint), before.map(({ fingerprint }) => fingerprint));
  assert.notDeepEqual(after.map(({ location }) => location.lines.begin), before.map(({ location }) => location.lines.begin));
});

test("paths are from the root of the repository, where the pipeline says which that is", async () => {
  const root = made(Object.fromEntries(Object.entries(FILES).map(([name, text]) => [`policies/${name}`, text])));
  const cwd = path.join(root, "policies");
  const [found] = JSON.parse(await lint("--gitlab", { cwd, env: { CI_PROJECT_DIR: root } })).filter(({ location }) => location.path.includes("plain"));
  assert.equal(found.location.path, "policies/plain.json");
  assert.match(await lint("--github", { cwd, env: { GITHUB_WORKSPACE: root } }), /::error file=policies\/plain\.json,/);
});

test("reports go to the files that are named, and the findings to standard output", async () => {
  const cwd = made();
  const { exit, out } = await run(["policy", "lint", "--sarif=a.sarif", "--junit=b.xml", "--gitlab=c.json", "."], { cwd });
  assert.equal(exit, 1);
  assert.match(out, /^Place +Level +Code +Finding\n/);
  assert.equal(JSON.parse(readFileSync(path.join(cwd, "a.sarif"), "utf8")).version, "2.1.0");
  assert.match(readFileSync(path.join(cwd, "b.xml"), "utf8"), /^<\?xml version="1\.0" encoding="UTF-8"\?>/);
  assert.equal(JSON.parse(readFileSync(path.join(cwd, "c.json"), "utf8")).length, 5);
});
