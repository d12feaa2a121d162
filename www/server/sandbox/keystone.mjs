// Keystone's side of the sandbox: its versions, and `/v3/auth/tokens`.
/** @import { CloudAnswer, CloudRequest } from "../types.ts" */
/** @import { Receipt, Token, Tokens } from "./tokens.mjs" */
/** @import { User } from "./world.mjs" */
import { answer, COMPUTE_URL, IDENTITY_URL, OTHER_COMPUTE_URL, ownUrl, pythonJson, requestId } from "./answers.mjs";
import { at, sentJson, textAt } from "./input.mjs";
import { keystoneRead } from "./keystone-account.mjs";
import { isPasscode } from "./totp.mjs";
import { APPLICATION_CREDENTIALS, DOMAIN, OTHER_REGION, PROJECTS, REGION, ROLES, USERS } from "./world.mjs";

const MALFORMED =
  "The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.";
const DELEGATED = "You are not authorized to perform the requested action: Using a delegated token to create another token is not allowed..";
const FORBIDDEN = "You are not authorized to perform the requested action.";
const UNAUTHORIZED = "The request you have made requires authentication.";

/** @param {Tokens} tokens */
export function keystone(tokens) {
  /** @param {CloudRequest} request @returns {CloudAnswer} */
  return (request) => {
    if (request.method === "GET" && /^\/?$|^\/v3\/?$/.test(request.path)) return versions(request);
    if (request.path === "/v3/auth/projects" && request.method === "GET") return projects(tokens.find(request.headers["x-auth-token"]));
    if (request.path === "/v3/auth/catalog" && request.method === "GET") return ownCatalog(tokens.find(request.headers["x-auth-token"]));
    if (request.path === "/v3/auth/domains" && request.method === "GET") return domains(tokens.find(request.headers["x-auth-token"]));
    if (request.path !== "/v3/auth/tokens") return reads(tokens.find(request.headers["x-auth-token"]), request);
    if (request.method === "POST") return signIn(tokens, request);
    const own = tokens.find(request.headers["x-auth-token"]);
    const subject = tokens.find(request.headers["x-subject-token"]);
    // A token that is revoked already is not found, whoever asks.
    if (!own && (request.method === "GET" || subject)) return unauthorized();
    if (!subject) return refusal(404, "Not Found", "Failed to validate token");
    if (request.method === "GET") return shown(200, subject, hasNoCatalog(request));
    tokens.revoke(subject);
    return answer(204, "", common());
  };
}

/** Which versions there are, or the one that was asked for. @param {CloudRequest} request */
function versions(request) {
  const own = `${ownUrl(request, IDENTITY_URL)}/v3/`;
  const version = {
    id: "v3.14",
    status: "stable",
    updated: "2020-04-07T00:00:00Z",
    links: [{ rel: "self", href: own }],
    "media-types": [{ base: "application/json", type: "application/vnd.openstack.identity-v3+json" }],
  };
  const isAll = request.path.length <= 1;
  const body = isAll ? { versions: { values: [version] } } : { version };
  return answer(isAll ? 300 : 200, pythonJson(body), { ...common(), ...(isAll ? { location: own } : {}), "content-type": "application/json" });
}

/** Those that the user has a role in. @param {Token | undefined} token */
function projects(token) {
  // As of a sign-in: Keystone cannot validate a token with access rules.
  if (!token || token.credential?.accessRules) return unauthorized();
  const links = (/** @type {string} */ path) => ({ self: `${IDENTITY_URL}/v3${path}` });
  const list = projectsOf(token.user).map((project) => ({
    id: PROJECTS[project]?.id,
    name: project,
    domain_id: DOMAIN.id,
    description: "",
    enabled: true,
    parent_id: DOMAIN.id,
    is_domain: false,
    tags: [],
    options: {},
    links: links(`/projects/${PROJECTS[project]?.id ?? ""}`),
  }));
  const body = { projects: list, links: { next: null, ...links("/auth/projects"), previous: null } };
  return answer(200, pythonJson(body), { ...common(), "content-type": "application/json" });
}

