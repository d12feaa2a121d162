// The reducer: every way the page can change, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { compareFingerprints, initialState, mayDelete, reduce, shownServers } = await load("app/state.ts");
const { wouldLose } = await load("app/leaving/state.ts");
const { parseRoute, toHash } = await load("shared/route.ts");

const CLOUD = { name: "a", kind: "openstack", label: "A", identity: "/i", compute: "/c", sandbox: false };
const PUBLIC = { ...CLOUD, name: "b", kind: "otc", label: "B" };
const SESSION = { cloud: CLOUD, user: "u", project: "p", projectId: "1", expiresAt: undefined, roles: ["member"], renews: true, apiVersion: "v2.1", ended: false };
const server = (id, more = {}) => ({ id, name: `server ${id}`, status: "ACTIVE", os: "windows", addresses: [], ...more });
const KEY = { id: 1, name: "k.pem", format: "pkcs1Pem", bits: 2048, md5: "aa".repeat(16).match(/../g).join(":"), sha256: "SHA256:x" };
const REFUSED = { code: "unauthenticated", message: "no" };
const FAILED = { code: "serverError", message: "no" };
const ONE = { serverId: "1" };

const play = (events, state = initialState("light", { view: "signIn" })) => events.reduce(reduce, state);
const signedIn = [{ type: "cloudsLoaded", list: [CLOUD, PUBLIC] }, { type: "signedIn", session: SESSION }];
const listed = [...signedIn, { type: "serversLoaded", servers: [server("1", { keyName: "k" }), server("2")], nextMarker: "2", more: false }];
const opened = [...listed, { type: "navigated", route: { view: "server", serverId: "1" } }];
const decrypted = [
  ...opened,
  { type: "keyAdded", key: KEY },
  { type: "passwordRequested", of: ONE },
  { type: "passwordDecrypted", of: ONE, ciphertext: "c", keyId: 1, tried: 1, text: true },
];

test("starts with the first cloud, and forgets a method that another cloud lacks", () => {
  const state = play([{ type: "cloudsLoaded", list: [CLOUD, PUBLIC] }, { type: "methodChosen", method: "applicationCredential" }]);
  assert.equal(state.signIn.cloud, "a");
  assert.equal(play([{ type: "cloudChosen", name: "b" }], state).signIn.method, "password");
  assert.equal(play([{ type: "cloudChosen", name: "a" }], state).signIn.method, "applicationCredential");
  assert.equal(play([{ type: "cloudsFailed", text: "x" }]).clouds.status, "failed");
  assert.equal(play([{ type: "cloudsFailed", text: "x" }, { type: "cloudsRequested" }]).clouds.status, "loading");
});

test("signs in: working, refused, cancelled, done", () => {
  const working = play([{ type: "signInStarted", by: "form" }]);
  assert.equal(working.signIn.working, "form");
  const refused = reduce(working, { type: "signInFailed", problem: REFUSED });
  assert.deepEqual([refused.signIn.working, refused.signIn.problem, refused.focus.target], [false, REFUSED, "problem"]);
  assert.equal(reduce(working, { type: "signInFailed", problem: { code: "aborted", message: "" } }).signIn.problem, undefined);
  assert.deepEqual(play(signedIn).route, { view: "servers" });
});

test("what needs a session leads to signing in, and on from there", () => {
  const asked = initialState("dark", { view: "server", serverId: "7" });
  assert.deepEqual([asked.route, asked.signIn.resume], [{ view: "signIn" }, { view: "server", serverId: "7" }]);
  const state = play(signedIn, asked);
  assert.deepEqual([state.route, state.panel.id], [{ view: "server", serverId: "7" }, "7"]);
  assert.equal(reduce(state, { type: "serversLoaded", servers: [server("7")], nextMarker: undefined, more: false }).panel.server.id, "7");
  assert.deepEqual(reduce(state, { type: "navigated", route: { view: "signIn" } }).route, { view: "servers" });
});

