// The reducer: every way the page can change, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { compareFingerprints } = await load("keys/state.ts");
const { mayDelete } = await load("server/state.ts");
const { isShown, NO_SERVERS, unreadFields } = await load("servers/state.ts");
const { NOTHING_KEYED, withValues } = await load("shared/keyed.ts");
const { nameOf, visibleText } = await load("shared/visible-text.ts");
const { initialState, reduce } = CONSOLE;
const { wouldLose } = CONSOLE;
const { parseRoute, toHash } = CONSOLE;

const CLOUD = { name: "a", kind: "openstack", label: "A", identity: "/i", compute: "/c", sandbox: false };
const PUBLIC = { ...CLOUD, name: "b", kind: "otc", label: "B" };
const SESSION = { cloud: CLOUD, user: "u", project: "p", projectId: "1", expiresAt: undefined, roles: ["member"], renews: true, apiVersion: "v2.1", ended: false };
const server = (id, more = {}) => ({ id, name: `server ${id}`, status: "ACTIVE", os: "windows", addresses: [], ...more });
const KEY = { id: 1, name: "k.pem", format: "pkcs1Pem", repairs: [], bits: 2048, md5: "aa".repeat(16).match(/../g).join(":"), sha256: "SHA256:x" };
const REFUSED = { code: "unauthenticated", message: "no" };
const FAILED = { code: "serverError", message: "no" };
const ONE = { serverId: "1" };

const play = (events, state = initialState({ view: "signIn" })) => events.reduce(reduce, state);
const signedIn = [{ type: "session/cloudsLoaded", list: [CLOUD, PUBLIC] }, { type: "session/signedIn", session: SESSION }];
const listed = [...signedIn, { type: "servers/loaded", servers: [server("1", { keyName: "k" }), server("2")], nextMarker: "2", more: false }];
const opened = [...listed, { type: "page/navigated", route: { view: "server", serverId: "1" } }];
const decrypted = [
  ...opened,
  { type: "keys/added", key: KEY },
  { type: "password/requested", of: ONE },
  { type: "password/decrypted", of: ONE, ciphertext: "c", keyId: 1, tried: 1, text: true },
];

test("starts with the first cloud, and forgets a method that another cloud lacks", () => {
  const state = play([{ type: "session/cloudsLoaded", list: [CLOUD, PUBLIC] }, { type: "session/methodChosen", method: "applicationCredential" }]);
  assert.equal(state.session.signIn.cloud, "a");
  assert.equal(play([{ type: "session/cloudChosen", name: "b" }], state).session.signIn.method, "password");
  assert.equal(play([{ type: "session/cloudChosen", name: "a" }], state).session.signIn.method, "applicationCredential");
  assert.equal(play([{ type: "session/cloudsFailed", text: "x" }]).session.clouds.status, "failed");
  assert.equal(play([{ type: "session/cloudsFailed", text: "x" }, { type: "session/cloudsRequested" }]).session.clouds.status, "loading");
});

test("what is given for a cloud is in its form, with what was typed left as it is", () => {
  const given = { ...CLOUD, preset: { domain: "Default", project: "demo" } };
  const other = { ...PUBLIC, preset: { project: "eu-de", projectId: "0".repeat(32) } };
  const fieldsOf = ({ session: { signIn: { fields: { domain, project, projectId } } } }) => [domain, project, projectId];
  const loaded = { type: "session/cloudsLoaded", list: [given, other, { ...CLOUD, name: "c" }] };
  const choose = (name) => ({ type: "session/cloudChosen", name });
  const start = play([loaded]);
  assert.deepEqual(fieldsOf(start), ["Default", "demo", ""]);
  assert.deepEqual(fieldsOf(play([choose("b")], start)), ["", "eu-de", "0".repeat(32)]);
  assert.deepEqual(fieldsOf(play([choose("b"), choose("c")], start)), ["", "", ""]);
  assert.deepEqual(fieldsOf(play([choose("c"), choose("a"), loaded], start)), ["Default", "demo", ""]);
  const typed = play([{ type: "session/fieldChanged", field: "project", value: "mine" }], start);
  assert.deepEqual(fieldsOf(play([choose("b")], typed)), ["", "mine", "0".repeat(32)]);
  assert.deepEqual(fieldsOf(play([{ type: "session/signedIn", session: { ...SESSION, cloud: given } }, { type: "session/signedOut" }], typed)), ["Default", "demo", ""]);
});

