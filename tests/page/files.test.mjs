// Policies out of files and into files, and what is asked before a text goes away that is in none, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce, wouldLose } = CONSOLE;
const { fileNameOf, fileNamesOf, policyNameOf } = await load("permissions/policies/file-names.ts");
const { fileText } = await load("permissions/policies/file-text.ts");
const { readFiles } = await load("permissions/policies/files.ts");
const { lostBy } = await load("permissions/policies/losing.ts");
const { zipped } = await load("permissions/policies/zip.ts");
const { findingsOf, openBefore, openPolicy } = await load("permissions/state.ts");

const NOWHERE = { kind: "none", id: "" };
const draft = (name, text = "{}") => ({ name, text, attachment: NOWHERE, catalog: "" });
const start = initialState({ view: "permissions" });
const play = (events, state = start) => events.map(([type, more]) => ({ type: `permissions/${type}`, ...more })).reduce(reduce, state);
const texts = (policies) => policies?.map(({ name, text }) => [name, text]);

test("a policy is called what its file is called, as far as that can be seen", () => {
  const names = { "ops.json": "ops", "C:\\policies\\ops.tf": "ops", "../../etc/passwd": "passwd", "a.b.yaml": "a.b", ".json": ".json", "x\u202egnp.json": "x⟨U+202E⟩gnp", "": "", "  .tf": "" };
  for (const [file, name] of Object.entries(names)) assert.equal(policyNameOf(file), name, file);
  assert.equal(Array.from(policyNameOf(`${"😀".repeat(300)}.json`)).length, 120);
});

test("a file has a name that every system takes, whatever the policy is called", () => {
  const names = {
    "ECS FullAccess": "ECS FullAccess.json",
    "../../.ssh/config": "_.._.ssh_config.json",
    "a/b\\c:d*e?\"<>|": "a_b_c_d_e_.json",
    "con": "policy-con.json",
    "NUL.x": "policy-NUL.x.json",
    "...": "policy.json",
    " ": "policy.json",
    "x\u202egnp\0": "x_gnp_.json",
    "Größe": "Größe.json",
  };
  for (const [name, file] of Object.entries(names)) assert.equal(fileNameOf({ name, text: "{}" }), file, name);
  assert.equal(fileNameOf({ name: "mine", text: "Version: 1.1" }), "mine.txt", "it is no JSON");
  assert.equal(fileNameOf({ name: "mine", text: " [{" }), "mine.json", "somebody is writing it");
  assert.deepEqual(fileNamesOf([draft("a"), draft("A"), draft("a", "x"), draft("a")]), ["a.json", "A (2).json", "a.txt", "a (3).json"]);
});

test("the text of a file is read as editors write it; bytes that are none are told", () => {
  const bytes = (...values) => Uint8Array.from(values);
  assert.equal(fileText(new TextEncoder().encode("{\r\n}\r")), "{\n}\n");
  assert.equal(fileText(bytes(0xef, 0xbb, 0xbf, 0x7b)), "{");
  assert.equal(fileText(bytes(0xff, 0xfe, 0x7b, 0)), "{");
  assert.equal(fileText(bytes(0xfe, 0xff, 0, 0x7b)), "{");
  for (const none of [bytes(0x7b, 0), bytes(0xc3, 0x28), bytes(0xff, 0xfe, 0), bytes(0x89, 0x50)]) assert.equal(fileText(none), undefined);
});

const file = (name, content, size) => ({ name, size: size ?? content.length, arrayBuffer: async () => new TextEncoder().encode(content).buffer });

test("files are read in their order, taken apart where they hold others, and what is wrong with one stops none", async () => {
  const unreadable = { name: "folder", size: 0, arrayBuffer: () => Promise.reject(new Error("no")) };
  const note = { message: "passed over", said: [] };
  const parts = async (text) => {
    if (text === "two") return { drafts: [draft("one"), draft("other")], notes: [note] };
    return text === "yaml" ? { drafts: [draft("policy")], notes: [] } : undefined;
  };
  const files = [file("a.json", "{}"), file("big.json", "", 1_100_000), unreadable, file("two.tf", "two"), file("b.yaml", "yaml"), file("empty.txt", " \n"), file("nul", "\0")];
  const found = await readFiles(files, 200, parts);
  assert.deepEqual(found.drafts.map(({ name }) => name), ["a", "one", "other", "b"]);
  assert.deepEqual(found.faults, [{ name: "big.json", fault: "large" }, { name: "folder", fault: "unreadable" }, { name: "empty.txt", fault: "empty" }, { name: "nul", fault: "noText" }]);
  assert.deepEqual(found.notes, [{ name: "two.tf", ...note }]);
});

test("there is no room for more than so many, and so much together", async () => {
  const none = async () => undefined;
  const full = await readFiles([file("a", "x"), file("b", "x"), file("c", "x")], 2, none);
  assert.deepEqual([full.drafts.length, full.faults], [2, [{ name: "c", fault: "many" }]]);
  const large = Array.from({ length: 5 }, (_, index) => file(`${index}.json`, "x", 1_000_000));
  const together = await readFiles(large, 200, none);
  assert.deepEqual(together.faults, [{ name: "4.json", fault: "together" }]);
});

test("a file of several has each text under its name", () => {
  const zip = Buffer.from(zipped([["a.json", "{}"], ["__proto__.json", "[]"]]));
  assert.equal(zip.subarray(0, 4).toString("latin1"), "PK\x03\x04");
  for (const name of ["a.json", "__proto__.json"]) assert.ok(zip.includes(name), name);
});

