// Whatever a caller's objects, its `fetchImpl` or its clock do: the call they were for ends with an error of its own, and nothing else breaks.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import {
  Account, Client, PolicySet, PrivateKey, buildRequest, deniedCheck, isEcsPasswordError, parsePolicy, parseResponse, requestContext,
} from "ecs-password";
import { PASSWORD, encrypt, plainPem } from "./fixtures.mjs";
import { allMemories } from "./memories.mjs";

const serverId = "11111111-2222-4333-8444-555555555555";
const MiB = 1024 * 1024;

function clientWith(fetchImpl, more = {}) {
  return new Client({ cloud: "openstack", endpoint: "https://nova.example", auth: { type: "token", token: "t" }, fetchImpl, ...more });
}

/** Whether no module was replaced since. */
const sameInstances = (before) => allMemories().every((memory, index) => memory === before[index]);

function boom() {
  throw new Error("boom");
}

const revoked = (target = {}) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};

function nested(depth, end) {
  let value = end;
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}

/** A proxy that has the key `a`, whatever its target has. */
const having = (get) => new Proxy({}, { ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true }), get });
const endless = () => having((_, name) => (name === "a" ? endless() : undefined));

/** Objects that throw or mislead whoever walks them, each made anew. */
const INPUTS = {
  "a getter that throws": () => ({ get action() { return boom(); } }),
  "a getter that throws nothing": () => ({ get action() { throw undefined; } }),
  "a revoked proxy": () => revoked(),
  "a revoked proxy of an array": () => revoked([]),
  "a revoked proxy deep inside": () => nested(30, revoked()),
  "a proxy without keys": () => new Proxy({ a: 1 }, { ownKeys: boom }),
  "a proxy without values": () => new Proxy({ a: 1 }, { get: boom }),
  "a proxy without prototype": () => new Proxy({ a: 1 }, { getPrototypeOf: boom }),
  "a proxy that has what it does not have": () => having(boom),
  "an array that throws": () => ({ actions: new Proxy(["a"], { get: boom }) }),
  "an array without length": () => ({ actions: new Proxy([], { get: (_, name) => (name === "length" ? Number.NaN : undefined) }) }),
  "an array of 4,000 million holes": () => ({ actions: Object.assign([], { length: 4_000_000_000 }) }),
  "an array of a million items": () => ({ actions: new Array(1_000_001).fill("a") }),
  "objects without end": endless,
  "texts without end": () => ({ action: "x".repeat(8 * MiB), api: "y".repeat(8 * MiB + 1) }),
  "nesting without end": () => nested(10_000, 1),
};

/** Grants nothing. */
const EMPTY = '{"Version":"1.1","Statement":[]}';
const set = new PolicySet([{ name: "p", document: EMPTY }]);
const situation = set.situation({ cloud: "otc" });
const preview = set.preview({ cloud: "otc" });
const key = PrivateKey.parse(plainPem);
const account = new Account({ format: "ecs-password account", version: 1, cloud: "otc", account: { id: "d" }, users: [{ id: "u", name: "u" }], projects: [] });
const user = { kind: "user", id: "u" };
const client = clientWith(async () => new Response("{}"));
after(() => {
  for (const handle of [preview, situation, set, key, client, account]) handle.free();
});

