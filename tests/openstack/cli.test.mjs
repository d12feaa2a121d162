// The command line against a real Keystone and Nova: one clouds.yaml is read by openstacksdk, which openstackclient reads it with, and by us.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";
import { folder, run } from "../cli/run.mjs";
import { ownStand } from "./own-stand.mjs";

// A stand of its own: the contract runs beside it.
process.env.ECS_PASSWORD_STAND_PORT_BASE = "16000";
const { cloud, controls } = await ownStand();
const { alice, bob } = cloud.users;
const { win2048, win4096, linux, other } = cloud.servers;
const cwd = folder();
const PYTHON = path.join(root, ".cache/openstack/venv/bin/python");

const entryOf = ({ name, domain, project }) => ({ auth: { auth_url: `${cloud.identityUrl.replace(/\/v3$/, "")}/v3`, username: name, user_domain_name: domain, project_name: project, project_domain_name: domain } });
writeFileSync(path.join(cwd, "clouds.yaml"), JSON.stringify({ clouds: { alice: entryOf(alice), bob: entryOf(bob), ui: { auth_type: "v3applicationcredential", auth: { auth_url: cloud.identityUrl, application_credential_id: cloud.applicationCredentials.ui.id, application_credential_secret: cloud.applicationCredentials.ui.secret } } } }));
writeFileSync(path.join(cwd, "secure.yaml"), JSON.stringify({ clouds: { alice: { auth: { password: alice.password } }, bob: { auth: { password: bob.password } } } }));
copyFileSync(win2048.keyFile, path.join(cwd, "one.pem"));
copyFileSync(win4096.keyFile, path.join(cwd, "two.pem"));

const as = (name, ...args) => run([...args, "--os-cloud", name], { cwd });
before(() => controls.reset());

test("the servers are those that openstacksdk lists by the same clouds.yaml, at the address that it takes", async () => {
  const script = "import json, openstack; c = openstack.connect(cloud='alice'); print(json.dumps([c.compute.get_endpoint(), sorted(s.name for s in c.compute.servers())]))";
  const [address, names] = JSON.parse(execFileSync(PYTHON, ["-c", script], { cwd, encoding: "utf8", env: { ...process.env, NO_PROXY: "*", no_proxy: "*" } }));
  const { exit, out, said } = await as("alice", "list", "--all", "-f", "json");
  assert.equal(exit, 0, said);
  assert.deepEqual(JSON.parse(out).map(({ name }) => name).sort(), names);
  const [, ours] = /compute service (\S+)/.exec(said);
  assert.ok(address.startsWith(ours), `${address} and ${ours}`);
});

test("passwords are got by names, each with its key", async () => {
  const { exit, out, said } = await as("alice", "get", win2048.name, win4096.name, "--reveal", "-f", "value");
  assert.equal(exit, 0, said);
  assert.equal(out, `${win2048.name}\t${win2048.password}\n${win4096.name}\t${win4096.password}\n`);
});

test("an application credential does it too", async () => {
  const { exit, out, said } = await as("ui", "get", win2048.id, "--reveal", "-q");
  assert.deepEqual([exit, out, said], [0, `${win2048.password}\n`, ""]);
});

test("a server without a password, one of another project, a refusal", async () => {
  assert.equal((await as("alice", "get", linux.name, "--reveal")).exit, 1);
  assert.equal((await as("alice", "get", other.id, "--reveal")).exit, 3);
  assert.equal((await as("bob", "delete", win2048.name, "--yes")).exit, 3);
  assert.equal((await as("bob", "delete", win2048.name, "--dry-run")).exit, 4);
});

test("a new password is set, and is what is got then; a delete leaves none", async () => {
  const reset = await as("alice", "reset", win2048.name, "--yes", "-o", "new.txt", "-f", "value");
  assert.equal(reset.exit, 0, reset.said);
  const [, outcome, password] = readFileSync(path.join(cwd, "new.txt"), "utf8").trimEnd().split("\t");
  assert.equal(outcome, "changed");
  assert.equal((await as("alice", "get", win2048.name, "--reveal", "-q")).out, `${password}\n`);
  const { exit, out } = await as("alice", "delete", win2048.name, "--yes", "-q", "-f", "value");
  assert.deepEqual([exit, out], [0, `${win2048.name}\t${win2048.id}\tdeleted\n`]);
  assert.equal((await as("alice", "get", win2048.name, "--reveal")).exit, 1);
});
