// `node src/xtask/walls.mjs`: which room of the Rust core may name which (`wall-rules.mjs`), read off the paths in its sources.
import { readFileSync } from "node:fs";
import path from "node:path";
import { files, main, output, root, say, Stop } from "./steps.mjs";
import { FACADE, NATIVE, ONLY, OUTSIDE, ROOMS } from "./wall-rules.mjs";

/** Comments, strings and characters, so that nothing in them is taken for a path; then what paths are made of. */
const TOKEN =
  /\/\/.*|\/\*|\b[bc]?r(?<hashes>#*)"[^]*?"\k<hashes>|"(?:\\[^]|[^"\\])*"|'(?:\\(?:u\{[^}]*\}|x[0-9a-fA-F]{2}|.)|[^'\\\n])'|r#\w+|[\p{XID_Start}_]\p{XID_Continue}*|\d\w*|::|\S/gu;
const NAME = /^(?:r#)?[\p{XID_Start}_]/u;

function tokensOf(text, file) {
  const tokens = [];
  let [line, from] = [1, 0];
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    line += text.slice(from, index).split("\n").length - 1;
    from = index;
    if (token === "/*") throw new Stop(`${file}:${String(line)}: write the comment with //: /* … */ is not read here`);
    if (!token.startsWith("//") && !/^[bcr#]*"|^'./.test(token)) tokens.push({ token, line });
  }
  return tokens;
}

/**
 * Every path in a source: its segments, where it stands, the inline modules around it, whether `use` brings it in, and as what. Groups
 * are taken apart: `a::{b, c::*}` is `a::b` and `a::c::*`.
 */
export function paths(text, file) {
  const tokens = tokensOf(text, file);
  const found = [];
  const blocks = [];
  let isUse = false;
  const at = (index) => tokens[index]?.token;
  const isName = (index) => NAME.test(at(index) ?? "");
  const modules = () => blocks.filter((name) => name !== undefined);
  const emit = (segments, index, alias) => found.push({ segments, alias, line: tokens[index].line, modules: modules(), isUse });

  /** One path from `index` on; gives where the next token is. */
  function read(prefix, index) {
    const segments = [...prefix];
    const start = index;
    while (isName(index) || at(index) === "*") {
      // `a::{self}` is `a`.
      if (segments.length === 0 || at(index) !== "self") segments.push(at(index));
      index += 1;
      if (at(index) !== "::") break;
      index += 1;
      if (at(index) === "{") return group(segments, index);
    }
    const isRenamed = isUse && at(index) === "as";
    emit(segments, start, isRenamed ? at(index + 1) : undefined);
    if (isRenamed) index += 2;
    return Math.max(index, start + 1);
  }

  function group(prefix, index) {
    index += 1;
    while (index < tokens.length && at(index) !== "}") {
      if (isName(index) || at(index) === "*") index = read(prefix, index);
      else index += 1;
    }
    return index + 1;
  }

  for (let index = 0; index < tokens.length; ) {
    const token = at(index);
    if (token === "mod" && isName(index + 1) && at(index + 2) === "{") {
      blocks.push(at(index + 1));
      index += 3;
    } else if (token === "use" && at(index + 1) !== "<") {
      isUse = true;
      index += 1;
    } else if (isName(index)) {
      index = read([], index);
    } else {
      if (token === "{" && !isUse) blocks.push(undefined);
      if (token === "}" && !isUse) blocks.pop();
      if (token === ";") isUse = false;
      index += 1;
    }
  }
  return found;
}

/** The module that a file below src is: `src/a/mod.rs` and `src/a.rs` are `a`, lib.rs is the root. */
function moduleOf(file) {
  const segments = file.replace(/^src\//, "").replace(/\.rs$/, "").split("/");
  return ["mod", "lib"].includes(segments.at(-1)) ? segments.slice(0, -1) : segments;
}

/**
 * What breaks the rules, as sentences with file and line. `sources` are the files of the core, by name; of a path, what counts is the
 * module it leads to, also where it is written with `super` or by a name that lib.rs re-exports.
 */
export function brokenWalls(sources, { rooms, only, facade }) {
  const read = Object.entries(sources).map(([file, text]) => ({ file, module: moduleOf(file), found: paths(text, file) }));
  const modules = new Set(read.map(({ module }) => module.join("::")));
  const findings = [];

  const nearest = (segments) => {
    for (let length = segments.length; length > 0; length -= 1) {
      const name = segments.slice(0, length).join("::");
      if (modules.has(name)) return name;
    }
    return undefined;
  };
  const roomOf = (name) => {
    const matches = rooms.flatMap((room) => room.modules.map((module) => ({ room, module })));
    const fitting = matches.filter(({ module }) => name === module || name.startsWith(`${module}::`));
    return fitting.sort((one, other) => other.module.length - one.module.length)[0]?.room;
  };

  /** A path of ours from the root of the crate on, or undefined where it leads out of the crate. */
  function fromRoot(segments, here) {
    const [first, ...rest] = segments;
    if (first === "crate") return rest;
    if (first === "self") return [...here, ...rest];
    if (first === "super") {
      const ups = segments.findIndex((segment) => segment !== "super");
      const count = ups < 0 ? segments.length : ups;
      return [...here.slice(0, here.length - count), ...segments.slice(count)];
    }
    return modules.has([...here, first].join("::")) ? [...here, ...segments] : undefined;
  }

  const reexports = new Map();
  for (const { segments, alias, isUse, modules: inside } of read.find(({ file }) => file === facade)?.found ?? []) {
    const module = isUse && inside.length === 0 ? nearest(fromRoot(segments, []) ?? []) : undefined;
    if (module) reexports.set(alias ?? segments.at(-1), module);
  }

  for (const { file, module, found } of read) {
    const isFacade = file === facade;
    const room = isFacade ? undefined : roomOf(module.join("::"));
    if (!room && !isFacade) findings.push(`${file}: is in no room: put its module into one in src/xtask/wall-rules.mjs`);
    for (const { segments, line, modules: inside, isUse } of found) {
      const where = `${file}:${String(line)}: \`${segments.join("::")}\``;
      const mayName = ({ rooms: allowed, modules: own = [] }) => allowed.includes(room?.room) || own.includes(module.join("::"));
      const rule = only.find((each) => each.names.some((name) => isNamed(name, segments, isUse)) && !mayName(each));
      if (rule) findings.push(`${where}: ${rule.reason}`);
      const target = fromRoot(segments, [...module, ...inside]);
      // A keyword alone names no module, except where `use` gives it another name.
      if (!room || !target || (segments.length === 1 && !isUse)) continue;
      const name = nearest(target) ?? reexports.get(target[0]);
      const other = name && roomOf(name);
      if (!name) findings.push(`${where} may be of any room: name what is meant by the path of its module`);
      else if (other && other !== room && !room.may.includes(other.room)) {
        findings.push(`${where} is of ${other.room}, and ${room.room} may name ${room.may.length > 0 ? `only ${room.may.join(", ")}` : "no other room"}`);
      }
    }
  }
  return [...findings, ...brokenRules(rooms, only, modules)];
}

/** Whether a path names a crate, a module or an item, or brings in what it lies in. */
function isNamed(name, segments, isUse) {
  const wanted = name.split("::");
  if (wanted.every((segment, index) => segment === segments[index])) return true;
  if (!isUse) return false;
  const given = segments.at(-1) === "*" ? segments.slice(0, -1) : segments;
  return given.length < wanted.length && given.every((segment, index) => segment === wanted[index]);
}

/** Rules that are about nothing, or that lead in a circle. */
function brokenRules(rooms, only, modules) {
  const names = rooms.map(({ room }) => room);
  const findings = [];
  for (const { room, modules: own, may } of rooms) {
    for (const module of own) if (!modules.has(module)) findings.push(`wall-rules.mjs: the module ${module} of ${room} is not there`);
    for (const other of may) if (!names.includes(other)) findings.push(`wall-rules.mjs: ${room} may name ${other}, which is no room`);
  }
  for (const { rooms: allowed, modules: own = [] } of only) {
    for (const room of allowed) if (!names.includes(room)) findings.push(`wall-rules.mjs: ${room} is no room`);
    for (const module of own) if (!modules.has(module)) findings.push(`wall-rules.mjs: the module ${module} is not there`);
  }
  const reached = (room, seen = new Set()) => {
    for (const other of rooms.find((each) => each.room === room)?.may ?? []) if (!seen.has(other)) reached(other, seen.add(other));
    return seen;
  };
  for (const room of names) if (reached(room).has(room)) findings.push(`wall-rules.mjs: ${room} leads back to itself`);
  return findings;
}

/** The crates that the native build must not depend on, as `cargo tree` names them. */
export function foreignCrates(tree, names) {
  return tree.split("\n").filter((line) => names.some((name) => new RegExp(`(?:^|\\s)${name} v\\d`).test(line)));
}

await main(import.meta.url, () => {
  const names = files("src").map((name) => name.replaceAll(path.sep, "/"));
  const core = names.filter((name) => name.endsWith(".rs") && !OUTSIDE.some((folder) => name.startsWith(folder)));
  const sources = Object.fromEntries(core.map((name) => [name, readFileSync(path.join(root, name), "utf8")]));
  const broken = brokenWalls(sources, { rooms: ROOMS, only: ONLY, facade: FACADE });
  if (broken.length > 0) throw new Stop(`the walls of the core (src/xtask/wall-rules.mjs):\n  ${broken.join("\n  ")}`);
  const tree = output("cargo", ["tree", "--locked", "--package", "ecs-password", "--edges", "normal,build"]);
  if (!tree) throw new Stop("`cargo tree` failed");
  const foreign = foreignCrates(tree, NATIVE.without);
  if (foreign.length > 0) throw new Stop(`${NATIVE.reason}, and \`cargo tree\` says:\n${foreign.join("\n")}`);
  say(`the walls between ${String(ROOMS.length)} rooms of the core hold`);
});
