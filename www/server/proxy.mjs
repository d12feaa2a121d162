// The reverse proxy: `/proxy/<cloud>/<service>/…` to a cloud of the allow-list, and nothing else of the request than is named here.
/** @import { Handler } from "hono" */
/** @import { Cloud, CloudRequest, Env, Limits, Service } from "./types.ts" */
import { Readable } from "node:stream";
import { readAnswer } from "./answer.mjs";
import { readBody } from "./body.mjs";
import { badMethod, badPath, noCloud, redirected, tooSlow, unreachable } from "./errors.mjs";
import { parseTarget } from "./guard.mjs";

// A page of 1,000 servers that have all that public clouds tell of a server is 4.3 to 7 MiB.
export const LIMITS = { requestBytes: 64 * 1024, answerBytes: 8 * 1024 * 1024, timeoutMs: 30_000 };

const METHODS = ["GET", "POST", "DELETE"];
const PATHS = { identity: /^\/v3\/auth\/tokens$/, compute: /^\/(?:v1|v2|v2\.1)(?:\/|$)/ };
/** What IAM tells of a user's policies; plain OpenStack has none. */
const POLICIES =
  /^\/v3\/(?:users\/[\w-]+\/groups|(?:domains|projects)\/[\w-]+\/groups\/[\w-]+\/roles|OS-INHERIT\/domains\/[\w-]+\/groups\/[\w-]+\/roles\/inherited_to_projects)$/;
const TARGET = /^\/proxy\/([^/]+)\/(identity|compute)(\/.*)$/;

const REQUEST_HEADERS = [
  "accept",
  "authorization",
  "content-type",
  "openstack-api-version",
  "x-auth-token",
  "x-domain-id",
  "x-openstack-nova-api-version",
  "x-project-id",
  "x-sdk-content-sha256",
  "x-sdk-date",
  "x-security-token",
  "x-subject-token",
];

const ANSWER_HEADERS = [
  "content-type",
  "openstack-api-version",
  "retry-after",
  "x-compute-request-id",
  "x-iam-trace-id",
  "x-openstack-nova-api-version",
  "x-openstack-request-id",
  "x-request-id",
  "x-subject-token",
];

/**
 * @param {Cloud[]} clouds
 * @param {Limits} limits
 * @returns {Handler<Env>}
 */
export function proxy(clouds, limits) {
  const byName = new Map(clouds.map((cloud) => [cloud.name, cloud]));
  return async (context) => {
    const { path, query } = parseTarget(context.env.incoming.url);
    const [, name = "", service, rest = ""] = TARGET.exec(path) ?? [];
    const cloud = byName.get(name || (path.split("/")[2] ?? ""));
    if (!cloud) throw noCloud(name || (path.split("/")[2] ?? ""));
    const isPolicies = service === "identity" && cloud.kind !== "openstack" && POLICIES.test(rest);
    if (!isService(service) || !(isPolicies || PATHS[service].test(rest))) throw badPath();
    const { method } = context.req;
    const methods = isPolicies ? ["GET"] : METHODS;
    if (!methods.includes(method)) throw badMethod(methods.join(", "));
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const signal = AbortSignal.any([timeout, context.req.raw.signal]);
    const body = method === "POST" ? await readBody(context, limits.requestBytes) : undefined;
    const headers = chosen(REQUEST_HEADERS, (header) => context.req.header(header));
    try {
      return await exchange(cloud, { service, method, path: rest, query, headers, body, signal }, limits);
    } catch (error) {
      if (timeout.aborted) throw tooSlow(cloud.name, limits.timeoutMs);
      throw error;
    }
  };
}

/** @param {string | undefined} text @returns {text is Service} */
const isService = (text) => text === "identity" || text === "compute";

/**
 * @param {Cloud} cloud
 * @param {CloudRequest} request
 * @param {Limits} limits
 */
async function exchange(cloud, request, limits) {
  const answer = await cloud.send(request).catch((/** @type {unknown} */ error) => {
    throw unreachable(cloud.name, reason(error));
  });
  const { status } = answer;
  if (status >= 300 && status < 400) {
    discard(answer.body);
    throw redirected(cloud.name);
  }
  const body = await readAnswer(cloud.name, answer, limits.answerBytes);
  const headers = { ...chosen(ANSWER_HEADERS, (header) => answer.headers[header]), "cache-control": "no-store" };
  return new Response(status === 204 || status === 205 ? null : body, { status, headers });
}

/**
 * @param {string[]} names
 * @param {(name: string) => string | string[] | undefined} valueOf
 */
function chosen(names, valueOf) {
  /** @type {Record<string, string>} */
  const headers = {};
  for (const name of names) {
    const value = valueOf(name);
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

/** @param {unknown} body */
function discard(body) {
  if (body instanceof Readable) body.on("error", () => undefined).destroy();
}

/** A code such as ECONNREFUSED, never a text: a text can name hosts and headers. @param {unknown} error */
function reason(error) {
  const { code, cause } = /** @type {{ code?: unknown, cause?: { code?: unknown } }} */ (error ?? {});
  const known = [code, cause?.code].find((each) => typeof each === "string" && /^[A-Z0-9_]+$/.test(each));
  if (typeof known !== "string") return "the connection failed";
  return /CERT|SELF_SIGNED|ISSUER/.test(known) ? `${known}; a private CA goes into NODE_EXTRA_CA_CERTS` : known;
}
