// What the package exports as data is what its core does.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiVersions,
  buildRequest,
  buildSignInRequest,
  checkPassword,
  Client,
  compareFingerprint,
  conditionKeys,
  conditionOperators,
  conditionSetPrefixes,
  defaultRoles,
  envelopeMembers,
  httpHeaders,
  idPatterns,
  keyPairAlgorithm,
  listPoliciesOperations,
  malformedJsonCodes,
  microversions,
  novaRulePrefix,
  operations,
  parsePolicy,
  parseResponse,
  passwordApis,
  passwordKeyAlgorithm,
  passwordRules,
  policyClouds,
  PolicySet,
  policyVersions,
  retryAfterMs,
  scopeKinds,
  tooManyRequests,
  verdicts,
} from "ecs-password";

const codeOf = (call) => {
  try {
    call();
    return undefined;
  } catch (error) {
    return [error.code, error.path];
  }
};

const policy = (statement) => JSON.stringify({ Version: "1.1", Statement: [statement] });
const withCondition = (operator, key, value = "x") => policy({ Effect: "Allow", Action: ["ecs:*:get*"], Condition: { [operator]: { [key]: [value] } } });
const codesIn = (text) => parsePolicy(text).diagnostics.map(({ code }) => code);

test("a cloud has exactly the versions that are listed for it, the usual one first", () => {
  assert.deepEqual(Object.keys(apiVersions).sort(), ["huawei", "openstack", "otc"]);
  const of = { operation: "getServerPassword", endpoint: "https://ecs.example.com", projectId: "p", serverId: "11111111-2222-4333-8444-555555555555" };
  for (const [cloud, versions] of Object.entries(apiVersions)) {
    assert.equal(versions[0], "v2.1");
    for (const apiVersion of ["v1", "v2", "v2.1"]) {
      const expected = versions.includes(apiVersion) ? undefined : ["unsupportedOperation", "apiVersion"];
      assert.deepEqual(codeOf(() => buildRequest({ ...of, cloud, apiVersion })), expected, `${cloud} ${apiVersion}`);
    }
  }
});

test("an operation exists where its places are, and nowhere else", () => {
  const serverId = "11111111-2222-4333-8444-555555555555";
  const fields = { serverId, name: "k", newPassword: "p", serverIds: [serverId] };
  for (const [operation, { service, fields: wanted, places }] of Object.entries(operations)) {
    if (service !== "compute") continue;
    const own = Object.fromEntries(wanted.filter((name) => name in fields).map((name) => [name, fields[name]]));
    for (const cloud of Object.keys(apiVersions)) {
      for (const apiVersion of ["v1", "v2", "v2.1"]) {
        const is = places.some((place) => place.cloud === cloud && place.apiVersion === apiVersion);
        const refused = codeOf(() => buildRequest({ operation, cloud, apiVersion, endpoint: "https://ecs.example.com", projectId: "p", ...own }));
        assert.equal(refused?.[0], is ? undefined : "unsupportedOperation", `${operation} ${cloud} ${apiVersion}`);
      }
    }
  }
});

test("passwords are checked by the rules that are told", () => {
  const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
  assert.equal(passwordRules.length, 6);
  for (const { cloud, operation, apiVersion, minLength, maxLength, classes, specials, account } of passwordRules) {
    const check = (password, more = {}) => checkPassword(password, { cloud, operation, ...(apiVersion && { apiVersion }), ...more }).missing.map(({ code }) => code);
    const of = `${cloud} ${operation} ${apiVersion ?? ""}`;
    const long = "Xk7bqm2Z".repeat(4);
    assert.deepEqual([check(long.slice(0, minLength)), check(long.slice(0, minLength - 1)).includes("tooShort")], [[], true], of);
    if (maxLength) assert.deepEqual([check(long.slice(0, maxLength)), check(long.slice(0, maxLength + 1))], [[], ["tooLong"]], of);
    for (const each of printable) {
      const isAllowed = specials === undefined || /[A-Za-z0-9]/.test(each) || specials.includes(each);
      assert.deepEqual(check(`Xk7bqm2Z${each}`), isAllowed ? [] : ["characters"], `${of} ${each}`);
    }
    const kinds = ["xkbqmcz", "XKBQMCZ", "7246835", "!!!!!!!"];
    for (const count of [1, 2, 3, 4]) assert.equal(check(`${kinds.slice(0, count).join("")}${kinds[0]}`.slice(0, 26)).includes("classes"), count < classes, `${of} ${count}`);
    const named = (name) => check(`7!X${name}`, { userName: "horst" }).includes("userName");
    assert.deepEqual([named("horst"), named("root")], [account === "own", account === "both"], of);
  }
});