/** Those that the user has a role on. @param {Token | undefined} token */
function domains(token) {
  if (!token || token.credential?.accessRules) return unauthorized();
  const links = (/** @type {string} */ path) => ({ self: `${IDENTITY_URL}/v3${path}` });
  const list = token.user.readsDomain ? [{ ...DOMAIN, description: "", enabled: true, tags: [], options: {}, links: links(`/domains/${DOMAIN.id}`) }] : [];
  return answer(200, pythonJson({ domains: list, links: { next: null, ...links("/auth/domains"), previous: null } }), { ...common(), "content-type": "application/json" });
}

/** What a Keystone tells of all users. @param {Token | undefined} token @param {CloudRequest} request */
function reads(token, request) {
  const read = token ? keystoneRead(request, token) : undefined;
  if (!read) return noRoute();
  if (read.status === 403) return refusal(403, "Forbidden", FORBIDDEN);
  if (read.status === 404) return refusal(404, "Not Found", "Could not find the requested resource.");
  return answer(200, pythonJson(read.body), { ...common(), "content-type": "application/json" });
}

/** That of a token; of an unscoped one there is none. @param {Token | undefined} token */
function ownCatalog(token) {
  if (!token || token.credential?.accessRules) return unauthorized();
  if (token.project === undefined) return refusal(403, "Forbidden", FORBIDDEN);
  const body = { catalog: catalog(PROJECTS[token.project]?.id ?? ""), links: { next: null, self: `${IDENTITY_URL}/v3/auth/catalog`, previous: null } };
  return answer(200, pythonJson(body), { ...common(), "content-type": "application/json" });
}

/** @param {User} user */
const projectsOf = ({ project, projects = [] }) => [project, ...projects];

function noRoute() {
  const why = "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.";
  const page = `<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>${why}</p>\n`;
  return answer(404, page, { ...common(), "content-type": "text/html; charset=utf-8" });
}

/**
 * @param {Tokens} tokens
 * @param {CloudRequest} request
 */
function signIn(tokens, request) {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    return badRequest(`Expecting to find application/json in Content-Type header. ${MALFORMED}`);
  }
  const body = sentJson(request);
  if (typeof body !== "object" || body === null) return badRequest(`Expecting to find valid JSON in request body. ${MALFORMED}`);
  const auth = at(body, "auth");
  if (auth === undefined) return missing("auth");
  const identity = at(auth, "identity");
  if (identity === undefined) return missing("identity");
  const given = at(identity, "methods");
  if (!Array.isArray(given)) return missing("methods");
  /** @type {unknown[]} */
  const methods = given;
  const scope = at(auth, "scope");
  if (methods.includes("application_credential")) {
    const token = byCredential(tokens, at(identity, "application_credential"), scope);
    return token && "status" in token ? token : issued(token, request);
  }
  if (methods.includes("token")) {
    const token = tokens.find(textAt(identity, "token", "id"));
    // A service that does not know access rules cannot validate a token that has some; Keystone is one.
    if (!token || token.credential?.accessRules) return refusal(404, "Not Found", "Failed to validate token");
    if (token.credential) return refusal(403, "Forbidden", DELEGATED);
    return issued(scoped(tokens, token.user, scope, [...new Set(["token", ...token.methods])], token.rootId ?? token.auditId), request);
  }
  const before = tokens.receiptOf(request.headers["openstack-auth-receipt"]);
  const factors = methods.filter((method) => method === "password" || method === "totp");
  const users = [...(before ? [before.user] : []), ...factors.map((method) => proven(method, at(identity, method, "user"), tokens.clock.now()))];
  const [user] = users;
  if (!user || factors.length !== methods.length || users.some((other) => other !== user)) return unauthorized();
  const done = [...new Set([...(before?.methods ?? []), ...factors])];
  const required = rulesOf(user);
  if (required.length > 0 && !required.some((rule) => rule.every((method) => done.includes(method)))) {
    return receipt(tokens.receipt(user, done), required);
  }
  return issued(scoped(tokens, user, scope, done), request);
}

