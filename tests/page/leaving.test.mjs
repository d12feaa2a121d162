// What signing out and closing the page would lose, and that it is said beforehand: the reducer, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce } = CONSOLE;
const { isSecretTyped } = await load("app/leaving/state.ts");
const { wouldLose } = CONSOLE;
const losses = (state) => CONSOLE.losses(state).map(({ kind, ids }) => ({ kind, count: ids.length }));

const CLOUD = { name: "a", kind: "openstack", label: "A", identity: "/i", compute: "/c", sandbox: false };
const SESSION = { cloud: CLOUD, user: undefined, project: "p", projectId: "1", expiresAt: undefined, roles: [], renews: false, apiVersion: "v2.1", ended: false };
const KEY = { id: 1, name: "k.pem", format: "pkcs1Pem", repairs: [], bits: 2048, md5: "aa", sha256: "SHA256:x" };
const ONE = { serverId: "1" };
const FAILED = { code: "serverError", message: "no" };

const play = (events, state = initialState({ view: "signIn" })) => events.reduce(reduce, state);
const signedIn = [{ type: "session/cloudsLoaded", list: [CLOUD] }, { type: "session/signedIn", session: SESSION }];
const opened = [...signedIn, { type: "page/navigated", route: { view: "server", serverId: "1" } }];
const decrypted = (of) => ({ type: "password/decrypted", of, ciphertext: "c", keyId: 1, tried: 1, text: true });
const deleting = [{ type: "server/waived", on: true }, { type: "server/deleteAsked" }, { type: "server/deleteStarted" }];
const deleted = { type: "server/deleted", serverId: "1", result: { deleted: true } };
const rows = ["1", "2"].map((id) => ({ id, name: id, keyName: undefined, address: undefined }));
const result = { phase: "decrypted", text: true, revealed: false };
const many = [
  { type: "many/opened", rows },
  { type: "many/started", kind: "get", ids: ["1", "2"], at: 0, text: "" },
  { type: "many/progressed", changes: rows.map(({ id }) => [id, { result }]), at: 1 },
  { type: "many/ended", text: "" },
];
const wait = (serverId) => ({ type: "waiting/started", serverId, name: serverId, now: 0 });
const policy = { name: "p", text: "{}", attachment: { kind: "none", id: "" }, catalog: "" };

test("closing the page is warned about for every secret that it holds, alone and in every state", () => {
  const decrypt = { type: "page/navigated", route: { view: "decrypt" } };
  const refused = { type: "password/failed", of: ONE, problem: { code: "unauthenticated", message: "no" } };
  const held = {
    "a session": signedIn,
    "a session that the cloud has ended: its credentials are still there": [...opened, refused],
    "a key": [{ type: "keys/added", key: KEY }],
    "a key that is being read": [{ type: "keys/reading", name: "k" }],
    "a key that waits for its passphrase": [{ type: "keys/reading", name: "k" }, { type: "keys/locked", name: "k", wrong: false }],
    "a password": [...opened, decrypted(ONE)],
    "a password whose copy is deleted": [...opened, decrypted(ONE), ...deleting, deleted],
    "the password of a pasted ciphertext": [decrypt, decrypted("pasted")],
    "the passwords of many servers": [...signedIn, ...many],
    "those whose copies are deleted": [
      ...signedIn,
      ...many,
      { type: "many/started", kind: "delete", ids: ["1", "2"], at: 2, text: "" },
      { type: "many/progressed", changes: rows.map(({ id }) => [id, { deletion: { phase: "deleted" } }]), at: 3 },
      { type: "many/ended", text: "" },
    ],
    "edited policies": [{ type: "permissions/added", drafts: [policy], edited: true }],
  };
  for (const [name, events] of Object.entries(held)) {
    const state = play(events);
    assert.equal(wouldLose(state), true, name);
    // The session must not be what warns for the others.
    if (!name.startsWith("a session") && state.session.current) assert.equal(wouldLose({ ...state, session: { ...state.session, current: undefined } }), true, `${name}, without the session`);
  }
});

test("with nothing to lose the page closes at once", () => {
  for (const events of [
    [],
    [{ type: "session/cloudsLoaded", list: [CLOUD] }],
    [{ type: "keys/rejected", name: "k", problem: FAILED }],
    [{ type: "keys/added", key: KEY }, { type: "keys/forgotten", id: 1 }],
    [{ type: "permissions/added", drafts: [policy] }],
    [...opened, decrypted(ONE), ...many, { type: "session/signedOut" }],
  ]) {
    assert.equal(wouldLose(play(events)), false, JSON.stringify(events));
  }
});

test("a secret that is typed and not sent yet counts too", () => {
  const page = (...values) => ({ querySelectorAll: () => values.map((value) => ({ value })) });
  assert.deepEqual([page(), page("", null), page("", "x")].map(isSecretTyped), [false, false, true]);
});

test("signing out loses passwords, edited policies, and what is under way; not the session, keys and what is deleted", () => {
  assert.deepEqual(losses(play([...opened, { type: "keys/added", key: KEY }])), []);
  const shown = play([...opened, decrypted(ONE)]);
  assert.deepEqual(losses(shown), [{ kind: "passwords", count: 1 }]);
  assert.deepEqual(losses(play(deleting, shown)), [{ kind: "passwords", count: 1 }, { kind: "deleting", count: 1 }]);
  assert.deepEqual(losses(play([...deleting, deleted], shown)), []);
  assert.deepEqual(losses(play([{ type: "permissions/added", drafts: [policy], edited: true }])), [{ kind: "policies", count: 1 }]);
  const looked = play([...signedIn, wait("1"), wait("2"), { type: "waiting/over", serverId: "2" }]);
  assert.deepEqual(losses(looked), [{ kind: "waits", count: 1 }]);
});

test("a password that two views show is one", () => {
  const both = play([...signedIn, ...many, { type: "page/navigated", route: { view: "server", serverId: "1" } }, decrypted(ONE)]);
  assert.deepEqual(losses(both), [{ kind: "passwords", count: 2 }]);
});

test("being asked changes nothing but that, and ends with either answer", () => {
  const shown = play([...opened, decrypted(ONE)]);
  const asked = reduce(shown, { type: "leaving/asked" });
  assert.deepEqual({ ...asked, leaving: shown.leaving }, shown);
  assert.equal(asked.leaving.asking, true);
  assert.deepEqual(reduce(asked, { type: "leaving/dismissed" }), shown);
  assert.equal(reduce(asked, { type: "session/signedOut" }).leaving.asking, false);
  assert.equal(reduce(asked, { type: "session/signedIn", session: SESSION }).leaving.asking, false);
});
