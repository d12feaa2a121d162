// The state of the view of permissions, its links and its examples, without a page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { files, root } from "../../src/xtask/steps.mjs";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const answersReducer = await load("permissions/answers/reduce.ts");
const { initialState, reduce } = CONSOLE;
const { wouldLose } = CONSOLE;
const { parseRoute, toHash } = CONSOLE;
const { findingsOf, isInSet, openPolicy, touchedReading } = await load("permissions/state.ts");
const { groupsOf, shownKeys, shownRows } = await load("permissions/answers/rows.ts");
const { decodeLink, encodeLink } = await load("permissions/policies/share.ts");
const { draftsOf, examplesNamed } = await load("permissions/policies/actions.ts");
const { EXAMPLES } = await load("permissions/policies/examples.ts");

const NOWHERE = { kind: "none", id: "" };
const draft = (name, more = {}) => ({ name, text: "{}", attachment: NOWHERE, catalog: "", ...more });
const PLACES = { ...draft("what enterprise projects grant"), text: "", unread: "another API lists it", attachment: { kind: "enterpriseProjects", id: "" } };
const start = initialState({ view: "permissions" });
const play = (events, state = start) => events.map(([type, more]) => ({ type: `permissions/${type}`, ...more })).reduce(reduce, state);
const ROWS = [
  { id: "GET /a", action: "ecs:servers:get", title: "Querying", category: "One" },
  { id: "DELETE /a", action: "ecs:servers:delete", title: "Deleting", category: "Two", dependentActions: ["evs:volumes:delete"] },
  { id: "GET /b", action: "ecs:servers:get", title: "Querying more", category: "Two" },
];
const evaluation = (more = {}) => ({ cloud: "otc", rows: ROWS, decisions: [0, 2, 3], whole: [0, 2, 3], findings: [], uses: {}, policies: [1, 2], unread: [], refused: [], hanging: [], ways: { nova: [], ecs: [], reset: [], console: [] }, ...more });

test("policies are added under names of their own, opened, changed and removed", () => {
  const two = play([["added", { drafts: [draft("a"), draft("a")] }]]);
  assert.deepEqual(two.permissions.policies.map(({ id, name }) => [id, name]), [[1, "a"], [2, "a (2)"]]);
  assert.equal(openPolicy(two.permissions).id, 1);
  assert.equal(wouldLose(two), false);
  const changed = play([["opened", { id: 2 }], ["changed", { id: 2, change: { text: "x" } }]], two);
  assert.equal(openPolicy(changed.permissions).text, "x");
  assert.equal(wouldLose(changed), true);
  const removed = play([["removed", { id: 2 }]], changed);
  assert.deepEqual([openPolicy(removed.permissions).id, removed.focus.target], [1, "policies"]);
  const none = play([["evaluated", { evaluation: evaluation() }], ["removed", { id: 1 }]], removed);
  assert.deepEqual([none.permissions.policies, none.permissions.evaluation, wouldLose(none)], [[], undefined, false]);
});

test("findings belong to the policy with their index among those that were asked", () => {
  const state = play([
    ["added", { drafts: [draft("a"), draft("empty", { text: " \n" }), draft("b")] }],
    ["evaluated", { evaluation: evaluation({ policies: [1, 3], findings: [{ policyIndex: 1, code: "x" }] }) }],
  ]);
  assert.deepEqual(state.permissions.policies.map((policy) => [isInSet(policy), findingsOf(state.permissions, policy).length]), [[true, 0], [false, 0], [true, 1]]);
});

test("the filter finds a title in the language of the page as well as in English", async (t) => {
  globalThis.window ??= { dispatchEvent: () => true };
  const { setLocale } = await load("locales/locale.ts");
  await setLocale("de");
  t.after(() => setLocale("en"));
  const rows = [{ ...ROWS[0], title: "Querying project tags" }, { ...ROWS[1], title: "Deleting ECSs" }];
  const state = play([["added", { drafts: [draft("a")] }], ["evaluated", { evaluation: evaluation({ rows }) }]]);
  const found = (text) => shownRows(play([["filtered", { filter: { text } }]], state).permissions).shown;
  assert.deepEqual([found("ECS löschen"), found("deleting"), found("projekts abfragen"), found("querying tags")], [[1], [1], [0], [0]]);
});

