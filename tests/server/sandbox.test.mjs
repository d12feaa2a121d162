import assert from "node:assert/strict";
import { createPrivateKey, createHash, privateDecrypt, constants } from "node:crypto";
import { describe, test } from "node:test";
import { Passwords } from "../../www/server/sandbox/passwords.mjs";
import { passcodeOf } from "../../www/server/sandbox/totp.mjs";
import { SERVERS } from "../../www/server/sandbox/world.mjs";
import { fetchAsPage, send, sendAsPage, startServer } from "./helpers.mjs";
import { startSandbox } from "./sandbox-cloud.mjs";

const WIN = "11111111-1111-4111-8111-111111111111";
const LATE = "55555555-5555-4555-8555-555555555555";
const DEMO = "de300000000000000000000000000001";
const REQUEST_ID = /^req-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const UNAUTHORIZED = "The request you have made requires authentication.";

const sandbox = await startSandbox();
const { origin } = sandbox;

function signIn(body, { query = "", headers = {} } = {}) {
  const text = typeof body === "string" ? body : JSON.stringify({ auth: body });
  const all = { "content-type": "application/json", ...headers };
  return sendAsPage(origin, `/proxy/sandbox/identity/v3/auth/tokens${query}`, { method: "POST", headers: all, body: text });
}

function passwordOf(name, password = `${name}-password`, domain = { name: "Default" }) {
  return { methods: ["password"], password: { user: { name, domain, password } } };
}

function scopeOf(name) {
  return { project: { name, domain: { id: "default" } } };
}

async function tokenOf(name, project = name === "dave" ? "other" : "demo") {
  const { status, headers, text } = await signIn({ identity: passwordOf(name), scope: scopeOf(project) });
  assert.equal(status, 201, text);
  return headers["x-subject-token"];
}

function compute(path, { token, method, headers } = {}) {
  return sendAsPage(origin, `/proxy/sandbox/compute${path}`, {
    method,
    headers: { ...(token && { "x-auth-token": token }), ...headers },
  });
}

/** Nova without the proxy before it. */
function nova(path, { token, method, headers } = {}) {
  return send(sandbox.behind, `/sandbox/compute${path}`, { method, headers: { ...(token && { "x-auth-token": token }), ...headers } });
}

const alice = await tokenOf("alice");
const passwordPath = (id, prefix = "/v2.1") => `${prefix}/servers/${id}/os-server-password`;

