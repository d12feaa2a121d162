// `readAccount` of the package against the sandboxes: what is read back is the account that they are made of, and what is refused, broken or ended is told as not read.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Account, readAccount } from "ecs-password/account";
import { accountOf } from "../../www/server/sandbox/account-world.mjs";
import { HUAWEI } from "../../www/server/sandbox/huawei-world.mjs";
import { keystoneAccount } from "../../www/server/sandbox/keystone-account.mjs";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { DOMAIN, USERS } from "../../www/server/sandbox/world.mjs";
import { keystoneSnapshot, ordered, snapshotOf } from "./account-snapshots.mjs";
import { fetchAsPage } from "./helpers.mjs";
import { startSandbox } from "./sandbox-cloud.mjs";

const fast = await startSandbox({ readsPerSecond: 1_000_000 });
const WORLDS = { otc: [OTC, "sandbox-otc", "carol"], huawei: [HUAWEI, "sandbox-huawei", "heidi"] };

const authOf = ({ name, password }, domain) => ({ type: "password", user: name, domain, password });

/** What reads an account of a public cloud as one of its users. */
function placeOf(kind, user, sandbox = fast, more = {}) {
  const [world, name] = WORLDS[kind];
  const identityEndpoint = `${sandbox.origin}/proxy/${name}/identity`;
  const found = world.users.find((each) => each.name === (user ?? WORLDS[kind][2]));
  return { cloud: kind, identityEndpoint, enterpriseProjectsEndpoint: identityEndpoint, auth: authOf(found, world.account.name), fetchImpl: fetchAsPage, ...more };
}

/** The same of Keystone. */
const keystone = (more = {}) => ({ cloud: "openstack", identityEndpoint: `${fast.origin}/proxy/sandbox/identity`, auth: authOf(USERS.find(({ name }) => name === "frances"), DOMAIN.name), fetchImpl: fetchAsPage, ...more });

const told = ({ notRead = [] }) => notRead.map(({ what, of, scope, status }) => [what, ...(of ? [of] : []), ...(scope ? [scope.kind] : []), ...(status ? [status] : [])].join(" ")).sort();

async function withFault(fault, use) {
  for (const each of [fault].flat()) await fast.addFault({ times: "always", ...each });
  try {
    return await use();
  } finally {
    await fast.clearFaults();
  }
}

/** Without what is told beside the lists. */
const lists = (snapshot) => Object.fromEntries(Object.entries(snapshot).filter(([name]) => name !== "readAt" && name !== "notRead"));

describe("what is read back is the account of the sandbox", () => {
  for (const kind of Object.keys(WORLDS)) {
    test(`of ${kind}`, async () => {
      const [world] = WORLDS[kind];
      const snapshot = await readAccount(placeOf(kind));
      assert.match(snapshot.readAt, /^\d{4}-\d\d-\d\dT/);
      assert.deepEqual(ordered(lists(snapshot)), ordered(snapshotOf(world)));
      const withheld = accountOf(world).attachments.filter(({ policy }) => policy.withheld).map(({ policy }) => `documents ${policy.id} 403`);
      const expected = kind === "otc" ? [] : [`agencies ${accountOf(world).trustAgencies[0].id}`, "serviceControlPolicies", ...withheld];
      assert.deepEqual(told(snapshot), expected.sort());
      new Account(snapshot).free();
    });
  }

  test("of Keystone", async () => {
    const snapshot = await readAccount(keystone());
    assert.deepEqual(ordered(lists(snapshot)), ordered(keystoneSnapshot()));
    // Whoever reads one domain is told no more.
    assert.deepEqual(told(snapshot), ["assignments"]);
    new Account(snapshot).free();
  });

  test("also where its IAM takes fewer calls, and where an answer breaks off", async () => {
    let count = 0;
    const slow = new Response('{"error_msg":"The throttling threshold has been reached","error_code":"IAM.0012"}', { status: 429, headers: { "retry-after": "1" } });
    const fetchImpl = (url, init) => {
      count += 1;
      return count % 20 === 10 ? Promise.resolve(slow.clone()) : fetchAsPage(url, init);
    };
    await fast.addFault({ match: { path: "/v3/groups/" }, fault: { truncate: true }, times: 1 });
    const snapshot = await readAccount(placeOf("otc", undefined, fast, { fetchImpl }));
    assert.deepEqual([told(snapshot), await fast.faults()], [[], []]);
    assert.deepEqual(ordered(lists(snapshot)), ordered(snapshotOf(OTC)));
  });

  test("by the grants of each group and agency, where the records are refused", async () => {
    const refused = { match: { path: "role-assignments" }, fault: { status: 403, body: '{"error_msg":"no","error_code":"IAM.0003"}' } };
    const snapshot = await withFault(refused, () => readAccount(placeOf("otc")));
    const expected = snapshotOf(OTC);
    expected.grants = expected.grants.filter(({ scope }) => scope.kind !== "enterpriseProject");
    assert.deepEqual(ordered(lists(snapshot)), ordered(expected));
    assert.deepEqual(told(snapshot), ["grants enterpriseProjects 403"]);
    const huawei = await withFault(refused, () => readAccount(placeOf("huawei")));
    assert.deepEqual(ordered(huawei.grants), ordered(snapshotOf(HUAWEI).grants));
    assert.ok(told(huawei).includes("grants enterpriseProjects"), "what agencies are granted there");
  });
});

