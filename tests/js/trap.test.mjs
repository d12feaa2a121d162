// What happens when the core dies. More memory than there can be is the one way to kill it from outside.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, PrivateKey } from "ecs-password";
import * as glue from "../../dist/ecs_password.js";
import { PASSWORD, encrypt, plainPem } from "./fixtures.mjs";

function kill() {
  assert.throws(() => PrivateKey.parse(new Uint8Array(2 ** 31)), { name: "EcsPasswordError", code: "internal" });
}

test("a trap is an internal error, old handles are gone, and the next call works", () => {
  const key = PrivateKey.parse(plainPem);
  const secret = key.decrypt(encrypt(PASSWORD));
  const old = glue.initSync({ module: new Uint8Array() }).memory;
  kill();
  assert.notEqual(glue.initSync({ module: new Uint8Array() }).memory, old);
  assert.ok(new Uint8Array(old.buffer).every((byte) => byte === 0), "the old memory is wiped");
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

test("calls under way still end, and only then the instance is replaced", async () => {
  let answer;
  const client = new Client({
    cloud: "openstack",
    endpoint: "https://nova.example",
    auth: { type: "token", token: "gAAAA-token" },
    fetchImpl: () => new Promise((resolve) => (answer = resolve)),
  });
  const pending = client.getKeyPair({ name: "k" });
  kill();
  await sleep(10);
  const key = PrivateKey.parse(plainPem);
  answer(Response.json({ keypair: { name: "k", fingerprint: "aa:bb" } }));
  assert.deepEqual(await pending, { name: "k", fingerprint: "aa:bb" });
  await sleep(10);
  assert.throws(() => key.decrypt(encrypt(PASSWORD)), { code: "handleFreed" });
  await assert.rejects(client.getKeyPair({ name: "k" }), { code: "handleFreed" });
  client.free();
  key.free();
});
