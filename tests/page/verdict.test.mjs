// What the answers come to in words, and that none of it says more than the answers do; on the core, without a page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce } = CONSOLE;
const { createAnswering } = await load("permissions/answers/answering.ts");
const { ABILITIES } = await load("permissions/answers/abilities.ts");
const { changesOf } = await load("permissions/answers/changes.ts");
const { denialOf, withDenial } = await load("permissions/answers/denial.ts");
const { groupsOf, shownRows } = await load("permissions/answers/rows.ts");
const { countOf } = await load("permissions/state.ts");
const { EXAMPLES } = await load("permissions/policies/examples.ts");
const policyPackage = await import("ecs-password/policy/slim");
policyPackage.initSync(readFileSync(path.join(root, "dist/policy.wasm")));

const draft = (name, text, more = {}) => ({ name, text, attachment: { kind: "none", id: "" }, catalog: "", ...more });
const text = (...Statement) => JSON.stringify({ Version: "1.1", Statement }, null, 2);
const of5 = (...Statement) => JSON.stringify({ Version: "5.0", Statement });
const ALL = { Effect: "Allow", Action: ["ecs:*:*"] };
const MFA = { Condition: { Bool: { "g:MFAPresent": ["true"] } } };
const PASSWORDS = { Effect: "Deny", Action: ["ecs:serverPasswords:manage"] };
const SHOW = "GET /v2.1/{project_id}/servers/{server_id}/os-server-password";

/** The answers from these policies. */
function answersOf(drafts, { cloud = "otc", assume = {}, facts = {} } = {}) {
  const answering = createAnswering(policyPackage);
  const policies = drafts.map((each, index) => ({ ...each, id: index + 1 }));
  const { evaluation, known } = answering.evaluate({ cloud, facts, assume, ownLists: [], policies });
  return { answering, evaluation: { ...evaluation, ...known } };
}

const abilities = (...given) => answersOf(...given).evaluation.abilities;
const levels = (...given) => Object.fromEntries(abilities(...given).map(({ name, level }) => [name, level]));

test("what is certain is told as that, and what hangs on something with what it hangs on", () => {
  assert.deepEqual(levels([draft("all", text(ALL))]), { readPassword: "can", deletePassword: "can", deleteServers: "can" });
  assert.deepEqual(levels([draft("all", text(ALL)), draft("no", text(PASSWORDS))]), { readPassword: "cannot", deletePassword: "cannot", deleteServers: "can" });
  assert.deepEqual(levels([draft("none", text({ Effect: "Allow", Action: ["ecs:*:list*"] }))], { cloud: "huawei" }), Object.fromEntries(ABILITIES.map((name) => [name, "cannot"])));
  const [read] = abilities([draft("mfa", text({ ...ALL, ...MFA }))]);
  assert.deepEqual([read.name, read.level, read.keys], ["readPassword", "may", ["g:MFAPresent"]]);
  assert.equal(levels([draft("mfa", text({ ...ALL, ...MFA }))], { facts: { "g:MFAPresent": { absent: false, values: ["true"], from: "user" } } }).readPassword, "can");
});

test("one way that is open is enough, and is the one that the reason is of", () => {
  const [read] = abilities([draft("all", text(ALL)), draft("no", text(PASSWORDS))], { cloud: "huawei" });
  assert.deepEqual([read.level, read.action, read.reason.effect, read.reason.policy], ["can", "ecs:cloudServers:showServerPassword", "Allow", "all"]);
});

test("beside what was not read nothing but an explicit deny is certain", () => {
  const unread = draft("what", "", { unread: "not read" });
  assert.deepEqual(levels([draft("all", text(ALL)), unread]), { readPassword: "may", deletePassword: "may", deleteServers: "may" });
  const [read, , servers] = abilities([draft("none", text(PASSWORDS)), unread]);
  assert.deepEqual([read.level, servers.level, servers.questions], ["cannot", "may", ["unread"]]);
  assert.deepEqual(levels([draft("yaml", "Version: 1.1")]), { readPassword: "may", deletePassword: "may", deleteServers: "may" });
});

