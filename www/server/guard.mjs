// Who may ask: the page that this server delivered, by a name of this server, with a path that means what it says.
/** @import { MiddlewareHandler } from "hono" */
/** @import { Env } from "./types.ts" */
import { badHost, badTarget, crossSite, noConsoleHeader, notFetched } from "./errors.mjs";

/**
 * What the page adds to each request that goes to a cloud, and no link, form, frame or other site can: browsers of old, and
 * all of them where a server is not on this machine and has no TLS, say nothing by themselves of what a request is for.
 */
export const CONSOLE_HEADER = "x-ecs-password-console";

const PATH = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/;
const QUERY = /^[\x21-\x7e]*$/;
// eslint-disable-next-line no-control-regex -- that is what is looked for
const HIDDEN = /[/\\\u0000-\u001f\u007f]/;

/**
 * The path and the query of a request line. `URL` would resolve dots and turn backslashes before anybody looked.
 *
 * @param {string | undefined} target
 */
export function parseTarget(target) {
  if (!target?.startsWith("/")) throw badTarget("expected a path that begins with `/`");
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? "" : target.slice(mark);
  if (path.includes("\\")) throw badTarget("the path has a backslash");
  if (path.includes("//")) throw badTarget("the path has an empty segment");
  if (!PATH.test(path)) throw badTarget("the path has a character that must be encoded");
  const segments = path.slice(1).split("/").map(decoded);
  if (!QUERY.test(query)) throw badTarget("the query has a character that must be encoded");
  return { path, query, segments };
}

/** A request target from the path of the console on, or as it is where it is for another path. @param {string} url @param {string} basePath */
export function targetBelow(url, basePath) {
  const [path = ""] = url.split("?", 1);
  const outside = basePath !== "" && !path.startsWith(`${basePath}/`);
  return { target: outside ? url : url.slice(basePath.length), outside };
}

/** A segment as every server understands it, whatever it does with encodings and with parameters behind `;`. @param {string} text */
function decoded(text) {
  let segment;
  try {
    // Knows the shortest form of each character only.
    segment = decodeURIComponent(text);
  } catch {
    throw badTarget("the path has an encoding that is not valid UTF-8");
  }
  if (HIDDEN.test(segment)) throw badTarget("the path has an encoded slash, backslash or control character");
  if (/%[0-9A-Fa-f]{2}/.test(segment)) throw badTarget("the path is encoded twice");
  const [name = ""] = segment.split(";");
  if (name === "." || name === "..") throw badTarget("the path has a dot segment");
  if (name === "" && segment !== "") throw badTarget("the path has an empty segment");
  return segment;
}

/** @type {MiddlewareHandler<Env>} */
export async function checkTarget(context, next) {
  parseTarget(context.env.target);
  await next();
}

/**
 * A foreign name that resolves to this machine (DNS rebinding) is of the same origin as the page that uses it.
 *
 * @param {string[]} names
 * @param {string} by where another one is added
 * @returns {MiddlewareHandler<Env>}
 */
export function checkHost(names, by) {
  const allowed = new Set(names.map((name) => name.toLowerCase()));
  return async (context, next) => {
    const host = context.req.header("host") ?? "";
    if (!allowed.has(host.replace(/:\d{1,5}$/, "").toLowerCase())) throw badHost(by);
    await next();
  };
}

/** @type {MiddlewareHandler<Env>} */
export async function checkSite(context, next) {
  const [host = "", origin, site] = ["host", "origin", "sec-fetch-site"].map((name) => context.req.header(name));
  const { scheme } = context.env;
  const own = (scheme ? [scheme] : ["http", "https"]).map((each) => `${each}://${host}`);
  if (site !== undefined && site !== "same-origin" && site !== "none") throw crossSite();
  if (origin !== undefined && !own.includes(origin)) throw crossSite();
  await next();
}

/** @type {MiddlewareHandler<Env>} */
export async function checkScript(context, next) {
  const { req } = context;
  if (req.header("service-worker") !== undefined || (req.header("sec-fetch-dest") ?? "empty") !== "empty") throw notFetched();
  if (req.header(CONSOLE_HEADER) !== "1") throw noConsoleHeader(`${CONSOLE_HEADER}: 1`);
  await next();
}
