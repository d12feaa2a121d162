// Policies as others have published them: the findings that the package gives with the lists of all services loaded are those that somebody has
// compared with the lists and the documents, and no others.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { locate, parsePolicy, PolicySet, readPolicies, Services } from "ecs-password";
import huawei from "ecs-password/services/huawei.json" with { type: "json" };
import otc from "ecs-password/services/otc.json" with { type: "json" };

const rows = JSON.parse(readFileSync(new URL("../vectors/public-policies.json", import.meta.url), "utf8"));
const services = new Services(otc, huawei);
const shown = ({ code, path }) => [code, path];
const suggested = ({ hint = "" }) => /^did you mean `(\w+:\w+:\w+)`\?$/u.exec(hint)?.[1];
const reads = (action) => /^(?:get|list|show|query|head)/iu.test(action.split(":")[2]);

/** Each policy in a text, and the findings in it. */
function policiesIn({ text, cloud }) {
  const { entries, origins, notes } = readPolicies(text);
  assert.deepEqual(notes, []);
  const policies = entries.flatMap(({ document }, at) =>
    document === undefined ? [] : [{ document, origin: origins[at], findings: parsePolicy(document, { cloud, services }).diagnostics }],
  );
  return { entries, policies };
}

for (const [index, row] of rows.entries()) {
  test(`${index.toString()}: ${row.source}`, () => {
    const { entries, policies } = policiesIn(row);
    const found = policies.flatMap(({ origin, findings }) =>
      findings.map((finding) => {
        const { line, column } = locate(row.text, origin, finding.span);
        return [...shown(finding), `${line.toString()}:${column.toString()}`];
      }),
    );
    assert.deepEqual(found, row.findings);
    assert.equal(entries.length - policies.length, row.unread ?? 0);
    assert.equal(policies.length, row.isUnread ? 0 : 1);
    // A set finds the same in each by itself, and nothing beside.
    for (const { document, findings } of policies) {
      const set = new PolicySet([{ name: "p", document }]);
      assert.deepEqual(set.lint({ cloud: row.cloud, services }).map(shown), findings.map(shown));
      set.free();
    }
    // As it stands, without `readPolicies`.
    if (!row.text.trimStart().startsWith("{")) return;
    const { diagnostics } = parsePolicy(row.text, { cloud: row.cloud, services });
    assert.deepEqual(diagnostics.map(shown), row.findings.map(([code, path]) => [code, path]));
  });
}

test("no hint leads to a password, nor from reading to writing", () => {
  const all = rows.flatMap((row) => policiesIn(row).policies);
  const hints = all.flatMap(({ document, findings }) => findings.map((finding) => ({ document, finding, action: suggested(finding) })));
  const named = hints.filter(({ action }) => action !== undefined);
  assert.ok(named.length > 0);
  for (const { document, finding, action } of named) {
    const written = JSON.parse(document.slice(finding.span.start, finding.span.end));
    assert.doesNotMatch(action, /passw|vnc|console/iu);
    assert.ok(reads(action) || !reads(written), `${written} leads to ${action}`);
  }
  // Those of renamed actions stand in the message; one finding warns of what reads passwords.
  for (const { finding } of hints.filter(({ finding: { code } }) => code !== "aliasReadsPasswords")) assert.doesNotMatch(`${finding.message} ${finding.hint ?? ""}`, /passw/iu);
});

test("they are of many services and both clouds, each with its source, and name nobody", () => {
  assert.ok(rows.length >= 100);
  const used = new Set(rows.flatMap(({ text }) => [...text.matchAll(/"([a-z\d-]+):[\w*]+:[\w*]+"/giu)].map(([, service]) => service.toLowerCase())));
  assert.ok(used.size > 40, [...used].join(" "));
  for (const { source, cloud, text } of rows) {
    assert.ok(source && ["otc", "huawei"].includes(cloud));
    assert.doesNotMatch(text, /@[a-z]|(?!0{32})[\da-f]{32}/iu);
  }
  const addresses = rows.filter(({ source }) => /^https:\/\/|^[\w.-]+\/[\w.-]+: \S/u.test(source));
  assert.ok(addresses.length >= 100);
});
