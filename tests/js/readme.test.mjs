// What the README shows runs as it stands there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";

const readme = readFileSync(path.join(root, "README.md"), "utf8");

/** A program of the README, and what it prints. */
function run(name) {
  const [, program] = new RegExp(`<!-- ${name}: run by tests/js/readme\\.test\\.mjs -->\\n\`\`\`js\\n(.*?)\`\`\``, "s").exec(readme);
  const env = { ...process.env, SECURITY_TOKEN: undefined };
  return { program, out: execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: root, encoding: "utf8", env }) };
}

test("the README's request is signed as it says", () => {
  const { program, out } = run("access key");
  assert.equal(out.trim(), /"…"\)\); \/\/ (.*)/.exec(program)[1]);
});

test("the README's new password is what it says", () => {
  const { program, out } = run("new password");
  const [, missing] = /console\.log\(message\);\n\/\/ (.*)/.exec(program);
  const [, valid] = /Math\.floor\(entropyBits\)\); \/\/ (.*)/.exec(program);
  assert.deepEqual(out.trim().split("\n"), [missing, valid]);
});

test("the README's question about policies is answered as it says", () => {
  const { program, out } = run("may i");
  const [first, ...rest] = out.split("\n");
  // As the comment beside it says.
  assert.equal(first, /unknownKeys\); \/\/ (.*)/.exec(program)[1]);
  assert.equal(rest[0], "ecs:serverPasswords:manage is allowed");
  assert.match(out, /^\| GET .*os-server-password \|.*\| ecs:serverPasswords:manage \| allow \| allow \|/m);
});

test("the README's question about an account is answered as it says", () => {
  const { program, out } = run("who can");
  assert.deepEqual(out.trim().split("\n"), ["accountRoot  allow ", /; \/\/ (user .*)/.exec(program)[1]]);
});

test("the README's question about OpenStack's policy is answered as it says", () => {
  const { program, out } = run("oslo policy");
  assert.equal(out.trim(), /what\); \/\/ (.*)/.exec(program)[1]);
});

test("the README's table of entries names what each exports", async () => {
  const rows = new Map(Array.from(readme.matchAll(/^\| `(ecs-password\/[a-z]+)` \| (`[^\n]*) \|$/gm), ([, entry, text]) => [entry, text]));
  const errors = Object.keys(await import("ecs-password/slim")).filter((name) => /error/i.test(name));
  for (const entry of ["account", "client", "keys", "policy", "read"].map((name) => `ecs-password/${name}`)) {
    const exported = Object.keys(await import(entry)).filter((name) => !errors.includes(name));
    assert.deepEqual(exported.filter((name) => !rows.get(entry)?.includes(`\`${name}\``)), [], entry);
  }
});
