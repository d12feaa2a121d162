// The whole account behind a sandbox that is like a public cloud: some three hundred users, whom nobody but the reads of the account sees, made up by their number,
// the same at each start. Among them stand what a walk from user to group misses, or nobody remembers: `SURPRISES` names them.
/** @import { Group, OtcUser, Permission, World } from "./otc-world.mjs" */
/** @import { IdentityPolicy } from "./huawei-world.mjs" */
import { createHash } from "node:crypto";
import { IDENTITY_POLICIES } from "./huawei-world.mjs";
import { PERMISSIONS } from "./otc-world.mjs";
import { SYSTEM_POLICIES } from "./system-policies.mjs";

/**
 * @typedef {object} AccountUser
 * @property {string} id
 * @property {string} name
 * @property {boolean} enabled
 * @property {boolean} isOwner whether it is the account itself
 * @property {"device" | "protect" | undefined} second its second factor: a device, or a sign-in that asks for one
 */

/**
 * @typedef {object} AccountGroup
 * @property {string} id
 * @property {string} name
 * @property {string} description
 * @property {string[]} members IDs of users
 */

/** @typedef {{ kind: "domain" } | { kind: "inherited" } | { kind: "project", id: string } | { kind: "enterprise_project", id: string }} GrantScope */

/**
 * @typedef {object} Grant
 * @property {"user" | "group" | "agency"} subject
 * @property {string} id
 * @property {Permission} role
 * @property {GrantScope} scope
 */

/** @typedef {{ id: string, name: string, description: string, trust_domain_id: string, trust_domain_name: string, duration: string, expire_time: string | null, create_time: string }} Agency */
/** @typedef {{ id: string, enabled: boolean, description: string, sso_type: "virtual_user_sso" | "iam_user_sso", protocols: { id: string, mapping_id: string }[] }} IdentityProvider */
/** @typedef {{ policy: IdentityPolicy, users: string[], groups: string[], agencies: string[] }} Attachment */

/**
 * @typedef {object} Account
 * @property {AccountUser[]} users
 * @property {AccountGroup[]} groups
 * @property {Permission[]} system those of the cloud
 * @property {Permission[]} custom those of the account
 * @property {Grant[]} grants
 * @property {{ id: string, name: string, status: number }[]} enterpriseProjects
 * @property {Agency[]} agencies
 * @property {{ id: string, name: string }[]} trustAgencies agencies of version 5 alone: whom they are for, a trust policy of theirs says
 * @property {IdentityProvider[]} identityProviders
 * @property {{ id: string, rules: object[] }[]} mappings
 * @property {Attachment[]} attachments
 */

export const MOST_USERS = 300;

/** What is there to be found: who else may get at passwords than those of whom one thinks. */
export const SURPRISES = {
  forgottenGroup: "migration-2023",
  trustedAgency: "partner-operations",
  serverAgency: "ecs-agent",
  trustAgency: "break-glass",
  federatedGroup: "corporate-administrators",
  aliasGroup: "monitoring",
  directUser: "field-017",
};

const DEPARTMENTS = ["billing", "data", "field", "mobile", "platform", "shop", "support"];
const TIERS = /** @type {const} */ (["operators", "readers", "leads"]);
const CREATED = "2025-02-03T04:05:06.000000";

/** An ID as IAM has them. @param {string} text */
export const idOf = (text) => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** @param {string} name @param {string} id */
const systemRole = (name, id) => {
  const found = SYSTEM_POLICIES.find((each) => each.name === name);
  if (!found) throw new Error(`there is no system policy ${name}`);
  const isPolicy = found.policy.Version === "1.1";
  /** @type {Permission} */
  const role = { id: idOf(`role ${id}`), name: id, display_name: name, policy: found.policy, catalog: isPolicy ? "ECS" : "BASE", type: isPolicy ? "XA" : "AA", description: name };
  return isPolicy ? { ...role, flag: "fine_grained" } : role;
};

