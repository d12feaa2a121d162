// The reads of a whole account in the sandboxes that are like public clouds, as IAM's API references have them ("IAM User Management", "User Group Management",
// "Permission Management", "Agency Management", "Federated Identity Authentication Management", "Enterprise Project Management"). Each takes an action of its own.
/** @import { CloudRequest } from "../types.ts" */
/** @import { Account, Grant, GrantScope } from "./account-world.mjs" */
/** @import { Permission, World } from "./otc-world.mjs" */
import { accountOf } from "./account-world.mjs";

const IAM_URL = "https://iam.sandbox.example";
const CREATED = 1_738_555_506_000;

/**
 * @typedef {object} Asked
 * @property {World} world
 * @property {Account} account
 * @property {string[]} ids
 * @property {URLSearchParams} query
 * @property {string} path
 */

/** @typedef {{ status: number, body: unknown }} Told */

/**
 * @typedef {object} Read
 * @property {RegExp} path
 * @property {string} action
 * @property {"huawei"} [only] the cloud that documents it
 * @property {(asked: Asked) => Told | undefined} read nothing: there is no such thing
 */

/** @type {Read[]} */
const READS = [
  { path: /^\/v3\/users$/, action: "iam:users:listUsers", read: users },
  { path: /^\/v3\.0\/OS-USER\/users\/([^/]+)$/, action: "iam:users:getUser", read: oneUser },
  { path: /^\/v3\/groups$/, action: "iam:groups:listGroups", read: groups },
  { path: /^\/v3\/groups\/([^/]+)\/users$/, action: "iam:users:listUsersForGroup", read: members },
  { path: /^\/v3\/roles$/, action: "iam:roles:listRoles", read: roles },
  { path: /^\/v3\/roles\/([^/]+)$/, action: "iam:roles:getRole", read: oneRole },
  { path: /^\/v3\.0\/OS-ROLE\/roles$/, action: "iam:roles:listRoles", read: customPolicies },
  { path: /^\/v3\.0\/OS-PERMISSION\/role-assignments$/, action: "iam:permissions:listRoleAssignments", read: assignments },
  { path: /^\/v3\.0\/OS-AGENCY\/agencies$/, action: "iam:agencies:listAgencies", read: agencies },
  { path: /^\/v3\.0\/OS-AGENCY\/domains\/([^/]+)\/agencies\/([^/]+)\/roles$/, action: "iam:permissions:listRolesForAgencyOnDomain", read: grantsOf("agency", () => ({ kind: "domain" })) },
  { path: /^\/v3\.0\/OS-AGENCY\/projects\/([^/]+)\/agencies\/([^/]+)\/roles$/, action: "iam:permissions:listRolesForAgencyOnProject", read: grantsOf("agency", (id) => ({ kind: "project", id })) },
  {
    path: /^\/v3\.0\/OS-INHERIT\/domains\/([^/]+)\/agencies\/([^/]+)\/roles\/inherited_to_projects$/,
    action: "iam:permissions:listRolesForAgency",
    read: grantsOf("agency", () => ({ kind: "inherited" })),
  },
  { path: /^\/v3\/OS-FEDERATION\/identity_providers$/, action: "iam:identityProviders:listIdentityProviders", read: identityProviders },
  { path: /^\/v3\/OS-FEDERATION\/identity_providers\/([^/]+)\/protocols$/, action: "iam:identityProviders:listProtocols", read: protocols },
  { path: /^\/v3\/OS-FEDERATION\/mappings$/, action: "iam:identityProviders:listMappings", read: mappings },
  { path: /^\/v3\.0\/OS-MFA\/virtual-mfa-devices$/, action: "iam:mfa:listVirtualMFADevices", read: devices },
  { path: /^\/v3\.0\/OS-USER\/login-protects$/, action: "iam:users:listUserLoginProtects", read: loginProtects },
  // Its own action is `eps:enterpriseProjects:list`; whether one that is granted for the account counts there, no document says.
  { path: /^\/v1\.0\/enterprise-projects$/, action: "iam:projects:listProjects", read: enterpriseProjects },
  { path: /^\/v3\.0\/OS-PERMISSION\/enterprise-projects\/([^/]+)\/groups$/, only: "huawei", action: "iam:permissions:listGroupsOnEnterpriseProject", read: holdersOn("group") },
  { path: /^\/v3\.0\/OS-PERMISSION\/enterprise-projects\/([^/]+)\/users$/, only: "huawei", action: "iam:permissions:listUsersForEnterpriseProject", read: holdersOn("user") },
  {
    path: /^\/v3\.0\/OS-PERMISSION\/enterprise-projects\/([^/]+)\/groups\/([^/]+)\/roles$/,
    only: "huawei",
    action: "iam:permissions:listRolesForGroupOnEnterpriseProject",
    read: grantsOf("group", (id) => ({ kind: "enterprise_project", id })),
  },
  {
    path: /^\/v3\.0\/OS-PERMISSION\/enterprise-projects\/([^/]+)\/users\/([^/]+)\/roles$/,
    only: "huawei",
    action: "iam:permissions:listRolesForUserOnEnterpriseProject",
    read: grantsOf("user", (id) => ({ kind: "enterprise_project", id })),
  },
];

