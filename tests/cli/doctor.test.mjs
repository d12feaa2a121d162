// `ecs-password doctor` on the sandbox clouds: what it says, that it changes nothing, that its transcripts have nothing of anybody's, and that they can be replayed.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";
import { HUAWEI } from "../../www/server/sandbox/huawei-world.mjs";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { certificateFor } from "../server/certificate.mjs";
import { listen } from "../server/helpers.mjs";
import { asUser, PATIENTS, renaming, startPatient, valuesOf, WORLDS } from "./patients.mjs";
import { folder, run } from "./run.mjs";

const VECTORS = path.join(root, "tests/vectors/doctor");

/** Runs it, with a transcript; gives the checks by their names as well. */
async function examine(patient, at, { args = [], env = {} } = {}) {
  const file = path.join(folder(), "transcript.json");
  const result = await run(["doctor", "-f", "json", "--transcript", file, ...patient.args(at), ...args], { env: { ...patient.environment(at), ...env } });
  const { checks, exit } = JSON.parse(result.out || "{}");
  return { ...result, file, checks, states: Object.fromEntries((checks ?? []).map(({ name, state }) => [name, state])), told: exit, by: (name) => checks.find((check) => check.name === name) };
}

const replay = async (file) => JSON.parse((await run(["doctor", "-f", "json", "--replay", file])).out);
const textOf = (file) => readFileSync(file, "utf8");

/** That none of these is anywhere in these texts. */
function hasNone(values, ...texts) {
  for (const text of texts) for (const value of values) {
    // A name that is a common word may be part of a sentence; it is none as a whole text.
    const isThere = /^[a-z]{1,8}$/.test(value) ? text.includes(JSON.stringify(value)) : text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1));
    assert.ok(!isThere, `\`${value}\` is in ${text.slice(Math.max(0, text.indexOf(value) - 200), text.indexOf(value) + 100)}`);
  }
}

/** Tokens, request IDs and ciphertexts, as they came up on the way. */
const cameUp = (sent) => sent.flatMap(({ answer, headers }) => [
  ...Object.entries(answer.headers).filter(([name]) => /token|request-id|trace/i.test(name)).map(([, value]) => value),
  ...[...answer.body.matchAll(/"password": ?"([^"]{20,})"/g)].map(([, text]) => text),
  ...[...answer.body.matchAll(/"(?:fingerprint|public_key|hostId|addr|mac_addr|OS-EXT-IPS-MAC:mac_addr)": ?"([^"]+)"/g)].map(([, text]) => text),
  ...["x-auth-token", "x-sdk-date", "x-security-token"].map((name) => headers[name]).filter(Boolean),
  ...[/Signature=(\w+)/.exec(headers.authorization ?? "")?.[1], /Access=(\w+)/.exec(headers.authorization ?? "")?.[1]].filter(Boolean),
]);

for (const [name, patient] of Object.entries(PATIENTS)) {
  test(`${name}: all is well, nothing is changed, and the transcript has nothing of anybody's`, async () => {
    const at = await startPatient(patient);
    const { exit, said, checks, states, file, out } = await examine(patient, at);
    assert.equal(exit, 0, said + out);
    for (const each of ["credentials", "address of identity", "address of compute", "clock", "servers", "key pairs"]) assert.equal(states[each], "ok", each);
    for (const { method, path: target } of at.sent) assert.ok(method === "GET" || (method === "POST" && target === "/v3/auth/tokens"), `${method} ${target}`);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const values = [...valuesOf(WORLDS[patient.cloud]), ...cameUp(at.sent), ...Object.values(patient.environment(at)).filter((value) => /secret|password|token/i.test(value)), new URL(at.identity).host, new URL(at.compute).host];
    hasNone(values, textOf(file), out);
    assert.deepEqual((await replay(file)).checks, checks);
  });
}

test("the transcripts that are kept come to what they came to", async () => {
  const files = readdirSync(VECTORS).filter((each) => each.endsWith(".json"));
  assert.deepEqual(files.sort(), ["accessKey.json", "credential.json", "huawei.json", "openstack.json", "otc.json", "refused.json"]);
  for (const file of files) {
    const { checks, exit } = JSON.parse(textOf(path.join(VECTORS, file)));
    const again = await replay(path.join(VECTORS, file));
    const words = { notKnown: "not known" };
    assert.deepEqual(again, { checks: checks.map(({ state, ...check }) => ({ ...check, state: words[state] ?? state })), exit }, file);
  }
});

