// Who may do what in the sandbox that is like Open Telekom Cloud. Its servers, key pairs and passwords are those of the other one.
import { SYSTEM_POLICIES } from "./system-policies.mjs";
import { CLOSED_PROJECT, PROJECTS } from "./world.mjs";

export const ACCOUNT = { id: "acc0000000000000000000000000d0e5", name: "OTC-SANDBOX-00000001" };

/** The project of a region is named after the region. */
export const PROJECT = { id: PROJECTS["demo"]?.id ?? "", name: "eu-de" };

/**
 * A role or a policy, as IAM keeps them: a policy is one with `flag` or of the catalogue CUSTOMED.
 *
 * @typedef {object} Permission
 * @property {string} id
 * @property {string} name in tokens
 * @property {string} display_name
 * @property {string} catalog
 * @property {"AX" | "XA" | "AA"} type
 * @property {string} [flag]
 * @property {string} description
 * @property {{ Version: string, Statement: object[], Depends?: object[] }} policy
 */

/**
 * One of the clouds' own, as they document it.
 *
 * @param {string} name
 */
function documented(name) {
  const found = SYSTEM_POLICIES.find((each) => each.name === name);
  if (!found) throw new Error(`there is no system policy ${name}`);
  return { display_name: name, policy: found.policy };
}

/** @param {...object} statements */
const policy = (...statements) => ({ Version: "1.1", Statement: statements });

/** @type {Record<"common" | "full" | "guest" | "security" | "mfa" | "reading", Permission>} */
export const PERMISSIONS = {
  common: {
    id: "0d1e00000000000000000000000000c1",
    name: "system_all_7",
    ...documented("ECS CommonOperations"),
    catalog: "ECS",
    type: "XA",
    flag: "fine_grained",
    description: "Common permissions of ECS service, such as start, stop and restart.",
  },
  full: {
    id: "0d1e00000000000000000000000000f0",
    name: "system_all_5",
    ...documented("ECS FullAccess"),
    catalog: "ECS",
    type: "XA",
    flag: "fine_grained",
    description: "All permissions of ECS service.",
  },
  guest: {
    id: "0d1e00000000000000000000000000e0",
    name: "readonly",
    ...documented("Tenant Guest"),
    catalog: "BASE",
    type: "AA",
    description: "Tenant Guest",
  },
  security: {
    id: "0d1e0000000000000000000000005ec0",
    name: "secu_admin",
    display_name: "Security Administrator",
    catalog: "BASE",
    type: "AX",
    description: "Security Administrator",
    policy: { Version: "1.0", Statement: [{ Action: ["identity:*"], Effect: "Allow" }] },
  },
  mfa: {
    id: "0d1e00000000000000000000000000fa",
    name: "custom_policy1",
    display_name: "passwords-with-mfa",
    catalog: "CUSTOMED",
    type: "XA",
    description: "Windows passwords only for who signed in with a second factor",
    policy: policy({
      Effect: "Deny",
      Action: ["ecs:serverPasswords:manage"],
      Condition: { Bool: { "g:MFAPresent": ["false"] } },
    }),
  },
  reading: {
    id: "0d1e00000000000000000000000000ad",
    name: "custom_policy2",
    display_name: "read-permissions",
    catalog: "CUSTOMED",
    type: "AX",
    description: "See what groups are granted",
    policy: policy({ Effect: "Allow", Action: ["iam:groups:list*", "iam:permissions:list*"] }),
  },
};

/**
 * @typedef {object} Group
 * @property {string} id
 * @property {string} name
 * @property {string} description
 * @property {Permission[]} account granted for global services
 * @property {Permission[]} everyProject
 * @property {Permission[]} project
 * @property {Permission[]} [staging] in the subproject
 * @property {import("./huawei-world.mjs").IdentityPolicy[]} [identityPolicies] attached to it
 */

const { common, full, guest, security, mfa, reading } = PERMISSIONS;

/** @type {Record<"operators" | "auditors" | "guests" | "administrators", Group>} */
export const GROUPS = {
  operators: {
    id: "9c0000000000000000000000000000a1",
    name: "operators",
    description: "Run the servers of eu-de",
    account: [],
    everyProject: [mfa],
    project: [common],
    staging: [common],
  },
  auditors: {
    id: "9c0000000000000000000000000000a2",
    name: "permission-readers",
    description: "May see what groups are granted",
    account: [reading],
    everyProject: [],
    project: [],
  },
  guests: { id: "9c0000000000000000000000000000a3", name: "guests", description: "Look around", account: [], everyProject: [], project: [guest] },
  administrators: {
    id: "9c0000000000000000000000000000a4",
    name: "ecs-administrators",
    description: "Administer servers and users",
    account: [security],
    everyProject: [],
    project: [full],
    staging: [full],
  },
};

/**
 * A user as the token knows it, with the identity policies that are attached to them; `project` and `roles` are those of the servers' side of the sandbox.
 *
 * @typedef {import("./world.mjs").User & { groups: Group[], identityPolicies?: import("./huawei-world.mjs").IdentityPolicy[] }} OtcUser
 */