/**
 * The read that a request is, with the action it takes; nothing where it is none.
 *
 * @param {World} world
 * @param {Pick<CloudRequest, "method" | "path" | "query">} request
 */
export function accountRead(world, { method, path, query }) {
  const found = method === "GET" ? READS.find((each) => (each.only ?? world.kind) === world.kind && each.path.test(path)) : undefined;
  if (!found) return undefined;
  const [, ...ids] = found.path.exec(path) ?? [];
  const asked = { world, account: accountOf(world), ids, query: new URLSearchParams(query), path };
  return { action: found.action, read: () => found.read(asked) };
}

/** @param {unknown} body @returns {Told} */
const told = (body) => ({ status: 200, body });
/** @param {string} message @returns {Told} */
const wrong = (message) => ({ status: 400, body: { error: { code: 400, message, title: "Bad Request" } } });

/** @param {string} path */
const links = (path) => ({ self: `${IAM_URL}${path}`, previous: null, next: null });

/** Those in use, unless it says otherwise: "enabled … The default value is true." @param {Asked} asked */
function users({ world, account, query, path }) {
  if (isOfAnother(world, query)) return wrong("domain_id is not that of the token");
  const enabled = (query.get("enabled") ?? "true") === "true";
  const name = query.get("name");
  const list = account.users.filter((user) => user.enabled === enabled && (name === null || user.name === name));
  return told({
    links: links(path),
    users: list.map(({ id, name, enabled }) => ({ name, links: links(`/v3/users/${id}`), domain_id: world.account.id, enabled, id, password_expires_at: null, pwd_status: true })),
  });
}

/** @param {World} world @param {URLSearchParams} query */
const isOfAnother = ({ account }, query) => (query.get("domain_id") ?? account.id) !== account.id;

/** @param {Asked} asked */
function oneUser({ world, account, ids: [id] }) {
  const user = account.users.find((each) => each.id === id);
  return user && told({ user: { id: user.id, name: user.name, domain_id: world.account.id, enabled: user.enabled, is_domain_owner: user.isOwner, access_mode: "default", links: links(`/v3.0/OS-USER/users/${user.id}`) } });
}

/** @param {Asked} asked */
function groups({ world, account, query, path }) {
  if (isOfAnother(world, query)) return wrong("domain_id is not that of the token");
  return told({
    groups: account.groups.map(({ id, name, description }) => ({ description, links: links(`/v3/groups/${id}`), id, create_time: CREATED, domain_id: world.account.id, name })),
    links: links(path),
  });
}

/** @param {Asked} asked */
function members({ world, account, ids: [id], path }) {
  const group = account.groups.find((each) => each.id === id);
  const list = account.users.filter((user) => group?.members.includes(user.id));
  return group && told({ links: links(path), users: list.map(({ id, name, enabled }) => ({ domain_id: world.account.id, name, links: links(`/v3/users/${id}`), id, enabled, description: "" })) });
}

/** @param {World} world @param {Permission} role */
const shown = (world, role) => ({ ...role, domain_id: role.catalog === "CUSTOMED" ? world.account.id : null, links: links(`/v3/roles/${role.id}`) });

/** Without an account those of the cloud. @param {Asked} asked */
function roles({ world, account, query, path }) {
  if (isOfAnother(world, query)) return wrong("domain_id is not that of the token");
  const kind = world.kind === "huawei" ? query.get("permission_type") : null;
  const isPolicy = (/** @type {Permission} */ { flag, catalog }) => flag !== undefined || catalog === "CUSTOMED";
  const ofKind = (/** @type {Permission} */ role) => kind === null || (kind === "policy") === isPolicy(role);
  const all = (query.has("domain_id") ? account.custom : account.system).filter(ofKind);
  const page = query.has("domain_id") ? pageOf(all, query, 300) : all;
  return page && told({ roles: page.map((role) => shown(world, role)), links: links(path), ...(world.kind === "huawei" && { total_number: all.length }) });
}