describe("Keystone", () => {
  test("a token, in the form that Keystone gives it", async () => {
    const { status, headers, text } = await signIn({ identity: passwordOf("alice"), scope: scopeOf("demo") });
    assert.equal(status, 201);
    assert.equal(headers["content-type"], "application/json");
    assert.match(headers["x-openstack-request-id"], REQUEST_ID);
    assert.match(headers["x-subject-token"], /^gAAAAAB[\w-]{150,}$/);
    const { token } = JSON.parse(text);
    assert.deepEqual(Object.keys(token), [
      "methods",
      "user",
      "audit_ids",
      "expires_at",
      "issued_at",
      "project",
      "is_domain",
      "roles",
      "catalog",
    ]);
    assert.match(token.expires_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z$/);
    assert.equal(Date.parse(token.expires_at) - Date.parse(token.issued_at), 3_600_000);
    assert.ok(
      text.startsWith(
        '{"token": {"methods": ["password"], "user": {"domain": {"id": "default", "name": "Default"}, "id": "a11ce',
      ),
    );
    assert.match(text, /"roles": \[{"id": "\w+", "name": "member"}, {"id": "\w+", "name": "reader"}\], "catalog": /);
    assert.match(text, /"password_expires_at": null}, "audit_ids": \["[\w-]{22}"\], /);
    assert.deepEqual(
      token.roles.map(({ name }) => name),
      ["member", "reader"],
    );
    assert.deepEqual(
      token.catalog.map(({ type }) => type),
      ["identity", "compute", "compute_legacy"],
    );
  });

  test("without the catalogue, and unscoped", async () => {
    const short = await signIn({ identity: passwordOf("alice"), scope: scopeOf("demo") }, { query: "?nocatalog" });
    assert.equal(JSON.parse(short.text).token.catalog, undefined);
    for (const scope of ["unscoped", undefined]) {
      const { token } = JSON.parse((await signIn({ identity: passwordOf("alice"), scope })).text);
      assert.deepEqual(Object.keys(token), ["methods", "user", "audit_ids", "expires_at", "issued_at"]);
    }
  });

  test("one 401 for whatever is wrong", async () => {
    for (const auth of [
      { identity: passwordOf("alice", "no"), scope: scopeOf("demo") },
      { identity: passwordOf("nobody"), scope: scopeOf("demo") },
      { identity: passwordOf("alice", undefined, { name: "Elsewhere" }), scope: scopeOf("demo") },
      { identity: passwordOf("alice"), scope: scopeOf("other") },
      { identity: passwordOf("alice"), scope: scopeOf("nowhere") },
      { identity: { methods: ["totp"] } },
    ]) {
      const { status, headers, text } = await signIn(auth);
      assert.equal(status, 401);
      assert.equal(text, `{"error":{"code":401,"message":"${UNAUTHORIZED}","title":"Unauthorized"}}\n`);
      assert.equal(Buffer.byteLength(text), 109);
      assert.equal(headers["x-subject-token"], undefined);
    }
  });

  test("malformed requests", async () => {
    const of = async (...args) => {
      const { status, text } = await signIn(...args);
      assert.equal(status, 400);
      return JSON.parse(text).error;
    };
    assert.match(
      (await of("{}", { headers: { "content-type": "text/plain" } })).message,
      /^Expecting to find application\/json in Content-Type/,
    );
    assert.match((await of("{")).message, /^Expecting to find valid JSON in request body\. The server could not comply/);
    assert.match((await of({})).message, /^'identity' is a required property/);
    const nothing = await of("{}");
    assert.match(nothing.message, /^'auth' is a required property/);
    assert.equal(nothing.title, "Bad Request");
  });

  test("application credentials, by id and by name, never with a scope", async () => {
    const secret = "ui-application-credential-secret";
    const of = (credential, scope) =>
      signIn({ identity: { methods: ["application_credential"], application_credential: credential }, scope });
    const id = "a99c0000000000000000000000000001";
    const byId = await of({ id, secret });
    assert.equal(byId.status, 201);
    assert.ok(byId.text.endsWith(`, "application_credential": {"id": "${id}", "name": "ui", "restricted": true}}}`));
    assert.equal((await of({ name: "ui", secret, user: { name: "alice", domain: { id: "default" } } })).status, 201);
    assert.equal((await of({ name: "ui", secret, user: { name: "bob", domain: { id: "default" } } })).status, 401);
    assert.equal((await of({ id, secret: "no" })).status, 401);
    const scoped = await of({ id, secret }, scopeOf("demo"));
    assert.equal(scoped.status, 401);
    assert.equal(
      scoped.text,
      '{"error":{"code":401,"identity":{},"message":"Error authenticating with application credential: ' +
        'Application credentials cannot request a scope.","title":"Unauthorized"}}\n',
    );
  });

  test("a token is checked and revoked", async () => {
    const token = await tokenOf("bob");
    const own = { "x-auth-token": token, "x-subject-token": token };
    const ask = (method, headers) => send(sandbox.behind, "/sandbox/identity/v3/auth/tokens?nocatalog", { method, headers });
    const shown = await ask("GET", own);
    assert.equal(shown.status, 200);
    assert.equal(shown.headers["x-subject-token"], token);
    assert.equal(JSON.parse(shown.text).token.user.name, "bob");
    assert.equal((await ask("GET", { ...own, "x-subject-token": "no" })).status, 404);
    assert.equal((await ask("DELETE", own)).status, 204);
    assert.equal((await ask("GET", own)).status, 401);
    assert.equal((await compute("/v2.1/servers/detail", { token })).status, 401);
  });
});

