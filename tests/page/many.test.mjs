// Many servers: the reducer, the table and the exported files, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readCsv } from "./csv.mjs";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce } = CONSOLE;
const losses = (state) => CONSOLE.losses(state).map(({ kind, ids }) => ({ kind, count: ids.length }));
const { figuresOf, isNotDeleted, isOpen, mayDeleteRow, NO_MANY, rowOf, timeLeft } = await load("many/state.ts");
const { NO_FILTERS, NO_SERVERS } = await load("servers/state.ts");
const { idsIn, NOTHING_KEYED, valueAt, withValues } = await load("shared/keyed.ts");
const { shownRows } = await load("servers/table.ts");
const { shownRows: shownOf } = await load("many/table.ts");
const { nextSort } = await load("shared/sort.ts");
const { reasonOf, waitable } = await load("many/reasons.ts");
const { Passwords } = await load("password/passwords.ts");
const { KeyVault } = await load("keys/vault.ts");
const { headOf, isFormula, linesOf } = await load("many/csv.ts");

const CLOUD = { name: "a", kind: "openstack", label: "A", identity: "/i", compute: "/c", sandbox: false };
const SESSION = { cloud: CLOUD, user: "u", project: "p", projectId: "1", expiresAt: undefined, ended: false };
const FAILED = { code: "serverError", message: "no" };
const server = (id, more = {}) => ({ id, name: `server ${id}`, status: "ACTIVE", os: "windows", addresses: [], ...more });

const play = (events, state = initialState({ view: "signIn" })) => events.reduce(reduce, state);
const list = (ids) => ({ type: "servers/loaded", servers: ids.map((id) => server(id)), nextMarker: undefined, more: false });
const listed = [{ type: "session/cloudsLoaded", list: [CLOUD] }, { type: "session/signedIn", session: SESSION }, list(["1", "2", "3"])];
const select = (ids, on = true) => ({ type: "servers/selected", ids, on, text: "" });
const opened = [
  ...listed,
  { type: "many/opened", rows: ["1", "2", "3"].map((id) => ({ id, name: `server ${id}`, keyName: "k", address: undefined })) },
];
const start = (kind, ids) => ({ type: "many/started", kind, ids, at: 1000, text: "" });
const progress = (...changes) => ({ type: "many/progressed", changes, at: 2000 });
const DECRYPTED = { result: { phase: "decrypted", text: true, revealed: false } };
const gotten = [
  ...opened,
  start("get", ["1", "2", "3"]),
  progress(["1", { result: { phase: "working" } }], ["1", DECRYPTED], ["2", { result: { phase: "none" } }], ["3", { result: { phase: "failed", problem: FAILED } }]),
  { type: "many/ended", text: "" },
];

test("sorts up, down, and as listed again", () => {
  const sorted = { type: "servers/sorted", column: "name" };
  const sorts = [1, 2, 3].map((times) => play(Array(times).fill(sorted)).servers.sort);
  assert.deepEqual(sorts, [{ column: "name", descending: false }, { column: "name", descending: true }, undefined]);
  assert.deepEqual(play([sorted, { type: "servers/sorted", column: "os" }]).servers.sort, { column: "os", descending: false });
  assert.deepEqual(play([{ type: "servers/sortChosen", sort: "key", descending: true }]).servers.sort, { column: "key", descending: true });
  assert.equal(play([sorted, { type: "servers/sortChosen", sort: undefined, descending: false }]).servers.sort, undefined);
});

test("the selection outlives a search and another page, and loses what a refresh no longer lists", () => {
  const state = play([...listed, select(["1", "2"]), select(["2"], false), select(["3"]), { type: "servers/filtered", by: { search: "x" } }]);
  assert.deepEqual(idsIn(state.servers.selected), ["1", "3"]);
  const more = reduce(state, { ...list(["4"]), more: true });
  assert.deepEqual(idsIn(more.servers.selected), ["1", "3"]);
  assert.deepEqual(idsIn(reduce(more, list(["3", "9"])).servers.selected), ["3"]);
  assert.deepEqual(play([{ type: "servers/selectionCleared", text: "" }], state).servers.selected, NOTHING_KEYED);
});

