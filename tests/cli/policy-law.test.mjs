// What the command line answers is what the package answers, for questions and policies drawn from the vectors.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { PolicySet, requestContext } from "ecs-password/policy";
import { readPolicies } from "ecs-password/read";
import { root } from "../../src/xtask/steps.mjs";
import { folder, run } from "./run.mjs";

const DRAWN = 24;
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Numbers below `limit`, the same for a seed (mulberry32). */
function* numbers(from, limit) {
  for (let state = from; ;) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
}

/** The policies and the question of a vector as files and arguments; undefined where no command line says it. */
function asCommand({ policies, check }) {
  // Some are about callers' mistakes.
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  if (!Array.isArray(policies) || !policies.every(isObject) || !isObject(check) || ![check.context ?? {}, check.assume ?? {}, check.principal ?? {}].every(isObject)) return undefined;
  const files = {};
  const args = [];
  for (const { name, document, scope, kind, ...others } of policies) {
    if (document === undefined || typeof name !== "string" || Object.keys(others).length > 0 || !/^[\w-]+$/.test(name) || files[name] !== undefined) return undefined;
    files[name] = typeof document === "string" ? document : JSON.stringify(document);
    // A set takes the text as one policy; of a list, an answer of IAM, YAML and the like the command line reads what is in it.
    const { entries, notes } = readPolicies(files[name]);
    if (entries.length !== 1 || entries[0].name !== "policy" || entries[0].document !== files[name] || notes.length > 0) return undefined;
    if (scope) {
      if (Object.keys(scope).some((field) => field !== "kind" && field !== "id") || !["undefined", "string"].includes(typeof scope.id)) return undefined;
      if (!["project", "enterpriseProject", "allProjects", "allResources", "global"].includes(scope.kind)) return undefined;
      args.push("--scope", `${name}=${scope.kind}${scope.id === undefined ? "" : `:${scope.id}`}`);
    }
    if (kind) args.push("--kind", `${name}=${kind}`);
  }
  const { operation, action, api, cloud, apiVersion, projectId, enterpriseProjectId, resource, context = {}, assume = {}, principal = {}, ...others } = check;
  if (Object.keys(files).length === 0 || Object.keys(others).length > 0) return undefined;
  const given = { operation, action, api, cloud, "api-version": apiVersion, project: projectId, "enterprise-project": enterpriseProjectId, resource, model: principal.model };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (typeof value !== "string") return undefined;
    args.push(`--${name}=${value}`);
  }
  for (const [key, values] of Object.entries(context)) {
    if (values === null) args.push(`--absent=${key}`);
    else if (!Array.isArray(values) || values.length === 0 || !values.every((value) => typeof value === "string")) return undefined;
    else for (const value of values) args.push(`--context=${key}=${value}`);
  }
  if (!Object.values(assume).every((answer) => typeof answer === "boolean")) return undefined;
  for (const [code, answer] of Object.entries(assume)) args.push("--assume", `${code}=${answer.toString()}`);
  if (principal.root === true) args.push("--root");
  if (principal.managementAccount === true) args.push("--management-account");
  if (principal.root === false || principal.managementAccount === false) return undefined;
  return { files, args };
}

/** The answer of the package, or the code of its error. */
function answered({ policies, check }) {
  const entries = policies.map(({ document, ...entry }) => ({ ...entry, document: typeof document === "string" ? document : JSON.stringify(document) }));
  try {
    const set = new PolicySet(entries);
    const { operation, action, cloud } = check;
    const follows = requestContext({ ...(operation && { operation }), ...(action && { action }), ...(cloud && { cloud }), time: null });
    return set.check({ ...check, context: { ...follows.context, ...check.context } });
  } catch (error) {
    return { error: error.code };
  }
}

const EXITS = { allow: 0, explicitDeny: 1, implicitDeny: 1, conditional: 4 };

test(`the command line answers as the package does (SEED=${seed})`, async () => {
  const vectors = ["policy-checks", "policy-five"].flatMap((name) => JSON.parse(readFileSync(path.join(root, `tests/vectors/${name}.json`), "utf8")));
  const cases = vectors.flatMap((vector) => { const command = asCommand(vector); return command ? [{ vector, ...command }] : []; });
  assert.ok(cases.length > 1000, `${cases.length} of ${vectors.length} can be said on a command line`);
  const drawn = numbers(seed, cases.length);
  const each = async () => {
    const { vector, files, args } = cases[drawn.next().value];
    const cwd = folder();
    mkdirSync(cwd, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
    const { exit, out, said } = await run(["policy", "check", ...Object.keys(files), ...args, "-f", "json"], { cwd });
    const expected = answered(vector);
    const about = `${vector.name}\n${args.join(" ")}\n${said}`;
    if (expected.error) return assert.equal(exit, 2, about);
    assert.equal(exit, EXITS[expected.decision], about);
    const told = JSON.parse(out);
    const bare = ({ reasons, ...decision }) => ({ ...decision, reasons: reasons.map((reason) => ({ ...reason, said: null, place: null })) });
    return assert.deepEqual(bare(told), JSON.parse(JSON.stringify(bare(expected))), about);
  };
  for (let done = 0; done < DRAWN; done += 4) await Promise.all([each(), each(), each(), each()]);
});
