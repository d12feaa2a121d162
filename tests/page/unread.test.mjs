// What the page answers where something was not read: its actions and its state, on the core, without a page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { PolicySet } from "ecs-password";
import { root } from "../../src/xtask/steps.mjs";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce } = CONSOLE;
const { mayDo } = await load("session/may-do.ts");
const { createPermissionsActions } = await load("permissions/actions.ts");
const { entryOf } = await load("permissions/answers/questions.ts");
const { isInSet } = await load("permissions/state.ts");
const { causeOf, nameOf, UNTOLD } = await load("permissions/notes.ts");
const { noteRows, withNotes } = await load("permissions/answers/noted.ts");
const forms = await load("permissions/answers/forms.ts");
const { createEngine } = await load("permissions/answers/engine.ts");
const { Failure } = await load("shared/problem.ts");
const { EXAMPLES } = await load("permissions/policies/examples.ts");
const policyPackage = await import("ecs-password/policy/slim");

policyPackage.initSync(readFileSync(path.join(root, "dist/policy.wasm")));
globalThis.requestAnimationFrame ??= (then) => setTimeout(then);
globalThis.cancelAnimationFrame ??= (id) => { globalThis.clearTimeout(id); };

const NOWHERE = { kind: "none", id: "" };
const draft = (name, text, more = {}) => ({ name, text, attachment: NOWHERE, catalog: "", ...more });
const unread = (name, cause, attachment = NOWHERE) => draft(name, "", { unread: cause, attachment });
const SHOW = "GET /v2.1/{project_id}/servers/{server_id}/os-server-password";
const LIST = "GET /v2.1/{project_id}/servers/detail";
const text = (...statements) => JSON.stringify({ Version: "1.1", Statement: statements }, null, 2);
const VIEWER = text({ Effect: "Allow", Action: ["ecs:*:get*", "ecs:*:list*"] });
const OPERATOR = text({ Effect: "Allow", Action: ["ecs:*:list*", "ecs:serverPasswords:manage"] });
const YAML = 'Version: "1.1"\nStatement:\n  - Effect: Allow\n    Action:\n      - ecs:serverPasswords:manage\n';
const V5 = '{ "Version": "5.0", "Statement": [ { "Effect": "Deny", "Action": ["ecs:serverPasswords:manage"], "Resource": ["*"] } ] }';
const OTC = { cloud: { kind: "otc", name: "otc" }, apiVersion: "v2.1", roles: [], ended: false };

/** The permissions of a page with these entries, once they are evaluated. */
async function page(t, drafts, { session, listPolicies } = {}) {
  const start = initialState({ view: "permissions" });
  const waiting = new Set();
  const store = { state: { ...start, core: { status: "ready" }, session: { ...start.session, current: session } } };
  const client = listPolicies && { listPolicies };
  const actions = createPermissionsActions({
    get state() { return store.state; },
    dispatch,
    say: () => undefined,
    policyPackage: () => policyPackage,
    run: (_job, call) => call(new AbortController().signal),
    actions: { session: { client: () => client } },
  }, () => Promise.resolve({ engineOf: (given, evaluated) => createEngine(given, forms, evaluated) }));
  await actions.loadViews();
  function dispatch(event) {
    const before = store.state;
    store.state = reduce(before, event);
    actions.follow(before, store.state);
    for (const each of [...waiting]) each();
  }
  const mine = () => store.state.permissions;
  const until = (holds) => new Promise((resolve) => {
    const look = () => {
      if (!holds(mine())) return;
      waiting.delete(look);
      resolve(mine());
    };
    waiting.add(look);
    look();
  });
  // What was compiled is given back, and nothing waits to be told.
  t.after(() => { dispatch({ type: "page/navigated", route: { view: "servers" } }); });
  dispatch({ type: "permissions/added", drafts });
  const change = async (id, of) => {
    const { evaluation } = mine();
    dispatch({ type: "permissions/changed", id, change: of });
    return until(({ evaluation: now, policies }) => (policies.some(isInSet) ? now !== undefined && now !== evaluation : now === undefined));
  };
  if (drafts.some(isInSet)) await until(({ evaluation }) => evaluation !== undefined);
  return { store, dispatch, actions, mine, until, change };
}

const WORDS = ["allow", "explicitDeny", "implicitDeny", "conditional"];
const rowOf = ({ evaluation }, id) => evaluation.rows.findIndex((row) => row.id === id);
const answer = (permissions, id) => WORDS[permissions.evaluation.decisions[rowOf(permissions, id)]];
const hangs = (permissions, id) => permissions.evaluation.hanging[rowOf(permissions, id)] === true;
const notes = (list) => list.map(({ policy, statement, span, cause }) => [policy, statement, span?.line, cause]);