/**
 * A project of the account: named after its region, or beginning with that.
 *
 * @typedef {object} Project
 * @property {string} id
 * @property {string} name
 * @property {boolean} enabled
 * @property {string} servers what it is called on the servers' side of the sandbox
 * @property {(group: Group) => Permission[]} granted
 */

/** The projects of an account in a region: its own, one below it, one that is closed, and that of another region, which no server of the sandbox is in. @param {string} region @param {string} other @returns {[Project, ...Project[]]} */
export const projectsIn = (region, other) => [
  { id: PROJECT.id, name: region, enabled: true, servers: "demo", granted: (group) => group.project },
  { id: PROJECTS["staging"]?.id ?? "", name: `${region}_staging`, enabled: true, servers: "staging", granted: (group) => group.staging ?? [] },
  { ...CLOSED_PROJECT, name: `${region}_closed`, enabled: false, servers: "closed", granted: () => [] },
  { id: "0e610000000000000000000000000005", name: other, enabled: true, servers: other, granted: () => [] },
];

/** The one that a token is for. @param {World} world @param {import("./tokens.mjs").Token} token */
export const projectOf = ({ projects }, token) => projects.find(({ servers }) => servers === token.project);

/**
 * A sandbox that is like a public cloud.
 *
 * @typedef {object} World
 * @property {"otc" | "huawei"} kind
 * @property {{ id: string, name: string }} account
 * @property {{ id: string, name: string }} project the first of these
 * @property {Project[]} projects
 * @property {Group[]} groups
 * @property {OtcUser[]} users
 * @property {AccessKey[]} accessKeys
 */

/**
 * An access key (AK/SK): a temporary one has a security token, and is good for a day from the start of the sandbox.
 *
 * @typedef {object} AccessKey
 * @property {string} access
 * @property {string} secret
 * @property {string} [securityToken]
 * @property {boolean} [expired] whether it is over already
 * @property {string} user
 * @property {string} note
 */

/** The password API of this cloud asks policies, not roles: these are what the servers' side wants to see for everything. */
export const ASKED_BEFORE = { project: "demo", roles: ["member", "reader"] };

/** @type {OtcUser[]} */
export const OTC_USERS = [
  {
    id: "07c00000000000000000000000a11ce1",
    name: "alice",
    password: "alice-otc-password",
    ...ASKED_BEFORE,
    groups: [GROUPS.operators, GROUPS.auditors],
    note: "operator, may read policies: a policy denies passwords without a second factor (403); Permissions shows which",
  },
  {
    id: "07c000000000000000000000000b0b02",
    name: "bob",
    password: "bob-otc-password",
    ...ASKED_BEFORE,
    groups: [GROUPS.guests],
    note: "guest, may not read policies: Permissions goes by the roles in the token",
  },
  {
    id: "07c00000000000000000000000ca4013",
    name: "carol",
    password: "carol-otc-password",
    ...ASKED_BEFORE,
    groups: [GROUPS.administrators],
    note: "administrator of ECS: may get and delete passwords, and read policies",
  },
  {
    id: "07c00000000000000000000000da7e04",
    name: "dave",
    password: "dave-otc-password",
    ...ASKED_BEFORE,
    groups: [],
    note: "in no group: may sign in, and nothing else",
  },
  {
    id: "07c0000000000000000000000e71ca05",
    name: "erika",
    password: "erika-otc-password",
    ...ASKED_BEFORE,
    totpSecret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    groups: [GROUPS.operators, GROUPS.auditors],
    note: "operator with a second factor: a one-time code besides the password, and then the policy does not deny passwords",
  },
];

/** @type {AccessKey[]} */
const ACCESS_KEYS = [
  {
    access: "OTCSANDBOXTEMPORARY1",
    secret: "carol/temporary+secret0key1of2the3sandbx",
    securityToken: "carol-security-token-of-the-sandbox-that-is-like-open-telekom-cloud",
    user: "carol",
    note: "temporary, of carol, administrator of ECS: may get and delete passwords",
  },
  {
    access: "OTCSANDBOXTEMPORARY2",
    secret: "bob/temporary+secret0key1of2the3sandbox4",
    securityToken: "bob-security-token-of-the-sandbox-that-is-like-open-telekom-cloud",
    user: "bob",
    note: "temporary, of bob, a guest: passwords are refused (403)",
  },
  {
    access: "OTCSANDBOXTEMPORARY3",
    secret: "carol/expired+secret0key1of2the3sandbox4",
    securityToken: "carol-expired-security-token-of-the-sandbox-that-is-like-open-telekom-cloud",
    expired: true,
    user: "carol",
    note: "temporary, and expired",
  },
  {
    access: "OTCSANDBOXPERMANENT1",
    secret: "carol/permanent+secret0key1of2the3sandbx",
    user: "carol",
    note: "permanent, of carol",
  },
];

/** @type {World} */
export const OTC = { kind: "otc", account: ACCOUNT, project: PROJECT, projects: projectsIn(PROJECT.name, "eu-nl"), groups: Object.values(GROUPS), users: OTC_USERS, accessKeys: ACCESS_KEYS };
