// Which credentials are taken: what is refused is data (vectors/credentials.json), what is taken is tried on a sandbox cloud.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import https from "node:https";
import path from "node:path";
import { test } from "node:test";
import { APPLICATION_CREDENTIALS, USERS } from "../../www/server/sandbox/world.mjs";
import { certificateFor } from "../server/certificate.mjs";
import { listen, startOutboundProxy } from "../server/helpers.mjs";
import { noSecrets, openstackEnvironment, sandbox } from "./clouds.mjs";
import { folder, run } from "./run.mjs";

const vectors = JSON.parse(readFileSync(new URL("vectors/credentials.json", import.meta.url), "utf8"));
const box = sandbox();
const where = await box.at("sandbox");
const [alice] = USERS;
const SECRETS = { PASSWORD: "secret-of-anna", SECRET: "secret-of-the-key" };

function written(files = {}) {
  const made = folder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(made, name)), { recursive: true });
    writeFileSync(path.join(made, name), text);
  }
  return made;
}

for (const { name, args = [], env = {}, files, home, exit, said, notSaid = [] } of vectors) {
  test(name, async () => {
    const answer = await run(["list", ...args], { cwd: written(files), env: { HOME: written(home), ...env } });
    assert.equal(answer.exit, exit, answer.said);
    assert.equal(answer.out, "");
    for (const part of said) assert.ok(answer.said.includes(part), `no ${part} in ${answer.said}`);
    for (const part of notSaid) assert.ok(!answer.said.includes(part), answer.said);
    noSecrets(SECRETS, answer.said, answer.said);
  });
}

const auth = (user) => ({ auth_url: `${where.identity}/v3`, username: user.name, project_name: user.project, user_domain_name: "Default", project_domain_name: "Default" });

/** Lists with this, and gives what was said of the source. */
async function source(args, options) {
  const { exit, out, said } = await run(["list", "-f", "value", ...args], options);
  assert.equal(exit, 0, said);
  assert.match(out, /^win-2022-a\t/);
  return said.split("\n")[0];
}

test("clouds.yaml with the password in secure.yaml, and a profile of clouds-public.yaml", async () => {
  const cwd = written({
    "clouds.yaml": JSON.stringify({ clouds: { lab: { profile: "here", region_name: "RegionOne", auth: { ...auth(alice), auth_url: undefined } } } }),
    "secure.yaml": JSON.stringify({ clouds: { lab: { auth: { password: alice.password } } } }),
    "clouds-public.yaml": JSON.stringify({ "public-clouds": { here: { auth: { auth_url: where.identity } } } }),
  });
  // A lone entry needs no name.
  assert.match(await source([], { cwd }), /^credentials: entry `lab` of .*clouds\.yaml; region RegionOne; compute service /);
});

test("clouds.yaml where OS_CLIENT_CONFIG_FILE says, with the password in the environment", async () => {
  const cwd = written({ "mine.json": JSON.stringify({ clouds: { lab: { region_name: "RegionOne", auth: auth(alice) }, other: {} } }) });
  const env = { OS_CLIENT_CONFIG_FILE: path.join(cwd, "mine.json"), OS_PASSWORD: alice.password };
  assert.match(await source(["--os-cloud", "lab"], { cwd, env }), /^credentials: entry `lab` of .*mine\.json/);
  assert.match(await source([], { cwd, env: { ...env, OS_CLOUD: "lab" } }), /^credentials: entry `lab`/);
});

test("an application credential", async () => {
  const [{ id, secret }] = APPLICATION_CREDENTIALS;
  const env = { OS_AUTH_TYPE: "v3applicationcredential", OS_AUTH_URL: where.identity, OS_APPLICATION_CREDENTIAL_ID: id, OS_APPLICATION_CREDENTIAL_SECRET: secret, OS_REGION_NAME: "RegionOne" };
  assert.match(await source([], { env }), /^credentials: the environment \(OS_…\); region RegionOne/);
});

test("a private CA is trusted where it is named, and no verification is warned of", async () => {
  const { key, cert } = certificateFor("localhost");
  const caFile = path.join(written({ "ca.pem": cert }), "ca.pem");
  const front = https.createServer({ key, cert }, async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const answer = await fetch(where.identity + request.url, { method: request.method, headers: request.headers, ...(body.length > 0 && { body }) });
    response.writeHead(answer.status, { "content-type": "application/json", ...(answer.headers.get("x-subject-token") && { "x-subject-token": answer.headers.get("x-subject-token") }) }).end(Buffer.from(await answer.arrayBuffer()));
  });
  const identity = (await listen(front, "https")).replace("127.0.0.1", "localhost");
  const env = { ...openstackEnvironment({ identity }, alice), OS_REGION_NAME: "RegionOne", OS_COMPUTE_ENDPOINT_OVERRIDE: `${where.compute}/v2.1` };
  const refused = await run(["list"], { env });
  assert.equal(refused.exit, 3, refused.said);
  assert.match(refused.said, /SELF_SIGNED|certificate/i);
  await source([], { env: { ...env, OS_CACERT: caFile } });
  await source(["--cacert", caFile], { env });
  const { exit, said } = await run(["list"], { env: { ...env, OS_INSECURE: "true" } });
  assert.equal(exit, 0, said);
  assert.match(said, /warning: certificates are not verified/);
});

test("the outbound proxy of the environment leads to what is not on this machine", async () => {
  const proxy = await startOutboundProxy(where.identity);
  const identity = "http://keystone.example.com:5000";
  const env = { ...openstackEnvironment({ identity }, alice), OS_REGION_NAME: "RegionOne", OS_COMPUTE_ENDPOINT_OVERRIDE: where.compute, HTTP_PROXY: proxy.url };
  await source(["--allow-http"], { env });
  assert.deepEqual([...new Set(proxy.asked)], ["keystone.example.com:5000"]);
});
