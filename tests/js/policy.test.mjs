// The policy engine as its users see it: shapes, errors, handles, and what must agree with the rest of the package.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";
import * as api from "ecs-password";
import { memoryOf } from "./memories.mjs";
import { root } from "../../src/xtask/steps.mjs";

const { PolicySet, Preview, Situation, buildRequest, deniedCheck, isEcsPasswordError, parsePolicy, parseResponse, requestContext, verdicts } = api;

const ACTION = "ecs:serverPasswords:manage";
const NEVER = "ecs:servers:never";

const policy = (...Statement) => JSON.stringify({ Version: "1.1", Statement }, null, 2);
const allow = (...Action) => ({ Effect: "Allow", Action });
const deny = (...Action) => ({ Effect: "Deny", Action });
const only = (document, other = {}) => new PolicySet([{ name: "only", document, ...other }]);

/** One statement for each verdict: `list` is allowed, `get` denied, `manage` hangs on the user's name. */
const MIXED = policy(
  allow("ecs:servers:*"),
  deny("ecs:servers:get"),
  { ...allow(ACTION), Condition: { StringEquals: { "g:UserName": ["alice"] } } },
);

function thrown(run) {
  try {
    run();
  } catch (error) {
    assert.ok(isEcsPasswordError(error), `not an EcsPasswordError: ${inspect(error)}`);
    return error;
  }
  return assert.fail("nothing was thrown");
}

function freeAfter(t, ...handles) {
  t.after(() => handles.forEach((handle) => handle.free()));
  return handles[0];
}

/** Checks a value by a description: a type's name, `?` behind it where it may be missing, an array of one, a list of literals, or a check. */
function shape(value, wanted, at = "$", owner = undefined) {
  if (typeof wanted === "function") return wanted(value, at, owner);
  if (wanted instanceof Set) return assert.ok(wanted.has(value), `${at}: ${inspect(value)}`);
  if (typeof wanted === "string") {
    if (wanted.endsWith("?") && value === undefined) return;
    return assert.equal(typeof value, wanted.replace("?", ""), at);
  }
  if (Array.isArray(wanted)) {
    assert.ok(Array.isArray(value), at);
    return value.forEach((item, index) => shape(item, wanted[0], `${at}[${index}]`));
  }
  assert.equal(Object.getPrototypeOf(value), Object.prototype, at);
  const unknown = Object.keys(value).filter((name) => !(name in wanted));
  assert.deepEqual(unknown, [], `${at} has what no type names`);
  for (const [name, inner] of Object.entries(wanted)) {
    const optional = inner?.optional;
    // A member is missing, never undefined.
    assert.ok(name in value ? value[name] !== undefined : optional || String(inner).endsWith("?"), `${at}.${name}`);
    if (name in value) shape(value[name], optional ? inner.inner : inner, `${at}.${name}`, value);
  }
}

const optional = (inner) => ({ optional: true, inner });
const oneOf = (...values) => new Set(values);
const verdict = oneOf(...verdicts);
/** What the parts of a sentence say, in English. */
function spoken({ template, values }) {
  const pieces = template.split("{}");
  assert.equal(pieces.length, values.length + 1, template);
  const shown = values.map((value) => (typeof value === "string" ? value : spoken(value)));
  return pieces.reduce((text, piece, index) => text + shown[index - 1] + piece);
}

/** Beside these texts are their parts, which say the same. */
const said = (...fields) => (value, at, owner) => {
  assert.deepEqual(Object.keys(value), fields.filter((field) => field in owner), at);
  for (const [field, parts] of Object.entries(value)) assert.equal(spoken(parts), owner[field], `${at}.${field}`);
};

const span = { start: "number", end: "number", line: "number", column: "number" };
const diagnostic = {
  code: "string", severity: oneOf("error", "warning", "info"), message: "string", hint: "string?", path: "string", span, iamCode: "string?", said: said("message", "hint"),
};
const reason = {
  policy: "string?", policyIndex: "number?", statement: "number?", sid: "string?", effect: optional(oneOf("Allow", "Deny")),
  outcome: oneOf("matched", "unknown", "notMatched", "unread"), what: "string", conditions: "string?", span: optional(span),
  basis: oneOf("documented", "assumed"), source: "string", said: said("what", "conditions"),
};
const outcome = { answer: "boolean", decision: verdict };
const decision = {
  decision: verdict, action: "string", names: optional([{ action: "string", former: "boolean", decision: verdict }]),
  unknownKeys: ["string"], assumptions: [{ code: "string", question: "string", source: "string", outcomes: [outcome] }], reasons: [reason],
  wouldBeRefused: optional(["string"]),
};
const row = {
  id: "string", action: "string", title: "string?", category: "string?", method: "string?", path: "string?", apiVersion: "string?",
  dependentActions: optional(["string"]), formerActions: optional(["string"]), operation: "string?", source: "string?",
};
const changed = {
  id: "string", title: "string?", action: "string", before: verdict, after: verdict, reasonsBefore: [reason], reasonsAfter: [reason],
};
const difference = { newlyAllowed: [changed], newlyDenied: [changed], nowConditional: [changed], unchanged: "number" };
const summary = {
  version: oneOf("1.0", "1.1", "5.0"), kind: oneOf("role", "policy"), name: "string?", catalog: "string?",
  depends: [{ catalog: "string", displayName: "string" }],
  statements: [{
    index: "number", sid: "string?", effect: oneOf("Allow", "Deny"), actions: ["string"], notActions: optional(["string"]), resources: optional(["string"]), notResources: optional(["string"]),
    conditions: [{
      operator: "string", key: "string",
      values: (values, at) => values === null || values.forEach((value) => assert.ok(value === null || typeof value === "string", at)),
    }],
    span,
  }],
  unread: optional([{ statement: "number?", cause: "string", span, said: said("cause") }]),
};

test("a check answers with a decision, and says what it hangs on", (t) => {
  const set = freeAfter(t, only(MIXED));
  const asked = [
    [{ action: "ecs:servers:list" }, "allow"],
    [{ action: "ecs:servers:get" }, "explicitDeny"],
    [{ action: "vpc:ports:get" }, "implicitDeny"],
    [{ action: ACTION }, "conditional"],
    [{ action: ACTION, context: { "g:UserName": ["alice"] } }, "allow"],
    [{ action: ACTION, context: { "g:UserName": ["bob"] } }, "implicitDeny"],
    [{ action: ACTION, context: { "g:UserName": null } }, "implicitDeny"],
    [{ action: ACTION, context: { "g:UserName": undefined } }, "implicitDeny"],
    [{ operation: "listServers", cloud: "otc", apiVersion: "v2" }, "allow"],
    [{ api: "GET /v2.1/{project_id}/servers/detail", cloud: "huawei", projectId: undefined }, "allow"],
  ];
  for (const [check, expected] of asked) {
    const found = set.check(check);
    shape(found, decision);
    assert.equal(found.decision, expected, inspect(check));
    assert.ok(found.reasons.length > 0);
    assert.deepEqual(found.unknownKeys, expected === "conditional" ? ["g:UserName"] : []);
  }
  const [{ span: place, ...first }] = set.check({ action: "ecs:servers:get" }).reasons;
  assert.deepEqual([first.policy, first.policyIndex, first.statement, first.effect, first.outcome], ["only", 0, 1, "Deny", "matched"]);
  assert.equal(MIXED.slice(place.start, place.end), '"ecs:servers:get"');
  assert.equal(MIXED.split("\n")[place.line - 1].slice(place.column - 1), '"ecs:servers:get"');
});

