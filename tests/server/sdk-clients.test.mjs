// Huawei Cloud's own clients of ECS and IAM for Node.js, unchanged, against the sandboxes that are like public clouds: with an access key, and with a password.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { Client, PrivateKey } from "ecs-password";
import { sdk } from "../../src/xtask/tools.mjs";
import { HUAWEI } from "../../www/server/sandbox/huawei-world.mjs";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { createSandbox } from "../../www/server/sandbox/sandbox.mjs";
import { SERVERS } from "../../www/server/sandbox/world.mjs";
import { startService, temporaryFolder } from "./helpers.mjs";

// The SDK keeps an ID of this machine in the home of its user.
process.env.HOME = process.env.USERPROFILE = temporaryFolder();
// And says at length what it was refused.
console.log = () => undefined;
const load = createRequire(path.join(sdk(), "x.js"));
const { BasicCredentials, GlobalCredentials } = load("@huaweicloud/huaweicloud-sdk-core");
const { Region } = load("@huaweicloud/huaweicloud-sdk-core/region/region.js");
const { EcsClient, ...ecs } = load("@huaweicloud/huaweicloud-sdk-ecs/v2/public-api.js");
const { IamClient, ...iam } = load("@huaweicloud/huaweicloud-sdk-iam/v3/public-api.js");
// Its own list of version 5 names a file that is not there.
const { IamClient: IamClient5 } = load("@huaweicloud/huaweicloud-sdk-iam/v5/IamClient.js");
const { ListAttachedUserPoliciesV5Request } = load("@huaweicloud/huaweicloud-sdk-iam/v5/model/ListAttachedUserPoliciesV5Request.js");

const sandbox = createSandbox({});
const [server, other] = SERVERS;
const addresses = {};
for (const name of ["sandbox-otc", "sandbox-huawei"]) {
  addresses[name] = { identity: await startService(sandbox, name, "identity"), compute: await startService(sandbox, name, "compute") };
}

beforeEach(async () => { await sandbox.routes.request("/sandbox/reset", { method: "POST" }); });

/** With what an access key has. */
function withKey(credentials, { access, secret, securityToken }) {
  credentials.withAk(access).withSk(secret);
  return securityToken ? credentials.withSecurityToken(securityToken) : credentials;
}

/** The client of ECS, which finds the ID of its project by the name of the region, from IAM. */
function ecsOf({ project }, name, key) {
  const { identity, compute } = addresses[name];
  const credentials = withKey(new BasicCredentials(), key).withIamEndpoint(identity);
  return EcsClient.newBuilder().withCredential(credentials).withRegion(new Region(project.name, compute)).build();
}

/** The same in a project whose ID is given. */
function ecsIn({ project }, name, key) {
  const credentials = withKey(new BasicCredentials(), key).withProjectId(project.id);
  return EcsClient.newBuilder().withCredential(credentials).withEndpoint(addresses[name].compute).build();
}

const iamOf = ({ account }, name, key, Builder = IamClient) =>
  Builder.newBuilder().withCredential(withKey(new GlobalCredentials(), key).withDomainId(account.id)).withEndpoint(addresses[name].identity).build();

const keyOf = (world, user, isTemporary = true) => world.accessKeys.find((key) => key.user === user && Boolean(key.securityToken) === isTemporary);
const refusal = async (asked) => {
  const error = await asked.catch((thrown) => thrown);
  return [error.httpStatusCode, error.errorCode];
};

describe("its client of ECS", () => {
  for (const isTemporary of [true, false]) {
    test(`finds its project by the name of the region, and lists with a ${isTemporary ? "temporary" : "permanent"} key`, async () => {
      const client = ecsOf(OTC, "sandbox-otc", keyOf(OTC, "carol", isTemporary));
      const { servers } = await client.novaListServersDetails(new ecs.NovaListServersDetailsRequest().withLimit(3));
      assert.deepEqual(servers.map(({ id }) => id), SERVERS.slice(0, 3).map(({ id }) => id));
    });
  }

  test("gets, decrypts and deletes by Huawei Cloud's own API", async () => {
    const client = ecsIn(HUAWEI, "sandbox-huawei", keyOf(HUAWEI, "grace"));
    const show = new ecs.ShowServerPasswordRequest(server.id);
    const { password } = await client.showServerPassword(show);
    const key = PrivateKey.parse(await (await sandbox.routes.request(`/sandbox/keys/${server.keyPair}.pem`)).text());
    const secret = key.decrypt(password);
    assert.equal(secret.reveal(), server.password);
    secret.free();
    key.free();
    assert.equal((await client.deleteServerPassword(new ecs.DeleteServerPasswordRequest(server.id))).httpStatusCode, 204);
    assert.equal((await client.showServerPassword(show)).password, "");
  });

  test("resets the password of one server and of several on Huawei Cloud, and is told of those that it may not", async () => {
    const option = new ecs.ResetServerPasswordOption("nEw-Pa55word").withIsCheckPassword(true);
    const request = () => new ecs.ResetServerPasswordRequest(server.id).withBody(new ecs.ResetServerPasswordRequestBody(option));
    const client = ecsIn(HUAWEI, "sandbox-huawei", keyOf(HUAWEI, "grace"));
    assert.equal((await client.resetServerPassword(request())).httpStatusCode, 204);
    const ids = [server, other].map(({ id }) => new ecs.ServerId(id));
    const all = new ecs.BatchResetServersPasswordRequest().withBody(new ecs.BatchResetServersPasswordRequestBody("nEw-Pa55word", ids));
    assert.deepEqual((await client.batchResetServersPassword(all)).response.map(({ id }) => id), [server.id, other.id]);
    const operator = ecsIn(HUAWEI, "sandbox-huawei", keyOf(HUAWEI, "erin"));
    assert.deepEqual(await refusal(operator.resetServerPassword(request())), [403, "Pdp.0001"]);
  });

  test("is refused with a wrong key, by IAM before ECS is asked", async () => {
    const list = (client) => client.novaListServersDetails(new ecs.NovaListServersDetailsRequest());
    const wrong = { ...keyOf(OTC, "carol"), secret: "wrong" };
    assert.deepEqual(await refusal(list(ecsIn(OTC, "sandbox-otc", wrong))), [401, "APIGW.0301"]);
    assert.match(String(await list(ecsOf(OTC, "sandbox-otc", wrong)).catch((error) => error.message)), /verify aksk signature fail/);
  });
});