test("the filter looks at title, path, action and dependent actions; the counts ignore the decision", () => {
  const state = play([["added", { drafts: [draft("a")] }], ["evaluated", { evaluation: evaluation() }]]);
  const rows = (filter) => shownRows(play([["filtered", { filter }]], state).permissions);
  assert.deepEqual(rows({}).shown, [0, 1, 2]);
  assert.deepEqual(rows({ text: "querying MORE" }).shown, [2]);
  assert.deepEqual(rows({ text: "evs:volumes" }).shown, [1]);
  assert.deepEqual(rows({ category: "Two" }).shown, [1, 2]);
  assert.deepEqual(rows({ category: "Two", decision: 3 }), { counted: [1, 2], shown: [2] });
});

test("a category is open where there is room or something is looked for, else as somebody left it", () => {
  const many = [...ROWS.slice(0, 2), ...Array.from({ length: 20 }, (_, index) => ({ ...ROWS[2], id: `GET /${String(index)}` }))];
  const state = play([["evaluated", { evaluation: evaluation({ rows: many, decisions: [0, 2, ...Array(20).fill(3)] }) }]]);
  const groups = (events, hasRoom = false) => {
    const { permissions } = play(events, state);
    return groupsOf(permissions, shownRows(permissions).shown, hasRoom).map(({ category, rows, open }) => [category, rows.length, open]);
  };
  const toggle = (categories, open) => ["groupsToggled", { categories, open }];
  assert.deepEqual(groups([]), [["One", 1, false], ["Two", 21, false]]);
  assert.deepEqual(groups([], true).map(([, , open]) => open), [true, true]);
  assert.deepEqual(groups([toggle(["Two"], true)]).map(([, , open]) => open), [false, true]);
  assert.deepEqual(groups([toggle(["One", "Two"], false)], true).map(([, , open]) => open), [false, false]);
  assert.deepEqual(groups([toggle(["Two"], false), ["filtered", { filter: { text: "more" } }]]), [["Two", 20, true]], "what is found is shown");
  assert.deepEqual(groups([["filtered", { filter: { decision: 3 } }]]), [["Two", 20, false]]);
  assert.deepEqual(groups([["filtered", { filter: { decision: 2 } }]]), [["Two", 1, true]], "so few need no folding");
  assert.deepEqual(groups([["explained", { explained: { id: "GET /7" } }]]).map(([, , open]) => open), [false, true]);
});

test("the form asks only for what matters, and shows what was filled in for it", () => {
  const session = (values) => ({ absent: false, values, from: "session" });
  const state = play([
    ["added", { drafts: [draft("a")] }],
    ["evaluated", { evaluation: evaluation({ uses: { "g:UserName": { type: "string", several: false } } }) }],
    ["prefilled", { facts: { "g:UserName": session(["bob"]), "g:ProjectName": session(["p"]), projectId: session(["1"]) }, cloud: "huawei" }],
    ["asked", { keys: ["g:MFAAge"], questions: [] }],
  ]);
  assert.equal(state.permissions.cloud, "huawei");
  assert.deepEqual(shownKeys(state.permissions), ["g:MFAAge", "g:UserName"]);
  const scoped = play([["changed", { id: 1, change: { attachment: { kind: "project", id: "1" } } }]], state);
  assert.deepEqual(shownKeys(scoped.permissions), ["g:MFAAge", "g:UserName", "projectId"]);
  const own = play([["factGiven", { key: "g:UserName", fact: { absent: true, values: [], from: "user" } }], ["prefilled", { facts: { "g:UserName": session(["bob"]) } }]], scoped);
  assert.equal(own.permissions.facts["g:UserName"].absent, true, "what somebody entered is not overwritten");
  assert.equal(play([["factGiven", { key: "g:UserName", fact: undefined }]], own).permissions.facts["g:UserName"], undefined);
});

test("a question is settled, and left open again", () => {
  const settled = play([["assumed", { code: "renamedAction", answer: false }]]);
  assert.deepEqual(settled.permissions.assume, { renamedAction: false });
  assert.deepEqual(play([["assumed", { code: "renamedAction", answer: undefined }]], settled).permissions.assume, {});
});

test("what decides opens its policy; another wish for the same place is a new one", () => {
  const mark = { policyId: 2, statement: undefined, pattern: { start: 0, end: 1, line: 1, column: 1 }, tone: "allow", focus: false };
  const state = play([["added", { drafts: [draft("a"), draft("b")] }], ["marked", { mark }], ["marked", { mark }]]);
  assert.deepEqual([state.permissions.open, state.permissions.mark.count], [2, 2]);
  assert.equal(play([["removed", { id: 2 }]], state).permissions.mark, undefined);
});

