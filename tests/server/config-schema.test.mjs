// The JSON schema of a file for --config says what the reader says.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import Ajv from "ajv";
import { root } from "../../src/xtask/steps.mjs";
import { CONFIG_SCHEMA, OF_CLOUD, OF_FILE } from "../../www/server/config-schema.mjs";
import { readConfig } from "../../www/server/config-file.mjs";
import { REGIONS } from "../../www/server/regions.mjs";
import { command, temporaryFolder } from "./helpers.mjs";

const check = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: false }).compile(CONFIG_SCHEMA);
const folder = temporaryFolder();
writeFileSync(path.join(folder, "logo.svg"), "<svg></svg>");

/** Whether the reader takes it, and else why not. */
function refusal(config) {
  const file = path.join(folder, "console.json");
  writeFileSync(file, JSON.stringify(config));
  try {
    readConfig(file, []);
    return undefined;
  } catch (error) {
    return error.message;
  }
}

const ADDRESSES = { identity: "https://iam.example.com", compute: "https://ecs.example.com" };
const LAB = { name: "lab", ...ADDRESSES };
const withCloud = (cloud) => ({ clouds: [cloud] });
const HEX = "0123456789abcdef0123456789abcdef";

const TAKEN = [
  withCloud(LAB),
  { $schema: "./console.schema.json", clouds: [LAB, { region: "otc:eu-de" }] },
  ...Object.keys(REGIONS).map((region) => withCloud({ region })),
  withCloud({ ...LAB, region: "RegionTwo" }),
  withCloud({ ...LAB, kind: "otc", projectId: HEX }),
  withCloud({ ...LAB, kind: "openstack", projectId: "a_project-1" }),
  withCloud({ ...LAB, projectId: "demo" }),
  withCloud({ region: "otc:eu-de", name: "ours", label: "Unsere Wolke ☁", domain: "D", project: "eu-de_team", projectId: HEX }),
  withCloud({ ...LAB, identity: "http://10.0.0.5:5000", allowHttp: true }),
  withCloud({ ...LAB, allowAccount: true }),
  withCloud({ ...LAB, identity: "http://127.0.0.1:5000/v3" }),
  { title: "ACME" },
  { title: "x".repeat(60), notice: "y".repeat(500), supportUrl: "https://help.example.com", logo: "logo.svg" },
  { supportUrl: "mailto:help@example.com" },
];

const REFUSED = [
  null,
  [],
  "x",
  {},
  { $schema: "x" },
  { clouds: [] },
  { clouds: {} },
  { clouds: ["lab"] },
  { clouds: [null] },
  { ...withCloud(LAB), port: 4173 },
  { ...withCloud(LAB), token: "x" },
  withCloud({ ...LAB, password: "x" }),
  withCloud({ name: "lab" }),
  withCloud({ name: "lab", identity: ADDRESSES.identity }),
  withCloud(ADDRESSES),
  withCloud({ ...LAB, name: "Lab" }),
  withCloud({ ...LAB, name: "sandbox" }),
  withCloud({ ...LAB, name: "" }),
  withCloud({ ...LAB, name: 1 }),
  withCloud({ ...LAB, kind: "aws" }),
  withCloud({ ...LAB, identity: "iam.example.com" }),
  withCloud({ ...LAB, identity: "ftp://iam.example.com" }),
  withCloud({ ...LAB, identity: "https://u:p@iam.example.com" }),
  withCloud({ ...LAB, identity: "https://iam.example.com?x" }),
  withCloud({ region: "otc:eu-xx" }),
  withCloud({ region: "eu-de" }),
  withCloud({ region: "otc:eu-de", kind: "otc" }),
  withCloud({ region: "otc:eu-de", ...ADDRESSES, name: "lab" }),
  withCloud({ region: "otc:eu-de", projectId: "demo" }),
  withCloud({ ...LAB, kind: "huawei", projectId: "demo" }),
  withCloud({ ...LAB, projectId: "a b" }),
  withCloud({ ...LAB, label: " x" }),
  withCloud({ ...LAB, label: "" }),
  withCloud({ ...LAB, label: "a\nb" }),
  withCloud({ ...LAB, label: "x".repeat(256) }),
  withCloud({ ...LAB, domain: "x\u0007" }),
  withCloud({ ...LAB, project: "x " }),
  withCloud({ ...LAB, allowHttp: "yes" }),
  withCloud({ ...LAB, allowAccount: "yes" }),
  { title: "" },
  { title: " ACME" },
  { title: "ACME " },
  { title: "one\ntwo" },
  { title: "x".repeat(61) },
  { title: 1 },
  { notice: "x".repeat(501) },
  { supportUrl: "http://help.example.com" },
  { logo: 1 },
];

/** What only the reader knows. */
const READERS_OWN = [
  { clouds: [LAB, LAB] },
  withCloud({ ...LAB, identity: "http://10.0.0.5:5000" }),
  withCloud({ ...LAB, allowHttp: true }),
  withCloud({ ...LAB, compute: "https://ecs.example.com/v2.1" }),
  { logo: "none.svg" },
  { title: "a\u202eb" },
  { supportUrl: "mailto:help" },
];

test("what the reader takes the schema takes", () => {
  for (const config of TAKEN) {
    assert.equal(refusal(config), undefined, JSON.stringify(config));
    assert.ok(check(config), `${JSON.stringify(config)}: ${JSON.stringify(check.errors)}`);
  }
});

test("what the schema refuses the reader refuses", () => {
  for (const config of REFUSED) {
    assert.ok(refusal(config), JSON.stringify(config));
    assert.ok(!check(config), JSON.stringify(config));
  }
});

test("what is the reader's to say passes the schema alone", () => {
  for (const config of READERS_OWN) {
    assert.ok(refusal(config), JSON.stringify(config));
    assert.ok(check(config), `${JSON.stringify(config)}: ${JSON.stringify(check.errors)}`);
  }
});

test("each member is taken by both, and is in the README", () => {
  const readme = readFileSync(path.join(root, "www/server/README.md"), "utf8");
  for (const name of [...OF_FILE, ...OF_CLOUD]) assert.ok(readme.includes(`\`${name}\``), name);
  assert.deepEqual(OF_FILE.filter((name) => !TAKEN.some((each) => Object.hasOwn(each, name))), []);
  assert.deepEqual(OF_CLOUD.filter((name) => !TAKEN.some(({ clouds = [] }) => clouds.some((each) => Object.hasOwn(each, name)))), []);
});

test("the server prints it", async () => {
  const { code, stdout } = await command(["--config-schema"]).ended;
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), CONFIG_SCHEMA);
});
