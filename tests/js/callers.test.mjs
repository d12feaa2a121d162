// Every public function, with each part of an input that it takes replaced by each thing that no caller should give. What comes is the
// answer or an error of the package, never an `internal` one, nothing is sent that was not asked for, and the instances stay as they are.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import * as api from "ecs-password";
import { PASSWORD, encrypt, plainPem } from "./fixtures.mjs";
import { allMemories } from "./memories.mjs";

const {
  AccessKey, Account, buildRequest, buildSignInRequest, checkPassword, Client, compareFingerprint, deniedCheck, EcsPasswordError, generatePassword,
  isEcsPasswordError, keyPairAlgorithm, locate, OsloPolicy, parsePolicy, parseResponse, PolicySet, Preview, PrivateKey, readAccount, readPolicies, requestContext,
  retryAfterMs, Secret, Services, signRequest, Situation, translatePolicy,
} = api;
const POLICY_5 = '{"Version":"5.0","Statement":[{"Effect":"Allow","Action":["ecs:cloudServers:resize"]}]}';
const SNAPSHOT = {
  format: "ecs-password account", version: 1, cloud: "otc", account: { id: "d", name: "d" },
  users: [{ id: "u", name: "u", enabled: true }], groups: [{ id: "g", name: "g", members: ["u"] }],
  policies: [{ id: "r", name: "r", document: '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:*"]}]}' }],
  grants: [{ to: { group: "g" }, policy: "r", scope: { kind: "project", id: "p" } }], projects: [{ id: "p", name: "p" }],
  notRead: [{ what: "agencies", status: 403, cause: "refused" }],
};
const serverId = "11111111-2222-4333-8444-555555555555";
const boom = () => { throw new Error("boom"); };
const revoked = (target) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const detached = (bytes) => {
  structuredClone(bytes.buffer ?? bytes, { transfer: [bytes.buffer ?? bytes] });
  return bytes;
};
const shrunk = () => {
  const buffer = new ArrayBuffer(64, { maxByteLength: 64 });
  const bytes = new Uint8Array(buffer, 32, 32);
  buffer.resize(0);
  return bytes;
};

const LONG = "x".repeat(20_000_000);
const MANY = new Uint8Array(40_000_000);
const BARE = Object.setPrototypeOf(new Uint8Array(40_000_000), null);

/** Each made anew, but for what is large. */
const HOSTILE = {
  "undefined": () => undefined,
  "null": () => null,
  "a number": () => Number.NaN,
  "a large number": () => 2 ** 53,
  "a bigint": () => 10n ** 400n,
  "a symbol": () => Symbol("s"),
  "a function": () => boom,
  "an empty text": () => "",
  "a lone surrogate": () => "\ud800",
  "a zero byte": () => "\0",
  "a text of 20 million signs": () => LONG,
  "a boxed text": () => new String("x".repeat(1000)),
  "a boxed text without class": () => Object.setPrototypeOf(new String("x".repeat(1000)), null),
  "an empty object": () => ({}),
  "an object without prototype": () => Object.create(null),
  "a name that every object has": () => ({ constructor: 1, toString: 1, ["__proto__"]: 1 }),
  "a date that is none": () => new Date(Number.NaN),
  "a map": () => new Map([["action", "x"]]),
  "a promise": () => Promise.resolve({}),
  "an array": () => [],
  "an array of itself": () => { const array = []; array.push(array); return array; },
  "an array of 4,000 million holes": () => new Array(4_000_000_000),
  "an array with a length that throws": () => new Proxy([], { get: (target, name) => (name === "length" ? { valueOf: boom } : Reflect.get(target, name)) }),
  "an array with a length that is none": () => new Proxy([], { get: (target, name) => (name === "length" ? "x" : Reflect.get(target, name)) }),
  "an array that goes on": () => new Proxy([], { get: (_, name) => (name === "length" ? Number.POSITIVE_INFINITY : "ecs:servers:get") }),
  "an array whose iterator throws": () => Object.assign([1], { [Symbol.iterator]: boom }),
  "what cannot be converted": () => ({ toString: boom, valueOf: boom, toJSON: boom, [Symbol.toPrimitive]: boom }),
  "a getter that throws": () => ({ get a() { return boom(); } }),
  "an index that throws": () => Object.defineProperty([1], 0, { get: boom }),
  "a thenable that throws": () => ({ get then() { return boom(); } }),
  "a revoked object": () => revoked({}),
  "a revoked array": () => revoked([]),
  "a revoked function": () => revoked(() => undefined),
  "a proxy that throws": () => new Proxy({}, Object.fromEntries(["get", "has", "ownKeys", "getPrototypeOf", "getOwnPropertyDescriptor"].map((trap) => [trap, boom]))),
  "no bytes": () => new Uint8Array(),
  "many bytes": () => MANY,
  "many bytes without class": () => BARE,
  "bytes that are shared": () => new Uint8Array(new SharedArrayBuffer(8)),
  "a shared buffer": () => new SharedArrayBuffer(8),
  "bytes that are gone": () => detached(new Uint8Array(8)),
  "a buffer that is gone": () => detached(new ArrayBuffer(8)),
  "bytes out of their buffer": shrunk,
  "numbers of 8 bytes": () => new Float64Array(4),
  "a view": () => new DataView(new ArrayBuffer(8)),
  "a signal that throws": () => ({ get aborted() { return boom(); }, addEventListener: boom, removeEventListener: boom }),
};

