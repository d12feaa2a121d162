import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inspect } from "node:util";
import { Client, PrivateKey, buildRequest, isEcsPasswordError, parseResponse } from "ecs-password";
import { PASSPHRASE, PASSWORD, encrypt, encryptedPem, plainPem } from "./fixtures.mjs";

const CLIENT = {
  cloud: "otc",
  endpoint: "https://ecs.example.com",
  projectId: "0123456789abcdef0123456789abcdef",
  auth: { type: "token", token: "gAAAA-token" },
};
const SERVER = { serverId: "8b3c7a5e-2f6d-4c1b-9a0e-1d2c3b4a5f60" };

function thrown(run) {
  try {
    run();
  } catch (error) {
    assert.ok(isEcsPasswordError(error), `not an EcsPasswordError: ${error}`);
    return error;
  }
  return assert.fail("nothing was thrown");
}

test("the length of a ciphertext is counted as it is decrypted: quotes, blanks and what is around it do not matter", () => {
  const ciphertext = encrypt(PASSWORD);
  const length = Buffer.from(ciphertext, "base64").length;
  const forms = [ciphertext, ` "${ciphertext}"\n`, ciphertext.replace(/(.{60})/g, "$1\u200b\r\n"), ciphertext.replace(/=+$/, ""), JSON.stringify({ password: ciphertext })];
  for (const form of forms) assert.equal(PrivateKey.ciphertextLength(form), length, form);
  assert.equal(thrown(() => PrivateKey.ciphertextLength(" ")).code, "ciphertextEmpty");
  assert.equal(thrown(() => PrivateKey.ciphertextLength("no, none")).code, "ciphertextNotBase64");
  assert.equal(thrown(() => PrivateKey.ciphertextLength(7)).code, "invalidInput");
});

function decrypted(bytes = PASSWORD) {
  const key = PrivateKey.parse(plainPem);
  const secret = key.decrypt(encrypt(bytes));
  key.free();
  return secret;
}

test("a key from text, bytes and a buffer is the same key", () => {
  const bytes = new TextEncoder().encode(plainPem);
  const keys = [plainPem, bytes, bytes.buffer].map((form) => PrivateKey.parse(form));
  for (const key of keys) {
    assert.equal(key.bits, 2048);
    assert.deepEqual(key.fingerprints, keys[0].fingerprints);
    key.free();
  }
  assert.equal(new TextDecoder().decode(bytes), plainPem, "the caller's bytes are left alone");
});

test("a passphrase as text and as bytes opens the key", () => {
  for (const passphrase of [PASSPHRASE, new TextEncoder().encode(PASSPHRASE)]) {
    const key = PrivateKey.parse(encryptedPem, { passphrase });
    assert.equal(key.decrypt(encrypt(PASSWORD)).reveal(), PASSWORD);
    key.free();
  }
  assert.equal(thrown(() => PrivateKey.parse(encryptedPem)).code, "passphraseMissing");
  assert.equal(thrown(() => PrivateKey.parse(encryptedPem, { passphrase: undefined })).code, "passphraseMissing");
  assert.equal(thrown(() => PrivateKey.parse(encryptedPem, { passphrase: "wrong" })).code, "passphraseWrong");
});

test("a secret shows itself only where it is asked to", () => {
  const secret = decrypted();
  const shown = [JSON.stringify({ secret }), String(secret), `${secret}`, inspect(secret), inspect({ secret }, { depth: 9, showHidden: true })];
  for (const text of shown) {
    assert.match(text, /\[redacted\]/);
    assert.ok(!text.includes(PASSWORD));
  }
  assert.deepEqual(Object.keys(secret), []);
  assert.equal(secret.reveal(), PASSWORD);
  assert.equal(Buffer.from(secret.bytes()).toString(), PASSWORD);
  secret.free();
});

test("bytes of a secret are a copy", () => {
  const secret = decrypted();
  secret.bytes().fill(0);
  assert.equal(secret.reveal(), PASSWORD);
  secret.free();
});

test("a secret tells what was taken off behind it, freed or not", () => {
  for (const [end, trimmed] of [["", undefined], ["\n", "lf"], ["\r\n", "crlf"], ["\0", "nul"]]) {
    const secret = decrypted(`${PASSWORD}${end}`);
    assert.deepEqual([secret.reveal(), Buffer.from(secret.bytes()).toString(), secret.trimmed], [PASSWORD, PASSWORD, trimmed]);
    secret.free();
    assert.equal(secret.trimmed, trimmed);
    assert.deepEqual([Object.keys(secret), JSON.stringify(secret)], [[], '"[redacted]"']);
  }
  const { code, secret } = thrown(() => decrypted("\n"));
  assert.deepEqual([code, secret.trimmed, [...secret.bytes()]], ["passwordNotText", undefined, [10]]);
  secret.free();
});

