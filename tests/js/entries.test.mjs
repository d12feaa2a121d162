// The entries of the package among each other: the same names, the same classes, and each module of WebAssembly started by what needs it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { CAPABILITIES } from "../../src/xtask/build.mjs";
import { root } from "../../src/xtask/steps.mjs";

const names = CAPABILITIES.map(({ name }) => name);
const whole = await import("ecs-password");
const START = ["init", "initSync"];

/** Runs a module in a process of its own; gives what it prints. */
function run(source) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", source], { cwd: root, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout.trim().split("\n");
}

test("each entry is the same with and without the WebAssembly inside", async () => {
  for (const name of ["", ...names.map((each) => `/${each}`)]) {
    const [inline, slim] = [await import(`ecs-password${name}`), await import(`ecs-password${name}/slim`)];
    assert.deepEqual([...Object.keys(inline), ...START].sort(), Object.keys(slim).sort(), name);
    for (const each of Object.keys(inline)) assert.equal(inline[each], slim[each], `${each} of ${name}`);
  }
});

test("the main entry has all that the others have, and nothing else", async () => {
  const all = {};
  for (const name of names) Object.assign(all, await import(`ecs-password/${name}`));
  assert.deepEqual(Object.keys(all).sort(), Object.keys(whole).sort());
  for (const each of Object.keys(all)) assert.equal(all[each], whole[each], each);
});

test("there is one class of errors", async () => {
  for (const name of names) assert.equal((await import(`ecs-password/${name}`)).EcsPasswordError, whole.EcsPasswordError);
});

test("each module of WebAssembly starts with the first call that needs it, and no earlier", () => {
  const lines = run(`
    let compiled = 0;
    const { Module } = WebAssembly;
    WebAssembly.Module = class extends Module { constructor(bytes) { super(bytes); compiled += 1; } };
    const api = await import("ecs-password");
    const calls = [
      () => api.isEcsPasswordError(1), () => api.verdicts[0], () => api.buildRequest({}), () => api.buildRequest({}), () => api.parsePolicy("{}"),
      () => new api.PolicySet([]), () => api.PrivateKey.parse("x"), () => api.PrivateKey.parse("x"),
      () => api.locate("", { places: [], span: 1 }, {}), () => api.readPolicies(""), () => api.readPolicies(""),
    ];
    for (const call of calls) { try { call(); } catch {} console.log(compiled); }`);
  assert.deepEqual(lines, ["0", "0", "1", "1", "2", "2", "3", "3", "3", "4", "4"]);
});

test("the bytes inside are the same, whatever a runtime has to decode them", () => {
  const lines = run(`
    import { createHash } from "node:crypto";
    import { readFileSync } from "node:fs";
    import { fromBase64 } from "./dist/internal/shared.js";
    import { base64 } from "./dist/glue/keys-base64.js";
    const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
    const right = hash(readFileSync("dist/keys.wasm"));
    const { from } = Buffer;
    let calls = "";
    Buffer.from = (...args) => { calls += "node "; return from(...args); };
    console.log(hash(fromBase64(base64)) === right);
    Uint8Array.fromBase64 = (text) => { calls += "own "; return from(text, "base64"); };
    console.log(hash(fromBase64(base64)) === right);
    delete Uint8Array.fromBase64;
    const { Buffer: own } = globalThis;
    globalThis.Buffer = undefined;
    const bytes = fromBase64(base64);
    globalThis.Buffer = own;
    console.log(hash(bytes) === right, calls);`);
  assert.deepEqual(lines, ["true", "true", "true node own"]);
});

test("an entry without its WebAssembly says which file it wants", () => {
  const lines = run(`
    import { readFileSync } from "node:fs";
    import { EcsPasswordError, buildRequest, init, initSync, parsePolicy, PrivateKey } from "ecs-password/slim";
    import { initSync as initKeys } from "ecs-password/keys/slim";
    const wasm = (name) => readFileSync("dist/" + name + ".wasm");
    const tell = (call) => { try { call(); console.log("works"); } catch (error) { console.log(error.code, /ecs-password.\\w+\\.wasm/.exec(error.hint)?.[0]); } };
    for (const call of [() => buildRequest({}), () => parsePolicy("{}"), () => PrivateKey.parse("x")]) tell(call);
    tell(() => initKeys(wasm("policy")));
    initSync(wasm("keys"));
    tell(() => parsePolicy("{}"));
    await init(wasm("policy"));
    tell(() => parsePolicy("{}"));
    tell(() => PrivateKey.parse("x"));
    tell(() => initKeys(wasm("keys")));
    try { initKeys(wasm("client")); } catch (error) { console.log(error instanceof EcsPasswordError); }`);
  assert.deepEqual(lines, [
    "notInitialized ecs-password/client.wasm", "notInitialized ecs-password/policy.wasm", "notInitialized ecs-password/keys.wasm",
    "invalidInput ecs-password/keys.wasm", "notInitialized ecs-password/policy.wasm", "works", "noKey undefined", "works", "true",
  ]);
});

