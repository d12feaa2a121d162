// The page's house: a feature is a folder and its place in the list, and no import leads up or in a circle.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { ESLint } from "eslint";
import { html } from "lit";
import ts from "typescript";
import { cache, root } from "../../src/xtask/steps.mjs";
import { FEATURES as NAMES, featuresOf, GROUND, ROOMS, walls } from "../../www/house.mjs";
import { load } from "./modules.mjs";

const { consoleOf, CONSOLE } = await load("app/console.ts");
const { FEATURES } = await load("app/features.ts");
const { createStore } = await load("app/store.ts");

const CLOUD = { name: "a", kind: "openstack", label: "A", identity: "/i", compute: "/c", sandbox: false };
const SESSION = { cloud: CLOUD, user: "u", project: "p", projectId: "1", expiresAt: undefined, roles: [], renews: true, apiVersion: "v2.1", ended: false };

/** The file of a made-up feature. */
const DIARY = `// What somebody writes down.
import { feature } from "../shared/feature.ts";
import type { Context, PageActions } from "../shared/context.ts";
import type { PageState } from "../shared/page-state.ts";

interface Diary {
  readonly lines: readonly string[];
}

type DiaryEvent = { type: "diary/written"; line: string };

interface DiaryState extends PageState {
  readonly diary: Diary;
}

const createActions = ({ dispatch }: Context<DiaryState, DiaryEvent, PageActions>) => ({
  write: (line: string): void => { dispatch({ type: "diary/written", line }); },
});

export const diary = feature<"diary", Diary, DiaryEvent, DiaryState, PageActions, ReturnType<typeof createActions>>({
  name: "diary",
  initial: { lines: [] },
  reduce: ({ lines }, { line }) => ({ slice: { lines: [...lines, line] } }),
  actions: createActions,
});
`;

/** A made-up feature: it notes what it hears, and has a view of its own. */
function diary() {
  const heard = [];
  const feature = {
    name: "diary",
    initial: { lines: [], secret: false },
    reduce: (slice, { type, line }) =>
      type === "diary/written"
        ? { slice: { ...slice, lines: [...slice.lines, line] }, say: `noted: ${line}`, focus: "result", signals: [{ type: "diaryWritten", line }] }
        : { slice: { ...slice, secret: true } },
    on: (slice, signal, state) => {
      heard.push([signal.type, state.route.view]);
      return signal.type === "diaryWritten" && signal.line === "away" ? { slice, go: { view: "servers" } } : { slice };
    },
    actions: ({ dispatch, actions, run }) => ({
      write: (line) => { dispatch({ type: "diary/written", line }); },
      call: () => run("diary", () => Promise.resolve("answer")),
      below: Object.keys(actions),
      followed: [],
    }),
    follow: (own, before, after) => { own.followed.push([before.diary.lines.length, after.diary.lines.length]); },
    heard: (own, news) => { own.news = news; },
    losses: ({ diary: { lines } }) => [{ kind: "lines", ids: lines, rank: 9, text: (count) => `${String(count)} lines` }],
    holdsSecret: (state) => state.diary.secret,
    views: [
      {
        name: "diary",
        needsSession: true,
        link: { text: () => "Diary", rank: 9 },
        parse: (hash) => (hash === "#/diary" ? { view: "diary" } : undefined),
        address: () => "#/diary",
        render: (state, actions) => html`<h1>${state.diary.lines.join()} ${state.session.current.user} ${typeof actions.diary.write}</h1>`,
      },
    ],
    strip: (state) => (state.diary.secret ? "secret!" : undefined),
  };
  return { feature, heard };
}

/** The console with the made-up feature as one more in its list. */
function withDiary() {
  const { feature, heard } = diary();
  const page = consoleOf([...FEATURES, feature]);
  const store = createStore(page, page.initialState({ view: "signIn" }));
  return { page, store, heard };
}