test("under random names as well nothing of them is in the transcript", async () => {
  for (const name of ["openstack", "otc", "huawei", "otc", "openstack"]) {
    const patient = PATIENTS[name];
    const renamed = renaming(patient.cloud);
    const at = await startPatient(patient, { renamed });
    const environment = () => Object.fromEntries(Object.entries(patient.environment(at)).map(([key, value]) => [key, renamed.given(value)]));
    const args = () => patient.args(at).map((arg) => renamed.given(arg));
    const { exit, said, out, checks, file } = await examine({ ...patient, environment, args }, at);
    assert.equal(exit, 0, said + out);
    hasNone([...renamed.values, ...cameUp(at.sent)], textOf(file), out);
    assert.deepEqual((await replay(file)).checks, checks);
  }
});

/** Puts marks wherever an answer may have something: values, members, numbers, sentences, headers. */
function marking(marks) {
  const mark = () => { const text = `zq${randomBytes(6).toString("hex")}`; marks.push(text); return text; };
  const marked = (value, depth = 0) => {
    if (Array.isArray(value)) return value.map((each) => marked(each, depth + 1));
    if (typeof value === "number") return value;
    if (typeof value === "string") return value;
    if (typeof value !== "object" || value === null) return value;
    const same = Object.entries(value).map(([name, each]) => [name, /^(?:message|error_msg|description|locked_reason)$/.test(name) ? `${each ?? ""} ${mark()}: '${mark()}', https://${mark()}.example/${mark()}?${mark()}=${mark()}` : marked(each, depth + 1)]);
    return Object.fromEntries([...same, [mark(), mark()], ["title", `Not Found ${mark()}`], ["metadata", { [mark()]: mark(), os_type: "windows" }], ["tags", [mark()]], ["user_data", mark()], ["detail", [mark(), { [mark()]: [mark()] }]], ["count", Number(`7${randomBytes(4).readUInt32BE()}`)]]);
  };
  return (answer) => {
    const text = Buffer.concat([...answer.body]).toString();
    const headers = { ...answer.headers, [`x-${mark()}`]: mark(), server: mark(), via: mark(), "x-cache-of": mark(), "www-authenticate": mark() };
    try {
      return { ...answer, headers, body: [Buffer.from(JSON.stringify(marked(JSON.parse(text))))] };
    } catch {
      return { ...answer, headers };
    }
  };
}

test("what a cloud answers otherwise than known is not in the transcript either", async () => {
  for (const [name, user] of [["openstack"], ["otc"], ["huawei"], ["otc", "dave"]]) {
    const marks = [];
    const patient = user === undefined ? PATIENTS[name] : asUser(PATIENTS[name], OTC, user);
    const at = await startPatient(patient, { change: marking(marks) });
    const { said, out, checks, file } = await examine(patient, at);
    assert.ok(marks.length > 100, said);
    hasNone(marks, textOf(file), out, said);
    assert.deepEqual((await replay(file)).checks, checks);
  }
});

test("an answer that is no JSON keeps the words that clouds use, and no other", async () => {
  const page = "<html><head><title>503 Service Unavailable</title></head><body>The server of Zqxyz Ltd at 10.20.30.40 is temporarily unavailable, ask helpdesk@zq.example</body></html>";
  const patient = PATIENTS.openstack;
  const at = await startPatient(patient, { change: (answer, { path: target }) => (target.includes("os-keypairs") ? { status: 404, headers: { "content-type": "text/html" }, body: [Buffer.from(page)] } : answer) });
  const { file } = await examine(patient, at);
  hasNone(["Zqxyz", "10.20.30.40", "helpdesk", "zq.example"], textOf(file));
  assert.match(textOf(file), /503 Service Unavailable/);
});