test("pages are appended without doubles, a refresh begins anew", () => {
  const more = play([{ type: "serversRequested", more: true }], play(listed));
  assert.equal(more.servers.status, "loadingMore");
  const all = reduce(more, { type: "serversLoaded", servers: [server("2"), server("3")], nextMarker: undefined, more: true });
  assert.deepEqual([all.servers.items.map(({ id }) => id), all.servers.nextMarker], [["1", "2", "3"], undefined]);
  const anew = reduce(all, { type: "serversLoaded", servers: [server("9")], nextMarker: undefined, more: false });
  assert.deepEqual(anew.servers.items.map(({ id }) => id), ["9"]);
  assert.equal(reduce(more, { type: "serversFailed", problem: FAILED }).servers.problem, FAILED);
  assert.equal(reduce(more, { type: "serversFailed", problem: { code: "aborted", message: "" } }).servers.status, "ready");
});

test("the filters: Windows and unknown by default, and a search over all that is shown", () => {
  const items = [
    server("1", { name: "Web", addresses: [{ address: "10.0.0.7", version: 4, network: "n" }] }),
    server("2", { os: "unknown", keyName: "Ops" }),
    server("3", { os: "other" }),
  ];
  const shown = (change) => shownServers({ items, search: "", windowsOnly: true, ...change }).map(({ id }) => id);
  assert.deepEqual(shown({}), ["1", "2"]);
  assert.deepEqual(shown({ windowsOnly: false }), ["1", "2", "3"]);
  assert.deepEqual([shown({ search: " web " }), shown({ search: "0.0.7" }), shown({ search: "ops" }), shown({ search: "-" })], [["1"], ["1"], ["2"], []]);
});

test("keys: one each, and forgotten one by one", () => {
  const two = play([{ type: "keyAdded", key: KEY }, { type: "keyAdded", key: { ...KEY, id: 2, md5: "b" } }]);
  assert.deepEqual(reduce(two, { type: "keyAdded", key: { ...KEY, id: 3 } }).keys.loaded.map(({ id }) => id), [2, 3]);
  assert.deepEqual(reduce(two, { type: "keyForgotten", id: 2 }).keys.loaded.map(({ id }) => id), [1]);
  const locked = play([{ type: "keyReading", name: "k" }, { type: "keyLocked", name: "k", wrong: true }]);
  assert.deepEqual([locked.keys.pending, locked.keys.reading, locked.focus.target], [{ name: "k", wrong: true }, false, "passphrase"]);
  assert.equal(reduce(locked, { type: "keyDismissed" }).keys.pending, undefined);
  assert.equal(play([{ type: "keyRejected", name: "k", problem: FAILED }]).keys.rejected.name, "k");
});

test("a password is hidden first, and seen once it was revealed or copied", () => {
  const state = play(decrypted);
  assert.deepEqual([state.panel.password.revealed, state.panel.seen, mayDelete(state.panel)], [false, false, false]);
  const revealed = reduce(state, { type: "revealToggled", of: ONE });
  assert.deepEqual([revealed.panel.password.revealed, mayDelete(revealed.panel)], [true, true]);
  assert.equal(mayDelete(reduce(revealed, { type: "revealToggled", of: ONE }).panel), true);
  assert.equal(mayDelete(reduce(state, { type: "copyEnded", of: ONE, result: "copied" }).panel), true);
  assert.equal(mayDelete(reduce(state, { type: "copyEnded", of: ONE, result: "failed" }).panel), false);
});

test("bytes that are no text never make deleting possible, however they are looked at; a waiver does", () => {
  const bytes = play([...decrypted.slice(0, -1), { ...decrypted.at(-1), text: false }]);
  const reveal = { type: "revealToggled", of: ONE };
  const copy = { type: "copyEnded", of: ONE, result: "copied" };
  for (const events of [[reveal], [reveal, reveal], [copy], [reveal, copy, reveal, copy]]) {
    const { panel } = play(events, bytes);
    assert.deepEqual([panel.seen, mayDelete(panel)], [false, false]);
  }
  assert.equal(mayDelete(play([{ type: "waived", on: true }], bytes).panel), true);
  // A key that gives text after all makes it possible, and bytes after a text take it back.
  const text = play([decrypted.at(-1), reveal], bytes);
  assert.equal(mayDelete(text.panel), true);
  assert.equal(mayDelete(play([{ ...decrypted.at(-1), text: false }, reveal], text).panel), false);
});

