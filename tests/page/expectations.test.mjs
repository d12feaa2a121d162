// What is expected of the policies: the file that the page writes, what it makes of one that somebody else wrote, and that it comes to what `policy test` comes to.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { folder, run } from "../cli/run.mjs";
import { root } from "../../src/xtask/steps.mjs";
import { nearest as nearestOfServer } from "../../www/server/nearest.mjs";
import { load } from "./modules.mjs";

const shared = (name) => load(name, "src/expectations");
const { readExpectations } = await shared("read.ts");
const { changed, emptyFile, formOf } = await shared("write.ts");
const { english } = await shared("said.ts");
const { nearest } = await shared("nearest.ts");
const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce, wouldLose } = CONSOLE;
const state = await load("permissions/expectations/state.ts");
const { NO_PINS } = state;
const { besides, missingFrom, wholeOf, writtenGrants } = await load("permissions/expectations/grants.ts");
const { createAnswering } = await load("permissions/answers/answering.ts");
const { fileNamesOf, policyNameOf } = await load("permissions/policies/file-names.ts");
const policyPackage = await import("ecs-password/policy/slim");

policyPackage.initSync(readFileSync(path.join(root, "dist/policy.wasm")));

const NOWHERE = { kind: "none", id: "" };
const draft = (name, text, more = {}) => ({ name, text, attachment: NOWHERE, catalog: "", ...more });
const policy = (...statements) => JSON.stringify({ Version: "1.1", Statement: statements }, null, 2);
const numbered = (drafts) => drafts.map((each, index) => ({ ...each, id: index + 1 }));
const EVERYBODY = { kind: "all" };
const SHOW = "GET /v2.1/{project_id}/servers/{server_id}/os-server-password";
const at = (more) => ({ who: EVERYBODY, because: [], expect: "allow", question: { api: SHOW, cloud: "otc" }, ...more });

const taken = (written) => {
  assert.ok("text" in written, written.refused?.map(({ text }) => english(text)).join("; "));
  return written;
};
const refusal = (written) => {
  assert.ok("refused" in written, written.text);
  return written.refused.map(({ text, hint }) => [english(text), hint && english(hint)].filter(Boolean).join("; ")).join("\n");
};

/** What comes of expectations, on these policies. */
function held(kept, drafts, ms = Infinity) {
  const policies = numbered(drafts);
  const answering = createAnswering(policyPackage);
  try {
    answering.evaluate({ cloud: "otc", facts: {}, assume: {}, ownLists: [], policies });
    const whole = wholeOf(kept, policies);
    let [list, steps] = [undefined, 0];
    for (; list === undefined; steps += 1) list = answering.hold(whole, ms);
    return { list, steps, statuses: list.map(({ status }) => status) };
  } finally {
    answering.free();
  }
}

const THEIRS = `# What operators may
version: 1
cloud: otc                        # of every question

groups:
  - name: operators
    policies:
      - operators.json            # beside this file


users:
  - {name: anna, groups: [operators]} # the first
tests:
  # what they need
  - name: operators list servers
    user: anna
    operation: listServers
    expect: allow
  # and what nobody needs
  - {name: 'no password', user: anna, operation: getServerPassword, expect: deny}
  # as far as we know
who_can:
  - operation: getServerPassword
    exactly: []
# the end
`;