describe("Nova", () => {
  test("says which versions it has, without a token", async () => {
    for (const path of ["/v2.1", "/v2.1/"]) {
      const { status, headers, text } = await nova(path);
      assert.equal(status, 200);
      assert.equal(headers["openstack-api-version"], "compute 2.1");
      assert.ok(
        text.startsWith(
          '{"version": {"id": "v2.1", "status": "CURRENT", "version": "2.104", "min_version": "2.1", "updated": "2013-07-23T11:33:21Z", ',
        ),
      );
    }
    assert.match((await nova("/v2/")).text, /"id": "v2.0", "status": "DEPRECATED"/);
  });

  for (const [name, path, options, status, type, body] of [
    [
      "no token",
      passwordPath(WIN),
      {},
      401,
      "application/json",
      `{"error": {"code": 401, "title": "Unauthorized", "message": "${UNAUTHORIZED}"}}`,
    ],
    [
      "no token, unknown route",
      "/v2.1/nothing",
      {},
      401,
      "application/json",
      `{"error": {"code": 401, "title": "Unauthorized", "message": "${UNAUTHORIZED}"}}`,
    ],
    [
      "unknown resource",
      `/v2.1/servers/${WIN}/os-nothing`,
      { token: alice },
      404,
      "text/plain; charset=UTF-8",
      "404 Not Found\n\nThe resource could not be found.\n\n   ",
    ],
    [
      "POST where the route has GET and DELETE",
      passwordPath(WIN),
      { token: alice, method: "POST" },
      404,
      "text/plain; charset=UTF-8",
      "404 Not Found\n\nThe resource could not be found.\n\n   ",
    ],
    [
      "an id that is none",
      passwordPath("not-a-uuid"),
      { token: alice },
      404,
      "application/json; charset=UTF-8",
      '{"itemNotFound": {"code": 404, "message": "Instance not-a-uuid could not be found."}}',
    ],
    [
      "an id that cannot be decoded",
      passwordPath("%ff"),
      { token: alice },
      404,
      "application/json; charset=UTF-8",
      '{"itemNotFound": {"code": 404, "message": "Instance %ff could not be found."}}',
    ],
    [
      "another project in the path",
      passwordPath(WIN, "/v2.1/96a48fe34d00423d8298855bc5d9f68a"),
      { token: alice },
      400,
      "application/json; charset=UTF-8",
      `{"badRequest": {"code": 400, "message": "Malformed request URL: URL's project_id '96a48fe34d00423d8298855bc5d9f68a' doesn't match Context's project_id '${DEMO}'"}}`,
    ],
    [
      "a marker that is no server",
      "/v2.1/servers/detail?marker=x",
      { token: alice },
      400,
      "application/json; charset=UTF-8",
      '{"badRequest": {"code": 400, "message": "marker [x] not found"}}',
    ],
    [
      "a limit that is none",
      "/v2.1/servers/detail?limit=-1",
      { token: alice },
      400,
      "application/json; charset=UTF-8",
      `{"badRequest": {"code": 400, "message": "Invalid input for query parameters limit. Value: -1. '-1' does not match '^[0-9]*$'"}}`,
    ],
    [
      "a microversion that is too high",
      "/v2.1/servers/detail",
      { token: alice, headers: { "openstack-api-version": "compute 2.999" } },
      406,
      "application/json; charset=UTF-8",
      '{"computeFault": {"code": 406, "message": "Version 2.999 is not supported by the API. Minimum is 2.1 and maximum is 2.104."}}',
    ],
    [
      "a microversion that is none",
      "/v2.1/servers/detail",
      { token: alice, headers: { "openstack-api-version": "compute x" } },
      400,
      "application/json; charset=UTF-8",
      '{"badRequest": {"code": 400, "message": "API Version String x is of invalid format. Must be of format MajorNum.MinorNum."}}',
    ],
    [
      "an unknown query since 2.102",
      `${passwordPath(WIN)}?x=1`,
      { token: alice, headers: { "openstack-api-version": "compute 2.102" } },
      400,
      "application/json; charset=UTF-8",
      `{"badRequest": {"code": 400, "message": "Additional properties are not allowed ('x' was unexpected)"}}`,
    ],
    [
      "a colleague's key pair",
      "/v2.1/os-keypairs/bob-rsa2048",
      { token: alice },
      404,
      "application/json; charset=UTF-8",
      '{"itemNotFound": {"code": 404, "message": "Keypair bob-rsa2048 not found for user a11ce000000000000000000000000001"}}',
    ],
  ]) {
    test(name, async () => {
      const answer = await nova(path, options);
      assert.equal(answer.text, body);
      assert.equal(answer.status, status);
      assert.equal(answer.headers["content-type"], type);
      assert.match(answer.headers["x-openstack-request-id"], REQUEST_ID);
      assert.equal(answer.headers["x-compute-request-id"], answer.headers["x-openstack-request-id"]);
      assert.equal(
        answer.headers["openstack-api-version"] === undefined,
        status === 401 || type.startsWith("text/") || (name.endsWith("is none") && path.endsWith("detail")),
      );
    });
  }

  test("policy and project decide in Nova's order", async () => {
    const [bob, carol, dave] = await Promise.all(["bob", "carol", "dave"].map((name) => tokenOf(name)));
    const { headers: unscoped } = await signIn({ identity: passwordOf("alice") });
    const denied = (rule) =>
      `{"forbidden": {"code": 403, "message": "Policy doesn't allow os_compute_api:os-server-password:${rule} to be performed."}}`;
    const missing = (id) => `{"itemNotFound": {"code": 404, "message": "Instance ${id} could not be found."}}`;
    const other = "00000000-0000-4000-8000-000000000000";
    for (const [token, method, id, status, body] of [
      [carol, "GET", WIN, 403, denied("show")],
      [carol, "GET", other, 404, missing(other)],
      [bob, "DELETE", WIN, 403, denied("clear")],
      [dave, "GET", WIN, 404, missing(WIN)],
      [dave, "DELETE", WIN, 404, missing(WIN)],
      [
        unscoped["x-subject-token"],
        "GET",
        WIN,
        500,
        `{"computeFault": {"code": 500, "message": "Unexpected API Error. Please contact the administrator\\n<class 'nova.exception.NovaException'>"}}`,
      ],
    ]) {
      const answer = await compute(passwordPath(id), { token, method });
      assert.equal(answer.text, body);
      assert.equal(answer.status, status);
    }
  });

  test("the password in every form of the path", async () => {
    const texts = new Set();
    for (const prefix of ["/v2.1", `/v2.1/${DEMO}`, "/v2", `/v2/${DEMO}`]) {
      const { status, headers, text } = await nova(passwordPath(WIN, prefix), { token: alice });
      assert.equal(status, 200);
      assert.match(text, /^\{"password": "[A-Za-z0-9+/]{342}=="\}$/);
      assert.equal(headers["openstack-api-version"], prefix.startsWith("/v2.1") ? "compute 2.1" : undefined);
      texts.add(text);
    }
    assert.equal(texts.size, 1);
  });

  test("the list by microversion", async () => {
    const of = async (headers) => {
      const { text, headers: answered } = await compute("/v2.1/servers/detail", { token: alice, headers });
      return { server: JSON.parse(text).servers[0], version: answered["openstack-api-version"] };
    };
    const plain = await of({});
    assert.equal(plain.version, "compute 2.1");
    assert.deepEqual(Object.keys(plain.server.flavor), ["id", "links"]);
    assert.equal(plain.server.image.properties, undefined);
    const legacy = await of({ "x-openstack-nova-api-version": "2.26" });
    assert.equal(legacy.version, "compute 2.26");
    assert.deepEqual(legacy.server.tags, []);
    assert.equal((await of({ "openstack-api-version": "compute 2.97" })).server.image.properties, undefined);
    const newest = await of({ "openstack-api-version": "compute latest" });
    assert.equal(newest.version, "compute 2.104");
    assert.deepEqual(newest.server.image.properties, { os_type: "windows" });
    assert.equal(newest.server.flavor.original_name, "win.small");
    assert.equal(newest.server.scheduler_hints, null);
  });

  test("the list has everything there is to show", async () => {
    const { text } = await compute("/v2.1/servers/detail", {
      token: alice,
      headers: { "openstack-api-version": "compute 2.98" },
    });
    const { servers, servers_links: links } = JSON.parse(text);
    assert.equal(links, undefined);
    assert.ok(servers.length >= 12);
    assert.deepEqual(new Set(servers.map(({ status }) => status)), new Set(["ACTIVE", "SHUTOFF", "BUILD", "ERROR"]));
    const [first] = servers;
    assert.deepEqual(
      first.addresses.private.map((each) => [each.addr, each["OS-EXT-IPS:type"]]),
      [
        ["192.168.0.11", "fixed"],
        ["203.0.113.11", "floating"],
      ],
    );
    assert.deepEqual(
      [...servers].sort((a, b) => b.created.localeCompare(a.created)),
      servers,
    );
    assert.equal(servers[2].addresses.private.length, 1);
    assert.ok(servers.some((server) => server.key_name === null));
    assert.ok(!text.includes("win-2022-other"));
  });

  test("page by page, with Nova's next link", async () => {
    const { text } = await compute(`/v2.1/${DEMO}/servers/detail?limit=2`, { token: alice });
    const { servers, servers_links: links } = JSON.parse(text);
    assert.equal(servers.length, 2);
    assert.deepEqual(links, [
      { rel: "next", href: `https://compute.sandbox.example/v2.1/${DEMO}/servers/detail?limit=2&marker=${servers[1].id}` },
    ]);
    const rest = JSON.parse((await compute(`/v2.1/servers/detail?limit=100&marker=${servers[1].id}`, { token: alice })).text);
    assert.equal(rest.servers_links, undefined);
  });

  test("a key pair", async () => {
    const { text } = await compute("/v2.1/os-keypairs/alice-ed25519", {
      token: alice,
      headers: { "openstack-api-version": "compute 2.2" },
    });
    const { keypair } = JSON.parse(text);
    assert.match(keypair.public_key, /^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\S{43} /);
    const blob = Buffer.from(keypair.public_key.split(" ")[1], "base64");
    const digest = createHash("md5").update(blob).digest("hex");
    assert.equal(keypair.fingerprint, digest.replace(/(..)(?=.)/g, "$1:"));
    assert.equal(keypair.type, "ssh");
  });

  test("after an hour a token is over", async () => {
    const token = await tokenOf("alice");
    await sandbox.advance(3_590_000);
    assert.equal((await compute(passwordPath(WIN), { token })).status, 200);
    await sandbox.advance(15_000);
    assert.equal((await compute(passwordPath(WIN), { token })).status, 401);
    await sandbox.reset();
  });
});

