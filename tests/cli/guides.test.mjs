// The guides of www/guides: their files are written into an empty folder, and what they run is run there, in its order, as it stands.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { text as textOf } from "node:stream/consumers";
import { after, describe, test } from "node:test";
import { parse } from "yaml";
import { root } from "../../src/xtask/steps.mjs";
import { startServerAndBehind } from "../server/helpers.mjs";

const GUIDES = path.join(root, "www/guides");
const PROGRAM = path.join(root, "dist/cli/main.js");
const COMMAND = /npx ecs-password ((?:policy |keys )?[a-z-]+)/g;

const temporary = mkdtempSync(path.join(os.tmpdir(), "ecs-password-guides-"));
after(() => rmSync(temporary, { recursive: true, force: true }));

/** The marked blocks of a guide, in their order: `{ mark, language, text }`. */
function blocksOf(name) {
  const text = readFileSync(path.join(GUIDES, name), "utf8");
  return Array.from(text.matchAll(/^<!-- (the file [^:\n]+|run(?:: ends with \d)?|says|workflow) -->\n```(\w+)\n(.*?)^```$/gms), ([, mark, language, block]) => ({ mark, language, text: block }));
}

/** What the guides leave to their reader: the password of the user. */
const OWN = { OS_PASSWORD: "alice-password" };

async function run(folder, command, ...args) {
  const child = spawn(command, args, { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ...OWN }, stdio: ["ignore", "pipe", "pipe"] });
  const [out, said, [status]] = await Promise.all([textOf(child.stdout), textOf(child.stderr), once(child, "close")]);
  return { status, said: `${out}${said}` };
}

/** The commands of a text that this build of the command line does not have. */
async function missing(text) {
  const lost = [];
  for (const command of new Set(Array.from(text.matchAll(COMMAND), ([, each]) => each))) {
    const { said } = await run(temporary, process.execPath, PROGRAM, ...command.split(" "), "--help");
    if (!new RegExp(`^Usage: ecs-password ${command}\\b`).test(said)) lost.push(command);
  }
  return lost;
}

/** A cloud in the place of the one that the guides name, and the key of its user. */
const { origin, behind } = await startServerAndBehind();
const KEY = "alice-rsa2048.pem";
const keyText = await (await fetch(`${origin}/sandbox/keys/${KEY}`)).text();
const here = (text) => text.replaceAll("https://keystone.example.com:5000", `${behind}/sandbox/identity`).replaceAll("https://nova.example.com:8774", `${behind}/sandbox/compute`);

const flat = (text) => text.replace(/\s+/g, " ").trim();

/** Does what a block says; gives all that it said. */
async function carriedOut(folder, { mark, language, text }) {
  if (language === "js") {
    writeFileSync(path.join(folder, "program.mjs"), text);
    const { status, said } = await run(folder, process.execPath, "program.mjs");
    assert.equal(status, 0, said);
    return said;
  }
  const script = text.replaceAll("npx ecs-password", `"${process.execPath}" "${PROGRAM}"`);
  const { status, said } = await run(folder, "sh", "-c", script);
  assert.equal(status, Number(/\d$/.exec(mark)[0]), `${text}${said}`);
  return said;
}

for (const name of readdirSync(GUIDES)) {
  const blocks = blocksOf(name);
  if (blocks.length === 0) continue;
  describe(name, () => {
    const folder = path.join(temporary, path.basename(name, ".md"));
    mkdirSync(path.join(folder, "node_modules"), { recursive: true });
    symlinkSync(root, path.join(folder, "node_modules/ecs-password"), "dir");
    writeFileSync(path.join(folder, KEY), keyText, { mode: 0o600 });
    let said = "";
    for (const [index, block] of blocks.entries()) {
      const title = `${String(index)}: ${block.mark}: ${block.text.split("\n")[0]}`;
      test(title, async () => {
        const lost = block.language === "sh" || block.mark === "workflow" ? await missing(block.text) : [];
        assert.deepEqual(lost, [], "there are no such commands");
        if (block.mark.startsWith("the file ")) {
          const file = path.join(folder, block.mark.slice("the file ".length));
          mkdirSync(path.dirname(file), { recursive: true });
          writeFileSync(file, here(block.text));
        } else if (block.mark === "workflow") {
          assert.ok(Object.values(parse(block.text).jobs).every(({ steps }) => steps.length > 0));
        } else if (block.mark === "says") {
          for (const line of block.text.trim().split("\n")) assert.ok(flat(said).includes(flat(line)), `${line}\nis not in\n${said}`);
        } else said = await carriedOut(folder, block);
      });
    }
  });
}
