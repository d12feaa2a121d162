// The types are made of those of the core. What the functions take and give on the vectors is held against them by the compiler.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import * as api from "ecs-password";
import { bin, cache, root } from "../../src/xtask/steps.mjs";
import { accountOf } from "./accounts.mjs";
import { runVectors } from "./run-vectors.mjs";

const VECTORS = path.join(root, "tests/vectors");
/** Of each kind: what comes later is alike, and the compiler takes its time. */
const MOST = 600;

const options = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  target: "ES2022",
  lib: ["ES2022", "DOM", "ESNext.Disposable"],
  types: [],
  module: "NodeNext",
  moduleResolution: "NodeNext",
};

/** What the compiler says of a file in the place of one of this package. */
function compiled(name, text) {
  const folder = path.join(cache, "types", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "values.mts"), text);
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["values.mts"] }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin("typescript", "tsc"), "-p", folder], { encoding: "utf8" });
  return { status, said: `${stdout}${stderr}` };
}

/** Values by the name of their type, each once. */
class Values {
  #lists = new Map();

  add(type, value) {
    const list = this.#lists.get(type) ?? new Set();
    if (list.size < MOST) list.add(JSON.stringify(value));
    this.#lists.set(type, list);
    return value;
  }

  count(type) {
    return this.#lists.get(type)?.size ?? 0;
  }