test("a name that changed, and an open question with both outcomes", (t) => {
  const set = freeAfter(t, only(policy(allow("ecs:cloudServers:get"))));
  const check = { api: "GET /v1/{project_id}/cloudservers/{server_id}", cloud: "huawei" };
  const found = set.check(check);
  shape(found, decision);
  assert.equal(found.decision, "conditional");
  assert.deepEqual(found.names, [
    { action: "ecs:cloudServers:showServer", former: false, decision: "implicitDeny" },
    { action: "ecs:cloudServers:get", former: true, decision: "allow" },
  ]);
  const [assumption] = found.assumptions;
  assert.equal(assumption.code, "renamedAction");
  assert.deepEqual(assumption.outcomes, [{ answer: true, decision: "implicitDeny" }, { answer: false, decision: "allow" }]);
  for (const { answer, decision: expected } of assumption.outcomes) {
    assert.equal(set.check({ ...check, assume: { renamedAction: answer } }).decision, expected);
  }
});

test("a document is the same as text, as bytes and as a piece of a buffer, and is left alone", (t) => {
  const text = `\u{1f511}${MIXED}`.slice(2).replace("ecs:servers:*", "ecs:s\\u0065rvers:*");
  const bytes = new TextEncoder().encode(text);
  const part = new Uint8Array([0xff, ...bytes, 0xff]).subarray(1, -1);
  const sets = [text, bytes, part, Buffer.from(bytes)].map((document) => only(document));
  freeAfter(t, ...sets);
  for (const set of sets) {
    assert.deepEqual(set.check({ action: "ecs:servers:list" }), sets[0].check({ action: "ecs:servers:list" }));
    assert.deepEqual(set.lint(), sets[0].lint());
  }
  assert.deepEqual(parsePolicy(part), parsePolicy(text));
  assert.equal(new TextDecoder().decode(part), text);
  // Several documents stand side by side in memory; each is read from its own beginning to its own end.
  const several = freeAfter(t, new PolicySet(["ü", "", text, "{"].map((document, index) => ({ name: `${index}`, document }))));
  const outcomes = several.check({ action: "ecs:servers:list" }).reasons.map((each) => [each.policyIndex, each.outcome]);
  assert.deepEqual(outcomes, [[0, "unread"], [1, "unread"], [3, "unread"], [2, "matched"]]);
  assert.deepEqual([...new Set(several.lint().filter(({ severity }) => severity === "error").map(({ policyIndex }) => policyIndex))], [0, 1, 3]);
});

test("a text that is wrong throws nothing, wherever it is given", (t) => {
  for (const text of ["", "{", "null", "[]", "\u0000", "\ud800", '{"Version":"5.0"}', "[".repeat(100_000), MIXED.slice(0, -20)]) {
    const read = parsePolicy(text);
    shape(read, { policy: optional(summary), diagnostics: [diagnostic], wouldBeRefused: "boolean?" });
    assert.ok(read.diagnostics.length > 0, text.slice(0, 20));
    for (const { span: place } of read.diagnostics) assert.ok(place.start <= place.end && place.end <= text.length);
    const set = freeAfter(t, only(text));
    shape(set.lint(), [{ ...diagnostic, policy: "string", policyIndex: "number" }]);
    assert.ok(verdicts.includes(set.check({ action: ACTION }).decision));
  }
});

// What real sets hold beside what can be read.
const YAML = `Version: "1.1"
Statement:
  - Effect: Allow
    Action:
      - ecs:servers:list
      - ecs:serverPasswords:manage
`;
const TERRAFORM = `resource "huaweicloud_identity_role" "bench" {
  name   = "bench"
  type   = "AX"
  policy = <<EOF
{ "Version": "1.1", "Statement": [ { "Action": [ "obs:object:GetObject" ], "Effect": "Allow" } ] }
EOF
}
`;
const V5_ALLOW = JSON.stringify({ Version: "5.0", Statement: [{ Effect: "Allow", Action: ["*"] }] });
const V5_DENY = JSON.stringify({ Version: "5.0", Statement: [{ Effect: "Deny", Action: [ACTION], Resource: ["*"] }] });
const TRUST = JSON.stringify({ Version: "5.0", Statement: [{ Effect: "Allow", Principal: { Service: ["service.ECS"] }, Action: ["sts:agencies:assume"] }] });
const VIEWER = policy(allow("ecs:*:get*", "ecs:*:list*", "ecs:serverGroups:manage"));
const OPERATOR = policy(allow("ecs:*:get*", "ecs:*:list*", ACTION));
const entries = (documents) => Object.entries(documents).map(([name, document]) => ({ name, document }));

