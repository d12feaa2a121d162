// Nova's side of the sandbox: versions, servers/detail and one server, os-keypairs, os-server-password and the actions changePassword, os-start and os-stop.
/** @import { OperationName } from "ecs-password" */
/** @import { CloudAnswer, CloudRequest } from "../types.ts" */
/** @import { Keys } from "./keys.mjs" */
/** @import { Passwords } from "./passwords.mjs" */
/** @import { Power } from "./power.mjs" */
/** @import { Token, Tokens } from "./tokens.mjs" */
/** @import { Server } from "./world.mjs" */
import { answer, COMPUTE_URL, IDENTITY_URL, ownUrl, pythonJson, pythonValue, requestId } from "./answers.mjs";
import { actionIn, callOf } from "./calls.mjs";
import { at, sentJson } from "./input.mjs";
import { serverView, STATES, taskOf } from "./server-view.mjs";
import { KEY_PAIRS, PROJECTS } from "./world.mjs";

const MAXIMUM = 104;
const MOST_SERVERS = 1000;
const BROKEN = "Unexpected API Error. Please contact the administrator\n<class 'nova.exception.NovaException'>";

/**
 * A call behind sign-in and routing.
 *
 * @typedef {object} Call
 * @property {CloudRequest} request
 * @property {Token} token
 * @property {string} rule that Nova asks
 * @property {string | undefined} role that it takes by Nova's own rules
 * @property {string} prefix `/v2.1` or `/v2`, with the project ID where the path has it
 * @property {string} argument the ID or name in the path
 * @property {string} url of the service, for links
 * @property {number} minor
 * @property {unknown} action the value of the action in the body, where the path is one for actions
 */

/** Which servers a text stands for in a query. @typedef {(wanted: string) => (server: Server) => boolean} NameFilter */

/** The path of the actions of a server. */
const ACTION_PATH = /^servers\/[^/]+\/action$/;

/** A fault: thrown from wherever it shows. */
class Fault extends Error {
  /**
   * @param {number} code
   * @param {string} name
   * @param {string} message
   */
  constructor(code, name, message) {
    super(message);
    this.code = code;
    this.faultName = name;
  }
}

/** @param {Call} call */
const forbidden = ({ rule }) => new Fault(403, "forbidden", `Policy doesn't allow ${rule} to be performed.`);

/**
 * @param {Tokens} tokens
 * @param {Keys} keys
 * @param {Passwords} passwords
 * @param {Server[]} servers
 * @param {Power} power
 * @param {NameFilter} [byName]
 */
