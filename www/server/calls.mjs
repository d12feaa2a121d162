// The calls that are passed on, method by method: those that the page makes, as the package knows them, and nothing else.
/** @import { Call, CloudKind, Service } from "./types.ts" */
import { accountReads } from "./account-calls.mjs";
import { badBody, badMethod, badPath, badQuery } from "./errors.mjs";

/** As the package reads them (src/base/ids.rs, src/base/policy_ids.rs). */
const KEY_PAIR_NAME = /^(?!\.{1,2}$)[A-Za-z0-9_.@ -]{1,255}$/;
const PAGE_MARKER = /^[A-Za-z0-9+/=_-]{1,400}$/;
const POLICY_VERSION = /^v\d{1,10}$/;

/**
 * What a call may have in its query.
 *
 * @typedef {Map<string, RegExp>} Query
 */
/** @type {Query} */
const NO_QUERY = new Map();
const TOKEN = new Map([["nocatalog", /^\w{0,5}$/]]);

/** In bytes: no password is nearly as long. */
const LARGEST_ACTION = 4096;
const SPACE = String.raw`[\t\n\r ]*`;
/** A JSON object that has this alone, in the only spelling of its name that there is. @param {string} name @param {string} value */
const alone = (name, value) => String.raw`\{${SPACE}"${name}"${SPACE}:${SPACE}${value}${SPACE}\}`;
/** @param {string} value */
const whole = (value) => new RegExp(`^${SPACE}${value}${SPACE}$`);

const CHANGE_PASSWORD = whole(alone("changePassword", alone("adminPass", String.raw`("(?:[^"\\]|\\.)+")`)));

/**
 * An action of a server: all of them have one path.
 *
 * @typedef {object} Action
 * @property {string} shown how it is spelled
 * @property {(text: string) => string | undefined} read gives it as it is passed on, where it is this one
 */

/** @type {Action} */
const changePassword = { shown: '{"changePassword":{"adminPass":"…"}}', read: changedPassword };

/** An action that says nothing but its name. @param {string} name @param {"null" | "{}"} value as the documents of the cloud have it @returns {Action} */
function named(name, value) {
  const shown = `{"${name}":${value}}`;
  const pattern = whole(alone(name, value === "null" ? value : String.raw`\{${SPACE}\}`));
  return { shown, read: (text) => (pattern.test(text) ? shown : undefined) };
}

const ofPublicClouds = [named("os-start", "{}"), named("os-stop", "{}")];
/** Those that are passed on. @type {Record<CloudKind, Action[]>} */
const ACTIONS = {
  openstack: [changePassword, named("os-start", "null"), named("os-stop", "null")],
  otc: ofPublicClouds,
  huawei: ofPublicClouds,
};

/** A part of the names of servers, as the package writes it: on plain OpenStack a regular expression of letters alone. @type {Record<CloudKind, RegExp>} */
const NAMES = { openstack: /^(?:[A-Za-z0-9_-]|\\\.){1,64}$/, otc: /^[A-Za-z0-9_.-]{1,64}$/, huawei: /^[A-Za-z0-9_.-]{1,64}$/ };

/** @type {Map<string, Promise<Call[]>>} */
const known = new Map();

/** The calls to a cloud of this kind. @param {CloudKind} kind @param {boolean} [ofAccount] with the reads of the whole account */
export function callsTo(kind, ofAccount = false) {
  const name = `${kind} ${String(ofAccount)}`;
  const calls = known.get(name) ?? readCalls(kind, ofAccount);
  known.set(name, calls);
  return calls;
}

/** @param {CloudKind} kind @param {boolean} ofAccount @returns {Promise<Call[]>} */
async function readCalls(kind, ofAccount) {
  // Not before it is needed: where the package is not built, the server says what to do.
  const { idPatterns, operations } = await import("ecs-password/slim");
  const serverId = new RegExp(`^${idPatterns.serverId}$`);
  // Every other ID has the form of a project's.
  const anyId = new RegExp(`^${idPatterns.projectId}$`);
  /** What stands for a name in braces, decoded. */
  const ids = new Map([["server_id", serverId], ["keypair_name", KEY_PAIR_NAME], ["version_id", POLICY_VERSION]]);
  /** @type {Query} */
  const list = new Map([["limit", /^\d{1,4}$/], ["marker", serverId], ["name", NAMES[kind]]]);
  /** @type {Query} */
  const attached = new Map([["limit", /^\d{1,3}$/], ["marker", PAGE_MARKER]]);
  const queries = new Map([["listServers", list], ["listAttachedUserPolicies", attached], ["listAttachedGroupPolicies", attached]]);
  /** @param {Service} service @param {string} method @param {string} path @param {Query} query @param {Call["read"]} [read] @returns {Call} */
  const call = (service, method, path, query, read) => {
    const segments = path.split("/").map((segment) => {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      return name === undefined ? segment : (ids.get(name) ?? anyId);
    });
    return { service, method, path, segments, query, read };
  };
  const readAction = (/** @type {Uint8Array} */ body) => actionAlone(ACTIONS[kind], body);
  const calls = Object.entries(operations).flatMap(([name, { service, method, places }]) =>
    places
      .filter(({ cloud }) => cloud === kind)
      .flatMap(({ apiVersion, path, byBody }) => pathsOf(kind, apiVersion, path).map((path) => ({ path, read: byBody ? readAction : undefined })))
      .map(({ path, read }) => call(service === "iam" ? "identity" : "compute", method, path, queries.get(name) ?? NO_QUERY, read)),
  );
  // Of the actions of a server, which share one path, one call.
  const isFirst = (/** @type {Call} */ { method, path }, /** @type {number} */ index) => calls.findIndex((each) => each.method === method && each.path === path) === index;
  return [
    // Before those of the page: one of them is among these, with less in its query.
    ...(ofAccount ? accountReads(kind).map(({ path, query }) => call("identity", "GET", path, query)) : []),
    ...["POST", "GET"].map((method) => call("identity", method, "v3/auth/tokens", TOKEN)),
    call("identity", "DELETE", "v3/auth/tokens", NO_QUERY),
    call("identity", "GET", "v3/auth/projects", NO_QUERY),
    call("identity", "GET", "v3/auth/catalog", NO_QUERY),
    // With an access key.
    ...(kind === "openstack" ? [] : [call("identity", "GET", "v3/projects", NO_QUERY)]),
    // Which microversions there are.
    ...(kind === "openstack" ? [call("compute", "GET", "v2.1/", NO_QUERY)] : []),
    ...calls.filter(isFirst),
  ];
}

