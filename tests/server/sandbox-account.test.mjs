// The reads of a whole account in the sandboxes: IAM's, as the references have them and as Huawei Cloud's own SDK asks for them, and Keystone's. What they tell is
// put together again, and is the account that the sandbox was made of.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, test } from "node:test";
import { sdk } from "../../src/xtask/tools.mjs";
import { accountOf, MOST_USERS, SURPRISES } from "../../www/server/sandbox/account-world.mjs";
import { HUAWEI, IDENTITY_POLICIES } from "../../www/server/sandbox/huawei-world.mjs";
import { keystoneAccount } from "../../www/server/sandbox/keystone-account.mjs";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { createSandbox } from "../../www/server/sandbox/sandbox.mjs";
import { DOMAIN, USERS } from "../../www/server/sandbox/world.mjs";
import { startService, temporaryFolder } from "./helpers.mjs";

process.env.HOME = process.env.USERPROFILE = temporaryFolder();
const load = createRequire(path.join(sdk(), "x.js"));
const { GlobalCredentials } = load("@huaweicloud/huaweicloud-sdk-core");
const { IamClient, ...iam } = load("@huaweicloud/huaweicloud-sdk-iam/v3/public-api.js");
const { IamClient: IamClient5 } = load("@huaweicloud/huaweicloud-sdk-iam/v5/IamClient.js");
const { ListEntitiesForPolicyV5Request } = load("@huaweicloud/huaweicloud-sdk-iam/v5/model/ListEntitiesForPolicyV5Request.js");
const { ListPoliciesV5Request } = load("@huaweicloud/huaweicloud-sdk-iam/v5/model/ListPoliciesV5Request.js");
const { KeystoneListUsersRequest } = iam;

const sandbox = createSandbox({ readsPerSecond: 1_000_000 });
const places = {};
for (const name of ["sandbox", "sandbox-otc", "sandbox-huawei"]) places[name] = await startService(sandbox, name, "identity");

const WORLDS = { otc: [OTC, "sandbox-otc", "carol"], huawei: [HUAWEI, "sandbox-huawei", "heidi"] };