test("remembered policies can be put back", () => {
  const state = play([["added", { drafts: [draft("a")] }], ["remembered"], ["changed", { id: 1, change: { text: "x" } }], ["putBack"]]);
  assert.deepEqual(state.permissions.policies.map(({ text }) => text), ["{}"]);
  assert.equal(play([["forgotten"]], state).permissions.before, undefined);
});

test("a shared set is opened at once where there is nothing else, and asks where there is", () => {
  const shared = { cloud: "huawei", policies: [draft("theirs")] };
  const at = initialState({ view: "permissions", shared: "v=1&p=x" });
  const opened = play([["linkRead", { shared }]], at);
  assert.deepEqual([opened.permissions.policies[0].name, opened.permissions.cloud, opened.route], ["theirs", "huawei", { view: "permissions" }]);
  const asked = play([["linkRead", { shared: { ...shared, policies: [draft("others")] } }]], opened);
  assert.deepEqual([asked.permissions.policies[0].name, asked.permissions.offered.policies[0].name], ["theirs", "others"]);
  const names = (how) => play([["linkSettled", { how }]], asked).permissions.policies.map(({ name }) => name);
  assert.deepEqual([names("keep"), names("add"), names("replace")], [["theirs"], ["theirs", "others"], ["others"]]);
  assert.equal(play([["linkRead", { shared }]], opened).permissions.offered, undefined, "the same policies again");
  const broken = play([["linkBroken", { fault: "damaged" }]], opened);
  assert.deepEqual([broken.permissions.linkFault, broken.permissions.policies.length], ["damaged", 1]);
});

test("a link keeps its policies out of the address that stays", () => {
  const route = parseRoute("#/permissions?v=1&p=abc");
  assert.deepEqual(route, { view: "permissions", shared: "v=1&p=abc" });
  assert.equal(toHash(route), "#/permissions");
  assert.deepEqual(parseRoute("#/permissions"), { view: "permissions" });
  const second = reduce(start, { type: "page/navigated", route });
  assert.deepEqual(second.route, route, "a link that is opened while the view is shown is news");
});

test("a link holds everything it should, and what is no link is told apart", async () => {
  const shared = { cloud: "otc", policies: [draft("ä 策", { text: '{"Version":"1.1"}', attachment: { kind: "project", id: "p" }, catalog: "BASE" })] };
  const link = await encodeLink(shared);
  assert.match(link, /^v=1&p=[\w-]+$/);
  assert.deepEqual(await decodeLink(link), shared);
  const unread = { ...shared, policies: [...shared.policies, PLACES, { ...PLACES, attachment: { kind: "otherProjects", id: "p" } }, { ...PLACES, attachment: NOWHERE }] };
  const other = await encodeLink(unread);
  assert.match(other, /^v=2&/, "a page that knows no such entries must not take them for texts");
  assert.deepEqual(await decodeLink(other), unread);
  const packed = (value) => `v=1&p=${deflateSync(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url")}`;
  for (const damaged of [
    "", "v=1", "p=abc", "v=0&p=abc", "v=x&p=abc", "v=1&p=", "v=1&p=%%%", link.slice(0, -4), `${link.slice(0, 20)}x${link.slice(21)}`,
    packed("no JSON"), packed(null), packed({ cloud: "otc", policies: [] }), packed({ ...shared, cloud: "openstack" }),
    packed({ ...shared, policies: [{ name: "a" }] }), packed({ ...shared, policies: [draft("a", { attachment: { kind: "moon", id: "" } })] }),
  ]) {
    assert.equal(await decodeLink(damaged), "damaged", damaged);
  }
  const unreadOf = (more) => packed({ ...shared, policies: [{ ...PLACES, ...more }] }).replace("v=1", "v=2");
  assert.equal((await decodeLink(unreadOf({}))).policies[0].unread, PLACES.unread);
  const wrong = [
    { unread: "" }, { unread: " " }, { unread: 7 }, { unread: null }, { unread: "x".repeat(1001) }, { name: "x".repeat(1001) }, { text: "{}" }, { catalog: "BASE" },
    { attachment: { kind: "enterpriseProjects", id: "p" } }, { attachment: { kind: "otherProjects", id: "" } }, { attachment: { kind: "project", id: "a/b" } },
    { unread: undefined },
  ];
  for (const more of wrong) assert.equal(await decodeLink(unreadOf(more)), "damaged", JSON.stringify(more));
  assert.equal(await decodeLink("v=3&p=abc"), "version");
  assert.equal(await decodeLink(packed("x".repeat(3 << 20))), "large");
});

