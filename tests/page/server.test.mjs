// One server's password: which keys are tried, waiting, the remote desktop, requests as text, and the connection.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { buildSignInRequest } from "ecs-password";
import { CONSOLE_HEADER } from "../../www/server/guard.mjs";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { initialState, reduce } = CONSOLE;
const { keysToTry } = await load("keys/state.ts");
const { hasLength } = await load("keys/length.ts");
const { asCurl, asHttp, asJavaScript, quoted } = await load("request/forms.ts");
const { cloudFetch, CONSOLE_HEADER: SENT } = await load("shared/cloud-fetch.ts");
const { addressesOf } = await load("request/addresses.ts");
const { versionOf } = await load("shared/api-versions.ts");
const { mayDo, novaDefault } = await load("session/may-do.ts");
const { valueAt } = await load("shared/keyed.ts");
const { neededBits } = await load("password/needed-bits.ts");
const { outcomeOf } = await load("password/opening.ts");
const { prospectsOf } = await load("password/prospects.ts");
const { rdpFile } = await load("server/rdp.ts");

const CLOUD = { name: "a", kind: "openstack", label: "A", identity: "/i", compute: "/c", sandbox: false };
const SESSION = { cloud: CLOUD, user: "u", project: "p", projectId: "1", expiresAt: undefined, roles: ["reader"], renews: false, apiVersion: "v2.1", ended: false };
const server = (id) => ({ id, name: `server ${id}`, status: "ACTIVE", os: "windows", addresses: [] });
const OPEN = [
  { type: "session/cloudsLoaded", list: [CLOUD] },
  { type: "session/signedIn", session: SESSION },
  { type: "servers/loaded", servers: [server("1"), server("2")], nextMarker: undefined, more: false },
  { type: "page/navigated", route: { view: "server", serverId: "1" } },
];
const play = (events, state = initialState({ view: "signIn" })) => events.reduce(reduce, state);
const print = (byte) => Array(16).fill(byte).join(":");
const key = (id, bits, byte = "aa") => ({ id, name: `${id}.pem`, format: "pkcs1Pem", repairs: [], bits, md5: print(byte), sha256: "SHA256:x" });
test("whether a password may come is known of a system, a key pair and a status, and of nothing that was not read", () => {
  const none = { status: "none" };
  const pair = (algorithm) => ({ status: "visible", fingerprint: print("aa"), algorithm });
  const asked = (more, keyPair = none, isKeyRead = true) => prospectsOf({ os: "windows", status: "ACTIVE", keyName: "k", ...more }, keyPair, isKeyRead);
  assert.equal(asked({}), undefined);
  assert.equal(asked({ os: "unknown" }, pair("ssh-rsa")), undefined);
  assert.equal(asked({}, pair(undefined)), undefined, "a key pair of which nothing is told");
  assert.equal(asked({ keyName: undefined }, none, false), undefined, "a key pair that was not read");
  assert.equal(asked({ status: "SHUTOFF" }), undefined);
  for (const [prospects, text] of [
    [asked({ os: "other" }), /not a Windows server/],
    [asked({}, pair("ssh-ed25519")), /is ssh-ed25519/],
    [asked({ keyName: undefined }), /names no key pair/],
    [asked({ status: "ERROR" }), /status ERROR/],
  ]) {
    assert.match(prospects.text, text);
    assert.equal(prospects.mayCome, false);
  }
  assert.equal(asked({ status: "BUILD" }).mayCome, true);
  assert.equal(asked({ status: "BUILD", keyName: undefined }).mayCome, false, "what can never come does not come later");
});

test("the key of the key pair is tried first, then the one loaded last; each by its length", () => {
  const loaded = [key(1, 2048), key(2, 4096), key(3, 2048, "bb"), key(4, 2048, "cc"), key(5, 2047, "dd")];
  const ids = (pair) => keysToTry(loaded, pair).map(({ id }) => id);
  assert.deepEqual(ids({ status: "none" }), [5, 4, 3, 2, 1]);
  assert.deepEqual(ids({ status: "visible", fingerprint: print("bb"), algorithm: "ssh-rsa" }), [3, 5, 4, 2, 1]);
  assert.deepEqual(ids({ status: "hidden", problem: undefined }), [5, 4, 3, 2, 1]);
  const fitting = (bytes) => loaded.filter((each) => hasLength(each, bytes)).map(({ id }) => id);
  assert.deepEqual([fitting(256), fitting(512), fitting(384)], [[1, 3, 4, 5], [2], []]);
});

