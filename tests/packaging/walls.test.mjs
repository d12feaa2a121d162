// The check of the walls, on made-up sources.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ESLint } from "eslint";
import { circles } from "../../eslint.config.mjs";
import { root } from "../../src/xtask/steps.mjs";
import { brokenWalls, foreignCrates, paths } from "../../src/xtask/walls.mjs";

const LIB = `//! A crate.
mod base;
pub mod keys;
pub mod policy;
pub use base::{Error, ids::{Id, Name as Called}};
pub use policy::Set;
fn example() { policy::Id(); }
mod example { use crate::policy::Id; }
`;
const RULES = {
  facade: "src/lib.rs",
  rooms: [
    { room: "base", modules: ["base"], may: [] },
    { room: "keys", modules: ["keys"], may: ["base"] },
    { room: "policy", modules: ["policy"], may: ["base"] },
    { room: "engine", modules: ["policy::engine"], may: ["base"] },
    { room: "wasm", modules: ["wasm"], may: ["base", "keys", "policy"] },
  ],
  only: [
    { names: ["web_sys"], rooms: ["wasm"], reason: "only wasm knows JavaScript" },
    { names: ["std::fs", "std::time::Instant"], rooms: [], reason: "no clock, no files" },
    { names: ["json::Value"], rooms: ["wasm"], modules: ["base::ids"], reason: "only wasm reads JSON" },
  ],
};
const EMPTY = Object.fromEntries(
  ["base/mod", "base/ids", "keys/mod", "keys/der", "policy/mod", "policy/parse", "policy/engine/mod", "policy/engine/run", "wasm/mod"].map((name) => [`src/${name}.rs`, ""]),
);

/** What is found where one file holds `text`. */
function broken(file, text, rules = RULES) {
  return brokenWalls({ "src/lib.rs": LIB, ...EMPTY, [file]: text }, rules);
}

/** The lines in which something is found, all with the same reason. */
function lines(file, text, reason) {
  return broken(file, text).map((finding) => {
    const [, name, line, rest] = /^(.+?):(\d+): (.*)$/.exec(finding) ?? assert.fail(finding);
    assert.equal(name, file);
    assert.ok(rest.includes(reason), `${finding}\ndoes not say: ${reason}`);
    return Number(line);
  });
}

test("a room names itself and what it may", () => {
  const text = "use crate::base::ids::Id;\nuse crate::{Error, Called, base::{self, ids}};\nuse self::der::x;\nfn f() { crate::keys::g(); der::h(); std::mem::take(); }\n";
  assert.deepEqual(broken("src/keys/mod.rs", text), []);
  assert.deepEqual(broken("src/keys/der.rs", "use super::*;\nuse super::super::base;\nuse crate::Id;\n"), []);
  assert.deepEqual(broken("src/wasm/mod.rs", "use crate::{keys, policy};\nuse web_sys::Window;\n"), []);
});

test("a finding names the file, the line, the path and what is allowed", () => {
  assert.deepEqual(broken("src/keys/der.rs", "//! Der.\n\nuse crate::policy::parse::read;\n"), [
    "src/keys/der.rs:3: `crate::policy::parse::read` is of policy, and keys may name only base",
  ]);
  assert.deepEqual(broken("src/base/ids.rs", "use crate::keys;\n"), ["src/base/ids.rs:1: `crate::keys` is of keys, and base may name no other room"]);
});

test("a path is found however it is written", () => {
  const ways = [
    "use crate::policy;",
    "use crate::policy as p;",
    "use crate::policy::*;",
    "pub(crate) use crate::policy::parse::{Value as V};",
    "use crate::{base::{Error, ids::*}, policy::{self}};",
    "use {crate::base, crate::policy};",
    "use crate::{\n    base,\n    policy,\n};",
    "use super::super::policy;",
    "use super::{super::policy, x};",
    "use crate::Set;",
    "use x::Set;\nmod inner { }\nuse super::super::policy;",
    "fn f() -> crate::policy::Set { todo() }",
    "fn f() { let x = <crate::policy::Set>::new(); }",
    "fn f() { let x = crate::policy::parse::<u8>(); }",
    "fn f(x: &'static crate::policy::Set, y: char) { g('\"', b'\\'', y) }",
    "fn f() { said!(\"a {}\", crate::policy::NAME); }",
    "macro_rules! m { () => { $crate::policy::f() } }",
    "mod inner { use super::super::super::policy; }",
    "mod inner { fn f() {} mod deeper { use super::super::super::super::policy; } }",
    "fn f() { { } }\nmod inner { }\nuse super::super::policy;",
    "let s = r#\"a \" // b\"#; use crate::policy;",
    "let s = \"a \\\" // b\"; use crate::policy;",
    "let a = 'a'; let b = '\\''; let c = '\"'; use crate::policy;",
  ];
  for (const way of ways) {
    const found = broken("src/keys/der.rs", way);
    assert.equal(found.length, 1, `${way}\n${found.join("\n")}`);
    assert.match(found[0], /^src\/keys\/der\.rs:\d+: .* is of policy, and keys may name only base$/);
  }
  assert.deepEqual(lines("src/keys/der.rs", "use crate::{\n    base,\n    policy,\n};\n\n/// `x`\nfn f() {\n    crate::Set::new();\n}\n", "is of policy"), [3, 8]);
});