test("beside a text that cannot be read there is no certain no, and the text is named", async (t) => {
  const alone = await page(t, [draft("viewer.json", VIEWER)]);
  assert.deepEqual([answer(alone.mine(), SHOW), alone.mine().evaluation.unread], ["implicitDeny", []]);
  const { mine } = await page(t, [draft("viewer.json", VIEWER), draft("policy.yaml", YAML)]);
  assert.deepEqual([answer(mine(), SHOW), hangs(mine(), SHOW)], ["conditional", true]);
  assert.deepEqual(mine().evaluation.decisions.filter((decision) => WORDS[decision] !== "conditional"), [], "nothing is certain");
  assert.deepEqual(notes(mine().evaluation.unread), [["policy.yaml", undefined, 1, "expected a policy object, got a text that is not JSON"]]);
});

test("beside a Deny of version 5.0 an Allow of version 1.1 is open, and two Denies are certain", async (t) => {
  const { mine, change } = await page(t, [draft("common.json", OPERATOR), draft("v5.json", V5)]);
  assert.deepEqual([answer(mine(), SHOW), hangs(mine(), SHOW), mine().evaluation.unread], ["conditional", false, []]);
  await change(1, { text: text({ Effect: "Deny", Action: ["ecs:serverPasswords:manage"] }) });
  assert.deepEqual([answer(mine(), SHOW), answer(mine(), LIST)], ["explicitDeny", "implicitDeny"]);
});

test("a statement that was not read is named with its place, and a text that IAM would refuse with the reason", async (t) => {
  const mixed = '{"Version":"1.1","Statement":[\n{"Effect":"Allow","Action":["ecs:*:list*"]},\n{"Effect":"Permit","Action":["ecs:*:*"]}]}';
  const { mine } = await page(t, [draft("mixed", mixed)]);
  const [[policy, statement, line]] = notes(mine().evaluation.unread);
  assert.deepEqual([policy, statement, line], ["mixed", 1, 3]);
  assert.match(mine().evaluation.refused[0].cause, /`Effect` must be/);
  const comma = await page(t, [draft("comma", '{"Version":"1.1","Statement":[{"Effect":"Allow" "Action":["ecs:serverPasswords:manage"]}]}')]);
  assert.deepEqual([answer(comma.mine(), SHOW), comma.mine().evaluation.unread], ["allow", []]);
  assert.match(comma.mine().evaluation.refused[0].cause, /expected `,`/);
  const fine = await page(t, [draft("fine", OPERATOR), draft("five", V5)]);
  assert.deepEqual(fine.mine().evaluation.refused, [], "5.0 is no mistake");
});

test("an editor without a text is not in the set: it neither answers nor shifts what is found in the others", async (t) => {
  const { mine, actions, change } = await page(t, [draft("empty", ""), draft("operator", OPERATOR)]);
  assert.deepEqual([answer(mine(), SHOW), mine().evaluation.policies, mine().evaluation.unread], ["allow", [2], []]);
  actions.explain(SHOW);
  assert.equal(mine().mark.policyId, 2, "the statement is that of the second entry");
  const alone = await page(t, [draft("empty", " \n\t")]);
  assert.equal(alone.mine().evaluation, undefined, "no policy is no no");
  await change(2, { text: "\n" });
  assert.equal(mine().evaluation, undefined);
  await change(2, { text: OPERATOR });
  assert.equal(answer(mine(), SHOW), "allow");
});

test("what was not read can be assumed, and removed; the session is told that something is assumed", async (t) => {
  const { store, mine, dispatch, until } = await page(t, [draft("viewer", VIEWER), unread("the rest", "refused")], { session: OTC });
  const may = () => mayDo(store.state.session).getServerPassword;
  assert.deepEqual([answer(mine(), SHOW), may()], ["conditional", { may: "conditional", basis: "policies" }]);
  dispatch({ type: "permissions/assumed", code: "unread", answer: true });
  await until((permissions) => answer(permissions, SHOW) === "allow");
  assert.deepEqual([hangs(mine(), SHOW), may(), mine().evaluation.unread.length], [false, { may: "allow", basis: "assumed" }, 1]);
  dispatch({ type: "permissions/assumed", code: "unread", answer: false });
  await until((permissions) => answer(permissions, SHOW) === "explicitDeny");
  dispatch({ type: "permissions/assumed", code: "unread", answer: undefined });
  dispatch({ type: "permissions/removed", id: 2 });
  await until((permissions) => answer(permissions, SHOW) === "implicitDeny");
  assert.deepEqual([mine().evaluation.unread, may()], [[], { may: "deny", basis: "policies" }]);
});

test("an answer that stays open by a key is not said to hang on what was not read", async (t) => {
  const byName = text({ Effect: "Deny", Action: ["ecs:*:*"], Condition: { StringEquals: { "g:UserName": ["bob"] } } });
  const { mine } = await page(t, [draft("by name", byName), unread("the rest", "refused")]);
  assert.deepEqual([answer(mine(), SHOW), hangs(mine(), SHOW)], ["conditional", false]);
});

