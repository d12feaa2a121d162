// Policies that take long are answered from beside the page: what the page makes of that, on the core, with a worker that answers when a test says so.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce } = CONSOLE;
const { createPermissionsActions } = await load("permissions/actions.ts");
const { near } = await load("permissions/answers/forms.ts");
const { createEngine } = await load("permissions/answers/engine.ts");
const { call, createAnswering } = await load("permissions/answers/answering.ts");
const { notesOf } = await load("permissions/answers/noted.ts");
const { shownKeys } = await load("permissions/answers/rows.ts");
const policyPackage = await import("ecs-password/policy/slim");

policyPackage.initSync(readFileSync(path.join(root, "dist/policy.wasm")));
globalThis.requestAnimationFrame ??= (then) => setTimeout(then);
globalThis.cancelAnimationFrame ??= (id) => { globalThis.clearTimeout(id); };

const SHOW = "GET /v2.1/{project_id}/servers/{server_id}/os-server-password";
const NOWHERE = { kind: "none", id: "" };
const draft = (name, text) => ({ name, text, attachment: NOWHERE, catalog: "" });
const text = (...statements) => JSON.stringify({ Version: "1.1", Statement: statements });
const ALLOWS = text({ Effect: "Allow", Action: ["ecs:*:*"] });
const DENIES = text({ Effect: "Deny", Action: ["ecs:*:*"] });
const OPEN = text({ Effect: "Allow", Action: ["ecs:*:*"], Condition: { StringEquals: { "g:UserName": ["bob"] } } });
const LARGE = `${ALLOWS}${" ".repeat(70_000)}`;

/** A page, and the workers that it has started: each answers its next question when it is told to. */
async function page(t, event) {
  const start = initialState({ view: "permissions" });
  const store = { state: { ...start, core: { status: "ready" } } };
  const workers = [];
  const waiting = new Set();
  const saidOfSession = [];
  const forms = {
    near: (...given) => near(...given),
    far(_arrived, died) {
      const answering = createAnswering(policyPackage, () => undefined);
      const own = { asked: [], freed: false, died };
      workers.push(own);
      own.next = () => {
        const { method, args, then, failed } = own.asked.shift();
        if (own.freed) return method;
        let result;
        try {
          // As it crosses: a copy.
          result = structuredClone(call(answering, method, structuredClone(args)));
        } catch (error) {
          failed({ code: error.code ?? "internal", message: error.message });
          return method;
        }
        then(result);
        return method;
      };
      return {
        ask: (method, args, then, failed) => { own.asked.push({ method, args, then, failed }); },
        free() {
          own.freed = true;
          answering.free();
        },
      };
    },
    answersView: () => undefined,
  };
  const actions = createPermissionsActions({
    get state() { return store.state; },
    dispatch,
    say: () => undefined,
    policyPackage: () => policyPackage,
    actions: { session: { client: () => undefined } },
  }, () => Promise.resolve({ ...forms, engineOf: (given, evaluated) => createEngine(given, forms, evaluated) }));
  await actions.loadViews();
  function dispatch(of) {
    const before = store.state;
    store.state = reduce(before, of);
    saidOfSession.push(store.state.session.policies);
    actions.follow(before, store.state);
    for (const each of [...waiting]) each();
  }
  const mine = () => store.state.permissions;
  const until = (holds) => new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      waiting.delete(look);
      globalThis.clearInterval(timer);
      resolve();
    };
    const timer = globalThis.setInterval(look, 5);
    waiting.add(look);
  });
  t.after(() => { dispatch({ type: "page/navigated", route: { view: "servers" } }); });
  dispatch(event);
  /** The last worker, once it was asked to evaluate. What it was asked before that is of no matter here. */
  const asked = async (count = 1) => {
    const at = () => workers.at(-1)?.asked.findIndex(({ method }) => method === "evaluate") ?? -1;
    await until(() => workers.length === count && at() >= 0);
    workers.at(-1).asked.splice(0, at());
    return workers.at(-1);
  };
  return { store, dispatch, actions, mine, until, workers, asked };
}

const added = (...texts) => ({ type: "permissions/added", drafts: texts.map((each, index) => draft(`p${index}`, each)) });
const held = (each) => ({ type: "permissions/linkRead", shared: { cloud: "otc", policies: [draft("theirs", each)] }, slow: true, held: true });
const WORDS = ["allow", "explicitDeny", "implicitDeny", "conditional"];
const answer = ({ evaluation }) => WORDS[evaluation.decisions[evaluation.rows.findIndex(({ id }) => id === SHOW)]];

test("ordinary policies are answered from on the page, and a large text beside it", async (t) => {
  const own = await page(t, added(ALLOWS));
  await own.until(() => own.mine().evaluation !== undefined);
  assert.deepEqual([own.workers.length, own.mine().working], [0, undefined]);
  own.dispatch({ type: "permissions/changed", id: 1, change: { text: LARGE } });
  const worker = await own.asked();
  assert.equal(own.mine().working.stale, true);
  assert.equal(worker.next(), "evaluate");
  assert.deepEqual([answer(own.mine()), own.mine().working], ["allow", undefined]);
  own.dispatch({ type: "permissions/changed", id: 1, change: { text: DENIES } });
  await own.until(() => answer(own.mine()) === "explicitDeny");
  assert.deepEqual([worker.freed, own.workers.length], [true, 1], "small again it is answered from on the page");
});

