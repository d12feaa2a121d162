// `ecs-password completion`: what is offered, and that real shells offer it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { isDemanded } from "../../src/xtask/shells.mjs";
import { which } from "../../src/xtask/steps.mjs";
import { folder, program, run } from "./run.mjs";

/** What is offered behind these words, of which the last is the one at the cursor. */
async function offered(...words) {
  const { exit, out, said } = await run(["__complete", "--", ...words]);
  assert.deepEqual([exit, said], [0, ""]);
  const lines = out.trimEnd().split("\n");
  return { kind: lines.pop(), words: lines.map((line) => line.split("\t")[0]) };
}

/** The commands that a help text lists. */
async function commandsIn(words) {
  const { out } = await run([...words, "--help"]);
  const [, list = ""] = /^Commands:\n((?: +.*\n?)+)/m.exec(out) ?? [];
  return list.split("\n").map((line) => /^ {2}(\S+)/.exec(line)?.[1]).filter(Boolean).map((name) => name.split("|")[0]);
}

/** The options that a help text lists. */
async function optionsIn(words) {
  const { out } = await run([...words, "--help"]);
  return [...new Set([...out.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)(?:, (--[\w-]+))?/gm)].flatMap(([, short, long, other]) => [short, long, other]).filter(Boolean))];
}

test("every command and every option of the help is offered, and nothing else", async () => {
  const look = async (words) => {
    const commands = await commandsIn(words);
    if (commands.length > 0) assert.deepEqual((await offered(...words, "")).words.sort(), commands.sort(), words.join(" "));
    assert.deepEqual((await offered(...words, "-")).words.sort(), (await optionsIn(words)).sort(), words.join(" "));
    for (const each of commands) if (each !== "help") await look([...words, each]);
  };
  assert.ok((await commandsIn([])).includes("doctor"));
  await look([]);
});

test("choices of options and arguments are offered, and files where a file is meant", async () => {
  assert.deepEqual(await offered("doctor", "-f", ""), { kind: ":words", words: ["table", "json", "value"] });
  assert.deepEqual(await offered("doctor", "--format", "j"), { kind: ":words", words: ["json"] });
  assert.deepEqual(await offered("doctor", "--format=j"), { kind: ":words", words: ["--format=json"] });
  // As bash takes words apart.
  assert.deepEqual(await offered("doctor", "--format", "=", "j"), { kind: ":words", words: ["json"] });
  assert.deepEqual((await offered("doctor", "--format", "=")).words, ["table", "json", "value"]);
  assert.deepEqual((await offered("completion", "")).words, ["bash", "zsh", "fish"]);
  assert.equal((await offered("doctor", "--transcript", "")).kind, ":files");
  assert.equal((await offered("doctor", "--transcript=")).kind, ":files");
  assert.deepEqual(await offered("doctor", "--region", ""), { kind: ":words", words: [] });
  assert.deepEqual(await offered("nothing", "of", "this"), { kind: ":words", words: [] });
  assert.deepEqual(await offered("doctor", "--", "-"), { kind: ":words", words: [] });
});

test("a script for each shell, and no other", async () => {
  for (const shell of ["bash", "zsh", "fish"]) assert.match((await run(["completion", shell])).out, /__complete/);
  const { exit, said } = await run(["completion", "csh"]);
  assert.equal(exit, 2);
  assert.match(said, /bash, zsh, fish/);
});

/** A folder with the program by its name in `bin`, two files, and the script. */
async function desk(shell) {
  const at = folder();
  mkdirSync(path.join(at, "bin"));
  chmodSync(program, 0o755);
  symlinkSync(program, path.join(at, "bin/ecs-password"));
  for (const name of ["one file.json", "other.json"]) writeFileSync(path.join(at, name), "");
  writeFileSync(path.join(at, "script"), (await run(["completion", shell])).out);
  return at;
}

/** Runs a shell with a text; gives the lines that it prints. */
async function inShell(shell, args, at) {
  const { stdout } = await promisify(execFile)(shell, args, { cwd: at, timeout: 60_000, env: { PATH: `${path.join(at, "bin")}:${path.dirname(process.execPath)}:${process.env.PATH}`, HOME: at, TERM: "dumb" } });
  return stdout.split("\n").filter(Boolean);
}

const CASES = [
  { words: ["doc"], offers: ["doctor"] },
  { words: ["completion", ""], offers: ["bash", "fish", "zsh"] },
  { words: ["doctor", "--format", ""], offers: ["json", "table", "value"] },
  { words: ["doctor", "--transc"], offers: ["--transcript"] },
  { words: ["doctor", "--transcript", "o"], offers: ["one file.json", "other.json"] },
  { words: ["doctor", "--transcript", "oth"], offers: ["other.json"] },
];

const SHELLS = {
  async bash(words, at) {
    const given = ["ecs-password", ...words].map((word) => `'${word}'`).join(" ");
    return inShell("bash", ["--norc", "-c", `. ./script; COMP_WORDS=(${given}) COMP_CWORD=${words.length}; _ecs_password 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`], at);
  },
  // What zsh's own functions would show is caught where it is handed to them.
  async zsh(words, at) {
    const given = ["ecs-password", ...words].map((word) => `'${word}'`).join(" ");
    const stubs = `compdef() { :; }; compset() { :; }; _describe() { for each in "\${(@P)\${@[-1]}}"; do print -r -- "\${each%%:*}"; done; }; _files() { print -rl -- "\${words[CURRENT]}"*(N); }`;
    return inShell("zsh", ["-f", "-c", `${stubs}; . ./script; words=(${given}); CURRENT=${words.length + 1}; _ecs_password`], at);
  },
  async fish(words, at) {
    const lines = await inShell("fish", ["--no-config", "-c", `source ./script; complete -C ${JSON.stringify(["ecs-password", ...words].join(" "))}`], at);
    return lines.map((line) => line.split("\t")[0].replaceAll("\\ ", " "));
  },
};

for (const [shell, ask] of Object.entries(SHELLS)) {
  test(`${shell} offers what the program says`, { skip: which(shell) === undefined && !isDemanded() && `not run: there is no ${shell}` }, async () => {
    const at = await desk(shell);
    for (const { words, offers } of CASES) assert.deepEqual((await ask(words, at)).sort(), offers, `${shell}: ${words.join(" ")}`);
  });
}