test("both sides are changed, opened and removed by their numbers", () => {
  const set = play([["added", { drafts: [draft("a"), draft("b")] }], ["remembered"]]);
  assert.deepEqual(set.permissions.before.map(({ id, name }) => [id, name]), [[3, "a"], [4, "b"]]);
  const changed = play([["changed", { id: 4, change: { text: "x" } }], ["opened", { id: 4 }]], set);
  assert.deepEqual([texts(changed.permissions.before), texts(changed.permissions.policies)], [[["a", "{}"], ["b", "x"]], [["a", "{}"], ["b", "{}"]]]);
  assert.deepEqual([openBefore(changed.permissions).id, openPolicy(changed.permissions).id], [4, 1]);
  assert.equal(wouldLose(changed), true);
  const mark = { policyId: 3, statement: undefined, pattern: { start: 0, end: 1, line: 1, column: 1 }, tone: "finding", focus: true };
  const marked = play([["marked", { mark }]], changed);
  assert.deepEqual([openBefore(marked.permissions).id, openPolicy(marked.permissions).id], [3, 1]);
  const removed = play([["removed", { id: 3 }]], marked);
  assert.deepEqual([texts(removed.permissions.before), removed.permissions.policies.length, removed.permissions.mark, removed.focus.target], [[["b", "x"]], 2, undefined, "before"]);
  const more = play([["added", { drafts: [draft("b", "y")], side: "before" }]], removed);
  assert.deepEqual([texts(more.permissions.before), openBefore(more.permissions).text], [[["b", "x"], ["b (2)", "y"]], "y"]);
  const back = play([["putBack"]], more);
  assert.deepEqual(texts(back.permissions.policies), [["b", "x"], ["b (2)", "y"]]);
  assert.equal(new Set([...back.permissions.policies, ...back.permissions.before].map(({ id }) => id)).size, 4, "each has a number of its own");
  const gone = play([["forgotten"]], back);
  assert.deepEqual([gone.permissions.before, gone.permissions.beforeChecked], [undefined, undefined]);
});

test("a side before can begin with files alone", () => {
  const state = play([["added", { drafts: [draft("a")] }], ["added", { drafts: [draft("old")], side: "before" }]]);
  assert.deepEqual([texts(state.permissions.before), texts(state.permissions.policies), state.permissions.pane], [[["old", "{}"]], [["a", "{}"]], "policies"]);
});

test("findings are those of the side that a policy is on", () => {
  const state = play([["added", { drafts: [draft("a")] }], ["remembered"], ["compared", { difference: {}, checked: { findings: [{ policyIndex: 0, code: "x" }], policies: [2], unread: [], refused: [], moreUnread: 0 } }]]);
  assert.deepEqual(findingsOf(state.permissions, state.permissions.before[0]).map(({ code }) => code), ["x"]);
  assert.deepEqual(findingsOf(state.permissions, state.permissions.policies[0]), []);
});

test("of another user what was remembered of IAM is somebody's own", () => {
  const state = play([["policiesRead", { drafts: [{ ...draft("a"), group: "ops" }], groups: 1 }], ["remembered"], ["otherUser"]]);
  assert.deepEqual(state.permissions.before.map(({ source, group }) => [source, group]), [["own", undefined]]);
});

test("what is in no file, and nowhere else, is told before it is lost", () => {
  const lost = ({ permissions }, losing) => lostBy(permissions, losing).map(({ name }) => name);
  const opened = play([["added", { drafts: [draft("a"), draft("b")] }], ["remembered"]]);
  for (const losing of [{ what: "remove", id: 1 }, { what: "baseline" }, { what: "putBack" }, { what: "forget" }]) assert.deepEqual(lost(opened, losing), [], losing.what);
  const written = play([["changed", { id: 1, change: { text: "mine" } }]], opened);
  assert.deepEqual(lost(written, { what: "remove", id: 1 }), ["a"]);
  assert.deepEqual(lost(written, { what: "putBack" }), ["a"]);
  assert.deepEqual(lost(written, { what: "forget" }), [], "the side after has the only changed text");
  const twice = play([["added", { drafts: [draft("copy", "mine")], edited: true }]], written);
  assert.deepEqual(lost(twice, { what: "remove", id: 1 }), [], "its text is there once more");
  const saved = play([["saved", { texts: [{ id: 1, text: "mine" }] }]], written);
  assert.deepEqual(lost(saved, { what: "putBack" }), []);
  assert.equal(wouldLose(saved), false, "all that was written is in a file");
  const later = play([["saved", { texts: [{ id: 1, text: "what was there before" }] }]], written);
  assert.deepEqual(lost(later, { what: "putBack" }), ["a"], "it went on while it was saved");
  const renamed = play([["changed", { id: 2, change: { name: "c" } }]], opened);
  assert.deepEqual(lost(renamed, { what: "remove", id: 2 }), [], "its text is as it came");
  const emptied = play([["changed", { id: 1, change: { text: " " } }]], opened);
  assert.deepEqual(lost(emptied, { what: "putBack" }), []);
  const before = play([["changed", { id: 3, change: { text: "old" } }]], opened);
  const link = play([["linkRead", { shared: { cloud: "otc", policies: [draft("theirs")] } }], ["linkSettled", { how: "replace" }]], before);
  assert.deepEqual([link.permissions.edited, wouldLose(link)], [false, true], "the side before is there, and in no file");
  assert.deepEqual([lost(before, { what: "forget" }), lost(before, { what: "baseline" }), lost(before, { what: "putBack" })], [["a"], ["a"], []]);
});