test("what a link brought and was held is answered from beside the page once somebody asks, and the answers are the same", async (t) => {
  for (const each of [ALLOWS, DENIES, OPEN, text({}), "no policy"]) {
    const own = await page(t, added(each));
    await own.until(() => own.mine().evaluation !== undefined);
    const link = await page(t, held(each));
    assert.deepEqual([link.mine().evaluation, link.workers.length], [undefined, 0]);
    link.dispatch({ type: "permissions/goOn" });
    const worker = await link.asked();
    worker.next();
    const plain = ({ evaluation }) => JSON.parse(JSON.stringify({ ...evaluation, names: undefined, abilities: evaluation.abilities.map((ability) => ({ ...ability, reason: { ...ability.reason, policy: "" } })), doubtful: evaluation.doubtful.map((note) => ({ ...note, policy: "" })), unread: evaluation.unread.map((note) => ({ ...note, policy: "" })), refused: evaluation.refused.map((note) => ({ ...note, policy: "" })), findings: evaluation.findings.map((finding) => ({ ...finding, policy: "" })) }));
    assert.deepEqual(plain(link.mine()), plain(own.mine()));
    await own.until(() => own.mine().asked.length === (each === OPEN ? 1 : 0));
    while (link.mine().asked.length !== own.mine().asked.length) {
      await link.until(() => worker.asked.length > 0);
      assert.equal(worker.next(), "stillOpen");
    }
    assert.deepEqual(link.mine().asked, own.mine().asked);
  }
});

test("while a change is worked out the session is told nothing, and another change takes its place", async (t) => {
  const { store, mine, dispatch, asked, workers } = await page(t, held(ALLOWS));
  dispatch({ type: "permissions/goOn" });
  assert.deepEqual(mine().working, { stale: true, long: false });
  (await asked()).next();
  assert.notEqual(store.state.session.policies, undefined);
  dispatch({ type: "permissions/changed", id: 1, change: { text: OPEN } });
  assert.deepEqual([mine().working.stale, answer(mine()), store.state.session.policies], [true, "allow", undefined]);
  await asked();
  dispatch({ type: "permissions/changed", id: 1, change: { text: DENIES } });
  const second = await asked(2);
  assert.deepEqual([workers[0].freed, second.freed], [true, false], "what was being worked out is ended");
  workers[0].next();
  assert.deepEqual([mine().working.stale, answer(mine())], [true, "allow"], "and its answers are nobody's");
  second.next();
  assert.deepEqual([mine().working, answer(mine())], [undefined, "explicitDeny"]);
  assert.notEqual(store.state.session.policies, undefined);
});

test("Stop ends what is worked out and leaves the policies; from there one can change them, ask once more, or take them away", async (t) => {
  const { store, mine, dispatch, actions, asked, workers, until } = await page(t, held(ALLOWS));
  dispatch({ type: "permissions/goOn" });
  const first = await asked();
  await until(() => mine().working?.long === true);
  actions.stop();
  assert.deepEqual([mine().held, mine().working, mine().evaluation, mine().policies.length, first.freed], [true, undefined, undefined, 1, true]);
  assert.equal(store.state.session.policies, undefined);
  first.next();
  dispatch({ type: "permissions/changed", id: 1, change: { text: DENIES } });
  assert.deepEqual([mine().held, mine().evaluation, workers.length], [true, undefined, 1]);
  dispatch({ type: "permissions/goOn" });
  const second = await asked(2);
  second.next();
  assert.equal(answer(mine()), "explicitDeny");
  second.died();
  assert.deepEqual([mine().held, mine().evaluation], [true, undefined], "a worker that ends by itself leaves the same");
  dispatch({ type: "permissions/goOn" });
  const third = await asked(3);
  dispatch({ type: "permissions/removed", id: 1 });
  assert.deepEqual([third.freed, mine().held, mine().slow, mine().working], [true, false, false, undefined]);
});

test("an explanation that is asked for meanwhile comes with the answers, and is not shown once nobody wants it", async (t) => {
  const { mine, dispatch, actions, asked } = await page(t, held(ALLOWS));
  dispatch({ type: "permissions/goOn" });
  const first = await asked();
  first.next();
  first.asked.length = 0;
  actions.explain(SHOW);
  assert.deepEqual([mine().explained, mine().working], [undefined, { stale: false, long: false }]);
  assert.deepEqual([first.next(), mine().explained.decision.decision, first.next(), mine().mark.tone, mine().working], ["explain", "allow", "place", "allow", undefined]);
  dispatch({ type: "permissions/changed", id: 1, change: { text: OPEN } });
  await asked();
  actions.closeExplanation();
  actions.explain(SHOW);
  dispatch({ type: "permissions/changed", id: 1, change: { text: DENIES } });
  const second = await asked(2);
  assert.equal(second.next(), "evaluate");
  assert.deepEqual([second.next(), mine().explained.decision.decision], ["explain", "explicitDeny"]);
  actions.explain(SHOW);
  actions.closeExplanation();
  while (second.asked.length > 0) second.next();
  assert.equal(mine().explained, undefined);
});

test("of what a hostile text holds by the ten thousand so much is listed, and the rest is counted", () => {
  const unread = Array.from({ length: 1000 }, (_, statement) => ({ statement, span: { line: 1 }, cause: "c", said: { cause: {} } }));
  const notes = notesOf([draft("a", "x")], () => ({ policy: { unread }, diagnostics: [], wouldBeRefused: false }), () => 1);
  assert.deepEqual([notes.unread.length, notes.moreUnread], [200, 800]);
  const asked = Array.from({ length: 20_000 }, (_, index) => `g:${String((index * 7919) % 20_000)}`);
  const state = { asked, facts: {}, evaluation: undefined, policies: [] };
  assert.deepEqual(shownKeys(state), [...asked].sort((a, b) => a.localeCompare(b)));
  assert.equal(shownKeys(state), shownKeys({ ...state }), "sorted once");
});
