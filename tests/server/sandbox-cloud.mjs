// The sandbox as the contract wants a cloud described, and its outages.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { renewed } from "../../www/server/sandbox/passwords.mjs";
import { SWITCHING_MS } from "../../www/server/sandbox/power.mjs";
import { DOMAIN, PROJECTS, SERVERS } from "../../www/server/sandbox/world.mjs";
import { fetchAsPage, send, startServerAndBehind, temporaryFolder } from "./helpers.mjs";

// As Nova says it when it cannot check a token.
const KEYSTONE_AWAY =
  "503 Service Unavailable\n\nThe server is currently unavailable. Please try again at a later time.\n\n " +
  "The Keystone service is temporarily unavailable.  ";
const NEUTRON_AWAY =
  '{"computeFault": {"code": 500, "message": "Unexpected API Error. Please contact the administrator\\n' +
  "<class 'keystoneauth1.exceptions.connection.ConnectFailure'>\"}}";

const IDENTITY = "/proxy/sandbox/identity/";
const COMPUTE = "/proxy/sandbox/compute/";
const OUTAGES = {
  keystone: [
    { match: { path: IDENTITY }, fault: { reset: true } },
    { match: { path: COMPUTE }, fault: { status: 503, body: KEYSTONE_AWAY, contentType: "text/plain; charset=UTF-8" } },
  ],
  nova: [{ match: { path: COMPUTE }, fault: { reset: true } }],
  neutron: [
    {
      match: { path: "/servers/detail" },
      fault: { status: 500, body: NEUTRON_AWAY, contentType: "application/json; charset=UTF-8" },
    },
  ],
};

/** What tells the actions of a server of a public cloud apart, which have one path. */
export const ACTIONS = { startServer: { body: '{"os-start":{}}' }, stopServer: { body: '{"os-stop":{}}' } };

/** A sandbox with faults: its origin, where it is behind the proxy, and what the control endpoints do. */
export async function startSandbox(options = {}) {
  const { origin, behind } = await startServerAndBehind({ sandbox: { faults: true, ...options } });
  const control = async (method, name, body) => {
    // On a connection of its own: one that has waited may end just then.
    const { status, text } = await send(origin, `/sandbox/${name}`, { method, body: body && JSON.stringify(body) });
    assert.ok(status < 300, text);
    return text && JSON.parse(text);
  };
  return {
    origin,
    behind,
    addFault: (fault) => control("POST", "faults", fault),
    faults: () => control("GET", "faults"),
    clearFaults: () => control("DELETE", "faults"),
    reset: () => control("POST", "reset"),
    advance: (ms) => control("POST", "clock", { advanceMs: ms }),
  };
}

/** What the contract needs: the description, and its controls. */
export async function describedSandbox() {
  const sandbox = await startSandbox();
  const guide = await (await fetch(`${sandbox.origin}/sandbox.json`)).json();
  const folder = temporaryFolder();
  const keyFiles = {};
  for (const { name, keyPair, file, passphrase } of guide.keys) {
    if (passphrase) continue;
    keyFiles[keyPair] = path.join(folder, `${name}.pem`);
    writeFileSync(keyFiles[keyPair], await (await fetch(sandbox.origin + file)).text(), { mode: 0o600 });
  }
  const serverOf = (name) => {
    const { id, user, keyPair, password = "", imageOs, metadataOs } = SERVERS.find((server) => server.name === name);
    return { id, name, user, keyName: keyPair, keyFile: keyFiles[keyPair], os: imageOs ?? metadataOs, password };
  };
  const cloud = {
    identityUrl: `${sandbox.origin}/proxy/sandbox/identity/v3`,
    // What the page does not do, such as to revoke a token, the proxy does not pass on.
    keystoneUrl: `${sandbox.behind}/sandbox/identity/v3`,
    computeUrl: `${sandbox.origin}/proxy/sandbox/compute`,
    directComputeUrl: `${sandbox.behind}/sandbox/compute`,
    domain: DOMAIN.name,
    project: PROJECTS.demo,
    otherProject: PROJECTS.other,
    stagingProject: PROJECTS.staging,
    users: Object.fromEntries(guide.users.map((user) => [user.name, user])),
    applicationCredentials: Object.fromEntries(
      guide.applicationCredentials.map(({ name, id, secret }) => [name, { id, secret }]),
    ),
    servers: {
      win2048: serverOf("win-2022-a"),
      win4096: serverOf("win-2022-b"),
      linux: serverOf("ubuntu-24-a"),
      other: serverOf("win-2022-other"),
      lost: serverOf("win-2022-broken"),
    },
  };
  const controls = {
    reset: sandbox.reset,
    async stop(service) {
      for (const outage of OUTAGES[service]) await sandbox.addFault({ ...outage, times: "always" });
    },
    start: sandbox.clearFaults,
    ordersAreDue: () => sandbox.advance(SWITCHING_MS),
    async guestStarts({ id }) {
      await sandbox.advance(60_000);
      return renewed(SERVERS.find((server) => server.id === id));
    },
    fetch: fetchAsPage,
    // The sandbox is one process with its proxy, so an outage is a connection that ends, not one that is refused.
    noAnswer: /UND_ERR_SOCKET|ECONNRESET/,
  };
  return { cloud, controls, sandbox };
}