test("no answer is certain over what was not read, however it is asked", (t) => {
  const question = { operation: "getServerPassword", cloud: "huawei", projectId: "p1" };
  const sets = {
    "Terraform alone": [entries({ "terraform.tf": TERRAFORM }), "terraform.tf"],
    "YAML alone": [entries({ "policy.yaml": YAML }), "policy.yaml"],
    "YAML beside what does not allow it": [entries({ "viewer.json": VIEWER, "policy.yaml": YAML }), "policy.yaml"],
    "YAML beside what allows it": [entries({ "operator.json": OPERATOR, "policy.yaml": YAML }), "policy.yaml"],
    "a trust policy alone": [entries({ "trust.json": TRUST }), "trust.json"],
    "a trust policy beside what allows it": [entries({ "operator.json": OPERATOR, "trust.json": TRUST }), "trust.json"],
    "one statement": [entries({ "operator.json": OPERATOR, spoilt: policy(allow("ecs:*:list*"), { ...deny(ACTION), Resource: [null] }) }), "spoilt"],
    "what a list could not tell": [[...entries({ "operator.json": OPERATOR }), { name: "identity policies", unread: "another API lists them" }], "identity policies"],
  };
  for (const [name, [set, unread]] of Object.entries(sets)) {
    const made = freeAfter(t, new PolicySet(set));
    const { decision, assumptions, reasons } = made.check(question);
    assert.equal(decision, "conditional", name);
    assert.deepEqual(assumptions.map(({ code, outcomes }) => [code, outcomes.map((each) => each.decision)]), [["unread", ["allow", "explicitDeny"]]], name);
    const [reason, ...others] = reasons.filter(({ outcome }) => outcome === "unread");
    assert.deepEqual([reason.policy, reason.effect, reason.basis, others], [unread, undefined, "assumed", []], name);
    assert.match(reason.what, /^it was not read: ./, name);
    for (const format of ["text", "markdown", "csv"]) assert.match(made.explain(question, { format }), /conditional[^]*it was not read: /, `${name}, ${format}`);

    const known = { cloud: question.cloud, projectId: question.projectId };
    const situation = freeAfter(t, made.situation(known));
    assert.equal(made.decide(ACTION, situation), "conditional", name);
    const preview = freeAfter(t, made.preview(known));
    const row = preview.rows.findIndex((each) => each.operation === "getServerPassword" && each.apiVersion === "v2.1");
    assert.deepEqual([preview.decisions[row], preview.whole[row], preview.explain(row).decision], [3, 3, "conditional"], name);
    // Nothing that it might say is certain: neither what is allowed beside it, nor what is not.
    assert.deepEqual(new Set(preview.decisions), new Set([3]), name);
    assert.deepEqual(new Set(preview.update(situation)), new Set([3]), name);
    assert.deepEqual(new Set(preview.whole), new Set([3]), name);
    assert.match(preview.export("csv"), new RegExp(`"${ACTION}","conditional","conditional"`), name);

    const read = freeAfter(t, new PolicySet(set.filter((entry) => entry.name !== unread)));
    const before = freeAfter(t, read.preview(known)).decisions.filter((each) => each !== 3);
    const { nowConditional, newlyAllowed, newlyDenied } = read.diff(made, known);
    assert.deepEqual([nowConditional.length, newlyAllowed, newlyDenied], [before.length, [], []], name);
    const changed = nowConditional.find(({ id }) => id === preview.rows[row].id);
    assert.ok(changed.reasonsAfter.some(({ outcome, policy: of }) => outcome === "unread" && of === unread), name);
    for (const format of ["text", "markdown", "csv"]) assert.match(read.diff(made, known, { format }), /it was not read: /, `${name}, ${format}`);
  }
});

test("what was not read has no say where it is not attached, nor against a certain Deny", (t) => {
  const unread = { name: "other project", unread: "refused", scope: { kind: "project", id: "p2" } };
  const question = { operation: "getServerPassword", cloud: "otc", projectId: "p1" };
  const set = freeAfter(t, new PolicySet([{ name: "operator", document: OPERATOR }, unread]));
  assert.equal(set.check(question).decision, "allow");
  assert.equal(set.check({ ...question, projectId: "p2" }).decision, "conditional");
  assert.equal(set.check({ ...question, projectId: undefined }).decision, "conditional");
  const denied = freeAfter(t, new PolicySet([{ name: "d", document: policy(deny(ACTION)) }, { name: "trust", document: TRUST }]));
  const { decision, reasons } = denied.check(question);
  assert.deepEqual([decision, reasons.map((reason) => reason.policy)], ["explicitDeny", ["d"]]);
});

test("identity policies are evaluated beside versions 1.0 and 1.1, and what is open between them is asked", (t) => {
  const native = { operation: "getServerPassword", cloud: "huawei", projectId: "p1" };
  const own = { ...native, apiVersion: "v1" };
  const asked = (set, question) => {
    const { decision, assumptions } = set.check(question);
    const row = freeAfter(t, set.preview({ cloud: "huawei", projectId: "p1" }));
    const version = question.apiVersion ?? "v2.1";
    const at = row.rows.findIndex((each) => each.operation === question.operation && each.apiVersion === version);
    assert.equal(verdicts[row.decisions[at]], decision, "a preview says the same");
    return [decision, ...assumptions.map(({ code }) => code)];
  };
  const allowed = freeAfter(t, new PolicySet(entries({ "v5-allow.json": V5_ALLOW })));
  assert.deepEqual(asked(allowed, own), ["allow"]);
  assert.deepEqual(asked(allowed, native), ["conditional", "nativeOpenStack"]);
  const denied = freeAfter(t, new PolicySet(entries({ "operator.json": OPERATOR, "v5-deny.json": V5_DENY })));
  assert.deepEqual(asked(denied, native), ["conditional", "denyAcross", "nativeOpenStack"]);
  const statement = { Sid: "passwords", Effect: "Deny", Action: ["ecs:cloudServers:showServerPassword"] };
  const scp = JSON.stringify({ Version: "5.0", Statement: [{ Effect: "Allow", Action: ["*"] }, statement] });
  const limited = freeAfter(t, new PolicySet([{ name: "all", document: V5_ALLOW }, { name: "scp", kind: "scp", level: "root", document: scp }]));
  const { decision, reasons } = limited.check(own);
  assert.deepEqual([decision, reasons[0].policy, reasons[0].sid, reasons[0].statement], ["explicitDeny", "scp", "passwords", 1]);
  assert.match(limited.explain(own), /scp, statement 2 `passwords`/);
  assert.equal(limited.check({ ...own, principal: { managementAccount: true } }).decision, "allow");
  assert.equal(limited.check({ ...own, principal: { root: true } }).decision, "explicitDeny");
});

test("a refusal that names an action of another model is not explained by an allow, where identity policies were not read", (t) => {
  const body = JSON.stringify({ error: { message: "Policy doesn't allow ecs:cloudServers:listServersDetails to be performed.", code: "Ecs.0010" } });
  const question = deniedCheck({ status: 403, body, cloud: "huawei" });
  assert.deepEqual(question, { action: "ecs:cloudServers:listServersDetails", cloud: "huawei" });
  const full = { name: "full.json", document: policy(allow("ecs:*:*")) };
  const set = freeAfter(t, new PolicySet([full, { name: "identity policies", unread: "another API lists them" }]));
  const { decision, reasons } = set.check(question);
  assert.deepEqual([decision, reasons[0].policy, reasons[0].outcome], ["conditional", "identity policies", "unread"]);
});

test("the answer to what was not read may be assumed", (t) => {
  const set = freeAfter(t, new PolicySet([{ name: "trust", document: TRUST }]));
  for (const [unread, decision, effect] of [[true, "allow", "Allow"], [false, "explicitDeny", "Deny"]]) {
    const { decision: found, reasons } = set.check({ action: ACTION, assume: { unread } });
    assert.deepEqual([found, reasons.find(({ outcome }) => outcome === "unread")?.effect], [decision, effect]);
  }
});

test("a text that IAM would refuse is answered as it would read once mended, and that is said", (t) => {
  const question = { action: "ecs:servers:list" };
  const mended = policy(allow("ecs:servers:*")).replace(/,\s+"Statement"/, ' "Statement"');
  for (const document of [mended, policy({ Effect: "Allow", Action: "ecs:servers:list" })]) {
    assert.equal(parsePolicy(document).wouldBeRefused, true);
    const set = freeAfter(t, new PolicySet([{ name: "refused", document }, { name: "good", document: MIXED }]));
    const decision = set.check(question);
    assert.deepEqual([decision.decision, decision.wouldBeRefused], ["allow", ["refused"]]);
    for (const format of ["text", "markdown"]) {
      assert.match(set.explain(question, { format }), /IAM would refuse:\n+ *-? *refused: answered as it would read once mended\n/);
    }
    assert.match(set.explain(question, { format: "csv" }), /,"refused"\r\n/);
  }
  assert.equal("wouldBeRefused" in parsePolicy(MIXED), false);
  const good = freeAfter(t, only(MIXED));
  assert.equal("wouldBeRefused" in good.check(question), false);
  assert.doesNotMatch(good.explain(question), /refuse|mended/);
});

