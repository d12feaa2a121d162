// Renewals of passwords, without a page: every step of one, failing, cancelled and gone on with, against a cloud that is as small as can be.
import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";
import { EcsPasswordError } from "ecs-password/client/slim";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce: reducePage } = CONSOLE;
const { createRuns } = await load("renew/runs.ts");
const { renewalOf } = await load("renew/state.ts");
const { ahead, LIMITS_MS, STEPS } = await load("renew/steps.ts");
const { mayDelete } = await load("server/state.ts");
const { valueAt } = await load("shared/keyed.ts");
/** Node 20 has none, and numbers are written in its languages. */
globalThis.navigator ??= { languages: ["en"] };

const CLOUD = { name: "a", kind: "openstack", label: "A", identity: "/i", compute: "/c", sandbox: false };
const SESSION = { cloud: CLOUD, user: "u", project: "p", projectId: "1", expiresAt: undefined, roles: [], renews: false, apiVersion: "v2", ended: false };
const SERVER = { id: "1", name: "win", status: "ACTIVE", os: "windows", addresses: [], keyName: "k" };
const ORDERS = ["stopServer", "deleteServerPassword", "startServer"];
const fails = (code, more = {}) => () => { throw new EcsPasswordError("no", { code, ...more }); };

/** A server with a guest that stores another password after a start with nothing stored; orders take a while. */
class Cloud {
  status = "ACTIVE";
  stored = "old";
  guest = true;
  calls = [];
  /** What happens in place of an answer, by the call's number among those of its name; `carriedOut` where only the answer is lost. */
  faults = new Map();
  orders = [];

  async ask(method, { signal } = {}) {
    const count = this.calls.filter((each) => each === method).length;
    this.calls.push(method);
    this.onCall?.(method, count);
    await undefined;
    if (signal?.aborted) throw new EcsPasswordError("no", { code: "aborted" });
    const fault = this.faults.get(`${method} ${String(count)}`);
    if (!fault) return this.answer(method);
    if (fault.carriedOut) this.answer(method);
    return fault.happens();
  }

  fault(method, count, happens, carriedOut = false) {
    this.faults.set(`${method} ${String(count)}`, { happens, carriedOut });
  }

  answer(method) {
    const { status, stored } = this;
    switch (method) {
      case "getServer":
        return { server: { ...SERVER, status } };
      case "getServerPassword":
        return stored ? { stored: true, ciphertext: stored, notes: ["n"] } : { stored: false, hint: "h" };
      case "deleteServerPassword":
        this.orders.push(method);
        this.stored = undefined;
        return { deleted: true };
      default: {
        if (this.switching || (method === "stopServer") !== (status === "ACTIVE")) fails("conflict")();
        this.orders.push(method);
        this.switching = true;
        setTimeout(() => this.switched(method), 5000);
        return { accepted: true };
      }
    }
  }

  switched(method) {
    this.switching = false;
    this.status = method === "stopServer" ? "SHUTOFF" : "ACTIVE";
    if (method === "startServer" && this.guest && !this.stored) setTimeout(() => { this.stored = "new"; }, 60_000);
  }
}

let cloud, state, runs, jobs;
const context = {
  get state() {
    return state;
  },
  dispatch(event) {
    state = reducePage(state, event);
    runs.follow(state);
  },
  say: () => undefined,
  started: async () => undefined,
  run: (job, call) => call((jobs[job] = new AbortController()).signal),
  jobs: { cancel: (job) => jobs[job]?.abort() },
  actions: { session: { client: () => new Proxy({}, { get: (_, method) => (input, options) => (assert.deepEqual(input, { serverId: "1", apiVersion: "v2" }), cloud.ask(method, options)) }) } },
};

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  cloud = new Cloud();
  jobs = {};
  state = [
    { type: "session/signedIn", session: SESSION },
    { type: "servers/loaded", servers: [SERVER], nextMarker: undefined, more: false },
    { type: "page/navigated", route: { view: "server", serverId: "1" } },
  ].reduce(reducePage, initialState({ view: "signIn" }));
  runs = createRuns(context);
});

const renewal = () => renewalOf(state.renew, "1");
const phases = () => STEPS.map((name) => renewal().steps[name].phase).join(" ");
const quiet = () => new Promise((resolve) => { globalThis.setImmediate(resolve); });
/** All that comes of a renewal until it no longer runs, or until `isEnough`. */
async function end(isEnough = () => false) {
  await quiet();
  for (let count = 0; renewal()?.running && !isEnough(); count += 1) {
    assert.ok(count < 2000, "it never ends");
    mock.timers.tick(1000);
    await quiet();
  }
}
const begin = async () => {
  void runs.begin("1", "win");
  await end();
};
const FINISHED = "done done done done done";