test("an access key is offered where a cloud takes one; what is typed stays, and what was refused is gone with another kind", () => {
  const state = play([
    { type: "session/cloudsLoaded", list: [CLOUD, PUBLIC] },
    { type: "session/cloudChosen", name: "b" },
    { type: "session/methodChosen", method: "accessKey" },
    { type: "session/fieldChanged", field: "access", value: "AK" },
    { type: "session/signInFailed", problem: REFUSED },
  ]);
  assert.deepEqual([state.session.signIn.method, state.session.signIn.fields.keyKind], ["accessKey", "temporary"]);
  const permanent = reduce(state, { type: "session/keyKindChosen", kind: "permanent" }).session.signIn;
  assert.deepEqual([permanent.fields.keyKind, permanent.fields.access, permanent.problem], ["permanent", "AK", undefined]);
  assert.equal(reduce(state, { type: "session/cloudChosen", name: "a" }).session.signIn.method, "password");
});

test("of a signature that is refused in the middle the cause is kept, of a token that has ended it is not", () => {
  const refused = (more) => play([{ type: "password/requested", of: ONE }, { type: "password/failed", of: ONE, problem: REFUSED }], play([...opened, { type: "session/signedIn", session: { ...SESSION, ...more } }, opened.at(-1)]));
  for (const [more, problem] of [[{ user: undefined, accessKey: { access: "AK", temporary: true } }, REFUSED], [{}, undefined]]) {
    const { session, route } = refused(more);
    assert.deepEqual([session.current.ended, session.signIn.problem, route], [true, problem, { view: "signIn" }]);
  }
});

test("signs in: working, refused, cancelled, done", () => {
  const working = play([{ type: "session/signInStarted", by: "form" }]);
  assert.equal(working.session.signIn.working, "form");
  const refused = reduce(working, { type: "session/signInFailed", problem: REFUSED });
  assert.deepEqual([refused.session.signIn.working, refused.session.signIn.problem, refused.focus.target], [false, REFUSED, "problem"]);
  assert.equal(reduce(working, { type: "session/signInFailed", problem: { code: "aborted", message: "" } }).session.signIn.problem, undefined);
  assert.deepEqual(play(signedIn).route, { view: "servers" });
});

test("what needs a session leads to signing in, and on from there", () => {
  const asked = initialState({ view: "server", serverId: "7" });
  assert.deepEqual([asked.route, asked.session.signIn.resume], [{ view: "signIn" }, { view: "server", serverId: "7" }]);
  const state = play(signedIn, asked);
  assert.deepEqual([state.route, state.server.open.id], [{ view: "server", serverId: "7" }, "7"]);
  assert.equal(reduce(state, { type: "servers/loaded", servers: [server("7")], nextMarker: undefined, more: false }).server.open.server.id, "7");
  assert.deepEqual(reduce(state, { type: "page/navigated", route: { view: "signIn" } }).route, { view: "servers" });
});

test("what is odd in the list is kept page by page, and forgotten with a refresh", () => {
  const odd = (index, id, field) => ({ index, id, field, message: "m" });
  const page = (more, ...oddities) => ({ type: "servers/loaded", servers: [server("1")], nextMarker: undefined, more, ...(oddities.length > 0 ? { oddities } : {}) });
  const two = play([page(true, odd(0, "1", "addresses")), page(true, odd(0, "1", "key_name"), { index: 1, field: "servers", message: "m" })], play(listed));
  assert.deepEqual(two.servers.oddities.map(({ field }) => field), ["addresses", "key_name", "servers"]);
  assert.deepEqual([...unreadFields(two.servers.oddities)].map(([id, fields]) => [id, [...fields]]), [["1", ["addresses", "key_name"]]]);
  assert.deepEqual(reduce(two, page(false)).servers.oddities, []);
});

test("what is said of a stored password stays with its server", () => {
  const notes = ["n"];
  const noted = play([{ type: "page/navigated", route: { view: "server", serverId: "1" } }, { type: "password/noted", serverId: "1", notes }], play(listed));
  assert.deepEqual(noted.password.server.notes, notes);
  assert.deepEqual(reduce(noted, { type: "password/noted", serverId: "2", notes: [] }).password.server.notes, notes);
  assert.deepEqual(reduce(noted, { type: "page/navigated", route: { view: "server", serverId: "2" } }).password.server.notes, []);
});