test("all that the filters leave is selected, also of the servers to come, until something else is wanted", () => {
  const page = (ids, nextMarker, more = true) => ({ ...list(ids), nextMarker, more });
  const all = { type: "servers/allSelected", text: "" };
  const begun = play([...listed, page(["1", "2"], "2", false), { type: "servers/filtered", by: { search: "server" } }, all]);
  const come = { ...page(["4"], "4"), servers: [server("4"), server("5", { name: "other" })] };
  assert.deepEqual([idsIn(begun.servers.selected), begun.servers.selectsAll], [["1", "2", "3"], true]);
  assert.deepEqual(idsIn(reduce(begun, come).servers.selected), ["1", "2", "3", "4"]);
  const end = play([come, page(["6"])], begun);
  assert.deepEqual([idsIn(end.servers.selected), end.servers.selectsAll], [["1", "2", "4", "6"], false], "3 is gone from the cloud's list");
  for (const event of [select(["1"], false), { type: "servers/selectionCleared", text: "" }, { type: "servers/filtered", by: { search: "" } }, { type: "servers/failed", problem: FAILED }, { type: "servers/failed", problem: { code: "aborted", message: "" } }]) {
    assert.equal(reduce(begun, event).servers.selectsAll, false, event.type);
  }
  assert.equal(reduce(begun, select(["1"])).servers.selectsAll, true);
  assert.equal(play([...listed, all]).servers.selectsAll, false, "nothing is to come");
});

test("a run counts what ended, however it ended", () => {
  const running = play(gotten.slice(0, -1));
  assert.deepEqual([running.many.run.done, running.many.run.total, running.many.run.kind], [3, 3, "get"]);
  const { many, servers } = play(gotten);
  assert.equal(many.run, undefined);
  assert.deepEqual(many.rows.map(({ result }) => result.phase), ["decrypted", "none", "failed"]);
  assert.deepEqual(many.rows.filter(isOpen).map(({ id }) => id), ["3"]);
  assert.deepEqual(["1", "2", "3"].map((id) => valueAt(servers.known, id)), ["stored", "none", undefined]);
});

test("what was under way when a run stopped waits again; an order to delete that was not sent is told as not deleted", () => {
  const get = [...opened, start("get", ["1", "2"]), progress(["1", { result: { phase: "working" } }]), { type: "many/stopping", text: "" }];
  assert.equal(play(get).many.run.stopping, true);
  assert.equal(play([...get, { type: "many/ended", text: "" }]).many.rows[0].result.phase, "waiting");
  const remove = [...gotten, start("delete", ["1"]), progress(["1", { deletion: { phase: "working" } }]), { type: "many/ended", text: "" }];
  const { many } = play(remove);
  assert.deepEqual(rowOf(many, "1").deletion, { phase: "stopped" });
  assert.equal(figuresOf(many).notDeleted, 1);
  assert.equal(mayDeleteRow({ ...rowOf(many, "1"), kept: true }), true);
  assert.deepEqual(shownOf({ ...many, filter: "notDeleted" }).map(({ id }) => id), ["1"]);
  assert.deepEqual(many.rows.filter(isNotDeleted).map(({ id }) => id), ["1"]);
});

test("choosing anew keeps what is decrypted, and begins the rest", () => {
  const rows = ["3", "4"].map((id) => ({ id, name: id, keyName: undefined, address: undefined }));
  const { many } = play([...gotten, { type: "many/opened", rows }]);
  assert.deepEqual(many.rows.map(({ id, result }) => [id, result.phase]), [["3", "failed"], ["4", "waiting"], ["1", "decrypted"]]);
  const busy = play([...gotten, start("get", ["3"])]);
  assert.equal(reduce(busy, { type: "many/opened", rows }), busy);
});

test("deleted may be what was shown, copied or exported, and nothing else", () => {
  const may = (...events) => play([...gotten, ...events]).many.rows.filter(mayDeleteRow).map(({ id }) => id);
  assert.deepEqual(may(), []);
  assert.deepEqual(may({ type: "many/revealToggled", id: "1", text: "" }), ["1"]);
  assert.deepEqual(may({ type: "many/revealToggled", id: "1", text: "" }, { type: "many/allHidden", text: "" }), ["1"]);
  assert.deepEqual(may({ type: "many/copyEnded", id: "1", result: "failed", text: "" }), []);
  assert.deepEqual(may({ type: "many/copyEnded", id: "1", result: "copied", text: "" }), ["1"]);
  const exported = { type: "many/exported", format: "csv", ids: ["1"], text: "" };
  assert.deepEqual(may(exported), ["1"]);
  const removed = (deletion) => [exported, start("delete", ["1"]), progress(["1", { deletion }]), { type: "many/ended", text: "" }];
  assert.deepEqual(may(...removed({ phase: "deleted" })), []);
  assert.deepEqual(may(...removed({ phase: "accepted" })), []);
  assert.deepEqual(may(...removed({ phase: "failed", problem: FAILED })), ["1"]);
});

