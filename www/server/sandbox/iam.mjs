// IAM's side of the sandbox that is like Open Telekom Cloud: tokens, the groups of users, and what groups are granted.
/** @import { CloudAnswer, CloudRequest } from "../types.ts" */
/** @import { OperationName } from "ecs-password" */
/** @import { Token, Tokens } from "./tokens.mjs" */
/** @import { Group, OtcUser, Permission } from "./otc-world.mjs" */
import { randomBytes } from "node:crypto";
import { answer } from "./answers.mjs";
import { callOf } from "./calls.mjs";
import { at, parseJson, textAt } from "./input.mjs";
import { allows } from "./may.mjs";
import { ACCOUNT, GROUPS, OTC_USERS, PROJECT } from "./otc-world.mjs";

const IAM_URL = "https://iam.sandbox.example";

/** What a group is granted in each place, and whose ID the path has there. @type {Partial<Record<OperationName, { granted: (group: Group) => Permission[], owner: string }>>} */
const PLACES = {
  listGroupPermissionsOnDomain: { granted: (group) => group.account, owner: ACCOUNT.id },
  listGroupPermissionsOnProject: { granted: (group) => group.project, owner: PROJECT.id },
  listGroupPermissionsOnAllProjects: { granted: (group) => group.everyProject, owner: ACCOUNT.id },
};

/** @param {Tokens} tokens */
export function iam(tokens) {
  /** @param {CloudRequest} request @returns {Promise<CloudAnswer>} */
  return async (request) => {
    const { method, path, headers } = request;
    if (path === "/v3/auth/tokens" && method === "POST") return signIn(tokens, request);
    const token = tokens.find(headers["x-auth-token"]);
    if (!token) return refusal(401, "The request you have made requires authentication.");
    if (path === "/v3/auth/tokens") return ownToken(tokens, request);
    const call = path.startsWith("/v3/") ? await callOf("iam", method, path.slice("/v3/".length)) : undefined;
    const [id = "", groupId = ""] = call?.ids ?? [];
    if (call?.operation === "listUserGroups") return groupsOf(token, call.action, id);
    const place = call && PLACES[call.operation];
    if (place) return grantedTo(token, { action: call.action, granted: place.granted, isKnown: id === place.owner, groupId, path });
    return refusal(404, "Could not find the requested resource.");
  };
}

/** The user of a token, with its groups. @param {Token} token */
const ownerOf = ({ user }) => /** @type {OtcUser} */ (user);

/**
 * @param {Tokens} tokens
 * @param {CloudRequest} request
 */
function signIn(tokens, request) {
  const auth = at(parseJson(request.body?.toString("utf8") ?? ""), "auth");
  const given = at(auth, "identity", "password", "user");
  const isAccount = textAt(given, "domain", "name") === ACCOUNT.name || textAt(given, "domain", "id") === ACCOUNT.id;
  const user = OTC_USERS.find(({ id, name }) => textAt(given, "id") === id || (isAccount && textAt(given, "name") === name));
  if (!user || textAt(given, "password") !== user.password) return refusal(401, "The username or password is wrong.");
  // Of both, the project counts; of none, it is the account.
  const project = at(auth, "scope", "project");
  if (project === undefined) return shown(201, tokens.issue(user, undefined));
  const isKnown = textAt(project, "id") === PROJECT.id || textAt(project, "name") === PROJECT.name;
  return isKnown ? shown(201, tokens.issue(user, user.project)) : refusal(401, "The project does not exist or you have no permission for it.");
}

/**
 * @param {Tokens} tokens
 * @param {CloudRequest} request
 */
function ownToken(tokens, { method, headers }) {
  const subject = tokens.find(headers["x-subject-token"]);
  if (!subject) return refusal(404, "Could not find token.");
  if (method === "GET") return shown(200, subject);
  tokens.revoke(subject);
  return answer(204, "", common());
}

/** What IAM says of a token. @param {Token} token */
export function tokenBody(token) {
  const { user, project, issued, expires } = token;
  const { groups } = ownerOf(token);
  const granted = groups.flatMap((group) => (project === undefined ? group.account : [...group.everyProject, ...group.project]));
  const domain = { id: ACCOUNT.id, name: ACCOUNT.name };
  return {
    token: {
      expires_at: time(expires),
      issued_at: time(issued),
      methods: ["password"],
      ...(project === undefined ? { domain } : { project: { ...PROJECT, domain } }),
      roles: granted.map(({ id, name }) => ({ id, name })),
      user: { domain, id: user.id, name: user.name, password_expires_at: "" },
    },
  };
}

/** @param {number} ms */
const time = (ms) => new Date(ms).toISOString().replace("Z", "000Z");

/** @param {number} status @param {Token} token */
const shown = (status, token) => json(status, tokenBody(token), { "x-subject-token": token.text });

/** Users see their own groups; others' take a permission. @param {Token} token @param {string} action @param {string} userId */
async function groupsOf(token, action, userId) {
  if (userId !== token.user.id && !(await mayAsk(token, action))) return forbidden(action);
  const user = OTC_USERS.find(({ id }) => id === userId);
  if (!user) return refusal(404, `Could not find user: ${userId}.`);
  const links = (/** @type {string} */ path) => ({ self: `${IAM_URL}${path}`, previous: null, next: null });
  return json(200, {
    groups: user.groups.map(({ id, name, description }) => ({
      description,
      links: links(`/v3/groups/${id}`),
      id,
      create_time: 1472888495993,
      domain_id: ACCOUNT.id,
      name,
    })),
    links: links(`/v3/users/${userId}/groups`),
  });
}

/**
 * @param {Token} token
 * @param {{ action: string, granted: (group: Group) => Permission[], isKnown: boolean, groupId: string, path: string }} asked
 */
async function grantedTo(token, { action, granted, isKnown, groupId, path }) {
  if (!(await mayAsk(token, action))) return forbidden(action);
  const group = Object.values(GROUPS).find(({ id }) => id === groupId);
  if (!group || !isKnown) return refusal(404, `Could not find group: ${groupId}.`);
  const roles = granted(group).map((permission) => ({
    ...permission,
    domain_id: permission.catalog === "CUSTOMED" ? ACCOUNT.id : null,
    links: { self: `${IAM_URL}/v3/roles/${permission.id}`, previous: null, next: null },
  }));
  return json(200, { roles, links: { self: `${IAM_URL}${path}`, previous: null, next: null } });
}

/** "IAM APIs can be called only by using a global service token"; the role of old allows them without being written so. @param {Token} token @param {string} action */
async function mayAsk(token, action) {
  if (token.project !== undefined) return false;
  const isAdministrator = ownerOf(token).groups.some(({ account }) => account.some(({ name }) => name === "secu_admin"));
  return isAdministrator || allows(token, tokenBody(token), { action });
}

const common = () => ({ "x-iam-trace-id": `token_eu-de_null_${randomBytes(16).toString("hex")}` });

/** @param {number} status @param {unknown} body @param {Record<string, string>} [more] */
const json = (status, body, more = {}) =>
  answer(status, JSON.stringify(body), { ...common(), "content-type": "application/json;charset=UTF-8", ...more });

/** @param {number} code @param {string} message */
const refusal = (code, message) => json(code, { error: { code, message, title: TITLES[code] ?? "Error" } });

/** @type {Record<number, string>} */
const TITLES = { 401: "Unauthorized", 403: "Forbidden", 404: "Not Found" };

/** @param {string} action */
const forbidden = (action) =>
  json(403, { error_msg: `Policy doesn't allow ${action} to be performed.`, error_code: "IAM.0003" });
