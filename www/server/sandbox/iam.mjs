// IAM's side of the sandboxes that are like public clouds: tokens, the groups of users, and what groups are granted; on Huawei Cloud also identity policies.
/** @import { CloudAnswer, CloudRequest } from "../types.ts" */
/** @import { OperationName } from "ecs-password" */
/** @import { AccessKeys } from "./signatures.mjs" */
/** @import { Token, Tokens } from "./tokens.mjs" */
/** @import { GrantScope } from "./account-world.mjs" */
/** @import { OtcUser, World } from "./otc-world.mjs" */
/** @import { User } from "./world.mjs" */
import { randomBytes } from "node:crypto";
import { accountRead, granted } from "./account.mjs";
import { accountOf } from "./account-world.mjs";
import { answer } from "./answers.mjs";
import { callOf } from "./calls.mjs";
import { attached, denied, identityPolicies } from "./identity-policies.mjs";
import { at, sentJson, textAt } from "./input.mjs";
import { allows } from "./may.mjs";
import { projectOf } from "./otc-world.mjs";
import { Pace } from "./pace.mjs";
import { isPasscode } from "./totp.mjs";

const IAM_URL = "https://iam.sandbox.example";

/** Where in the account a group is granted something. @type {Partial<Record<OperationName, GrantScope["kind"]>>} */
const PLACES = { listGroupPermissionsOnDomain: "domain", listGroupPermissionsOnProject: "project", listGroupPermissionsOnAllProjects: "inherited" };

/** @param {World} world @param {Tokens} tokens @param {AccessKeys} accessKeys @param {number} [mostReads] of the account in a second, by one user */
export function iam(world, tokens, accessKeys, mostReads) {
  const pace = new Pace(tokens.clock, mostReads);
  const asked = ask(world, pace);
  /** @param {CloudRequest} request @returns {Promise<CloudAnswer>} */
  return async (request) => {
    const { method, path, headers } = request;
    if (path === "/v3/auth/tokens" && method === "POST") return signIn(world, tokens, request);
    if (headers["x-auth-token"] === undefined && headers["authorization"] !== undefined) return await signed(world, tokens, accessKeys, asked, request);
    const token = tokens.find(headers["x-auth-token"]);
    if (!token) return refusal(401, "The request you have made requires authentication.");
    if (path === "/v3/auth/tokens") return ownToken(world, tokens, request);
    return await asked(token, request);
  };
}

/** What takes no token of its own: with one, or with an access key. @param {World} world @param {Pace} pace @returns {(token: Token, request: CloudRequest) => Promise<CloudAnswer>} */
const ask = (world, pace) => async (token, request) => {
  const { method, path } = request;
  if (path === "/v3/auth/projects" && method === "GET") return projectsOf(world, path);
  if (path === "/v3/auth/domains" && method === "GET") return domainsOf(world);
  if (path === "/v3/auth/catalog" && method === "GET") return catalogOf(token);
  if (path === "/v3/projects" && method === "GET") {
    const action = "iam:projects:listProjects";
    return (await mayAsk(world, token, action)) ? projectsOf(world, path, new URLSearchParams(request.query).get("name")) : forbidden(action);
  }
  if (path.startsWith("/v5/")) return ofVersion5(world, token, request);
  const read = accountRead(world, request);
  if (read) return readOf(world, pace, token, read);
  const call = path.startsWith("/v3/") ? await callOf(world.kind, "iam", method, path.slice("/v3/".length)) : undefined;
  const [id = "", groupId = ""] = call?.ids ?? [];
  if (call?.operation === "listUserGroups") return groupsOf(world, token, call.action, id);
  const kind = call && PLACES[call.operation];
  if (kind) return grantedTo(world, token, { action: call.action, scope: kind === "project" ? { kind, id } : /** @type {GrantScope} */ ({ kind }), id, groupId, path });
  return refusal(404, "Could not find the requested resource.");
};

/** One of the reads of the whole account. @param {World} world @param {Pace} pace @param {Token} token @param {NonNullable<ReturnType<typeof accountRead>>} asked */
async function readOf(world, pace, token, { action, read }) {
  const wait = pace.waitOf(token.user.id);
  if (wait > 0) return json(429, { error_msg: `The throttling threshold has been reached. Threshold: ${String(pace.most)} times per 1 seconds`, error_code: "IAM.0012" }, { "retry-after": String(wait) });
  if (!(await mayAsk(world, token, action))) return forbidden(action);
  const told = read();
  return told ? json(told.status, told.body) : json(404, { error_msg: "Could not find the requested resource.", error_code: "IAM.0004" });
}

