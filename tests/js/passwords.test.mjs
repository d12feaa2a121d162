// New passwords: what takes them, and where they are not shown. What they lack, and which are generated, is in the vectors.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { test } from "node:test";
import { checkPassword, Client, generatePassword, isEcsPasswordError, Secret } from "ecs-password";

const serverId = "11111111-2222-4333-8444-555555555555";
const other = "22222222-2222-4333-8444-555555555555";
const RULES = { cloud: "huawei", operation: "resetServerPassword" };

function watched(cloud, ...answers) {
  const sent = [];
  const fetchImpl = async (url, { method, body }) => {
    sent.push({ method, path: new URL(url).pathname, body: body && JSON.parse(body) });
    const [status, answer] = answers.shift() ?? [204];
    return new Response(answer === undefined ? null : JSON.stringify(answer), { status });
  };
  return { sent, client: new Client({ cloud, endpoint: "https://ecs.example.com", projectId: "p", auth: { type: "token", token: "t" }, fetchImpl }) };
}

/** What a call ends with, of an error. */
const errorOf = async (call) => {
  try {
    await call();
  } catch (error) {
    assert.ok(isEcsPasswordError(error), String(error));
    return error;
  }
  return assert.fail("nothing was thrown");
};

test("each operation is sent by the version that it is in", async () => {
  const { sent, client } = watched("huawei", [204], [200, { response: [{ id: serverId }] }], [200, { resetpwd_flag: "True" }]);
  assert.equal((await client.resetServerPassword({ serverId, newPassword: "p", checkComplexity: true })).accepted, true);
  const { servers, notes } = await client.resetServerPasswords({ serverIds: [serverId, other], newPassword: "p" });
  assert.deepEqual(servers, [{ serverId, outcome: "accepted" }, { serverId: other, outcome: "unknown" }]);
  assert.equal(notes.length, 2);
  assert.deepEqual(await client.getResetPasswordFlag({ serverId }), { supported: true });
  assert.deepEqual(sent, [
    { method: "PUT", path: `/v1/p/cloudservers/${serverId}/os-reset-password`, body: { "reset-password": { new_password: "p", is_check_password: true } } },
    { method: "PUT", path: "/v1/p/cloudservers/os-reset-passwords", body: { new_password: "p", servers: [{ id: serverId }, { id: other }] } },
    { method: "GET", path: `/v1/p/cloudservers/${serverId}/os-resetpwd-flag`, body: undefined },
  ]);
  const nova = watched("openstack", [202]);
  assert.equal((await nova.client.changeServerPassword({ serverId, newPassword: "p" })).changed, true);
  assert.deepEqual(nova.sent, [{ method: "POST", path: `/v2.1/p/servers/${serverId}/action`, body: { changePassword: { adminPass: "p" } } }]);
});

test("a new password may be a handle, which stays the caller's", async () => {
  const { password } = generatePassword(RULES);
  const text = password.reveal();
  const { sent, client } = watched("huawei", [204], [200, { response: [] }], [204]);
  await client.resetServerPassword({ serverId, newPassword: password });
  await client.resetServerPasswords({ serverIds: [serverId], newPassword: password });
  assert.deepEqual(sent.map(({ body }) => body.new_password ?? body["reset-password"].new_password), [text, text]);
  assert.equal(password.reveal(), text);
  password.free();
  assert.equal((await errorOf(() => client.resetServerPassword({ serverId, newPassword: password }))).code, "handleFreed");
  assert.equal((await errorOf(() => checkPassword(password, RULES))).code, "handleFreed");
  assert.equal(sent.length, 2);
});

test("what is neither a text nor a handle is refused, whatever it says of itself", async () => {
  const { sent, client } = watched("huawei");
  const brand = Symbol.for("ecs-password.Secret");
  const throwing = new Proxy({}, { get() { throw new Error("hunter2"); } });
  for (const [newPassword, code, path] of [
    [7, "invalidInput", "newPassword"],
    [null, "invalidInput", "newPassword"],
    [undefined, "invalidInput", "newPassword"],
    [{}, "invalidInput", "newPassword"],
    [new Date(), "invalidInput", "newPassword"],
    [Object.create(Secret.prototype), "invalidInput", "newPassword"],
    [{ [brand]: true }, "invalidInput", "newPassword"],
    [{ [brand]: true, reveal: () => 7 }, "invalidInput", "newPassword"],
    [{ [brand]: true, reveal() { throw new Error("hunter2"); } }, "invalidInput", "newPassword"],
    [throwing, "invalidInput", "newPassword"],
    ["hunter2\n", "invalidInput", "newPassword"],
    ["hunter2\ud800", "invalidInput", "newPassword"],
  ]) {
    const error = await errorOf(() => client.resetServerPassword({ serverId, newPassword }));
    assert.deepEqual([error.code, error.path], [code, path], String(error));
    assert.ok(!`${String(error)}${JSON.stringify(error)}`.includes("hunter2"));
  }
  for (const input of [undefined, null, 7, "x", new Uint8Array(3), throwing, []]) assert.equal((await errorOf(() => client.changeServerPassword(input))).code, "invalidInput");
  for (const password of [7, null, undefined, {}, throwing, { [brand]: true }, { [brand]: true, bytes: () => "x" }]) {
    const error = await errorOf(() => checkPassword(password, RULES));
    assert.deepEqual([error.code, error.path], ["invalidInput", "password"], inspect(error));
  }
  assert.equal((await errorOf(() => checkPassword("x".repeat(65_537), RULES))).path, "password");
  for (const random of [7, null, "x", [1, 2], new Uint16Array(2000), throwing]) assert.equal((await errorOf(() => generatePassword({ ...RULES, random }))).path, "random", String(inspect(random)).slice(0, 40));
  for (const input of [undefined, null, 7]) assert.equal((await errorOf(() => generatePassword(input))).code, "invalidInput");
  assert.equal(sent.length, 0);
});

test("a generated password is shown nowhere, and two are not the same", () => {
  const made = Array.from({ length: 50 }, () => generatePassword(RULES));
  const texts = made.map(({ password }) => password.reveal());
  assert.equal(new Set(texts).size, texts.length);
  for (const [index, { password, entropyBits }] of made.entries()) {
    assert.ok(password instanceof Secret);
    assert.ok(entropyBits > 121 && entropyBits < 122);
    assert.ok(!`${String(password)}${JSON.stringify(made)}${inspect(made)}`.includes(texts[index]));
    assert.deepEqual(checkPassword(password, RULES), { valid: true, missing: [] });
    assert.equal(texts[index].length, 20);
    password.free();
  }
});

test("no answer of a check has a part of the password", () => {
  const password = "Admin-hunter2-hunter2-hunter2\u00e4";
  for (const rules of [RULES, { cloud: "otc", operation: "createServer" }]) {
    const checked = JSON.stringify(checkPassword(password, rules));
    assert.ok(!checked.includes("hunter2") && !checked.includes("\u00e4"), checked);
  }
});