// As a browser reads the attribute `pattern`.
test("IDs of the form that is told are taken, and no others", () => {
  const serverId = "8b3c7a5e-2f6d-4c1b-9a0e-1d2c3b4a5f60";
  const of = { operation: "getServerPassword", cloud: "otc", apiVersion: "v2.1", endpoint: "https://ecs.example.com", projectId: "p", serverId };
  const cases = {
    serverId: [serverId, serverId.toUpperCase(), `${serverId}0`, serverId.slice(1), serverId.replaceAll("-", "_"), serverId.replace("8", "g"), "", "../x"],
    projectId: ["p", "0", "a_b-C", "p".repeat(64), "p".repeat(65), "", "a.b", "a b", "ä", "a/b"],
  };
  for (const [name, values] of Object.entries(cases)) {
    const form = new RegExp(`^(?:${idPatterns[name]})$`, "v");
    for (const value of values) {
      assert.equal(codeOf(() => buildRequest({ ...of, [name]: value })) === undefined, form.test(value), `${name} ${value}`);
    }
    assert.ok(values.some((value) => form.test(value)) && values.some((value) => !form.test(value)));
  }
});

test("the policies of a user are read by the operations that are named, in their order, as far as the cloud has them", async () => {
  const token = { user: { id: "u", name: "n", domain: { id: "d", name: "dn" } }, project: { id: "p", name: "pn" }, expires_at: "2099-01-01T00:00:00Z", roles: [] };
  const answer = (status, body, headers = []) => ({ status, headers, arrayBuffer: async () => new TextEncoder().encode(JSON.stringify(body)).buffer });
  const bodyOf = (url) => {
    if (url.includes("/attached-policies")) return { attached_policies: [{ policy_id: "i", policy_name: "in" }], page_info: {} };
    if (url.includes("/versions/")) return { policy_version: { document: "{}" } };
    if (url.includes("/policies/")) return { policy: { default_version_id: "v1" } };
    return url.includes("/users/") ? { groups: [{ id: "g", name: "gn" }] } : { roles: [] };
  };
  const ids = { userId: "u", groupId: "g", domainId: "d", projectId: "p", policyId: "i", versionId: "v1" };
  for (const cloud of ["otc", "huawei"]) {
    const asked = [];
    const fetchImpl = async (url, { method }) => {
      if (method === "POST") return answer(201, { token }, [["X-Subject-Token", "t"]]);
      asked.push(new URL(url).pathname);
      return answer(200, bodyOf(url));
    };
    const auth = { type: "password", user: "n", domain: "dn", password: "hunter2", project: "pn" };
    const client = new Client({ cloud, identityEndpoint: "https://iam.example.com", endpoint: "https://ecs.example.com", auth, fetchImpl });
    await client.listPolicies();
    client.free();
    const named = listPoliciesOperations
      .filter((operation) => operations[operation].places.some((place) => place.cloud === cloud))
      .map((operation) => {
        const own = Object.fromEntries(operations[operation].fields.filter((field) => field in ids).map((field) => [field, ids[field]]));
        return new URL(buildRequest({ operation, cloud, identityEndpoint: "https://iam.example.com", ...own }).url).pathname;
      });
    assert.equal(named.length, cloud === "huawei" ? 8 : 4);
    assert.deepEqual(asked, named);
  }
});

test("what begins the names of Nova's rules begins those of plain OpenStack alone", () => {
  const places = Object.values(operations).flatMap((operation) => operation.places);
  for (const { cloud, action } of places) assert.equal(action.startsWith(novaRulePrefix), cloud === "openstack", action);
});

