// The whole of a Keystone, as whoever administers it or reads its domain sees it: users by the hundred whom nobody but these reads sees, made up by their number. As
// Keystone's API reference has the calls ("Roles", "Users", "Groups", "Projects", "Domains", "Application Credentials" of Identity API v3).
/** @import { CloudRequest } from "../types.ts" */
/** @import { Token } from "./tokens.mjs" */
import { idOf } from "./account-world.mjs";
import { IDENTITY_URL } from "./answers.mjs";
import { APPLICATION_CREDENTIALS, CLOSED_PROJECT, DOMAIN, PROJECTS, ROLES, USERS } from "./world.mjs";

export const MOST_USERS = 300;
/** What Keystone gives at once where it is told a limit (`max_db_limit`, from 2025.1 on): here less, so that lists have pages. */
const MOST_ON_A_PAGE = 120;

/** Of the bootstrap, each implies the next. */
const CHAIN = ["admin", "manager", "member", "reader"];
/** @param {string} name */
const role = (name) => ROLES[name]?.id ?? idOf(`keystone role ${name}`);
const ROLE_NAMES = [...CHAIN, "service", "nopass"];

/** What is there to be found. */
export const SURPRISES = { forgottenGroup: "migration-2023", adminElsewhere: "data-003", heir: "platform-everywhere", systemReader: "field-001" };

const DEPARTMENTS = ["billing", "data", "field", "mobile", "platform"];
/** A project below another one. */
export const BELOW = { id: idOf("keystone project below"), name: "demo-jobs" };

/**
 * @typedef {{ user?: { id: string }, group?: { id: string }, role: { id: string }, scope: object }} Assignment
 */

/** @param {string} id */
const onProject = (id) => ({ project: { id } });
const onDomain = { domain: { id: DOMAIN.id } };
const inherited = { ...onDomain, "OS-INHERIT:inherited_to": "projects" };
const onSystem = { system: { all: true } };

/** @typedef {ReturnType<typeof make>} KeystoneAccount */

/** @type {KeystoneAccount | undefined} */
let made;

export const keystoneAccount = () => (made ??= make());