/** Every function that takes an object of the caller. */
const FUNCTIONS = {
  buildRequest,
  parseResponse,
  deniedCheck,
  requestContext,
  "parsePolicy options": (input) => parsePolicy("{}", input),
  "PrivateKey.parse options": (input) => PrivateKey.parse(plainPem, input),
  "new Client": (input) => new Client(input),
  "new PolicySet": (input) => new PolicySet(input),
  "new PolicySet, entry": (input) => new PolicySet([input]),
  "new PolicySet, scope": (input) => new PolicySet([{ name: "p", document: "{}", scope: input }]),
  check: (input) => set.check(input),
  explain: (input) => set.explain(input),
  "explain options": (input) => set.explain({ action: "ecs:servers:get" }, input),
  situation: (input) => set.situation(input),
  preview: (input) => set.preview(input),
  diff: (input) => set.diff(set, input),
  "diff options": (input) => set.diff(set, { cloud: "otc" }, input),
  "diff after": (input) => set.diff(input, { cloud: "otc" }),
  suggest: (input) => set.suggest(input),
  lint: (input) => set.lint(input),
  decide: (input) => set.decide("ecs:servers:get", input),
  "decide action": (input) => set.decide(input, situation),
  update: (input) => preview.update(input),
  export: (input) => preview.export(input),
  decrypt: (input) => key.decrypt(input),
  "parse key": (input) => PrivateKey.parse(input),
  "parse passphrase": (input) => PrivateKey.parse(plainPem, { passphrase: input }),
  getServerPassword: (input) => client.getServerPassword(input),
  "getServerPassword options": (input) => client.getServerPassword({ serverId }, input),
  "getServerPassword key": (input) => client.getServerPassword({ serverId }, { privateKey: input }),
  "getServerPassword signal": (input) => client.getServerPassword({ serverId }, { signal: input }),
  listServers: (input) => client.listServers(input),
  deleteServerPassword: (input) => client.deleteServerPassword(input),
  getServer: (input) => client.getServer(input),
  startServer: (input) => client.startServer(input),
  stopServer: (input) => client.stopServer(input),
  getKeyPair: (input) => client.getKeyPair(input),
  signIn: (input) => client.signIn(input),
  signOut: (input) => client.signOut(input),
  listPolicies: (input) => client.listPolicies(input),
  "new Account": (input) => new Account(input),
  "new Account, users": (input) => new Account({ format: "ecs-password account", version: 1, cloud: "otc", account: { id: "d" }, users: input }),
  whoCan: (input) => account.whoCan(input),
  principalCan: (input) => account.principalCan(input),
  "principalCan, question": (input) => account.principalCan(user, input),
  policySet: (input) => account.policySet(input),
  matrix: (input) => account.matrix(input),
  "account diff": (input) => account.diff(account, input),
  "account diff, after": (input) => account.diff(input),
};

for (const [name, use] of Object.entries(FUNCTIONS)) {
  test(`${name} refuses what cannot be read, and stays usable`, async () => {
    const before = allMemories();
    for (const [what, make] of Object.entries(INPUTS)) {
      const error = await errorOf(() => use(make()));
      assert.ok(isEcsPasswordError(error), `${what}: ${error}`);
      assert.equal(error.code, "invalidInput", `${what}: ${error.message}`);
      assert.ok(error.path, what);
    }
    assert.ok(sameInstances(before), "the core goes on as it is");
    const secret = key.decrypt(encrypt(PASSWORD));
    assert.equal(secret.reveal(), PASSWORD);
    secret.free();
  });
}

async function errorOf(use) {
  try {
    await use();
  } catch (error) {
    return error;
  }
  return "nothing was thrown";
}

test("bytes are taken as they are, whatever is said of them", async () => {
  const lying = new TextEncoder().encode(plainPem);
  for (const name of ["length", "byteLength", "buffer", "constructor"]) Object.defineProperty(lying, name, { get: boom });
  PrivateKey.parse(lying).free();
  const detached = new Uint8Array(8);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  const proxy = new Proxy(new Uint8Array(8), {});
  for (const input of [detached, proxy, new Uint8Array(17 * MiB), "x".repeat(17 * MiB)]) {
    assert.throws(() => PrivateKey.parse(input), { code: "invalidInput", path: "key" });
    assert.throws(() => new PolicySet([{ name: "p", document: input }]), { code: "invalidInput", path: "policies[0].document" });
  }
  assert.throws(() => new PolicySet(Array.from({ length: 17 }, (_, n) => ({ name: `p${n}`, document: " ".repeat(MiB) }))), { code: "invalidInput", path: "policies" });
});

test("handles are known by what they are, not by what they say", async () => {
  for (const wrong of [Object.create(PrivateKey.prototype), new Proxy(key, {})]) {
    await assert.rejects(client.getServerPassword({ serverId }, { privateKey: wrong }), { code: "invalidInput", path: "privateKey" });
  }
  for (const wrong of [Object.create(PolicySet.prototype), new Proxy(set, {})]) {
    assert.throws(() => set.diff(wrong, { cloud: "otc" }), { code: "invalidInput", path: "after" });
  }
  const { decrypt } = key;
  assert.throws(() => decrypt("AAAA"), TypeError);
  assert.equal(set.decide("ecs:servers:get", situation), "implicitDeny", "no other handle suffers from a lost `this`");
});

test("a handle that is freed while the input is read says so", () => {
  const own = new PolicySet([{ name: "p", document: EMPTY }]);
  assert.throws(() => own.check({ get action() { own.free(); return "ecs:servers:get"; } }), { code: "handleFreed" });
  const other = new PolicySet([{ name: "p", document: EMPTY }]);
  const within = { get action() { return other.check({ action: "ecs:servers:get" }).action; } };
  assert.equal(other.check(within).decision, "implicitDeny");
  other.free();
});

