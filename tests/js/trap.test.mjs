// What happens when the core dies. Nothing that a caller can give kills it, so its memory is spoilt here.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client, PolicySet, PrivateKey, isEcsPasswordError } from "ecs-password";
import { PASSWORD, encrypt, plainPem } from "./fixtures.mjs";
import { memoryOf } from "./memories.mjs";

const serverId = "11111111-2222-4333-8444-555555555555";
const spoil = (name) => new Uint8Array(memoryOf(name).buffer).fill(0xff);
const isWiped = ({ buffer }) => new Uint8Array(buffer).every((byte) => byte === 0);

const USES = {
  client: () => clientWith(fetch).free(),
  keys: () => PrivateKey.parse(plainPem).free(),
  policy: () => new PolicySet([{ name: "p", document: "{}" }]).free(),
};

function kill(name) {
  spoil(name);
  assert.throws(USES[name], { name: "EcsPasswordError", code: "internal" });
}

function works() {
  const key = PrivateKey.parse(plainPem);
  const secret = key.decrypt(encrypt(PASSWORD));
  assert.equal(secret.reveal(), PASSWORD);
  secret.free();
  key.free();
}

async function refusal(call) {
  const { code, mayHaveHappened } = await call.then(() => ({ code: "none" }), (error) => error);
  return [code, mayHaveHappened];
}

function clientWith(fetchImpl) {
  return new Client({ cloud: "openstack", endpoint: "https://nova.example", auth: { type: "token", token: "gAAAA-token" }, fetchImpl });
}

test("a trap is an internal error, old handles are gone, and the next call works", () => {
  const key = PrivateKey.parse(plainPem);
  const secret = key.decrypt(encrypt(PASSWORD));
  const old = memoryOf("keys");
  kill("keys");
  assert.notEqual(memoryOf("keys"), old);
  assert.ok(isWiped(old), "the old memory is wiped");
  assert.throws(() => key.decrypt(encrypt(PASSWORD)), { code: "handleFreed" });
  assert.throws(() => secret.reveal(), { code: "handleFreed" });
  const fresh = PrivateKey.parse(plainPem);
  key.free();
  secret.free();
  const again = fresh.decrypt(encrypt(PASSWORD));
  assert.equal(again.reveal(), PASSWORD, "freeing an old handle leaves the new memory alone");
  again.free();
  fresh.free();
});

test("where one module dies, the handles of the others stay good", () => {
  const [key, set] = [PrivateKey.parse(plainPem), new PolicySet([{ name: "p", document: "{}" }])];
  const secret = key.decrypt(encrypt(PASSWORD));
  kill("client");
  assert.equal(secret.reveal(), PASSWORD);
  kill("policy");
  assert.throws(() => set.lint(), { code: "handleFreed" });
  const again = key.decrypt(encrypt(PASSWORD));
  assert.equal(again.reveal(), PASSWORD);
  const other = new PolicySet([{ name: "p", document: "{}" }]);
  kill("keys");
  assert.throws(() => secret.reveal(), { code: "handleFreed" });
  assert.ok(other.lint().length > 0);
  for (const handle of [key, set, secret, again, other]) handle.free();
});

test("the error says which handles are lost", () => {
  for (const [name, lost] of Object.entries({ client: "clients, access keys and secrets", keys: "keys and secrets", policy: "policy sets" })) {
    spoil(name);
    assert.throws(USES[name], (error) => error.hint.endsWith(`; ${lost} made before must be made again`));
  }
});

test("calls under way end at once, and say whether a delete may have happened", async () => {
  const signals = [];
  const client = clientWith((_url, { signal }) => {
    signals.push(signal);
    return new Promise(() => undefined);
  });
  const calls = [client.getKeyPair({ name: "k" }), client.deleteServerPassword({ serverId })];
  const old = memoryOf("client");
  kill("client");
  assert.ok(isWiped(old), "no call keeps the old instance");
  assert.deepEqual(await Promise.all(calls.map(refusal)), [["handleFreed", undefined], ["handleFreed", true]]);
  assert.deepEqual(signals.map(({ aborted }) => aborted), [true, true], "the requests are ended");
  await assert.rejects(client.getKeyPair({ name: "k" }), { code: "handleFreed" });
  client.free();
  USES.client();
});

test("a trap in the middle of a call rejects it, and replaces the instance", async () => {
  for (const [method, input, mayHaveHappened] of [
    ["getServerPassword", { serverId }, undefined],
    ["deleteServerPassword", { serverId }, true],
    ["listServers", {}, undefined],
  ]) {
    const old = memoryOf("client");
    const client = clientWith(async () => {
      spoil("client");
      return new Response("{}");
    });
    assert.deepEqual(await refusal(client[method](input)), ["internal", mayHaveHappened]);
    assert.notEqual(memoryOf("client"), old);
    assert.ok(isWiped(old));
    client.free();
    USES.client();
  }
});

test("where there is no memory for another instance, the next call tries again", () => {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class {
    constructor() {
      throw new RangeError("WebAssembly.Instance(): Out of memory");
    }
  };
  const old = memoryOf("keys");
  try {
    kill("keys");
    assert.ok(isWiped(old), "it is wiped all the same");
    assert.throws(() => PrivateKey.parse(plainPem), { code: "internal" });
  } finally {
    WebAssembly.Instance = Instance;
  }
  works();
});

test("no input kills the core, however often it throws", () => {
  const key = PrivateKey.parse(plainPem);
  const set = new PolicySet([{ name: "p", document: "{}" }]);
  const throwing = new Proxy({}, { getPrototypeOf() { throw new Error("no"); } });
  const before = memoryOf("policy");
  // A call that left its part of the stack behind would run out of it far earlier.
  for (let count = 0; count < 5_000; count += 1) {
    assert.throws(() => set.check({ action: "ecs:servers:get", context: { a: throwing } }), isEcsPasswordError);
  }
  assert.equal(memoryOf("policy"), before);
  const secret = key.decrypt(encrypt(PASSWORD));
  assert.equal(secret.reveal(), PASSWORD);
  for (const handle of [secret, key, set]) handle.free();
});