test("pages are appended without doubles; a refresh brings page after page, and what is gone goes with the last one", () => {
  const ids = ({ servers }) => [servers.items.map(({ id }) => id).join(""), servers.fresh, servers.status];
  const page = (names, nextMarker, more) => ({ type: "servers/loaded", servers: [...names].map((id) => server(id)), nextMarker, more });
  const first = play(listed);
  assert.deepEqual(ids(first), ["12", 2, "loadingRest"]);
  const all = reduce(first, page("23", undefined, true));
  assert.deepEqual([...ids(all), all.servers.nextMarker], ["123", 3, "ready", undefined]);
  const anew = play([{ type: "servers/requested", rest: false }, page("91", "1", false)], all);
  assert.deepEqual(ids(anew), ["9123", 2, "loadingRest"], "what is not asked for yet stays");
  assert.deepEqual(ids(reduce(anew, page("3", undefined, true))), ["913", 3, "ready"]);
  assert.deepEqual(ids(reduce(all, page("9", undefined, false))), ["9", 1, "ready"]);
  const failed = reduce(anew, { type: "servers/failed", problem: FAILED });
  assert.deepEqual([...ids(failed), failed.servers.problem, failed.servers.nextMarker], ["9123", 2, "failed", FAILED, "1"]);
  const stopped = reduce(anew, { type: "servers/failed", problem: { code: "aborted", message: "" } });
  assert.deepEqual(ids(stopped), ["9123", 2, "ready"]);
  assert.deepEqual(ids(play([{ type: "servers/requested", rest: true }, page("3", undefined, true)], stopped)), ["913", 3, "ready"]);
});

test("the filters: Windows and unknown by default, a search over all that is shown, key pair, password and age", () => {
  const items = [
    server("1", { name: "Web", addresses: [{ address: "10.0.0.7", version: 4, network: "n" }], created: "2026-03-01T00:00:00Z" }),
    server("2", { os: "unknown", keyName: "Ops", created: "2026-02-01T00:00:00Z" }),
    server("3", { os: "other", created: "no date" }),
    server("4", { os: "other" }),
  ];
  const oddities = [{ index: 3, id: "4", field: "key_name", message: "m" }];
  const known = withValues(NOTHING_KEYED, [["2", "stored"]]);
  const shown = (by) => items.filter(isShown({ ...NO_SERVERS, filters: { ...NO_SERVERS.filters, ...by }, oddities, known })).map(({ id }) => id);
  const every = (by) => shown({ windowsOnly: false, ...by });
  assert.deepEqual(shown({}), ["1", "2"]);
  assert.deepEqual(every({}), ["1", "2", "3", "4"]);
  assert.deepEqual([shown({ search: " web " }), shown({ search: "0.0.7" }), shown({ search: "ops" }), shown({ search: "-" })], [["1"], ["1"], ["2"], []]);
  assert.deepEqual([every({ keyPair: "Ops" }), every({ keyPair: "" })], [["2"], ["1", "3"]], "one that could not be read is not one without");
  assert.deepEqual([every({ password: "stored" }), every({ password: "notChecked" }), every({ password: "none" })], [["2"], ["1", "3", "4"], []]);
  assert.deepEqual(every({ created: { days: 7, since: Date.parse("2026-02-28") } }), ["1"]);
});

test("names are shown with what cannot be seen in them; without anything to see there is none", () => {
  assert.equal(nameOf({ name: "win\u202ecod.exe" }), "win⟨U+202E⟩cod.exe");
  for (const name of ["", "  ", "\u00a0\u3000", "\ufeff"]) assert.equal(nameOf({ name }), undefined, JSON.stringify(name));
  assert.equal(nameOf({ name: "\u200b" }), "⟨U+200B⟩");
  assert.equal(visibleText("a\tb\u2028c\u{e0041}"), "a⟨U+0009⟩b⟨U+2028⟩c⟨U+E0041⟩");
  for (const name of ["Bürö-1", "服务器", "سرور‌ها", "👩‍💻", "❤️", "win 2022 (a)"]) assert.equal(visibleText(name), name);
});