async function tokenOf(base, { name, password }, domain, scope) {
  const body = { auth: { identity: { methods: ["password"], password: { user: { name, password, domain: { name: domain } } } }, scope } };
  const answer = await fetch(`${base}/v3/auth/tokens`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
  assert.equal(answer.status, 201);
  return answer.headers.get("x-subject-token");
}

/** What reads as a user of the account, by a token of the whole account. */
async function reader([world, name, user]) {
  const found = world.users.find((each) => each.name === user);
  const token = await tokenOf(places[name], found, world.account.name, { domain: { id: world.account.id } });
  return async (path, query = {}) => {
    const answer = await fetch(`${places[name]}${path}?${new URLSearchParams(query)}`, { headers: { "x-auth-token": token } });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  };
}

/** All pages of the records of one scope, whichever form each is in. */
async function recordsOf(ask, world, query) {
  const all = [];
  for (let page = 1; ; page += 1) {
    const { status, body } = await ask("/v3.0/OS-PERMISSION/role-assignments", { domain_id: world.account.id, ...query, page, per_page: 20 });
    assert.equal(status, 200);
    const records = [body.role_assignments].flat();
    all.push(...records);
    if (all.length >= body.total_num || records.length === 0) return all;
  }
}

const QUERIES = { domain: { scope: "domain" }, inherited: { scope: "domain", is_inherited: true }, project: { scope: "project" }, enterprise_project: { scope: "enterprise_project" } };

describe("an account", () => {
  for (const [kind, at] of Object.entries(WORLDS)) {
    const [world] = at;
    const account = accountOf(world);

    test(`of ${kind} has some hundred users, and is the same at each start`, async () => {
      assert.equal(account.users.length, MOST_USERS);
      assert.equal(new Set(account.users.map(({ id }) => id)).size, MOST_USERS);
      assert.equal(account.users.filter(({ isOwner }) => isOwner).length, 1);
      const names = account.groups.map(({ name }) => name);
      for (const name of [SURPRISES.forgottenGroup, SURPRISES.federatedGroup, SURPRISES.aliasGroup]) assert.ok(names.includes(name), name);
    });

    test(`of ${kind} is told by four queries, each in pages, and by the grants of each group alike`, async () => {
      const ask = await reader(at);
      const told = [];
      let objects = 0;
      for (const [kind, query] of Object.entries(QUERIES)) {
        for (const { role, scope, is_inherited, ...subject } of await recordsOf(ask, world, query)) {
          const [[subjectKind, { id }]] = Object.entries(subject);
          assert.equal(is_inherited, kind === "inherited");
          told.push([subjectKind, id, role.id, kind, ...(scope.project || scope.enterprise_project ? [Object.values(scope)[0].id] : [])].join(" "));
        }
        const one = await ask("/v3.0/OS-PERMISSION/role-assignments", { domain_id: world.account.id, ...query, page: 1, per_page: 1 });
        objects += Array.isArray(one.body.role_assignments) ? 0 : 1;
      }
      const planned = account.grants.map(({ subject, id, role, scope }) => [subject, id, role.id, scope.kind, ...("id" in scope ? [scope.id] : [])].join(" "));
      assert.deepEqual(told.sort(), planned.sort());
      assert.equal(objects, kind === "otc" ? 4 : 0, "an object in place of a list");
      const one = [];
      for (const { id } of account.groups) {
        const places = [["domain", `/v3/domains/${world.account.id}/groups/${id}/roles`], ["inherited", `/v3/OS-INHERIT/domains/${world.account.id}/groups/${id}/roles/inherited_to_projects`], ...world.projects.map((project) => [`project ${project.id}`, `/v3/projects/${project.id}/groups/${id}/roles`])];
        for (const [place, path] of places) for (const role of (await ask(path)).body.roles) one.push(["group", id, role.id, place].join(" "));
      }
      assert.deepEqual(one.sort(), planned.filter((each) => each.startsWith("group ") && !each.includes("enterprise_project")).sort());
    });

    test(`of ${kind} refuses queries that contradict themselves`, async () => {
      const ask = await reader(at);
      const own = { domain_id: world.account.id };
      for (const query of [{}, { domain_id: "0".repeat(32) }, { ...own, page: 1 }, { ...own, page: 0, per_page: 10 }, { ...own, page: 1, per_page: 51 }, { ...own, scope: "system" }, { ...own, scope: "project", "scope.project_id": world.project.id }, { ...own, subject: "user", "subject.user_id": "x" }]) {
        assert.equal((await ask("/v3.0/OS-PERMISSION/role-assignments", query)).status, 400, JSON.stringify(query));
      }
    });

    test(`of ${kind} is told to who may read it, and not to others`, async () => {
      const [, name] = at;
      const ask = await reader(at);
      const paths = ["/v3/users", "/v3/groups", `/v3/groups/${account.groups[0].id}/users`, "/v3/roles", "/v3.0/OS-ROLE/roles", "/v3.0/OS-AGENCY/agencies", "/v3/OS-FEDERATION/identity_providers", "/v3/OS-FEDERATION/identity_providers/corporate/protocols", "/v3/OS-FEDERATION/mappings", "/v3.0/OS-MFA/virtual-mfa-devices", "/v3.0/OS-USER/login-protects", "/v1.0/enterprise-projects"];
      for (const path of paths) assert.equal((await ask(path)).status, 200, path);
      const other = await reader([world, name, kind === "otc" ? "bob" : "frank"]);
      for (const path of paths) {
        const { status, body } = await other(path);
        assert.deepEqual([status, body.error_code], [403, "IAM.0003"], path);
      }
    });

    test(`of ${kind} lists users in use alone unless it is asked for the others`, async () => {
      const ask = await reader(at);
      const [some, others] = [await ask("/v3/users"), await ask("/v3/users", { enabled: false })].map(({ body }) => body.users.map(({ id }) => id));
      assert.ok(others.length > 0);
      assert.deepEqual([...some, ...others].sort(), account.users.map(({ id }) => id).sort());
      const owner = account.users.find(({ isOwner }) => isOwner);
      assert.equal((await ask(`/v3.0/OS-USER/users/${owner.id}`)).body.user.is_domain_owner, true);
    });
  }

  test("is not read faster than its IAM takes it", async () => {
    const slow = createSandbox({ readsPerSecond: 1 });
    const base = await startService(slow, "sandbox-otc", "identity");
    const token = await tokenOf(base, OTC.users.find(({ name }) => name === "carol"), OTC.account.name, { domain: { id: OTC.account.id } });
    const all = await Promise.all(Array.from({ length: 20 }, () => fetch(`${base}/v3/groups`, { headers: { "x-auth-token": token } })));
    const refused = all.filter(({ status }) => status === 429);
    // They may be of two seconds.
    assert.ok(refused.length >= 18 && refused.length < 20, String(refused.length));
    assert.equal(refused[0].headers.get("retry-after"), "1");
    assert.equal((await refused[0].json()).error_code, "IAM.0012");
  });
});

describe("Huawei Cloud's own client of IAM", () => {
  const clientOf = ([world, name, user], Builder = IamClient) => {
    const { access, secret, securityToken } = world.accessKeys.find((key) => key.user === user && !key.expired);
    const credentials = new GlobalCredentials().withAk(access).withSk(secret).withSecurityToken(securityToken).withDomainId(world.account.id);
    return Builder.newBuilder().withCredential(credentials).withEndpoint(places[name]).build();
  };

  test("counts the same users, groups, members, policies, agencies, providers and devices", async () => {
    const client = clientOf(WORLDS.otc);
    const account = accountOf(OTC);
    const { users } = await client.keystoneListUsers(new KeystoneListUsersRequest());
    const { users: others } = await client.keystoneListUsers(new KeystoneListUsersRequest().withEnabled(false));
    assert.equal(users.length + others.length, account.users.length);
    const { groups } = await client.keystoneListGroups(new iam.KeystoneListGroupsRequest());
    assert.equal(groups.length, account.groups.length);
    let members = 0;
    for (const { id } of groups) members += (await client.keystoneListUsersForGroupByAdmin(new iam.KeystoneListUsersForGroupByAdminRequest(id))).users.length;
    assert.equal(members, account.groups.reduce((sum, group) => sum + group.members.length, 0));
    assert.equal((await client.keystoneListPermissions(new iam.KeystoneListPermissionsRequest())).roles.length, account.system.length);
    assert.equal((await client.listCustomPolicies(new iam.ListCustomPoliciesRequest().withPage(1).withPerPage(300))).roles.length, account.custom.length);
    assert.equal((await client.listAgencies(new iam.ListAgenciesRequest(OTC.account.id))).agencies.length, account.agencies.length);
    assert.equal((await client.keystoneListIdentityProviders(new iam.KeystoneListIdentityProvidersRequest())).identity_providers.length, account.identityProviders.length);
    assert.equal((await client.keystoneListMappings(new iam.KeystoneListMappingsRequest())).mappings.length, account.mappings.length);
    const { virtual_mfa_devices } = await client.listUserMfaDevices(new iam.ListUserMfaDevicesRequest());
    assert.equal(virtual_mfa_devices.length, account.users.filter(({ second }) => second === "device").length);
  });

  test("counts the same records of grants", async () => {
    const client = clientOf(WORLDS.otc);
    let count = 0;
    for (const { scope, is_inherited } of Object.values(QUERIES)) {
      for (let page = 1; ; page += 1) {
        const request = new iam.ShowDomainRoleAssignmentsRequest(OTC.account.id).withScope(scope).withIsInherited(is_inherited ?? false).withPage(page).withPerPage(50);
        const records = [(await client.showDomainRoleAssignments(request)).role_assignments].flat();
        if (records.length === 0) break;
        count += records.length;
      }
    }
    assert.equal(count, accountOf(OTC).grants.length);
  });

  test("finds the same holders of identity policies by version 5", async () => {
    const client = clientOf(WORLDS.huawei, IamClient5);
    const listed = [];
    for (let marker; ; ) {
      const { policies, page_info } = await client.listPoliciesV5(new ListPoliciesV5Request().withMarker(marker));
      listed.push(...policies.map(({ policy_id }) => policy_id));
      marker = page_info.next_marker;
      if (!marker) break;
    }
    assert.deepEqual(listed, IDENTITY_POLICIES.map(({ id }) => id));
    const { attachments } = accountOf(HUAWEI);
    for (const { id } of IDENTITY_POLICIES) {
      const found = { users: [], groups: [], agencies: [] };
      for (let marker; ; ) {
        const page = await client.listEntitiesForPolicyV5(new ListEntitiesForPolicyV5Request(id).withMarker(marker));
        for (const [list, key, field] of [["users", "policy_users", "user_id"], ["groups", "policy_groups", "group_id"], ["agencies", "policy_agencies", "agency_id"]]) found[list].push(...page[key].map((each) => each[field]));
        marker = page.page_info.next_marker;
        if (!marker) break;
      }
      const { users, groups, agencies } = attachments.find(({ policy }) => policy.id === id);
      assert.deepEqual(found, { users, groups, agencies });
    }
  });
});

describe("a Keystone", () => {
  const account = keystoneAccount();
  const readerOf = async (name, scope = { domain: { id: DOMAIN.id } }) => {
    const token = await tokenOf(places.sandbox, USERS.find((each) => each.name === name), DOMAIN.name, scope);
    return async (path) => {
      const answer = await fetch(`${places.sandbox}${path}`, { headers: { "x-auth-token": token } });
      return { status: answer.status, body: await answer.json() };
    };
  };

  test("tells a reader of the domain who has which role, in pages where it has some", async () => {
    const ask = await readerOf("frances");
    const all = [];
    for (let path = "/v3/users"; path; ) {
      const { body } = await ask(path);
      all.push(...body.users);
      path = body.links.next && new URL(body.links.next).pathname + new URL(body.links.next).search;
    }
    assert.deepEqual(all.map(({ id }) => id), account.users.map(({ id }) => id));
    assert.equal((await ask("/v3/role_assignments")).body.role_assignments.length, account.assignments.length);
    assert.equal((await ask("/v3/role_inferences")).body.role_inferences.length, account.implied.length);
    let members = 0;
    for (const { id } of (await ask("/v3/groups")).body.groups) members += (await ask(`/v3/groups/${id}/users`)).body.users.length;
    assert.equal(members, account.groups.reduce((sum, group) => sum + group.members.length, 0));
    const alice = USERS.find(({ name }) => name === "alice");
    assert.deepEqual((await ask(`/v3/users/${alice.id}/application_credentials`)).body.application_credentials.map(({ name }) => name), ["ui", "readpw-only"]);
    const bob = await readerOf("bob", { project: { name: "demo", domain: { id: DOMAIN.id } } });
    assert.equal((await bob(`/v3/users/${alice.id}/application_credentials`)).status, 403);
  });

  test("tells nothing of it to whoever reads a project", async () => {
    const ask = await readerOf("frances", { project: { name: "demo", domain: { id: DOMAIN.id } } });
    for (const path of ["/v3/role_assignments", "/v3/users", "/v3/groups", "/v3/projects", "/v3/roles"]) assert.equal((await ask(path)).status, 403, path);
  });

  test("gives nobody else a token of the domain", async () => {
    const { name, password } = USERS.find((each) => each.name === "alice");
    const body = { auth: { identity: { methods: ["password"], password: { user: { name, password, domain: { id: DOMAIN.id } } } }, scope: { domain: { id: DOMAIN.id } } } };
    const answer = await fetch(`${places.sandbox}/v3/auth/tokens`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
    assert.equal(answer.status, 401);
  });
});
