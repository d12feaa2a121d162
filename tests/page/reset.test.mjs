// New passwords: what becomes of each order, what is kept of them and until when, and how they are made, checked and sent; without a page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { EcsPasswordError, init } from "ecs-password/client/slim";
import { root } from "../../src/xtask/steps.mjs";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce: reducePage } = CONSOLE;
const { reduce } = await load("reset/reduce.ts");
const { createOrders, checkText } = await load("reset/orders.ts");
const { isHeld, rowOf, settingOf } = await load("reset/state.ts");
const { mayDeleteRow } = await load("many/state.ts");
const { versionOf } = await load("shared/api-versions.ts");
/** Node 20 has none, and numbers are written in its languages. */
globalThis.navigator ??= { languages: ["en"] };
await init(readFileSync(path.join(root, "dist/client.wasm")));

const CLOUD = { name: "a", kind: "huawei", label: "A", identity: "/i", compute: "/c", sandbox: false };
const SESSION = { cloud: CLOUD, user: "u", project: "p", projectId: "1", expiresAt: undefined, roles: [], renews: false, apiVersion: "v2.1", ended: false };
const NOVA = { ...SESSION, cloud: { ...CLOUD, kind: "openstack" } };
const SERVERS = ["1", "2", "3"].map((id) => ({ id, name: `server ${id}`, address: undefined }));
const FAILED = { code: "badRequest", message: "no" };
const MAYBE = { code: "timeout", message: "no", mayHaveHappened: true };

const own = (state, event) => reducePage(state, { type: "reset/changed", step: reduce(state.reset, event, state) });
const play = (events, session = SESSION) =>
  events.reduce((state, event) => (event.type.includes("/") ? reducePage(state, event) : own(state, event)), reducePage(initialState({ view: "signIn" }), { type: "session/signedIn", session }));
const began = [{ type: "chosen", servers: SERVERS }, { type: "started", servers: SERVERS, at: 0 }];
const came = (...changes) => ({ type: "progressed", changes, at: 1, isTime: false });
const phases = ({ reset }) => reset.rows.map(({ outcome }) => outcome.phase);
const losses = (state) => CONSOLE.losses(state).map(({ kind, ids }) => [kind, ids.length]);

describe("what becomes of orders", () => {
  test("each has its outcome, and is counted; what was not sent can be begun again", () => {
    const running = play([...began, came(["1", { phase: "working" }], ["1", { phase: "accepted" }], ["2", { phase: "working" }])]);
    assert.deepEqual([running.reset.run.done, running.reset.run.total, phases(running)], [1, 3, ["accepted", "working", "waiting"]]);
    assert.deepEqual(losses(running), [["newPasswords", 1], ["setting", 1]]);
    const stopped = own(running, { type: "ended", stopped: true });
    assert.deepEqual([phases(stopped), stopped.reset.run, stopped.announcement.text], [["accepted", "chosen", "chosen"], undefined, "Stopped"]);
    assert.deepEqual(losses(stopped), [["newPasswords", 1]]);
  });

  test("a password that a server may have is lost by nothing but being forgotten", () => {
    const held = play([...began, came(["1", { phase: "accepted" }], ["2", { phase: "unknown", problem: MAYBE }], ["3", { phase: "failed", problem: FAILED }]), { type: "ended", stopped: false }]);
    const keeps = (state) => state.reset.rows.filter(isHeld).map(({ id }) => id);
    assert.deepEqual(keeps(held), ["1", "2"]);
    for (const events of [
      [{ type: "chosen", servers: [SERVERS[2]] }],
      [{ type: "page/navigated", route: { view: "servers" } }, { type: "page/navigated", route: { view: "server", serverId: "1" } }],
      [{ type: "session/signedIn", session: { ...SESSION, projectId: "2" } }],
      // Sent again, and refused for certain: the first order is as it was.
      [{ type: "started", servers: [SERVERS[1]], at: 2 }, came(["2", { phase: "failed", problem: FAILED }]), { type: "ended", stopped: false }],
      [{ type: "started", servers: [SERVERS[1]], at: 2 }, came(["2", { phase: "working" }]), { type: "ended", stopped: true }],
      [{ type: "started", servers: [SERVERS[1]], at: 2 }, { type: "refused", problem: { code: "unauthenticated", message: "no" } }],
      [{ type: "started", servers: [SERVERS[0]], at: 2 }, { type: "forgotten", ids: ["1", "2"] }, came(["1", { phase: "chosen" }]), { type: "ended", stopped: true }],
    ]) {
      const after = events.reduce((state, event) => (event.type.includes("/") ? reducePage(state, event) : own(state, event)), held);
      assert.deepEqual(keeps(after).sort(), ["1", "2"], JSON.stringify(events));
    }
    assert.deepEqual(keeps(own(held, { type: "forgotten", ids: ["1"] })), ["2"]);
    assert.deepEqual(reducePage(held, { type: "session/signedOut" }).reset.rows, []);
  });

  test("a password that Nova changed makes what was fetched before out of date, until it is fetched again", () => {
    const open = [{ type: "page/navigated", route: { view: "server", serverId: "1" } }, { type: "password/decrypted", of: { serverId: "1" }, ciphertext: "c", keyId: 1, tried: 1, text: true }, { type: "password/revealToggled", of: { serverId: "1" } }];
    assert.equal(play(open).password.server.seen, true);
    const changed = play([...open, { type: "started", servers: [SERVERS[0]], at: 0 }, came(["1", { phase: "changed", hint: "h" }])], NOVA);
    assert.deepEqual([changed.password.server.outdated, changed.password.server.seen], [true, false], "what is stored now was not seen");
    assert.equal(reducePage(changed, { type: "password/requested", of: { serverId: "1" } }).password.server.outdated, false);
    const accepted = play([...open, { type: "started", servers: [SERVERS[0]], at: 0 }, came(["1", { phase: "accepted" }])]);
    assert.notEqual(accepted.password.server.outdated, true);
  });

  test("of what many have fetched likewise: it is not what the stored copy is now", () => {
    const result = { phase: "decrypted", text: true, revealed: false };
    const got = [
      { type: "many/opened", rows: SERVERS },
      { type: "many/started", kind: "get", ids: ["1"], at: 0, text: "" },
      { type: "many/progressed", changes: [["1", { result }]], at: 1 },
      { type: "many/ended", text: "" },
      { type: "many/revealToggled", id: "1", text: "" },
    ];
    const changed = play([...got, { type: "started", servers: [SERVERS[0]], at: 2 }, came(["1", { phase: "changed" }])], NOVA);
    const [row] = changed.many.rows;
    assert.deepEqual([mayDeleteRow(play(got).many.rows[0]), row.outdated, mayDeleteRow(row)], [true, true, false]);
    const again = [{ type: "many/started", kind: "get", ids: ["1"], at: 3, text: "" }, { type: "many/progressed", changes: [["1", { result }]], at: 4 }].reduce(reducePage, changed);
    assert.equal(again.many.rows[0].outdated, false);
  });

  test("late news of another server, and of no run, change nothing", () => {
    const open = play([{ type: "cardOpened", serverId: "1" }]);
    assert.equal(own(open, { type: "flagged", serverId: "2", flag: { status: "told", supported: true } }).reset.card.flag.status, "none");
    assert.deepEqual(own(open, came(["1", { phase: "accepted" }])).reset.rows, []);
    const running = play(began);
    assert.equal(own(running, { type: "chosen", servers: [] }).reset, running.reset);
  });
});

