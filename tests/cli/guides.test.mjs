// The guides of www/guides: their files are written into an empty folder, and what they run is run there, in its order, as it stands.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { parse } from "yaml";
import { root } from "../../src/xtask/steps.mjs";

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

function run(folder, command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8", env: { PATH: process.env.PATH, HOME: folder } });
  return { status, said: `${stdout}${stderr}` };
}

/** The commands of a text that this build of the command line does not have. */
function missing(text) {
  const wanted = new Set(Array.from(text.matchAll(COMMAND), ([, command]) => command));
  return [...wanted].filter((command) => run(temporary, process.execPath, PROGRAM, ...command.split(" "), "--help").status !== 0 || !new RegExp(`Usage: ecs-password ${command}\\b`).test(run(temporary, process.execPath, PROGRAM, ...command.split(" "), "--help").said));
}

const flat = (text) => text.replace(/\s+/g, " ").trim();

/** Does what a block says; gives all that it said. */
function carriedOut(folder, { mark, language, text }) {
  if (language === "js") {
    writeFileSync(path.join(folder, "program.mjs"), text);
    const { status, said } = run(folder, process.execPath, "program.mjs");
    assert.equal(status, 0, said);
    return said;
  }
  const script = text.replaceAll("npx ecs-password", `"${process.execPath}" "${PROGRAM}"`);
  const { status, said } = run(folder, "sh", "-c", script);
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
    let said = "";
    for (const [index, block] of blocks.entries()) {
      const title = `${String(index)}: ${block.mark}: ${block.text.split("\n")[0]}`;
      test(title, (context) => {
        const lost = block.language === "sh" || block.mark === "workflow" ? missing(block.text) : [];
        if (lost.length > 0) {
          said = undefined;
          context.skip(`this build has no ${lost.map((each) => `\`${each}\``).join(", ")}`);
        } else if (block.mark.startsWith("the file ")) {
          const file = path.join(folder, block.mark.slice("the file ".length));
          mkdirSync(path.dirname(file), { recursive: true });
          writeFileSync(file, block.text);
        } else if (block.mark === "workflow") {
          assert.ok(Object.values(parse(block.text).jobs).every(({ steps }) => steps.length > 0));
        } else if (block.mark === "says") {
          if (said === undefined) return context.skip("what it would be said by was not run");
          for (const line of block.text.trim().split("\n")) assert.ok(flat(said).includes(flat(line)), `${line}\nis not in\n${said}`);
        } else said = carriedOut(folder, block);
      });
    }
  });
}
