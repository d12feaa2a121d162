// WebAssembly memory holds no copy of a secret once its handle is freed.
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, publicEncrypt, constants } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { AccessKey, checkPassword, Client, generatePassword, PrivateKey, readPolicies, signRequest } from "ecs-password";
import { PASSPHRASE, PASSWORD, encrypt, encryptedPem, numbers, plainPem } from "./fixtures.mjs";
import { allMemories } from "./memories.mjs";

const WINDOW = 12;

/** In how many places of the four memories pieces of it are. */
function found(secret) {
  return allMemories().reduce((sum, { buffer }) => {
    const memory = Buffer.from(buffer);
    return sum + windows(secret).filter((window) => memory.includes(window)).length;
  }, 0);
}

/** Pieces of the secret, so that a copy cut in two is found as well. */
function windows(secret) {
  const pieces = [];
  for (let start = 0; start + WINDOW <= secret.length; start += WINDOW) pieces.push(secret.subarray(start, start + WINDOW));
  return pieces;
}

/** A number as it stands in a file, and as machine words. */
function bothEndian(number) {
  const big = Buffer.from(number, "base64url");
  return [big, Buffer.from(big).reverse()];
}

const KEY_PARTS = ["d", "p", "q", "dp", "dq", "qi"];
const inPem = Buffer.from(plainPem.split("\n").slice(5, -8).join("\n"));
const keyCopies = () => KEY_PARTS.map((part) => [part, bothEndian(numbers[part]).map(found)]);
const none = KEY_PARTS.map((part) => [part, [0, 0]]);

test("before free() the scan finds primes and password, so it can fail", () => {
  const key = PrivateKey.parse(plainPem);
  const secret = key.decrypt(encrypt(PASSWORD));
  const [, [, prime]] = keyCopies().find(([part]) => part === "p");
  assert.ok(prime > 5, "the primes stand in memory as machine words");
  assert.ok(found(Buffer.from(PASSWORD)) > 0);
  key.free();
  secret.free();
});

test("after free() nothing of key, passphrase or password is left", () => {
  for (const [pem, options] of [
    [plainPem, {}],
    [encryptedPem, { passphrase: PASSPHRASE }],
  ]) {
    const key = PrivateKey.parse(pem, options);
    assert.equal(found(Buffer.from(PASSPHRASE)), 0, "the passphrase is gone once the key is open");
    assert.equal(found(inPem), 0, "the text of the key is gone once it is parsed");
    const secret = key.decrypt(encrypt(PASSWORD));
    assert.equal(secret.reveal(), PASSWORD);
    secret.bytes();
    secret.free();
    assert.equal(found(Buffer.from(PASSWORD)), 0, "password");
    key.free();
    assert.deepEqual(keyCopies(), none);
  }
});

test("after free() nothing is left of keys in other forms, of passphrases in other forms, of passwords in other encodings", () => {
  const read = (name) => readFileSync(new URL(`../vectors/keys/${name}`, import.meta.url));
  const pair = createPrivateKey(read("rsa2048.pem"));
  const jwk = pair.export({ format: "jwk" });
  const parts = KEY_PARTS.flatMap((part) => bothEndian(jwk[part]));
  const encrypted = (message) => publicEncrypt({ key: createPublicKey(pair), padding: constants.RSA_PKCS1_PADDING }, message).toString("base64");
  const RIGHT = "correct horse";
  const composed = "Z\u00fcrich \u00e9t\u00e9";
  for (const [file, passphrase] of [
    ["pkcs12.p12", RIGHT],
    ["pkcs12-legacy.p12", RIGHT],
    ["pkcs12-plain.p12", RIGHT],
    ["pkcs12-base64.txt", RIGHT],
    ["pbes1-md5-des.pem", RIGHT],
    ["pbes1-sha1-2des.pem", RIGHT],
    ["jwk.json"],
    ["jwk-without-primes.json"],
    ["dotnet.xml"],
    ["primes-zero.pem"],
    ["pbes2-nfd.pem", composed],
  ]) {
    const key = PrivateKey.parse(read(file), { passphrase });
    assert.ok(parts.some((part) => found(part) > 0), `${file}: before free() the scan finds it`);
    const forms = passphrase === undefined ? [] : [passphrase, passphrase.normalize("NFD")];
    for (const form of forms) {
      const big = Buffer.from(form, "utf16le").swap16();
      assert.deepEqual([Buffer.from(form), Buffer.from(form, "utf16le"), big].map(found), [0, 0, 0], `${file}: passphrase`);
    }
    for (const encoding of ["utf16le", "latin1"]) {
      const password = Buffer.from("Tr\u00f6ub4d\u00f6r&3-and-some-m\u00f6re", encoding);
      const secret = key.decrypt(encrypted(password));
      assert.ok(found(password) > 0 && found(Buffer.from(secret.reveal())) > 0);
      const text = Buffer.from(secret.reveal());
      secret.bytes();
      secret.free();
      assert.deepEqual([password, text].map(found), [0, 0], `${file}: password in ${encoding}`);
    }
    key.free();
    assert.deepEqual(parts.map(found), parts.map(() => 0), file);
  }
});

