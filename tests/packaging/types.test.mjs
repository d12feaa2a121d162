// The shipped types, checked as a consumer's compiler sees them.
import assert from "node:assert/strict";
import { cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { bin, root } from "../../src/xtask/steps.mjs";
import { compilers } from "../../src/xtask/tools.mjs";
import { project, read, tryRun } from "./packed.mjs";

const CONSUMER = `
import {
  Client, EcsPasswordError, PolicySet, PrivateKey, Secret, buildRequest, deniedCheck, isEcsPasswordError, parsePolicy, parseResponse, requestContext, verdicts,
} from "ecs-password";
import type { ErrorCode, GetServerPasswordOptions, PolicyDifference, Server, Situation, Verdict } from "ecs-password";
import { init, initSync, PrivateKey as SlimKey } from "ecs-password/slim";
import { Client as OnlyClient } from "ecs-password/client";
import type { PrivateKey as KeyForClient } from "ecs-password/client";
import { PrivateKey as OnlyKey, Secret as OnlySecret } from "ecs-password/keys";
import { PolicySet as OnlyPolicy } from "ecs-password/policy";
import { locate, readPolicies } from "ecs-password/read";
import { Account } from "ecs-password/account";
import type { AccountSnapshot, WhoCanRow } from "ecs-password/account";
import { Client as BareClient, init as initClient } from "ecs-password/client/slim";
import { initSync as initKeys, PrivateKey as BareKey } from "ecs-password/keys/slim";
import { init as initPolicy, PolicySet as BarePolicy } from "ecs-password/policy/slim";
import clientFile from "ecs-password/client.wasm";
import keysFile from "ecs-password/keys.wasm";
import policyFile from "ecs-password/policy.wasm";
import readFile from "ecs-password/read.wasm";

export const url: string = buildRequest({
  operation: "getServerPassword", cloud: "otc", apiVersion: "v2.1", endpoint: "https://a.example", projectId: "p", serverId: "s",
}).url;
const answer = parseResponse({ operation: "getServerPassword", status: 200, headers: {}, body: "{}" });
export const text: string = answer.stored ? answer.ciphertext : answer.hint;
export const servers: Server[] = parseResponse({ operation: "listServers", status: 200 }).servers;

export async function run(fetchImpl: typeof fetch, signal: AbortSignal): Promise<string | undefined> {
  const client = new Client({
    cloud: "openstack", endpoint: "https://a.example", identityEndpoint: "https://b.example", fetchImpl,
    auth: { type: "password", user: "u", domain: { id: "default" }, password: "p", project: { name: "n", domain: "d" } },
  });
  using key = PrivateKey.parse(new Uint8Array(), { passphrase: "p" });
  const bits: number = key.bits;
  const found = await client.getServerPassword({ serverId: "s" }, { privateKey: key, signal, timeoutMs: bits });
  const { deleted } = await client.deleteServerPassword({ serverId: "s", apiVersion: "v2" }, { signal });
  const { nextMarker } = await client.listServers({ limit: 5 });
  if (deleted) await client.listServers({ marker: nextMarker });
  if (found.stored) found.password.reveal().toUpperCase();
  const options: GetServerPasswordOptions = { privateKey: key };
  const maybe = await client.getServerPassword({ serverId: "s" }, options);
  const secret: Secret | undefined = maybe.stored ? maybe.password : undefined;
  const end: "lf" | "crlf" | "nul" | undefined = secret?.trimmed;
  const encoding: "utf-16le" | "utf-16be" | "windows-1252" | undefined = secret?.encoding;
  void [end, encoding];
  return secret?.reveal();
}

export function who(snapshot: AccountSnapshot): WhoCanRow[] {
  using account = new Account(snapshot);
  return account.whoCan({ operation: "getServerPassword", projectId: "p" }).rows;
}

export function mayI(document: string): Verdict {
  using policies = new PolicySet([{ name: "p", document, scope: { kind: "project", id: "p" } }]);
  const context = requestContext({ token: {}, action: "ecs:servers:get", time: new Date() });
  const decision: Verdict = policies.check({ operation: "getServerPassword", cloud: "otc", ...context }).decision;
  using situation: Situation = policies.situation({ context: { "g:UserName": ["a"], "g:MFAAge": null }, assume: { serviceCase: true } });
  using preview = policies.preview({ cloud: "huawei" });
  const numbers: Uint8Array = preview.update(situation);
  const named: Verdict | undefined = verdicts[numbers[0] ?? 3];
  const change: PolicyDifference = policies.diff(policies, { cloud: "otc" });
  const text: string = policies.diff(policies, { cloud: "otc" }, { format: "csv" });
  const again = deniedCheck({ status: 403, body: "{}" });
  if (again) policies.check(again);
  void [change, text, parsePolicy(document, { limits: "otc" }).diagnostics[0]?.span.line];
  return named ?? decision;
}

// What an entry gives, the others take.
export async function across(client: OnlyClient, bare: BareClient, only: OnlyPolicy): Promise<void> {
  const key: KeyForClient = OnlyKey.parse("");
  const found = await client.getServerPassword({ serverId: "s" }, { privateKey: key });
  const secret: OnlySecret | undefined = found.stored ? found.password : undefined;
  await bare.getServerPassword({ serverId: "s" }, { privateKey: BareKey.parse("") });
  const other: BarePolicy = only;
  const { entries } = await client.listPolicies();
  void [secret, other.diff(new OnlyPolicy(entries), { cloud: "otc" })];
  await Promise.all([initClient("https://a.example"), initPolicy(fetch("https://a.example"))]);
  initKeys(new Uint8Array());
}

export function code(error: unknown): ErrorCode | undefined {
  if (isEcsPasswordError(error)) { const bytes: Uint8Array | undefined = error.secret?.bytes(); void bytes; return error.code; }
  return error instanceof EcsPasswordError ? error.code : undefined;
}

export async function slim(): Promise<void> {
  await init(new URL("https://a.example"));
  await init(fetch("https://a.example"));
  initSync(new Uint8Array());
  for (const file of [clientFile, keysFile, policyFile, readFile]) await (typeof file === "string" ? init(file) : init(file));
  if (typeof keysFile !== "string") initSync(keysFile);
  void SlimKey;
}
`;

// Each of these lines must be an error, or the types say nothing.
const WRONG = `
import { Client, PrivateKey, Secret, buildRequest, parseResponse } from "ecs-password";
import type { ErrorCode } from "ecs-password";
import { initSync } from "ecs-password/keys/slim";
import keysFile from "ecs-password/keys.wasm";
// @ts-expect-error: an unknown operation
buildRequest({ operation: "reboot", cloud: "otc", apiVersion: "v2.1", endpoint: "e", serverId: "s" });
// @ts-expect-error: a field of another operation
buildRequest({ operation: "getKeyPair", cloud: "otc", apiVersion: "v2.1", endpoint: "e", serverId: "s" });
// @ts-expect-error: the server is missing
buildRequest({ operation: "getServerPassword", cloud: "otc", apiVersion: "v2.1", endpoint: "e" });
// @ts-expect-error: the result of another operation
parseResponse({ operation: "getKeyPair", status: 200 }).servers;
// @ts-expect-error: only a stored password can be decrypted
parseResponse({ operation: "getServerPassword", status: 200 }).password;
// @ts-expect-error: without a key nothing is decrypted
export const undecrypted = async (client: Client): Promise<void> => { const answer = await client.getServerPassword({ serverId: "s" }); if (answer.stored) answer.password.reveal(); };
// @ts-expect-error: a secret is made by this package only
new Secret();
// @ts-expect-error: a key is parsed
new PrivateKey();
// @ts-expect-error: an unknown option
PrivateKey.parse("", { passPhrase: "" });
// @ts-expect-error: an unknown way to sign in
new Client({ cloud: "otc", endpoint: "e", auth: { type: "magic" } });
// @ts-expect-error: no such code
export const code: ErrorCode = "nonsense";
// @ts-expect-error: a file may be told by its URL, which only \`init\` takes
initSync(keysFile);
// @ts-expect-error: the core is not public
export type Core = typeof import("ecs-password/dist/internal/core.js");
`;

const [, QUICK_START] = /<!-- quick start: .*?-->\n```js\n(.*?)```/s.exec(read("README.md"));

/** Every entry, for resolvers that know no `exports`. */
const OLD = ["", "/account", "/client", "/keys", "/policy", "/read"].flatMap((entry, index) => [
  `import * as full${index.toString()} from "ecs-password${entry}";`,
  `import * as slim${index.toString()} from "ecs-password${entry}/slim";`,
  entry && `import file${index.toString()} from "ecs-password${entry}.wasm";\nvoid slim${index.toString()}.init(file${index.toString()});`,
  `export const error${index.toString()}: typeof full${index.toString()}.EcsPasswordError = slim${index.toString()}.EcsPasswordError;`,
]).join("\n");

const BASE = { strict: true, skipLibCheck: false, noEmit: true, target: "ES2022", types: [] };
// As it is by default; that the parts of the DOM can be iterated is in `DOM` itself only since TypeScript 6.
const DOM = ["ES2022", "DOM", "DOM.Iterable"];
const SETTINGS = {
  bundler: { module: "ESNext", moduleResolution: "bundler", lib: DOM },
  node16: { module: "Node16", moduleResolution: "Node16", lib: DOM },
  nodenext: { module: "NodeNext", moduleResolution: "NodeNext", lib: DOM },
  "nodenext with exactOptionalPropertyTypes": {
    module: "NodeNext",
    moduleResolution: "NodeNext",
    lib: DOM,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  },
  "nodenext in Node, without DOM": { module: "NodeNext", moduleResolution: "NodeNext", lib: ["ES2022"], types: ["node"] },
};

const folder = project("types", { "consumer.ts": CONSUMER, "wrong.ts": WRONG, "quick-start.ts": QUICK_START, "old.ts": OLD });
for (const name of ["@types/node", "undici-types"]) {
  cpSync(path.join(root, "node_modules", name), path.join(folder, "node_modules", name), { recursive: true });
}

/** The oldest that it is promised for, the last one with the old resolver, and the newest. */
const COMPILERS = { "5.4": compilers()["5.4"], "of the repository": bin("typescript", "tsc"), "7.0": compilers()["7.0"] };

function compiles(settings, names, compiler = COMPILERS["of the repository"]) {
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...BASE, ...settings }, files: names }));
  const { status, text } = tryRun(folder, process.execPath, compiler, "-p", ".");
  assert.equal(status, 0, text);
}