describe("one renewal", () => {
  test("stops, deletes, starts, waits and gets: each order once, and the new password is in its view", async () => {
    await begin();
    assert.equal(phases(), FINISHED);
    assert.deepEqual(cloud.orders, ORDERS);
    assert.deepEqual(state.password.server.view, { phase: "encrypted", ciphertext: "new" });
    assert.deepEqual([state.password.server.notes, renewal().found, valueAt(state.servers.known, "1")], [["n"], undefined, "stored"]);
    assert.ok(cloud.calls.length < 25, `${String(cloud.calls.length)} calls`);
    assert.deepEqual(STEPS.slice(0, 4).map((name) => renewal().steps[name].ms >= { stop: 5000, start: 5000, wait: 60_000, delete: 0 }[name]), [true, true, true, true]);
  });

  test("the list says what the cloud said of the server last", async () => {
    const seen = [];
    cloud.onCall = () => seen.push(state.servers.items[0].status);
    await begin();
    assert.deepEqual([...new Set(seen)], ["ACTIVE", "SHUTOFF"]);
    assert.deepEqual([state.servers.items[0].status, state.server.open.server.status], ["ACTIVE", "ACTIVE"]);
  });

  test("what is so already is skipped, and nothing is sent for it", async () => {
    Object.assign(cloud, { status: "SHUTOFF", stored: undefined });
    await begin();
    assert.equal(phases(), "skipped skipped done done done");
    assert.deepEqual(cloud.orders, ["startServer"]);
  });

  test("a delete that is accepted and no more is looked after", async () => {
    const answer = cloud.answer.bind(cloud);
    cloud.answer = (method) => {
      if (method !== "deleteServerPassword") return answer(method);
      setTimeout(() => answer(method), 9000);
      return { deleted: false };
    };
    await begin();
    assert.equal(phases(), FINISHED);
    assert.deepEqual(cloud.orders, ORDERS);
  });

  test("what was seen, waived or deleted before is not what is stored now", async () => {
    for (const event of [
      { type: "password/decrypted", of: { serverId: "1" }, ciphertext: "old", keyId: 1, tried: 1, text: true },
      { type: "password/revealToggled", of: { serverId: "1" } },
      { type: "server/waived", on: true },
    ]) context.dispatch(event);
    assert.equal(mayDelete(state), true);
    await begin();
    assert.deepEqual([state.password.server.seen, mayDelete(state), state.server.open.deletion.phase], [false, false, "open"]);
  });
});

/** Where a renewal can fail or be cancelled: a call, by its number among those of its name, and the step that it belongs to. */
const PLACES = [["getServer", 0, "stop"], ["stopServer", 0, "stop"], ["getServer", 1, "stop"], ["getServer", 3, "delete"], ["getServerPassword", 0, "delete"], ["deleteServerPassword", 0, "delete"], ["getServer", 4, "start"], ["startServer", 0, "start"], ["getServer", 5, "start"], ["getServerPassword", 1, "wait"], ["getServerPassword", 3, "wait"]];

describe("at each step", () => {
  for (const [method, count, step] of PLACES) {
    const place = `${method} ${String(count)}`;

    test(`${place} is refused: nothing more is sent, what is done stays, and going on finishes it`, async () => {
      cloud.fault(method, count, fails("forbidden", { action: { name: "x", missing: true } }));
      await begin();
      const { steps } = renewal();
      assert.deepEqual([ahead(steps)[0], steps[step].phase, steps[step].problem.code, cloud.calls.at(-1)], [step, "failed", "forbidden", method]);
      assert.deepEqual(cloud.orders, ORDERS.slice(0, STEPS.indexOf(step) + Number(place === "getServer 1" || place === "getServer 5")));
      assert.equal(CONSOLE.losses(state).find(({ kind }) => kind === "renewals").ids.length, 1);
      await begin();
      assert.equal(phases(), FINISHED);
      assert.deepEqual(cloud.orders, ORDERS);
      assert.equal(CONSOLE.losses(state).some(({ kind }) => kind === "renewals"), false);
    });

    test(`${place} is under way when it is cancelled: an order is waited for, and going on finishes it`, async () => {
      let isCancelled = false;
      cloud.onCall = (each, number) => {
        if (each !== method || number !== count || isCancelled) return;
        isCancelled = true;
        runs.cancel("1");
        assert.equal(renewal().cancelling, true);
      };
      await begin();
      assert.ok(isCancelled);
      const at = ahead(renewal().steps)[0];
      assert.deepEqual([renewal().steps[at].phase, renewal().cancelling], ["cancelled", false]);
      const sent = cloud.orders.length;
      assert.equal(ORDERS.includes(method) ? cloud.orders.at(-1) : method, method, "the order was not called back");
      await quiet();
      assert.equal(cloud.orders.length, sent);
      await begin();
      assert.equal(phases(), FINISHED);
      assert.deepEqual(cloud.orders, ORDERS);
    });
  }

  for (const [index, method] of ORDERS.entries()) {
    test(`the answer to ${method} is lost: it is said that it may have happened, and it is not sent twice`, async () => {
      cloud.fault(method, 0, fails("network", { mayHaveHappened: true, retryable: true }), true);
      await begin();
      const { [STEPS[index]]: step } = renewal().steps;
      assert.deepEqual([step.phase, step.ordered, step.problem.mayHaveHappened], ["failed", "maybe", true]);
      // At once, while it is being carried out; the cloud refuses a second one.
      await begin();
      assert.equal(phases(), FINISHED);
      assert.deepEqual(cloud.orders, ORDERS);
    });
  }

  test("what passes by itself is passed over while it waits", async () => {
    for (const [method, count] of [["getServer", 1], ["getServer", 5], ["getServerPassword", 2]]) cloud.fault(method, count, fails(count === 5 ? "serverError" : "unavailable", { retryable: true }));
    await begin();
    assert.equal(phases(), FINISHED);
  });
});