test("what a list could not tell leaves open what it may grant, and no more", async (t) => {
  const listed = {
    entries: [
      { name: "viewer", document: JSON.stringify({ display_name: "viewer", catalog: "CUSTOMED", flag: "fine_grained", policy: JSON.parse(VIEWER) }), scope: { kind: "allProjects" } },
      { name: "what enterprise projects grant", unread: "another API lists what is granted in enterprise projects, and it was not asked", scope: { kind: "enterpriseProjects" } },
      { name: "what other projects grant", unread: "what is granted in projects other than that of the requests was not asked for", scope: { kind: "otherProjects", id: "p1" } },
    ],
    groups: [{ id: "g", name: "viewers", entries: [0] }],
    notRead: ["enterpriseProjects", "otherProjects"],
  };
  const session = { ...OTC, projectId: "p1", project: "one" };
  const { mine, until, actions, dispatch } = await page(t, [], { session, listPolicies: () => Promise.resolve(listed) });
  await until(({ evaluation }) => evaluation !== undefined);
  assert.deepEqual(mine().policies.map(({ name, unread: cause }) => [name, cause === undefined]), [["viewer", true], ["what enterprise projects grant", false], ["what other projects grant", false]]);
  assert.equal(mine().evaluation.unread.length, 2);
  assert.equal(answer(mine(), SHOW), "implicitDeny", "no enterprise project grants this action");
  assert.ok(mine().evaluation.hanging.includes(true), "others may be granted there");
  actions.chooseTab("compare");
  dispatch({ type: "permissions/remembered" });
  await until(({ beforeChecked }) => beforeChecked !== undefined);
  assert.equal(mine().beforeChecked.unread.length, 2);
});

test("the side before is compared as it is edited, with what IAM would refuse or perhaps refuses of it", async (t) => {
  const { mine, until, actions, dispatch } = await page(t, [draft("viewer", VIEWER)]);
  actions.chooseTab("compare");
  dispatch({ type: "permissions/remembered" });
  await until(({ difference }) => difference !== undefined);
  const { before: [{ id }], difference } = mine();
  assert.deepEqual([difference.newlyAllowed.length, mine().beforeChecked.findings.length], [0, 0]);
  const edit = async (written) => {
    const { beforeChecked } = mine();
    dispatch({ type: "permissions/changed", id, change: { text: written } });
    await until(({ beforeChecked: now }) => now !== beforeChecked);
    return mine();
  };
  const perhaps = await edit(text({ Effect: "Allow", Action: ["ecs:servers:nope"] }));
  assert.ok(perhaps.difference.newlyAllowed.length > 0, "what the side after allows is new beside this");
  assert.deepEqual([perhaps.beforeChecked.refused.length, perhaps.beforeChecked.doubtful.map(({ policyId }) => policyId)], [0, [id]]);
  const refused = await edit('{ "Version": "1.1", "Statement": [ { "Effect": "Allow" "Action": ["ecs:*:list*"] } ] }');
  assert.deepEqual([refused.beforeChecked.refused.map(({ policyId }) => policyId), refused.beforeChecked.doubtful], [[id], []]);
  assert.ok(refused.beforeChecked.findings.some(({ severity }) => severity === "error"));
  const none = await edit("");
  assert.ok(none.difference.newlyAllowed.length >= refused.difference.newlyAllowed.length, "without a policy before, all that is allowed is new");
  assert.deepEqual(none.beforeChecked.policies, []);
});

test("the roles of a token say what they grant, and not what else is granted", async (t) => {
  const refused = new Failure({ code: "forbidden", message: "no" });
  const { mine, until, store } = await page(t, [], { session: { ...OTC, roles: ["Tenant Guest"] }, listPolicies: () => Promise.reject(refused) });
  await until(({ evaluation }) => evaluation !== undefined);
  assert.deepEqual(mine().policies.map(({ name, source }) => [name, source]), [["Tenant Guest", "role"], [UNTOLD.name, "role"]]);
  const may = mayDo(store.state.session);
  assert.deepEqual([answer(mine(), SHOW), may.getServerPassword.may, may.listServers.may], ["conditional", "conditional", "conditional"]);
  assert.deepEqual([nameOf(mine().policies[1]), causeOf(mine().evaluation.unread[0])], [UNTOLD.name, UNTOLD.unread]);
});

test("answers that are older than the policies say nothing of the session", async (t) => {
  const { store, until, dispatch } = await page(t, [draft("operator", OPERATOR)], { session: OTC });
  assert.equal(mayDo(store.state.session).getServerPassword.may, "allow");
  dispatch({ type: "permissions/changed", id: 1, change: { attachment: { kind: "project", id: "" } } });
  await until(({ problem }) => problem !== undefined);
  assert.equal(mayDo(store.state.session).getServerPassword.may, "unknown");
});