test("what stood behind a password is kept beside it", () => {
  for (const trimmed of ["lf", "crlf", "nul", undefined]) {
    assert.equal(play([...decrypted.slice(0, -1), { ...decrypted.at(-1), trimmed }]).panel.password.trimmed, trimmed);
  }
});

test("nothing is deleted without having been seen or waived, or without being asked for", () => {
  const state = play(opened);
  assert.equal(reduce(state, { type: "deleteAsked" }), state);
  assert.equal(reduce(state, { type: "deleteStarted" }), state);
  const asking = play([{ type: "waived", on: true }, { type: "deleteAsked" }], state);
  assert.equal(asking.panel.deletion.phase, "asking");
  assert.equal(reduce(asking, { type: "deleteDismissed" }).panel.deletion.phase, "open");
  const working = reduce(asking, { type: "deleteStarted" });
  assert.equal(reduce(working, { type: "deleteDismissed" }), working);
  const done = reduce(working, { type: "deleted", serverId: "1", result: { deleted: true } });
  assert.deepEqual([done.panel.deletion.phase, mayDelete(done.panel)], ["done", false]);
  const failed = reduce(working, { type: "deleteFailed", serverId: "1", problem: { ...FAILED, mayHaveHappened: true } });
  assert.deepEqual([failed.panel.deletion.problem.mayHaveHappened, mayDelete(failed.panel)], [true, true]);
});

test("late news of a server that was left changes nothing", () => {
  const state = play([...opened, { type: "navigated", route: { view: "server", serverId: "2" } }]);
  for (const event of [
    { type: "deleted", serverId: "1", result: { deleted: true } },
    { type: "keyPairSeen", serverId: "1", fingerprint: "f", algorithm: undefined },
    { type: "revealToggled", of: ONE },
  ]) {
    assert.deepEqual(reduce(state, event).panel, state.panel, event.type);
  }
});

test("a refused token in the middle: sign in again, and go on with keys, server and password", () => {
  const ended = play([{ type: "waived", on: true }, { type: "deleteAsked" }, { type: "deleteStarted" }, { type: "deleteFailed", serverId: "1", problem: REFUSED }], play(decrypted));
  assert.deepEqual([ended.route, ended.session.ended, ended.signIn.resume], [{ view: "signIn" }, true, { view: "server", serverId: "1" }]);
  const again = reduce(ended, { type: "signedIn", session: SESSION });
  assert.deepEqual([again.route.serverId, again.keys.loaded.length, again.panel.password.phase], ["1", 1, "decrypted"]);
  assert.equal(again.panel.deletion.phase, "asking", "what was refused is asked about once more");
  const elsewhere = reduce(ended, { type: "signedIn", session: { ...SESSION, projectId: "2" } });
  assert.deepEqual([elsewhere.route, elsewhere.panel, elsewhere.servers.items], [{ view: "servers" }, undefined, []]);
});

test("signing out keeps the clouds and the theme, and nothing else", () => {
  const out = reduce(play(decrypted), { type: "signedOut" });
  assert.deepEqual([out.session, out.panel, out.keys.loaded, out.servers.items, out.route], [undefined, undefined, [], [], { view: "signIn" }]);
  assert.deepEqual([out.clouds.status, out.theme, wouldLose(out)], ["ready", "light", false]);
});

test("leaving a server or the pasted password forgets it", () => {
  assert.equal(play([...decrypted, { type: "navigated", route: { view: "servers" } }]).panel, undefined);
  const pasted = [
    { type: "navigated", route: { view: "decrypt" } },
    { type: "passwordDecrypted", of: "pasted", ciphertext: "c", keyId: 1, tried: 1, text: true },
  ];
  assert.equal(play(pasted).decrypt.phase, "decrypted");
  assert.equal(play([...pasted, { type: "navigated", route: { view: "signIn" } }]).decrypt.phase, "idle");
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
  const one = play([{ type: "keyReading", name: "k.pem" }, { type: "keyAdded", key: first, more: true }]);
  assert.deepEqual([one.keys.reading, one.keys.loaded.length, one.focus.target], [true, 1, "none"]);
  const both = reduce(one, { type: "keyAdded", key: second });
  assert.deepEqual([both.keys.reading, both.keys.loaded.length, both.focus.target], [false, 2, "keys"]);
});