test("microversions can be asked for exactly where they are listed", () => {
  const { newest } = microversions;
  for (const [cloud, versions] of Object.entries(apiVersions)) {
    for (const apiVersion of versions) {
      if (!operations.listServers.places.some((place) => place.cloud === cloud && place.apiVersion === apiVersion)) continue;
      const request = () => buildRequest({ operation: "listServers", endpoint: "https://ecs.example.com", projectId: "p", cloud, apiVersion, microversion: newest });
      if (cloud === microversions.cloud && apiVersion === microversions.apiVersion) assert.equal(request().headers["OpenStack-API-Version"], `compute ${newest}`);
      else assert.equal(codeOf(request)?.[0], "unsupportedOperation", `${cloud} ${apiVersion}`);
    }
  }
});

test("headers and the status that asks to wait are those that the core sends and knows", () => {
  const request = buildSignInRequest({ cloud: "otc", identityEndpoint: "https://iam.example.com", endpoint: "https://ecs.example.com", projectId: "p", auth: { type: "token", token: "t" } });
  assert.equal(request.headers[httpHeaders.token], "t");
  const headers = { [httpHeaders.retryAfter]: "7" };
  assert.equal(codeOf(() => parseResponse({ operation: "listServers", status: tooManyRequests, headers, body: "" }))[0], "rateLimited");
});

test("a key pair tells its algorithm, and its fingerprint is compared where it can be", () => {
  assert.equal(keyPairAlgorithm({ publicKey: `${passwordKeyAlgorithm} AAAA me`, type: "ssh" }), passwordKeyAlgorithm);
  assert.equal(keyPairAlgorithm({ publicKey: "ssh-ed25519 AAAA" }), "ssh-ed25519");
  assert.equal(keyPairAlgorithm({ publicKey: "-----BEGIN CERTIFICATE-----", type: "x509" }), "x509");
  assert.equal(keyPairAlgorithm({}), undefined);
  const md5 = Array(16).fill("aa").join(":");
  assert.equal(compareFingerprint({ fingerprint: md5.toUpperCase() }, { md5 }), "same");
  assert.equal(compareFingerprint({ fingerprint: md5.replace("aa", "1b") }, { md5 }), "different");
  for (const pair of [{ fingerprint: md5, algorithm: "x509" }, { fingerprint: "SHA256:abc" }, { fingerprint: md5.slice(3) }]) {
    assert.equal(compareFingerprint(pair, { md5 }), "unknown", JSON.stringify(pair));
  }
});

test("a role without the members that decide nothing is the same role", () => {
  const role = { id: "1", name: "te_1", display_name: "One", catalog: "BASE", flag: "fine_grained", type: "AA", description: "x", links: {}, policy: { Version: "1.1", Depends: [{ catalog: "BASE", display_name: "Two" }], Statement: [{ Effect: "Allow", Action: ["ecs:*:*"] }] } };
  const short = Object.fromEntries(envelopeMembers.map((name) => [name, role[name]]));
  const [whole, less] = [role, short].map((document) => {
    const set = new PolicySet([{ name: "p", document: JSON.stringify(document) }]);
    const [{ decision }, { policy: read }] = [set.check({ action: "ecs:servers:list" }), parsePolicy(JSON.stringify(document))];
    set.free();
    return { decision, kind: read.kind, name: read.name };
  });
  assert.deepEqual(less, whole);
});

test("a cloud has the versions of policies that are listed for it", () => {
  assert.deepEqual(Object.keys(policyVersions).sort(), [...policyClouds].sort());
  const set = new PolicySet([]);
  for (const cloud of policyClouds) {
    for (const version of ["1.1", "5.0"]) {
      const expected = policyVersions[cloud].includes(version) ? undefined : ["unsupportedOperation", "version"];
      assert.deepEqual(codeOf(() => set.suggest({ cloud, version, operations: ["getServerPassword"] })), expected, `${cloud} ${version}`);
    }
    // Each of them is read as itself.
    for (const version of policyVersions[cloud]) assert.equal(parsePolicy(JSON.stringify({ Version: version, Statement: [] })).policy.version, version);
  }
  set.free();
});

test("each cloud that has IAM policies has a catalogue of them, and no other", () => {
  const set = new PolicySet([]);
  for (const cloud of Object.keys(apiVersions)) {
    assert.equal(codeOf(() => { set.preview({ cloud }).free(); })?.[0], policyClouds.includes(cloud) ? undefined : "unsupportedOperation", cloud);
  }
  set.free();
});