test("bytes that are no text are never deleted with the others, whatever was done with them", () => {
  const bytes = ["3", { result: { phase: "decrypted", text: false, revealed: false } }];
  const state = play([...gotten, start("get", ["3"]), progress(bytes), { type: "many/ended", text: "" }]);
  const done = ["1", "3"].flatMap((id) => [
    { type: "many/revealToggled", id, text: "" },
    { type: "many/copyEnded", id, result: "copied", text: "" },
  ]);
  const { many } = play([...done, { type: "many/exported", format: "csv", ids: ["1", "3"], text: "" }], state);
  assert.deepEqual(many.rows.filter(mayDeleteRow).map(({ id }) => id), ["1"]);
  assert.deepEqual([figuresOf(many).deletable, figuresOf(many).noText], [1, 1]);
});

test("a run under way can be lost, and what is decrypted until its copy is deleted", () => {
  assert.deepEqual(losses(play(opened)), []);
  assert.deepEqual(losses(play([...opened, start("get", ["1"])])), [{ kind: "getting", count: 1 }]);
  assert.deepEqual(losses(play(gotten)), [{ kind: "passwords", count: 1 }]);
  const exported = { type: "many/exported", format: "csv", ids: ["1"], text: "" };
  const deleting = [...gotten, exported, start("delete", ["1"])];
  assert.deepEqual(losses(play(deleting)), [{ kind: "passwords", count: 1 }, { kind: "deleting", count: 1 }]);
  const deleted = [...deleting, progress(["1", { deletion: { phase: "deleted" } }]), { type: "many/ended", text: "" }];
  assert.deepEqual(losses(play(deleted)), []);
  assert.equal(valueAt(play(deleted).servers.known, "1"), "deleted");
});

test("a refused token leads to signing in, and back with all that was there; another project starts anew", () => {
  const state = play([{ type: "page/navigated", route: { view: "many" } }, start("get", ["3"]), { type: "many/refused", problem: { code: "unauthenticated", message: "no" } }], play(gotten));
  assert.deepEqual([state.route, state.session.current.ended, state.many.run], [{ view: "signIn" }, true, undefined]);
  const again = reduce(state, { type: "session/signedIn", session: SESSION });
  assert.deepEqual([again.route, rowOf(again.many, "1").result.phase], [{ view: "many" }, "decrypted"]);
  assert.deepEqual(reduce(state, { type: "session/signedIn", session: { ...SESSION, projectId: "2" } }).many, NO_MANY);
  assert.deepEqual(reduce(play(gotten), { type: "session/signedOut" }).many, NO_MANY);
});

test("what the view of one server learns shows in the list", () => {
  const one = { serverId: "1" };
  const panel = [...listed, { type: "page/navigated", route: { view: "server", serverId: "1" } }];
  const known = (...events) => valueAt(play([...panel, ...events]).servers.known, "1");
  const none = { type: "password/none", of: one, hint: "" };
  const encrypted = { type: "password/encrypted", of: one, ciphertext: "c" };
  const removed = [{ type: "server/waived", on: true }, { type: "server/deleteAsked" }, { type: "server/deleteStarted" }, { type: "server/deleted", serverId: "1", result: { deleted: true } }];
  assert.equal(known(), undefined);
  assert.equal(known(encrypted), "stored");
  assert.equal(known(none), "none");
  assert.equal(known(encrypted, ...removed), "deleted");
  assert.equal(known(encrypted, ...removed, { type: "password/requested", of: one }, none), "deleted");
  assert.equal(known(encrypted, ...removed, { type: "password/requested", of: one }, encrypted), "stored");
});