test("no key is blamed for what is cut off or no ciphertext, and its length is told only where that is certain", () => {
  const failed = (problem, bytes, tried = []) => ({ phase: "failed", problem: { message: "no", ...problem }, ciphertext: "c", bytes, tried });
  assert.equal(outcomeOf(failed({ code: "ciphertextCutOff" }, 225)), undefined);
  assert.equal(outcomeOf(failed({ code: "notCiphertext" }, 6)), undefined);
  assert.deepEqual(outcomeOf(failed({ code: "ciphertextLength" }, 192)), { bytes: 192, bits: undefined, tried: [] });
  assert.deepEqual(outcomeOf(failed({ code: "wrongKey" }, 256, [1])), { bytes: 256, bits: 2048, tried: [1] });
  assert.equal(neededBits({ code: "ciphertextLength", message: "no" }, 192), undefined);
  assert.equal(neededBits({ code: "ciphertextLength", message: "no", keyBits: 4096 }, 512), 4096);
  assert.equal(neededBits({ code: "wrongKey", message: "no" }, 256), 2048);
});

const STARTED = { type: "waiting/started", serverId: "1", name: "one", now: 1000 };

test("waiting goes on in other views, and what it finds is there on return", () => {
  const waiting = play([...OPEN, { type: "password/none", of: { serverId: "1" }, hint: "" }, STARTED]);
  assert.deepEqual(waiting.waiting[0], { serverId: "1", name: "one", startedAt: 1000, endsAt: 901_000, nextAt: 21_000, looks: 0, phase: "waiting" });
  const looking = play([{ type: "page/navigated", route: { view: "servers" } }, { type: "waiting/looked", serverId: "1" }], waiting);
  assert.deepEqual([looking.waiting[0].phase, looking.waiting[0].looks], ["looking", 0], "a look counts once its answer is there");
  const elsewhere = reduce(looking, { type: "waiting/none", serverId: "1", now: 30_000 });
  assert.deepEqual([elsewhere.waiting[0].looks, elsewhere.waiting[0].nextAt, elsewhere.server.open], [1, 50_000, undefined]);
  const found = reduce(elsewhere, { type: "waiting/found", serverId: "1", ciphertext: "c", notes: ["n"] });
  assert.deepEqual([found.waiting[0].phase, found.announcement.text], ["stored", "The password of one is stored now"]);
  assert.deepEqual([valueAt(elsewhere.servers.known, "1"), valueAt(found.servers.known, "1")], ["none", "stored"], "the list knows it as well");
  const back = reduce(found, { type: "page/navigated", route: { view: "server", serverId: "1" } });
  assert.deepEqual([back.password.server.view, back.password.server.notes, back.waiting], [{ phase: "encrypted", ciphertext: "c" }, ["n"], []]);
  const other = reduce(found, { type: "page/navigated", route: { view: "server", serverId: "2" } });
  assert.deepEqual([other.password.server.view.phase, other.waiting.length], ["idle", 1]);
});

