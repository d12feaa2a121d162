// What the cloud is asked for by name while its list is still loading, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as answered } from "node:timers/promises";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce } = CONSOLE;
const { isRenewing, NO_SERVERS } = await load("servers/state.ts");
const { nameToAsk } = await load("servers/by-name.ts");
const { createServersActions } = await load("servers/actions.ts");

const id = (n) => `${String(n).padStart(8, "0")}-0000-4000-8000-000000000000`;
const server = (n, name = `web-${n}`) => ({ id: id(n), name, status: "ACTIVE", os: "windows", addresses: [] });
const start = initialState({ view: "servers" });
const play = (events, state = start) => events.map(([type, more]) => ({ type: `servers/${type}`, ...more })).reduce(reduce, state);
const page = (from, to, more, next) => ["loaded", { servers: Array.from({ length: to - from }, (_, index) => server(from + index)), nextMarker: next ? id(to - 1) : undefined, more }];
const search = (text) => ["filtered", { by: { search: text } }];
const ids = ({ servers }) => servers.items.map((each) => Number.parseInt(each.id, 10));

test("the cloud is asked for what it takes as a name, and only where it has more than what is loaded", () => {
  const asked = (events) => nameToAsk(play(events).servers);
  const loading = [["requested", { rest: false }], page(0, 2, false, true)];
  for (const text of ["we", " web-1.example_A ", "a".repeat(64)]) assert.equal(asked([...loading, search(text)]), text.trim());
  for (const text of ["", "w", "a b", "a*", "^web", "größe", "a".repeat(65), "a\\.b"]) assert.equal(asked([...loading, search(text)]), undefined, text);
  assert.equal(asked([search("web")]), undefined, "nothing is loaded");
  assert.equal(asked([["requested", { rest: false }], page(0, 2, false, false), search("web")]), undefined, "all is loaded");
  assert.equal(asked([...loading, search("web"), ["requested", { rest: false }]]), undefined, "its first page is on the way");
  assert.equal(asked([...loading, search("web"), ["failed", { problem: { code: "network", message: "no" } }]]), "web", "the rest did not come");
});

test("what is found stands behind what is loaded, once, and in its place when its page comes", () => {
  const asking = play([["requested", { rest: false }], page(0, 2, false, true), search("web"), ["askedByName", { text: "web" }]]);
  assert.equal(asking.servers.byName.status, "asking");
  const found = play([["foundByName", { text: "web", servers: [server(1), server(9)], cut: false }]], asking);
  assert.deepEqual([ids(found), found.servers.found, found.servers.byName.status], [[0, 1, 9], [id(9)], "asked"]);
  assert.equal(isRenewing(found.servers), false, "it is not of a run before");
  const next = play([page(2, 4, true, true)], found);
  assert.deepEqual(ids(next), [0, 1, 2, 3, 9]);
  const whole = play([page(4, 10, true, false)], next);
  assert.deepEqual([ids(whole), whole.servers.found, whole.servers.byName], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [], undefined]);
  const anew = play([["requested", { rest: false }], page(0, 2, false, true)], whole);
  assert.equal(isRenewing(anew.servers), true);
});

test("what comes for another text, or twice, changes nothing", () => {
  const asking = play([["requested", { rest: false }], page(0, 2, false, true), search("web"), ["askedByName", { text: "web" }]]);
  const found = ["foundByName", { text: "we", servers: [server(9)], cut: false }];
  assert.equal(play([found], asking).servers, asking.servers);
  const failed = play([["notFoundByName", { text: "web", problem: { code: "network", message: "no" } }]], asking);
  assert.deepEqual([failed.servers.byName.status, failed.servers.status, failed.focus], ["failed", "loadingRest", asking.focus], "the list goes on, and nobody is taken anywhere");
  assert.equal(play([["notFoundByName", { text: "web", problem: { code: "aborted", message: "no" } }]], asking).servers.byName, undefined);
});

test("all that are shown are selected also as they are found", () => {
  const asking = play([["requested", { rest: false }], page(0, 2, false, true), search("web"), ["allSelected", { text: "" }], ["askedByName", { text: "web" }]]);
  const found = play([["foundByName", { text: "web", servers: [server(9)], cut: true }]], asking);
  assert.equal(found.servers.selected.size, 3);
  assert.equal(found.servers.byName.status, "cut");
});

test("one request is made once somebody stops typing, and none is left behind", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  const cancelled = [];
  const session = { ...start.session, current: { cloud: { kind: "otc", name: "otc" }, apiVersion: "v2.1", roles: [], ended: false } };
  let state = { ...start, route: { view: "servers" }, session };
  const client = { listServers: async (input) => { asked.push(input); return { servers: [server(9)] }; } };
  const actions = createServersActions({
    get state() { return state; },
    dispatch,
    jobs: { cancel: (job) => cancelled.push(job) },
    run: (_job, call) => call(new AbortController().signal),
    actions: { session: { client: () => client } },
  });
  function dispatch(event) {
    const before = state;
    state = reduce(before, event);
    actions.follow(before, state);
  }
  const send = (...events) => { for (const [type, more] of events) dispatch({ type: `servers/${type}`, ...more }); };
  send(["requested", { rest: false }], page(0, 2, false, true), search("we"), search("web"));
  assert.deepEqual(asked, []);
  t.mock.timers.tick(1000);
  await answered();
  assert.deepEqual(asked.map(({ name, limit, marker }) => [name, limit, marker]), [["web", 250, undefined]]);
  assert.deepEqual(ids(state), [0, 1, 9]);
  t.mock.timers.tick(1000);
  assert.equal(asked.length, 1, "what was asked is not asked again");
  cancelled.length = 0;
  send(search("web-"));
  assert.deepEqual(cancelled, ["serversByName"], "nobody waits for the answer before");
  send(page(2, 4, true, false));
  t.mock.timers.tick(1000);
  assert.equal(asked.length, 1, "by then all was loaded");
  assert.equal(NO_SERVERS.byName, undefined);
});