/** @param {Token | undefined} token @param {CloudRequest} request */
const issued = (token, request) => (token ? shown(201, token, hasNoCatalog(request)) : unauthorized());

/** What a user has to bring together ("Multi-Factor Authentication"); nothing: any one method does. @param {User} user */
const rulesOf = (user) => (user.totpSecret === undefined ? [] : [["password", "totp"]]);

/** The user that a method proves. @param {string} method @param {unknown} given @param {number} now */
function proven(method, given, now) {
  const user = userOf(given);
  if (!user) return undefined;
  if (method === "password") return textAt(given, "password") === user.password ? user : undefined;
  return user.totpSecret !== undefined && isPasscode(user.totpSecret, textAt(given, "passcode"), now) ? user : undefined;
}

/** @param {CloudRequest} request */
const hasNoCatalog = ({ query }) => new URLSearchParams(query).has("nocatalog");

/**
 * @param {Tokens} tokens
 * @param {User} user
 * @param {unknown} scope
 * @param {string[]} methods
 * @param {string} [root]
 */
function scoped(tokens, user, scope, methods, root) {
  const how = root === undefined ? { methods } : { methods, root };
  if (scope === undefined || scope === "unscoped") return tokens.issue(user, undefined, how);
  const domain = at(scope, "domain");
  if (domain !== undefined) return user.readsDomain && isDomain(domain) ? tokens.issue(user, undefined, { ...how, domain: DOMAIN }) : undefined;
  const project = at(scope, "project");
  const name = Object.values(PROJECTS).find(({ id, name }) => {
    const byName = textAt(project, "name") === name && isDomain(at(project, "domain"));
    return textAt(project, "id") === id || byName;
  })?.name;
  return name !== undefined && projectsOf(user).includes(name) ? tokens.issue(user, name, how) : undefined;
}

/**
 * @param {Tokens} tokens
 * @param {unknown} given
 * @param {unknown} scope
 */
function byCredential(tokens, given, scope) {
  const credential = APPLICATION_CREDENTIALS.find(({ id, name, user }) => {
    const byName = textAt(given, "name") === name && userOf(at(given, "user"))?.name === user;
    return textAt(given, "id") === id || byName;
  });
  const user = USERS.find(({ name }) => name === credential?.user);
  if (!credential || !user || textAt(given, "secret") !== credential.secret) return undefined;
  if (scope !== undefined) {
    const why = "Error authenticating with application credential: Application credentials cannot request a scope.";
    return json(401, { error: { code: 401, identity: {}, message: why, title: "Unauthorized" } });
  }
  return tokens.issue(user, user.project, { methods: ["application_credential"], credential });
}

/** @param {unknown} given */
function userOf(given) {
  const id = textAt(given, "id");
  if (id !== undefined) return USERS.find((user) => user.id === id);
  return isDomain(at(given, "domain")) ? USERS.find((user) => user.name === textAt(given, "name")) : undefined;
}

/** @param {unknown} given */
const isDomain = (given) => textAt(given, "id") === DOMAIN.id || textAt(given, "name") === DOMAIN.name;

/**
 * @param {number} status
 * @param {Token} token
 * @param {boolean} noCatalog
 */
function shown(status, token, noCatalog) {
  const body = {
    token: {
      methods: token.methods,
      user: { domain: DOMAIN, id: token.user.id, name: token.user.name, password_expires_at: null },
      audit_ids: [token.auditId, token.rootId].filter((id) => id !== undefined),
      expires_at: pythonTime(token.expires),
      issued_at: pythonTime(token.issued),
      ...(token.project === undefined ? {} : scopeOf(token.user, token.project)),
      ...(token.domain === undefined ? {} : { domain: token.domain, roles: token.user.roles.map((role) => ROLES[role]) }),
      ...(token.project === undefined || noCatalog ? {} : { catalog: catalog(PROJECTS[token.project]?.id ?? "") }),
      ...(token.credential ? { application_credential: credentialOf(token.credential) } : {}),
    },
  };
  return answer(status, pythonJson(body), { ...common(), "content-type": "application/json", "x-subject-token": token.text });
}