test("waiting ends: found, over, stopped, failed, signed out", () => {
  const waiting = play([...OPEN, STARTED]);
  const found = reduce(waiting, { type: "waiting/found", serverId: "1", ciphertext: "c" });
  assert.deepEqual([found.password.server.view.phase, found.waiting, found.focus.target], ["encrypted", [], "result"]);
  assert.deepEqual([reduce(waiting, { type: "waiting/over", serverId: "1" }).waiting[0].phase], ["over"]);
  assert.deepEqual(reduce(waiting, { type: "waiting/stopped", serverId: "1" }).waiting, []);
  const failed = reduce(waiting, { type: "waiting/failed", serverId: "1", problem: { code: "forbidden", message: "no" } });
  assert.deepEqual([failed.waiting[0].phase, failed.focus.target], ["failed", "problem"]);
  const refused = reduce(waiting, { type: "waiting/failed", serverId: "1", problem: { code: "unauthenticated", message: "no" } });
  assert.deepEqual([refused.waiting, refused.session.current.ended, refused.route.view], [[], true, "signIn"]);
  assert.deepEqual(reduce(waiting, { type: "session/signedOut" }).waiting, []);
  assert.equal(reduce(reduce(waiting, { type: "waiting/stopped", serverId: "1" }), { type: "waiting/found", serverId: "1", ciphertext: "c" }).password.server.view.phase, "idle");
});

test("an .rdp file: address and user, no password, and nothing else that a name could bring in", () => {
  assert.deepEqual(rdpFile("win-2022-a", "203.0.113.11"), {
    name: "win-2022-a.rdp",
    text: "full address:s:203.0.113.11\r\nusername:s:Administrator\r\nprompt for credentials:i:1\r\n",
  });
  assert.match(rdpFile("x", "2001:db8::7").text, /^full address:s:\[2001:db8::7\]\r\n/);
  assert.equal(rdpFile("x", "203.0.113.11\r\nalternate shell:s:cmd"), undefined);
  assert.equal(rdpFile("x", "host.example.com"), undefined);
  const names = ["../../etc/pass wd", "CON", "", "a\u202etxt.exe", "Büro 1", "..."].map((name) => rdpFile(name, "10.0.0.1").name);
  assert.deepEqual(names, ["etc-pass-wd.rdp", "server-CON.rdp", "10.0.0.1.rdp", "a-txt.exe.rdp", "Büro-1.rdp", "10.0.0.1.rdp"]);
});

const REQUEST = {
  method: "GET",
  url: "https://ecs.example.com/v2.1/p/servers/s/os-server-password?a=1&b='x'",
  headers: { Accept: "application/json", "X-Auth-Token": "<token>" },
};

test("curl for any POSIX shell: what is secret comes from variables, everything else stays as it is", () => {
  assert.equal(quoted("it's $HOME `id`"), "'it'\\''s $HOME `id`'");
  assert.equal(quoted("X-Auth-Token: <token>"), `'X-Auth-Token: '"$OS_TOKEN"`);
  const seen = (request, env = {}) =>
    execFileSync("sh", ["-c", `curl() { for each; do printf '%s\\n' "$each"; done; }\n${asCurl(request)}`], { env }).toString().trimEnd().split("\n");
  assert.deepEqual(seen(REQUEST, { OS_TOKEN: "t $x 'q'" }), ["--request", "GET", REQUEST.url, "--header", "Accept: application/json", "--header", "X-Auth-Token: t $x 'q'"]);
  const auth = { type: "password", user: "o'neil $(id)", domain: 'D "x"', project: "eu-de" };
  const built = buildSignInRequest({ cloud: "otc", identityEndpoint: "https://iam.example.com", endpoint: "https://ecs.example.com", auth: { ...auth, password: "<password>" } });
  const request = { method: "POST", url: built.url, headers: {}, body: JSON.parse(built.body) };
  const [, , , , , body] = seen(request, { OS_PASSWORD: "p'w" });
  assert.deepEqual(JSON.parse(body), {
    auth: {
      identity: { methods: ["password"], password: { user: { name: "o'neil $(id)", domain: { name: 'D "x"' }, password: "p'w" } } },
      scope: { project: { name: "eu-de" } },
    },
  });
});