test("the least role of an operation is one of Keystone's", () => {
  const roles = Object.values(operations).flatMap(({ novaRole }) => novaRole ?? []);
  assert.ok(roles.includes("reader") && roles.includes("member"));
  for (const role of roles) assert.ok(defaultRoles.includes(role), role);
});

test("the condition operators are those that the core knows, each with the type of its values", () => {
  assert.equal(new Set(conditionOperators.map(({ name }) => name)).size, conditionOperators.length);
  const [{ name: text }] = conditionKeys.filter(({ valueType, prefix }) => valueType === "string" && !prefix);
  /** What a value of the type looks like, and of no other. */
  const values = { string: "x", number: "7", date: "2026-11-22T08:00:00Z", boolean: "true", ip: "192.0.2.1" };
  for (const { name, valueType, ifExists, service } of conditionOperators) {
    const key = service ? `${service}:any` : text;
    for (const each of [name, ...(name === "Null" ? [] : conditionSetPrefixes.map((prefix) => prefix + name))]) {
      assert.ok(!codesIn(withCondition(each, key, values[valueType])).includes("unknownOperator"), each);
    }
    const wrong = codesIn(withCondition(name, key, "neither")).includes("valueForm");
    assert.equal(wrong, valueType !== "string", name);
    assert.equal(codesIn(withCondition(name, key, values[valueType])).includes("valueForm"), false, name);
    if (name === "Null") continue;
    const base = ifExists ? name.slice(0, -"IfExists".length) : name;
    assert.ok(conditionOperators.some((other) => other.name === base && !other.ifExists), name);
    assert.ok(conditionOperators.some((other) => other.name === `${base}IfExists` && other.ifExists), name);
  }
  for (const name of ["NullIfExists", "ForAnyValue:Null", "NumericEqual", "StringEqualsIfExistsIfExists", ""]) {
    assert.ok(!conditionOperators.some((each) => each.name === name));
    assert.ok(codesIn(withCondition(name, text)).includes("unknownOperator"), name);
  }
});

test("an operator is met where the key is absent, or where no value fits, as its facts say", () => {
  const [{ name: text }] = conditionKeys.filter(({ valueType, prefix }) => valueType === "string" && !prefix);
  for (const { name, valueType, negated, ifExists, service } of conditionOperators) {
    if (name === "Null" || valueType !== "string") continue;
    const key = service ? `${service}:any` : text;
    const set = new PolicySet([{ name: "a", document: withCondition(name, key, "x") }]);
    const decide = (context) => set.check({ action: "ecs:servers:get", context }).decision;
    assert.equal(decide({ [key]: ["nothing like it"] }), negated ? "allow" : "implicitDeny", name);
    assert.equal(decide({ [key]: null }) === "allow", ifExists, name);
    set.free();
  }
});

test("the condition keys are those that the linter knows, each with the operators of its type", () => {
  for (const { name, valueType, prefix } of conditionKeys) {
    const key = prefix ? `${name}owner` : name;
    for (const operator of conditionOperators) {
      const codes = codesIn(withCondition(operator.name, key));
      assert.ok(!codes.includes("unknownConditionKey"), key);
      // A tag is any text that somebody chose. What is for the keys of one service is for no global one.
      const fits = operator.service === undefined && (prefix || operator.name === "Null" || operator.valueType === valueType);
      assert.equal(codes.includes("operatorType"), !fits, `${operator.name} ${key}`);
    }
  }
  for (const key of ["g:userid", "g:Nothing", "g:ResourceTag"]) assert.ok(codesIn(withCondition("StringEquals", key)).includes("unknownConditionKey"), key);
});

test("a scope of each kind is taken with an ID, or without, as its facts say", () => {
  const scoped = (scope) => codeOf(() => new PolicySet([{ name: "a", document: policy({ Effect: "Allow", Action: ["ecs:*:*"] }), scope }]).free());
  for (const [kind, { id }] of Object.entries(scopeKinds)) {
    assert.deepEqual(scoped({ kind, ...(id ? { id: "p" } : {}) }), undefined, kind);
    assert.deepEqual(scoped({ kind, ...(id ? {} : { id: "p" }) }), ["invalidInput", "policies[0].scope.id"], kind);
  }
  assert.deepEqual(scoped({ kind: "everywhere" }), ["invalidInput", "policies[0].scope.kind"]);
  assert.deepEqual(Object.keys(scopeKinds).filter((kind) => !scopeKinds[kind].attachable).sort(), ["enterpriseProjects", "otherProjects"]);
});

