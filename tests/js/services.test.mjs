// The lists of all services, as they ship, and the handle that reads them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { parsePolicy, PolicySet, Services } from "ecs-password";
import huawei from "ecs-password/services/huawei.json" with { type: "json" };
import otc from "ecs-password/services/otc.json" with { type: "json" };
import { compact, factsOf } from "../../src/xtask/services.mjs";
import { root } from "../../src/xtask/steps.mjs";

const policy = (...actions) => JSON.stringify({ Version: "1.1", Statement: [{ Effect: "Allow", Action: actions }] });
const codes = (text, options) => parsePolicy(text, options).diagnostics.map(({ code }) => code);

test("what ships is what the facts give", () => {
  assert.deepEqual(otc, compact("otc"));
  assert.deepEqual(huawei, compact("huawei"));
});

test("no title of Huawei Cloud's documents is in what ships, and no Chinese text in the facts but the names of pages", () => {
  assert.ok(huawei.services.every(([, , , actions]) => actions.every(([, , title = ""]) => title === "")));
  for (const cloud of ["otc", "huawei"]) {
    for (const { sources, ...facts } of factsOf(cloud)) assert.doesNotMatch(JSON.stringify(facts), /\p{Script=Han}/u, `${cloud} ${facts.service}, of ${sources.length.toString()} pages`);
  }
});

test("a list is taken as text, as bytes and as an object", () => {
  const file = readFileSync(path.join(root, "dist/services/otc.json"));
  for (const list of [otc, file.toString(), new Uint8Array(file)]) {
    const services = new Services(list);
    assert.deepEqual(codes(policy("rds:instance:lsit"), { cloud: "otc", services }), ["unknownAction"]);
    assert.deepEqual(codes(policy("rds:instance:list"), { cloud: "otc", services }), []);
    services.free();
  }
  assert.deepEqual(codes(policy("rds:instance:lsit"), { cloud: "otc" }), []);
});

test("the handle serves a set of policies too", () => {
  const services = new Services(otc, huawei);
  const set = new PolicySet([{ name: "p", document: policy("rds:instance:lsit", "rds:instance:list") }]);
  assert.deepEqual(set.lint({ cloud: "otc", services }).map(({ code }) => code), ["unknownAction"]);
  const preview = set.preview({ cloud: "otc", service: "rds", services });
  assert.ok(preview.rows.length > 40 && preview.rows.every(({ action, title }) => action.startsWith("rds:") && title));
  const row = preview.rows.findIndex(({ action }) => action === "rds:instance:list");
  assert.equal(preview.explain(row).decision, "allow");
  const { actions } = set.suggest({ cloud: "otc", apis: [preview.rows[row].id], services });
  // What it needs besides is what the table says, patterns included.
  assert.deepEqual(actions, ["rds:instance:list", "vpc:*:get", "vpc:*:list"]);
});

test("a set of policies goes by Huawei Cloud's own list in what version 5.0 decides", () => {
  const schema = { version: "v1.0", actions: [{ name: "ecs:cloudServers:showServerPassword", aliases: ["ecs:passwords:read"] }], conditions: [], operations: [] };
  const services = new Services(huawei, schema);
  const document = JSON.stringify({ Version: "5.0", Statement: [{ Effect: "Allow", Action: ["ecs:passwords:read"] }] });
  const decided = (options) => new PolicySet([{ name: "p", document }], options).check({ operation: "getServerPassword", cloud: "huawei", apiVersion: "v1" }).decision;
  assert.equal(decided(), "implicitDeny");
  assert.equal(decided({}), "implicitDeny");
  assert.equal(decided({ services: new Services(huawei) }), "implicitDeny");
  assert.equal(decided({ services }), "allow");
  for (const [options, where] of [[{ services: schema }, "services"], [{ service: services }, "service"], [7, "options"]]) {
    assert.throws(() => decided(options), { code: "invalidInput", path: where });
  }
});

test("it gives the names for completion", () => {
  const services = new Services(otc, huawei);
  const { actions, conditionKeys } = services.names();
  const today = actions.filter(({ name }) => name === "obs:bucket:ListBucket");
  assert.deepEqual(today.map(({ cloud }) => cloud).sort(), ["huawei", "otc"]);
  assert.ok(today.some(({ title }) => title === "Listing objects in a bucket" || title?.includes("bucket")));
  assert.ok(conditionKeys.some(({ name }) => name === "obs:prefix"));
  assert.ok(actions.length > 3000);
});

test("what is no list, or no handle, is an error that says where", () => {
  for (const [make, where] of [
    [() => new Services(otc, "{}"), "lists[1]"],
    [() => new Services(7), "lists[0]"],
    [() => new Services(new Uint8Array([0xff])), "lists[0]"],
    [() => parsePolicy("{}", { services: otc }), "services"],
    [() => parsePolicy("{}", { services: null }), "services"],
  ]) {
    assert.throws(make, { code: "invalidInput", path: where });
  }
  const services = new Services(otc);
  services.free();
  services.free();
  assert.throws(() => parsePolicy("{}", { services }), { code: "handleFreed" });
});