/** @param {string} name @param {number} number @param {...object} statements @returns {Permission} */
const custom = (name, number, ...statements) => ({
  id: idOf(`custom ${name}`),
  name: `custom_policy${String(number)}`,
  display_name: name,
  catalog: "CUSTOMED",
  type: "XA",
  description: "",
  policy: { Version: "1.1", Statement: statements },
});

const READ_ONLY = systemRole("ECS ReadOnlyAccess", "system_all_6");
const TENANT_ADMINISTRATOR = systemRole("Tenant Administrator", "te_admin");
const SERVER_ADMINISTRATOR = systemRole("Server Administrator", "server_adm");
const WINDOWS_PASSWORDS = custom("windows-passwords", 11, { Effect: "Allow", Action: ["ecs:serverPasswords:manage"] });
const NO_DELETING = custom("no-deleting", 12, { Effect: "Deny", Action: ["ecs:cloudServers:delete*"] });
/** By its name it sees servers; since its action is an alias of another one, maybe more. */
const SEE_SERVERS = custom("see-servers", 13, { Effect: "Allow", Action: ["ecs:cloudServers:get", "ecs:cloudServers:list"] });
const SELF_GRANT = custom("manage-permissions", 14, { Effect: "Allow", Action: ["iam:permissions:*"] });

/** @param {"user" | "group" | "agency"} subject @param {string} id @param {Permission} role @param {GrantScope} scope @returns {Grant} */
const grant = (subject, id, role, scope) => ({ subject, id, role, scope });

/** @type {Map<World, Account>} */
const made = new Map();

/** @param {World} world */
export function accountOf(world) {
  const account = made.get(world) ?? make(world);
  made.set(world, account);
  return account;
}

/** @param {World} world @returns {Account} */
function make(world) {
  const crowd = crowdOf(world);
  const own = groupsOfWorld(world);
  const ofDepartments = departments(crowd, world);
  const planted = surprises(crowd, world);
  const users = [...world.users.map((user) => userOf(user)), owner(world), ...crowd];
  const enterpriseProjects = DEPARTMENTS.slice(0, 4).map((name) => ({ id: uuid(`enterprise project ${name}`), name, status: name === "field" ? 2 : 1 }));
  const grants = [...own.grants, ...ofDepartments.grants, ...planted.grants, ...onEnterpriseProjects(world, crowd, ofDepartments.groups, enterpriseProjects)];
  const standing = [PERMISSIONS.common, PERMISSIONS.full, PERMISSIONS.guest, PERMISSIONS.security, READ_ONLY, TENANT_ADMINISTRATOR, SERVER_ADMINISTRATOR];
  const all = [...new Map([...standing, ...Object.values(PERMISSIONS), NO_DELETING, ...grants.map(({ role }) => role)].map((role) => [role.id, role])).values()];
  return {
    users,
    groups: [...own.groups, ...ofDepartments.groups, ...planted.groups],
    system: all.filter(({ catalog }) => catalog !== "CUSTOMED"),
    custom: all.filter(({ catalog }) => catalog === "CUSTOMED"),
    grants,
    enterpriseProjects: [{ id: "0", name: "default", status: 1 }, ...enterpriseProjects],
    agencies: planted.agencies,
    trustAgencies: world.kind === "huawei" ? [{ id: idOf("trust agency"), name: SURPRISES.trustAgency }] : [],
    identityProviders: planted.identityProviders,
    mappings: planted.mappings,
    attachments: world.kind === "huawei" ? attachmentsOf(world, planted.agencies) : [],
  };
}

/** @param {OtcUser} user @returns {AccountUser} */
const userOf = ({ id, name, totpSecret }) => ({ id, name, enabled: true, isOwner: false, second: totpSecret === undefined ? undefined : "device" });

/** The account itself, among its users by its own name. @param {World} world @returns {AccountUser} */
const owner = ({ account: { id, name } }) => ({ id: idOf(`owner ${id}`), name, enabled: true, isOwner: true, second: "device" });