/** @param {Asked} asked */
function oneRole({ world, account, ids: [id] }) {
  const role = [...account.system, ...account.custom].find((each) => each.id === id);
  return role && told({ role: shown(world, role) });
}

/** @param {Asked} asked */
function customPolicies({ world, account, query, path }) {
  const page = pageOf(account.custom, query, 300);
  const references = (/** @type {Permission} */ { id }) => account.grants.filter(({ role }) => role.id === id).length;
  return page ? told({ roles: page.map((role) => ({ ...shown(world, role), references: references(role) })), links: links(path), total_number: account.custom.length }) : wrong("page or per_page is wrong");
}

/** The part of a list that is asked for: both of `page` and `per_page`, or neither. @template T @param {T[]} all @param {URLSearchParams} query @param {number} most */
function pageOf(all, query, most) {
  const [page, size] = ["page", "per_page"].map((name) => query.get(name));
  if (page == null && size == null) return all;
  const [at, count] = [Number(page ?? "NaN"), Number(size ?? "NaN")];
  const isRight = Number.isInteger(at) && at >= 1 && Number.isInteger(count) && count >= 1 && count <= most;
  return isRight ? all.slice((at - 1) * count, at * count) : undefined;
}

const SUBJECTS = ["user", "group", "agency"];
const SCOPES = ["domain", "project", "enterprise_project"];

/**
 * "Querying Permission Assignment Records". Where a page has one record alone, it is what the examples of the documents show in place of the list: the record itself.
 * On Open Telekom Cloud, so that both forms are met.
 *
 * @param {Asked} asked
 */
function assignments({ world, account, query }) {
  if (query.get("domain_id") !== world.account.id) return wrong("domain_id is missing or not that of the token");
  const chosen = chosenBy(query);
  const page = chosen && pageOf(account.grants.filter((each) => chosen(each)), query, 50);
  if (!chosen || !page) return wrong("a parameter is wrong");
  const records = page.map((each) => record(world, each));
  const isSlip = world.kind === "otc" && records.length === 1;
  return told({ role_assignments: isSlip ? records[0] : records, total_num: account.grants.filter((each) => chosen(each)).length });
}

/** What a query asks for; nothing where it contradicts itself. @param {URLSearchParams} query @returns {((grant: Grant) => boolean) | undefined} */
function chosenBy(query) {
  const one = (/** @type {string} */ name, /** @type {string[]} */ kinds) => {
    const given = [query.get(name), ...kinds.map((kind) => query.get(`${name}.${kind}_id`))].filter((each) => each !== null);
    return given.length <= 1;
  };
  const [subject, scope] = [query.get("subject"), query.get("scope")];
  if (!one("subject", SUBJECTS) || !one("scope", ["project", "domain", "enterprise_projects"])) return undefined;
  if ((subject !== null && !SUBJECTS.includes(subject)) || (scope !== null && !SCOPES.includes(scope))) return undefined;
  const inherited = query.get("is_inherited") === "true";
  const subjectId = SUBJECTS.map((kind) => [kind, query.get(`subject.${kind}_id`)]).find(([, id]) => id !== null);
  const role = query.get("role_id");
  // What is asked for without a scope, no page of the references says: here the account.
  const wanted = (scope ?? "domain") === "domain" ? (inherited ? "inherited" : "domain") : scope;
  return ({ subject: kind, id, role: { id: roleId }, scope: { kind: place } }) =>
    (subject ?? kind) === kind && (subjectId === undefined || (subjectId[0] === kind && subjectId[1] === id)) && (role ?? roleId) === roleId && place === wanted;
}

/** @param {World} world @param {Grant} grant */
function record(world, { subject, id, role, scope }) {
  const place = scope.kind === "project" ? { project: { id: scope.id } } : scope.kind === "enterprise_project" ? { enterprise_project: { id: scope.id } } : { domain: { id: world.account.id } };
  return { [subject]: { id }, role: { id: role.id }, scope: place, is_inherited: scope.kind === "inherited" };
}

/** @param {Asked} asked */
function agencies({ world, account }) {
  return told({ agencies: account.agencies.map((agency) => ({ ...agency, domain_id: world.account.id })) });
}