/** An input with each of its parts replaced, itself first. */
function* mangled(value, made) {
  yield made;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== (Array.isArray(value) ? Array.prototype : Object.prototype)) return;
  for (const [name, part] of Object.entries(value)) {
    for (const wrong of mangled(part, made)) {
      yield () => (Array.isArray(value) ? value.with(Number(name), wrong()) : { ...value, [name]: wrong() });
    }
  }
  yield () => Object.assign(Array.isArray(value) ? [...value] : { ...value }, { "not known": made() });
}

const set = new PolicySet([{ name: "p", document: '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:*"],"Condition":{"StringEquals":{"g:UserName":["a"]}}}]}' }]);
const situation = set.situation({ cloud: "otc" });
const preview = set.preview({ cloud: "otc" });
const account = new Account(SNAPSHOT);
const oslo = new OsloPolicy();
const key = PrivateKey.parse(plainPem);
let sent = 0;
// Made before anything is on `Object.prototype`, which `Response` itself reads its options of.
const ANSWER = Response.json({ password: "" });
const fetchImpl = async () => {
  sent += 1;
  return ANSWER.clone();
};
/** Where the input is to bring its own `fetch` and brings none, the global one is asked. */
const withoutNetwork = async (use) => {
  const { fetch } = globalThis;
  globalThis.fetch = fetchImpl;
  try {
    return await use();
  } finally {
    globalThis.fetch = fetch;
  }
};
const auth = { type: "token", token: "t" };
const accessKey = new AccessKey({ access: "A", secret: "s" });
const client = new Client({ cloud: "openstack", endpoint: "https://nova.example", auth, fetchImpl });
const withIdentity = new Client({ cloud: "openstack", identityEndpoint: "https://keystone.example", endpoint: "https://nova.example", auth, fetchImpl });
after(() => { for (const handle of [account, preview, situation, set, key, client, withIdentity, accessKey]) handle.free(); });

const freed = (handle) => handle.free();
const entry = { name: "p", document: "{}", scope: { kind: "project", id: "p" }, catalog: "BASE" };
const asked = { cloud: "otc", projectId: "p", resource: "ecs:a:b:instance:c", context: { "g:UserName": ["a"] }, assume: { renamedAction: true } };
const call = { serverId, apiVersion: "v2.1" };
const options = { timeoutMs: 1000 };
const rules = { cloud: "huawei", operation: "resetServerPassword" };

const origin = { span: { start: 0, end: 2, line: 1, column: 1 }, statement: 0, places: [0, 0, 2] };