describe("many servers", () => {
  test("as many as wanted, all different, with passwords that their keys decrypt", async () => {
    const crowded = await startSandbox({ servers: 10_000 });
    const get = (path, headers) => sendAsPage(crowded.origin, path, { headers });
    const body = JSON.stringify({ auth: { identity: passwordOf("alice"), scope: scopeOf("demo") } });
    const { headers } = await sendAsPage(crowded.origin, "/proxy/sandbox/identity/v3/auth/tokens", { method: "POST", headers: { "content-type": "application/json" }, body });
    const token = { "x-auth-token": headers["x-subject-token"] };
    const all = [];
    for (let marker; ; marker = all.at(-1).id) {
      const query = `limit=1000${marker ? `&marker=${marker}` : ""}`;
      const { servers } = JSON.parse((await get(`/proxy/sandbox/compute/v2.1/servers/detail?${query}`, token)).text);
      if (servers.length === 0) break;
      all.push(...servers);
    }
    assert.equal(all.length, 10_000);
    for (const field of ["id", "name"]) assert.equal(new Set(all.map((server) => server[field])).size, 10_000);
    const addresses = all.flatMap((server) => Object.values(server.addresses).flat().map(({ addr }) => addr));
    assert.equal(new Set(addresses).size, addresses.length);
    const pem = (await get("/sandbox/keys/alice-rsa2048.pem")).text;
    // The last one has none.
    const last = all.at(-2);
    assert.equal(last.key_name, "alice-rsa2048");
    const { password } = JSON.parse((await get(`/proxy/sandbox/compute/v2.1/servers/${last.id}/os-server-password`, token)).text);
    const padded = privateDecrypt({ key: createPrivateKey(pem), padding: constants.RSA_NO_PADDING }, Buffer.from(password, "base64"));
    assert.match(padded.subarray(padded.indexOf(0, 2) + 1).toString(), /^\S{18}$/);
  });
});