test("after free() nothing is left of texts that were mended", () => {
  const whole = (text) => Buffer.from(text + " ".repeat((3 - (text.length % 3)) % 3)).toString("base64");
  const lines = plainPem.trim().split("\n");
  const mended = {
    escapes: JSON.stringify(JSON.stringify(plainPem)),
    "escapes of .NET": JSON.stringify(plainPem).replaceAll("+", "\\u002B"),
    markup: `<p>${plainPem.replaceAll("+", "&#43;").replaceAll("\n", "<br>\n")}</p>`,
    RTF: `{\\rtf1\\ansi{\\fonttbl\\f0 A;}\\f0 ${plainPem.replaceAll("\n", "\\par\n")}}`,
    "numbered lines": lines.map((line, at) => `${String(at + 1).padStart(6)}\t${line}\n`).join(""),
    "comment signs": lines.map((line) => `# ${line}\n`).join(""),
    "common ends": lines.map((line) => `echo ${line} >> key\n`).join(""),
    quotes: lines.map((line) => `k += "${line}\\n"\n`).join(""),
    "UTF-16": Buffer.from(plainPem, "utf16le"),
    "UTF-16 with a mark": Buffer.from(`\ufeff${plainPem}`, "utf16le"),
    markers: plainPem.replaceAll("-----", ""),
    "Base64 with words behind it": `KEY=${whole(plainPem)}\nDB_HOST=db\n`,
    percent: encodeURIComponent(plainPem),
    "quoted-printable": plainPem.replaceAll("=", "=3D").replaceAll("\n", "=0A"),
  };
  for (const [name, text] of Object.entries(mended)) {
    const key = PrivateKey.parse(text);
    assert.ok(found(bothEndian(numbers.p)[1]) > 5, `${name}: before free() the scan finds it`);
    for (const left of [inPem, Buffer.from(inPem.toString(), "utf16le"), Buffer.from(whole(plainPem)).subarray(200, -200)]) {
      assert.equal(found(left), 0, `${name}: the text of the key is gone once it is parsed`);
    }
    key.free();
    assert.deepEqual(keyCopies(), none, name);
    // Cut off, it is refused, after all of it was tried.
    const cut = text.slice(0, Math.floor(text.length * 0.7));
    assert.throws(() => PrivateKey.parse(cut), { name: "EcsPasswordError" }, name);
    assert.deepEqual([inPem.subarray(0, 500), ...bothEndian(numbers.p)].map(found), [0, 0, 0], `${name}: refused`);
  }
});

test("the scan finds a passphrase that is in memory", () => {
  const key = PrivateKey.parse(plainPem);
  const secret = key.decrypt(encrypt(PASSPHRASE));
  assert.ok(found(Buffer.from(PASSPHRASE)) > 0);
  secret.free();
  assert.equal(found(Buffer.from(PASSPHRASE)), 0);
  key.free();
});

test("a refused key or passphrase leaves nothing either", () => {
  assert.throws(() => PrivateKey.parse(encryptedPem, { passphrase: `${PASSPHRASE}, not` }), { code: "passphraseWrong" });
  assert.throws(() => PrivateKey.parse(plainPem.slice(0, 1200)), { name: "EcsPasswordError" });
  assert.equal(found(Buffer.from(PASSPHRASE)), 0);
  assert.equal(found(inPem.subarray(0, 500)), 0);
});

test("a freed client leaves neither credentials nor token", async () => {
  const CREDENTIAL = "a password of the account, 0123456789abcdef";
  const TOKEN = `gAAAAAB${"0123456789abcdefghijklmnopqrstuvwxyz".repeat(4)}`;
  const answers = [
    new Response(JSON.stringify({ token: { expires_at: "2999-01-01T00:00:00Z" } }), { status: 201, headers: { "x-subject-token": TOKEN } }),
    new Response(JSON.stringify({ password: "" })),
  ];
  let sent = "";
  const client = new Client({
    cloud: "openstack",
    identityEndpoint: "https://iam.example.com",
    endpoint: "https://nova.example.com",
    auth: { type: "password", user: "alice", domain: "Default", password: CREDENTIAL, project: "demo" },
    fetchImpl: async (url, init) => {
      sent += JSON.stringify(init);
      return answers.shift();
    },
  });
  await client.getServerPassword({ serverId: "11111111-2222-4333-8444-555555555555" });
  assert.ok(sent.includes(CREDENTIAL) && sent.includes(TOKEN), "both were used");
  assert.ok(found(Buffer.from(CREDENTIAL)) > 0 && found(Buffer.from(TOKEN)) > 0, "before free() the scan finds them");
  client.free();
  assert.equal(found(Buffer.from(CREDENTIAL)), 0, "password of the account");
  assert.equal(found(Buffer.from(TOKEN)), 0, "token");
});