describe("the writer", () => {
  test("a pinned answer stands below the others, and not one sign of the rest changes", () => {
    const test = at({ name: "true", who: { kind: "user", name: "anna" }, question: { api: SHOW, cloud: "otc", context: { "g:MFAPresent": ["true"], "g:UserName": null, "g:Tag": ["a", "1"] }, projectId: "10", assume: { renamedAction: false } }, because: ["operators.json#0"] });
    const { text, expectations } = taken(changed(THEIRS, { what: "add", test }));
    const added = text.split("\n").filter((line) => !THEIRS.split("\n").includes(line));
    assert.equal(added.length, 1, text);
    assert.equal(text.replace(`${added[0]}\n`, ""), THEIRS);
    assert.ok(text.indexOf(added[0]) < text.indexOf("# as far as we know"));
    const [, , pinned] = expectations.tests;
    assert.deepEqual({ ...pinned, at: 0, places: 0 }, { at: 0, places: 0, ...test, because: [{ policy: "operators.json", statement: 0 }], question: { ...test.question, context: { "g:MFAPresent": ["true"], "g:UserName": null, "g:Tag": ["a", "1"] } } });
  });

  test("one is removed with its lines alone; a comment in it is not lost unsaid", () => {
    assert.equal(taken(changed(THEIRS, { what: "remove", list: "tests", index: 1 })).text, THEIRS.replace(/ {2}- \{name: 'no password'.*\n/, ""));
    const commented = THEIRS.replace("    operation: listServers", "    operation: listServers # v2.1 too");
    assert.match(refusal(changed(commented, { what: "remove", list: "tests", index: 0 })), /the comment `v2\.1 too` would be lost/);
    assert.equal(taken(changed(commented, { what: "remove", list: "tests", index: 0, even: true })).expectations.tests.length, 1);
  });

  test("a name and a reason are changed, added and taken away; nothing else is", () => {
    const edit = (more, text = THEIRS) => changed(text, { what: "edit", list: "tests", index: 1, name: "no password", because: [], ...more });
    assert.equal(taken(edit({ name: "none: ever" })).text, THEIRS.replace("'no password'", '"none: ever"'));
    assert.equal(taken(edit({})).text, THEIRS);
    const reasons = taken(edit({ because: ["operators.json#0", "operators.json"] }));
    assert.deepEqual(reasons.expectations.tests[1].because, [{ policy: "operators.json", statement: 0 }, { policy: "operators.json" }]);
    assert.ok(reasons.text.includes("# the first") && reasons.text.includes("# of every question"), reasons.text);
    const back = taken(edit({}, reasons.text));
    assert.deepEqual(back.expectations.tests[1].because, []);
    assert.equal(taken(edit({ name: undefined })).expectations.tests[1].name, "anna: getServerPassword");
    assert.match(refusal(edit({ name: "operators list servers" })), /is the name of one before it/);
  });

  test("what is an alias, or has an anchor that others use, is left to an editor", () => {
    const anchored = "version: 1\npolicies: [a.json]\ntests:\n  - &one {name: a, action: a:b:c, expect: allow, context: &c {g:X: y}}\n  - {action: a:b:d, expect: deny, context: *c}\n";
    assert.match(refusal(changed(anchored, { what: "remove", list: "tests", index: 0 })), /an anchor that is used elsewhere|cannot be read|anchor/);
    assert.equal(taken(changed(anchored, { what: "remove", list: "tests", index: 1 })).expectations.tests.length, 1);
    const repeated = "version: 1\npolicies: [a.json]\ntests:\n  - &one {action: a:b:c, expect: allow}\n  - *one\n";
    assert.match(refusal(changed(repeated, { what: "remove", list: "tests", index: 1 })), /repetition of another/);
  });

  test("JSON stays JSON, with its members in their order", () => {
    const text = JSON.stringify({ version: 1, policies: ["a.json"], tests: [{ expect: "deny", action: "a:b:c" }] }, undefined, 4);
    const added = taken(changed(text, { what: "add", test: at({ question: { action: "a:b:d", context: { ["__proto__"]: ["x"] } } }) }));
    assert.equal(formOf(added.text), "json");
    assert.deepEqual(Object.keys(JSON.parse(added.text).tests[0]), ["expect", "action"]);
    assert.deepEqual(Object.entries(added.expectations.tests[1].question.context), [["__proto__", ["x"]]]);
    assert.ok(added.text.includes('\n    "version"'), added.text);
  });

  test("whatever is changed, the rest is read as before, and every comment is there or named", () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
    const random = drawn(seed);
    const pick = (list) => list[Math.floor(random() * list.length)];
    let refusals = 0;
    for (let round = 0; round < 150; round += 1) {
      const text = randomFile(pick, random);
      const { expectations: before, faults } = readExpectations(text);
      assert.deepEqual(faults, [], `seed ${String(seed)}\n${text}`);
      const list = before.whoCan.length > 0 && random() < 0.3 ? "who_can" : "tests";
      const index = Math.floor(random() * before[list === "tests" ? "tests" : "whoCan"].length);
      const change = pick([
        { what: "add", test: at({ name: pick([undefined, "new: one", "# two", "'", "3"]), who: { kind: "user", name: "anna" }, because: pick([[], ["a.json#0"], ["a.json", "b c#Sid"]]) }) },
        { what: "edit", list, index, name: pick([undefined, "other", "- x", "a # b"]), because: list === "tests" ? pick([[], ["a.json#1"], ["a.json", "b"]]) : [] },
        { what: "remove", list, index },
      ]);
      const written = changed(text, change);
      const shown = `seed ${String(seed)}, round ${String(round)}: ${JSON.stringify(change)}\n${text}`;
      if ("refused" in written) {
        refusals += 1;
        assert.match(refusal(written), /comment|no statement decides/, shown);
        continue;
      }
      assert.deepEqual(plain(written.expectations, change, false), plain(before, change, true), `${shown}\n${written.text}`);
      for (const comment of text.match(/# c\d+/g) ?? []) assert.ok(written.text.includes(comment), `${comment} of ${shown}\n${written.text}`);
    }
    assert.ok(refusals < 120, `seed ${String(seed)}: ${String(refusals)} of 150 were refused`);
  });
});

test("what somebody meant is found by one rule, in files of expectations and in that of the server", () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const random = drawn(seed);
  const word = () => Array.from({ length: 1 + Math.floor(random() * 8) }, () => "abAB-_1"[Math.floor(random() * 7)]).join("");
  for (let round = 0; round < 3000; round += 1) {
    const [given, known] = [word(), Array.from({ length: 4 }, word)];
    assert.equal(nearest(given, known), nearestOfServer(given, known), `seed ${String(seed)}: ${given} of ${known.join(", ")}`);
  }
});

/** mulberry32 */
function drawn(seed) {
  let now = seed;
  return () => {
    now = (now + 0x6d2b79f5) | 0;
    let mixed = Math.imul(now ^ (now >>> 15), 1 | now);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A file as people write them, in blocks and in lines, with comments in every place. */
function randomFile(pick, random) {
  let count = 0;
  const comment = (share = 0.3) => (random() < share ? ` # c${String((count += 1))}` : "");
  const line = (indent) => (random() < 0.25 ? `${indent}# c${String((count += 1))}\n` : pick(["", "", "\n"]));
  const indent = pick(["", "  ", "    "]);
  const item = (index) => {
    const [name, expect] = [pick([undefined, `name ${String(index)}`, `"n${String(index)}"`]), pick(["allow", "explicitDeny", "deny", "conditional"])];
    const because = pick([undefined, "a.json#0", "[a.json#0, b]"]);
    const members = [name && `name: ${name}`, "user: anna", `action: a:b:c${String(index)}`, pick([undefined, 'context: {g:X: "1", g:Y: null}']), `expect: ${expect}`, because && `because: ${because}`].filter(Boolean);
    if (random() < 0.5) return `${indent}- {${members.join(", ").replaceAll("a.json#0", '"a.json#0"')}}${comment()}\n`;
    return members.map((member, at) => `${indent}${at === 0 ? "- " : "  "}${member}${comment(0.12)}\n`).join("");
  };
  const items = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, index) => line(indent) + item(index)).join("");
  const users = `users:${comment()}\n${indent}- {name: anna, policies: [a.json]}${comment()}\n`;
  const who = random() < 0.4 ? `${line("")}who_can:\n${indent}- action: a:b:c${comment(0.1)}\n${indent}  exactly: [anna]\n` : "";
  return `${line("")}version: 1${comment()}\n${users}${line("")}tests:${comment()}\n${items}${line(indent)}${who}${line("")}`;
}

/** What a change does not change, without places; names that are made follow the others. */
function plain({ tests, whoCan, ...others }, change, isBefore) {
  const without = (all, name) => {
    if (change.what === "add") return name === "tests" && !isBefore ? all.slice(0, -1) : all;
    if (change.list !== name) return all;
    return change.what === "remove" && !isBefore ? all : all.filter((_, index) => index !== change.index);
  };
  const bare = (all) => all.map(({ name, places, ...rest }) => ({ ...rest, name: "name" in places ? name : "" }));
  const drop = (key, value) => (key === "at" || key === "places" ? undefined : value);
  return JSON.parse(JSON.stringify({ ...others, tests: bare(without(tests, "tests")), whoCan: bare(without(whoCan, "who_can")) }, drop));
}

const file = (more = {}) => ({ name: "e.yaml", text: "x", expectations: { policies: [], groups: [], users: [], agencies: [], tests: [], whoCan: [] }, unsaved: false, ...more });

describe("the state", () => {
  test("a file takes the place of what is there; of what is in no file only when somebody agrees", () => {
    const first = state.opened(NO_PINS, file());
    assert.equal(first.kept.name, "e.yaml");
    const other = file({ name: "f.yaml" });
    assert.equal(state.opened(first, other).kept.name, "f.yaml");
    const unsaved = state.written(first, first.kept, { text: "y", expectations: first.kept.expectations });
    assert.deepEqual([unsaved.kept.text, unsaved.kept.unsaved], ["y", true]);
    const asked = state.opened(unsaved, other);
    assert.deepEqual([asked.kept.text, asked.offered.name], ["y", "f.yaml"]);
    assert.equal(state.settled(asked, false).kept.text, "y");
    assert.equal(state.settled(asked, true).kept.name, "f.yaml");
    assert.equal(state.closed(first).kept, undefined);
    const closing = state.closed(unsaved);
    assert.equal(closing.offered, "nothing");
    assert.deepEqual([state.settled(closing, true).kept, state.settled(closing, false).kept.text], [undefined, "y"]);
  });

  test("a change that comes late is not made to another file", () => {
    const first = state.opened(NO_PINS, file());
    const second = state.opened(first, file({ name: "f.yaml" }));
    assert.equal(state.written(second, first.kept, { text: "z", expectations: first.kept.expectations }), second);
  });

  test("what does not hold comes first, and results are of the expectations that were asked", () => {
    const tests = ["a", "b", "c", "d"].map((name) => ({ name }));
    const kept = file({ expectations: { ...file().expectations, tests } });
    const list = ["holds", "open", "fails", "wrong"].map((status) => ({ kind: "test", status }));
    const pins = { ...NO_PINS, kept, results: { of: kept.expectations, list, problem: undefined } };
    assert.deepEqual(state.itemsOf(pins).map(({ expected }) => expected.name), ["c", "d", "b", "a"]);
    assert.deepEqual(state.countsOf(pins), { holds: 1, fails: 1, open: 1, wrong: 1, all: 4 });
    assert.equal(state.countsOf({ ...pins, results: { ...pins.results, of: file().expectations } }), undefined);
  });

  test("what is in no file is lost by leaving, and says so; what is in one is not", () => {
    const at = (unsaved) => reduce(initialState({ view: "permissions" }), { type: "permissions/pinned", pins: { ...NO_PINS, kept: file({ unsaved }) } });
    assert.deepEqual([wouldLose(at(true)), wouldLose(at(false))], [true, false]);
    assert.deepEqual(CONSOLE.losses(at(true)).map(({ kind }) => kind), ["expectations"]);
    assert.equal(reduce(at(true), { type: "permissions/cleared" }).permissions.pins, undefined);
  });
});

describe("the policies of a file and those of the page", () => {
  const read = (text) => readExpectations(text).expectations;
  const OPEN = [draft("operators", policy()), draft("guests", policy()), draft("", ""), draft("lost", "", { unread: "IAM refused" })];

  test("are the same where their files are called the same; what is not here is known not to be", () => {
    const expectations = read("version: 1\npolicies: [main/operators.json, {file: plan.tf, policy: guests}, other.json]\n");
    assert.deepEqual(missingFrom(expectations, OPEN).map(({ grant, why }) => [grant.file, why]), [["other.json", "missing"]]);
    assert.deepEqual(besides(expectations, OPEN).map(({ name }) => name), []);
    const twice = read("version: 1\nusers: [{name: a, policies: [main/operators.json]}, {name: b, policies: [proposed/operators.json]}]\n");
    assert.deepEqual(missingFrom(twice, OPEN).map(({ why }) => why), ["several", "several"]);
    assert.deepEqual(besides(twice, OPEN).map(({ name }) => name), ["operators", "guests"]);
  });

  test("are written with where they are attached, and what could not be read is not forgotten", () => {
    const drafts = [draft("a", policy(), { attachment: { kind: "project", id: " p1 " }, catalog: "BASE" }), draft("a", policy()), draft("s", policy(), { kind: "scp", level: "root" }), draft("what else", "", { unread: "not told", attachment: { kind: "allProjects", id: "" } })];
    const { text, expectations } = taken(changed(taken(changed(emptyFile("otc", "yaml"), { what: "add", test: at() })).text, { what: "policies", policies: writtenGrants(drafts) }));
    assert.deepEqual(expectations.policies.map((grant) => ({ ...grant, at: 0 })), [
      { at: 0, file: "a.json", name: "a", scope: { kind: "project", id: "p1" }, catalog: "BASE" },
      { at: 0, file: "a (2).json", name: "a" },
      { at: 0, file: "s.json", name: "s", kind: "scp", level: "root" },
      { at: 0, unread: "not told", name: "what else", scope: { kind: "allProjects" } },
    ], text);
  });

  test("what depends on a policy that is not open is not decided; a certain deny of another stays certain", () => {
    const kept = file({ expectations: read(`version: 1\ncloud: otc\npolicies: [operators.json, other.json]\ntests:\n  - {name: open, action: "ecs:servers:list", expect: deny}\n  - {name: denied, action: "ecs:serverPasswords:manage", expect: explicitDeny}\n`) });
    assert.deepEqual(held(kept, [draft("operators", policy({ Effect: "Deny", Action: ["ecs:serverPasswords:*"] }))]).statuses, ["open", "holds"]);
  });
});

describe("the page and `policy test`", () => {
  const vectors = JSON.parse(readFileSync(path.join(root, "tests/vectors/expectations.json"), "utf8"));
  /** What the page makes of these on opening them comes from elsewhere: answers of IAM, files with several policies, another form than JSON. */
  const isPlain = (content) => typeof content === "object" && !Array.isArray(content) && "Version" in content;

  for (const { name, files, results } of vectors.filter(({ results: wanted }) => wanted !== undefined)) {
    const policies = Object.entries(files).filter(([each]) => each !== "e.yaml");
    if (!policies.every(([, content]) => isPlain(content))) continue;
    test(`come to the same: ${name}`, () => {
      const text = typeof files["e.yaml"] === "string" ? files["e.yaml"] : JSON.stringify(files["e.yaml"]);
      const kept = { name: "e.yaml", text, expectations: readExpectations(text).expectations, unsaved: false };
      assert.deepEqual(held(kept, policies.map(([each, content]) => draft(policyNameOf(each), JSON.stringify(content)))).statuses, results.map((each) => ({ "not decided": "open" })[each] ?? each));
    });
  }

  test("take the same file: it holds in both, and fails in both once a policy is changed", async () => {
    const MFA = { Bool: { "g:MFAPresent": ["true"] } };
    const drafts = [
      draft("operators", policy({ Effect: "Allow", Action: ["ecs:*:get*", "ecs:*:list*"] }, { Effect: "Allow", Action: ["ecs:serverPasswords:manage"], Condition: MFA })),
      draft("in one project", policy({ Effect: "Deny", Action: ["ecs:serverPasswords:*"] }), { attachment: { kind: "project", id: "0123456789abcdef0123456789abcdef" } }),
    ];
    const asked = [
      { question: { api: SHOW, cloud: "otc", context: { "g:MFAPresent": ["true"] } } },
      { question: { api: SHOW, cloud: "otc", context: { "g:MFAPresent": null } } },
      { question: { api: SHOW, cloud: "otc" } },
      { question: { api: "DELETE /v2.1/{project_id}/servers/{server_id}/os-server-password", cloud: "otc", projectId: "0123456789abcdef0123456789abcdef" } },
      { question: { api: "GET /v2.1/{project_id}/servers/detail", cloud: "otc" } },
    ];
    for (const form of ["yaml", "json"]) {
      const now = { name: undefined, text: emptyFile("otc", form), expectations: readExpectations(emptyFile("otc", form)).expectations };
      for (const { question } of asked) {
        const { decision, because } = decided(now, drafts, question);
        const pinned = taken(changed(now.text, { what: "add", test: at({ question, expect: decision, because: because.slice(0, 1) }) }));
        Object.assign(now, pinned);
      }
      const saved = taken(changed(now.text, { what: "policies", policies: writtenGrants(drafts) })).text;
      const folderOf = (policies) => {
        const made = folder();
        mkdirSync(made, { recursive: true });
        const names = fileNamesOf(policies);
        for (const [index, { text }] of policies.entries()) writeFileSync(path.join(made, names[index]), text);
        writeFileSync(path.join(made, `e.${form}`), saved);
        return made;
      };
      const terminal = async (policies) => {
        const { exit, out, said } = await run(["policy", "test", `e.${form}`, "-f", "json"], { cwd: folderOf(policies) });
        return { exit, statuses: JSON.parse(out || "[]").map(({ result }) => result), said };
      };
      const again = { name: `e.${form}`, text: saved, expectations: readExpectations(saved).expectations, unsaved: false };
      const [first, ...others] = drafts;
      const otherwise = [{ ...first, text: policy({ Effect: "Allow", Action: ["ecs:*:*"] }) }, ...others];
      for (const [policies, exit] of [[drafts, 0], [otherwise, 1]]) {
        const there = await terminal(policies);
        assert.equal(there.exit, exit, `${there.said}\n${saved}`);
        assert.deepEqual(held(now, policies).statuses, there.statuses, "as it is pinned");
        assert.deepEqual(held(again, policies).statuses, there.statuses, "as it is opened again");
      }
    }
  });

  function decided(kept, drafts, question) {
    const answering = createAnswering(policyPackage);
    const policies = numbered(drafts);
    answering.evaluate({ cloud: "otc", facts: {}, assume: {}, ownLists: [], policies });
    const { answer, fault } = answering.decide(wholeOf(kept, policies), question, EVERYBODY);
    answering.free();
    assert.ok(answer, fault && english(fault.text));
    return answer;
  }

  test("many are asked in steps, each no longer than it may be by far", () => {
    const tests = Array.from({ length: 400 }, (_, index) => `  - {name: "${String(index)}", api: "${SHOW}", expect: allow}\n`).join("");
    const text = `version: 1\ncloud: otc\npolicies: [a.json]\ntests:\n${tests}`;
    const kept = { name: "e.yaml", text, expectations: readExpectations(text).expectations, unsaved: false };
    const { steps, statuses } = held(kept, [draft("a", policy({ Effect: "Allow", Action: ["ecs:*:*"] }))], 0);
    assert.deepEqual([steps, new Set(statuses).size, statuses.length], [401, 1, 400]);
  });

  test("the way to what decides is in the policy of the page", () => {
    const text = 'version: 1\ncloud: otc\npolicies: [b.json, a.json]\ntests:\n  - {action: "ecs:servers:list", expect: allow}\n';
    const kept = { name: "e.yaml", text, expectations: readExpectations(text).expectations, unsaved: false };
    const drafts = [draft("a", policy({ Effect: "Allow", Action: ["ecs:*:list*"] }, { Effect: "Deny", Action: ["ecs:servers:list"] })), draft("b", policy())];
    const { list: [{ status, answer }] } = held(kept, drafts);
    const [why] = answer.why;
    assert.deepEqual([status, answer.decision, why.policyId, why.reason.statement], ["fails", "explicitDeny", 1, 1]);
    assert.ok(drafts[0].text.slice(why.statement.start, why.statement.end).includes('"Deny"'));
  });
});