test("in whatever set, the words are what the answers of the APIs are", () => {
  const sets = [...EXAMPLES.map(({ name, text: document, catalog }) => [draft(name, document, { catalog })]), [draft("v5", of5({ Effect: "Allow", Action: ["ecs:*:*"] })), draft("scp", of5({ Effect: "Allow", Action: ["ecs:cloudServers:*"] }), { kind: "scp" })]];
  for (const set of sets) {
    for (const cloud of ["otc", "huawei"]) {
      const { evaluation } = answersOf(set, { cloud });
      for (const { name, level } of evaluation.abilities) {
        const rows = evaluation.rows.flatMap((row, index) => ({ readPassword: "getServerPassword", deletePassword: "deleteServerPassword", setPassword: "resetServerPassword" }[name] === row.operation && row.operation ? [evaluation.decisions[index]] : []));
        if (name === "deleteServers") continue;
        const verdicts = rows.map((number) => policyPackage.verdicts[number]);
        assert.equal(level, verdicts.includes("allow") ? "can" : verdicts.includes("conditional") ? "may" : "cannot", `${set[0].name}, ${cloud}, ${name}`);
      }
    }
  }
});

test("a policy that only denies is told to grant nothing only where no other one may allow", () => {
  const told = (...drafts) => answersOf(drafts).evaluation.findings.filter(({ code }) => code === "denyOnly").length;
  const no = draft("no", text(PASSWORDS));
  assert.deepEqual([told(no), told(no, draft("no too", text(PASSWORDS))), told(no, draft("all", text(ALL))), told(no, draft("?", "", { unread: "not read" }))], [1, 2, 0, 0]);
});

test("what IAM perhaps refuses is told with its reason, and not beside what it would refuse", () => {
  const doubts = (...drafts) => answersOf(drafts).evaluation.doubtful.map(({ policy, cause }) => `${policy}: ${cause}`);
  assert.deepEqual(doubts(draft("fine", text(ALL))), []);
  assert.match(doubts(draft("fine", text(ALL)), draft("case", text({ ...ALL, Effect: "allow" }))).join(), /^case: expected `Allow`, got `allow`$/);
  assert.match(doubts(draft("many", text(...Array(9).fill(ALL)))).join(), /^many: expected at most 8 statements/);
  assert.match(doubts(draft("name", text({ Effect: "Allow", Action: ["ecs:servers:nope"] }))).join(), /^name: there is no `ecs:servers:nope`/);
  assert.deepEqual(doubts(draft("trust", JSON.stringify({ Version: "1.1", Statement: [{ Effect: "Allow", Action: ["sts:agencies:assume"], Principal: { IAM: ["x"] } }] })), draft("yaml", "Version: 1.1")), [], "what is not read is told as that");
  const { evaluation } = answersOf([draft("refused", text({ ...ALL, Effect: "allow", Action: "ecs:*:*" }))]);
  assert.deepEqual([evaluation.refused.length, evaluation.doubtful], [1, []]);
});

test("how many answers depend on questions is told, of the same API in two versions once", () => {
  const { name, text: document } = EXAMPLES.find((example) => example.name === "ECS ReadOnlyAccess");
  const { answering, evaluation } = answersOf([draft(name, document)]);
  const open = answering.stillOpen(Infinity);
  const expected = evaluation.rows.filter((row, index) => evaluation.leads[index] === undefined && evaluation.decisions[index] === 3);
  assert.deepEqual([open.questions.map(({ code }) => code), open.answers], [["renamedAction"], expected.length]);
  const byKey = answersOf([draft("mfa", text({ ...ALL, ...MFA }))]).answering.stillOpen(Infinity);
  assert.deepEqual([byKey.questions, byKey.answers], [[], 0]);
});