/** A secret as it is, and as HMAC has it: each byte changed by the same. */
function inHmac(secret) {
  return [0, 0x36, 0x5c].map((pad) => Buffer.from(secret).map((byte) => byte ^ pad));
}

test("a freed access key leaves neither its secret nor its security token", () => {
  const [SECRET, TOKEN] = ["aXyz0123456789/+EXAMPLEsecretEXAMPLE4567", "security-token-0123456789abcdefghijklmnopqrstuvwxyz"];
  const request = { method: "POST", url: "https://ecs.example.com/v1/x?y=z", headers: { a: "b" }, body: "c" };
  for (const options of [{}, { algorithm: "V11-HMAC-SHA256", region: "eu-de", service: "ecs" }]) {
    for (const secret of [SECRET, Buffer.from(SECRET)]) {
      const key = new AccessKey({ access: "HQKEXAMPLE", secret, securityToken: TOKEN });
      assert.equal(signRequest(request, key, options).headers["X-Security-Token"], TOKEN);
      assert.throws(() => signRequest({ ...request, url: "https://ecs.example.com/%20" }, key, options), { code: "invalidInput" });
      assert.deepEqual(inHmac(SECRET).map((form) => found(form) > 0), [true, false, false], "before free() the scan finds it, and only where it is kept");
      assert.ok(found(Buffer.from(TOKEN)) > 0);
      key.free();
      assert.deepEqual(inHmac(SECRET).map(found), [0, 0, 0], "secret");
      assert.equal(found(Buffer.from(TOKEN)), 0, "security token");
    }
  }
  for (const wrong of [{ secret: `${SECRET}\n` }, { access: "a b", secret: SECRET }, { secret: SECRET, securityToken: `${TOKEN} ` }]) {
    assert.throws(() => new AccessKey({ access: "HQKEXAMPLE", ...wrong }), { code: "invalidInput" });
    assert.deepEqual([SECRET, TOKEN].map((each) => found(Buffer.from(each))), [0, 0], "refused");
  }
});

test("a freed client leaves nothing of its access key", async () => {
  const [SECRET, TOKEN] = ["bXyz0123456789/+EXAMPLEsecretEXAMPLE4567", "another-security-token-zyxwvutsrqponmlkjihgfedcba"];
  let sent = "";
  const client = new Client({
    cloud: "otc",
    endpoint: "https://ecs.example.com",
    projectId: "0123456789abcdef0123456789abcdef",
    auth: { type: "accessKey", access: "HQKEXAMPLE", secret: SECRET, securityToken: TOKEN },
    fetchImpl: async (url, init) => {
      sent += JSON.stringify(init);
      return Response.json({ password: "" });
    },
  });
  await client.getServerPassword({ serverId: "11111111-2222-4333-8444-555555555555" });
  assert.ok(sent.includes("Signature=") && sent.includes(TOKEN), "both were used");
  assert.deepEqual([...inHmac(SECRET), Buffer.from(TOKEN)].map((form) => found(form) > 0), [true, false, false, true], "before free() the scan finds them");
  client.free();
  assert.deepEqual([...inHmac(SECRET), Buffer.from(TOKEN)].map(found), [0, 0, 0, 0]);
});

test("a generated password leaves nothing once it is freed, nor one that was checked, nor the random bytes", () => {
  const random = Uint8Array.from({ length: 1024 }, (_, index) => (index * 89 + 41) % 251);
  const { password } = generatePassword({ cloud: "huawei", operation: "resetServerPassword", random });
  const text = Buffer.from(password.reveal());
  assert.ok(found(text) > 0, "before free() the scan finds it");
  assert.equal(found(Buffer.from(random)), 0, "random bytes");
  checkPassword(password, { cloud: "huawei", operation: "resetServerPassword" });
  password.free();
  assert.equal(found(text), 0);
  const typed = "Typed-by-somebody-7";
  checkPassword(typed, { cloud: "huawei", operation: "resetServerPassword" });
  assert.equal(found(Buffer.from(typed)), 0, "a password that was checked");
});