test("keys: one each, and forgotten one by one", () => {
  const two = play([{ type: "keys/added", key: KEY }, { type: "keys/added", key: { ...KEY, id: 2, md5: "b" } }]);
  assert.deepEqual(reduce(two, { type: "keys/added", key: { ...KEY, id: 3 } }).keys.loaded.map(({ id }) => id), [2, 3]);
  assert.deepEqual(reduce(two, { type: "keys/forgotten", id: 2 }).keys.loaded.map(({ id }) => id), [1]);
  const locked = play([{ type: "keys/reading", name: "k" }, { type: "keys/locked", name: "k", wrong: true }]);
  assert.deepEqual([locked.keys.pending, locked.keys.reading, locked.focus.target], [{ name: "k", wrong: true }, false, "passphrase"]);
  assert.equal(reduce(locked, { type: "keys/dismissed" }).keys.pending, undefined);
  assert.equal(play([{ type: "keys/rejected", name: "k", problem: FAILED }]).keys.rejected.name, "k");
});

test("a password is hidden first, and seen once it was revealed or copied", () => {
  const state = play(decrypted);
  assert.deepEqual([state.password.server.view.revealed, state.password.server.seen, mayDelete(state)], [false, false, false]);
  const revealed = reduce(state, { type: "password/revealToggled", of: ONE });
  assert.deepEqual([revealed.password.server.view.revealed, mayDelete(revealed)], [true, true]);
  assert.equal(mayDelete(reduce(revealed, { type: "password/revealToggled", of: ONE })), true);
  assert.equal(mayDelete(reduce(state, { type: "password/copyEnded", of: ONE, result: "copied" })), true);
  assert.equal(mayDelete(reduce(state, { type: "password/copyEnded", of: ONE, result: "failed" })), false);
});

test("bytes that are no text never make deleting possible, however they are looked at; a waiver does", () => {
  const bytes = play([...decrypted.slice(0, -1), { ...decrypted.at(-1), text: false }]);
  const reveal = { type: "password/revealToggled", of: ONE };
  const copy = { type: "password/copyEnded", of: ONE, result: "copied" };
  for (const events of [[reveal], [reveal, reveal], [copy], [reveal, copy, reveal, copy]]) {
    const state = play(events, bytes);
    assert.deepEqual([state.password.server.seen, mayDelete(state)], [false, false]);
  }
  assert.equal(mayDelete(play([{ type: "server/waived", on: true }], bytes)), true);
  // A key that gives text after all makes it possible, and bytes after a text take it back.
  const text = play([decrypted.at(-1), reveal], bytes);
  assert.equal(mayDelete(text), true);
  assert.equal(mayDelete(play([{ ...decrypted.at(-1), text: false }, reveal], text)), false);
});

test("what stood behind a password is kept beside it", () => {
  for (const trimmed of ["lf", "crlf", "nul", undefined]) {
    assert.equal(play([...decrypted.slice(0, -1), { ...decrypted.at(-1), trimmed }]).password.server.view.trimmed, trimmed);
  }
  for (const encoding of ["utf-16le", "utf-16be", "windows-1252", undefined]) {
    assert.equal(play([...decrypted.slice(0, -1), { ...decrypted.at(-1), encoding }]).password.server.view.encoding, encoding);
  }
});

test("nothing is deleted without having been seen or waived, or without being asked for", () => {
  const state = play(opened);
  assert.equal(reduce(state, { type: "server/deleteAsked" }), state);
  assert.equal(reduce(state, { type: "server/deleteStarted" }), state);
  const asking = play([{ type: "server/waived", on: true }, { type: "server/deleteAsked" }], state);
  assert.equal(asking.server.open.deletion.phase, "asking");
  assert.equal(reduce(asking, { type: "server/deleteDismissed" }).server.open.deletion.phase, "open");
  const working = reduce(asking, { type: "server/deleteStarted" });
  assert.equal(reduce(working, { type: "server/deleteDismissed" }), working);
  const done = reduce(working, { type: "server/deleted", serverId: "1", result: { deleted: true } });
  assert.deepEqual([done.server.open.deletion.phase, mayDelete(done)], ["done", false]);
  const failed = reduce(working, { type: "server/deleteFailed", serverId: "1", problem: { ...FAILED, mayHaveHappened: true } });
  assert.deepEqual([failed.server.open.deletion.problem.mayHaveHappened, mayDelete(failed)], [true, true]);
});