describe("what is not read is told", () => {
  test("to who may read a part of it alone, whose texts come with the grants", async () => {
    const snapshot = await readAccount(placeOf("otc", "alice"));
    const all = snapshotOf(OTC);
    assert.deepEqual(Object.keys(all).filter((name) => !(name in snapshot)).sort(), ["agencies", "enterpriseProjects", "identityProviders", "mappings", "projects", "users"]);
    assert.deepEqual(ordered(snapshot.grants), ordered(all.grants));
    assert.deepEqual(told(snapshot).filter((each) => !/^(?:members|documents) /.test(each)), ["agencies 403", "enterpriseProjects 403", "identityProviders 403", "mappings 403", "mfa 403", "projects 403", "users 403", "users 403"].filter((each, index, list) => list.indexOf(each) === index));
    assert.ok(snapshot.groups.every(({ members }) => members === undefined));
    assert.equal(told(snapshot).filter((each) => each.startsWith("members ")).length, snapshot.groups.length);
    const texts = new Map(all.policies.map(({ id, document }) => [id, document]));
    for (const { to, policy } of snapshot.grants.filter(({ to }) => to.group)) {
      assert.ok(to && snapshot.policies.find(({ id, document }) => id === policy && document === texts.get(policy)), policy);
    }
    new Account(snapshot).free();
  });

  test("by what was asked for, its status and the code of the cloud", async () => {
    const cases = [
      ["/v3.0/OS-AGENCY/agencies", { status: 500 }, "agencies 500"],
      ["/v3/OS-FEDERATION/mappings", { status: 200, body: "<html></html>" }, "mappings"],
      ["/v3.0/OS-MFA/", { status: 403, body: '{"error_msg":"no","error_code":"IAM.0003"}' }, "mfa 403"],
      ["/v3/OS-FEDERATION/identity_providers/corporate", { status: 404 }, "identityProviders corporate 404"],
      ["enabled=false", { status: 200, body: '{"users":[{"id":7},{"id":"ok","name":"there"}]}' }, "users"],
    ];
    for (const [path, fault, expected] of cases) {
      // The query is no part of what a fault goes by.
      const fetchImpl = path.includes("=") ? (url, init) => (url.includes(path) ? Promise.resolve(new Response(fault.body, { status: fault.status })) : fetchAsPage(url, init)) : fetchAsPage;
      const read = () => readAccount(placeOf("otc", undefined, fast, { fetchImpl }), { timeoutMs: 20_000 });
      const snapshot = path.includes("=") ? await read() : await withFault({ match: { path }, fault }, read);
      assert.deepEqual(told(snapshot), [expected], path);
      for (const { cause } of snapshot.notRead) assert.notEqual(cause.trim(), "");
      new Account(snapshot).free();
    }
  });

  test("where the address of the enterprise projects is not known", async () => {
    const snapshot = await readAccount({ ...placeOf("otc"), enterpriseProjectsEndpoint: undefined });
    assert.deepEqual(told(snapshot), ["enterpriseProjects"]);
    assert.equal("enterpriseProjects" in snapshot, false);
  });

  test("of what was not come to when the caller ended it, and the rest is there", async () => {
    const ending = new AbortController();
    const progress = [];
    const snapshot = await readAccount(placeOf("huawei"), {
      signal: ending.signal,
      onProgress(step) {
        progress.push(step);
        if (step.done >= 12) ending.abort();
      },
    });
    assert.ok(progress.every(({ done, known }) => done <= known));
    assert.ok(snapshot.notRead.some(({ what, cause }) => what === "members" && cause === "the reading was ended before"));
    assert.ok(snapshot.groups || snapshot.users || snapshot.projects);
    new Account(snapshot).free();
    const all = snapshotOf(HUAWEI);
    for (const name of ["users", "groups", "grants", "projects", "agencies", "mappings", "identityProviders", "identityPolicies", "policies"]) {
      const isWhole = JSON.stringify(ordered(snapshot[name] ?? [])) === JSON.stringify(ordered(all[name]));
      const names = { groups: ["groups", "members"], grants: ["grants"], policies: ["policies", "documents"], identityPolicies: ["identityPolicies", "documents"] }[name] ?? [name];
      assert.ok(isWhole || snapshot.notRead.some(({ what }) => names.includes(what) || (name === "users" && what === "mfa")), name);
    }
  });

  test("application credentials of others, which a reader of a domain may not see", async () => {
    const refused = { match: { path: "application_credentials" }, fault: { status: 403 } };
    const snapshot = await withFault(refused, () => readAccount(keystone()));
    assert.equal("applicationCredentials" in snapshot, false);
    const some = told(snapshot).filter((each) => each.startsWith("applicationCredentials "));
    assert.equal(some.length, keystoneAccount().users.length);
    // After some refusals nobody goes on asking.
    assert.ok(some.filter((each) => each.endsWith(" 403")).length < 20);
  });
});

