// What the page offers to mend: after each fix its finding is gone, nothing new is wrong, and no certain answer is another one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { malformedJsonCodes, parsePolicy, PolicySet } from "ecs-password";
import { root } from "../../src/xtask/steps.mjs";
import { load } from "./modules.mjs";

const { allOf, changed, fixOf } = await load("permissions/editor/fixes.ts");

const CLOUDS = ["otc", "huawei"];

/** All texts in the vectors that begin like a policy, broken ones too. */
function textsOf(value) {
  if (typeof value === "string") return /^[\s\uFEFF]*[{[]/.test(value) ? [value] : [];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsOf) : [];
}

const VECTORS = ["policy-documents", "policy-lint", "policy-checks", "policy-five", "read", "system-policies", "public-policies"]
  .flatMap((name) => textsOf(JSON.parse(readFileSync(path.join(root, `tests/vectors/${name}.json`), "utf8"))));

/** Each of them with one thing that fixes are for. */
const MADE = [
  '{"Version":"1.1","Statement":[{"Effect":"allow","Action":["ecs:*:*"],}]}',
  '{"Version":"1.1","Statement":[{"Effect":"Allow" "Action":["ecs:*:*" "evs:*:*"]}]}',
  '{"Version":"1.1",,"Statement":[{"Effect":"Allow","Action":["ecs:*:*",,"evs:*:*"]}]}',
  '{"Version":"1.1","Statement":[{"Effect":“Allow”,"Action":[“ecs:*:*”]}]}',
  '{"Version"："1.1"，"Statement":【{"Effect":"Allow","Action":["ecs:*:*"]}】}',
  "{'Version':'1.1','Statement':[{'Effect':'DENY','Action':['ecs:*:*']}]}",
  '{"Version":1.1,"Statement":[{"Effect":"Allow","Action":"ecs:*"}]}',
  '{"Version":"1.1","Statement":{"Effect":"Allow","Action":["ECS:*:*"]}}',
  '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:*"],"Resource":"*","Condition":{"Bool":{"g:MFAPresent":true}}}]}',
  '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:*"],"Condition":{"NumberEquals":{"g:MFAAge":[900, -1.5]},"stringequals":{"g:UserName":"x"}}}]}',
  '{"Version":"1.1", // hi\n"Statement":[{"effect":"Allow",/* x */"Action":["ecs:*:*"]}]}',
  '{Version:"1.1",Statement:[{Effect:Allow,Action:["ecs:*:*"]}]}',
  '{"Version" "1.1","Statement"= [{"Effect":"Allow","Action":["ecs:*:*"]}]}',
  '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:*","ecs:servers:list","ecs:servers:list"]}]}',
  '{\u00a0"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:*"]}]}',
  '{"role":{"catalog":"CUSTOMED","policy":{"Version":"1.0","Statement":[{"Effect":"Allow","Action":["ecs:*:*"]}]}}}',
  '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:* "]}]}',
];

/** What is found in a text. */
function findingsOf(text, cloud) {
  const set = new PolicySet([{ name: "policy", document: text }]);
  const found = set.lint({ cloud });
  set.free();
  return found;
}

function decisionsOf(text, cloud) {
  const set = new PolicySet([{ name: "policy", document: text }]);
  const preview = set.preview({ cloud });
  const found = Array.from(preview.decisions);
  preview.free();
  set.free();
  return found;
}

const count = (findings, code) => findings.filter((each) => each.code === code).length;
const malformed = (findings) => findings.filter(({ code }) => malformedJsonCodes.includes(code)).length;
const CONDITIONAL = 3;

/** What was meant is read only now, or is read as it is told to be: the answers may be others. */
const CHANGES_ANSWERS = new Set(["versionMustBe11", "actionForm"]);

function holds(text, cloud, findings, finding, fix) {
  const after = changed(text, fix.changes);
  const now = findingsOf(after, cloud);
  const where = `${finding.code} (${cloud}) in ${text}\nbecame ${after}`;
  assert.ok(count(now, finding.code) < count(findings, finding.code), `still there: ${where}`);
  assert.ok(malformed(now) <= malformed(findings), `less JSON than before: ${where}`);
  assert.ok(count(now, "duplicateKey") <= count(findings, "duplicateKey"), `twice the same name: ${where}`);
  return after;
}

test("after each fix its finding is gone, and no certain answer is another one", () => {
  const codes = new Set();
  for (const text of new Set([...MADE, ...VECTORS])) {
    for (const cloud of CLOUDS) {
      const findings = findingsOf(text, cloud);
      const before = decisionsOf(text, cloud);
      for (const finding of findings) {
        const fix = fixOf(text, finding, findings);
        if (!fix) continue;
        codes.add(finding.code);
        const after = holds(text, cloud, findings, finding, fix);
        if (CHANGES_ANSWERS.has(finding.code)) continue;
        const now = decisionsOf(after, cloud);
        assert.deepEqual(before.map((decision, row) => (decision === CONDITIONAL ? now[row] : decision)), now, `other answers: ${finding.code} in ${text}\nbecame ${after}`);
      }
    }
  }
  assert.deepEqual([...codes].sort(), [
    "actionForm", "actionNotArray", "effectCase", "extraComma", "jsonSyntax", "missingComma", "redundant", "resourceNotArray", "serviceCase", "shortPattern",
    "statementNotArray", "unknownMember", "unknownOperator", "valueNotString", "valuesNotArray", "version", "versionMustBe11", "wrongPunctuation",
  ]);
});

test("all fixes at once mend all that each of them mends", () => {
  for (const text of new Set([...MADE, ...VECTORS])) {
    const findings = findingsOf(text, "otc");
    const fixes = allOf(text, findings);
    if (fixes.length === 0) continue;
    const after = changed(text, fixes.flatMap(({ changes }) => changes));
    const now = findingsOf(after, "otc");
    assert.ok(malformed(now) <= malformed(findings), `less JSON than before: ${text}\nbecame ${after}`);
    assert.ok(malformed(now) < malformed(findings) || now.length < findings.length || fixes.length > 0, text);
    const mended = new Set(findings.filter((finding) => fixOf(text, finding, findings)).map(({ code }) => code));
    for (const code of mended) if (code !== "redundant") assert.ok(count(now, code) < count(findings, code), `${code} in ${text}\nbecame ${after}`);
  }
});

test("what is meant is not certain: nothing is offered", () => {
  const offered = (text) => {
    const findings = findingsOf(text, "otc");
    assert.notEqual(findings.length, 0, text);
    return findings.flatMap((finding) => fixOf(text, finding, findings) ?? []);
  };
  for (const text of [
    '{"Version":"1.1","Statement":[{"Effect":"Permit","Action":["ecs:*:*"]}]}',
    '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:servers"]}]}',
    '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:servers:nope"]}]}',
    '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:*"]',
    '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:*"],"Condition":{"StringEqual":{"g:UserName":["x"]}}}]}',
    '{"Version":"1.1","Statement":[{"Effect":"Allow","Effect":"Deny","Action":["ecs:*:*"]}]}',
    '{"Statement":[{"Effect":"Allow","Action":["ecs:*:*"]}]}',
    '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:*"],"action":["ecs:*:*"]}]}',
  ]) assert.deepEqual(offered(text), [], text);
  assert.equal(parsePolicy(MADE[0]).policy?.statements[0]?.effect, "Allow");
});