test("the same API of v2 and v2.1 is one row, that of v2.1, and is found by both; one that exists once stays", () => {
  const { evaluation } = answersOf([draft("all", text(ALL))]);
  const state = [{ type: "permissions/evaluated", evaluation }].reduce(reduce, initialState({ view: "permissions" }));
  const ids = (filter = "") => shownRows({ ...state.permissions, filter: { ...state.permissions.filter, text: filter } }).shown.map((index) => evaluation.rows[index].id);
  assert.equal(ids().includes(SHOW), true);
  assert.equal(ids().includes(SHOW.replace("v2.1", "v2")), false);
  assert.deepEqual(ids(SHOW.replace("v2.1", "v2")), [SHOW]);
  const once = evaluation.rows.map(({ id }) => id).filter((id) => / \/v2\//.test(id) && !evaluation.rows.some((row) => row.id === id.replace("/v2/", "/v2.1/")));
  assert.notEqual(once.length, 0);
  for (const id of once) assert.ok(ids().includes(id), id);
  assert.equal(countOf(evaluation, 0), ids().length);
});

test("passwords come first among the categories", () => {
  for (const cloud of ["otc", "huawei"]) {
    const { evaluation } = answersOf([draft("all", text(ALL))], { cloud });
    const { permissions } = reduce(initialState({ view: "permissions" }), { type: "permissions/evaluated", evaluation });
    const categories = groupsOf(permissions, shownRows(permissions).shown, true).map(({ category }) => category);
    assert.equal(categories[0], "Password Management");
    const rest = categories.slice(1);
    assert.deepEqual(rest, [...new Set(evaluation.rows.map(({ category }) => category))].filter((category) => rest.includes(category)), "the others stay in their order");
  }
});

test("a change is told by what it does: what may newly become possible is not what is restricted, and passwords come first", () => {
  const change = (before, after) => {
    const { answering, evaluation } = answersOf(after);
    const changes = changesOf(answering.compare(before).difference, evaluation);
    return Object.fromEntries(Object.entries(changes).map(([kind, list]) => [kind, list.map(({ id, ofPassword, also }) => ({ id, ofPassword, also }))]));
  };
  const none = [draft("none", text({ Effect: "Allow", Action: ["vpc:*:list"] }))];
  const mfa = [draft("mfa", text({ ...ALL, ...MFA }))];
  const all = [draft("all", text(ALL))];
  const counts = (given) => Object.values(given).map((list) => list.length > 0);
  assert.deepEqual(counts(change(none, mfa)), [false, true, false, false]);
  assert.deepEqual(counts(change(all, mfa)), [false, false, true, false]);
  assert.deepEqual(counts(change(none, all)), [true, false, false, false]);
  assert.deepEqual(counts(change(all, none)), [false, false, false, true]);
  const { allowed } = change(none, all);
  assert.ok(allowed[0].ofPassword && !allowed.at(-1).ofPassword);
  assert.deepEqual(allowed.map(({ ofPassword }) => ofPassword), allowed.map(({ ofPassword }) => ofPassword).sort((one, other) => Number(other) - Number(one)));
  assert.equal(allowed.find(({ id }) => id === SHOW).also, "v2");
  assert.equal(allowed.some(({ id }) => id === SHOW.replace("v2.1", "v2")), false);
});

test("a Deny is put into a policy as its last statement, denies, and is marked where it stands", () => {
  for (const policy of [text(ALL), text(ALL, PASSWORDS), JSON.stringify({ Version: "1.1", Statement: [ALL] }), of5({ Effect: "Allow", Action: ["ecs:servers:get"] }), `${EXAMPLES[0].text}`]) {
    const denial = withDenial(draft("p", policy), "ecs:servers:get");
    const before = JSON.parse(policy);
    assert.deepEqual(JSON.parse(denial.text), { ...before, Statement: [...before.Statement, { Effect: "Deny", Action: ["ecs:servers:get"] }] });
    assert.deepEqual(JSON.parse(denial.text.slice(denial.span.start, denial.span.end)), { Effect: "Deny", Action: ["ecs:servers:get"] });
    if (policy === text(ALL)) assert.equal(denial.text, JSON.stringify(JSON.parse(denial.text), null, 2), "as the rest is written");
    if (before.Version === "5.0") continue;
    const { evaluation } = answersOf([draft("p", denial.text)]);
    for (const [index, { action }] of evaluation.rows.entries()) if (action === "ecs:servers:get") assert.equal(policyPackage.verdicts[evaluation.decisions[index]], "explicitDeny");
  }
});

test("a Deny is not put into what would not take it", () => {
  const role = JSON.stringify({ Version: "1.0", Statement: [ALL] });
  for (const [policy, more] of [
    [role], ["{"], ["Version: 1.1"], [text({ ...ALL, Effect: "allow" })], ['{"Version":"5.0","Statement":{"Effect":"Allow","Action":["ecs:*:*"]}}'],
    [text(ALL), { catalog: "BASE" }], [of5(ALL), { kind: "scp" }], ["", { unread: "not read" }],
    [JSON.stringify({ role: { catalog: "BASE", policy: { Version: "1.1", Statement: [ALL] } } })],
  ]) assert.equal(withDenial(draft("p", policy, more), "ecs:servers:get"), undefined, policy);
  for (const version of ["1.1", "5.0"]) assert.deepEqual(JSON.parse(denialOf("ecs:servers:get", version).text), { Version: version, Statement: [{ Effect: "Deny", Action: ["ecs:servers:get"] }] });
});
