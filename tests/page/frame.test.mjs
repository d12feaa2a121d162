// What surrounds every view: the language, the connection, pauses, and what is taken up again after signing in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce } = CONSOLE;
const { browserLanguage, formats, setLocale } = await load("locales/locale.ts");
const { explainHash } = await load("shared/route.ts");
const { parseRoute, toHash } = CONSOLE;

const CLOUD = { name: "a", kind: "openstack", label: "A", identity: "/i", compute: "/c", sandbox: false };
const SESSION = { cloud: CLOUD, user: "u", project: "p", projectId: "1", expiresAt: undefined, ended: false };
const REFUSED = { code: "unauthenticated", message: "no" };
const ONE = { serverId: "1" };
const server = { id: "1", name: "one", status: "ACTIVE", os: "windows", addresses: [] };

const play = (events, state = initialState({ view: "signIn" })) => events.reduce(reduce, state);
const opened = play([
  { type: "session/cloudsLoaded", list: [CLOUD] },
  { type: "session/signedIn", session: SESSION },
  { type: "servers/loaded", servers: [server], nextMarker: undefined, more: false },
  { type: "page/navigated", route: { view: "server", serverId: "1" } },
]);
const said = (state) => state.announcement.text;

test("numbers and dates are written in the language of the page, as the browser's user is used to", async (t) => {
  globalThis.window ??= { dispatchEvent: () => true };
  t.after(() => setLocale("en"));
  for (const [locale, wanted, got] of [
    ["en", ["de", "en-GB"], "en-GB"],
    ["en", ["fr"], "en"],
    ["de", ["en-GB", "de-AT"], "de-AT"],
    ["de", ["en"], "de"],
    ["zh-Hans", ["zh-TW", "zh-SG"], "zh-SG"],
    ["zh-Hans", ["zh-TW"], "zh-CN"],
  ]) {
    await setLocale(locale);
    assert.equal(formats(wanted), got, `${locale}: ${wanted.join(", ")}`);
  }
});

test("the browser's first language that there is", () => {
  for (const [wanted, got] of [
    [["de-AT", "en"], "de"],
    [["fr", "de"], "de"],
    [["fr"], "en"],
    [[], "en"],
    [["zh"], "zh-Hans"],
    [["zh-Hans-HK"], "zh-Hans"],
    [["zh-CN"], "zh-Hans"],
    [["zh-TW", "de"], "de"],
    [["zh-Hant"], "en"],
    [["en-GB", "de"], "en"],
  ]) {
    assert.equal(browserLanguage(wanted), got, wanted.join());
  }
});

test("who goes elsewhere while the sign-in is under way stays there", () => {
  const elsewhere = play([
    { type: "session/cloudsLoaded", list: [CLOUD] },
    { type: "session/signInStarted", by: "form" },
    { type: "page/navigated", route: { view: "permissions" } },
  ]);
  const signedIn = reduce(elsewhere, { type: "session/signedIn", session: SESSION });
  assert.deepEqual([signedIn.route, signedIn.focus], [{ view: "permissions" }, elsewhere.focus]);
  assert.equal(signedIn.session.current, SESSION);
  const shared = { cloud: "otc", policies: [] };
  const left = play([{ type: "page/navigated", route: { view: "permissions", shared: "p=1" } }, { type: "page/navigated", route: { view: "decrypt" } }]);
  for (const event of [{ type: "permissions/linkRead", shared }, { type: "permissions/linkBroken", fault: "failed" }]) {
    assert.deepEqual(reduce(left, event).route, left.route, event.type);
  }
});

test("a language is announced where somebody chose it", () => {
  assert.equal(said(play([{ type: "frame/languageShown", language: "de", chosen: false }])), "");
  const chosen = play([{ type: "frame/languageShown", language: "de", chosen: true }]);
  assert.deepEqual([chosen.frame.language, said(chosen)], ["de", "The page is in English now"]);
  assert.equal(play([{ type: "session/signedOut" }], chosen).frame.language, "de");
});

test("a connection is announced when it changes, and only then", () => {
  const off = play([{ type: "frame/connection", connection: "offline" }]);
  assert.equal(said(off), "You are offline");
  assert.equal(reduce(off, { type: "frame/connection", connection: "offline" }), off);
  assert.equal(said(reduce(off, { type: "frame/connection", connection: "on" })), "The connection is back");
});

test("a pause: the page's own, then the user's, then over", () => {
  const paused = play([{ type: "frame/paused", until: 5 }]);
  assert.deepEqual(paused.frame.pause, { until: 5, itself: true });
  const left = reduce(paused, { type: "frame/pauseLeft" });
  assert.deepEqual(left.frame.pause, { until: 5, itself: false });
  const over = reduce(left, { type: "frame/pauseEnded" });
  assert.equal(over.frame.pause, undefined);
  assert.equal(reduce(over, { type: "frame/pauseLeft" }), over);
});

test("getting a password that was refused in the middle is pending until it is taken up", () => {
  const ended = play([{ type: "password/requested", of: ONE }, { type: "password/failed", of: ONE, problem: REFUSED }], opened);
  assert.deepEqual(ended.server.interrupted, { job: "password", serverId: "1" });
  const again = reduce(ended, { type: "session/signedIn", session: SESSION });
  assert.deepEqual(again.server.interrupted, { job: "password", serverId: "1" });
  assert.equal(reduce(again, { type: "server/resumed" }).server.interrupted, undefined);
  // Another project, or signing out: nothing of it is left.
  assert.equal(reduce(ended, { type: "session/signedIn", session: { ...SESSION, projectId: "2" } }).server.interrupted, undefined);
  assert.equal(reduce(ended, { type: "session/signedOut" }).server.interrupted, undefined);
});

test("a delete that was refused in the middle is asked about once more, never sent by itself", () => {
  const deleting = [{ type: "server/waived", on: true }, { type: "server/deleteAsked" }, { type: "server/deleteStarted" }, { type: "server/deleteFailed", serverId: "1", problem: REFUSED }];
  const ended = play(deleting, opened);
  assert.deepEqual(ended.server.interrupted, { job: "delete", serverId: "1" });
  const again = reduce(ended, { type: "session/signedIn", session: SESSION });
  assert.deepEqual([again.server.open.deletion.phase, again.server.interrupted], ["asking", undefined]);
});

test("another failure leaves nothing pending", () => {
  const failed = play([{ type: "password/failed", of: ONE, problem: { code: "serverError", message: "no" } }], opened);
  assert.equal(failed.server.interrupted, undefined);
});

test("a link to an explanation carries an action and the call, and nothing else; the address does not keep it", () => {
  for (const action of ["ecs:serverPasswords:manage", "os_compute_api:os-server-password:show"]) {
    const route = parseRoute(explainHash(action));
    assert.deepEqual(route, { view: "permissions", explain: action });
    assert.equal(toHash(route), "#/permissions");
    const called = parseRoute(explainHash(action, "getServerPassword.v2.1"));
    assert.deepEqual(called, { view: "permissions", explain: action, call: "getServerPassword.v2.1" });
    assert.equal(toHash(called), "#/permissions");
  }
  // Anything else is read as a link that brings policies, and is refused as a damaged one.
  assert.deepEqual(parseRoute("#/permissions?explain=<script>"), { view: "permissions", shared: "explain=<script>" });
});