describe("the guests", () => {
  async function passwordText(id) {
    return JSON.parse((await compute(passwordPath(id), { token: alice })).text).password;
  }

  async function keyFile(name) {
    const { status, headers, text } = await send(origin, `/sandbox/keys/${name}.pem`);
    assert.equal(status, 200);
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["content-disposition"], `attachment; filename="${name}.pem"`);
    return text;
  }

  test("each password decrypts with the key file of its key pair", async () => {
    const { keys } = JSON.parse((await send(origin, "/sandbox.json")).text);
    for (const server of SERVERS.filter(({ password, project, late }) => password && project === "demo" && !late)) {
      const { name } = keys.find(({ keyPair }) => keyPair === server.keyPair);
      const ciphertext = Buffer.from(await passwordText(server.id), "base64");
      const key = createPrivateKey(await keyFile(name));
      assert.equal(ciphertext.length, key.asymmetricKeyDetails.modulusLength / 8);
      // Node's own PKCS#1 v1.5 decryption is switched off in some releases.
      const padded = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext);
      assert.deepEqual([...padded.subarray(0, 2)], [0, 2]);
      assert.equal(padded.subarray(padded.indexOf(0, 2) + 1).toString(), server.password);
    }
  });

  test("the key file with a passphrase is the same key", async () => {
    const { keys } = JSON.parse((await send(origin, "/sandbox.json")).text);
    const { name, keyPair, passphrase } = keys.find((key) => key.passphrase);
    const text = await keyFile(name);
    assert.match(text, /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    assert.throws(() => createPrivateKey({ key: text, passphrase: "no" }));
    assert.ok(createPrivateKey({ key: text, passphrase }).equals(createPrivateKey(await keyFile(keyPair))));
  });

  test("the late password comes some time after the first look", async () => {
    assert.equal(await passwordText(LATE), "");
    // There is nothing to delete yet, and it still arrives.
    assert.equal((await compute(passwordPath(LATE), { token: alice, method: "DELETE" })).status, 204);
    await sandbox.advance(59_000);
    assert.equal(await passwordText(LATE), "");
    await sandbox.advance(1000);
    assert.equal((await passwordText(LATE)).length, 344);
    await compute(passwordPath(LATE), { token: alice, method: "DELETE" });
    assert.equal(await passwordText(LATE), "");
    await sandbox.reset();
    assert.equal(await passwordText(LATE), "");
  });

  test("a reset forgets the first look", async () => {
    let now = 0;
    const passwords = new Passwords({ encrypt: () => "ciphertext" }, { now: () => now }, 1000);
    const late = SERVERS.find((server) => server.late);
    assert.equal(await passwords.get(late), "");
    now = 1000;
    assert.equal(await passwords.get(late), "ciphertext");
    passwords.reset();
    assert.equal(await passwords.get(late), "");
  });

  test("which of them have none", async () => {
    for (const { id } of SERVERS.filter(({ password, project }) => !password && project === "demo"))
      assert.equal(await passwordText(id), "");
  });

  test("the Ed25519 key is one", async () => {
    assert.equal(createPrivateKey(await keyFile("alice-ed25519")).asymmetricKeyType, "ed25519");
  });

  test("no other file", async () => {
    for (const name of ["nobody.pem", "alice-rsa2048", "constructor.pem"]) {
      const { status, text } = await send(origin, `/sandbox/keys/${name}`);
      assert.equal(status, 404);
      assert.equal(JSON.parse(text).error.code, "Sandbox.0001");
    }
  });

  test("the guide names who and what there is, and its links lead somewhere", async () => {
    const guide = JSON.parse((await send(origin, "/sandbox.json")).text);
    for (const { name, password, domain, project, totpSecret } of guide.users) {
      const identity = passwordOf(name, password, { name: domain });
      if (totpSecret) {
        identity.methods.push("totp");
        identity.totp = { user: { name, domain: { name: domain }, passcode: passcodeOf(totpSecret, Date.now()) } };
      }
      const { status } = await signIn({ identity, scope: scopeOf(project) });
      assert.equal(status, 201);
    }
    for (const { file } of guide.keys) assert.match((await send(origin, file)).text, /^-----BEGIN /);
    assert.equal(guide.latePasswordSeconds, 60);
    assert.equal(guide.faults, true);
    assert.equal(guide.servers.length, SERVERS.length);
    for (const { password } of SERVERS) assert.ok(!password || !JSON.stringify(guide).includes(password), "no password is told");
  });
});

