// Keys without any cloud: decrypt, inspect, programs that decrypt, what is written where.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { PROTECTED_KEY, SERVERS } from "../../www/server/sandbox/world.mjs";
import { sandbox } from "./clouds.mjs";
import { folder, run } from "./run.mjs";

const box = sandbox();
const [server] = SERVERS;
const key = await box.keyFile(server.keyPair);
const protectedKey = await box.keyFile(PROTECTED_KEY.name);
const ciphertext = await box.made.passwords.get(server);

test("decrypt reads standard input", async () => {
  assert.deepEqual(await run(["decrypt", "-i", key, "--reveal"], { input: `${ciphertext}\n` }), { exit: 0, out: `${server.password}\n`, said: "" });
});

test("decrypt reads a file, and the key is found in ~/.ssh and here", async () => {
  const cwd = folder();
  await box.keyFile("alice-rsa4096", cwd);
  await box.keyFile(server.keyPair, cwd);
  writeFileSync(path.join(cwd, "ciphertext.txt"), ciphertext);
  assert.deepEqual(await run(["decrypt", "ciphertext.txt", "--reveal"], { cwd }), { exit: 0, out: `${server.password}\n`, said: "" });
});

test("the result goes to a new file that nobody else can read, and to no file that is there", async () => {
  const cwd = folder();
  const args = ["decrypt", "-i", key, "-o", "password.txt"];
  assert.deepEqual(await run(args, { cwd, input: ciphertext }), { exit: 0, out: "", said: "" });
  const file = path.join(cwd, "password.txt");
  assert.equal(readFileSync(file, "utf8"), `${server.password}\n`);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const again = await run(args, { cwd, input: ciphertext });
  assert.equal(again.exit, 2);
  assert.match(again.said, /never overwritten/);
});

test("a passphrase comes from the environment or a file, and is in nothing that is said", async () => {
  const passphraseFile = path.join(folder(), "passphrase");
  writeFileSync(passphraseFile, `${PROTECTED_KEY.passphrase}\n`, { mode: 0o600 });
  for (const [args, env] of [[[], { ECS_PASSWORD_KEY_PASSPHRASE: PROTECTED_KEY.passphrase }], [["--passphrase-file", passphraseFile], {}]]) {
    assert.deepEqual(await run(["decrypt", "-i", protectedKey, "--reveal", ...args], { env, input: ciphertext }), { exit: 0, out: `${server.password}\n`, said: "" });
  }
  const wrong = await run(["decrypt", "-i", protectedKey, "--reveal"], { env: { ECS_PASSWORD_KEY_PASSPHRASE: "not-this-passphrase" }, input: ciphertext });
  assert.equal(wrong.exit, 2);
  assert.ok(!wrong.said.includes("not-this-passphrase"), wrong.said);
  const none = await run(["decrypt", "-i", protectedKey, "--reveal"], { input: ciphertext });
  assert.equal(none.exit, 2);
  assert.match(none.said, /--passphrase-file/);
});

test("a key file that others can read is warned of", async () => {
  const open = await box.keyFile(server.keyPair);
  chmodSync(open, 0o644);
  const { exit, said } = await run(["decrypt", "-i", open, "--reveal"], { input: ciphertext });
  assert.equal(exit, 0);
  assert.match(said, /warning: others on this machine can read the key file .*mode 0644/);
});

test("a program decrypts: it gets the bytes, and its output is the password", async () => {
  const command = `openssl pkeyutl -decrypt -inkey '${key}'`;
  assert.deepEqual(await run(["decrypt", "--decrypt-command", command, "--reveal"], { input: ciphertext }), { exit: 0, out: `${server.password}\n`, said: "" });
  const failed = await run(["decrypt", "--decrypt-command", "echo no card >&2; exit 3", "--reveal"], { input: ciphertext });
  assert.equal(failed.exit, 2);
  assert.match(failed.said, /no card\n.*ended with code 3/s);
});

test("wrong keys and ciphertexts", async () => {
  const other = await box.keyFile("dave-rsa2048");
  for (const [args, input, wanted] of [
    [["-i", other], ciphertext, /another key|damaged/],
    [["-i", key], "", /nothing|empty/i],
    [["-i", key], ciphertext.slice(0, 100), /cut off|missing/],
    [["-i", path.join(folder(), "none.pem")], ciphertext, /there is no such file/],
  ]) {
    const { exit, out, said } = await run(["decrypt", ...args, "--reveal"], { input });
    assert.deepEqual([exit, out], [2, ""], said);
    assert.match(said, wanted);
  }
});

test("keys inspect tells what ssh-keygen tells, and what was mended", async () => {
  const cwd = folder();
  await box.keyFile(server.keyPair, cwd, "key.pem");
  writeFileSync(path.join(cwd, "encoded.pem"), readFileSync(path.join(cwd, "key.pem")).toString("base64"), { mode: 0o600 });
  const { exit, out, said } = await run(["keys", "inspect", "key.pem", "encoded.pem", "-f", "json"], { cwd });
  assert.deepEqual([exit, said], [0, ""]);
  const [plain, encoded] = JSON.parse(out);
  const sha256 = execFileSync("ssh-keygen", ["-lf", path.join(cwd, "key.pem")], { encoding: "utf8" }).split(" ")[1];
  assert.deepEqual({ ...plain, md5: undefined }, { file: "key.pem", format: "pkcs1Pem", bits: 2048, md5: undefined, sha256, repairs: "" });
  assert.equal(encoded.md5, plain.md5);
  assert.match(encoded.repairs, /base64/);
});

test("keys inspect goes on after a file that is none", async () => {
  const cwd = folder();
  await box.keyFile(server.keyPair, cwd, "key.pem");
  writeFileSync(path.join(cwd, "none.pem"), "nothing of the kind", { mode: 0o600 });
  const { exit, out, said } = await run(["keys", "inspect", "none.pem", "key.pem", "-f", "value"], { cwd });
  assert.equal(exit, 2);
  assert.match(out, /^key\.pem\tpkcs1Pem\t2048\t/);
  assert.match(said, /none\.pem/);
});