test("files say what was not read, what IAM would refuse and what is assumed", async (t) => {
  const evil = '=1+1 |"x"<b>\nend';
  const { mine } = await page(t, [draft("mixed", '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:*"]},{}]}'), unread("a", evil)]);
  const rows = noteRows({ assume: { unread: false } }, [[" after", mine().evaluation]]);
  assert.deepEqual(rows.map(([what, which]) => [what, which]), [
    ["not read after", "mixed, statement 2, line 1:71"],
    ["not read after", "a"],
    ["IAM would refuse after", "mixed, line 1:71"],
    ["assumed", "unread"],
  ]);
  assert.equal(rows[3][2], "what was not read denies");
  const csv = withNotes('a,b,c\r\n"1","2","3"\r\n', [["x", evil], ["y"]], "csv");
  assert.equal(csv, `a,b,c\r\n"1","2","3"\r\n"x","'=1+1 |""x""<b>\nend",""\r\n"y","",""\r\n`);
  assert.equal(withNotes("| a |\n", [["x", evil, "why"]], "markdown"), '| a |\n\n- x: =1+1 \\|"x"\\<b\\> end: why\n');
  assert.equal(withNotes("| a |\n", [], "markdown"), "| a |\n");
});

/** Texts as somebody types them. */
const TYPED = {
  ...Object.fromEntries(EXAMPLES.filter(({ name }) => /ReadOnly|Guest|DNS/.test(name)).map((example) => [example.name, example.text])),
  "an Allow behind a Deny": text({ Effect: "Deny", Action: ["ecs:servers:delete"] }, { Effect: "Allow", Action: ["ecs:serverPasswords:manage", "ecs:*:list*"] }),
  "a Deny behind an Allow": text({ Effect: "Allow", Action: ["ecs:*:*"] }, { Effect: "Deny", Action: ["ecs:serverPasswords:manage"] }),
  "the effect behind the actions": '{"Statement":[{"Action":["ecs:*:*","evs:*:*"],"Effect":"Deny"},{"Action":["ecs:*:get*"],"Effect":"Allow"}],"Version":"1.1"}',
  "a condition and a resource": text({ Effect: "Allow", Action: ["ecs:*:*"], Resource: ["ecs:*:*:instance:*"], Condition: { StringNotEqualsIfExists: { "g:UserName": ["bob", "Ω\"\\"] }, Bool: { "g:MFAPresent": ["true"] } } }),
  "NotAction, and a version at the end": '{"Statement":[{"Effect":"Allow","NotAction":["iam:*:*"]},{"Effect":"Deny","Action":["ecs:*:delete*"]}],"Version":"1.0"}',
  "an envelope": JSON.stringify({ display_name: "role", catalog: "BASE", flag: "fine_grained", policy: { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["ecs:*:*"] }] } }),
  "a role that depends on another": JSON.stringify({ Version: "1.0", Statement: [{ Effect: "Allow", Action: ["ecs:*:*"] }], Depends: [{ catalog: "BASE", display_name: "Tenant Guest" }] }),
  "5.0": V5,
  "what is no JSON": YAML,
};

test("on the way to a policy no certain answer is shown that the finished text contradicts", () => {
  const certain = { allow: "yes", explicitDeny: "no", implicitDeny: "no" };
  const answersOf = (drafts) => {
    const set = new PolicySet(drafts.filter(isInSet).map(entryOf));
    const preview = set.preview({ cloud: "otc" });
    const found = Array.from(preview.decisions, (decision) => certain[WORDS[decision]]);
    preview.free();
    set.free();
    return found;
  };
  const other = draft("other", text({ Effect: "Allow", Action: ["ecs:*:list*"] }, { Effect: "Deny", Action: ["ecs:servers:reboot"] }));
  let firm = 0;
  for (const [name, typed] of Object.entries(TYPED)) {
    for (const others of [[], [other]]) {
      const finished = answersOf([draft("typed", typed), ...others]);
      for (let end = 1; end < typed.length; end += 1) {
        const found = answersOf([draft("typed", typed.slice(0, end)), ...others]);
        const wrong = found.findIndex((each, row) => each !== undefined && each !== finished[row]);
        assert.equal(wrong, -1, `${name}, at ${JSON.stringify(typed.slice(0, end).slice(-60))}: row ${String(wrong)} is ${String(found[wrong])}, and ${String(finished[wrong])} in the end`);
        firm += found.filter((each) => each !== undefined).length;
      }
    }
  }
  assert.ok(firm > 3_000, `only ${String(firm)}: a Deny that was read is certain before the text ends`);
});