test("the examples are the documented system policies, found by the names that tokens give", () => {
  const folder = "tests/vectors/policies";
  const texts = files(folder).map((name) => readFileSync(path.join(root, name), "utf8").trim()).sort();
  assert.deepEqual(EXAMPLES.map(({ text }) => text.trim()).sort(), texts);
  assert.deepEqual(examplesNamed(EXAMPLES, ["te_admin", "member", "ecs user"]).map(({ name }) => name), ["ECS CommonOperations", "Tenant Administrator"]);
});

const READ = { groups: 1 };
const read = (name, more = {}) => ({ ...draft(name), group: "operators", ...more });
const known = ({ permissions: { policies } }) => policies.map(({ name, source, touched }) => `${name} ${source}${touched ? " touched" : ""}`);

test("policies that are read from IAM take the place of those read before and of those guessed, and leave one's own", () => {
  const own = play([["added", { drafts: [draft("mine")], edited: true }], ["added", { drafts: [draft("Tenant Guest")], fromRoles: true }]]);
  const first = play([["readingStarted"], ["policiesRead", { drafts: [read("a"), read("b")], ...READ }]], own);
  assert.deepEqual(known(first), ["mine own", "a iam", "b iam"]);
  assert.deepEqual([first.permissions.reading.status, first.permissions.granted.policies], ["read", 2]);
  const again = play([["readingStarted"], ["policiesRead", { drafts: [read("mine")], ...READ }]], first);
  assert.deepEqual(known(again), ["mine own", "mine (2) iam"]);
  assert.equal(wouldLose(again), true);
});

test("what was read and not changed is nothing to lose; what was changed is replaced only when asked", () => {
  const first = play([["policiesRead", { drafts: [read("a")], ...READ }]]);
  assert.deepEqual([wouldLose(first), touchedReading(first.permissions)], [false, false]);
  const changed = play([["changed", { id: 1, change: { text: "{ }" } }]], first);
  assert.deepEqual([wouldLose(changed), touchedReading(changed.permissions)], [true, true]);
  assert.equal(play([["replacing", { on: true }]], changed).permissions.reading.status, "read");
  const again = play([["replacing", { on: true }], ["readingStarted"], ["policiesRead", { drafts: [read("a")], ...READ }]], changed);
  assert.deepEqual([known(again), wouldLose(again), again.permissions.replacing], [["a iam"], false, false]);
});

test("what a link brought is in the editor where its answers were stopped, and nothing is answered until somebody asks", () => {
  const shared = { cloud: "otc", policies: [draft("theirs")] };
  const at = initialState({ view: "permissions", shared: "v=1&p=x" });
  const slow = play([["linkSlow"]], at);
  assert.deepEqual([slow.permissions.linkWorking, slow.route], [true, { view: "permissions", shared: "v=1&p=x" }], "the address keeps it until it is read");
  const held = play([["linkRead", { shared, held: true }]], slow);
  assert.deepEqual([held.permissions.held, held.permissions.linkWorking, held.permissions.policies[0].name], [true, false, "theirs"]);
  assert.equal(play([["changed", { id: 1, change: { text: "x" } }]], held).permissions.held, true);
  assert.equal(play([["goOn"]], held).permissions.held, false);
  assert.equal(play([["removed", { id: 1 }]], held).permissions.held, false, "with the policies the reason is gone");
  assert.equal(play([["linkBroken", { fault: "stopped" }]], slow).permissions.linkWorking, false);
  const own = play([["added", { drafts: [draft("mine")] }], ["linkRead", { shared, held: true }]], at);
  const after = (how) => { const { permissions } = play([["linkSettled", { how }]], own); return [permissions.held, permissions.policies.length]; };
  assert.deepEqual([after("keep"), after("add"), after("replace")], [[false, 1], [true, 2], [true, 1]]);
});

test("keys and links may be called as every object's members are", async () => {
  const { situationOf } = await load("permissions/answers/questions.ts");
  for (const name of ["__proto__", "constructor", "toString"]) {
    const given = play([["factGiven", { key: name, fact: { absent: false, values: ["1"], from: "user" } }]]);
    const { context } = situationOf(given.permissions);
    assert.deepEqual(Object.entries(context), [[name, ["1"]]]);
    assert.equal(Object.getPrototypeOf(context), Object.prototype);
  }
});