test("a wrong file is refused as that, and the right one starts all the same", () => {
  const lines = run(`
    import { readFileSync } from "node:fs";
    import { init, initSync, parsePolicy, PrivateKey } from "ecs-password/slim";
    const right = readFileSync("dist/keys.wasm");
    // Valid modules: an empty one, and one of another build, by what stands in its last section.
    const empty = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    const other = Buffer.from(right);
    other[other.length - 1] ^= 1;
    const wrong = [empty, other, right.subarray(0, 1000), Buffer.from("<html>"), Buffer.alloc(0)];
    const told = async (call) => { try { await call(); return "works"; } catch (error) { return error.code + " " + error.path; } };
    for (const bytes of wrong) console.log(await told(() => init(bytes)), await told(() => initSync(bytes)));
    console.log(await told(() => init(new WebAssembly.Module(empty))), await told(() => PrivateKey.parse("x")));
    console.log(await told(() => init(right)), await told(() => PrivateKey.parse("x")));
    console.log(await told(() => init(empty)), await told(() => PrivateKey.parse("x")), await told(() => parsePolicy("{}")));`);
  const refused = "invalidInput source";
  assert.deepEqual(lines, [...Array(5).fill(`${refused} ${refused}`), `${refused} notInitialized undefined`, "works noKey undefined", `${refused} noKey undefined notInitialized undefined`]);
});

test("a module with the stamp of the package and other exports is refused, and the right one starts all the same", () => {
  const lines = run(`
    import { readFileSync } from "node:fs";
    import { init, initSync, PrivateKey } from "ecs-password/slim";
    import { init as initPolicy, parsePolicy } from "ecs-password/policy/slim";
    const of = (name) => readFileSync("dist/" + name + ".wasm");
    const sized = (id, bytes) => {
      const length = [];
      for (let rest = bytes.length; length.length === 0 || rest > 0; rest >>= 7) length.push((rest & 127) | (rest > 127 ? 128 : 0));
      return Buffer.from([...(id === undefined ? [] : [id]), ...length, ...bytes]);
    };
    // Fewer than 128, so that their number is one byte.
    const vector = (parts) => Buffer.concat([Buffer.of(parts.length), ...parts]);
    const stampOf = (name) => Buffer.from(WebAssembly.Module.customSections(new WebAssembly.Module(of(name)), "ecs-password")[0]);
    /** Exports one function, which takes nothing and does what is in body, by each of the names. */
    const forged = (name, names, body = []) => Buffer.concat([
      Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
      sized(1, [1, 0x60, 0, 0]), sized(3, [1, 0]),
      sized(7, vector(names.map((each) => Buffer.concat([sized(undefined, Buffer.from(each)), Buffer.from([0, 0])])))),
      sized(10, [1, ...sized(undefined, [0, ...body, 0x0b])]),
      sized(0, Buffer.concat([sized(undefined, Buffer.from("ecs-password")), stampOf(name)])),
    ]);
    const told = async (call) => { try { await call(); return "works"; } catch (error) { return error.code + " " + error.path; } };
    const names = WebAssembly.Module.exports(new WebAssembly.Module(of("keys"))).map(({ name }) => name);
    const all = [forged("keys", []), forged("keys", ["__wbindgen_start"]), forged("keys", ["__wbindgen_start"], [0x00]), forged("keys", names)];
    for (const bytes of all) console.log(await told(() => init(bytes)), await told(() => initSync(bytes)), await told(() => PrivateKey.parse("x")));
    console.log(await told(() => init(of("keys"))), await told(() => PrivateKey.parse("x")));
    // What is started stays, whatever comes after it.
    console.log(await told(() => init(all[0])), await told(() => PrivateKey.parse("x")));
    console.log(await told(() => initPolicy(forged("policy", ["memory"]))), await told(() => initPolicy(of("policy"))), await told(() => parsePolicy("{}")));`);
  const refused = "invalidInput source";
  assert.deepEqual(lines, [
    ...Array(4).fill(`${refused} ${refused} notInitialized undefined`),
    "works noKey undefined", "works noKey undefined", `${refused} works works`,
  ]);
});