// What a `fetchImpl` may do besides answering, and the code that its call then rejects with.
const bodyOf = (read, cancel = async () => undefined) => ({ status: 200, headers: [], body: { getReader: () => ({ read, cancel }) } });
const evilPromise = () => Object.defineProperty(Promise.resolve(1), "constructor", { get: boom });
const FETCHES = {
  "throws": [boom, "network"],
  "throws nothing": [() => { throw undefined; }, "network"],
  "throws a revoked proxy": [() => { throw revoked(); }, "network"],
  "throws what throws": [() => { throw { get message() { return boom(); }, get cause() { return boom(); } }; }, "network"],
  "gives nothing": [() => undefined, "network"],
  "gives a number": [() => 42, "network"],
  "gives a revoked proxy": [() => revoked(), "network"],
  "gives a promise that breaks `await`": [evilPromise, "network"],
  "gives a thenable that throws": [() => ({ then: boom }), "network"],
  "gives a thenable without then": [() => ({ get then() { return boom(); } }), "network"],
  "never answers": [() => new Promise(() => undefined), "timeout"],
  "gives a thenable that never settles": [() => ({ then() {} }), "timeout"],
  "has no status": [async () => ({ get status() { return boom(); }, headers: [] }), "network"],
  "has no headers": [async () => ({ status: 200, get headers() { return boom(); } }), "network"],
  "has headers that throw": [async () => ({ status: 200, headers: { *[Symbol.iterator]() { yield ["a", "b"]; boom(); } } }), "network"],
  "has headers that are no pairs": [async () => ({ status: 200, headers: [1, 2] }), "network"],
  "has headers without end": [async () => ({ status: 200, headers: { *[Symbol.iterator]() { for (;;) yield ["a", "b"]; } } }), "unexpectedResponse"],
  "has a header without end": [async () => ({ status: 200, headers: [["a", "b".repeat(MiB)]] }), "unexpectedResponse"],
  "has no body": [async () => ({ status: 200, headers: [] }), "network"],
  "has a body that throws": [async () => ({ status: 200, headers: [], get body() { return boom(); } }), "network"],
  "has a body that was read": [async () => { const answer = new Response("{}"); await answer.text(); return answer; }, "network"],
  "has a body that is read elsewhere": [async () => { const answer = new Response("{}"); answer.body.getReader(); return answer; }, "network"],
  "has no reader": [async () => ({ status: 200, headers: [], body: { getReader: boom } }), "network"],
  "has a reader that throws": [async () => bodyOf(boom), "network"],
  "has a reader that gives nothing": [async () => bodyOf(() => undefined), "network"],
  "has a reader that never gives": [async () => bodyOf(() => new Promise(() => undefined)), "timeout"],
  "has chunks of text": [async () => bodyOf(async () => ({ done: false, value: "{}" })), "network"],
  "has chunks that lie": [async () => bodyOf(async () => ({ done: false, value: Object.defineProperty(new Uint8Array(2 * MiB), "byteLength", { value: 0 }) })), "unexpectedResponse"],
  "has empty chunks without end": [async () => bodyOf(async () => ({ done: false, value: new Uint8Array() })), "timeout"],
  "has chunks without end, and a cancel that throws": [async () => bodyOf(async () => ({ done: false, value: new Uint8Array(MiB) }), boom), "unexpectedResponse"],
  "has chunks without end, and a cancel that rejects": [async () => bodyOf(async () => ({ done: false, value: new Uint8Array(MiB) }), async () => boom()), "unexpectedResponse"],
  "gives its bytes at once": [async () => ({ status: 200, headers: [], arrayBuffer: () => new ArrayBuffer(2) }), "unexpectedResponse"],
  "gives bytes that are none": [async () => ({ status: 200, headers: [], arrayBuffer: async () => 3_000_000_000 }), "network"],
  "gives too many bytes": [async () => ({ status: 200, headers: [], arrayBuffer: async () => new ArrayBuffer(8 * MiB + 1) }), "unexpectedResponse"],
  "throws when its bytes are read": [async () => ({ status: 200, headers: [], arrayBuffer: boom }), "network"],
};

for (const [name, [fetchImpl, code]] of Object.entries(FETCHES)) {
  test(`a fetchImpl that ${name}: the call rejects with ${code}`, async () => {
    const before = allMemories();
    const own = clientWith(fetchImpl);
    // A delete is sent once, so that nothing is repeated here.
    await assert.rejects(own.deleteServerPassword({ serverId }, { timeoutMs: 200 }), { name: "EcsPasswordError", code, mayHaveHappened: true });
    own.free();
    assert.ok(sameInstances(before), "the core goes on as it is");
  });
}