test("what is no path is none", () => {
  const ways = [
    "// use crate::policy;",
    "/// [`crate::policy::Set`]\nfn f() {}",
    'const A: &str = "use crate::policy;";',
    'const A: &str = r"\\"; const B: &str = "crate::policy";',
    'const A: &[u8] = br##"crate::policy "# "##;',
    "fn f<'policy>(policy: &'policy str) { policy.policy() }",
    "use other::policy;",
    "use other::{self, policy::crate_policy};",
    "fn f() { self.policy; other::policy::f(); }",
    "pub(crate) fn f() {}\npub(super) struct S;\npub(in crate::keys) struct T;",
    "mod inner { use super::*; }\nuse super::der;",
  ];
  for (const way of ways) assert.deepEqual(broken("src/keys/der.rs", way), [], way);
});

test("a room within another is one of its own", () => {
  assert.match(broken("src/policy/mod.rs", "use engine::run;")[0], /is of engine, and policy may name only base/);
  assert.match(broken("src/policy/engine/run.rs", "use super::super::parse;")[0], /is of policy, and engine may name only base/);
  assert.deepEqual(broken("src/policy/engine/run.rs", "use super::x;\nuse crate::policy::engine::y;"), []);
});

test("the whole crate and an unknown name are no room", () => {
  for (const way of ["use crate::*;", "use super::super::*;", "use crate::Unknown;", "use crate as all;", "use super::super as all;"]) {
    assert.deepEqual(lines("src/keys/der.rs", way, "may be of any room"), [1], way);
  }
});

test("what only some rooms may name is refused everywhere else, however it is brought in", () => {
  for (const way of ["use web_sys::Window;", "use web_sys;", "#[web_sys::x] fn f() {}", "fn f() { ::web_sys::g() }"]) {
    assert.deepEqual(lines("src/keys/der.rs", way, "only wasm knows JavaScript"), [1], way);
  }
  const ways = ["use std::fs;", "use std::fs::File;", "use std::{mem, fs::{self, File}};", "use std::time::*;", "use std::time;", "use std::time::{self, Duration};", "use std::*;", "fn f() { std::time::Instant::now(); }"];
  for (const file of ["src/wasm/mod.rs", "src/lib.rs"]) {
    for (const way of ways) assert.ok(lines(file, way, "no clock, no files").length >= 1, way);
  }
  for (const way of ["use std::time::Duration;", "use std::mem;", "fn f(std: u8) { std }", "fn f() { std::time::Duration::ZERO; other::std::fs; }"]) {
    assert.deepEqual(broken("src/keys/der.rs", way), [], way);
  }
});

test("a module may name what its room may not", () => {
  assert.deepEqual(broken("src/base/mod.rs", "//! Base.\n\nuse json::{Map, Value};\n"), ["src/base/mod.rs:3: `json::Value`: only wasm reads JSON"]);
  for (const file of ["src/base/ids.rs", "src/wasm/mod.rs"]) assert.deepEqual(broken(file, "use json::Value;\n"), [], file);
});

test("every file is in a room", () => {
  assert.deepEqual(broken("src/new/thing.rs", ""), ["src/new/thing.rs: is in no room: put its module into one in src/xtask/wall-rules.mjs"]);
  assert.deepEqual(broken("src/keysmith.rs", "").length, 1);
});

test("rules that are about nothing or lead in a circle are refused", () => {
  const [base, ...others] = RULES.rooms;
  const withBase = (changed) => broken("src/keys/der.rs", "", { ...RULES, rooms: [{ ...base, ...changed }, ...others] });
  assert.deepEqual(withBase({ modules: ["base", "gone"] }), ["wall-rules.mjs: the module gone of base is not there"]);
  assert.deepEqual(withBase({ may: ["gone"] }), ["wall-rules.mjs: base may name gone, which is no room"]);
  assert.deepEqual(withBase({ may: ["keys"] }), ["wall-rules.mjs: base leads back to itself", "wall-rules.mjs: keys leads back to itself"]);
  assert.deepEqual(broken("src/keys/der.rs", "", { ...RULES, only: [{ names: ["x"], rooms: ["gone"], reason: "made up" }] }), ["wall-rules.mjs: gone is no room"]);
  assert.deepEqual(broken("src/keys/der.rs", "", { ...RULES, only: [{ names: ["x"], rooms: [], modules: ["gone"], reason: "made up" }] }), ["wall-rules.mjs: the module gone is not there"]);
});

test("a block comment, which would need more than this to be read, is refused", () => {
  assert.throws(() => paths("fn f() {}\n/* use crate::policy; */", "src/keys/der.rs"), /src\/keys\/der\.rs:2: write the comment with \/\//);
  assert.deepEqual(broken("src/keys/der.rs", 'const A: &str = "/*";'), []);
});

test("crates are found in the tree by their whole name", () => {
  const tree = "ecs-password v0.1.0\n├── js-sys v0.3.1\n│   └── wasm-bindgen v0.2.1 (*)\n├── not-js-sys v1.0.0\n└── js-sys-more v1.0.0\n";
  assert.deepEqual(foreignCrates(tree, ["js-sys", "wasm-bindgen"]), ["├── js-sys v0.3.1", "│   └── wasm-bindgen v0.2.1 (*)"]);
});

test("no import of the package or of its build leads in a circle", async () => {
  const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: [circles] });
  const broken = async (filePath, text) => {
    const [{ messages }] = await eslint.lintText(text, { filePath });
    return messages.map(({ ruleId, line }) => [ruleId, line]);
  };
  // `core.ts` imports `errors.ts`, and `build.mjs` imports `toolchain.mjs`.
  assert.deepEqual(await broken("src/js/errors.ts", 'import "./types.js";\nimport "./internal/core.js";\n'), [["import-x/no-cycle", 2]]);
  assert.deepEqual(await broken("src/xtask/toolchain.mjs", 'import "./steps.mjs";\nimport "./build.mjs";\n'), [["import-x/no-cycle", 2]]);
});