test("the time left is said once there is something to go by", () => {
  const run = { kind: "get", total: 100, done: 20, startedAt: 0, now: 4000, stopping: false };
  assert.equal(timeLeft(run), 16_000);
  assert.equal(timeLeft({ ...run, done: 4 }), undefined);
  assert.equal(timeLeft({ ...run, now: 900 }), undefined);
});

test("the table: numbers in names by their value, what is missing last, the same list for the same state", () => {
  const items = [
    server("1", { name: "win-10", keyName: "b" }),
    server("2", { name: "win-9" }),
    server("3", { name: "Web", os: "other", keyName: "a" }),
  ];
  const servers = { ...NO_SERVERS, items, filters: NO_FILTERS };
  const ids = (sort, more = {}, known = {}) => shownRows({ ...servers, ...more, sort, known: withValues(NOTHING_KEYED, Object.entries(known)) }).map(({ id }) => id);
  assert.deepEqual(ids(undefined), ["1", "2", "3"]);
  assert.deepEqual(ids({ column: "name", descending: false }), ["3", "2", "1"]);
  assert.deepEqual(ids({ column: "key", descending: false }), ["3", "1", "2"]);
  assert.deepEqual(ids({ column: "key", descending: true }), ["1", "3", "2"]);
  assert.deepEqual(ids({ column: "created", descending: false }, { items: ["2026-03-01T00:00:00Z", undefined, "2026-03-01T00:30:00+01:00"].map((created, index) => ({ ...items[index], created })) }), ["3", "1", "2"]);
  assert.deepEqual(ids({ column: "name", descending: true }, { filters: { ...NO_FILTERS, windowsOnly: true, search: "WIN" } }), ["1", "2"]);
  const byPassword = { column: "password", descending: false };
  assert.deepEqual(ids(byPassword, {}, { 3: "stored" }), ["3", "1", "2"]);
  assert.deepEqual(ids(byPassword, {}, { 3: "none", 2: "stored" }), ["2", "3", "1"]);
  assert.equal(shownRows(servers), shownRows({ ...servers, known: withValues(NOTHING_KEYED, [["1", "none"]]) }));
});

test("a page that comes is sorted in, equals stay as they are listed, and typing sorts nothing", () => {
  const items = ["b", "a", "B"].map((name, id) => server(String(id), { name }));
  const byName = { ...NO_SERVERS, filters: NO_FILTERS, sort: { column: "name", descending: false } };
  const names = (servers) => shownRows({ ...byName, ...servers }).map(({ name }) => name);
  assert.deepEqual(names({ items }), ["a", "B", "b"]);
  assert.deepEqual(names({ items: [...items, server("3", { name: "a1" })] }), ["a", "a1", "B", "b"]);
  assert.deepEqual(names({ items, sort: { column: "name", descending: true } }), ["b", "B", "a"]);
  let compared = 0;
  const watched = server("4", {});
  Object.defineProperty(watched, "name", { enumerable: true, get: () => { compared += 1; return "c"; } });
  const more = [...items, watched];
  names({ items: more });
  const before = compared;
  assert.deepEqual(names({ items: more, filters: { ...NO_FILTERS, search: "b" } }), ["B", "b"]);
  // Once for what is searched in, whatever is typed.
  assert.deepEqual(names({ items: more, filters: { ...NO_FILTERS, search: "c" } }), ["c"]);
  assert.ok(compared - before <= 2, `looked at ${String(compared - before)} times`);
});

test("a run's progress touches only the rows that it is of", () => {
  const ids = Array.from({ length: 1000 }, (_, index) => `id-${String(index)}`);
  const before = play([...listed, { type: "many/opened", rows: ids.map((id) => ({ id, name: id, keyName: "k", address: undefined })) }, start("get", ids)]);
  let reads = 0;
  const watched = before.many.rows.map((row) => new Proxy(row, { get: (target, name) => { reads += 1; return target[name]; }, ownKeys: (target) => { reads += 1; return Reflect.ownKeys(target); } }));
  const { many, servers } = reduce({ ...before, many: { ...before.many, rows: watched } }, progress([ids[7], DECRYPTED], [ids[9], { result: { phase: "none" } }]));
  const other = many.rows.flatMap((row, place) => (row === watched[place] ? [] : [row.id]));
  assert.deepEqual(other, [ids[7], ids[9]]);
  assert.ok(reads < 50, `${String(reads)} reads, of a thousand rows`);
  assert.equal(many.places, before.many.places);
  const shards = servers.known.shards.filter((shard, at) => shard !== before.servers.known.shards[at]);
  assert.ok(shards.length <= 2, "what is known of the others is the same object");
});