/** With an access key: its user, who is no project's here, whatever the header says. @param {World} world @param {Tokens} tokens @param {AccessKeys} accessKeys @param {ReturnType<typeof ask>} asked @param {CloudRequest} request */
async function signed(world, tokens, accessKeys, asked, request) {
  const verified = accessKeys.verify(request);
  if ("refusal" in verified) return json(verified.refusal.status, { error_msg: verified.refusal.message, error_code: verified.refusal.code });
  const user = world.users.find(({ name }) => name === verified.key.user);
  if (!user) return refusal(401, "The request you have made requires authentication.");
  const token = tokens.issue(user, undefined);
  try {
    return await asked(token, request);
  } finally {
    tokens.revoke(token);
  }
}

/** The gateway does not know what a cloud does not have. @param {World} world @param {Token} token @param {CloudRequest} request */
async function ofVersion5(world, token, { method, path, query }) {
  const list = world.kind === "huawei" && method === "GET" ? attached(world, path, query) : undefined;
  if (list) return (await mayAsk(world, token, list.action)) ? list.answer() : denied(list.action);
  const call = await callOf(world.kind, "iam", method, path.slice("/v5/".length), "v5");
  if (!call) return json(404, { error_msg: "The API does not exist or has not been published in the environment", error_code: "APIGW.0101" });
  if (!(await mayAsk(world, token, call.action))) return denied(call.action);
  return identityPolicies(world, { ...call, query });
}

/** The user of a token, with its groups. @param {Token} token */
const ownerOf = ({ user }) => /** @type {OtcUser} */ (user);

/**
 * @param {World} world
 * @param {Tokens} tokens
 * @param {CloudRequest} request
 */
function signIn(world, tokens, request) {
  const { account, users } = world;
  const auth = at(sentJson(request), "auth");
  const exchanged = tokens.find(textAt(auth, "identity", "token", "id"));
  if (exchanged) return scoped(world, tokens, auth, exchanged.user, ["token", ...exchanged.methods]);
  const given = at(auth, "identity", "password", "user");
  const isAccount = textAt(given, "domain", "name") === account.name || textAt(given, "domain", "id") === account.id;
  const user = users.find(({ id, name }) => textAt(given, "id") === id || (isAccount && textAt(given, "name") === name));
  if (!user || textAt(given, "password") !== user.password) return refusal(401, "The username or password is wrong.");
  const { totpSecret } = user;
  if (totpSecret === undefined) return scoped(world, tokens, auth, user, ["password"]);
  const totp = at(auth, "identity", "totp", "user");
  const methods = at(auth, "identity", "methods");
  const isThere = Array.isArray(methods) && methods.includes("totp") && textAt(totp, "id") === user.id;
  if (!isThere || !isPasscode(totpSecret, textAt(totp, "passcode"), tokens.clock.now())) return refusal(401, "mfa totp code verify fail");
  return scoped(world, tokens, auth, user, ["password", "totp"]);
}

/** @param {World} world @param {Tokens} tokens @param {unknown} auth @param {User} user @param {string[]} methods */
function scoped(world, tokens, auth, user, methods) {
  // Of both, the project counts; of none, it is the account.
  const project = at(auth, "scope", "project");
  if (project === undefined) return shown(201, world, tokens.issue(user, undefined, { methods }));
  const known = world.projects.find(({ id, name, enabled }) => enabled && (textAt(project, "id") === id || textAt(project, "name") === name));
  return known ? shown(201, world, tokens.issue(user, known.servers, { methods })) : refusal(401, "The project does not exist or you have no permission for it.");
}

/**
 * @param {World} world
 * @param {Tokens} tokens
 * @param {CloudRequest} request
 */
function ownToken(world, tokens, { method, headers }) {
  const subject = tokens.find(headers["x-subject-token"]);
  if (!subject) return refusal(404, "Could not find token.");
  if (method === "GET") return shown(200, world, subject);
  tokens.revoke(subject);
  return answer(204, "", common());
}

