// Every request of every visitor: checked at once, and written down for `recorded.mjs`, which looks at the whole suite.
import assert from "node:assert/strict";
import { appendFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { callsTo, passedOn } from "../../www/server/calls.mjs";
import { parseTarget } from "../../www/server/guard.mjs";
import { HUAWEI } from "../../www/server/sandbox/huawei-world.mjs";
import { OTC, OTC_USERS } from "../../www/server/sandbox/otc-world.mjs";
import { APPLICATION_CREDENTIALS, SERVERS, USERS } from "../../www/server/sandbox/world.mjs";
import { cache } from "../../src/xtask/steps.mjs";

export const RECORDS = path.join(cache, "e2e-requests");

/** What the page may ask its own origin for, and what may be in it besides. */
const PLACES = [
  { what: "page", method: "GET", path: /^\/(?:$|index\.html$|licences\.txt$|assets\/[\w.-]+$|logo\.(?:svg|png)$|favicon\.ico$)/ },
  { what: "list of clouds", method: "GET", path: /^\/clouds\.json$/ },
  { what: "sandbox guide", method: "GET", path: /^\/sandbox(?:\.json|\/sample\.json|\/keys\/[\w.-]+)$/ },
  { what: "sign-in", method: "POST", path: /^\/proxy\/[\w-]+\/identity\/v3\/auth\/tokens$/, body: true },
  { what: "token's end", method: "DELETE", path: /^\/proxy\/[\w-]+\/identity\/v3\/auth\/tokens$/, token: true },
  { what: "token's facts", method: "GET", path: /^\/proxy\/[\w-]+\/identity\/v3\/auth\/tokens$/, token: true },
  { what: "projects", method: "GET", path: /^\/proxy\/[\w-]+\/identity\/v3\/(?:auth\/)?projects$/, token: true },
  { what: "regions", method: "GET", path: /^\/proxy\/[\w-]+\/identity\/v3\/auth\/catalog$/, token: true },
  {
    what: "policies",
    method: "GET",
    path: /^\/proxy\/[\w-]+\/identity\/v3\/(?:users\/[\w-]+\/groups|(?:OS-INHERIT\/)?(?:domains|projects)\/[\w-]+\/groups\/[\w-]+\/roles(?:\/inherited_to_projects)?)$/,
    token: true,
  },
  {
    what: "identity policies",
    method: "GET",
    path: /^\/proxy\/[\w-]+\/identity\/v5\/(?:(?:users|groups)\/[\w-]+\/attached-policies|policies\/[\w-]+(?:\/versions\/v\d+)?)$/,
    token: true,
  },
  { what: "compute", method: "GET", path: /^\/proxy\/[\w-]+\/compute\/(?:v1|v2|v2\.1)(?:\/[\w.%@-]+)*\/?$/, token: true },
  { what: "delete", method: "DELETE", path: /^\/proxy\/[\w-]+\/compute\/(?:v1|v2|v2\.1)\/(?:[\w.%-]+\/)*os-server-password$/, token: true },
  {
    what: "new password",
    method: "PUT",
    path: /^\/proxy\/[\w-]+\/compute\/v1\/\w+\/cloudservers\/(?:[0-9a-f-]{36}\/os-reset-password|os-reset-passwords)$/,
    token: true,
    newPassword: true,
  },
  { what: "action", method: "POST", path: /^\/proxy\/[\w-]+\/compute\/(?:v2|v2\.1)\/(?:\w+\/)?servers\/[0-9a-f-]{36}\/action$/, token: true, newPassword: true },
];

/** What the sandbox holds, which every visit looks for; a secret access key is never sent at all. */
const ACCESS_KEYS = [...OTC.accessKeys, ...HUAWEI.accessKeys];
const OF_SERVERS = [...SERVERS.flatMap(({ password }) => password ?? []), ...ACCESS_KEYS.map(({ secret }) => secret)];
const SECURITY_TOKENS = ACCESS_KEYS.flatMap(({ securityToken }) => securityToken ?? []);
const OF_USERS = [...[...USERS, ...OTC_USERS, ...HUAWEI.users].map(({ password }) => password), ...APPLICATION_CREDENTIALS.map(({ secret }) => secret)];

const TOKEN_HEADERS = ["x-auth-token", "x-subject-token", "x-security-token"];
const SIGNATURE = /^SDK-HMAC-SHA256 Access=[A-Z0-9]+, SignedHeaders=x-project-id;x-sdk-date(?:;x-security-token)?, Signature=[0-9a-f]{64}$/;

/** The secrets of a visit: those that the test names, those that everybody has, and the tokens that the cloud gives. `set` are passwords that are set. */
export function learnSecrets(named, set = []) {
  const tokens = [];
  const learning = [];
  return {
    learnFrom(response) {
      learning.push(
        response
          .headerValue("x-subject-token")
          .then((token) => { if (token) tokens.push(token); })
          .catch(() => undefined),
      );
    },
    async all() {
      await Promise.all(learning);
      return { set, named: [...named, ...OF_SERVERS], tokens: [...new Set([...tokens, ...SECURITY_TOKENS])], signIn: OF_USERS };
    },
  };
}

/** Asserts that each request goes where it may, and that nothing secret is in it but where it belongs. */
export async function checkRequests(requests, origin, secrets) {
  for (const request of requests) {
    const entry = await entryOf(request, origin, secrets);
    if (entry.faults.length > 0) assert.fail(`${entry.faults.join(", ")}: ${entry.method} ${entry.origin} ${entry.path}`);
  }
}

export async function record(requests, origin, secrets) {
  mkdirSync(RECORDS, { recursive: true });
  const entries = await Promise.all(requests.map((request) => entryOf(request, origin, secrets)));
  appendFileSync(path.join(RECORDS, `${String(process.pid)}.jsonl`), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
}

/** What is written down: never a body, never the value of a header. */
async function entryOf(request, own, { named, set, tokens, signIn }) {
  const url = new URL(request.url());
  // The console may be below a path.
  const base = new URL(own);
  const below = base.pathname.replace(/\/$/, "");
  const isOwn = url.origin === base.origin && url.pathname.startsWith(`${below}/`);
  const at = isOwn ? url.pathname.slice(below.length) : url.pathname;
  const method = request.method();
  if (url.protocol === "data:" || url.protocol === "blob:") return { method, origin: url.protocol, path: "", place: "inside the page", searched: [], faults: [] };
  const headers = await request.allHeaders().catch(() => request.headers());
  const body = request.postData() ?? "";
  const place = PLACES.find((each) => each.method === method && each.path.test(at));
  const faults = [];
  if (!isOwn) faults.push(`a request to ${url.origin}`);
  if (!place) faults.push("no place of the page's own");
  if (at.startsWith("/proxy/")) faults.push(...(await callFaults(method, at + url.search)));
  if (body && !place?.body && !place?.newPassword) faults.push("a body where none belongs");
  const isSigned = place?.token && SIGNATURE.test(headers.authorization ?? "") && !headers["x-auth-token"];
  if (headers.cookie || (headers.authorization && !isSigned) || headers.referer?.includes("#")) faults.push("a header that gives something away");
  const parts = { url: decoded(url.href), body, ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [`header ${name}`, value])) };
  for (const [name, text] of Object.entries(parts)) {
    const isToken = place?.token && TOKEN_HEADERS.some((header) => name === `header ${header}`);
    const isSignIn = place?.body && name === "body";
    const isNew = place?.newPassword && name === "body";
    const wrong = [...named, ...(isNew ? [] : set), ...(isToken || isSignIn ? [] : tokens), ...(isSignIn ? [] : signIn)].filter((secret) => secret && text.includes(secret));
    if (wrong.length > 0) faults.push(`a secret went out in the ${name}`);
    if (/PRIVATE KEY|PuTTY-User-Key/.test(text)) faults.push(`a private key in the ${name}`);
  }
  return { method, origin: isOwn ? "own" : url.origin, path: at.replace(/[0-9a-f-]{32,36}/g, "…"), place: place?.what ?? "", searched: Object.keys(parts), faults };
}

/** The proxy passes on the page's calls as they are: what it would refuse or write otherwise is missing in its list. */
async function callFaults(method, target) {
  const { segments: [, , service, ...segments], query } = parseTarget(target);
  try {
    // Of whatever kind the cloud is.
    const lists = await Promise.all(["openstack", "otc", "huawei"].map(callsTo));
    const call = passedOn(lists.flat(), { service, method, segments, query });
    return target.endsWith(`/${service}${call.path}${call.query}`) ? [] : ["a call that is written otherwise than it is passed on"];
  } catch {
    return ["a call that the proxy does not pass on"];
  }
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