describe("faults", () => {
  const path = "/v2.1/servers/detail";

  async function withFault(fault, ask) {
    await sandbox.addFault(fault);
    try {
      return await ask();
    } finally {
      await sandbox.clearFaults();
    }
  }

  test("a status, with its body and Retry-After, once", async () => {
    const body = { overLimit: { code: 429, message: "slow down", retryAfter: "3" } };
    await withFault({ fault: { status: 429, retryAfter: 3, body } }, async () => {
      const limited = await compute(path, { token: alice });
      assert.equal(limited.status, 429);
      assert.equal(limited.headers["retry-after"], "3");
      assert.equal(limited.headers["content-type"], "application/json");
      assert.deepEqual(JSON.parse(limited.text), body);
      assert.equal((await compute(path, { token: alice })).status, 200);
    });
  });

  test("only for what matches, as often as it says", async () => {
    const fault = { match: { method: "DELETE", path: "/os-server-password" }, fault: { status: 503 }, times: 2 };
    await withFault(fault, async () => {
      assert.equal((await compute(passwordPath(WIN), { token: alice })).status, 200);
      assert.deepEqual(await sandbox.faults(), [fault]);
      for (const expected of [503, 503, 204]) {
        assert.equal((await compute(passwordPath(WIN), { token: alice, method: "DELETE" })).status, expected);
      }
      assert.deepEqual(await sandbox.faults(), []);
    });
    await sandbox.reset();
  });

  test("always, until the queue is cleared", async () => {
    await withFault({ fault: { status: 500 }, times: "always" }, async () => {
      for (let count = 0; count < 3; count += 1) assert.equal((await compute(path, { token: alice })).status, 500);
      assert.equal((await sandbox.faults())[0].times, null);
    });
    assert.equal((await compute(path, { token: alice })).status, 200);
  });

  test("a delay", async () => {
    const begun = performance.now();
    await withFault({ fault: { delayMs: 200 } }, async () => assert.equal((await compute(path, { token: alice })).status, 200));
    assert.ok(performance.now() - begun >= 199);
  });

  test("a reset", async () => {
    await withFault({ fault: { reset: true } }, () => assert.rejects(compute(path, { token: alice }), { code: "ECONNRESET" }));
  });

  test("an answer that breaks off, the cloud's own and an injected one", async () => {
    const broken = { message: "aborted" };
    await withFault({ fault: { truncate: true } }, () => assert.rejects(compute(path, { token: alice }), broken));
    await withFault({ fault: { truncate: true, status: 502, body: "<html>" } }, () =>
      assert.rejects(compute(path, { token: alice }), broken),
    );
    assert.equal((await compute(path, { token: alice })).status, 200);
  });

  test("an injected page is data as everything of a cloud is, whole or broken off", async () => {
    for (const truncate of [false, true]) {
      const fault = { status: 502, body: "<html><script>steal()</script>", contentType: "text/html; charset=utf-8", ...(truncate && { truncate }) };
      await withFault({ fault }, async () => {
        const { headers, body } = await fetchAsPage(`${origin}/proxy/sandbox/compute${path}`);
        assert.equal(headers.get("content-type"), "text/plain; charset=utf-8");
        assert.equal(headers.get("content-security-policy"), "sandbox; default-src 'none'");
        assert.equal(headers.get("x-content-type-options"), "nosniff");
        assert.equal(headers.get("x-frame-options"), "DENY");
        await body.cancel();
      });
    }
  });

  test("the page's own files and the other routes have none", async () => {
    await withFault({ fault: { status: 500 }, times: "always" }, async () => {
      for (const target of ["/clouds.json", "/sandbox.json"]) assert.equal((await send(origin, target)).status, 200);
    });
  });

  for (const [body, expected] of [
    ["no JSON", /`body` is missing or wrong, expected an object/],
    ["[]", /`body` is missing or wrong/],
    ["{}", /`fault` is missing or wrong, expected an object/],
    ['{"fault":{}}', /`fault` does nothing/],
    ['{"fault":{"statsu":1}}', /there is no field `statsu` in `fault`, expected delayMs, reset/],
    ['{"fault":{"status":99}}', /`fault.status` is wrong, expected a number from 200 to 599/],
    ['{"fault":{"status":500},"times":0}', /`times` is wrong/],
    ['{"fault":{"delayMs":-1}}', /`fault.delayMs` is wrong/],
    ['{"fault":{"status":500,"contentType":"a\\nb"}}', /`fault.contentType` is wrong/],
    ['{"fault":{"status":500,"retryAfter":"a\\nb"}}', /`fault.retryAfter` is wrong/],
    ['{"fault":{"status":500},"match":{"host":"x"}}', /there is no field `host` in `match`/],
  ]) {
    test(`refuses ${body}`, async () => {
      const { status, text } = await send(origin, "/sandbox/faults", { method: "POST", body });
      assert.equal(status, 400);
      const { error } = JSON.parse(text);
      assert.equal(error.code, "Sandbox.0002");
      assert.match(error.message, expected);
      assert.deepEqual(await sandbox.faults(), []);
    });
  }

  test("a body that is too large", async () => {
    const { status } = await send(origin, "/sandbox/faults", { method: "POST", body: "x".repeat(70_000) });
    assert.equal(status, 413);
  });

  test("the clock goes forward only", async () => {
    for (const body of ['{"advanceMs":-1}', "{}", '{"advanceMs":1e12}']) {
      assert.equal((await send(origin, "/sandbox/clock", { method: "POST", body })).status, 400);
    }
  });

  test("without --sandbox-faults there are none", async () => {
    const plain = await startServer();
    for (const name of ["faults", "clock"]) {
      const { status, text } = await send(plain, `/sandbox/${name}`, { method: "POST", body: '{"fault":{"status":500}}' });
      assert.equal(status, 404);
      assert.match(JSON.parse(text).error.message, /--sandbox-faults/);
    }
    assert.equal(JSON.parse((await send(plain, "/sandbox.json")).text).faults, false);
    assert.equal((await send(plain, "/sandbox/reset", { method: "POST" })).status, 204);
  });
});