  text() {
    const lists = [...this.#lists].map(([type, list], index) => `export const list${String(index)}: (api.${type})[] = [\n${[...list].join(",\n")},\n];\n`);
    return `import type * as api from "ecs-password";\n${lists.join("")}`;
  }
}

/** The package, which keeps what it was given, where it took it, and what it gave. */
function recording(values) {
  const took = (type, input, result) => {
    // The reader takes `null` for a field that is not given; the types do without.
    if (!Object.values(input ?? {}).includes(null)) values.add(type, input);
    return result;
  };
  return {
    ...api,
    buildRequest: (input) => took("RequestInput", input, values.add("BuiltRequest", api.buildRequest(input))),
    parseResponse: (input) => {
      const result = values.add(`OperationResults["${input.operation}"]`, api.parseResponse(input));
      return took(`ResponseInput<"${input.operation}">`, input, result);
    },
    checkPassword: (password, input) => took("PasswordRulesInput", input, values.add("PasswordCheck", api.checkPassword(password, input))),
    generatePassword: ({ random, ...input }) => took("GeneratePasswordInput", input, api.generatePassword({ random, ...input })),
    parsePolicy: (text, given) => took("ParsePolicyOptions", given, values.add("ParsedPolicy", api.parsePolicy(text, given))),
    isEcsPasswordError: (error) => {
      if (api.isEcsPasswordError(error)) values.add("ErrorDetails & { name: string; message: string }", error);
      return api.isEcsPasswordError(error);
    },
    PolicySet: class extends api.PolicySet {
      constructor(entries, given) {
        super(entries, given);
        values.add("PolicyEntry[]", entries);
      }

      check(check) {
        return took("PolicyCheck", check, values.add("PolicyDecision", super.check(check)));
      }

      lint({ services, ...given }) {
        // The handle is no plain data.
        return took("LintOptions", given, values.add("PolicyFinding[]", super.lint({ ...given, ...(services && { services }) })));
      }
    },
    Client: class extends api.Client {
      async signIn(given) {
        return values.add("Session", await super.signIn(given));
      }
    },
  };
}

test("what is taken and given on the vectors is of the types", async () => {
  const values = new Values();
  const { failures } = await runVectors(recording(values), (name) => readFile(path.join(VECTORS, name)));
  assert.deepEqual(failures, []);
  others(values);
  for (const operation of Object.keys(api.operations)) assert.ok(values.count(`OperationResults["${operation}"]`) > 0, operation);
  const { status, said } = compiled("vectors", values.text());
  assert.equal(status, 0, said.slice(0, 4000));
});

/** What no vector is about. */
function others(values) {
  const set = (...actions) => new api.PolicySet([{ name: "p", document: JSON.stringify({ Version: "1.1", Statement: [{ Effect: "Allow", Action: actions }] }) }]);
  const [one, other] = [set("ecs:*:get*", "ecs:serverPasswords:manage"), set("ecs:*:list*")];
  for (const cloud of ["otc", "huawei"]) {
    const preview = one.preview({ cloud });
    for (const row of preview.rows) values.add("PreviewRow", row);
    values.add("PolicyDifference", one.diff(other, { cloud }));
    values.add("SuggestedPolicy", one.suggest({ cloud, operations: ["getServerPassword", "deleteServerPassword", "listServers"] }));
    values.add("DeniedCheck", api.deniedCheck({ status: 403, operation: "listServers", cloud }));
    preview.free();
  }
  values.add("PreviewRow", one.preview({ actions: ["ecs:servers:get"] }).rows[0]);
  const token = { user: { id: "u", name: "n", domain: { id: "d", name: "d" } }, project: { id: "p", name: "p" }, methods: ["password"] };
  values.add("RequestContext", api.requestContext({ token: { token }, action: "ecs:servers:get" }));
  one.free();
  other.free();
  accounts(values);
}

function accounts(values) {
  const snapshot = accountOf({ users: 20, groups: 8, policies: 30, projects: 3, cloud: "huawei" });
  delete snapshot.agencies;
  const [account, after] = [new api.Account(snapshot), new api.Account({ ...snapshot, grants: [] })];
  values.add("AccountSnapshot", snapshot);
  values.add("WhoCanAnswer", account.whoCan({ operation: "getServerPassword", all: true }));
  values.add("AccountDifference", account.diff(after, { operations: ["getServerPassword"] }));
  const { decisions, ...head } = account.matrix({ operations: ["getServerPassword"] });
  if (decisions.length > 0) values.add("MatrixHead", head);
  for (const principal of account.principals().slice(0, 5)) {
    for (const can of account.principalCan(principal)) values.add("PrincipalCan", can);
    for (const entry of account.policySet(principal)) values.add("PolicyEntry", entry);
  }
  account.free();
  after.free();
}

test("a value that is not of its type is found", () => {
  const wrong = [
    ["PolicyDecision", { decision: "yes", action: "", unknownKeys: [], assumptions: [], reasons: [] }],
    ["PolicyDecision", { decision: "allow", action: "", unknownKeys: [], assumptions: [], reasons: [], more: 1 }],
    ["ServerPassword", { stored: true, ciphertext: "", notes: [], hint: "" }],
    ["LintOptions", { cloud: "openstack" }],
    ["ServerInput", {}],
    ["RequestFacts", { mfa: "no" }],
    ["ProjectInput", { domain: "d" }],
    ["ErrorDetails", { code: "wrongKey", status: "400" }],
    ["Diagnostic[\"code\"]", "misingComma"],
  ];
  const lines = wrong.map(([type, value], index) => `// @ts-expect-error\nexport const value${String(index)}: api.${type} = ${JSON.stringify(value)};\n`);
  const { status, said } = compiled("wrong", `import type * as api from "ecs-password";\n${lines.join("")}`);
  assert.equal(status, 0, said);
});

const ENTRIES = ["index", "account", "client", "keys", "policy", "read"];

test("each entry gives the names that it is to give", async () => {
  const { default: ts } = await import("typescript");
  const files = ENTRIES.map((entry) => path.join(root, "dist/api", `${entry}.d.ts`));
  const { moduleResolution, module, ...rest } = options;
  const program = ts.createProgram(files, { ...rest, lib: undefined, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind[module], moduleResolution: ts.ModuleResolutionKind[moduleResolution] });
  const checker = program.getTypeChecker();
  const given = ENTRIES.map((entry, index) => {
    const symbol = checker.getSymbolAtLocation(program.getSourceFile(files[index]));
    return [entry, checker.getExportsOfModule(symbol).map(({ name }) => name).sort()];
  });
  const expected = JSON.parse(readFileSync(path.join(import.meta.dirname, "public-names.json"), "utf8"));
  assert.deepEqual(Object.fromEntries(given), expected);
});