for (const [version, compiler] of Object.entries(COMPILERS)) {
  for (const [name, settings] of Object.entries(SETTINGS)) {
    test(`the types hold for TypeScript ${version} in ${name}`, () => compiles(settings, ["consumer.ts", "wrong.ts"], compiler));
  }
}

test("the quick start of the README is strict TypeScript as it is", () => {
  compiles({ module: "NodeNext", moduleResolution: "NodeNext", lib: ["ES2022"], types: ["node"], noUncheckedIndexedAccess: true }, ["quick-start.ts"]);
});

// Version 7 knows it no more.
for (const [version, more] of Object.entries({ "5.4": {}, "of the repository": { ignoreDeprecations: "6.0" } })) {
  test(`the old resolver of TypeScript ${version} finds the types of every entry`, () => {
    compiles({ module: "ESNext", moduleResolution: "node10", ...more, lib: DOM }, ["old.ts"], COMPILERS[version]);
  });
}

test("no public type is any", () => {
  const source = 'import * as api from "ecs-password/slim"; type Any<T> = 0 extends 1 & T ? T : never;\nexport type Names = { [Name in keyof typeof api]: Any<(typeof api)[Name]> };\nexport const names: Record<keyof typeof api, never> = {} as Names;';
  writeFileSync(path.join(folder, "any.ts"), source);
  const { status, text } = tryRun(folder, process.execPath, bin("typescript", "tsc"), "--strict", "--ignoreConfig", "--noEmit", "--module", "nodenext", "--lib", "ES2022,DOM", "any.ts");
  assert.equal(status, 0, text);
});