test("the request as it is sent, and as JavaScript that is JavaScript", () => {
  assert.equal(asHttp(REQUEST), "GET /v2.1/p/servers/s/os-server-password?a=1&b=%27x%27 HTTP/1.1\nHost: ecs.example.com\nAccept: application/json\nX-Auth-Token: <token>");
  const facts = { cloud: "otc", identity: "https://iam", endpoint: "https://ecs", more: {}, projectId: "p", apiVersion: "v2" };
  const text = asJavaScript({ operation: "getKeyPair", name: 'a"); evil("' }, facts, { type: "token" });
  assert.match(text, /projectId: "p",\n {2}auth: \{ type: "token", token: process\.env\.OS_TOKEN \},/);
  assert.match(text, /client\.getKeyPair\(\{ name: "a\\"\); evil\(\\"", apiVersion: "v2" \}\)/);
  assert.doesNotMatch(text, /fetchImpl/);
  assert.match(asJavaScript({ operation: "signIn" }, { ...facts, more: { "X-A": "1" } }, { type: "token" }), /\n {2}fetchImpl: \(url, init\) => fetch\(url, \{ \.\.\.init, headers: \{ \.\.\.init\.headers, "X-A": "1" \} \}\),\n\}\);/);
  const signed = asJavaScript({ operation: "listServers", limit: 1 }, facts, { type: "accessKey", access: "AK", temporary: true, signedEndpoint: "http://a/base" });
  assert.match(signed, /endpoint: "https:\/\/ecs",\n {2}signedEndpoint: "http:\/\/a\/base",\n {2}projectId: "p",\n {2}auth: \{\n {4}type: "accessKey",\n {4}access: "AK",\n {4}secret: process\.env\.SECRET_ACCESS_KEY,\n {4}securityToken: process\.env\.SECURITY_TOKEN,\n {2}\},/);
  assert.match(signed, /listServers\(\{ limit: 1, /);
  assert.doesNotMatch(asJavaScript({ operation: "listServers" }, facts, { type: "accessKey", access: "AK", temporary: false }), /SECURITY_TOKEN|signedEndpoint/);
  assert.match(asJavaScript({ operation: "signIn" }, facts, { type: "password", user: "u", domain: "d", project: "p" }), /password: process\.env\.OS_PASSWORD/);
});

test("the page's own server is asked with the header that it wants, a cloud itself without", async (context) => {
  assert.deepEqual(Object.entries(SENT).map(([name, value]) => [name.toLowerCase(), value]), [[CONSOLE_HEADER, "1"]]);
  const sent = [];
  context.mock.method(globalThis, "fetch", (url, init) => { sent.push([url, init.method, Object.fromEntries(init.headers), init.cache]); });
  for (const headers of [{ Accept: "a/b" }, [["accept", "a/b"]], new Headers({ accept: "a/b" })]) cloudFetch("/proxy/x", { method: "DELETE", headers, cache: "no-store" });
  assert.deepEqual(sent, Array(3).fill(["/proxy/x", "DELETE", { accept: "a/b", [CONSOLE_HEADER]: "1" }, "no-store"]));
  cloudFetch("/proxy/x", {});
  assert.deepEqual(sent[3][2], { [CONSOLE_HEADER]: "1" });
  globalThis.location = { origin: "http://127.0.0.1:4173" };
  context.after(() => { delete globalThis.location; });
  assert.deepEqual(addressesOf(CLOUD), { identity: "http://127.0.0.1:4173/i", compute: "http://127.0.0.1:4173/c", more: SENT });
  const addresses = { identity: "https://iam", compute: "https://ecs" };
  assert.deepEqual(addressesOf({ ...CLOUD, addresses }), { ...addresses, more: {} });
});

test("the API version holds for the calls that have it", () => {
  const huawei = { ...SESSION, cloud: { ...CLOUD, kind: "huawei" } };
  const state = play([{ type: "session/signedIn", session: huawei }, { type: "session/apiVersionChosen", version: "v1" }]);
  assert.equal(state.session.current.apiVersion, "v1");
  assert.deepEqual(["getServerPassword", "deleteServerPassword", "listServers", "getKeyPair"].map((each) => versionOf(state.session.current, each)), ["v1", "v1", "v2.1", "v2.1"]);
  assert.equal(play([{ type: "session/signedIn", session: SESSION }, { type: "session/apiVersionChosen", version: "v1" }]).session.current.apiVersion, "v2.1");
});