/** One of seven is disabled, one of three has a second factor. @param {World} world @returns {AccountUser[]} */
function crowdOf({ kind, users }) {
  return Array.from({ length: MOST_USERS - users.length - 1 }, (_, index) => {
    const department = DEPARTMENTS[index % DEPARTMENTS.length] ?? "";
    const name = `${department}-${String(Math.floor(index / DEPARTMENTS.length) + 1).padStart(3, "0")}`;
    const second = index % 6 === 0 ? "protect" : index % 3 === 0 ? "device" : undefined;
    return { id: idOf(`${kind} user ${name}`), name, enabled: index % 7 !== 6 || index < 7, isOwner: false, second };
  });
}

/** Those that can sign in here, and what they are granted. @param {World} world */
function groupsOfWorld({ groups, users, projects }) {
  const grants = groups.flatMap((/** @type {Group} */ group) => [
    ...group.account.map((role) => grant("group", group.id, role, { kind: "domain" })),
    ...group.everyProject.map((role) => grant("group", group.id, role, { kind: "inherited" })),
    ...projects.flatMap(({ id, granted }) => granted(group).map((role) => grant("group", group.id, role, { kind: "project", id }))),
  ]);
  const membersOf = (/** @type {Group} */ group) => users.filter((user) => user.groups.includes(group)).map(({ id }) => id);
  return { groups: groups.map((group) => ({ id: group.id, name: group.name, description: group.description, members: membersOf(group) })), grants };
}

/** @param {AccountUser[]} crowd @param {World} world */
function departments(crowd, { kind, projects }) {
  const [main, second] = projects.map(({ id }) => id);
  /** @type {AccountGroup[]} */
  const groups = [];
  /** @type {Grant[]} */
  const grants = [];
  for (const department of DEPARTMENTS) {
    const people = crowd.filter(({ name }) => name.startsWith(`${department}-`));
    for (const tier of TIERS) {
      const id = idOf(`${kind} group ${department} ${tier}`);
      const isMember = { operators: (/** @type {number} */ at) => at % 3 === 0, readers: () => true, leads: (/** @type {number} */ at) => at < 2 }[tier];
      groups.push({ id, name: `${department}-${tier}`, description: "", members: people.filter((_, at) => isMember(at)).map((user) => user.id) });
      const role = { operators: PERMISSIONS.common, readers: READ_ONLY, leads: PERMISSIONS.full }[tier];
      grants.push(grant("group", id, role, { kind: "project", id: (department === "support" ? second : main) ?? "" }));
      if (tier === "operators") grants.push(grant("group", id, PERMISSIONS.mfa, { kind: "inherited" }));
      if (tier === "readers") grants.push(grant("group", id, PERMISSIONS.guest, { kind: "inherited" }), grant("group", id, PERMISSIONS.guest, { kind: "domain" }));
    }
  }
  return { groups, grants };
}