describe("orders", () => {
  let state, said, calls, answer, orders;
  const client = new Proxy({}, {
    get: (_, method) => (input, { signal } = {}) => {
      calls.push([method, input]);
      return answer(method, input, signal);
    },
  });
  const context = {
    get state() {
      return state;
    },
    dispatch(event) {
      const before = state;
      state = reducePage(state, event);
      orders.follow(before, state);
    },
    say: (text) => said.push(text),
    started: async () => undefined,
    run: (_, call) => call(new AbortController().signal),
    jobs: { cancel: () => undefined },
    actions: { session: { client: () => client }, go: () => undefined },
  };
  beforeEach(() => {
    [state, said, calls] = [play([]), [], []];
    answer = async () => ({ accepted: true, hint: "h" });
    orders = createOrders(context);
  });
  const as = (session) => { state = play([], session); };
  const KEPT = "Xk7!qm2Zt-long";

  test("a password that lacks something is not asked about, and nothing of it is in the state", () => {
    assert.equal(orders.ask("1", "Admin-1"), false);
    assert.match(said.join(), /at least 8 characters/);
    assert.deepEqual(state.reset.check.missing.map(({ code }) => code), ["tooShort", "userNamePart"]);
    assert.equal(orders.ask("1", ""), false);
    assert.equal(orders.textOf("1"), "");
    assert.doesNotMatch(JSON.stringify(state), /Admin-1/);
  });

  test("what is asked about is kept while it is, and wiped when it is not", async () => {
    await orders.openCard("1");
    assert.equal(orders.ask("1", KEPT), true);
    assert.equal(orders.textOf("1"), KEPT);
    assert.doesNotMatch(JSON.stringify(state), new RegExp(KEPT.slice(0, 6)));
    orders.tell({ type: "asked", on: false });
    assert.equal(orders.textOf("1"), "");
  });

  test("it is sent once, checked by the cloud, and kept where the server may have it", async () => {
    await orders.openCard("1");
    assert.deepEqual(calls.splice(0), [["getResetPasswordFlag", { serverId: "1" }]]);
    orders.ask("1", KEPT);
    await orders.send(SERVERS[0]);
    assert.deepEqual(calls, [["resetServerPassword", { serverId: "1", newPassword: KEPT, checkComplexity: true }]]);
    assert.deepEqual([rowOf(state.reset, "1").outcome, state.reset.card, orders.textOf("1")], [{ phase: "accepted", hint: "h" }, undefined, KEPT]);
    orders.forget(state.reset.rows);
    assert.deepEqual([state.reset.dialog, orders.textOf("1")], [{ kind: "forget", ids: ["1"] }, KEPT], "unseen, it is asked about");
    orders.tell({ type: "revealToggled", id: "1" });
    orders.forget(state.reset.rows);
    assert.deepEqual([state.reset.rows, orders.textOf("1")], [[], ""]);
  });

  test("what is refused for certain is wiped; what may have happened is not, also when it is refused the second time", async () => {
    const thrown = [FAILED, MAYBE, undefined];
    answer = async () => {
      const problem = thrown.shift();
      throw problem ? new EcsPasswordError("no", problem) : new Error("no");
    };
    orders.tell({ type: "chosen", servers: SERVERS });
    await orders.sendEach();
    assert.deepEqual([phases(state), ...SERVERS.map(({ id }) => orders.textOf(id) !== "")], [["failed", "unknown", "unknown"], false, true, true]);
    const kept = orders.textOf("2");
    thrown.push(FAILED);
    await orders.send(SERVERS[1]);
    assert.deepEqual([rowOf(state.reset, "2").outcome.phase, orders.textOf("2")], ["unknown", kept]);
  });

  test("on OpenStack any text is fit, and sent in the version that was chosen", async () => {
    as({ ...NOVA, apiVersion: "v2" });
    answer = async () => ({ changed: true, hint: "h" });
    assert.equal(orders.ask("1", "x"), true);
    await orders.send(SERVERS[0]);
    assert.deepEqual(calls, [["changeServerPassword", { serverId: "1", newPassword: "x", apiVersion: "v2" }]]);
  });

  test("each of many gets a password of its own", async () => {
    orders.tell({ type: "chosen", servers: SERVERS });
    orders.askMany(undefined);
    await orders.sendEach();
    const passwords = calls.map(([, { newPassword }]) => newPassword);
    assert.equal(new Set(passwords).size, 3);
    assert.deepEqual(SERVERS.map(({ id }) => orders.textOf(id)), passwords);
    assert.doesNotMatch(JSON.stringify(state), new RegExp(passwords[0].replace(/\W/g, ".")));
  });

  test("one for all: an order for a hundred servers, each with its outcome", async () => {
    const servers = Array.from({ length: 120 }, (_, index) => ({ id: String(index), name: "n", address: undefined }));
    answer = async (_, { serverIds }) => ({
      servers: serverIds.map((serverId, index) => ({ serverId, outcome: ["accepted", "failed", "unknown"][index % 3], providerCode: "Ecs.0610", message: "m" })),
      notes: [],
    });
    orders.tell({ type: "chosen", servers });
    orders.tell({ type: "sharedChosen", on: true });
    assert.equal(orders.askMany("short"), false);
    assert.equal(orders.askMany(KEPT), true);
    await orders.sendShared();
    assert.deepEqual(calls.map(([method, { serverIds, newPassword }]) => [method, serverIds.length, newPassword]), [["resetServerPasswords", 100, KEPT], ["resetServerPasswords", 20, KEPT]]);
    assert.deepEqual(["0", "1", "2"].map((id) => [rowOf(state.reset, id).outcome, orders.textOf(id)]), [
      [{ phase: "accepted" }, KEPT],
      [{ phase: "failed", problem: undefined, told: "Ecs.0610: m" }, ""],
      [{ phase: "unknown", problem: undefined }, KEPT],
    ]);
    assert.equal(orders.textOf("shared"), "");
  });

  test("stopping calls back what was not sent", async () => {
    const servers = Array.from({ length: 10 }, (_, index) => ({ id: String(index), name: "n", address: undefined }));
    answer = (_, __, signal) => new Promise((__, reject) => {
      signal.addEventListener("abort", () => { reject(new EcsPasswordError("no", MAYBE)); });
      if (calls.length === 6) orders.stop();
    });
    orders.tell({ type: "chosen", servers });
    await orders.sendEach();
    assert.equal(calls.length, 6);
    assert.deepEqual([state.reset.rows.filter(isHeld).length, state.reset.rows.filter(({ outcome }) => outcome.phase === "chosen").length, state.announcement.text], [6, 4, "Stopped"]);
  });
});

test("what sets a password on a cloud, and in which version", () => {
  const at = (kind, apiVersion, operation) => versionOf({ cloud: { kind }, apiVersion }, operation);
  assert.deepEqual(["huawei", "openstack", "otc"].map((kind) => settingOf({ cloud: { kind } })), ["resetServerPassword", "changeServerPassword", undefined]);
  assert.deepEqual([at("huawei", "v2.1", "resetServerPassword"), at("openstack", "v2", "changeServerPassword"), at("openstack", "v2.1", "changeServerPassword")], ["v1", "v2", "v2.1"]);
});

test("what is said of a password, once nobody types any more", () => {
  const missing = (...messages) => messages.map((message) => ({ code: "tooShort", message, said: { template: message, values: [] } }));
  assert.equal(checkText({ missing: missing("a", "b"), unclear: [], entropy: undefined }), "a; b");
  assert.equal(checkText({ missing: [], unclear: [], entropy: undefined }), "The password keeps the known rules");
  assert.equal(checkText({ missing: [], unclear: [], entropy: 121 }), "A password with 121 bits of entropy is generated");
});