test("the rows are counted once for each state of them", () => {
  const { many } = play(gotten);
  const figures = figuresOf(many);
  assert.equal(figuresOf({ ...many, filter: "none" }), figures);
  const { waiting, working, none, noKey, failed, decrypted } = figures.counts;
  assert.deepEqual([waiting, working, none, noKey, failed, decrypted], [0, 0, 1, 0, 1, 1]);
  const kept = play([{ type: "many/revealToggled", id: "1", text: "" }], play(gotten)).many;
  assert.deepEqual([figuresOf(kept).deletable, figuresOf(kept).revealed, figures.deletable, figures.revealed], [1, 1, 0, 0]);
  assert.equal(shownOf(many), many.rows);
  assert.equal(shownOf({ ...many, filter: "none" }), shownOf({ ...many, filter: "none" }));
  assert.deepEqual(shownOf({ ...many, filter: "failed" }).map(({ id }) => id), ["3"]);
});

test("the rows are searched, and sorted by name and by what came of them", () => {
  const rows = [["a", "win-10", "k2"], ["b", "win-9", undefined], ["c", "Linux", "k1"]].map(([id, name, keyName]) => ({ id, name, keyName, address: `192.0.2.${id}` }));
  const { many } = play([{ type: "many/opened", rows }], play(listed));
  const ids = (change) => shownOf({ ...many, ...change }).map(({ id }) => id);
  assert.deepEqual(ids({ search: " WIN-" }), ["a", "b"]);
  assert.deepEqual([ids({ search: "2.c" }), ids({ search: "k2" }), ids({ search: "none" })], [["c"], ["a"], []]);
  assert.deepEqual(ids({ sort: { column: "server", descending: false } }), ["c", "b", "a"]);
  assert.deepEqual(ids({ sort: { column: "server", descending: true } }), ["a", "b", "c"]);
  assert.deepEqual(ids({ sort: { column: "key", descending: true } }), ["a", "c", "b"], "what has none stays at the end");
  const done = play(gotten).many;
  assert.deepEqual(shownOf({ ...done, sort: { column: "result", descending: false } }).map(({ id }) => id), ["3", "2", "1"]);
  assert.deepEqual([nextSort(undefined, "key"), nextSort({ column: "key", descending: true }, "key")], [{ column: "key", descending: false }, undefined]);
});

test("why nothing is stored, and what waiting may help", () => {
  const about = { os: "windows", status: "ACTIVE", isKeyRead: true };
  const rows = [
    { id: "1", keyName: "k", about },
    { id: "2", keyName: "k", about: { ...about, os: "other" } },
    { id: "3", keyName: "k", about: { ...about, status: "BUILD" } },
    { id: "4", keyName: "k", about },
    { id: "5", keyName: undefined, about },
  ].map((row) => ({ name: row.id, address: undefined, ...row }));
  const none = rows.map(({ id }) => [id, { result: { phase: "none" } }]);
  const state = play([{ type: "many/opened", rows }, start("get", rows.map(({ id }) => id)), progress(...none), { type: "many/ended", text: "" }], play(listed));
  const gone = { ...state.many, deletedHere: withValues(NOTHING_KEYED, [["4", true]]) };
  assert.deepEqual(waitable(gone), ["1", "3"]);
  assert.match(reasonOf(rowOf(gone, "4"), gone).text, /deleted in this session/);
  assert.match(reasonOf(rowOf(gone, "2"), gone).text, /not a Windows server/);
});

test("waiting is lost with the tab, ends with the session, and what it finds is known", () => {
  const wait = { ids: ["2"], total: 1, endsAt: 9, nextAt: 5, phase: "waiting" };
  const waits = play([{ type: "many/changed", change: { wait } }], play(gotten));
  assert.deepEqual(losses(waits).find(({ kind }) => kind === "waits"), { kind: "waits", count: 1 });
  const found = play([{ type: "many/changed", change: { wait: undefined }, rows: [["2", { result: { phase: "noKey", ciphertext: "c", bytes: undefined, bits: undefined, tried: 0 } }]] }], waits);
  assert.equal(rowOf(found.many, "2").result.phase, "noKey");
  assert.equal(valueAt(found.servers.known, "2"), "stored");
  assert.equal(play([{ type: "many/refused", problem: { code: "unauthenticated", message: "" } }], waits).many.wait, undefined);
});