/** What somebody is granted in one place. @param {Grant["subject"]} subject @param {(id: string) => GrantScope} place @returns {Read["read"]} */
function grantsOf(subject, place) {
  return ({ world, account, ids: [where = "", id = ""], path }) => {
    const scope = place(where);
    const isKnown = scope.kind === "project" ? world.projects.some((each) => each.id === where) : scope.kind === "enterprise_project" ? account.enterpriseProjects.some((each) => each.id === where) : where === world.account.id;
    const holders = { user: account.users, group: account.groups, agency: account.agencies }[subject];
    if (!isKnown || !holders.some((each) => each.id === id)) return undefined;
    return told({ roles: granted(account, subject, id, scope).map((role) => shown(world, role)), links: links(path) });
  };
}

/** @param {Account} account @param {Grant["subject"]} subject @param {string} id @param {GrantScope} scope */
export function granted({ grants }, subject, id, scope) {
  const isThere = (/** @type {GrantScope} */ other) => other.kind === scope.kind && (!("id" in other) || !("id" in scope) || other.id === scope.id);
  return grants.filter((each) => each.subject === subject && each.id === id && isThere(each.scope)).map(({ role }) => role);
}

/** Who is granted something on an enterprise project. @param {"user" | "group"} subject @returns {Read["read"]} */
function holdersOn(subject) {
  return ({ world, account, ids: [id] }) => {
    if (!account.enterpriseProjects.some((each) => each.id === id)) return undefined;
    const isHere = (/** @type {Grant} */ { subject: kind, scope }) => kind === subject && scope.kind === "enterprise_project" && scope.id === id;
    const holders = new Set(account.grants.filter(isHere).map((each) => each.id));
    const all = subject === "user" ? account.users : account.groups;
    const list = all.filter((each) => holders.has(each.id));
    const common = { user: (/** @type {string} */ name) => ({ domain_id: world.account.id, name }), group: (/** @type {string} */ name) => ({ domainId: world.account.id, name }) }[subject];
    return told({ [`${subject}s`]: list.map(({ id, name }) => ({ id, ...common(name), policy_num: 1, lastest_policy_time: CREATED })) });
  };
}

/** @param {Asked} asked */
function identityProviders({ account, path }) {
  const list = account.identityProviders.map(({ id, enabled, description, sso_type }) => ({ id, enabled, description, sso_type, remote_ids: [], links: { self: `${IAM_URL}${path}/${id}`, protocols: `${IAM_URL}${path}/${id}/protocols` } }));
  return told({ links: links(path), identity_providers: list });
}

/** @param {Asked} asked */
function protocols({ account, ids: [id], path }) {
  const found = account.identityProviders.find((each) => each.id === id);
  return found && told({ links: links(path), protocols: found.protocols.map((each) => ({ ...each, links: { identity_provider: `${IAM_URL}${path}`, self: `${IAM_URL}${path}/${each.id}` } })) });
}

/** @param {Asked} asked */
function mappings({ account, path }) {
  return told({ links: links(path), mappings: account.mappings.map((each) => ({ ...each, links: { self: `${IAM_URL}${path}/${each.id}` } })) });
}

/** @param {Asked} asked */
function devices({ world, account }) {
  return told({ virtual_mfa_devices: account.users.filter(({ second }) => second === "device").map(({ id, name }) => ({ serial_number: `iam:${world.account.id}:mfa:${name}`, user_id: id })) });
}

/** Of those alone for whom it was ever set. @param {Asked} asked */
function loginProtects({ account }) {
  return told({ login_protects: account.users.filter(({ second }) => second !== undefined).map(({ id, second }) => ({ user_id: id, enabled: second === "protect", verification_method: second === "protect" ? "sms" : "vmfa" })) });
}

/** "Querying the Enterprise Project List" of EPS, which has a host of its own in a real cloud. @param {Asked} asked */
function enterpriseProjects({ account, query }) {
  const [limit, offset] = [Number(query.get("limit") ?? "10"), Number(query.get("offset") ?? "0")];
  if (!(limit >= 1 && limit <= 1000 && offset >= 0)) return wrong("limit or offset is wrong");
  const all = account.enterpriseProjects.filter(({ status }) => (query.get("status") ?? String(status)) === String(status));
  return told({
    enterprise_projects: all.slice(offset, offset + limit).map(({ id, name, status }) => ({ id, name, description: "", status, type: "prod", delete_flag: false, created_at: "2025-02-03T04:05:06Z", updated_at: "2025-02-03T04:05:06Z" })),
    total_count: all.length,
  });
}