/** Each function, what to replace in, and how it is called with that. */
const FUNCTIONS = {
  buildRequest: [{ operation: "getServerPassword", cloud: "otc", apiVersion: "v2.1", endpoint: "https://a.example", projectId: "p", serverId }, buildRequest],
  buildSignInRequest: [{ cloud: "openstack", identityEndpoint: "https://a.example", endpoint: "https://b.example", auth: { type: "password", user: "u", domain: "d", password: "p", project: "p" } }, buildSignInRequest],
  parseResponse: [{ operation: "getServerPassword", status: 200, headers: [["a", "b"]], body: "{}" }, parseResponse],
  "new AccessKey": [{ access: "A", secret: "s", securityToken: "t" }, (input) => freed(new AccessKey(input))],
  "AccessKey.toJSON": [undefined, (input) => accessKey.toJSON(input)],
  signRequest: [{ method: "POST", url: "https://a.example/x?y=z", headers: { a: "b" }, body: "c" }, (input) => signRequest(input, accessKey)],
  "signRequest, access key": [accessKey, (input) => signRequest({ method: "GET", url: "https://a.example" }, input)],
  "signRequest, options": [
    { algorithm: "V11-HMAC-SHA256", region: "r", service: "s", endpoint: "https://a.example", signedEndpoint: "https://b.example", time: 0 },
    (input) => signRequest({ method: "GET", url: "https://a.example" }, accessKey, input),
  ],
  retryAfterMs: ["1", (input) => retryAfterMs(input)],
  "retryAfterMs, now": [0, (input) => retryAfterMs("1", input)],
  deniedCheck: [{ status: 403, body: "{}", operation: "getServerPassword", cloud: "otc", apiVersion: "v1" }, deniedCheck],
  requestContext: [{ token: { user: { name: "a", domain: { name: "d" } }, methods: ["password"], project: { id: "p" } }, operation: "getServerPassword", cloud: "otc", time: "2026-11-22T08:00:00Z" }, requestContext],
  isEcsPasswordError: [{ name: "EcsPasswordError", code: "x" }, isEcsPasswordError],
  parsePolicy: ["{}", (input) => parsePolicy(input)],
  "parsePolicy, options": [{ cloud: "otc", limits: "otc", scope: { kind: "project", id: "p" } }, (input) => parsePolicy("{}", input)],
  "new PolicySet": [[entry], (input) => freed(new PolicySet(input))],
  "PolicySet.check": [{ ...asked, operation: "getServerPassword", apiVersion: "v2.1" }, (input) => set.check(input)],
  "PolicySet.explain": [{ ...asked, api: "a" }, (input) => set.explain(input)],
  "PolicySet.explain, options": [{ format: "text" }, (input) => set.explain({ action: "ecs:servers:get" }, input)],
  "PolicySet.situation": [asked, (input) => freed(set.situation(input))],
  "PolicySet.decide": ["ecs:servers:get", (input) => set.decide(input, situation)],
  "PolicySet.decide, situation": [situation, (input) => set.decide("ecs:servers:get", input)],
  "PolicySet.decideAll": [["ecs:servers:get"], (input) => set.decideAll(input, situation)],
  "PolicySet.preview": [{ ...asked, actions: ["ecs:servers:get"] }, (input) => freed(set.preview(input))],
  "PolicySet.preview, APIs": [{ ...asked, apiVersion: "v1" }, (input) => freed(set.preview(input))],
  "Preview.update": [situation, (input) => preview.update(input)],
  "Preview.explain": [0, (input) => preview.explain(input)],
  "Preview.export": ["csv", (input) => preview.export(input)],
  "PolicySet.diff": [asked, (input) => set.diff(set, input)],
  "PolicySet.diff, after": [set, (input) => set.diff(input, { cloud: "otc" })],
  "PolicySet.diff, options": [{ format: "csv" }, (input) => set.diff(set, { cloud: "otc" }, input)],
  "PolicySet.suggest": [{ cloud: "otc", operations: ["getServerPassword"], apis: ["a"] }, (input) => set.suggest(input)],
  "PolicySet.lint": [{ cloud: "otc", limits: "otc" }, (input) => set.lint(input)],
  "PrivateKey.parse": [plainPem, (input) => freed(PrivateKey.parse(input))],
  "PrivateKey.parse, options": [{ passphrase: "p" }, (input) => freed(PrivateKey.parse(plainPem, input))],
  "PrivateKey.decrypt": ["AAAA", (input) => freed(key.decrypt(input))],
  "new Client": [{ cloud: "openstack", identityEndpoint: "https://a.example", endpoint: "https://b.example", projectId: "p", auth, fetchImpl }, (input) => freed(new Client(input))],
  "Client.getServerPassword": [call, (input) => client.getServerPassword(input)],
  "Client.getServerPassword, options": [{ ...options, privateKey: key, signal: new AbortController().signal }, (input) => client.getServerPassword(call, input)],
  "Client.deleteServerPassword": [call, (input) => client.deleteServerPassword(input)],
  "Client.resetServerPassword": [{ ...call, newPassword: "p", checkComplexity: true }, (input) => client.resetServerPassword(input)],
  "Client.resetServerPasswords": [{ serverIds: [serverId], newPassword: "p", dryRun: true }, (input) => client.resetServerPasswords(input)],
  "Client.getResetPasswordFlag": [call, (input) => client.getResetPasswordFlag(input)],
  "Client.changeServerPassword": [{ ...call, newPassword: "p" }, (input) => client.changeServerPassword(input)],
  checkPassword: ["p", (input) => checkPassword(input, rules)],
  "checkPassword, rules": [{ ...rules, apiVersion: "v1", userName: "u" }, (input) => checkPassword("p", input)],
  generatePassword: [{ ...rules, apiVersion: "v1", userName: "u", length: 8, random: Uint8Array.from({ length: 1024 }, (_, index) => index * 7) }, (input) => freed(generatePassword(input).password)],
  "Client.listServers": [{ limit: 1, marker: serverId, apiVersion: "v2.1" }, (input) => client.listServers(input)],
  "Client.getServer": [{ ...call, microversion: "2.98" }, (input) => client.getServer(input)],
  "Client.startServer": [call, (input) => client.startServer(input)],
  "Client.stopServer": [call, (input) => client.stopServer(input)],
  "Client.getKeyPair": [{ name: "k", apiVersion: "v2.1" }, (input) => client.getKeyPair(input)],
  "Client.signIn": [options, (input) => client.signIn(input)],
  "Client.signOut": [options, (input) => client.signOut(input)],
  "Client.verifyToken": [options, (input) => client.verifyToken(input)],
  "Client.listProjects": [options, (input) => client.listProjects(input)],
  "Client.listRegions": [options, (input) => client.listRegions(input)],
  "Client.forProject": [{ projectId: "p", endpoint: "https://c.example", allowHttp: false }, (input) => freed(withIdentity.forProject(input))],
  "Client.listPolicies": [options, (input) => client.listPolicies(input)],
  compareFingerprint: [{ fingerprint: "aa:bb", algorithm: "ssh-rsa" }, (input) => compareFingerprint(input, key.fingerprints)],
  "compareFingerprint, fingerprints": [{ md5: "aa:bb" }, (input) => compareFingerprint({ fingerprint: "aa:bb" }, input)],
  keyPairAlgorithm: [{ publicKey: "ssh-rsa AAAA", type: "ssh" }, keyPairAlgorithm],
  readPolicies: ["{}", readPolicies],
  "new Account": [SNAPSHOT, (input) => freed(new Account(input))],
  "Account.whoCan": [{ ...asked, apiVersion: "v2.1", all: true }, (input) => account.whoCan(input)],
  "Account.principals": [undefined, (input) => account.principals(input)],
  "Account.principalCan": [{ kind: "user", id: "u" }, (input) => account.principalCan(input)],
  "Account.principalCan, question": [{ operations: ["getServerPassword"], projectId: "p" }, (input) => account.principalCan({ kind: "user", id: "u" }, input)],
  "Account.policySet": [{ kind: "user", id: "u" }, (input) => account.policySet(input)],
  "Account.matrix": [{ operations: ["getServerPassword"], projects: ["p"] }, (input) => account.matrix(input)],
  "Account.diff": [account, (input) => account.diff(input)],
  "Account.diff, question": [{ operations: ["getServerPassword"] }, (input) => account.diff(account, input)],
  "new OsloPolicy": ['"os_compute_api:os-server-password:show": "role:reader"', (input) => freed(new OsloPolicy(input))],
  "new OsloPolicy, options": [{ release: "2023.1", enforceScope: true, enforceNewDefaults: true }, (input) => freed(new OsloPolicy(undefined, input))],
  "OsloPolicy.check": [{ operation: "getServerPassword", roles: ["reader"], userId: "u", projectId: "p", target: { project_id: "p" } }, (input) => oslo.check(input)],
  readAccount: [{ cloud: "openstack", identityEndpoint: "https://keystone.example", auth: { type: "password", user: "u", domain: "d", password: "p" } }, (input) => withoutNetwork(() => readAccount(input, { timeoutMs: 1000 }))],
  "readAccount, options": [{ timeoutMs: 1000, passcode: "123456" }, (input) => readAccount({ cloud: "openstack", identityEndpoint: "https://keystone.example", auth: { type: "password", user: "u", domain: "d", password: "p" }, fetchImpl }, input)],
  translatePolicy: [POLICY_5, (input) => translatePolicy(input, { cloud: "huawei", to: "1.1" })],
  "translatePolicy, options": [{ cloud: "huawei", to: "1.1" }, (input) => translatePolicy(POLICY_5, input)],
  locate: ["{}", (input) => locate(input, origin, { start: 0, end: 1 })],
  "locate, origin": [{ ...origin, places: [...origin.places] }, (input) => locate("{}", input, { start: 0, end: 1 })],
  "locate, span": [{ start: 0, end: 1 }, (input) => locate("{}", origin, input)],
  "new EcsPasswordError": ["message", (input) => new EcsPasswordError(input, { code: "internal" })],
  "new EcsPasswordError, details": [{ code: "internal", path: "p" }, (input) => new EcsPasswordError("message", input)],
  "EcsPasswordError.toJSON": [undefined, (input) => new EcsPasswordError("message", { code: "internal" }).toJSON(input)],
  "new Preview": [{}, (input) => freed(new Preview(input))],
  "new PrivateKey": [{}, (input) => freed(new PrivateKey(input))],
  "new Secret": [{}, (input) => freed(new Secret(input, input))],
  "new Situation": [{}, (input) => freed(new Situation(input))],
  "new Services": [{ cloud: "otc", services: [] }, (input) => freed(new Services(input))],
  "new PolicySet, services": [{}, (input) => freed(new PolicySet([entry], { services: input }))],
  "PrivateKey.ciphertextLength": ["AAAA", (input) => PrivateKey.ciphertextLength(input)],
};