test("a text that is no JSON is told by its codes, and IAM would refuse it", () => {
  const broken = ['{"Version": "1.1" "Statement": []}', '{"Version": "1.1",}', '{"Version": “1.1”}', '{"Version": "1.1"', '{} {}', '{"Version": nope}'];
  const found = new Set();
  for (const text of broken) {
    const { diagnostics } = parsePolicy(text);
    const codes = diagnostics.map(({ code }) => code).filter((code) => malformedJsonCodes.includes(code));
    assert.ok(codes.length > 0, text);
    assert.throws(() => JSON.parse(text), SyntaxError);
    for (const code of codes) found.add(code);
  }
  assert.deepEqual([...found].sort(), malformedJsonCodes.toSorted());
  const twice = '{"Version": "1.1", "Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["ecs:*:*"]}]}';
  assert.ok(codesIn(twice).includes("duplicateKey") && !codesIn(twice).some((code) => malformedJsonCodes.includes(code)));
});

test("the ways to a password are rows of a preview: all that speak of one, or of a console", () => {
  const set = new PolicySet([]);
  for (const [cloud, ways] of Object.entries(passwordApis)) {
    const { rows } = set.preview({ cloud });
    const listed = Object.values(ways).flat();
    assert.equal(new Set(listed).size, listed.length);
    // Whether it can be reset leads nowhere by itself.
    const speaking = rows.filter(({ id, title }) => /password|console\b|VNC/i.test(`${id} ${title}`) && !id.endsWith("/os-resetpwd-flag"));
    assert.deepEqual(listed.toSorted(), speaking.map(({ id }) => id).toSorted(), cloud);
    const stored = rows.filter(({ operation }) => operation === "getServerPassword" || operation === "deleteServerPassword");
    assert.deepEqual([...ways.nova, ...ways.ecs].sort(), stored.map(({ id }) => id).sort());
    assert.ok(ways.ecs.every((id) => id.includes(" /v1/")) && ways.nova.every((id) => id.includes(" /v2")));
  }
  assert.deepEqual(Object.keys(passwordApis).sort(), ["huawei", "otc"]);
  set.free();
});

test("the numbers of a preview are places in the list of verdicts", () => {
  const set = new PolicySet([{ name: "a", document: withCondition("StringEquals", "g:UserName") }, { name: "b", document: policy({ Effect: "Deny", Action: ["ecs:*:getServerPassword", "ecs:serverPasswords:*"] }) }]);
  const preview = set.preview({ cloud: "otc" });
  const seen = new Set([...preview.decisions.keys()].map((row) => {
    assert.equal(verdicts[preview.decisions[row]], preview.explain(row).decision);
    return preview.decisions[row];
  }));
  assert.ok(seen.size >= 3);
  preview.free();
  set.free();
});

const SIGN_INS = [
  { type: "token", token: "given-token" },
  { type: "password", user: "alice", domain: "OTC-1", password: "a password", project: "eu-de" },
  { type: "password", user: { id: "u1" }, domain: { id: "d1" }, password: "p", project: { name: "p", domain: "other" } },
  { type: "applicationCredential", id: "c1", secret: "s1" },
];
const AT = { endpoint: "https://nova.example.com", identityEndpoint: "https://iam.example.com", projectId: "p1" };
const TOKEN = {
  token: { expires_at: "2027-01-01T00:00:00Z", user: { name: "alice" }, project: { id: "p1", name: "eu-de" }, roles: [{ name: "reader" }, { name: "te_admin" }] },
};

/** A client whose requests are kept and answered with these, one after the other. */
function watched(input, ...answers) {
  const sent = [];
  const fetchImpl = async (url, { method, headers, body }) => {
    sent.push({ method, url, headers: { ...headers }, ...(body === undefined ? {} : { body }) });
    const [status, answer, more = {}] = answers.shift() ?? [500, {}];
    return new Response(JSON.stringify(answer), { status, headers: { "x-openstack-request-id": "req-1", ...more } });
  };
  return { client: new Client({ endpoint: "https://nova.example.com", identityEndpoint: "https://iam.example.com/v3/", projectId: "p1", fetchImpl, ...input }), sent };
}