test("a stream is cancelled where it is too large, and where the time is over", async () => {
  for (const [chunk, code] of [[MiB, "unexpectedResponse"], [0, "timeout"]]) {
    let cancelled;
    const ended = new Promise((resolve) => { cancelled = resolve; });
    const own = clientWith(async () => bodyOf(async () => ({ done: false, value: new Uint8Array(chunk) }), async () => cancelled()));
    await assert.rejects(own.deleteServerPassword({ serverId }, { timeoutMs: 200 }), { code });
    await ended;
    own.free();
  }
});

test("a fetchImpl that aborts its own call, or frees its client, and never answers", async () => {
  const controller = new AbortController();
  const aborting = clientWith(() => {
    controller.abort();
    return new Promise(() => undefined);
  });
  await assert.rejects(aborting.deleteServerPassword({ serverId }, { signal: controller.signal }), { code: "aborted", mayHaveHappened: true });
  aborting.free();
  const freeing = clientWith(async () => {
    freeing.free();
    return Response.json({ password: "" });
  });
  assert.equal((await freeing.getServerPassword({ serverId })).stored, false);
  await assert.rejects(freeing.getServerPassword({ serverId }), { code: "handleFreed" });
});

test("a signal that breaks ends nothing else", async () => {
  const broken = { get aborted() { return boom(); }, addEventListener: boom, removeEventListener: boom };
  const own = clientWith(async () => Response.json({ password: "" }));
  assert.equal((await own.getServerPassword({ serverId }, { signal: broken })).stored, false);
  own.free();
});

for (const [name, clocks] of Object.entries({
  "the system clock is set back": (skew) => ({ date: (now) => now - skew, steady: (now) => now }),
  "both clocks go back": (skew) => ({ date: (now) => now - skew, steady: (now) => now - skew }),
  "both clocks stand still": () => ({ date: () => 0, steady: () => 0 }),
  "the clocks give no number": () => ({ date: () => Number.NaN, steady: () => Number.NaN }),
  "the clocks throw": () => ({ date: boom, steady: boom }),
})) {
  test(`a call ends in its time where ${name}`, async () => {
    const { now: date } = Date;
    const steady = performance.now.bind(performance);
    let sent = 0;
    const own = clientWith(() => {
      sent += 1;
      if (sent > 1) return new Promise(() => undefined);
      const changed = clocks(3_600_000);
      Date.now = () => changed.date(date());
      performance.now = () => changed.steady(steady());
      return Promise.resolve(new Response("", { status: 503 }));
    });
    const start = steady();
    try {
      await assert.rejects(own.getServerPassword({ serverId }, { timeoutMs: 1500 }), { code: "timeout" });
    } finally {
      Date.now = date;
      delete performance.now;
    }
    assert.equal(sent, 2);
    assert.ok(steady() - start < 10_000);
    own.free();
  });
}

/** A server that answers everything so; gives its address. */
async function serverWith(answer) {
  const server = createServer((request, response) => {
    request.resume();
    answer(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

test("300 KB of gzip are not unpacked into 300 MB", async () => {
  const packed = gzipSync(Buffer.alloc(300_000_000, 0xff));
  assert.ok(packed.length < 300_000);
  const endpoint = await serverWith((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(packed));
  const own = clientWith(undefined, { endpoint });
  const before = allMemories();
  await assert.rejects(own.getServerPassword({ serverId }), { code: "unexpectedResponse", status: 200, retryable: false, message: /larger than 8 MiB/ });
  await assert.rejects(own.deleteServerPassword({ serverId }), { code: "unexpectedResponse", status: 200, mayHaveHappened: true });
  assert.ok(sameInstances(before));
  own.free();
});

test("an answer of 8 MiB is read, one byte more is not", async () => {
  const body = (size) => Buffer.concat([Buffer.from('{"password":"'), Buffer.alloc(size - 15, "A"), Buffer.from('"}')]);
  for (const encoding of ["identity", "gzip"]) {
    const asked = [];
    const endpoint = await serverWith((response) => {
      const whole = body(8 * MiB + asked.length);
      asked.push(whole.length);
      response.writeHead(200, { "content-encoding": encoding, "x-openstack-request-id": "req-1" });
      response.end(encoding === "gzip" ? gzipSync(whole) : whole);
    });
    const own = clientWith(undefined, { endpoint });
    const { ciphertext } = await own.getServerPassword({ serverId });
    assert.equal(ciphertext.length, 8 * MiB - 15);
    await assert.rejects(own.getServerPassword({ serverId }), { code: "unexpectedResponse", status: 200, requestId: "req-1" });
    assert.deepEqual(asked, [8 * MiB, 8 * MiB + 1]);
    own.free();
  }
});