describe("its client of IAM", () => {
  const names = ({ projects }) => projects.map(({ name }) => name);

  test("lists projects, accounts and groups with an access key, and what this package lists is the same", async () => {
    const key = keyOf(OTC, "carol");
    const client = iamOf(OTC, "sandbox-otc", key);
    const expected = OTC.projects.map(({ name }) => name);
    assert.deepEqual(names(await client.keystoneListAuthProjects(new iam.KeystoneListAuthProjectsRequest())), expected);
    assert.deepEqual(names(await client.keystoneListProjects(new iam.KeystoneListProjectsRequest())), expected);
    assert.deepEqual(names(await client.keystoneListProjects(new iam.KeystoneListProjectsRequest().withName("eu-de"))), ["eu-de"]);
    const { domains } = await client.keystoneListAuthDomains(new iam.KeystoneListAuthDomainsRequest());
    assert.deepEqual(domains.map(({ id }) => id), [OTC.account.id]);
    const carol = OTC.users.find(({ name }) => name === "carol");
    const { groups } = await client.keystoneListGroupsForUser(new iam.KeystoneListGroupsForUserRequest(carol.id));
    assert.deepEqual(groups.map(({ name }) => name), carol.groups.map(({ name }) => name));

    const { identity, compute } = addresses["sandbox-otc"];
    const { access, secret, securityToken } = key;
    const own = new Client({ cloud: "otc", identityEndpoint: identity, endpoint: compute, projectId: OTC.project.id, auth: { type: "accessKey", access, secret, securityToken } });
    assert.deepEqual(names(await own.listProjects()), expected);
    const staging = own.forProject({ projectId: OTC.projects[1].id });
    assert.deepEqual((await staging.listServers()).servers.map(({ name }) => name), SERVERS.filter(({ project }) => project === "staging").map(({ name }) => name));
    staging.free();
    own.free();
  });

  test("is refused where the user may not, and with a wrong key", async () => {
    const may = iamOf(OTC, "sandbox-otc", keyOf(OTC, "bob"));
    assert.deepEqual(await refusal(may.keystoneListProjects(new iam.KeystoneListProjectsRequest())), [403, "IAM.0003"]);
    const wrong = iamOf(OTC, "sandbox-otc", { ...keyOf(OTC, "carol"), secret: "wrong" });
    assert.deepEqual(await refusal(wrong.keystoneListAuthProjects(new iam.KeystoneListAuthProjectsRequest())), [401, "APIGW.0301"]);
  });

  test("signs in with a password, and its token is good for this package", async () => {
    const { name, password } = OTC.users.find((user) => user.name === "carol");
    const user = new iam.PwdPasswordUser(new iam.PwdPasswordUserDomain(OTC.account.name), name, password);
    const identity = new iam.PwdIdentity(["password"], new iam.PwdPassword(user));
    const body = new iam.KeystoneCreateUserTokenByPasswordRequestBody(new iam.PwdAuth(identity).withScope(new iam.AuthScope().withProject(new iam.AuthScopeProject().withName("eu-de"))));
    const client = iamOf(OTC, "sandbox-otc", keyOf(OTC, "carol"));
    const answer = await client.keystoneCreateUserTokenByPassword(new iam.KeystoneCreateUserTokenByPasswordRequest().withBody(body));
    assert.equal(answer.token.project.name, "eu-de");
    const token = answer["X-Subject-Token"] ?? answer.xSubjectToken;
    const own = new Client({ cloud: "otc", identityEndpoint: addresses["sandbox-otc"].identity, endpoint: addresses["sandbox-otc"].compute, projectId: OTC.project.id, auth: { type: "token", token } });
    assert.equal((await own.verifyToken()).user, name);
    assert.ok((await own.listServers()).servers.length > 0);
    own.free();
  });

  test("lists the identity policies of a user by version 5 on Huawei Cloud", async () => {
    const erin = HUAWEI.users.find(({ name }) => name === "erin");
    const client = iamOf(HUAWEI, "sandbox-huawei", keyOf(HUAWEI, "erin"), IamClient5);
    const attached = [];
    let marker;
    do {
      const page = await client.listAttachedUserPoliciesV5(new ListAttachedUserPoliciesV5Request(erin.id).withMarker(marker));
      attached.push(...page.attached_policies);
      marker = page.page_info.next_marker;
    } while (marker);
    assert.equal(attached.length, erin.identityPolicies.length);
  });
});