test("parsePolicy says what was not read of a text, and where", () => {
  const text = `${policy(allow("ecs:servers:list")).slice(0, -4)},{"Effect":"Deny"`;
  const { policy: read, wouldBeRefused } = parsePolicy(text);
  assert.deepEqual(read.statements.map(({ index }) => index), [0]);
  assert.equal(read.unread.length, 1);
  const [{ statement, cause, span, said }] = read.unread;
  assert.deepEqual([statement, cause, said.cause.template, text.slice(span.start, span.end)], [1, cause, cause, '{"Effect":"Deny"']);
  assert.match(cause, /the text ends within this statement/);
  assert.equal(wouldBeRefused, true);
  assert.equal("unread" in parsePolicy(MIXED).policy, false);
});

test("parsePolicy gives what was read, and findings that stand in the text", () => {
  const text = '{"role": {"display_name": "ü\u{1f600}", "catalog": "BASE", "policy": {"Version": "1.0", "Depends": [{"catalog": "BASE",'
    + ' "display_name": "Tenant Guest"}], "Statement": [{"Effect": "Allow", "Action": ["ecs:*:*"], "NotActoin": []}]}}}';
  const read = parsePolicy(text, { cloud: "otc", limits: "huawei", scope: { kind: "project", id: "p" } });
  shape(read, { policy: summary, diagnostics: [diagnostic], wouldBeRefused: "boolean?" });
  assert.deepEqual(
    [read.policy.kind, read.policy.version, read.policy.name, read.policy.catalog, read.policy.depends],
    ["role", "1.0", "ü\u{1f600}", "BASE", [{ catalog: "BASE", displayName: "Tenant Guest" }]],
  );
  const { span: place } = read.policy.statements[0];
  assert.deepEqual(JSON.parse(text.slice(place.start, place.end)).Action, ["ecs:*:*"]);
  const member = read.diagnostics.find(({ code }) => code === "unknownMember");
  assert.equal(text.slice(member.span.start, member.span.end), '"NotActoin"');
  assert.deepEqual([member.path, member.hint, member.severity], ["$.role.policy.Statement[0].NotActoin", "did you mean `NotAction`?", "error"]);
});

test("lint looks at each policy and across them, with options", (t) => {
  const entries = [
    { name: "grants", document: policy(allow("ecs:servers:list")), scope: { kind: "project", id: "p" } },
    { name: "denies", document: policy(deny("ecs:*:*")), scope: { kind: "project", id: "p" } },
    { name: "long", document: policy(...Array.from({ length: 9 }, () => allow("ecs:servers:get"))) },
  ];
  const set = freeAfter(t, new PolicySet(entries));
  const found = set.lint({ cloud: "otc" });
  shape(found, [{ ...diagnostic, policy: "string", policyIndex: "number" }]);
  for (const { policy: name, policyIndex } of found) assert.equal(entries[policyIndex].name, name);
  const codes = (findings, name) => findings.filter((finding) => finding.policy === name).map(({ code }) => code);
  assert.deepEqual(codes(found, "grants"), ["shadowedByDeny"]);
  assert.deepEqual(codes(found, "denies"), ["denyOnly"]);
  assert.ok(codes(found, "long").includes("limit"));
  assert.ok(!codes(set.lint({ limits: "huaweiUnlimited" }), "long").includes("limit"));
  const foreign = freeAfter(t, only(policy(allow("ecs:cloudServers:showServerPassword"))));
  assert.deepEqual([foreign.lint({ cloud: "otc" }).map(({ code }) => code), foreign.lint({ cloud: "huawei" })], [["actionOfOtherCloud"], []]);
});

test("a preview has rows, numbers for verdicts, and reasons when asked", (t) => {
  const set = freeAfter(t, only(MIXED));
  for (const cloud of ["otc", "huawei"]) {
    const preview = freeAfter(t, set.preview({ cloud }));
    assert.ok(preview instanceof Preview);
    const { rows, decisions, whole } = preview;
    shape(rows, [row]);
    assert.equal(preview.rows, rows, "made once");
    assert.ok(decisions instanceof Uint8Array && whole instanceof Uint8Array);
    assert.ok(rows.length > 100 && decisions.length === rows.length && whole.length === rows.length);
    rows.forEach(({ id }, index) => {
      const explained = preview.explain(index);
      shape(explained, decision);
      assert.equal(verdicts[decisions[index]], explained.decision, id);
      assert.deepEqual(explained, set.check({ api: id, cloud }));
      assert.ok(decisions[index] !== 1 || whole[index] === 1, "no more works in full than is allowed");
    });
    assert.deepEqual(new Set(decisions), new Set([0, 1, 2, 3]));
    const some = freeAfter(t, set.preview({ cloud, apiVersion: "v2.1" }));
    assert.deepEqual(some.rows, rows.filter(({ apiVersion }) => apiVersion === "v2.1"));
    // Listing servers is allowed here, what it depends on is not.
    assert.notDeepEqual(decisions, whole);
    const same = freeAfter(t, set.situation({ cloud }));
    assert.deepEqual([preview.update(same), preview.decisions, preview.whole], [decisions, decisions, whole]);
    // What is handed out is a copy.
    decisions.fill(9);
    assert.notDeepEqual(preview.decisions, decisions);
  }
});

test("a preview of actions, asked again for other situations", (t) => {
  const set = freeAfter(t, only(MIXED));
  const actions = ["ecs:servers:list", "ecs:servers:get", "vpc:ports:get", ACTION];
  const preview = freeAfter(t, set.preview({ actions }));
  assert.deepEqual(preview.rows, actions.map((action) => ({ id: action, action })));
  assert.deepEqual([...preview.decisions], [0, 1, 2, 3]);
  const alice = freeAfter(t, set.situation({ context: { "g:UserName": ["alice"] } }));
  assert.ok(alice instanceof Situation);
  const updated = preview.update(alice);
  assert.ok(updated instanceof Uint8Array);
  for (const answers of [updated, preview.decisions, preview.whole]) assert.deepEqual([...answers], [0, 1, 2, 0]);
  assert.equal(preview.explain(3).decision, "allow");
  assert.deepEqual([...preview.update(freeAfter(t, set.situation()))], [0, 1, 2, 3]);
  alice.free();
  assert.equal(thrown(() => preview.update(alice)).code, "handleFreed");
  assert.deepEqual([...preview.decisions], [0, 1, 2, 3], "a refused update changes nothing");
  assert.deepEqual([...freeAfter(t, set.preview({ actions: [] })).decisions], []);
});