test("what is refused is told with its code and action, and the exit code says whether commands can do without", async () => {
  const dave = asUser(PATIENTS.otc, OTC, "dave");
  const refused = await examine(dave, await startPatient(dave));
  assert.equal(refused.exit, 1, refused.said);
  const { state, text, next } = refused.by("servers");
  assert.deepEqual([state, text], ["refused", "HTTP 403, Pdp.0001 (forbidden); missing is the action ecs:servers:list"]);
  assert.ok(next);
  assert.deepEqual((await replay(refused.file)).checks, refused.checks);

  const bob = asUser(PATIENTS.otc, OTC, "bob");
  const guest = await examine(bob, await startPatient(bob));
  assert.equal(guest.exit, 0, guest.out);
  assert.equal(guest.by("policies").state, "refused");

  const frank = asUser(PATIENTS.huawei, HUAWEI, "frank");
  const part = await examine(frank, await startPatient(frank));
  assert.equal(part.by("policies").state, "refused");
  assert.match(part.by("policies").text, /identityPolicies/);
});

test("a sign-in that is refused ends with 3, and the password is nowhere", async () => {
  for (const name of ["openstack", "otc"]) {
    const patient = PATIENTS[name];
    const at = await startPatient(patient);
    const wrong = "Wr0ng-but-secret!";
    const { exit, said, out, by, states, file, checks } = await examine(patient, at, { env: { OS_PASSWORD: wrong } });
    assert.equal(exit, 3, said);
    assert.match(by("sign-in").text, /^HTTP 401 \(unauthenticated\)/);
    assert.match(by("sign-in").next, /check user, domain, project/);
    assert.equal(states.servers, "skipped");
    hasNone([wrong], textOf(file), out, said);
    assert.deepEqual((await replay(file)).checks, checks);
  }
});

test("an access key whose signatures are refused ends with 3", async () => {
  const patient = PATIENTS.accessKey;
  const at = await startPatient(patient);
  // Not the key of the other tests: failures lock it.
  const [{ access, securityToken }] = HUAWEI.accessKeys;
  const { exit, out, by } = await examine(patient, at, { env: { HW_ACCESS_KEY: access, HW_SECURITY_TOKEN: securityToken, HW_SECRET_KEY: "another/secret+key0of1nobody2at3all4five" } });
  assert.equal(exit, 3, out);
  assert.match(by("servers").text, /HTTP 401, APIGW\.0301 \(unauthenticated\)/);
});

test("an address where nobody listens, and a name that nobody has", async () => {
  const closed = http.createServer();
  const origin = await listen(closed);
  await new Promise((resolve) => { closed.close(resolve); });
  const patient = PATIENTS.openstack;
  const { exit, by, file, checks } = await examine(patient, { identity: origin });
  assert.equal(exit, 3);
  assert.match(by("address of identity").text, /no connection \(ECONNREFUSED\)/);
  assert.equal(by("clock").state, "not known");
  assert.deepEqual((await replay(file)).checks, checks);

  const named = await examine(patient, { identity: "https://keystone.invalid:5000" });
  assert.equal(named.exit, 3);
  assert.match(named.by("address of identity").text, /the name is not found/);
  hasNone(["keystone.invalid"], textOf(named.file), named.out);
});

test("a private CA is seen, and trusted where it is given", async () => {
  const tls = certificateFor("localhost");
  const patient = PATIENTS.otc;
  const at = await startPatient(patient);
  const before = async (origin) => {
    const server = https.createServer(tls, (request, response) => {
      request.pipe(http.request(new URL(request.url, origin), { method: request.method, headers: request.headers }, (answer) => { answer.pipe(response.writeHead(answer.statusCode, answer.headers)); }));
    });
    return (await listen(server, "https")).replace("127.0.0.1", "localhost");
  };
  const secured = { identity: await before(at.identity), compute: await before(at.compute) };
  const untrusted = await examine(patient, secured);
  assert.equal(untrusted.exit, 3, untrusted.out);
  assert.match(untrusted.by("certificate of identity").text, /^not trusted \((?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)\): signed by itself/);
  assert.match(untrusted.by("certificate of identity").next, /--cacert/);
  assert.deepEqual((await replay(untrusted.file)).checks, untrusted.checks);

  const ca = path.join(folder(), "ca.pem");
  writeFileSync(ca, tls.cert);
  const trusted = await examine(patient, secured, { args: ["--cacert", ca] });
  assert.equal(trusted.exit, 0, trusted.out + trusted.said);
  assert.match(trusted.by("certificate of compute").text, /^trusted, as a request was answered: signed by itself, 1 certificate in the chain, valid from \d{4}-\d\d-\d\d to /);
  assert.deepEqual((await replay(trusted.file)).checks, trusted.checks);
});

