// The real Keystone and Nova of this folder, up for one test file and down after it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac, createPublicKey, publicEncrypt, constants } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";
import { root } from "../../src/xtask/steps.mjs";
import { tokenOf } from "./keystone.mjs";

async function stand(...args) {
  const script = path.join(root, "tests/openstack/stand.py");
  const { stdout } = await promisify(execFile)("python3", [script, ...args], { maxBuffer: 1 << 24 });
  return stdout;
}

/** The description of the cloud, and its controls, as the contract wants them. */
export async function ownStand() {
  const cloud = JSON.parse(await stand("up"));
  await stand("reset");
  after(() => stand("down"));
  const controls = {
    reset: () => stand("reset"),
    stop: (service) => stand("stop", service),
    start: (service) => stand("start", service),
    store: (server, password) => store(cloud, server, password),
    async guestStarts(server) {
      const password = "bT4?nXw8-Kq6=ReYc2Mu";
      await store(cloud, server, password);
      return password;
    },
    breaks: (server) => breaks(cloud, server),
  };
  return { cloud, controls };
}

/** As the guest does it: encrypted with its public key, through the metadata API, which the Neutron agent signs for it. */
async function store({ metadataUrl, metadataSecret, project }, { id, keyFile }, password) {
  const key = { key: createPublicKey(readFileSync(keyFile)), padding: constants.RSA_PKCS1_PADDING };
  const answer = await fetch(`${metadataUrl}/openstack/2013-10-17/password`, {
    method: "POST",
    headers: {
      "x-instance-id": id,
      "x-tenant-id": project.id,
      "x-instance-id-signature": createHmac("sha256", metadataSecret).update(id).digest("hex"),
      "content-type": "text/plain",
    },
    body: publicEncrypt(key, Buffer.from(password)).toString("base64"),
  });
  assert.equal(answer.status, 200, await answer.text());
}

/** From now on Nova holds a server for broken: an administrator says so. */
async function breaks({ identityUrl, computeUrl, users }, { id }) {
  const headers = { "x-auth-token": await tokenOf(identityUrl, users.admin), "content-type": "application/json" };
  const body = JSON.stringify({ "os-resetState": { state: "error" } });
  const answer = await fetch(`${computeUrl}/v2.1/servers/${id}/action`, { method: "POST", headers, body });
  assert.equal(answer.status, 202, await answer.text());
}