/** Keystone's answer to one factor of several. @param {Receipt} receipt @param {string[][]} required */
function receipt({ text, user, methods, issued, expires }, required) {
  const body = {
    receipt: { methods, user: { domain: DOMAIN, id: user.id, name: user.name }, expires_at: pythonTime(expires), issued_at: pythonTime(issued) },
    required_auth_methods: required,
  };
  return answer(401, pythonJson(body), { ...common(), "content-type": "application/json", "openstack-auth-receipt": text });
}

/** @param {number} time */
const pythonTime = (time) => new Date(time).toISOString().replace(/\.\d+Z$/, ".000000Z");

/**
 * @param {User} user
 * @param {string} project
 */
function scopeOf(user, project) {
  return {
    project: { domain: DOMAIN, id: PROJECTS[project]?.id, name: project },
    is_domain: false,
    roles: user.roles.map((role) => ROLES[role]),
  };
}

/** @param {{ id: string, name: string, accessRules?: { id: string, service: string, method: string, path: string }[] }} credential */
function credentialOf({ id, name, accessRules }) {
  const rules = accessRules?.map((rule) => ({ path: rule.path, method: rule.method, service: rule.service, id: rule.id }));
  return { id, name, restricted: true, access_rules: rules };
}

/** @param {string} projectId */
function catalog(projectId) {
  const inRegion = (/** @type {string} */ region, /** @type {string} */ id, /** @type {string} */ url) => ({ id, interface: "public", region_id: region, url, region });
  const endpoint = (/** @type {string} */ id, /** @type {string} */ url) => ({ endpoints: [inRegion(REGION, id, url)] });
  return [
    {
      ...endpoint("fdecfde0d6254ed7b87190ccf3a8cf42", `${IDENTITY_URL}/v3`),
      id: "772b1cb4e8614fda90151715d6b6d719",
      type: "identity",
      name: "keystone",
    },
    {
      endpoints: [
        inRegion(REGION, "e7e143dc10fb41eebd9de397e7343444", `${COMPUTE_URL}/v2.1`),
        inRegion(OTHER_REGION, "5c0a8a34e1f24c6f9a3d1f5a3be0a7c2", `${OTHER_COMPUTE_URL}/v2.1`),
      ],
      id: "3a616dd0a91946b9b1277dc759d6e948",
      type: "compute",
      name: "nova",
    },
    {
      ...endpoint("11371b3c9d8f4b41a885570f37516b49", `${COMPUTE_URL}/v2/${projectId}`),
      id: "7390b2b15af444d7af82f64376d7309d",
      type: "compute_legacy",
      name: "nova_legacy",
    },
  ];
}

const common = () => ({ vary: "X-Auth-Token", "x-openstack-request-id": requestId() });

/** Errors, unlike tokens, are written without blanks and end with a line break. @param {number} status @param {unknown} body @param {Record<string, string>} [more] */
function json(status, body, more = {}) {
  return answer(status, `${JSON.stringify(body)}\n`, { ...common(), "content-type": "application/json", ...more });
}

/** @param {number} code @param {string} title @param {string} message @param {Record<string, string>} [more] */
function refusal(code, title, message, more) {
  return json(code, { error: { code, message, title } }, more);
}

const unauthorized = () =>
  refusal(401, "Unauthorized", UNAUTHORIZED, { "www-authenticate": `Keystone uri="${IDENTITY_URL}/v3"` });

/** @param {string} message */
const badRequest = (message) => refusal(400, "Bad Request", message);

/** Keystone goes on with the schema and with what it was sent, which can hold a password. @param {string} name */
const missing = (name) => badRequest(`'${name}' is a required property`);
