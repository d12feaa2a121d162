// The reads of a whole account are passed on by GET alone, with the queries they have, and only to a cloud of which `--allow-account` says so.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { accountReads } from "../../www/server/account-calls.mjs";
import { callsTo } from "../../www/server/calls.mjs";
import { fetchAsPage, sendAsPage, startCloud, startServer } from "./helpers.mjs";

const KINDS = ["openstack", "otc", "huawei"];
const cloud = await startCloud((_, response) => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
const address = (kind) => ({ name: kind, kind, identity: cloud.url, compute: cloud.url });
const origin = await startServer({ sandbox: false, clouds: KINDS.flatMap((kind) => [{ ...address(kind), allowAccount: true }, { ...address(kind), name: `plain-${kind}` }]) });
beforeEach(() => (cloud.received.length = 0));

const VALUES = { domain_id: "a1B2", enabled: "false", page: "12", per_page: "50", permission_type: "policy", scope: "enterprise_project", is_inherited: "true", limit: "100", offset: "0", marker: "ZnJvbSAy+/==" };
const WRONG = { domain_id: "a/b", enabled: "1", page: "0", per_page: "-1", permission_type: "x", scope: "system", is_inherited: "yes", limit: "a", offset: "x", marker: "../" };

for (const kind of KINDS) {
  describe(`of ${kind}`, () => {
    const known = new Set();
    for (const { path, query } of accountReads(kind)) {
      const below = path.replace(/\{\w+\}/g, "id_1-A");
      const target = (name) => `/proxy/${name}/identity/${below}`;

      test(`GET ${path}`, async () => {
        const asked = `?${new URLSearchParams([...query.keys()].map((name) => [name, VALUES[name]]))}`.replace(/^\?$/, "");
        for (const each of new Set(["", asked])) {
          cloud.received.length = 0;
          assert.equal((await sendAsPage(origin, target(kind) + each)).status, 200, each);
          assert.deepEqual(cloud.received.map(({ method, url }) => [method, url]), [["GET", `/${below}${each}`]]);
        }
        cloud.received.length = 0;
        for (const name of query.keys()) assert.equal((await sendAsPage(origin, `${target(kind)}?${new URLSearchParams({ [name]: WRONG[name] })}`)).status, 400, name);
        for (const other of ["?unknown=1", "?domain_id=a&domain_id=b"]) assert.equal((await sendAsPage(origin, target(kind) + other)).status, 400, other);
        for (const method of ["POST", "PUT", "PATCH", "DELETE"]) assert.equal((await sendAsPage(origin, target(kind), { method })).status, 405, method);
        assert.deepEqual(cloud.received, []);
      });

      test(`GET ${path} is not passed on where nothing says so`, async () => {
        const ofPage = (await callsTo(kind)).some((call) => call.path === path);
        assert.equal((await sendAsPage(origin, target(`plain-${kind}`))).status, ofPage ? 200 : 404);
        assert.equal(cloud.received.length, ofPage ? 1 : 0);
      });
      known.add(path);
    }

    test("are different paths, and IDs of theirs are nothing else", async () => {
      assert.equal(known.size, accountReads(kind).length);
      for (const id of ["..", "%2e%2e", "a%2Fb", "a;b", "a%3fb", "", "a".repeat(65)]) assert.notEqual((await sendAsPage(origin, `/proxy/${kind}/identity/v3/groups/${id}/users`)).status, 200, id);
    });
  });
}

test("the page is told where they are passed on", async () => {
  const clouds = await (await fetchAsPage(`${origin}/clouds.json`)).json();
  assert.deepEqual((clouds.clouds ?? clouds).map(({ name, allowAccount }) => [name, allowAccount]), KINDS.flatMap((kind) => [[kind, true], [`plain-${kind}`, undefined]]));
});