test("late news of a server that was left changes nothing", () => {
  const state = play([...opened, { type: "page/navigated", route: { view: "server", serverId: "2" } }]);
  for (const event of [
    { type: "server/deleted", serverId: "1", result: { deleted: true } },
    { type: "password/keyPairSeen", serverId: "1", fingerprint: "f", algorithm: undefined },
    { type: "password/revealToggled", of: ONE },
  ]) {
    assert.deepEqual(reduce(state, event).server.open, state.server.open, event.type);
  }
});

test("a refused token in the middle: sign in again, and go on with keys, server and password", () => {
  const ended = play([{ type: "server/waived", on: true }, { type: "server/deleteAsked" }, { type: "server/deleteStarted" }, { type: "server/deleteFailed", serverId: "1", problem: REFUSED }], play(decrypted));
  assert.deepEqual([ended.route, ended.session.current.ended, ended.session.signIn.resume], [{ view: "signIn" }, true, { view: "server", serverId: "1" }]);
  const again = reduce(ended, { type: "session/signedIn", session: SESSION });
  assert.deepEqual([again.route.serverId, again.keys.loaded.length, again.password.server.view.phase], ["1", 1, "decrypted"]);
  assert.equal(again.server.open.deletion.phase, "asking", "what was refused is asked about once more");
  const elsewhere = reduce(ended, { type: "session/signedIn", session: { ...SESSION, projectId: "2" } });
  assert.deepEqual([elsewhere.route, elsewhere.server.open, elsewhere.servers.items], [{ view: "servers" }, undefined, []]);
});

test("signing out keeps the clouds and the theme, and nothing else", () => {
  const out = reduce(play(decrypted), { type: "session/signedOut" });
  assert.deepEqual([out.session.current, out.server.open, out.keys.loaded, out.servers.items, out.route], [undefined, undefined, [], [], { view: "signIn" }]);
  assert.deepEqual([out.session.clouds.status, out.theme, wouldLose(out)], ["ready", "light", false]);
});

test("leaving a server or the pasted password forgets it", () => {
  assert.equal(play([...decrypted, { type: "page/navigated", route: { view: "servers" } }]).server.open, undefined);
  const pasted = [
    { type: "page/navigated", route: { view: "decrypt" } },
    { type: "password/decrypted", of: "pasted", ciphertext: "c", keyId: 1, tried: 1, text: true },
  ];
  assert.equal(play(pasted).password.pasted.phase, "decrypted");
  assert.equal(play([...pasted, { type: "page/navigated", route: { view: "signIn" } }]).password.pasted.phase, "idle");
});

test("fingerprints are compared only where they can be", () => {
  const pair = (fingerprint, algorithm) => compareFingerprints({ status: "visible", fingerprint, algorithm }, KEY);
  assert.equal(pair(KEY.md5.toUpperCase(), "ssh-rsa"), "same");
  assert.equal(pair(KEY.md5.replace("aa", "bb")), "different");
  assert.equal(pair(KEY.md5, "x509"), "unknown");
  assert.equal(pair("SHA256:abc"), "unknown");
  assert.equal(compareFingerprints({ status: "hidden", problem: undefined }, KEY), "unknown");
});

test("the address holds the view and a server ID, and nothing else", () => {
  const id = "8b3c7a5e-2f6d-4c1b-9a0e-1d2c3b4a5f60";
  for (const route of [{ view: "signIn" }, { view: "servers" }, { view: "decrypt" }, { view: "server", serverId: id }]) {
    assert.deepEqual(parseRoute(toHash(route)), route);
  }
  for (const hash of ["", "#/servers/1", `#/servers/${id}/x`, "#token=x"]) assert.deepEqual(parseRoute(hash), { view: "signIn" });
});

test("the state is plain data: no handle of the package gets in", () => {
  const state = play(decrypted);
  const plain = (value) =>
    value === null || typeof value !== "object" || (["Object", "Array"].includes(value.constructor.name) && Object.values(value).every(plain));
  assert.ok(plain(state));
});

test("of keys that are chosen together only the last one takes the focus", () => {
  const [first, second] = [KEY, { ...KEY, id: 2, md5: "bb" }];
  const one = play([{ type: "keys/reading", name: "k.pem" }, { type: "keys/added", key: first, more: true }]);
  assert.deepEqual([one.keys.reading, one.keys.loaded.length, one.focus.target], [true, 1, "none"]);
  const both = reduce(one, { type: "keys/added", key: second });
  assert.deepEqual([both.keys.reading, both.keys.loaded.length, both.focus.target], [false, 2, "keys"]);
});