test("a secret tells its encoding, freed or not, and gives its bytes as they were", () => {
  const text = "P\u00e4ssw\u00f6rt-1";
  for (const [bytes, encoding] of [[Buffer.from(text), undefined], [Buffer.from(text, "utf16le"), "utf-16le"], [Buffer.from(text, "utf16le").swap16(), "utf-16be"], [Buffer.from(text, "latin1"), "windows-1252"]]) {
    const secret = decrypted(bytes);
    assert.deepEqual([secret.reveal(), Buffer.from(secret.bytes()), secret.encoding], [text, bytes, encoding]);
    secret.free();
    assert.equal(secret.encoding, encoding);
  }
});

test("what is slow to open is asked for, and `allowSlow` is true or false", () => {
  const slow = readFileSync(new URL("../vectors/keys/pkcs12-slow.p12", import.meta.url));
  const { code, message } = thrown(() => PrivateKey.parse(slow, { passphrase: "correct horse" }));
  assert.equal(code, "keySlow");
  assert.match(message, /about \d+ seconds/);
  for (const allowSlow of [1, "true", null, {}]) assert.equal(thrown(() => PrivateKey.parse(plainPem, { allowSlow })).code, "invalidInput");
  PrivateKey.parse(plainPem, { allowSlow: undefined }).free();
});

test("text that a guest stored in clear is called that, and not repeated", () => {
  const key = PrivateKey.parse(plainPem);
  for (const stored of ["Passw0rd!", "Passw0rd", "P\u00e4ssw\u00f6rd", "correct horse-battery staple"]) {
    const { message, hint } = thrown(() => key.decrypt(stored));
    assert.match(`${message}; ${hint}`, /not an RSA ciphertext.*may have stored the password unencrypted/);
    assert.ok(!`${message} ${hint}`.includes(stored) && !/copy the whole/.test(hint), hint);
  }
  key.free();
});

test("a freed handle says so, and freeing twice is no error", () => {
  const key = PrivateKey.parse(plainPem);
  const secret = key.decrypt(encrypt(PASSWORD));
  for (const handle of [key, secret]) {
    handle.free();
    handle.free();
    handle[Symbol.dispose]();
  }
  assert.equal(thrown(() => key.decrypt(encrypt(PASSWORD))).code, "handleFreed");
  assert.equal(thrown(() => secret.reveal()).code, "handleFreed");
  assert.equal(thrown(() => secret.bytes()).code, "handleFreed");
  assert.equal(key.bits, 2048);
});

test("a password that is no text comes with the error, out of sight", () => {
  const bytes = Uint8Array.of(0xff, 0x00, 0x80);
  const error = thrown(() => decrypted(bytes));
  assert.equal(error.code, "passwordNotText");
  assert.deepEqual(new Uint8Array(error.secret.bytes()), bytes);
  assert.ok(!Object.keys(error).includes("secret"));
  assert.ok(!JSON.stringify(error).includes("secret"));
  assert.equal(thrown(() => error.secret.reveal()).code, "passwordNotText");
  error.secret.free();
});

test("no error text holds key, passphrase or password", () => {
  const errors = [
    thrown(() => PrivateKey.parse(encryptedPem, { passphrase: "hunter2hunter2" })),
    thrown(() => PrivateKey.parse(plainPem.replaceAll("A", "*"))),
    thrown(() => PrivateKey.parse(plainPem, { passphrase: PASSPHRASE, passPhrase: "hunter2hunter2" })),
  ];
  const key = plainPem.split("\n")[2];
  for (const error of errors) {
    const text = inspect(error) + JSON.stringify(error);
    for (const secret of [PASSPHRASE, "hunter2", key]) assert.ok(!text.includes(secret), text);
  }
});

test("an unknown option is an error that names its path", async () => {
  const parse = thrown(() => PrivateKey.parse(plainPem, { passPhrase: "x" }));
  assert.deepEqual([parse.code, parse.path], ["invalidInput", "passPhrase"]);
  assert.match(parse.message, /`passphrase`/);
  assert.equal(thrown(() => PrivateKey.parse(plainPem, "secret")).path, "options");
  const client = new Client(CLIENT);
  for (const [options, path] of [
    [{ timeout: 5 }, "timeout"],
    [{ timeoutMs: -1 }, "timeoutMs"],
    [{ timeoutMs: "5" }, "timeoutMs"],
    [{ signal: {} }, "signal"],
    [{ privateKey: plainPem }, "privateKey"],
    [null, "options"],
  ]) {
    await assert.rejects(client.getServerPassword(SERVER, options), { code: "invalidInput", path });
  }
  client.free();
});