test("what IAM did not tell stays in the set, is no policy that was read, and goes with those that were", () => {
  const state = play([["policiesRead", { drafts: [read("a"), PLACES], ...READ }]]);
  assert.deepEqual(state.permissions.policies.map((policy) => [policy.name, policy.unread, isInSet(policy)]), [["a", undefined, true], [PLACES.name, PLACES.unread, true]]);
  assert.deepEqual([state.permissions.granted, state.announcement.text], [{ policies: 1, groups: 1, own: 0 }, "1 policy is read from IAM"]);
  assert.deepEqual(known(play([["policiesRead", { drafts: [PLACES], groups: 0 }]], state)), [`${PLACES.name} iam`], "read anew it is there once");
  const shared = { cloud: "otc", policies: [draft("theirs"), PLACES] };
  const added = play([["linkRead", { shared }], ["linkSettled", { how: "add" }]], state);
  assert.deepEqual(known(added), ["a iam", `${PLACES.name} iam`, "theirs own"], "nor is it added a second time");
  assert.deepEqual(known(play([["otherUser"]], state)), []);
  const back = play([["remembered"], ["removed", { id: 2 }], ["putBack"]], state);
  assert.equal(back.permissions.policies[1].unread, PLACES.unread);
});

test("where no policy has a text there are no answers, neither those from before", () => {
  const asked = play([["added", { drafts: [draft("a"), draft("b")] }], ["evaluated", { evaluation: evaluation() }]]);
  const one = play([["changed", { id: 1, change: { text: " \n" } }]], asked);
  assert.notEqual(one.permissions.evaluation, undefined, "the other policy answers");
  const none = play([["changed", { id: 2, change: { text: "" } }]], one);
  assert.deepEqual([none.permissions.evaluation, none.permissions.policies.length], [undefined, 2]);
});

test("a cancelled or failed reading leaves what was read before, and one without policies leaves no answers", () => {
  const first = play([["policiesRead", { drafts: [read("a")], ...READ }], ["evaluated", { evaluation: evaluation() }]]);
  const cancelled = play([["readingStarted"], ["readingCancelled"]], first);
  assert.deepEqual([cancelled.permissions.reading.status, known(cancelled)], ["read", ["a iam"]]);
  assert.equal(play([["readingStarted"], ["readingCancelled"]]).permissions.reading.status, "none");
  const failed = play([["readingStarted"], ["readingFailed", { problem: { code: "serverError", message: "m" } }]], first);
  assert.deepEqual([failed.permissions.reading.status, known(failed)], ["failed", ["a iam"]]);
  const refused = play([["readingStarted"], ["readingFailed", { problem: { code: "forbidden", message: "m" } }]], first);
  assert.equal(refused.permissions.reading.status, "forbidden");
  const none = play([["policiesRead", { drafts: [], groups: 0 }]], first);
  assert.deepEqual([none.permissions.evaluation, none.permissions.policies], [undefined, []]);
});

test("a session that ends while policies are read is signed in to again, and comes back", () => {
  const session = { cloud: { kind: "otc", name: "otc" }, ended: false };
  const working = play([["readingStarted"]], { ...start, session: { ...start.session, current: session } });
  const ended = play([["readingFailed", { problem: { code: "unauthenticated", message: "m" } }]], working);
  assert.deepEqual([ended.route, ended.session.signIn.resume, ended.session.current.ended, ended.permissions.reading.status], [{ view: "signIn" }, { view: "permissions" }, true, "none"]);
});

test("the policies of one user are not those of the next", () => {
  const first = play([["policiesRead", { drafts: [read("a"), read("b")], ...READ }], ["changed", { id: 2, change: { text: "{ }" } }]]);
  const next = play([["otherUser"]], first);
  assert.deepEqual([known(next), next.permissions.reading.status, next.permissions.granted], [["b own touched"], "none", undefined]);
});

test("an identity policy is shown as it is, and goes on with its kind; one of the user is of no group", async () => {
  const v5 = { Version: "5.0", Statement: [{ Sid: "S", Effect: "Allow", Action: ["ecs:*:get*"] }] };
  const entries = [
    { name: "a", document: JSON.stringify(v5), kind: "identity" },
    { name: "b", document: JSON.stringify(v5), kind: "identity" },
    { name: "c", unread: "refused", kind: "identity" },
    { name: "d", unread: "not asked", kind: "scp" },
  ];
  const { entryOf } = await load("permissions/answers/questions.ts");
  const drafts = draftsOf({ entries, groups: [{ id: "g", name: "operators", entries: [1, 2] }], notRead: [] });
  assert.deepEqual(drafts.map(({ kind, group }) => [kind, group]), [["identity", undefined], ["identity", "operators"], ["identity", "operators"], ["scp", undefined]]);
  assert.equal(drafts[0].text, `${JSON.stringify(v5, null, 2)}\n`);
  const state = play([["policiesRead", { drafts, groups: 1 }]]);
  assert.deepEqual(state.permissions.granted, { policies: 2, groups: 1, own: 1 });
  assert.deepEqual(state.permissions.policies.map(entryOf).map(({ kind, unread }) => [kind, unread]), [["identity", undefined], ["identity", undefined], ["identity", "refused"], ["scp", "not asked"]]);
});

