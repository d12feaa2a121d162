// `/sandbox.json`: what a visitor may try. Everything in it is made up, so its passwords and secrets are shown.
/** @import { World } from "./otc-world.mjs" */
import { HUAWEI } from "./huawei-world.mjs";
import { OTC } from "./otc-world.mjs";
import { passcodeOf } from "./totp.mjs";
import { APPLICATION_CREDENTIALS, DOMAIN, KEY_PAIRS, PROJECTS, PROTECTED_KEY, SERVERS, USERS } from "./world.mjs";

/** @param {{ latePasswordMs: number, faults: boolean, now?: number, basePath?: string }} options `now`: the time there, in milliseconds since 1970 */
export function guide({ latePasswordMs, faults, now = Date.now(), basePath = "" }) {
  const keys = KEY_PAIRS.map(({ name, user, type, bits, note }) => ({
    name,
    file: `${basePath}/sandbox/keys/${name}.pem`,
    keyPair: name,
    user,
    type,
    ...(bits ? { bits } : {}),
    note,
  }));
  const original = keys.find(({ name }) => name === PROTECTED_KEY.keyPair);
  return {
    cloud: "sandbox",
    domain: DOMAIN.name,
    projects: Object.values(PROJECTS),
    users: USERS.map(({ id, name, password, project, roles, totpSecret, note }) => ({
      id,
      name,
      password,
      domain: DOMAIN.name,
      project,
      roles,
      ...secondFactor(totpSecret, now),
      note,
    })),
    otc: ofWorld("sandbox-otc", OTC, now),
    huawei: ofWorld("sandbox-huawei", HUAWEI, now),
    applicationCredentials: APPLICATION_CREDENTIALS.map(({ id, name, secret, user, note }) => ({ id, name, secret, user, note })),
    keys: [
      ...keys,
      {
        ...original,
        name: PROTECTED_KEY.name,
        file: `${basePath}/sandbox/keys/${PROTECTED_KEY.name}.pem`,
        passphrase: PROTECTED_KEY.passphrase,
        note: "the key of alice-rsa2048 again, encrypted (PKCS#8, AES-256-CBC) with the passphrase shown here",
      },
    ],
    servers: SERVERS.map(({ id, name, project, keyPair, note }) => ({ id, name, project, keyPair, note })),
    latePasswordSeconds: latePasswordMs / 1000,
    faults,
    notes: [
      "Nothing here is real: users, servers and keys exist only in this server process.",
      "The keys are made anew at each start; a key file of an earlier start fits nothing any more.",
      "Passwords that were deleted come back with a reset, or when the server starts again.",
    ],
  };
}

/** The secret, for an authenticator of one's own, and the code of now. @param {string | undefined} totpSecret @param {number} now */
const secondFactor = (totpSecret, now) => (totpSecret === undefined ? {} : { totpSecret, passcode: passcodeOf(totpSecret, now) });

/** @param {string} cloud @param {World} world @param {number} now */
const ofWorld = (cloud, { account, project, users, accessKeys }, now) => ({
  cloud,
  domain: account.name,
  project,
  users: users.map(({ id, name, password, groups, totpSecret, note }) => ({
    id,
    name,
    password,
    domain: account.name,
    project: project.name,
    groups: groups.map((group) => group.name),
    ...secondFactor(totpSecret, now),
    note,
  })),
  accessKeys: accessKeys.map(({ access, secret, securityToken, user, note }) => ({ access, secret, securityToken, user, projectId: project.id, note })),
});
