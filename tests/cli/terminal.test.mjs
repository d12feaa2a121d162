// Somebody at a terminal: types passphrases, passwords and answers, and ends a wait by Ctrl+C.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { passcodeOf } from "../../www/server/sandbox/totp.mjs";
import { PROTECTED_KEY, SERVERS, USERS } from "../../www/server/sandbox/world.mjs";
import { openstackEnvironment, sandbox } from "./clouds.mjs";
import { folder, program } from "./run.mjs";

const box = sandbox();
const where = await box.at("sandbox");
const [alice] = USERS;
const [server] = SERVERS;
const late = SERVERS.find((each) => each.late);
const env = openstackEnvironment(where, alice);
const REGION = ["--region", "RegionOne"];

/** Runs the command line on a terminal; gives `{ exit, screen }`. */
async function atTerminal(args, talk, { cwd = folder(), env: environment = {}, stdin } = {}) {
  const given = { args: [process.execPath, program, ...args], env: { PATH: process.env.PATH, HOME: folder(), TERM: "xterm", ...environment }, cwd, talk, stdin };
  const said = await new Promise((resolve, reject) => {
    const child = execFile("python3", [path.join(root, "tests/cli/at_terminal.py")], { maxBuffer: 1 << 24 }, (error, out, err) => (error ? reject(new Error(err)) : resolve(out)));
    child.stdin.end(JSON.stringify(given));
  });
  const answer = JSON.parse(said);
  assert.equal(answer.untyped, 0, answer.screen);
  return answer;
}

const protectedKey = await box.keyFile(PROTECTED_KEY.name);

test("a passphrase is typed and not shown, and a wrong one may be corrected", async () => {
  const { exit, screen } = await atTerminal(["get", server.name, "-i", protectedKey, ...REGION], [["Passphrase of", "not-this-one\r"], ["does not open it", ""], ["Passphrase of", `${PROTECTED_KEY.passphrase}\r`]], { env });
  assert.equal(exit, 0, screen);
  assert.ok(screen.includes(server.password), screen);
  assert.ok(!screen.includes(PROTECTED_KEY.passphrase) && !screen.includes("not-this-one"), screen);
});

test("a missing password is asked for", async () => {
  const rest = Object.fromEntries(Object.entries(env).filter(([name]) => name !== "OS_PASSWORD"));
  const { exit, screen } = await atTerminal(["list", ...REGION], [["Password of alice", `${alice.password}\r`]], { env: rest });
  assert.equal(exit, 0, screen);
  assert.ok(screen.includes(server.name) && !screen.includes(alice.password), screen);
});

test("a one-time code is asked for where the cloud wants one", async () => {
  const otc = await box.at("sandbox-otc");
  const erika = OTC.users.find(({ name }) => name === "erika");
  const args = ["list", "--cloud", "otc", "--region", "eu-de", "--identity-endpoint", otc.identity, "--endpoint", otc.compute];
  const { exit, screen } = await atTerminal(args, [["One-time code: ", `${passcodeOf(erika.totpSecret, Date.now())}\r`]], { env: { OS_USER_ID: erika.id, OS_PASSWORD: erika.password, OS_USER_DOMAIN_NAME: OTC.account.name } });
  assert.equal(exit, 0, screen);
});

test("delete asks, and no is no", async () => {
  const { exit, screen } = await atTerminal(["delete", server.name, ...REGION], [["[y/N] ", "\r"]], { env });
  assert.equal(exit, 1, screen);
  assert.match(screen, /nothing was done/);
});

test("delete asks, and yes is yes", async () => {
  await box.reset();
  const { exit, screen } = await atTerminal(["delete", server.name, ...REGION], [["[y/N] ", "y\r"]], { env });
  assert.equal(exit, 0, screen);
  assert.match(screen, /win-2022-a +11111111-1111-4111-8111-111111111111 +deleted/);
  await box.reset();
});

test("Ctrl+C at a question ends with 130", async () => {
  const { exit } = await atTerminal(["delete", server.name, ...REGION], [["[y/N] ", "\u0003"]], { env });
  assert.equal(exit, 130);
});

test("Ctrl+C ends a wait with 130, and what was got is written", async () => {
  await box.reset();
  const cwd = folder();
  await box.keyFile(server.keyPair, cwd);
  const { exit, screen } = await atTerminal(["get", server.name, late.name, "--wait", ...REGION], [["no password is stored yet", "\u0003"]], { cwd, env });
  assert.equal(exit, 130, screen);
  assert.ok(screen.includes(server.password), screen);
});

test("the passphrase is asked for at the terminal also where the ciphertext comes by a pipe", async () => {
  const file = path.join(folder(), "ciphertext");
  writeFileSync(file, await box.made.passwords.get(server));
  const { exit, screen } = await atTerminal(["decrypt", "-i", protectedKey], [["Passphrase of", `${PROTECTED_KEY.passphrase}\r`]], { stdin: file });
  assert.equal(exit, 0, screen);
  assert.ok(screen.includes(server.password), screen);
});

test("a new password is typed twice, and goes to the server", async () => {
  await box.reset();
  const typed = "Typed-Pa55word-0123";
  const cwd = folder();
  await box.keyFile(server.keyPair, cwd);
  const { exit, screen } = await atTerminal(["reset", server.name, "--ask", ...REGION], [["New password: ", `${typed}\r`], ["Once more: ", `${typed}\r`], ["[y/N] ", "y\r"]], { cwd, env });
  assert.equal(exit, 0, screen);
  assert.ok(!screen.includes(typed), screen);
  const again = await atTerminal(["get", server.name, "-o", "password.txt", "-q", ...REGION], [], { cwd, env });
  assert.equal(again.exit, 0, again.screen);
  assert.equal(readFileSync(path.join(cwd, "password.txt"), "utf8"), `${typed}\n`);
  await box.reset();
});
