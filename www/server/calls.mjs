// The calls that are passed on, method by method: those that the page makes, as the package knows them, and nothing else.
/** @import { Call, CloudKind, Service } from "./types.ts" */
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

/** What the page does not do yet. @type {ReadonlySet<string>} */
const NOT_OF_THE_PAGE = new Set(["getServer", "startServer", "stopServer"]);

/** In bytes: no password is nearly as long. */
const LARGEST_ACTION = 4096;
/** The one action of a server that is passed on, in the only spelling of its names that there is. */
const CHANGE_PASSWORD = /^[\t\n\r ]*\{[\t\n\r ]*"changePassword"[\t\n\r ]*:[\t\n\r ]*\{[\t\n\r ]*"adminPass"[\t\n\r ]*:[\t\n\r ]*("(?:[^"\\]|\\.)+")[\t\n\r ]*\}[\t\n\r ]*\}[\t\n\r ]*$/;

/** What the body of a call has to be, where its path is one for other calls as well. @type {ReadonlyMap<string, (body: Buffer) => Buffer>} */
const BODIES = new Map([["changeServerPassword", changePasswordAlone]]);

/** @type {Map<CloudKind, Promise<Call[]>>} */
const known = new Map();

/** The calls to a cloud of this kind. @param {CloudKind} kind */
export function callsTo(kind) {
  const calls = known.get(kind) ?? readCalls(kind);
  known.set(kind, calls);
  return calls;
}

/** @param {CloudKind} kind @returns {Promise<Call[]>} */
async function readCalls(kind) {
  // Not before it is needed: where the package is not built, the server says what to do.
  const { idPatterns, operations } = await import("ecs-password/slim");
  const serverId = new RegExp(`^${idPatterns.serverId}$`);
  // Every other ID has the form of a project's.
  const anyId = new RegExp(`^${idPatterns.projectId}$`);
  /** What stands for a name in braces, decoded. */
  const ids = new Map([["server_id", serverId], ["keypair_name", KEY_PAIR_NAME], ["version_id", POLICY_VERSION]]);
  /** @type {Query} */
  const list = new Map([["limit", /^\d{1,4}$/], ["marker", serverId]]);
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
  const ofPage = Object.entries(operations).filter(([name]) => !NOT_OF_THE_PAGE.has(name));
  const calls = ofPage.flatMap(([name, { service, method, places }]) =>
    places
      .filter(({ cloud }) => cloud === kind)
      .flatMap(({ apiVersion, path }) => pathsOf(kind, apiVersion, path))
      .map((path) => call(service === "iam" ? "identity" : "compute", method, path, queries.get(name) ?? NO_QUERY, BODIES.get(name))),
  );
  return [
    ...["POST", "GET"].map((method) => call("identity", method, "v3/auth/tokens", TOKEN)),
    call("identity", "DELETE", "v3/auth/tokens", NO_QUERY),
    // Which microversions there are.
    ...(kind === "openstack" ? [call("compute", "GET", "v2.1/", NO_QUERY)] : []),
    ...calls,
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
  return { service: found.service, method, path: `/${segments.map(written).join("/")}`, query: queryOf(found, query), read: found.read };
}

/** That action as it is passed on: written anew, so that no cloud reads another one out of it. @param {Buffer} body */
function changePasswordAlone(body) {
  const password = body.length > LARGEST_ACTION ? undefined : passwordOf(body);
  if (password === undefined) throw badBody('{"changePassword":{"adminPass":"…"}}', LARGEST_ACTION);
  return Buffer.from(JSON.stringify({ changePassword: { adminPass: password } }));
}

/** @param {Buffer} body */
function passwordOf(body) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    const [, literal = ""] = CHANGE_PASSWORD.exec(text) ?? [];
    /** @type {unknown} */
    const password = JSON.parse(literal);
    return typeof password === "string" ? password : undefined;
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