test("a new password leaves nothing once the call has ended, however it ends", async () => {
  const newPassword = "Brand-new-password-7!";
  const serverId = "11111111-2222-4333-8444-555555555555";
  const echo = JSON.stringify({ badRequest: { code: 400, message: newPassword }, internalError: [{ id: serverId, error_code: newPassword, error_message: newPassword }] });
  const answers = [[202, null], [400, echo], [500, echo], [200, echo], [204, null]];
  for (const [status, body] of answers) {
    const fetchImpl = async (_, { body: sent }) => {
      assert.ok(sent.includes(newPassword));
      return new Response(body, { status });
    };
    for (const [cloud, operation, input] of [["openstack", "changeServerPassword", { serverId }], ["huawei", "resetServerPassword", { serverId }], ["huawei", "resetServerPasswords", { serverIds: [serverId] }]]) {
      const client = new Client({ cloud, endpoint: "https://ecs.example.com", projectId: "p", auth: { type: "token", token: "t" }, fetchImpl });
      const told = await client[operation]({ ...input, newPassword }).then((result) => JSON.stringify(result), (error) => `${String(error)}${JSON.stringify(error)}`);
      assert.ok(!told.includes(newPassword), told);
      assert.equal(found(Buffer.from(newPassword)), 0, `${operation} ${status}`);
      client.free();
    }
  }
});

test("free() wipes, whatever was given before it", async () => {
  const boom = () => {
    throw new Error("boom");
  };
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const TOKEN = `gAAAAAB${"zyxwvutsrqponmlkjihgfedcba9876543210".repeat(4)}`;
  for (const throwing of [new Proxy({}, { getPrototypeOf: boom }), revoked, { get serverId() { return boom(); } }]) {
    const key = PrivateKey.parse(plainPem);
    const client = new Client({ cloud: "openstack", endpoint: "https://nova.example.com", auth: { type: "token", token: TOKEN }, fetchImpl: () => revoked });
    for (const method of ["getServerPassword", "deleteServerPassword", "getKeyPair"]) {
      await assert.rejects(client[method](throwing), { code: "invalidInput" });
    }
    await assert.rejects(client.deleteServerPassword({ serverId: "11111111-2222-4333-8444-555555555555" }), { code: "network" });
    assert.throws(() => key.decrypt(throwing), { code: "invalidInput" });
    assert.ok(found(Buffer.from(TOKEN)) > 0, "before free() the scan finds it");
    client.free();
    key.free();
    assert.equal(found(Buffer.from(TOKEN)), 0, "token");
    assert.deepEqual(keyCopies(), none);
  }
});

test("a client that is freed in the middle of a call is wiped when the call ends", async () => {
  const TOKEN = `gAAAAAB${"0246813579".repeat(12)}`;
  let answer;
  const client = new Client({
    cloud: "openstack",
    endpoint: "https://nova.example.com",
    auth: { type: "token", token: TOKEN },
    fetchImpl: () => new Promise((resolve) => (answer = resolve)),
  });
  const call = client.getServerPassword({ serverId: "11111111-2222-4333-8444-555555555555" });
  client.free();
  assert.ok(found(Buffer.from(TOKEN)) > 0, "the call still needs it");
  answer(Response.json({ password: "" }));
  await call;
  assert.equal(found(Buffer.from(TOKEN)), 0, "token");
});

test("what a state of Terraform has besides its policies is told nowhere, and leaves nothing", () => {
  const SECRET = "S3cret-Pa55word-of-a-user-0123456789";
  const policy = JSON.stringify({ Version: "1.1", Statement: [{ Effect: "Allow", Action: ["ecs:servers:list"] }] });
  const resource = (type, attributes) => ({ mode: "managed", type, name: "a", provider: "p", instances: [{ attributes }] });
  const state = JSON.stringify({
    version: 4, terraform_version: "1.9.0", serial: 1, lineage: "x", outputs: { password: { value: SECRET } },
    resources: [
      resource("huaweicloud_identity_user", { name: "u", password: SECRET }),
      resource("huaweicloud_identity_role", { name: "r", policy, description: SECRET }),
      resource("huaweicloud_identity_role", { name: "broken", policy: null, description: SECRET }),
    ],
  });
  const text = `user "x" {\n  password = "${SECRET}"\n}\nresource "a_identity_user" "u" {\n  password = "${SECRET}"\n}\n`;
  const role = `resource "a_identity_role" "r" {\n  description = "${SECRET}"\n  policy = }\n}\n`;
  for (const each of [state, state.slice(0, -2), `[${state}`, state.replace('"version"', "version"), JSON.stringify(state), text, text + role, `password: ${SECRET}\nStatement: [`]) {
    const told = readPolicies(each);
    assert.ok(!JSON.stringify(told).includes(SECRET.slice(0, 12)), each);
    assert.equal(found(Buffer.from(SECRET)), 0, each);
  }
  assert.deepEqual(readPolicies(state).entries.map(({ name }) => name), ["r", "broken"]);
});