test("a situation of another set or cloud is refused", (t) => {
  const [set, other] = [only(MIXED), only(MIXED)];
  const preview = set.preview({ cloud: "otc" });
  const [foreign, elsewhere] = [other.situation({ cloud: "otc" }), set.situation({ cloud: "huawei" })];
  freeAfter(t, set, other, preview, foreign, elsewhere);
  for (const call of [() => set.decide(ACTION, foreign), () => preview.update(foreign), () => preview.update(elsewhere)]) {
    const error = thrown(call);
    assert.deepEqual([error.code, error.path], ["invalidInput", "situation"]);
  }
  assert.match(thrown(() => set.decide(ACTION, foreign)).hint, /`situation`/);
  for (const none of [undefined, null, {}, "x", set, Object.create(Situation.prototype)]) {
    for (const call of [() => set.decide(ACTION, none), () => preview.update(none)]) {
      const error = thrown(call);
      assert.deepEqual([error.code, error.path], ["invalidInput", "situation"], inspect(none));
    }
  }
});

test("decide is check without reasons, also after any number of other actions", (t) => {
  const set = freeAfter(t, only(MIXED));
  const known = { cloud: "otc", context: { "g:UserName": ["alice"] } };
  const [open, alice] = [set.situation(), set.situation(known)];
  freeAfter(t, open, alice);
  const expected = [["ecs:servers:list", "allow"], ["ecs:servers:get", "explicitDeny"], ["vpc:ports:get", "implicitDeny"], [ACTION, "conditional"]];
  const ask = () => {
    for (const [action, answer] of expected) {
      assert.equal(set.decide(action, open), answer);
      assert.equal(set.check({ action }).decision, answer);
      assert.equal(set.decide(action, alice), set.check({ action, ...known }).decision);
    }
  };
  ask();
  // More than are remembered on either side, twice over; those asked for in between stay right.
  for (let number = 0; number < 20_000; number += 1) {
    const action = number % 3 === 0 ? `ecs:servers:x${number}` : `evs:volumes:x${number}`;
    assert.equal(set.decide(action, open), number % 3 === 0 ? "allow" : "implicitDeny", action);
    if (number % 4095 === 0) ask();
  }
  ask();
  // A second set counts its actions by itself.
  const denying = freeAfter(t, only(policy(deny("*:*:*"))));
  const nothing = freeAfter(t, denying.situation());
  assert.deepEqual(["ecs:servers:list", "ecs:servers:x19998"].map((action) => denying.decide(action, nothing)), ["explicitDeny", "explicitDeny"]);
});

test("decideAll is decide for each action, in their order, however many there are", (t) => {
  const set = freeAfter(t, only(MIXED));
  const known = { cloud: "otc", context: { "g:UserName": ["alice"] } };
  const several = ["ecs:servers:list", "ecs:servers:get", "vpc:ports:get", ACTION, "ECS:Servers:LIST", "ecs:servers:list"];
  // More than are remembered on either side, so that some are forgotten before their turn.
  const many = Array.from({ length: 20_000 }, (_, number) => [`ecs:servers:x${number % 9_000}`, `evs:volumes:x${number}`, ...several][number % 8]);
  for (const actions of [[], [ACTION], several, many, several]) {
    for (const situation of [set.situation(), set.situation(known)]) {
      const decisions = set.decideAll(actions, situation);
      assert.ok(decisions instanceof Uint8Array);
      assert.deepEqual(Array.from(decisions, (number) => api.verdicts[number]), actions.map((action) => set.decide(action, situation)));
      situation.free();
    }
  }
  const preview = freeAfter(t, set.preview({ cloud: "otc" }));
  const situation = freeAfter(t, set.situation({ cloud: "otc" }));
  const own = preview.rows.flatMap(({ action, formerActions }, row) => (formerActions ? [] : [[action, preview.decisions[row]]]));
  const answers = own.map(([action]) => api.verdicts.indexOf(set.check({ action, cloud: "otc" }).decision));
  assert.deepEqual([...set.decideAll(own.map(([action]) => action), situation)], answers);
});

test("decideAll refuses what it is not for, with the place", (t) => {
  const set = freeAfter(t, only(MIXED));
  const situation = freeAfter(t, set.situation());
  const foreign = freeAfter(t, freeAfter(t, only(MIXED)).situation());
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  for (const [actions, path, asked = situation] of [
    [[ACTION, "ecs:*:*"], "actions[1]"],
    [[ACTION, ACTION, 1], "actions[2]"],
    [["x".repeat(5000)], "actions[0]"],
    [ACTION, "actions"],
    [undefined, "actions"],
    [new Set([ACTION]), "actions"],
    [proxy, "actions"],
    [new Proxy([ACTION], { get: (array, key) => { if (key === "0") throw new Error("no"); return array[key]; } }), "actions"],
    [new Array(1_000_001), "actions"],
    [[], "situation", foreign],
    [[ACTION], "situation", foreign],
    [[ACTION], "situation", {}],
  ]) {
    const error = thrown(() => set.decideAll(actions, asked));
    assert.deepEqual([error.code, error.path], ["invalidInput", path], inspect(actions));
  }
  assert.match(thrown(() => set.decideAll([ACTION, "ecs"], situation)).message, /must be one action/);
  assert.match(thrown(() => set.decideAll([ACTION, "ecs"], situation)).hint, /such as/);
  set.free();
  assert.equal(thrown(() => set.decideAll([], situation)).code, "handleFreed");
});