test("values by ID: as a map has them, and what does not change is shared", () => {
  const map = new Map();
  let keyed = NOTHING_KEYED;
  let seed = 1;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let step = 0; step < 3000; step += 1) {
    const [id, value] = [`id-${String(random(400))}`, random(3) === 0 ? undefined : random(5)];
    keyed = withValues(keyed, [[id, value]]);
    if (value === undefined) map.delete(id);
    else map.set(id, value);
    assert.equal(keyed.size, map.size);
  }
  assert.deepEqual(idsIn(keyed).sort(), [...map.keys()].sort());
  for (const [id, value] of map) assert.equal(valueAt(keyed, id), value);
  assert.equal(withValues(keyed, map), keyed, "nothing changes");
  const before = JSON.stringify(keyed);
  withValues(keyed, [...map.keys()].map((id) => [id, undefined]));
  assert.equal(JSON.stringify(keyed), before, "and the one before stays as it is");
  assert.equal(valueAt(NOTHING_KEYED, "constructor"), undefined);
});

test("the dialog of an export: how far it came, and that it is gone with the file", () => {
  const asked = play([...gotten, { type: "many/dialogOpened", dialog: { kind: "export", format: "kdbx" } }]);
  const working = play([{ type: "many/dialogOpened", dialog: { kind: "export", format: "kdbx", stage: "working" } }], asked);
  assert.equal(working.many.dialog.stage, "working");
  const saved = play([{ type: "many/exported", format: "kdbx", ids: ["1"], text: "saved" }], working);
  assert.deepEqual([saved.many.dialog, saved.many.exported, saved.announcement.text], [undefined, { format: "kdbx", count: 1 }, "saved"]);
  assert.equal(play([{ type: "many/dialogClosed" }], working).many.dialog, undefined);
});

test("the CSV: quoted, without formulas, and saying so where a password was changed for it", () => {
  const entry = (more) => ({ title: "a", password: "p", url: "", notes: "", ...more });
  const entries = [entry({ title: 'x,"y"\nz' }), entry({ password: "=1+1" }), entry({ title: "@SUM(A1)", url: "-1", notes: " +2" })];
  assert.equal(
    headOf() + linesOf(entries, "defused"),
    '\uFEFF"Server","User","Password","Address","Notes"\r\n' +
      '"x,""y""\nz","Administrator","p","",""\r\n' +
      '"a","Administrator","\'=1+1","","defused"\r\n' +
      '"\'@SUM(A1)","Administrator","p","\'-1","\' +2"\r\n',
  );
});

/** Numbers that look random, and are the same each time. */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const UNSEEN = ["", " ", "\t", "\r", "\n", "\0", "\u001f", "\u00a0", "\u00ad", "\u034f", "\u061c", "\u115f", "\u180e", "\u2003", "\u200b", "\u200d", "\u200e", "\u2028", "\u202e", "\u2060", "\u2066", "\u2800", "\u3000", "\u3164", "\ufe0f", "\ufeff", "\uffa0", "\u{e0001}", "\u0301"];
const SIGNS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66", "\ufe62", "\ufe63", "\ufe6b", "\u207a", "\u207b", "\u207c", "\u208a", "\u208b", "\u208c", "\u2212"];