test("a session that ends is told once, and one that renews itself never", () => {
  const once = play([...OPEN, { type: "session/ending" }]);
  assert.deepEqual([once.session.ending, once.announcement.text], [true, "The session ends within 5 minutes"]);
  assert.equal(reduce(once, { type: "session/ending" }), once);
  const again = reduce(once, { type: "session/again" });
  assert.deepEqual([again.route.view, again.session.current.ended, again.session.signIn.resume], ["signIn", true, { view: "server", serverId: "1" }]);
  assert.equal(reduce(again, { type: "session/signedIn", session: SESSION }).route.serverId, "1");
  const renews = play([{ type: "session/signedIn", session: { ...SESSION, renews: true } }]);
  assert.equal(reduce(renews, { type: "session/ending" }), renews);
});

test("what the session may do: by Nova's rules, by loaded policies, or not known", () => {
  const may = (session) => Object.fromEntries(Object.entries(mayDo(play([{ type: "session/signedIn", session }]).session)).map(([name, each]) => [name, each.may]));
  assert.deepEqual(may(SESSION), { listServers: "allow", getServer: "allow", getKeyPair: "allow", getServerPassword: "allow", deleteServerPassword: "deny", stopServer: "deny", startServer: "deny", changeServerPassword: "deny", getResetPasswordFlag: "unknown", resetServerPassword: "unknown", resetServerPasswords: "unknown" });
  assert.equal(may({ ...SESSION, roles: ["Member"] }).changeServerPassword, "allow");
  assert.equal(may({ ...SESSION, roles: ["Member"] }).deleteServerPassword, "allow");
  // A rule names the reader, the token does not: only Keystone knows whether a member is one.
  assert.equal(may({ ...SESSION, roles: ["Member"] }).getServerPassword, "conditional");
  assert.equal(may({ ...SESSION, roles: ["Admin"] }).getServerPassword, "allow");
  assert.equal(may({ ...SESSION, roles: [] }).deleteServerPassword, "unknown");
  assert.equal(may({ ...SESSION, cloud: { ...CLOUD, kind: "otc" } }).getServerPassword, "unknown");
  const otc = { ...SESSION, cloud: { ...CLOUD, kind: "otc" }, apiVersion: "v2" };
  const rows = [
    { operation: "getServerPassword", apiVersion: "v2.1" },
    { operation: "getServerPassword", apiVersion: "v2" },
    { operation: "deleteServerPassword", apiVersion: "v2" },
    { apiVersion: "v2" },
  ];
  const evaluation = { cloud: "otc", rows, decisions: [0, 3, 1, 0], whole: [], findings: [], uses: {} };
  const state = play([{ type: "session/signedIn", session: otc }, { type: "permissions/evaluated", evaluation }]);
  const { getServerPassword, deleteServerPassword, listServers } = mayDo(state.session);
  assert.deepEqual(getServerPassword, { may: "conditional", basis: "policies" });
  assert.deepEqual([deleteServerPassword.may, listServers.may], ["deny", "unknown"]);
  // What holds on one cloud says nothing of another.
  assert.equal(mayDo({ ...state.session, current: { ...otc, cloud: { ...CLOUD, kind: "huawei" } } }).getServerPassword.may, "unknown");
});

test("a refusal of Nova is compared with the rule that it comes with", () => {
  const has = (rule, ...roles) => novaDefault(play([{ type: "session/signedIn", session: { ...SESSION, roles } }]).session, rule);
  assert.deepEqual(has("os_compute_api:os-server-password:show", "Reader"), { role: "reader", has: true });
  assert.deepEqual(has("os_compute_api:os-server-password:show", "unheard"), { role: "reader", has: false });
  assert.deepEqual(has("os_compute_api:os-server-password:clear", "reader"), { role: "member", has: false });
  assert.deepEqual(has("os_compute_api:os-server-password:clear", "admin"), { role: "member", has: true });
  // Key pairs are everybody's own, and of other rules nothing is known here.
  assert.equal(has("os_compute_api:os-keypairs:show", "reader"), undefined);
  assert.equal(has("os_compute_api:servers:create", "admin"), undefined);
});