export function nova(tokens, keys, passwords, servers, power, byName = named) {
  /** @type {Partial<Record<OperationName, (call: Call) => unknown>>} */
  const answers = {
    listServers: (call) => listServers(call, servers, power, byName),
    getServer: (call) => ({ server: serverView(power.now(serverFor(call, servers)), call) }),
    getKeyPair: (call) => getKeyPair(call, keys),
    getServerPassword: async (call) => ({ password: await passwords.get(serverFor(call, servers, "nopass")) }),
    deleteServerPassword: (call) => { passwords.delete(serverFor(call, servers)); },
    changeServerPassword: (call) => changePassword(call, servers, passwords, power),
    startServer: (call) => { switchServer(call, servers, power, "ACTIVE"); },
    stopServer: (call) => { switchServer(call, servers, power, "SHUTOFF"); },
  };

  /** @param {CloudRequest} request @returns {Promise<CloudAnswer>} */
  return async (request) => {
    const { method, path } = request;
    const ids = requestIds();
    const [, version = "", rest = ""] = /^\/(v2|v2\.1)(\/.*)?$/.exec(path) ?? [];
    const url = ownUrl(request, COMPUTE_URL);
    if (method === "GET" && path.length <= 1) {
      return answer(200, pythonJson({ versions: ["v2", "v2.1"].map((each) => shortVersion(each, url)) }), { "content-type": "application/json" });
    }
    if (method === "GET" && version && rest.length <= 1) {
      return answer(200, pythonJson(versionDocument(version, url)), {
        ...ids,
        ...shownVersion(version, "2.1"),
        "content-type": "application/json",
      });
    }
    const token = tokens.find(request.headers["x-auth-token"]);
    if (!token || !isWithinRules(token, request)) return unauthorized(ids);
    const [, projectId, below = rest] = /^\/([0-9a-f]{32})(\/.*)$/.exec(rest) ?? [];
    if (version !== "v2" && version !== "v2.1") return noRoute(ids);
    const isAction = method === "POST" && ACTION_PATH.test(below.slice(1));
    const asked = await callOf("openstack", "compute", method, below.slice(1), version, isAction ? actionIn(request) : undefined);
    const handle = asked && answers[asked.operation];
    if (!handle && !isAction) return noRoute(ids);
    const wanted = version === "v2" ? "2.1" : wantedVersion(request.headers);
    const [, minor] = /^2\.(0|[1-9]\d*)$/.exec(wanted) ?? [];
    if (!/^[1-9]\d*\.(?:0|[1-9]\d*)$/.test(wanted)) {
      const why = `API Version String ${wanted} is of invalid format. Must be of format MajorNum.MinorNum.`;
      return faultAnswer(new Fault(400, "badRequest", why), ids);
    }
    const headers = { ...ids, ...shownVersion(version, wanted) };
    try {
      if (!minor || Number(minor) < 1 || Number(minor) > MAXIMUM) {
        const why = `Version ${wanted} is not supported by the API. Minimum is 2.1 and maximum is 2.${String(MAXIMUM)}.`;
        throw new Fault(406, "computeFault", why);
      }
      if (!handle) throw noAction(request);
      const action = isAction ? at(sentJson(request), actionIn(request) ?? "") : undefined;
      checkProject(projectId, token);
      const prefix = `/${version}${projectId ? `/${projectId}` : ""}`;
      const argument = decoded(asked.ids[0] ?? "");
      const body = await handle({ request, token, rule: asked.action, role: asked.novaRole, prefix, url, argument, minor: Number(minor), action });
      const status = body ? 200 : isAction ? 202 : 204;
      return answer(status, body ? pythonJson(body) : "", { ...headers, "content-type": "application/json" });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return faultAnswer(error, headers);
    }
  };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A version in the list of them. @param {string} version @param {string} url */
function shortVersion(version, url) {
  const isCurrent = version === "v2.1";
  return {
    id: isCurrent ? "v2.1" : "v2.0",
    status: isCurrent ? "CURRENT" : "DEPRECATED",
    version: isCurrent ? `2.${String(MAXIMUM)}` : "",
    min_version: isCurrent ? "2.1" : "",
    updated: isCurrent ? "2013-07-23T11:33:21Z" : "2025-07-04T12:00:00Z",
    links: [{ rel: "self", href: `${url}/${version}/` }],
  };
}

/** @param {string} version @param {string} url */
function versionDocument(version, url) {
  const { links, ...rest } = shortVersion(version, url);
  return {
    version: {
      ...rest,
      links: [...links, { rel: "describedby", type: "text/html", href: "http://docs.openstack.org/" }],
      "media-types": [
        { base: "application/json", type: `application/vnd.openstack.compute+json;version=${version === "v2.1" ? "2.1" : "2"}` },
      ],
    },
  };
}

/** Access rules match the path as it is written. @param {Token} token @param {CloudRequest} request */
function isWithinRules({ credential }, { method, path }) {
  const rules = credential?.accessRules;
  return (
    !rules ||
    rules.some(
      (rule) => rule.method === method && new RegExp(`^${rule.path.replace(/[.]/g, "\\.").replace(/[*]/g, "[^/]+")}$`).test(path),
    )
  );
}

/** @param {Record<string, string>} headers */
function wantedVersion(headers) {
  const services = (headers["openstack-api-version"] ?? "").split(",").map((each) => each.trim().split(/\s+/));
  const wanted = services.find(([service]) => service === "compute")?.[1] ?? headers["x-openstack-nova-api-version"] ?? "2.1";
  return wanted === "latest" ? `2.${String(MAXIMUM)}` : wanted;
}

/** @param {string | undefined} projectId @param {Token} token */
function checkProject(projectId, token) {
  const own = token.project === undefined ? "None" : (PROJECTS[token.project]?.id ?? "");
  if (projectId === undefined || projectId === own) return;
  const why = `Malformed request URL: URL's project_id '${projectId}' doesn't match Context's project_id '${own}'`;
  throw new Fault(400, "badRequest", why);
}

/** What Nova says of an action that it does not have; it reads that before anything else. @param {CloudRequest} request */
function noAction(request) {
  const name = actionIn(request);
  return new Fault(400, "badRequest", name === undefined ? "Malformed request body" : `There is no such action: ${name}`);
}

/**
 * It is carried out a moment later: until then the server has a task, and takes no other.
 *
 * @param {Call} call
 * @param {Server[]} servers
 * @param {Power} power
 * @param {"ACTIVE" | "SHUTOFF"} to
 */
function switchServer(call, servers, power, to) {
  const server = power.now(serverFor(call, servers));
  // The one with an error never had a host.
  if (server.status === "ERROR") throw new Fault(409, "conflictingRequest", `Instance ${server.id} is not ready`);
  if (to === "ACTIVE") checkState(call, server, "start", "SHUTOFF");
  else checkState(call, server, "stop", "ACTIVE");
  power.order(server, to);
}

/**
 * Nova looks at the state, and only then whether there is a task.
 *
 * @param {Call} call
 * @param {Server} server
 * @param {string} action
 * @param {Server["status"]} wanted
 */
function checkState({ argument }, server, action, wanted) {
  const { status = "ACTIVE", switching } = server;
  const isState = status === wanted;
  if (isState && !switching) return;
  const state = isState ? `task_state ${String(taskOf(server))}` : `vm_state ${STATES[status]}`;
  throw new Fault(409, "conflictingRequest", `Cannot '${action}' instance ${argument} while it is in ${state}`);
}

/**
 * The body is checked before the server is looked up; that the server runs is after the policy.
 *
 * @param {Call} call
 * @param {Server[]} servers
 * @param {Passwords} passwords
 * @param {Power} power
 */
async function changePassword(call, servers, passwords, power) {
  const password = adminPass(call.action);
  const server = power.now(serverFor(call, servers));
  checkState(call, server, "changePassword", "ACTIVE");
  if (server.agent === "none") throw new Fault(409, "conflictingRequest", "QEMU guest agent is not enabled");
  if (server.agent === "silent") throw new Fault(501, "notImplemented", "Unable to set password on instance");
  try {
    await passwords.change(server, password);
  } catch {
    // Nova says nothing of what went wrong, so that no password is shown.
    throw new Fault(409, "conflictingRequest", `Failed to set admin password on ${server.id} because error setting admin password`);
  }
}

/** What Nova's schema wants, and says where it does not get it. @param {unknown} action */
function adminPass(action) {
  /** @param {string} field @param {unknown} value @param {string} why */
  const wrong = (field, value, why) => new Fault(400, "badRequest", `Invalid input for field/attribute ${field}. Value: ${typeof value === "string" ? value : pythonValue(value)}. ${why}`);
  if (typeof action !== "object" || action === null || Array.isArray(action)) throw wrong("changePassword", action, `${pythonValue(action)} is not of type 'object'`);
  const password = at(action, "adminPass");
  if (password === undefined) throw wrong("changePassword", action, "'adminPass' is a required property");
  if (typeof password !== "string") throw wrong("adminPass", password, `${pythonValue(password)} is not of type 'string'`);
  const others = Object.keys(action).filter((name) => name !== "adminPass");
  if (others.length > 0) {
    const which = `${others.map(pythonValue).join(", ")} ${others.length > 1 ? "were" : "was"} unexpected`;
    throw wrong("changePassword", action, `Additional properties are not allowed (${which})`);
  }
  return password;
}

/** @param {Call} call @param {Server[]} servers @param {Power} power @param {NameFilter} byName */
function listServers(call, servers, power, byName) {
  const { request, token, role, prefix, url } = call;
  const query = new URLSearchParams(request.query);
  const limit = query.get("limit");
  if (limit !== null && !/^[0-9]*$/.test(limit)) {
    const why = `Invalid input for query parameters limit. Value: ${limit}. '${limit}' does not match '^[0-9]*$'`;
    throw new Fault(400, "badRequest", why);
  }
  if (!has(token, role) || token.project === undefined) throw forbidden(call);
  const wanted = query.get("name");
  const isWanted = wanted === null ? () => true : byName(wanted);
  const all = servers.filter((server) => server.project === token.project && isWanted(server));
  const marker = query.get("marker");
  const start = marker === null ? 0 : all.findIndex(({ id }) => id === marker) + 1;
  if (marker !== null && start === 0) throw new Fault(400, "badRequest", `marker [${marker}] not found`);
  const size = Math.min(limit ? Number(limit) : MOST_SERVERS, MOST_SERVERS);
  const page = all.slice(start, start + size);
  const last = page.at(-1);
  query.set("marker", last?.id ?? "");
  const href = `${url}${prefix}/servers/detail?${query.toString()}`;
  return {
    servers: page.map((server) => serverView(power.now(server), call)),
    // Nova does not look whether anything follows.
    servers_links: limit && last && page.length === size ? [{ rel: "next", href }] : undefined,
  };
}

/**
 * Nova takes a regular expression, which the database looks for anywhere in a name. Of those this one knows letters, digits, `-`, `_` and
 * signs behind a backslash: a pattern of somebody else's is not run here.
 *
 * @type {NameFilter}
 */
function named(wanted) {
  if (!/^(?:[\w-]|\\[^\w\s])*$/.test(wanted)) throw new Fault(400, "badRequest", `Invalid input for query parameters name. Value: ${wanted}. this sandbox takes letters, digits, '-', '_' and escaped signs alone`);
  const part = wanted.replaceAll("\\", "");
  return ({ name }) => name.includes(part);
}

/** The public clouds say that a name is fuzzy-matched, and no more. @type {NameFilter} */
export const fuzzy = (wanted) => ({ name }) => name.toLowerCase().includes(wanted.toLowerCase());

/** Key pairs belong to one user, whatever the project. @param {Call} call @param {Keys} keys */
async function getKeyPair({ token, argument: name, minor }, keys) {
  const index = KEY_PAIRS.findIndex((each) => each.name === name && each.user === token.user.name);
  if (index < 0) throw new Fault(404, "itemNotFound", `Keypair ${name} not found for user ${token.user.id}`);
  const { publicKey, fingerprint } = await keys.shown(name);
  return {
    keypair: {
      public_key: publicKey,
      user_id: token.user.id,
      name,
      deleted: false,
      created_at: "2026-08-01T09:00:00.000000",
      updated_at: null,
      fingerprint,
      deleted_at: null,
      id: index + 1,
      type: minor >= 2 ? "ssh" : undefined,
    },
  };
}

/**
 * Nova looks the server up before it looks at the policy.
 *
 * @param {Call} call
 * @param {Server[]} servers
 * @param {string} [without]
 */
function serverFor(call, servers, without) {
  const { request, token, role, argument: id, minor } = call;
  const [unknown] = new URLSearchParams(request.query).keys();
  if (unknown !== undefined && minor >= 102) {
    throw new Fault(400, "badRequest", `Additional properties are not allowed ('${unknown}' was unexpected)`);
  }
  if (token.project === undefined) throw new Fault(500, "computeFault", BROKEN);
  const server = servers.find((each) => each.id === id.toLowerCase() && each.project === token.project);
  if (!server) throw new Fault(404, "itemNotFound", `Instance ${id} could not be found.`);
  if (!has(token, role) || (without && has(token, without))) throw forbidden(call);
  return server;
}

/** @param {Token} token @param {string | undefined} role */
const has = ({ user }, role) => role === undefined || user.roles.includes(role);

function requestIds() {
  const id = requestId();
  return { "x-openstack-request-id": id, "x-compute-request-id": id };
}

/** Only v2.1 knows microversions. @param {string} version @param {string} used @returns {Record<string, string>} */
function shownVersion(version, used) {
  if (version !== "v2.1") return {};
  return {
    "openstack-api-version": `compute ${used}`,
    "x-openstack-nova-api-version": used,
    vary: "OpenStack-API-Version, X-OpenStack-Nova-API-Version",
  };
}

/** @param {Fault} fault @param {Record<string, string>} headers */
function faultAnswer({ code, faultName, message }, headers) {
  const body = pythonJson({ [faultName]: { code, message } });
  return answer(code, body, { ...headers, "content-type": "application/json; charset=UTF-8" });
}

/** @param {Record<string, string>} ids */
function unauthorized(ids) {
  const message = "The request you have made requires authentication.";
  return answer(401, pythonJson({ error: { code: 401, title: "Unauthorized", message } }), {
    ...ids,
    "content-type": "application/json",
    "www-authenticate": `Keystone uri="${IDENTITY_URL}/v3"`,
  });
}

/** @param {Record<string, string>} ids */
function noRoute(ids) {
  return answer(404, "404 Not Found\n\nThe resource could not be found.\n\n   ", {
    ...ids,
    "content-type": "text/plain; charset=UTF-8",
  });
}
