// Who may do what in the sandbox that is like Huawei Cloud, where identity policies (version 5.0) stand beside those of groups. Its servers, key pairs
// and passwords are those of the others.
/** @import { AccessKey, Group, OtcUser, Permission, World } from "./otc-world.mjs" */
import { ASKED_BEFORE, PERMISSIONS, PROJECT, projectsIn } from "./otc-world.mjs";

const ACCOUNT = { id: "acc0000000000000000000000000b0a3", name: "hw-sandbox" };

/**
 * An identity policy, with the texts of its versions.
 *
 * @typedef {object} IdentityPolicy
 * @property {string} id
 * @property {string} name
 * @property {string} inForce
 * @property {Record<string, object>} versions
 * @property {boolean} [withheld] whether nobody may read its text
 */

/** @param {...object} statements */
const policy = (...statements) => ({ Version: "5.0", Statement: statements });

/** @param {string} id @param {string} name @param {Record<string, object>} versions @param {Partial<IdentityPolicy>} [more] @returns {IdentityPolicy} */
const identityPolicy = (id, name, versions, more) => ({ id: `5a5a5a5a-0000-4000-8000-${id.padStart(12, "0")}`, name, inForce: `v${Object.keys(versions).length.toString()}`, versions, ...more });

const SERVERS = identityPolicy("1", "see-servers", { v1: policy({ Sid: "See", Effect: "Allow", Action: ["ecs:*:list*", "ecs:*:get*"] }) });
const PASSWORDS = identityPolicy("2", "windows-passwords", {
  v1: policy({ Sid: "Passwords", Effect: "Allow", Action: ["ecs:cloudServers:showServerPassword"] }),
  v2: policy({ Sid: "Passwords", Effect: "Allow", Action: ["ecs:cloudServers:showServerPassword"], Condition: { Bool: { "g:MFAPresent": "true" } } }),
});
const NO_DELETE = identityPolicy("3", "no-deleting", { v1: policy({ Sid: "Keep", Effect: "Deny", Action: ["ecs:cloudServers:deletePassword"] }) });
const WITHHELD = identityPolicy("4", "withheld", { v1: policy({ Effect: "Allow", Action: ["*"] }) }, { withheld: true });

export const IDENTITY_POLICIES = [SERVERS, PASSWORDS, NO_DELETE, WITHHELD];

/** @param {string} id @param {string} name @param {string[]} actions @returns {Permission} */
const reading = (id, name, actions) => ({
  id: `0d1e00000000000000000000000000${id}`,
  name: `custom_policy${id}`,
  display_name: name,
  catalog: "CUSTOMED",
  type: "AX",
  description: "See who is granted what",
  policy: { Version: "1.1", Statement: [{ Effect: "Allow", Action: actions }] },
});

const GRANTS = reading("b1", "read-permissions", ["iam:groups:listGroupsForUser", "iam:permissions:list*"]);
const ACCOUNT_READING = reading("b5", "read-account", ["iam:*:get*", "iam:*:list*"]);
const POLICIES = reading("b2", "read-identity-policies", ["iam:users:listAttachedPoliciesV5", "iam:groups:listAttachedPoliciesV5", "iam:policies:get*"]);

/** @type {Record<"operators" | "auditors" | "readers" | "administrators" | "account", Group>} */
const GROUPS = {
  operators: {
    id: "9c0000000000000000000000000000b1",
    name: "operators",
    description: "Run the servers",
    account: [],
    everyProject: [],
    project: [PERMISSIONS.common],
    staging: [PERMISSIONS.common],
    identityPolicies: [PASSWORDS, SERVERS],
  },
  auditors: {
    id: "9c0000000000000000000000000000b2",
    name: "permission-readers",
    description: "May see who is granted what",
    account: [GRANTS, POLICIES],
    everyProject: [],
    project: [],
  },
  administrators: { id: "9c0000000000000000000000000000b4", name: "ecs-administrators", description: "Administer the servers", account: [], everyProject: [], project: [PERMISSIONS.full], staging: [PERMISSIONS.full] },
  account: { id: "9c0000000000000000000000000000b5", name: "account-readers", description: "May see the whole account", account: [ACCOUNT_READING], everyProject: [], project: [] },
  readers: { id: "9c0000000000000000000000000000b3", name: "grant-readers", description: "May see what groups are granted", account: [GRANTS], everyProject: [], project: [] },
};

/** @type {OtcUser[]} */
const USERS = [
  {
    id: "08c00000000000000000000000e71405",
    name: "erin",
    password: "erin-huawei-password",
    ...ASKED_BEFORE,
    groups: [GROUPS.operators, GROUPS.auditors],
    identityPolicies: [NO_DELETE, SERVERS, WITHHELD],
    note: "operator with identity policies (version 5.0), own ones and by a group; one of them cannot be read",
  },
  {
    id: "08c00000000000000000000000f7a406",
    name: "frank",
    password: "frank-huawei-password",
    ...ASKED_BEFORE,
    groups: [GROUPS.operators, GROUPS.readers],
    note: "the same by groups alone; may not read identity policies: Permissions says that they were not read",
  },
  {
    id: "08c000000000000000000000096ace07",
    name: "grace",
    password: "grace-huawei-password",
    ...ASKED_BEFORE,
    groups: [GROUPS.administrators, GROUPS.auditors],
    note: "administers the servers: may set new passwords as well",
  },
  {
    id: "08c000000000000000000000e1d10008",
    name: "heidi",
    password: "heidi-huawei-password",
    ...ASKED_BEFORE,
    groups: [GROUPS.account],
    note: "may read who is granted what in the whole account, and nothing of the servers",
  },
];

/** @type {AccessKey[]} */
const ACCESS_KEYS = [
  {
    access: "HWSANDBOXTEMPORARY01",
    secret: "erin/temporary+secret0key1of2the3sandbox",
    securityToken: "erin-security-token-of-the-sandbox-that-is-like-huawei-cloud",
    user: "erin",
    note: "temporary, of erin, an operator",
  },
  {
    access: "HWSANDBOXTEMPORARY02",
    secret: "grace/temporary+secret1key2of3the4sandbox",
    securityToken: "grace-security-token-of-the-sandbox-that-is-like-huawei-cloud",
    user: "grace",
    note: "temporary, of grace, who administers the servers",
  },
  {
    access: "HWSANDBOXTEMPORARY03",
    secret: "heidi/temporary+secret2key3of4the5sandbox",
    securityToken: "heidi-security-token-of-the-sandbox-that-is-like-huawei-cloud",
    user: "heidi",
    note: "temporary, of heidi, who may read the whole account",
  },
];

/** @type {World} */
export const HUAWEI = { kind: "huawei", account: ACCOUNT, project: { ...PROJECT, name: "cn-north-4" }, projects: projectsIn("cn-north-4", "eu-west-101"), groups: Object.values(GROUPS), users: USERS, accessKeys: ACCESS_KEYS };