/** What it is about where it is not the input: the cloud's answer, or what it asks for. */
const FITTING = /^(?!internal$|network$|timeout$)/;

/** What gives and frees, and takes nothing. */
const TAKES_NOTHING = new Set(["bytes", "free", "names", "reveal", "toString"]);

test("no public function or class is left out", () => {
  const isClass = (value) => /^class\b/.test(Function.prototype.toString.call(value));
  const methods = (object) => Object.entries(Object.getOwnPropertyDescriptors(object)).filter(([name, { value }]) => typeof value === "function" && name !== "constructor" && !TAKES_NOTHING.has(name));
  const wanted = Object.entries(api).flatMap(([name, value]) => {
    if (typeof value !== "function") return [];
    if (!isClass(value)) return [name];
    return [`new ${name}`, ...[...methods(value), ...methods(value.prototype)].map(([method]) => `${name}.${method}`).filter((each) => each !== "Secret.toJSON")];
  });
  assert.ok(wanted.length > 30, String(wanted.length));
  const given = new Set(Object.keys(FUNCTIONS).map((name) => name.split(", ")[0]));
  assert.deepEqual(wanted.filter((name) => !given.has(name)), []);
});

for (const [name, [valid, use]] of Object.entries(FUNCTIONS)) {
  test(`${name}: a caller's mistake is told as one`, async () => {
    const before = allMemories();
    for (const [what, make] of Object.entries(HOSTILE)) {
      let place = 0;
      for (const wrong of mangled(valid, make)) {
        place += 1;
        let error;
        try {
          await use(wrong());
        } catch (thrown) {
          error = thrown;
        }
        if (error === undefined) continue;
        assert.ok(isEcsPasswordError(error), `${what}, place ${place}: ${String(error?.stack ?? error)}`);
        assert.match(error.code, FITTING, `${what}, place ${place}: ${error.message}`);
      }
    }
    assert.ok(allMemories().every((memory, index) => memory === before[index]), "no instance was replaced");
    const secret = key.decrypt(encrypt(PASSWORD));
    assert.equal(secret.reveal(), PASSWORD);
    secret.free();
    assert.equal(set.decide("ecs:servers:get", situation), "conditional");
  });
}