describe("what does not come in time", () => {
  test("a guest that sets none: it says so after 15 minutes, and goes on when it is asked to", async () => {
    cloud.guest = false;
    await begin();
    assert.equal(phases(), "done done done over waiting");
    assert.ok(renewal().steps.wait.ms >= LIMITS_MS.wait);
    assert.ok(cloud.calls.length < 80, `${String(cloud.calls.length)} calls`);
    cloud.stored = "late";
    await begin();
    assert.deepEqual([phases(), state.password.server.view.ciphertext], [FINISHED, "late"]);
  });

  test("a server that does not stop: it is ordered once more, and a refusal for what is under way is none", async () => {
    cloud.switched = () => undefined;
    await begin();
    assert.equal(phases(), "over waiting waiting waiting waiting");
    delete cloud.switched;
    void runs.begin("1", "win");
    await end(() => cloud.calls.filter((each) => each === "stopServer").length === 2);
    Object.assign(cloud, { status: "SHUTOFF", switching: false });
    await end();
    assert.equal(phases(), FINISHED);
    assert.deepEqual(cloud.orders, ORDERS);
  });
});

describe("what others do meanwhile", () => {
  test("a server that runs again before its password is deleted is stopped again", async () => {
    cloud.fault("getServerPassword", 0, fails("forbidden"));
    await begin();
    cloud.status = "ACTIVE";
    await begin();
    assert.equal(phases(), FINISHED);
    assert.deepEqual(cloud.orders, ["stopServer", ...ORDERS]);
  });

  test("a server that was started by hand, with nothing stored, is not started again", async () => {
    cloud.fault("startServer", 0, fails("forbidden"));
    await begin();
    cloud.switched("startServer");
    await begin();
    assert.equal(phases(), "done done skipped done done");
    assert.deepEqual(cloud.orders, ["stopServer", "deleteServerPassword"]);
  });
});

describe("sessions and views", () => {
  test("a session that ends in the middle: it stops there, and goes on after the next sign-in to the same project", async () => {
    cloud.fault("startServer", 0, fails("unauthenticated"));
    await begin();
    assert.equal(phases(), "done done failed waiting waiting");
    assert.equal(state.session.current?.ended ?? true, true);
    context.dispatch({ type: "session/signedIn", session: SESSION });
    await begin();
    assert.equal(phases(), FINISHED);
  });

  test("signing out, and another project, end it: nothing more is sent", async () => {
    for (const event of [{ type: "session/signedOut" }, { type: "session/signedIn", session: { ...SESSION, projectId: "2" } }]) {
      cloud = new Cloud();
      context.dispatch({ type: "session/signedIn", session: SESSION });
      void runs.begin("1", "win");
      await end(() => cloud.orders.length === 1);
      context.dispatch(event);
      const sent = cloud.calls.length;
      for (let count = 0; count < 20; count += 1) {
        mock.timers.tick(20_000);
        await quiet();
      }
      assert.deepEqual([renewal(), cloud.calls.length], [undefined, sent]);
    }
  });

  test("it goes on while the visitor is elsewhere, and what was found is there when they come back", async () => {
    void runs.begin("1", "win");
    await end(() => cloud.orders.length === 1);
    context.dispatch({ type: "page/navigated", route: { view: "servers" } });
    await end();
    assert.equal(phases(), "done done done done waiting");
    assert.equal(CONSOLE.losses(state).some(({ kind }) => kind === "renewals"), false);
    context.dispatch({ type: "page/navigated", route: { view: "server", serverId: "1" } });
    assert.equal(phases(), FINISHED);
    assert.deepEqual([state.password.server.view, renewal().found], [{ phase: "encrypted", ciphertext: "new" }, undefined]);
  });

  test("one at a time of a server; it begins once, and its form is gone by then", async () => {
    runs.tell({ type: "opened", serverId: "1" });
    runs.tell({ type: "asked", on: true });
    void runs.begin("1", "win");
    void runs.begin("1", "win");
    assert.equal(state.renew.form, undefined);
    await end();
    assert.deepEqual([state.renew.renewals.length, cloud.orders], [1, ORDERS]);
    runs.tell({ type: "dismissed", serverId: "1" });
    assert.deepEqual(state.renew.renewals, []);
  });
});