test("what IAM gives is shown without what decides nothing, with its place and its group", () => {
  const role = { id: "1", links: { self: "x" }, display_name: "a", catalog: "ECS", flag: "fine_grained", description: "d", policy: { Version: "1.1", Statement: [] } };
  const entries = [
    { name: "a", document: JSON.stringify(role), scope: { kind: "project", id: "p" } },
    { name: "b", document: "{ broken", scope: { kind: "allProjects" } },
    { name: "c", unread: "refused", scope: { kind: "otherProjects", id: "p" } },
    { name: "d", unread: "refused" },
  ];
  const [a, b, ...unread] = draftsOf({ entries, groups: [{ id: "g", name: "operators", entries: [0] }], notRead: [] });
  assert.deepEqual(a.attachment, { kind: "project", id: "p" });
  assert.deepEqual(Object.keys(JSON.parse(a.text)), ["display_name", "catalog", "flag", "policy"]);
  assert.deepEqual([a.group, b.group, b.text, b.attachment], ["operators", undefined, "{ broken", { kind: "allProjects", id: "" }]);
  assert.deepEqual(unread.map(({ text, unread: cause, attachment }) => [text, cause, attachment]), [["", "refused", { kind: "otherProjects", id: "p" }], ["", "refused", NOWHERE]]);
});

test("what version a policy is of is read off its text, finished or not; which versions a cloud has, the package says", async () => {
  const { has5, isOf5 } = await load("permissions/version.ts");
  const texts = ['{"Version":"5.0","Statement":[{"Eff', '{ "Version" : 5.0 }', '{"Version":"1.1","Id":"5.0"}', '{"Version":"5', ""];
  assert.deepEqual(texts.map(isOf5), [true, true, false, false, false]);
  assert.deepEqual(["otc", "huawei"].map(has5), [false, true]);
});

test("a policy in the other version stands beside the one that it was made of, with what is not the same", async () => {
  const { otherVersion } = await load("permissions/version.ts");
  assert.deepEqual(['{ "Version": "1.1" }', '{"Version":"5.0"}', '{"Version":"1.0"}', ""].map(otherVersion), ["5.0", "1.1", undefined, undefined]);
  const one = play([["added", { drafts: [draft("a")] }]]);
  const told = { code: "formerName", message: "m", actions: [], said: { message: { template: "m", values: [] } } };
  const written = play([["translated", { id: 1, draft: draft("a 5.0"), result: { notTranslated: [told], notes: [] } }]], one);
  assert.deepEqual(written.permissions.policies.map(({ id, name, text }) => [id, name, text]), [[1, "a", "{}"], [2, "a 5.0", "{}"]]);
  const { translation } = written.permissions;
  assert.deepEqual([translation.id, translation.from, translation.written, translation.notTranslated], [2, "a", true, [told]]);
  assert.equal(openPolicy(written.permissions).id, 2);
  assert.equal(wouldLose(written), true);
  const nothing = play([["translated", { id: 1, draft: undefined, result: { notTranslated: [told], notes: [] } }]], one);
  assert.deepEqual([nothing.permissions.policies.length, nothing.permissions.translation.id, nothing.permissions.translation.written], [1, 1, false]);
  assert.equal(play([["translationHidden"]], nothing).permissions.translation, undefined);
  assert.equal(play([["removed", { id: 1 }], ["translated", { id: 1, draft: draft("b"), result: {} }]], one).permissions.policies.length, 0);
});

test("which release of Nova is assumed is chosen, and nothing else changes", () => {
  const { reduceAnswers } = answersReducer;
  const before = { ...CONSOLE.initialState({ view: "signIn" }).permissions };
  assert.deepEqual(reduceAnswers(before, { type: "permissions/releaseChosen", release: 2 }).slice, { ...before, novaRelease: 2 });
});