/** @param {AccountUser[]} crowd @param {World} world */
function surprises(crowd, { kind, projects, account }) {
  const project = projects[0]?.id ?? "";
  const named = (/** @type {string[]} */ ...names) => crowd.filter(({ name }) => names.includes(name)).map(({ id }) => id);
  /** @param {string} name @param {string[]} members @param {string} [description] @returns {AccountGroup} */
  const group = (name, members, description = "") => ({ id: idOf(`${kind} group ${name}`), name, description, members });
  const forgotten = group(SURPRISES.forgottenGroup, named("data-004", "mobile-011", "support-021"), "For the move of 2023, until summer");
  const federated = group(SURPRISES.federatedGroup, []);
  const alias = group(SURPRISES.aliasGroup, named("platform-005", "platform-009"));
  const admins = group("admin", []);
  const permissions = group("permission-managers", named("platform-002"));
  const partner = agency(SURPRISES.trustedAgency, { id: idOf(`partner of ${account.id}`), name: "PARTNER-00000042" });
  const server = agency(SURPRISES.serverAgency, { id: idOf("op_svc_ecs"), name: "op_svc_ecs" });
  const expired = { ...agency("audit-2024", { id: idOf("auditor"), name: "AUDITOR-00000007" }), duration: "ONEDAY", expire_time: "2024-06-01T00:00:00.000000Z" };
  return {
    groups: [forgotten, federated, alias, admins, permissions],
    agencies: [partner, server, expired],
    identityProviders: [
      provider("corporate", "virtual_user_sso", "corporate-mapping"),
      provider("partners", "iam_user_sso", "partners-mapping"),
      { ...provider("old-directory", "virtual_user_sso", "corporate-mapping"), enabled: false },
    ],
    mappings: [
      {
        id: "corporate-mapping",
        rules: [
          { local: [{ user: { name: "{0}" } }, { group: { name: SURPRISES.federatedGroup } }], remote: [{ type: "uid" }, { type: "department", any_one_of: ["it-operations", "it-security"] }] },
          { local: [{ user: { name: "{0}" } }, { group: { name: "guests" } }], remote: [{ type: "uid" }, { type: "department", not_any_of: ["contractors"] }] },
        ],
      },
      { id: "partners-mapping", rules: [{ local: [{ user: { name: "{0}" } }], remote: [{ type: "iam_user" }] }] },
    ],
    grants: [
      grant("group", forgotten.id, PERMISSIONS.full, { kind: "inherited" }),
      grant("group", federated.id, SERVER_ADMINISTRATOR, { kind: "project", id: project }),
      grant("group", federated.id, TENANT_ADMINISTRATOR, { kind: "inherited" }),
      grant("group", alias.id, SEE_SERVERS, { kind: "inherited" }),
      grant("group", permissions.id, SELF_GRANT, { kind: "domain" }),
      grant("agency", partner.id, PERMISSIONS.full, { kind: "inherited" }),
      grant("agency", partner.id, PERMISSIONS.guest, { kind: "domain" }),
      grant("agency", server.id, WINDOWS_PASSWORDS, { kind: "project", id: project }),
      grant("agency", expired.id, PERMISSIONS.guest, { kind: "inherited" }),
    ],
  };
}

/** On Open Telekom Cloud one alone, and that of a user: see `assignments` in account.mjs. @param {World} world @param {AccountUser[]} crowd @param {AccountGroup[]} groups @param {{ id: string, name: string }[]} all */
function onEnterpriseProjects({ kind }, crowd, groups, all) {
  const user = crowd.find(({ name }) => name === SURPRISES.directUser);
  const own = all.map(({ id }) => id);
  const direct = grant("user", user?.id ?? "", PERMISSIONS.common, { kind: "enterprise_project", id: own[0] ?? "" });
  const ofGroups = groups.filter(({ name }) => name.endsWith("-operators")).slice(0, 4);
  return kind === "otc" ? [direct] : [direct, ...ofGroups.map(({ id }, index) => grant("group", id, WINDOWS_PASSWORDS, { kind: "enterprise_project", id: own[index] ?? "" }))];
}

/** @param {string} name @param {{ id: string, name: string }} trusted @returns {Agency} */
const agency = (name, trusted) => ({ id: idOf(`agency ${name}`), name, description: "", trust_domain_id: trusted.id, trust_domain_name: trusted.name, duration: "FOREVER", expire_time: null, create_time: CREATED });

/** @param {string} id @param {IdentityProvider["sso_type"]} sso_type @param {string} mapping_id @returns {IdentityProvider} */
const provider = (id, sso_type, mapping_id) => ({ id, enabled: true, description: "", sso_type, protocols: [{ id: "saml", mapping_id }] });

/** @param {World} world @param {Agency[]} agencies @returns {Attachment[]} */
function attachmentsOf({ users, groups }, agencies) {
  const [partner] = agencies;
  return IDENTITY_POLICIES.map((policy, index) => {
    const holders = (/** @type {{ id: string, identityPolicies?: IdentityPolicy[] }[]} */ all) => all.filter(({ identityPolicies }) => identityPolicies?.includes(policy)).map(({ id }) => id);
    return { policy, users: holders(users), groups: holders(groups), agencies: index === 0 && partner ? [partner.id] : [] };
  });
}

/** @param {string} text */
const uuid = (text) => idOf(text).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