test("a feature gets its events, says what it has to say, and is followed", () => {
  const { store } = withDiary();
  store.actions.diary.write("one");
  const { diary: slice, announcement, focus } = store.state;
  assert.deepEqual([slice.lines, announcement.text, focus.target], [["one"], "noted: one", "result"]);
  assert.deepEqual(store.actions.diary.followed, [[0, 1]]);
  assert.ok(["go", "cancel", "dispatch", "session", "servers"].every((name) => store.actions.diary.below.includes(name)));
});

test("a feature hears the signals of all others, and can send its own", () => {
  const { store, heard } = withDiary();
  store.dispatch({ type: "session/cloudsLoaded", list: [CLOUD] });
  store.dispatch({ type: "session/signedIn", session: SESSION });
  assert.deepEqual(heard, [["signedIn", "signIn"], ["navigated", "servers"]]);
  store.dispatch({ type: "page/navigated", route: { view: "diary" } });
  heard.length = 0;
  store.actions.diary.write("away");
  assert.deepEqual(heard, [["diaryWritten", "diary"], ["navigated", "servers"]]);
  assert.deepEqual(store.state.route, { view: "servers" });
});

test("a feature is told how calls ended, its own and those of others", async () => {
  const { store } = withDiary();
  assert.equal(await store.actions.diary.call(), "answer");
  assert.deepEqual(store.actions.diary.news, { kind: "call", job: "diary" });
});

test("a feature's view has an address and a link, waits for the session, and sees the state and its actions", () => {
  const { page, store } = withDiary();
  assert.deepEqual([page.parseRoute("#/diary"), page.toHash({ view: "diary" }), CONSOLE.parseRoute("#/diary")], [{ view: "diary" }, "#/diary", { view: "signIn" }]);
  assert.deepEqual(page.links.map(({ name, text }) => [name, text()]), [["servers", "Servers"], ["permissions", "Permissions"], ["decrypt", "Decrypt only"], ["diary", "Diary"]]);
  store.dispatch({ type: "page/navigated", route: { view: "diary" } });
  assert.deepEqual([store.state.route, store.state.session.signIn.resume], [{ view: "signIn" }, { view: "diary" }]);
  store.dispatch({ type: "session/cloudsLoaded", list: [CLOUD] });
  store.dispatch({ type: "session/signedIn", session: SESSION });
  assert.deepEqual(store.state.route, { view: "diary" });
  assert.deepEqual(page.viewOf(store.state.route).render(store.state, store.actions).values, ["", "u", "function"]);
});

test("what a feature holds is asked about before it is lost, and forgotten with the session", () => {
  const { page, store } = withDiary();
  assert.equal(page.wouldLose(store.state), false);
  store.dispatch({ type: "diary/locked" });
  assert.deepEqual([page.wouldLose(store.state), page.strips(store.state, store.actions).includes("secret!")], [true, true]);
  for (const line of ["one", "two", "one"]) store.actions.diary.write(line);
  assert.deepEqual(page.losses(store.state).map(({ ids, text }) => text(ids.length)), ["2 lines"]);
  store.dispatch({ type: "session/signedOut" });
  assert.deepEqual([store.state.diary, page.wouldLose(store.state)], [{ lines: [], secret: false }, false]);
});

test("an event of no feature is a mistake that shows", () => {
  assert.throws(() => CONSOLE.reduce(CONSOLE.initialState({ view: "signIn" }), { type: "diary/written" }), /no feature `diary`/);
});