describe("a reading", () => {
  test("asks few at a time, tells how far it is, and only reads", async () => {
    let underWay = 0;
    let most = 0;
    const methods = new Set();
    const fetchImpl = async (url, init) => {
      underWay += 1;
      most = Math.max(most, underWay);
      methods.add(`${init.method} ${new URL(url).pathname.includes("/auth/tokens") ? "token" : ""}`.trim());
      try {
        return await fetchAsPage(url, init);
      } finally {
        underWay -= 1;
      }
    };
    const progress = [];
    await readAccount(placeOf("otc", undefined, fast, { fetchImpl }), { onProgress: (step) => progress.push(step) });
    assert.ok(most >= 2 && most <= 8, String(most));
    assert.deepEqual([...methods].sort(), ["GET", "POST token"]);
    const last = progress.at(-1);
    assert.deepEqual([last.done, last.notRead], [last.known, 0]);
    assert.ok(progress.length > 40 && progress.some(({ msLeft }) => msLeft > 0));
    assert.ok(progress.every(({ done }, index) => index === 0 || done >= progress[index - 1].done));
  });

  test("rejects where it cannot sign in, was ended before, or is not told right", async () => {
    const place = placeOf("otc");
    await assert.rejects(readAccount({ ...place, auth: { ...place.auth, password: "wrong" } }), { code: "unauthenticated" });
    await assert.rejects(readAccount(place, { signal: AbortSignal.abort() }), { code: "aborted" });
    await assert.rejects(readAccount({ ...place, endpoint: "https://x.example" }), { code: "invalidInput", path: "endpoint" });
    await assert.rejects(readAccount({ ...place, auth: { type: "accessKey", access: "a", secret: "b" } }), { code: "invalidInput", path: "auth.type" });
    await assert.rejects(readAccount({ ...place, auth: { type: "password", user: "u" } }), { code: "invalidInput", path: "auth.domain" });
    await assert.rejects(readAccount(place, { onProgress: 1 }), { code: "invalidInput", path: "onProgress" });
    await assert.rejects(readAccount(undefined), { code: "invalidInput" });
    const own = new Error("own");
    await assert.rejects(readAccount(place, { onProgress() { throw own; } }), own);
  });

  test("has no secret in what it gives", async () => {
    const place = placeOf("otc");
    const tokens = [];
    const fetchImpl = async (url, init) => {
      const answer = await fetchAsPage(url, init);
      const token = answer.headers.get("x-subject-token");
      if (token) tokens.push(token);
      return answer;
    };
    const text = JSON.stringify(await readAccount({ ...place, fetchImpl }));
    assert.equal(tokens.length, 1);
    for (const secret of [place.auth.password, ...tokens]) assert.equal(text.includes(secret), false);
  });

  test("is of the project where a password on OpenStack has one, which tells nothing there", async () => {
    const { auth } = keystone();
    const snapshot = await readAccount(keystone({ auth: { ...auth, project: "demo" } }));
    assert.ok(told(snapshot).includes("users 403"));
    assert.deepEqual(lists(snapshot), { format: "ecs-password account", version: 1, cloud: "openstack", account: { id: DOMAIN.id, name: DOMAIN.name } });
  });
});