function make() {
  const projects = [...Object.values(PROJECTS), CLOSED_PROJECT].map(({ id, name }) => ({ id, name, parentId: DOMAIN.id, enabled: id !== CLOSED_PROJECT.id }));
  const crowd = Array.from({ length: MOST_USERS - USERS.length }, (_, index) => {
    const name = `${DEPARTMENTS[index % DEPARTMENTS.length] ?? ""}-${String(Math.floor(index / DEPARTMENTS.length) + 1).padStart(3, "0")}`;
    return { id: idOf(`keystone user ${name}`), name, enabled: index % 11 !== 10 };
  });
  const named = (/** @type {string[]} */ ...names) => crowd.filter(({ name }) => names.includes(name)).map(({ id }) => id);
  /** @param {string} name @param {string[]} members */
  const group = (name, members) => ({ id: idOf(`keystone group ${name}`), name, members });
  const ofDepartments = DEPARTMENTS.flatMap((department) => {
    const people = crowd.filter(({ name }) => name.startsWith(`${department}-`)).map(({ id }) => id);
    return [group(`${department}-members`, people.filter((_, at) => at % 4 === 0)), group(`${department}-readers`, people)];
  });
  const forgotten = group(SURPRISES.forgottenGroup, named("mobile-004", "billing-009"));
  const heir = group(SURPRISES.heir, named("platform-001"));
  const demo = PROJECTS["demo"]?.id ?? "";
  const ofUsers = USERS.flatMap((user) => {
    // What is implied is not assigned.
    const direct = user.roles.filter((name) => name !== "reader" || !user.roles.includes("member"));
    const scopes = [user.project, ...(user.projects ?? [])].map((name) => onProject(PROJECTS[name]?.id ?? ""));
    return [...scopes, ...(user.readsDomain ? [onDomain] : [])].flatMap((scope) => direct.map((name) => ({ user: { id: user.id }, role: { id: role(name) }, scope })));
  });
  const ofGroups = ofDepartments.map(({ id, name }) => ({ group: { id }, role: { id: role(name.endsWith("-members") ? "member" : "reader") }, scope: onProject(demo) }));
  const [adminElsewhere = ""] = named(SURPRISES.adminElsewhere);
  const [systemReader = ""] = named(SURPRISES.systemReader);
  const planted = [
    { group: { id: forgotten.id }, role: { id: role("member") }, scope: inherited },
    { group: { id: heir.id }, role: { id: role("manager") }, scope: { project: { id: demo }, "OS-INHERIT:inherited_to": "projects" } },
    // An administrator of any project is one of all of Nova.
    { user: { id: adminElsewhere }, role: { id: role("admin") }, scope: onProject(CLOSED_PROJECT.id) },
    { user: { id: systemReader }, role: { id: role("reader") }, scope: onSystem },
  ];
  const credentials = APPLICATION_CREDENTIALS.map(({ id, name, user, accessRules }) => {
    const owner = USERS.find((each) => each.name === user);
    return { id, name, userId: owner?.id ?? "", projectId: PROJECTS[owner?.project ?? ""]?.id ?? "", roles: (owner?.roles ?? []).map((name) => role(name)), unrestricted: false, expiresAt: null, accessRules };
  });
  return {
    users: [...USERS.map(({ id, name }) => ({ id, name, enabled: true })), ...crowd],
    groups: [...ofDepartments, forgotten, heir],
    roles: ROLE_NAMES.map((name) => ({ id: role(name), name })),
    implied: CHAIN.slice(1).map((name, index) => ({ prior: role(CHAIN[index] ?? ""), implies: role(name) })),
    projects: [...projects, { ...BELOW, parentId: demo, enabled: true }],
    assignments: /** @type {Assignment[]} */ ([...ofUsers, ...ofGroups, ...planted]),
    credentials: [...credentials, { id: idOf("keystone credential"), name: "nightly", userId: adminElsewhere, projectId: CLOSED_PROJECT.id, roles: [role("admin")], unrestricted: true, expiresAt: "2031-01-01T00:00:00.000000", accessRules: undefined }],
  };
}

/** @param {string} path */
const links = (path, next = /** @type {string | null} */ (null)) => ({ next, self: `${IDENTITY_URL}${path}`, previous: null });

/** @typedef {{ path: RegExp, list: string, read: (id: string, query: URLSearchParams) => object[] | undefined, isPaged?: boolean }} Read */

/** @type {Read[]} */
const READS = [
  { path: /^\/v3\/role_assignments$/, list: "role_assignments", read: () => keystoneAccount().assignments.map((each) => ({ ...each, links: { assignment: `${IDENTITY_URL}/v3/role_assignments` } })) },
  { path: /^\/v3\/role_inferences$/, list: "role_inferences", read: inferences },
  { path: /^\/v3\/roles$/, list: "roles", read: () => keystoneAccount().roles.map(({ id, name }) => ({ id, name, domain_id: null, description: null, options: {}, links: { self: `${IDENTITY_URL}/v3/roles/${id}` } })) },
  { path: /^\/v3\/users$/, list: "users", isPaged: true, read: () => keystoneAccount().users.map(shownUser) },
  { path: /^\/v3\/groups$/, list: "groups", isPaged: true, read: () => keystoneAccount().groups.map(({ id, name }) => ({ id, name, domain_id: DOMAIN.id, description: "", links: { self: `${IDENTITY_URL}/v3/groups/${id}` } })) },
  { path: /^\/v3\/groups\/([^/]+)\/users$/, list: "users", read: members },
  { path: /^\/v3\/projects$/, list: "projects", isPaged: true, read: () => keystoneAccount().projects.map(shownProject) },
  { path: /^\/v3\/domains$/, list: "domains", isPaged: true, read: () => [{ ...DOMAIN, description: "", enabled: true, tags: [], options: {}, links: { self: `${IDENTITY_URL}/v3/domains/${DOMAIN.id}` } }] },
  { path: /^\/v3\/users\/([^/]+)\/application_credentials$/, list: "application_credentials", read: credentials },
];