/** Where an operation is: IAM's have no project in their path, and without a version they are in its third. @param {CloudKind} kind @param {string | undefined} version @param {string} path */
function pathsOf(kind, version, path) {
  if (version === undefined || version === "v5") return [`${version ?? "v3"}/${path}`];
  const short = kind === "openstack" && version === "v2.1" ? [`${version}/${path}`] : [];
  return [`${version}/{project_id}/${path}`, ...short];
}

/**
 * The call that a request is, with path and query as they are passed on: written anew, of what was understood of them.
 *
 * @param {Call[]} calls
 * @param {{ service: string | undefined, method: string, segments: string[], query: string }} request with decoded segments
 */
export function passedOn(calls, { service, method, segments, query }) {
  const there = calls.filter((each) => each.service === service && fits(each, segments));
  if (there.length === 0) throw badPath(described(calls.filter((each) => each.service === service)));
  const found = there.find((each) => each.method === method);
  if (!found) throw badMethod(there.map((each) => each.method).join(", "));
  return { service: found.service, method, path: `/${segments.map(written).join("/")}`, query: queryOf(found, query), read: found.read, name: nameOf(found, segments) };
}

/** For the log: a server by its ID, which is a UUID; whatever else stands in a path stays what it is called. @param {Call} call @param {string[]} segments */
function nameOf({ service, path }, segments) {
  return [service, ...path.split("/").map((each, index) => (each === "{server_id}" ? (segments[index] ?? "") : each))].join("/");
}

/** One of these actions as it is passed on: written anew, so that no cloud reads another one out of it. @param {Action[]} actions @param {Uint8Array} body */
function actionAlone(actions, body) {
  const text = body.length > LARGEST_ACTION ? undefined : textOf(body);
  const found = text === undefined ? undefined : actions.map(({ read }) => read(text)).find((each) => each !== undefined);
  if (found === undefined) throw badBody(actions.map(({ shown }) => shown), LARGEST_ACTION);
  return new TextEncoder().encode(found);
}

/** @param {Uint8Array} body */
function textOf(body) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** @param {string} text */
function changedPassword(text) {
  try {
    const [, literal = ""] = CHANGE_PASSWORD.exec(text) ?? [];
    /** @type {unknown} */
    const adminPass = JSON.parse(literal);
    return typeof adminPass === "string" ? JSON.stringify({ changePassword: { adminPass } }) : undefined;
  } catch {
    return undefined;
  }
}

/** A segment as the package writes it, and signs it: `@` as it is. @param {string} segment */
const written = (segment) => encodeURIComponent(segment).replaceAll("%40", "@");

/** @param {Call} call @param {string[]} segments */
function fits(call, segments) {
  if (call.segments.length !== segments.length) return false;
  return call.segments.every((wanted, index) => {
    const given = segments[index] ?? "";
    return typeof wanted === "string" ? given === wanted : wanted.test(given);
  });
}

/** @param {Call} call @param {string} query */
function queryOf(call, query) {
  const given = [...new URLSearchParams(query)];
  const names = new Set(given.map(([name]) => name));
  const isRight = names.size === given.length && given.every(([name, value]) => call.query.get(name)?.test(value));
  if (!isRight) throw badQuery([...call.query.keys()]);
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}

/** The calls in few words: `GET, DELETE v2.1|v2/…`. @param {Call[]} calls */
function described(calls) {
  /** @type {Map<string, { versions: Set<string>, methods: Set<string> }>} */
  const places = new Map();
  for (const { method, path } of calls) {
    const [version = "", ...rest] = path.split("/");
    const place = places.get(rest.join("/")) ?? { versions: new Set(), methods: new Set() };
    places.set(rest.join("/"), { versions: place.versions.add(version), methods: place.methods.add(method) });
  }
  return [...places].map(([rest, { versions, methods }]) => `${[...methods].join(", ")} \`${[...versions].join("|")}/${rest}\``);
}