test("of the clock is said what was seen", async () => {
  const dated = (offsetMs, more = {}) => (answer) => ({ ...answer, headers: { ...answer.headers, date: new Date(Date.now() + offsetMs).toUTCString(), ...more } });
  const seen = async (name, change) => {
    const patient = PATIENTS[name];
    const found = await examine(patient, await startPatient(patient, { change }));
    assert.deepEqual((await replay(found.file)).checks, found.checks);
    return found.by("clock");
  };
  assert.match((await seen("accessKey", dated(20 * 60_000))).text, /^this machine's clock is about 20 minutes behind the Date header of an answer; signatures \(AK\/SK\) are refused beyond 15 minutes$/);
  assert.match((await seen("openstack", dated(-20 * 60_000))).text, /about 20 minutes ahead of/);
  assert.match((await seen("openstack", dated(-20 * 60_000, { age: "1200" }))).text, /kept by a cache/);
  assert.match((await seen("openstack", dated(0, { date: "yesterday" }))).text, /no Date header/);
});

test("without credentials it says where it looked, with half a set what is missing", async () => {
  const none = await run(["doctor"]);
  assert.equal(none.exit, 2);
  assert.match(none.said, /there are no credentials/);
  assert.match(none.said, /looked for clouds.yaml and secure.yaml in/);
  assert.match(none.out, /^failed {4}credentials/);
  const half = await run(["doctor", "--transcript", path.join(folder(), "t.json")], { env: { HW_ACCESS_KEY: "AKEXAMPLEAKEXAMPLE12", OS_USERNAME: "somebody" } });
  assert.equal(half.exit, 2);
  assert.match(half.said, /`HW_SECRET_KEY`/);
  assert.match(half.said, /nothing was sent/);
  hasNone(["AKEXAMPLEAKEXAMPLE12"], half.said, half.out);
});

test("a transcript never takes the place of a file unasked, and is for its owner alone", async () => {
  const patient = PATIENTS.openstack;
  const at = await startPatient(patient);
  const file = path.join(folder(), "mine.json");
  writeFileSync(file, "mine");
  chmodSync(file, 0o644);
  const args = (more) => ["doctor", ...patient.args(at), "--transcript", file, ...more];
  const kept = await run(args([]), { env: patient.environment(at) });
  assert.equal(kept.exit, 2);
  assert.match(kept.said, /is there already/);
  assert.deepEqual([textOf(file), at.sent.length], ["mine", 0]);
  assert.equal((await run(args(["--force"]), { env: patient.environment(at) })).exit, 0);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(path.dirname(file)), ["mine.json"]);
});

test("for people there is a line a check, and a summary; names where they are wanted", async () => {
  const patient = PATIENTS.openstack;
  const at = await startPatient(patient);
  const { out, said } = await run(["doctor", ...patient.args(at), "--show-names"], { env: patient.environment(at) });
  assert.match(out, /^ok {8}sign-in {18}signed in: the token is good for .*; roles: member, reader$/m);
  assert.match(out, /^ok {8}project {18}the token is for demo$/m);
  assert.match(out, /^works: credentials, address of identity, /m);
  assert.match(said, /^credentials: /);
  const values = (await run(["doctor", "-f", "value", ...patient.args(at)], { env: patient.environment(at) })).out;
  assert.match(values, /^ok\tproject\tthe token is for <project-name-1>$/m);
});

test("what is no transcript is refused", async () => {
  const file = path.join(folder(), "t.json");
  for (const [text, why] of [["{", /no JSON/], ["[]", /no transcript/], ['{"format":"ecs-password doctor transcript","version":9}', /version 9/], ['{"format":"ecs-password doctor transcript","version":1}', /not whole/]]) {
    writeFileSync(file, text);
    const { exit, said } = await run(["doctor", "--replay", file]);
    assert.equal(exit, 2);
    assert.match(said, why);
  }
});