test("the lint rules know every room, and the features in their order", () => {
  assert.deepEqual(FEATURES.map(({ name }) => name).filter((name) => !["frame", "leaving"].includes(name)), NAMES);
  const folders = readdirSync(path.join(root, "www/src"), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  assert.deepEqual([...ROOMS].sort(), folders.sort());
  assert.deepEqual(ROOMS, [...GROUND, ...NAMES, "app"]);
});

test("a new feature is a folder and its place in the list: it compiles, is walled, and is in the page", () => {
  const place = path.join(cache, `house-${String(process.pid)}`);
  const write = (name, text) => {
    mkdirSync(path.dirname(path.join(place, name)), { recursive: true });
    writeFileSync(path.join(place, name), text);
  };
  try {
    cpSync(path.join(root, "www"), path.join(place, "www"), { recursive: true, filter: (source) => source !== path.join(root, "www/dist") });
    cpSync(path.join(root, "package.json"), path.join(place, "package.json"));
    cpSync(path.join(root, "src/expectations"), path.join(place, "src/expectations"), { recursive: true });
    symlinkSync(path.join(root, "dist"), path.join(place, "dist"));
    write("www/src/diary/feature.ts", DIARY);
    const list = readFileSync(path.join(root, "www/src/app/features.ts"), "utf8");
    const withIt = list.replace("import { frame }", 'import { diary } from "../diary/feature.ts";\nimport { frame }').replace("permissions, frame,", "permissions, diary, frame,");
    write("www/src/app/features.ts", withIt);
    // What only a page with this feature has.
    write("www/src/app/planted.ts", 'import { CONSOLE } from "./console.ts";\nexport const lines: readonly string[] = CONSOLE.initialState({ view: "signIn" }).diary.lines;\n');
    const { status, stdout } = spawnSync(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "-p", "www"], { cwd: place, encoding: "utf8" });
    assert.equal(stdout, "");
    assert.equal(status, 0);
    assert.deepEqual(featuresOf(withIt), [...NAMES, "diary"]);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});

test("no import leads to a room above, or in a circle", async () => {
  const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: [walls] });
  /** The rules that a file at this place would break with these imports, by their lines. */
  const broken = async (filePath, ...lines) => {
    const [{ messages }] = await eslint.lintText(`${lines.join("\n")}\n`, { filePath });
    return messages.map(({ ruleId, line }) => [ruleId, line]);
  };
  const up = await broken("www/src/keys/planted.ts", 'import "../app/features.ts";', 'import type { Servers } from "../servers/state.ts";', 'import "../session/state.ts";', 'import "../shared/problem.ts";');
  assert.deepEqual(up, [["import-x/no-restricted-paths", 1], ["import-x/no-restricted-paths", 2]]);
  assert.deepEqual(await broken("www/src/shared/planted.ts", 'import "../ui/parts.ts";'), [["import-x/no-restricted-paths", 1]]);
  // What the page shares with the command line.
  assert.deepEqual(await broken("www/src/permissions/policies/planted.ts", 'import "../../../../src/expectations/model.ts";'), [["import-x/no-restricted-paths", 1]]);
  assert.deepEqual(await broken("www/src/keys/planted.ts", 'import "../../../src/expectations/model.ts";'), [["import-x/no-restricted-paths", 1]]);
  assert.deepEqual(await broken("www/src/permissions/expectations/planted.ts", 'import "../../../../src/expectations/model.ts";'), []);
  // `key-worker.ts` imports `pool.ts`.
  assert.deepEqual(await broken("www/src/keys/pool.ts", 'import "./key-worker.ts";', 'import "./messages.ts";'), [["import-x/no-cycle", 1]]);
});

/** The files of a first circle of imports; none where there is none. */
function circleOf(imports) {
  const done = new Set();
  const way = [];
  const follow = (file) => {
    if (done.has(file)) return undefined;
    if (way.includes(file)) return way.slice(way.indexOf(file));
    way.push(file);
    for (const imported of imports.get(file) ?? []) {
      const circle = follow(imported);
      if (circle) return circle;
    }
    way.pop();
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = follow(file);
    if (circle) return circle;
  }
  return undefined;
}

test("no import is in a circle, of types and of what is loaded later either", () => {
  assert.deepEqual(circleOf(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]])), ["b", "c"]);
  const files = readdirSync(path.join(root, "www/src"), { recursive: true }).filter((file) => file.endsWith(".ts")).map((file) => path.join("www/src", file));
  assert.ok(files.length > 100);
  const importsOf = (file) =>
    ts.preProcessFile(readFileSync(path.join(root, file), "utf8"), true, true).importedFiles.map(({ fileName }) => path.join(path.dirname(file), fileName));
  assert.equal(circleOf(new Map(files.map((file) => [file, importsOf(file)]))), undefined);
});
