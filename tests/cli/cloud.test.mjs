// The commands with a cloud, as programs against the sandbox clouds. What they answer is data: vectors/cloud.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HUAWEI } from "../../www/server/sandbox/huawei-world.mjs";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { USERS } from "../../www/server/sandbox/world.mjs";
import { noSecrets, openstackEnvironment, sandbox } from "./clouds.mjs";
import { folder, run } from "./run.mjs";

const vectors = JSON.parse(readFileSync(new URL("vectors/cloud.json", import.meta.url), "utf8"));
const box = sandbox();
// Here, as a server that a test starts ends with it.
const clouds = Object.fromEntries(await Promise.all(["sandbox", "sandbox-otc", "sandbox-huawei"].map(async (name) => [name, await box.at(name)])));

const PUBLIC = { "sandbox-otc": [OTC, "otc", "eu-de"], "sandbox-huawei": [HUAWEI, "huawei", "cn-north-4"] };

/** Where the cloud is, and who asks. */
function session({ cloud = "sandbox", as, key, region = "RegionOne" }) {
  const where = clouds[cloud];
  if (cloud === "sandbox") return { where, env: openstackEnvironment(where, USERS.find(({ name }) => name === as)), args: region === null ? [] : ["--region", region] };
  const [world, kind, itsRegion] = PUBLIC[cloud];
  const args = ["--cloud", kind, "--region", itsRegion, "--identity-endpoint", where.identity, "--endpoint", where.compute];
  if (key) {
    const { access, secret, securityToken } = world.accessKeys.find((each) => each.access === key);
    return { where, args, env: { OS_ACCESS_KEY: access, OS_SECRET_KEY: secret, ...(securityToken && { OS_SECURITY_TOKEN: securityToken }) } };
  }
  const { name, password } = world.users.find((each) => each.name === as);
  return { where, args, env: { OS_USERNAME: name, OS_PASSWORD: password, OS_USER_DOMAIN_NAME: world.account.name } };
}

for (const vector of vectors) {
  test(vector.name, async () => {
    await box.reset();
    const { where, env, args } = session(vector);
    const cwd = folder();
    for (const each of vector.keys ?? []) await box.keyFile(each, cwd);
    const environment = { ...env, ...vector.env };
    const { exit, out, said } = await run([...vector.args, ...args], { cwd, env: environment });
    const told = `${out}\n${said}`;
    assert.equal(exit, vector.exit, told);
    if (vector.is !== undefined) assert.equal(out, vector.is, told);
    for (const part of vector.out ?? []) assert.ok(out.includes(part), `no ${part} in ${told}`);
    for (const part of vector.notOut ?? []) assert.ok(!out.includes(part), told);
    for (const part of vector.said ?? []) assert.ok(said.includes(part.replace("{compute}", where.compute)), `no ${part} in ${told}`);
    for (const part of vector.notSaid ?? []) assert.ok(!said.includes(part), told);
    noSecrets(environment, out + said, said);
  });
}