/** @param {{ id: string, name: string, enabled: boolean }} user */
const shownUser = ({ id, name, enabled }) => ({ id, name, domain_id: DOMAIN.id, enabled, options: {}, password_expires_at: null, links: { self: `${IDENTITY_URL}/v3/users/${id}` } });

/** @param {{ id: string, name: string, enabled: boolean, parentId: string }} project */
const shownProject = ({ id, name, enabled, parentId }) => ({ id, name, domain_id: DOMAIN.id, description: "", enabled, parent_id: parentId, is_domain: false, tags: [], options: {}, links: { self: `${IDENTITY_URL}/v3/projects/${id}` } });

/** By the role that implies. */
function inferences() {
  const { roles, implied } = keystoneAccount();
  const shown = (/** @type {string} */ id) => ({ id, name: roles.find((each) => each.id === id)?.name, links: { self: `${IDENTITY_URL}/v3/roles/${id}` } });
  return implied.map(({ prior, implies }) => ({ prior_role: shown(prior), implies: [shown(implies)] }));
}

/** @param {string} id */
function members(id) {
  const { groups, users } = keystoneAccount();
  const group = groups.find((each) => each.id === id);
  return group && users.filter((user) => group.members.includes(user.id)).map(shownUser);
}

/** @param {string} userId */
function credentials(userId) {
  const { credentials: all, users, roles } = keystoneAccount();
  if (!users.some(({ id }) => id === userId)) return undefined;
  return all
    .filter((each) => each.userId === userId)
    .map(({ id, name, projectId, roles: own, unrestricted, expiresAt, accessRules }) => ({
      id,
      name,
      description: null,
      project_id: projectId,
      user_id: userId,
      system: null,
      unrestricted,
      expires_at: expiresAt,
      roles: own.map((each) => ({ id: each, name: roles.find((role) => role.id === each)?.name, domain_id: null })),
      ...(accessRules && { access_rules: accessRules }),
      links: { self: `${IDENTITY_URL}/v3/users/${userId}/application_credentials/${id}` },
    }));
}

/**
 * The answer to a read of the whole Keystone; nothing where the request is none. It takes a reader of the domain here, and that token of theirs.
 *
 * @param {Pick<CloudRequest, "method" | "path" | "query">} request
 * @param {Token} token
 * @returns {{ status: number, body: object } | undefined}
 */
export function keystoneRead({ method, path, query }, token) {
  const found = method === "GET" ? READS.find((each) => each.path.test(path)) : undefined;
  if (!found) return undefined;
  const [, id = ""] = found.path.exec(path) ?? [];
  const isOwn = found.list === "application_credentials" && id === token.user.id;
  const mayRead = token.domain !== undefined || isOwn;
  if (!mayRead) return { status: 403, body: {} };
  const asked = new URLSearchParams(query);
  const all = found.read(id, asked);
  if (!all) return { status: 404, body: {} };
  const { page, next } = found.isPaged ? pageOf(all, asked) : { page: all, next: undefined };
  return { status: 200, body: { [found.list]: page, links: links(path, next === undefined ? null : `${IDENTITY_URL}${path}?${new URLSearchParams({ limit: String(MOST_ON_A_PAGE), marker: next }).toString()}`) } };
}

/** @param {object[]} all @param {URLSearchParams} query */
function pageOf(all, query) {
  const ids = /** @type {{ id: string }[]} */ (all);
  const limit = Math.min(Math.max(1, Number(query.get("limit") ?? MOST_ON_A_PAGE) || MOST_ON_A_PAGE), MOST_ON_A_PAGE);
  const marker = query.get("marker");
  const start = marker === null ? 0 : ids.findIndex(({ id }) => id === marker) + 1;
  const page = all.slice(start, start + limit);
  return { page, next: start + limit < all.length ? ids[start + limit - 1]?.id : undefined };
}
