import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseOptions } from "../../www/server/options.mjs";
import { REGIONS } from "../../www/server/regions.mjs";
import { startServer, send } from "./helpers.mjs";

const parse = (...args) => parseOptions(args, { interactive: false }).clouds;

describe("regions known by name", () => {
  test("one of Open Telekom Cloud, one of Huawei Cloud with its two domains, and one that is spelled out", () => {
    assert.deepEqual(parse("--cloud", "otc:eu-de", "--cloud=huawei:eu-west-101", "--cloud", "lab=https://iam.example.com,https://ecs.example.com"), [
      {
        name: "otc-eu-de",
        kind: "otc",
        region: "eu-de",
        label: "T Cloud Public (Open Telekom Cloud) eu-de",
        identity: "https://iam.eu-de.otc.t-systems.com",
        compute: "https://ecs.eu-de.otc.t-systems.com",
      },
      {
        name: "huawei-eu-west-101",
        kind: "huawei",
        region: "eu-west-101",
        label: "Huawei Cloud eu-west-101",
        identity: "https://iam.eu-west-101.myhuaweicloud.eu",
        compute: "https://ecs.eu-west-101.myhuaweicloud.com",
      },
      { name: "lab", kind: "openstack", identity: "https://iam.example.com", compute: "https://ecs.example.com" },
    ]);
  });

  test("the Swiss one has addresses of its own", () => {
    const [{ identity, compute }] = parse("--cloud", "otc:eu-ch2");
    assert.deepEqual([identity, compute], ["https://iam-pub.eu-ch2.sc.otc.t-systems.com", "https://ecs.eu-ch2.sc.otc.t-systems.com"]);
  });

  test("an unknown one is an error that lists those there are", () => {
    for (const id of ["otc:eu-fr", "huawei:eu-de", "aws:eu-central-1"]) {
      assert.throws(() => parse("--cloud", id), (error) => error.message.startsWith(`--cloud \`${id}\` is not a known region, expected one of otc:eu-de, `));
    }
  });

  test("twice is once too often, by either way", () => {
    assert.throws(() => parse("--cloud", "otc:eu-de", "--cloud", "otc:eu-de"), /`otc-eu-de` is given twice/);
    assert.throws(() => parse("--cloud", "otc:eu-de", "--cloud", "otc-eu-de=https://a.example.com,https://b.example.com"), /given twice/);
  });

  test("every region has https addresses without a path, and a name that can be in one", () => {
    for (const [id, { kind, region, identity, compute }] of Object.entries(REGIONS)) {
      assert.equal(id, `${kind}:${region}`);
      assert.match(id.replace(":", "-"), /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])$/);
      for (const url of [identity, compute]) assert.equal(new URL(url).origin, url);
    }
    assert.ok(Object.keys(REGIONS).length >= 16);
  });

  test("the page learns of the region and its addresses; those that somebody wrote stay with the server", async () => {
    const origin = await startServer({ clouds: parse("--cloud", "otc:eu-nl", "--cloud", "lab=https://iam.example.com,https://ecs.example.com") });
    assert.deepEqual(JSON.parse((await send(origin, "/clouds.json")).text), [
      { name: "sandbox", kind: "openstack", label: "Sandbox cloud", region: "RegionOne", identity: "/proxy/sandbox/identity", compute: "/proxy/sandbox/compute", allowAccount: true, sandbox: true },
      { name: "sandbox-otc", kind: "otc", label: "Sandbox, as T Cloud Public (Open Telekom Cloud)", basePath: "", identity: "/proxy/sandbox-otc/identity", compute: "/proxy/sandbox-otc/compute", allowAccount: true, sandbox: true },
      { name: "sandbox-huawei", kind: "huawei", label: "Sandbox, as Huawei Cloud", basePath: "", identity: "/proxy/sandbox-huawei/identity", compute: "/proxy/sandbox-huawei/compute", allowAccount: true, sandbox: true },
      {
        name: "otc-eu-nl",
        kind: "otc",
        label: "T Cloud Public (Open Telekom Cloud) eu-nl",
        region: "eu-nl",
        addresses: { identity: "https://iam.eu-nl.otc.t-systems.com", compute: "https://ecs.eu-nl.otc.t-systems.com" },
        basePath: "",
        identity: "/proxy/otc-eu-nl/identity",
        compute: "/proxy/otc-eu-nl/compute",
        sandbox: false,
      },
      {
        name: "lab",
        kind: "openstack",
        label: "lab",
        identity: "/proxy/lab/identity",
        compute: "/proxy/lab/compute",
        sandbox: false,
      },
    ]);
  });
});