test("an unknown input key is an error that names its path", () => {
  const error = thrown(() => buildRequest({ operation: "getServerPassword", ...CLIENT, auth: undefined, servrId: "x" }));
  assert.equal(error.code, "invalidInput");
});

test("what is not plain JSON data is refused where it stands", () => {
  class Point {}
  const cyclic = { operation: "getServerPassword" };
  cyclic.self = { cyclic };
  const deep = JSON.parse("[".repeat(1000) + "]".repeat(1000));
  for (const [input, path] of [
    [{ a: { b: [0, () => 1] } }, "a.b.1"],
    [{ a: Symbol("s") }, "a"],
    [{ a: 1n }, "a"],
    [{ a: NaN }, "a"],
    [{ a: new Map() }, "a"],
    [{ a: new Date() }, "a"],
    [{ a: new Point() }, "a"],
    [{ [Symbol("key")]: 1 }, "input"],
    [{ get a() { throw new Error("no"); } }, "input"],
    [() => 1, "input"],
    [cyclic, "input"],
    [deep, "input"],
  ]) {
    for (const call of [buildRequest, parseResponse]) {
      const error = thrown(() => call(input));
      assert.deepEqual([error.code, error.path], ["invalidInput", path], inspect(input));
    }
  }
});

test("arguments of the wrong type are refused", () => {
  const key = PrivateKey.parse(plainPem);
  assert.equal(thrown(() => PrivateKey.parse(42)).path, "key");
  assert.equal(thrown(() => PrivateKey.parse(plainPem, { passphrase: 42 })).path, "passphrase");
  assert.equal(thrown(() => key.decrypt(new Uint8Array(256))).path, "ciphertext");
  assert.equal(thrown(() => new Client()).code, "invalidInput");
  assert.equal(thrown(() => new Client({ ...CLIENT, fetchImpl: "fetch" })).path, "fetchImpl");
  key.free();
});

test("a freed client and a freed key reject before anything is sent", async () => {
  let sent = 0;
  const fetchImpl = async () => {
    sent += 1;
    return new Response("{}");
  };
  const key = PrivateKey.parse(plainPem);
  const client = new Client({ ...CLIENT, fetchImpl });
  key.free();
  await assert.rejects(client.getServerPassword(SERVER, { privateKey: key }), { code: "handleFreed" });
  client.free();
  client.free();
  await assert.rejects(client.listServers(), { code: "handleFreed" });
  assert.equal(sent, 0);
});

test("the client gives the password decrypted where a key is given", async () => {
  const ciphertext = encrypt(PASSWORD);
  const fetchImpl = async () => Response.json({ password: ciphertext });
  const client = new Client({ ...CLIENT, fetchImpl });
  const key = PrivateKey.parse(plainPem);
  const opened = await client.getServerPassword(SERVER, { privateKey: key });
  assert.equal(opened.password.reveal(), PASSWORD);
  const { notes } = opened;
  assert.equal(JSON.stringify(opened), JSON.stringify({ stored: true, ciphertext, notes, password: "[redacted]" }));
  assert.deepEqual(await client.getServerPassword(SERVER), { stored: true, ciphertext, notes });
  for (const handle of [opened.password, key, client]) handle.free();
});

test("a client knows a key by its brand, not by its class", async () => {
  const ciphertext = encrypt(PASSWORD);
  const client = new Client({ ...CLIENT, fetchImpl: async () => Response.json({ password: ciphertext }) });
  const key = PrivateKey.parse(plainPem);
  const brand = Symbol.for("ecs-password.PrivateKey");
  // As a key of another copy of the package would be.
  const foreign = { get [brand]() { return key[brand]; }, decrypt: (text) => key.decrypt(text) };
  const { password } = await client.getServerPassword(SERVER, { privateKey: foreign });
  assert.equal(password.reveal(), PASSWORD);
  const refusals = [
    [{ decrypt: foreign.decrypt }, "invalidInput"],
    [{ [brand]: "yes", decrypt: foreign.decrypt }, "invalidInput"],
    [{ get [brand]() { throw new Error("no"); } }, "invalidInput"],
    [{ [brand]: true }, "invalidInput"],
    [{ [brand]: true, decrypt() { throw new TypeError("mine"); } }, "invalidInput"],
    [{ [brand]: true, decrypt() { throw new Proxy({}, { has() { throw new Error("no"); } }); } }, "invalidInput"],
    [{ [brand]: false, decrypt: foreign.decrypt }, "handleFreed"],
  ];
  for (const [privateKey, code] of refusals) {
    await assert.rejects(client.getServerPassword(SERVER, { privateKey }), (error) => isEcsPasswordError(error) && error.code === code, inspect(privateKey));
  }
  key.free();
  await assert.rejects(client.getServerPassword(SERVER, { privateKey: foreign }), { code: "handleFreed" });
  for (const handle of [password, client]) handle.free();
});