test("what is on `Object.prototype` is nothing that a caller gave", async () => {
  const polluted = {
    fetchImpl: () => boom(), signal: AbortSignal.abort(), timeoutMs: 1, privateKey: key, passphrase: "wrong", format: "csv", cloud: "huawei", projectId: "polluted",
    operation: "deleteServerPassword", document: "{}", unread: "polluted", scope: { kind: "global" }, catalog: "BASE", time: new Date(0), code: "polluted", secret: {},
    said: {}, cause: {}, hint: "polluted", path: "polluted", done: "polluted", wait: 1, status: 500, body: "polluted", bodyUsed: true, context: { a: ["b"] }, limits: "x",
  };
  const plainAnswer = async () => ({ status: 200, headers: [], arrayBuffer: async () => new TextEncoder().encode('{"password":""}').buffer });
  const ask = async () => {
    const own = new Client({ cloud: "openstack", endpoint: "https://nova.example", auth, fetchImpl: plainAnswer });
    const real = new Client({ cloud: "openstack", endpoint: "https://nova.example", auth, fetchImpl });
    const one = new PolicySet([{ name: "p", document: '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:*"]}]}' }]);
    const parsed = PrivateKey.parse(plainPem, {});
    let wrong;
    try {
      buildRequest({ operation: "getServerPassword", cloud: "otc", apiVersion: "v2.1", endpoint: "https://a.example", serverId });
    } catch (error) {
      wrong = error;
    }
    const found = [
      await own.getServerPassword({ serverId }, {}),
      await real.getServerPassword({ serverId }),
      one.check({ action: "ecs:servers:get" }),
      one.explain({ action: "ecs:servers:get" }, {}),
      one.lint({}),
      deniedCheck({ status: 403, body: "{}" }),
      parsed.bits,
      { ...wrong.toJSON(), own: Object.keys(wrong) },
      Object.hasOwn(wrong, "cause"), Object.hasOwn(wrong, "secret"),
      buildRequest({ operation: "getServerPassword", cloud: "otc", apiVersion: "v2.1", endpoint: "https://a.example", projectId: "p", serverId }),
    ];
    for (const handle of [own, real, one, parsed]) handle.free();
    return JSON.stringify(found);
  };
  const clean = await ask();
  for (const [name, value] of Object.entries(polluted)) {
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    let dirty;
    try {
      dirty = await ask();
    } catch (error) {
      dirty = `${name}: ${error.message}`;
    } finally {
      delete Object.prototype[name];
    }
    assert.equal(dirty, clean, name);
  }
  assert.ok(sent > 0);
});
