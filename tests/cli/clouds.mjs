// The sandbox clouds as a cloud has them on the network, for the command line: two services each, and a catalogue that leads to the compute service.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createSandbox } from "../../www/server/sandbox/sandbox.mjs";
import { COMPUTE_URL } from "../../www/server/sandbox/answers.mjs";
import { SERVERS } from "../../www/server/sandbox/world.mjs";
import { startService } from "../server/helpers.mjs";
import { folder } from "./run.mjs";

/** A sandbox of its own; `at` gives the addresses of one of its clouds. */
export function sandbox() {
  const made = createSandbox({ faults: true });
  const ask = async (method, name, body) => {
    const answer = await made.routes.request(`/sandbox/${name}`, { method, ...(body && { body: JSON.stringify(body) }) });
    assert.ok(answer.ok, await answer.text());
  };
  return {
    made,
    reset: () => ask("POST", "reset"),
    advance: (ms) => ask("POST", "clock", { advanceMs: ms }),
    async at(name) {
      const compute = await startService(made, name, "compute");
      // As a cloud's own catalogue would, it names an address that there is.
      const leading = { clouds: made.clouds.map((cloud) => ({ ...cloud, send: async (request) => rewritten(await cloud.send(request), compute) })) };
      return { compute, identity: await startService(leading, name, "identity") };
    },
    /** The private key of a key pair, as a file. */
    async keyFile(keyPair, where = folder(), name = `${keyPair}.pem`, mode = 0o600) {
      const file = path.join(where, name);
      writeFileSync(file, await (await made.routes.request(`/sandbox/keys/${keyPair}.pem`)).text(), { mode });
      return file;
    },
  };
}

async function rewritten(answer, compute) {
  const text = Buffer.concat([...answer.body]).toString();
  return { ...answer, body: [Buffer.from(text.replaceAll(COMPUTE_URL, compute))], headers: Object.fromEntries(Object.entries(answer.headers).filter(([name]) => name.toLowerCase() !== "content-length")) };
}

/** The environment of a user of plain OpenStack. */
export const openstackEnvironment = ({ identity }, { name, password, project }, domain = "Default") => ({
  OS_AUTH_URL: `${identity}/v3`, OS_USERNAME: name, OS_PASSWORD: password, OS_PROJECT_NAME: project, OS_USER_DOMAIN_NAME: domain, OS_PROJECT_DOMAIN_NAME: domain,
});

const SECRET = /PASSWORD|SECRET|TOKEN|PASSPHRASE|_SK$/;
const PASSWORDS = SERVERS.flatMap(({ password }) => password ?? []);

/** No credential is in what a program wrote, and no password of a server in what it said beside its result. */
export function noSecrets(env, written, said) {
  for (const [name, value] of Object.entries(env)) if (SECRET.test(name)) assert.ok(!written.includes(value), `${name} was written`);
  for (const each of PASSWORDS) assert.ok(!said.includes(each), "a password is in what was said");
}