test("the request of a sign-in is the one that a client sends", async () => {
  for (const cloud of Object.keys(apiVersions)) {
    for (const auth of SIGN_INS) {
      const { client, sent } = watched({ cloud, auth }, [auth.type === "token" ? 200 : 201, TOKEN, { "x-subject-token": "t" }]);
      await client.verifyToken();
      const built = buildSignInRequest({ ...AT, cloud, auth });
      assert.deepEqual(sent, [built], `${cloud} ${auth.type}`);
      assert.equal(built.method, auth.type === "token" ? "GET" : "POST");
      client.free();
    }
  }
  assert.deepEqual(codeOf(() => buildSignInRequest({ ...AT, cloud: "otc", auth: { ...SIGN_INS[1], user: "" } })), ["invalidInput", "auth.user"]);
  for (const auth of SIGN_INS) assert.deepEqual(codeOf(() => buildSignInRequest({ ...AT, cloud: "otc", identityEndpoint: undefined, auth })), ["invalidInput", "identityEndpoint"]);
  assert.deepEqual(codeOf(() => buildSignInRequest({ ...AT, cloud: "otc", auth: SIGN_INS[0], fetchImpl: "f" })), ["invalidInput", "fetchImpl"]);
});

test("the cloud says what a given token is for, and what it says of it changes nothing", async () => {
  const auth = SIGN_INS[0];
  const { client, sent } = watched({ cloud: "openstack", auth }, [200, TOKEN], [401, { error: { message: "no" } }], [200, { keypair: { name: "k", fingerprint: "f" } }]);
  assert.deepEqual(await client.signIn(), { roles: [] });
  assert.equal(sent.length, 0);
  const session = { expiresAt: "2027-01-01T00:00:00Z", user: "alice", project: { id: "p1", name: "eu-de" }, roles: ["reader", "te_admin"] };
  assert.deepEqual(await client.verifyToken(), session);
  await assert.rejects(client.verifyToken(), { code: "unauthenticated", status: 401 });
  await client.getKeyPair({ name: "k" });
  assert.deepEqual(sent.map(({ method, url, headers }) => [method, new URL(url).pathname, headers["X-Auth-Token"]]), [
    ["GET", "/v3/auth/tokens", "given-token"],
    ["GET", "/v3/auth/tokens", "given-token"],
    ["GET", "/v2.1/p1/os-keypairs/k", "given-token"],
  ]);
  client.free();
});

test("of a token that it signed in for, a client says what the sign-in told", async () => {
  const { client, sent } = watched({ cloud: "otc", auth: SIGN_INS[1] }, [201, TOKEN, { "x-subject-token": "t" }]);
  const first = await client.verifyToken();
  assert.deepEqual([first.user, await client.verifyToken(), sent.length], ["alice", first, 1]);
  client.free();
});

test("to verify a token takes the address of who issued it", async () => {
  const { client, sent } = watched({ cloud: "openstack", auth: SIGN_INS[0], identityEndpoint: undefined });
  await assert.rejects(client.verifyToken(), { code: "invalidInput", path: "identityEndpoint" });
  assert.equal(sent.length, 0);
  client.free();
});

test("Retry-After has seconds or a date", () => {
  const now = Date.UTC(2026, 10, 28, 12);
  for (const [value, ms] of [
    ["3", 3000],
    [" 0 ", 0],
    ["Sat, 28 Nov 2026 12:00:05 GMT", 5000],
    ["Sat, 28 Nov 2026 11:00:00 GMT", 0],
    ["soon", undefined],
    ["1.5", undefined],
    ["-1", undefined],
    ["", undefined],
  ]) assert.equal(retryAfterMs(value, now), ms, value);
  assert.equal(retryAfterMs(new Date(Date.now() + 60_000).toUTCString()) > 50_000, true);
  assert.deepEqual(codeOf(() => retryAfterMs(3)), ["invalidInput", "value"]);
  assert.deepEqual(codeOf(() => retryAfterMs("3", "now")), ["invalidInput", "now"]);
});