test("results as text, Markdown and CSV", (t) => {
  const set = freeAfter(t, only(MIXED, { name: '=cmd|"a"' }));
  const after = freeAfter(t, only(policy(allow(ACTION))));
  const preview = freeAfter(t, set.preview({ actions: ["ecs:servers:list", ACTION] }));
  const input = { actions: ["ecs:servers:list", ACTION] };
  const explained = set.explain({ action: "ecs:servers:list" });
  assert.equal(explained, set.explain({ action: "ecs:servers:list" }, { format: "text" }));
  assert.equal(explained, set.explain({ action: "ecs:servers:list" }, { format: undefined }));
  assert.match(explained, /^ecs:servers:list is allowed\n/);
  assert.match(set.explain({ action: ACTION }, { format: "markdown" }), /^`ecs:serverPasswords:manage` is \*\*conditional\*\*\n[^]*- g:UserName\n/);
  assert.match(preview.export("text"), /^API\t[^]*\necs:servers:list\t\tecs:servers:list\tallow\tallow\t\n/);
  assert.match(preview.export("markdown"), /^\| API \|[^]*\n\|(---\|)+\n\| ecs:servers:list \|/);
  assert.match(set.diff(after, input, { format: "text" }), /newly denied\tecs:servers:list\t[^]*\n0 unchanged\n$/);
  assert.match(set.diff(after, input, { format: "markdown" }), /\| newly allowed \| ecs:serverPasswords:manage \|/);
  const tables = [
    [set.explain({ action: "ecs:servers:list" }, { format: "csv" }), 11, 1],
    [preview.export("csv"), 6, 2],
    [set.diff(after, input, { format: "csv" }), 7, 2],
  ];
  for (const [csv, columns, rows] of tables) {
    const lines = csv.split("\r\n");
    assert.equal(lines.pop(), "");
    assert.equal(lines.length, rows + 1, csv);
    assert.ok(!/[\r\n]/.test(lines.join("")));
    for (const line of lines.slice(1)) {
      const cells = line.match(/"(?:[^"]|"")*"(?=,|$)/g);
      assert.equal(cells.length, columns, line);
      assert.ok(cells.every((cell) => !/^"[=+@-]/.test(cell)), "no cell is a formula");
    }
  }
});

test("a difference names what changes, with reasons on both sides", (t) => {
  const before = freeAfter(t, only(MIXED));
  const after = freeAfter(t, only(policy(allow(ACTION), deny("ecs:servers:list"), { ...allow("ecs:servers:get"), Resource: ["ecs:*:*:instance:i"] })));
  const input = { actions: ["ecs:servers:list", "ecs:servers:get", ACTION, "vpc:ports:get"] };
  const found = before.diff(after, input);
  shape(found, difference);
  const ids = (list) => list.map(({ id, before: from, after: to }) => [id, from, to]);
  assert.deepEqual(ids(found.newlyDenied), [["ecs:servers:list", "allow", "explicitDeny"]]);
  assert.deepEqual(ids(found.newlyAllowed), [[ACTION, "conditional", "allow"]]);
  assert.deepEqual(ids(found.nowConditional), [["ecs:servers:get", "explicitDeny", "conditional"]]);
  assert.equal(found.unchanged, 1);
  assert.deepEqual(found.newlyDenied[0].reasonsAfter[0].effect, "Deny");
  const same = before.diff(before, { cloud: "huawei" });
  assert.deepEqual(same, { newlyAllowed: [], newlyDenied: [], nowConditional: [], unchanged: 126 });
  const settled = before.diff(after, { ...input, context: { "g:UserName": ["alice"] }, resource: "ecs:r:a:instance:i" });
  assert.deepEqual([ids(settled.newlyAllowed), settled.nowConditional], [[["ecs:servers:get", "explicitDeny", "allow"]], []]);
});

test("a suggested policy is one statement of text that allows what was asked for", (t) => {
  const set = freeAfter(t, new PolicySet([]));
  const suggested = set.suggest({ cloud: "otc", operations: ["getServerPassword", "listServers"] });
  shape(suggested, {
    document: "string", actions: ["string"], cannotSeparate: [{ code: "string", message: "string", actions: ["string"], apis: ["string"], said: said("message") }],
  });
  assert.deepEqual(parsePolicy(suggested.document, { cloud: "otc" }).diagnostics, []);
  const granted = freeAfter(t, only(suggested.document));
  for (const action of suggested.actions) assert.equal(granted.check({ action }).decision, "allow");
  assert.ok(suggested.cannotSeparate.some(({ code, actions }) => code === "sharedAction" && actions.includes(ACTION)));
  const api = "GET /v1/{project_id}/cloudservers/{server_id}/os-server-password";
  assert.deepEqual(set.suggest({ cloud: "huawei", apis: [api] }), set.suggest({ cloud: "huawei", apiVersion: "v1", operations: ["getServerPassword"] }));
});

test("token, request and clock settle what hangs on them", (t) => {
  const policies = freeAfter(t, only(policy({
    ...allow(ACTION),
    Condition: {
      StringEquals: { "g:UserName": ["alice"], "g:ProjectName": ["eu-de"], "g:ServiceName": ["ecs"] },
      DateLessThan: { "g:CurrentTime": ["2027-01-01T00:00:00Z"] },
      Bool: { "g:MFAPresent": ["true"] },
    },
  }), { scope: { kind: "project", id: "p1" } }));
  const question = { operation: "getServerPassword", cloud: "otc" };
  const open = policies.check(question);
  assert.equal(open.decision, "conditional");
  assert.deepEqual(open.unknownKeys, ["g:CurrentTime", "g:MFAPresent", "g:ProjectName", "g:ServiceName", "g:UserName", "projectId"]);
  const token = { token: { methods: ["password", "totp"], user: { id: "u1", name: "alice", domain: { name: "D" } }, project: { id: "p1", name: "eu-de" } } };
  const facts = requestContext({ token, ...question, time: new Date("2026-11-24T00:00:00Z") });
  assert.equal(policies.check({ ...question, ...facts }).decision, "allow");
  assert.equal(policies.check({ ...question, ...requestContext({ token, ...question, time: "2027-01-01T00:00:00Z" }) }).decision, "implicitDeny");
  // What a sign-in of the client says leaves MFA open; without a time it is now.
  const session = requestContext({ session: { user: "alice", project: { id: "p1", name: "eu-de" }, roles: [] } });
  assert.deepEqual(Object.keys(session.context), ["g:CurrentTime", "g:ProjectName", "g:UserName"]);
  assert.deepEqual(requestContext({ time: null }), { context: {} });
  assert.equal(thrown(() => requestContext({ time: new Date(Number.NaN) })).path, "time");
  assert.equal(thrown(() => requestContext({ time: "today" })).path, "time");
  assert.equal(thrown(() => requestContext({ token: "MIIF" })).path, "token");
  assert.equal(thrown(() => requestContext(null)).path, "facts");
});

test("what is wrong is named where it stands, in words of this API", (t) => {
  const set = freeAfter(t, only(MIXED));
  const preview = freeAfter(t, set.preview({ actions: [ACTION] }));
  const cloud = "otc";
  const cyclic = { action: ACTION };
  cyclic.context = cyclic;
  const entry = (other) => () => new PolicySet([{ name: "fine", document: "{}" }, { name: "x", document: "{}", ...other }]);
  const cases = [
    [() => new PolicySet(), "policies"],
    [() => new PolicySet({ name: "x", document: "{}" }), "policies"],
    [() => new PolicySet([null]), "policies[0]"],
    [() => new PolicySet(["{}"]), "policies[0]"],
    [entry({ name: undefined }), "policies[1].name"],
    [entry({ name: 1 }), "policies[1].name"],
    [entry({ name: 1n }), "policies[1].name"],
    [entry({ document: { Version: "1.1" } }), "policies[1].document", /not an object/],
    [entry({ document: Uint8Array.of(0xff) }), "policies[1].document", /UTF-8/],
    [entry({ nme: "x" }), "policies[1].nme", /did you mean `name`\?/],
    [entry({ scope: "project" }), "policies[1].scope"],
    [entry({ scope: new Map() }), "policies[1].scope"],
    [entry({ scope: { kind: "projects" } }), "policies[1].scope.kind", /`allProjects`/],
    [entry({ scope: { kind: "project" } }), "policies[1].scope.id"],
    [entry({ scope: { kind: "project", id: "a b" } }), "policies[1].scope.id", /letters, digits/],
    [entry({ scope: { kind: "global", id: "p" } }), "policies[1].scope.id"],
    [entry({ catalog: 1 }), "policies[1].catalog"],
    [() => set.check(), "input"],
    [() => set.check({}), "action", /exactly one of/],
    [() => set.check({ action: ACTION, api: "x", cloud }), "action", /exactly one of/],
    [() => set.check({ action: "ecs:*:*" }), "action", /such as `ecs:serverPasswords:manage`/],
    [() => set.check({ action: "manage" }), "action"],
    [() => set.check({ acton: ACTION }), "acton", /did you mean `action`\?/],
    [() => set.check({ operation: "listServers" }), "cloud", /`otc` or `huawei`/],
    [() => set.check({ operation: "listServer", cloud }), "operation", /`listServers`/],
    [() => set.check({ operation: "listServers", cloud, apiVersion: "v3" }), "apiVersion", /`v2.1`/],
    [() => set.check({ api: "GET /v2.1/{project_id}/servers/detial", cloud }), "api", /did you mean `GET \/v2.1\/\{project_id\}\/servers\/detail`\?/],
    [() => set.check({ action: ACTION, projectId: "" }), "projectId"],
    [() => set.check({ action: ACTION, resource: "*" }), "resource", /such as `ecs:/],
    [() => set.check({ action: ACTION, context: [] }), "context"],
    [() => set.check({ action: ACTION, context: { "g:UserName": "alice" } }), 'context["g:UserName"]', /array of strings, or null/],
    [() => set.check({ action: ACTION, context: { "g:UserName": ["a", "b"] } }), 'context["g:UserName"]', /one value/],
    [() => set.check({ action: ACTION, assume: { badValues: true } }), "assume", /did you mean `badValue`\?/],
    [() => set.check({ action: ACTION, assume: { badValue: "yes" } }), "assume.badValue", /true or false/],
    [() => set.check(cyclic), "input"],
    [() => set.explain({ action: ACTION }, { format: "html" }), "format", /`markdown`/],
    [() => set.explain({ action: ACTION }, { format: 1 }), "format"],
    [() => set.explain({ action: ACTION }, { fromat: "csv" }), "fromat", /`format`/],
    [() => set.explain({ action: ACTION }, "csv"), "options"],
    [() => set.situation({ action: ACTION }), "action", /known fields here: `cloud`/],
    [() => set.situation("otc"), "input"],
    [() => set.decide("ecs:*:*", set.situation()), "action"],
    [() => set.decide(1, set.situation()), "action"],
    [() => set.preview({}), "cloud", /`otc` or `huawei`/],
    [() => set.preview({ actions: ACTION }), "actions"],
    [() => set.preview({ actions: [ACTION, "ecs"] }), "actions[1]"],
    [() => set.preview({ actions: [1] }), "actions[0]"],
    [() => preview.explain(1), "row", /no row 1/],
    [() => preview.explain(-1), "row"],
    [() => preview.explain(0.5), "row"],
    [() => preview.explain(2 ** 32), "row"],
    [() => preview.explain("0"), "row"],
    [() => preview.export(), "format"],
    [() => preview.export("xml"), "format", /`csv`/],
    [() => set.diff({}, { cloud }), "after", /PolicySet/],
    [() => set.diff(set, {}), "cloud"],
    [() => set.diff(set, { cloud }, { format: "xml" }), "format"],
    [() => set.diff(set, { cloud }, null), "options"],
    [() => set.suggest({ cloud }), "operations"],
    [() => set.suggest({ cloud, operations: ["list"] }), "operations[0]"],
    [() => set.suggest({ cloud, apis: ["x"] }), "apis[0]", /method and path/],
    [() => set.lint({ limit: "otc" }), "limit", /did you mean `limits`\?/],
    [() => set.lint({ limits: "all" }), "limits", /`huaweiUnlimited`/],
    [() => parsePolicy({ Version: "1.1" }), "text", /not an object/],
    [() => parsePolicy(Uint8Array.of(0xff)), "text", /UTF-8/],
    [() => parsePolicy("{}", { cloud: "otx" }), "cloud"],
    [() => parsePolicy("{}", { scope: { kind: "project" } }), "scope.id"],
    [() => deniedCheck({}), "status"],
    [() => deniedCheck({ status: "403" }), "status"],
    [() => deniedCheck({ status: 403, operation: "x" }), "operation"],
    [() => deniedCheck(), "input"],
  ];
  for (const [call, place, words] of cases) {
    const error = thrown(call);
    assert.deepEqual([error.code, error.path], ["invalidInput", place], `${call}: ${error.message}`);
    const said = [error.message, error.hint ?? ""].join(" ");
    if (words) assert.match(said, words);
    // Backticks hold what the caller gave; the rest are our words.
    const ours = said.split("`").filter((_, index) => index % 2 === 0).join("");
    assert.ok(!/::|\b(Some|None|Err|u32|usize|Vec|String|unwrap|wasm)\b/.test(ours) && !/[.\n]$/.test(error.message), said);
  }
});

test("plain OpenStack has no policies, and v1 no list of servers", (t) => {
  const set = freeAfter(t, only(MIXED));
  const calls = [
    [() => set.check({ operation: "listServers", cloud: "openstack" }), "cloud"],
    [() => set.check({ operation: "listServers", cloud: "huawei", apiVersion: "v1" }), "apiVersion"],
    [() => set.situation({ cloud: "openstack" }), "cloud"],
    [() => set.preview({ cloud: "openstack" }), "cloud"],
    [() => set.suggest({ cloud: "openstack", operations: ["listServers"] }), "cloud"],
    [() => set.lint({ cloud: "openstack" }), "cloud"],
    [() => parsePolicy("{}", { cloud: "openstack" }), "cloud"],
  ];
  for (const [call, place] of calls) {
    const error = thrown(call);
    assert.deepEqual([error.code, error.path], ["unsupportedOperation", place], `${call}: ${error.message}`);
    assert.ok(error.hint, `${call} has no hint`);
  }
});

test("a freed handle says so, freeing twice is no error, and `using` frees", (t) => {
  const [set, other] = [only(MIXED), freeAfter(t, only(MIXED))];
  const [preview, situation] = [set.preview({ actions: [ACTION] }), set.situation()];
  const rest = set.preview({ actions: [ACTION] });
  rest.free();
  assert.equal(thrown(() => rest.rows).code, "handleFreed");
  const { rows } = preview;
  for (const handle of [preview, situation]) {
    handle.free();
    handle.free();
    handle[Symbol.dispose]();
  }
  for (const call of [() => preview.decisions, () => preview.whole, () => preview.explain(0), () => preview.export("csv"), () => set.decide(ACTION, situation)]) {
    assert.equal(thrown(call).code, "handleFreed", String(call));
  }
  assert.equal(preview.rows, rows);
  // What a set gave outlives it.
  const later = freeAfter(t, set.preview({ actions: [ACTION] }));
  const again = freeAfter(t, set.situation({ context: { "g:UserName": ["alice"] } }));
  set.free();
  set[Symbol.dispose]();
  set.free();
  assert.deepEqual([...later.decisions, ...later.update(again)], [3, 0]);
  const calls = [
    () => set.check({ action: ACTION }), () => set.explain({ action: ACTION }), () => set.situation(), () => set.decide(ACTION, again),
    () => set.preview({ cloud: "otc" }), () => set.lint(), () => set.diff(other, { cloud: "otc" }), () => other.diff(set, { cloud: "otc" }),
  ];
  for (const call of calls) assert.equal(thrown(call).code, "handleFreed", String(call));
});

test("a refusal becomes the check that explains it", (t) => {
  const set = freeAfter(t, only(policy(allow("ecs:servers:list"))));
  const iam = '{"error_code": "IAM.0003", "error_msg": "Policy doesn\'t allow iam:users:listUsers"}';
  const said = (action) => `{"error": {"code": "Pdp.0001", "message": "Policy does not allow ${action} to be performed."}}`;
  const nova = '{"forbidden": {"code": 403, "message": "Policy doesn\'t allow os_compute_api:os-server-password:show to be performed."}}';
  const own = { operation: "getServerPassword", cloud: "otc", apiVersion: "v2.1" };
  const cases = [
    [{ body: said(ACTION) }, { action: ACTION }],
    [{ body: said(ACTION), ...own }, own],
    // The cloud's own word goes before what was asked for.
    [{ body: said("ecs:servers:get"), ...own }, { action: "ecs:servers:get", cloud: "otc" }],
    [{ body: iam }, { action: "iam:users:listUsers" }],
    [{ body: nova }, { action: "os_compute_api:os-server-password:show" }],
    [{ body: nova, cloud: "otc" }, { operation: "getServerPassword", cloud: "otc" }],
    [{ body: "no", ...own }, own],
  ];
  for (const [input, expected] of cases) {
    const check = deniedCheck({ status: 403, ...input });
    assert.deepEqual(check, expected, inspect(input));
    assert.equal(set.check(check).decision, "implicitDeny");
  }
  assert.equal(deniedCheck({ status: 403, body: "no" }), undefined);
  assert.equal(deniedCheck({ status: 404, body: nova.replace("forbidden", "itemNotFound") }), undefined);
  assert.equal(deniedCheck({ status: 200, body: "{}" }), undefined);
});

test("every refusal of the vectors, as answer and as error, can be asked", (t) => {
  const set = freeAfter(t, new PolicySet([]));
  const vectors = JSON.parse(readFileSync(path.join(root, "tests/vectors/responses.json"), "utf8"));
  const refused = vectors.filter(({ expect }) => expect.error?.code === "forbidden");
  assert.ok(refused.length > 10, "the vectors have no refusals");
  for (const { name, input, expect } of refused) {
    const { operation, status, body, cloud = "otc", apiVersion = "v2.1" } = input;
    const asked = { operation, cloud, apiVersion };
    const check = deniedCheck({ status, body, ...asked });
    // No policy explains an address, a project, a region, a quota or the state of a user.
    const elsewhere = /^(APIG|APIGW)\.0[3458]\d\d$|^IAM\.008[0-3]$|^Ecs\.0066$/.test(expect.error.providerCode ?? "");
    if (elsewhere) assert.equal(check, undefined, name);
    else if (cloud !== "openstack") assert.ok(check, `${name}: nothing to ask`);
    // A rule of Nova in two parts is no action of a policy.
    if (body?.includes("os_compute_api:os-admin-password ")) assert.equal(check, undefined, name);
    if (check) assert.equal(set.check(check).decision, "implicitDeny", name);
    // The error of this package says the same as the answer it was made of.
    const error = thrown(() => parseResponse(input));
    const byError = deniedCheck({ status: error.status, message: error.message, ...asked });
    if (elsewhere || /Policy does(?: not|n't) allow \S+:/.test(body ?? "")) assert.deepEqual(byError, check, name);
  }
});

test("what a check asks for an operation is what its request needs", (t) => {
  const set = freeAfter(t, new PolicySet([]));
  const sent = { endpoint: "https://ecs.example.com", projectId: "0123456789abcdef0123456789abcdef" };
  const server = { serverId: "8b3c7a5e-2f6d-4c1b-9a0e-1d2c3b4a5f60" };
  const operations = { getServerPassword: server, deleteServerPassword: server, listServers: {}, getKeyPair: { name: "k" } };
  let agreed = 0;
  for (const [operation, input] of Object.entries(operations)) {
    for (const cloud of ["otc", "huawei"]) {
      for (const apiVersion of ["v1", "v2", "v2.1"]) {
        const answer = (call) => {
          try {
            return call().action;
          } catch (error) {
            return [error.code, error.path];
          }
        };
        const needed = answer(() => buildRequest({ operation, cloud, apiVersion, ...sent, ...input }));
        assert.deepEqual(answer(() => set.check({ operation, cloud, apiVersion })), needed, `${operation} ${cloud} ${apiVersion}`);
        agreed += typeof needed === "string" ? 1 : 0;
      }
    }
  }
  assert.equal(agreed, 18);
  const rows = ["otc", "huawei"].flatMap((cloud) => set.preview({ cloud }).rows.map((each) => ({ ...each, cloud })));
  const newPassword = "Str0ng-enough";
  const others = { resetServerPassword: { ...server, newPassword }, resetServerPasswords: { serverIds: [server.serverId], newPassword }, getResetPasswordFlag: server, getServer: server, startServer: server, stopServer: server };
  for (const { operation, action, apiVersion, cloud } of rows.filter((each) => each.operation)) {
    assert.equal(buildRequest({ operation, cloud, apiVersion, ...sent, ...{ ...operations, ...others }[operation] }).action, action);
  }
});

test("sets, situations and previews give their memory back", () => {
  const memory = memoryOf("policy");
  const document = policy(...Array.from({ length: 200 }, (_, index) => ({
    ...allow(`ecs:servers:a${index}`, "ecs:*:get*"), Condition: { StringEquals: { [`g:K${index}`]: ["x"] } },
  })));
  const round = () => {
    const set = new PolicySet([{ name: "a", document }, { name: "b", document: MIXED }]);
    const [preview, situation] = [set.preview({ cloud: "otc" }), set.situation({ cloud: "otc", context: { "g:K1": ["x"] } })];
    preview.update(situation);
    assert.equal(preview.rows.length, 149);
    set.decide(NEVER, situation);
    set.check({ action: NEVER });
    for (const handle of [set, situation, preview]) handle.free();
    assert.throws(() => new PolicySet([{ name: "a", document, scope: {} }]));
  };
  for (let times = 0; times < 20; times += 1) round();
  const before = memory.buffer.byteLength;
  for (let times = 0; times < 200; times += 1) round();
  assert.equal(memory.buffer.byteLength, before);
  // The test could fail: what is kept does take memory.
  const kept = Array.from({ length: 200 }, () => only(document));
  assert.ok(memory.buffer.byteLength > before);
  for (const set of kept) set.free();
});