test("no cell of the CSV is a formula, whatever stands before the sign and however wide that is, and nothing else is changed", () => {
  const next = numbers(7);
  const pick = (list) => list[next(list.length)];
  const before = () => Array.from({ length: next(4) }, () => pick(UNSEEN)).join("");
  const rests = ["1+1", "HYPERLINK(\"http://evil.example\")", "cmd|'/C calc'!A0", "", "\u0338", "a", "\r\n=2"];
  const formulas = SIGNS.flatMap((sign) => Array.from({ length: 60 }, () => before() + sign + pick(rests)));
  for (const text of [...formulas, ...UNSEEN.flatMap((each) => SIGNS.map((sign) => `${each}${sign}1`))]) assert.ok(isFormula(text), JSON.stringify(text));
  const harmless = ["", "a", "1", "server-1", "'=1", "#1", "|calc", "{=1}", "ä", "中", "(1)", "\u2014", "\u{1f926}"];
  for (const text of [...harmless, ...harmless.filter(Boolean).map((text) => `\u00a0${text}=1`)]) assert.ok(!isFormula(text), JSON.stringify(text));
  const texts = [...formulas, ...harmless];
  const entries = texts.map((text) => ({ title: text, password: text, url: text, notes: text }));
  const read = readCsv(linesOf(entries, "defused"), { strict: true });
  const cell = (text) => (formulas.includes(text) ? `'${text}` : text);
  assert.deepEqual(read, texts.map((text) => {
    const notes = formulas.includes(text) ? [text, "defused"].filter(Boolean).join("; ") : text;
    return [cell(text), "Administrator", cell(text), cell(text), isFormula(notes) ? `'${notes}` : notes];
  }));
});

test("passwords are wiped once no row holds them, or another one takes their place", () => {
  const held = new Passwords();
  const [one, two, again] = ["secret", "other", "newer"].map((text) => new TextEncoder().encode(text));
  held.put("1", { bytes: one, text: true });
  held.put("2", { bytes: two, text: false });
  assert.deepEqual([held.reveal("1"), held.reveal("2"), held.reveal("3")], ["secret", "6f 74 68 65 72", ""]);
  held.put("1", { bytes: again, text: true });
  assert.ok(one.every((byte) => byte === 0));
  held.keep((id) => id === "1");
  assert.ok(two.every((byte) => byte === 0));
  assert.deepEqual([held.reveal("1"), held.reveal("2")], ["newer", ""]);
});

test("workers get copies of the keys that are loaded, and of no other", () => {
  const vault = new KeyVault();
  const key = { id: vault.nextKeyId(), bytes: new Uint8Array([1, 2, 3]), passphrase: new TextEncoder().encode("phrase") };
  vault.addKey(key);
  const [copy] = vault.keyCopies();
  assert.deepEqual([copy.id, [...copy.bytes], new TextDecoder().decode(copy.passphrase)], [key.id, [1, 2, 3], "phrase"]);
  copy.bytes.fill(0);
  copy.passphrase.fill(0);
  assert.deepEqual([...vault.keyCopies()[0].bytes], [1, 2, 3], "what a worker wipes is its own");
  assert.deepEqual(vault.keepKeys([key.id]), []);
  assert.deepEqual(vault.keepKeys([]), [key.id]);
  assert.deepEqual(vault.keyCopies(), []);
  assert.ok([...key.bytes, ...key.passphrase].every((byte) => byte === 0));
});

test("a key that waits for its passphrase is wiped, unless it became a key", () => {
  const vault = new KeyVault();
  const [one, two] = [new Uint8Array([1]), new Uint8Array([2])];
  vault.holdPending("one", one);
  vault.holdPending("two", two);
  assert.deepEqual([one[0], two[0]], [0, 2]);
  vault.dropPending(two);
  assert.deepEqual([two[0], vault.pending], [2, undefined]);
  vault.holdPending("two", two);
  vault.dropPending(new Uint8Array([3]));
  assert.equal(two[0], 0);
});

test("a passphrase that waits for the visitor's word is wiped with its key, unless it is used", () => {
  const vault = new KeyVault();
  const [bytes, passphrase, other] = [new Uint8Array([1]), new Uint8Array([2]), new Uint8Array([3])];
  vault.holdPending("one", bytes, passphrase);
  vault.holdPending("one", bytes, passphrase);
  assert.deepEqual([bytes[0], passphrase[0]], [1, 2], "held again");
  vault.dropPending(bytes, passphrase);
  assert.deepEqual([bytes[0], passphrase[0], vault.pending], [1, 2, undefined], "became a key");
  vault.holdPending("one", bytes, passphrase);
  vault.holdPending("one", bytes, other);
  assert.deepEqual([bytes[0], passphrase[0], other[0]], [1, 0, 3], "another passphrase");
  vault.clear();
  assert.deepEqual([bytes[0], other[0]], [0, 0]);
});

test("the state of many is plain data", () => {
  const plain = (value) =>
    value === null || typeof value !== "object" || (["Object", "Array"].includes(value.constructor.name) && Object.values(value).every(plain));
  assert.ok(plain(play(gotten).many));
});