/** Every user of the account may see them. @param {World} world @param {string} path @param {string | null} [name] of one of them */
function projectsOf({ account, projects: all }, path, name = null) {
  const projects = all.filter((each) => name === null || each.name === name);
  const links = (/** @type {string} */ path) => ({ self: `${IAM_URL}${path}`, previous: null, next: null });
  const list = projects.map(({ id, name, enabled }) => ({
    domain_id: account.id,
    is_domain: false,
    parent_id: account.id,
    name,
    description: "",
    links: links(`/v3/projects/${id}`),
    id,
    enabled,
  }));
  return json(200, { projects: list, links: links(path) });
}

/** @param {World} world */
const domainsOf = ({ account: { id, name } }) => json(200, { domains: [{ id, name, enabled: true, description: "", links: { self: `${IAM_URL}/v3/domains/${id}` } }], links: { self: `${IAM_URL}/v3/auth/domains`, previous: null, next: null } });

/** @param {Token} token */
function catalogOf(token) {
  if (token.project === undefined) return refusal(403, "The catalog is that of a project.");
  return json(200, { catalog: [], links: { self: `${IAM_URL}/v3/auth/catalog`, previous: null, next: null } });
}

/** What IAM says of a token. @param {World} world @param {Token} token */
export function tokenBody(world, token) {
  const { account } = world;
  const { user, issued, expires } = token;
  const { groups } = ownerOf(token);
  const project = projectOf(world, token);
  const granted = groups.flatMap((group) => (project ? [...group.everyProject, ...project.granted(group)] : group.account));
  const domain = { id: account.id, name: account.name };
  return {
    token: {
      expires_at: time(expires),
      issued_at: time(issued),
      methods: token.methods,
      ...(project ? { project: { id: project.id, name: project.name, domain } } : { domain }),
      roles: granted.map(({ id, name }) => ({ id, name })),
      user: { domain, id: user.id, name: user.name, password_expires_at: "" },
    },
  };
}

/** @param {number} ms */
const time = (ms) => new Date(ms).toISOString().replace("Z", "000Z");

/** @param {number} status @param {World} world @param {Token} token */
const shown = (status, world, token) => json(status, tokenBody(world, token), { "x-subject-token": token.text });

/** Users see their own groups; others' take a permission. @param {World} world @param {Token} token @param {string} action @param {string} userId */
async function groupsOf(world, token, action, userId) {
  if (userId !== token.user.id && !(await mayAsk(world, token, action))) return forbidden(action);
  const user = world.users.find(({ id }) => id === userId);
  const account = accountOf(world);
  if (!account.users.some(({ id }) => id === userId)) return refusal(404, `Could not find user: ${userId}.`);
  const links = (/** @type {string} */ path) => ({ self: `${IAM_URL}${path}`, previous: null, next: null });
  return json(200, {
    groups: (user?.groups ?? account.groups.filter(({ members }) => members.includes(userId))).map(({ id, name, description }) => ({
      description,
      links: links(`/v3/groups/${id}`),
      id,
      create_time: 1472888495993,
      domain_id: world.account.id,
      name,
    })),
    links: links(`/v3/users/${userId}/groups`),
  });
}

/**
 * @param {World} world
 * @param {Token} token
 * @param {{ action: string, scope: GrantScope, id: string, groupId: string, path: string }} asked `id`: of the account or the project
 */
async function grantedTo(world, token, { action, scope, id, groupId, path }) {
  if (!(await mayAsk(world, token, action))) return forbidden(action);
  const account = accountOf(world);
  const isKnown = scope.kind === "project" ? world.projects.some((project) => project.id === id) : id === world.account.id;
  if (!isKnown || !account.groups.some((group) => group.id === groupId)) return refusal(404, `Could not find group: ${groupId}.`);
  const roles = granted(account, "group", groupId, scope).map((permission) => ({
    ...permission,
    domain_id: permission.catalog === "CUSTOMED" ? world.account.id : null,
    links: { self: `${IAM_URL}/v3/roles/${permission.id}`, previous: null, next: null },
  }));
  return json(200, { roles, links: { self: `${IAM_URL}${path}`, previous: null, next: null } });
}

/** "IAM APIs can be called only by using a global service token"; the role of old allows them without being written so. @param {World} world @param {Token} token @param {string} action */
async function mayAsk(world, token, action) {
  if (token.project !== undefined) return false;
  const isAdministrator = ownerOf(token).groups.some(({ account }) => account.some(({ name }) => name === "secu_admin"));
  return isAdministrator || allows(world, token, tokenBody(world, token), { action });
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
