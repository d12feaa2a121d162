// The one app of development, preview and production: the page, the proxy, and the sandbox cloud behind the same proxy.
/** @import { IncomingMessage, ServerResponse } from "node:http" */
/** @import { BlockList } from "node:net" */
/** @import { MiddlewareHandler } from "hono" */
/** @import { AppOptions, Env } from "./types.ts" */
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { logRequest, nameRefusal } from "./access-log.mjs";
import { arrivalOf, arrive, nameRequest, trustedProxies } from "./arrival.mjs";
import { LOGO_POLICY, logoPath } from "./branding.mjs";
import { suggestions } from "./clouds.mjs";
import { badForwarded, badTarget, ending, internal, outOfFiles, outOfFilesCode, ProxyError } from "./errors.mjs";
import { checkHost, checkScript, checkSite, checkTarget } from "./guard.mjs";
import { makeInert, securityHeaders } from "./headers.mjs";
import { LIMITS, proxy } from "./proxy.mjs";
import { onceSent } from "./room.mjs";
import { createSandbox } from "./sandbox/sandbox.mjs";
import { hasPage, staticFiles } from "./static.mjs";
import { networkClouds } from "./upstream.mjs";

/** The folder of the built page, in the repository. */
const PAGE = fileURLToPath(new URL("../dist", import.meta.url));

export const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"];

/** The paths that are not the page's: in development everything else is Vite's. */
export const SERVER_PATHS = /^\/(?:proxy\/|sandbox\/|sandbox\.json|clouds\.json|logo\.(?:svg|png)$)/;

/** @param {AppOptions} [options] */
export function createApp({
  clouds: addresses = [],
  sandbox: sandboxOptions = {},
  staticRoot,
  names,
  branding = {},
  limits,
  basePath = "",
  trustProxy = [],
  accessLog,
  elsewhere,
  trustedTypes,
} = {}) {
  const sandbox = sandboxOptions ? createSandbox(sandboxOptions, basePath) : undefined;
  const root = staticRoot ?? PAGE;
  const clouds = [...(sandbox?.clouds ?? []), ...networkClouds(addresses)];
  const bounds = { ...LIMITS, ...limits };
  /** Whether the server is about to end. */
  const life = { ending: false };

  /** @type {Hono<Env>} */
  const app = new Hono();
  app.onError((error, context) => {
    const known = knownError(error);
    nameRefusal(context.env.outgoing, known.code);
    if (known.status === 500 && !context.req.raw.signal.aborted) reportDefect(error);
    return context.json(known.body, known.status, { "cache-control": "no-store" });
  });
  app.use("/proxy/*", async (context, next) => {
    await next();
    makeInert(context.res.headers);
  });
  const { logo } = branding;
  if (logo) {
    app.use(logoPath(logo), async (context, next) => {
      await next();
      context.res.headers.set("content-security-policy", LOGO_POLICY);
    });
  }
  app.use(async (context, next) => {
    await next();
    const { incoming, outgoing } = context.env;
    const headers = securityHeaders(incoming.headers.host, trustedTypes, basePath);
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
    const timer = setTimeout(() => outgoing.destroy(), bounds.takingMs).unref();
    onceSent(outgoing, () => { clearTimeout(timer); });
  });
  app.use(async (_, next) => {
    if (life.ending) throw ending();
    await next();
  });
  app.use(checkArrival(basePath));
  // By whatever name: who watches over a server asks for its address. Nothing is told but that it is there.
  app.get("/healthz", async (context) => {
    nameRequest(context.env, "/healthz");
    const isReady = await hasPage(root);
    return context.json({ status: isReady ? "ok" : "the page is missing" }, isReady ? 200 : 503, { "cache-control": "no-store" });
  });
  app.use(checkTarget, checkHost(names ?? LOOPBACK_NAMES));
  for (const path of ["/proxy/*", "/sandbox/*", "/sandbox.json", "/clouds.json"]) app.use(path, checkSite);
  app.use("/proxy/*", checkScript);
  if (logo) {
    app.get(logoPath(logo), (context) => {
      nameRequest(context.env, logoPath(logo));
      return context.body(new Uint8Array(logo.bytes), 200, { "cache-control": "no-cache", "content-type": logo.type });
    });
  }
  app.get("/clouds.json", (context) => {
    nameRequest(context.env, "/clouds.json");
    return context.json(suggestions(clouds, basePath), 200, { "cache-control": "no-store" });
  });
  if (sandbox) app.route("/", sandbox.routes);
  app.all("/proxy/*", proxy(clouds, bounds));
  app.all("*", staticFiles(root, branding, basePath, elsewhere));
  const listener = listenerOf(app, securityHeaders("", trustedTypes, basePath), { basePath, trusted: trustedProxies(trustProxy), accessLog });
  return { app, sandbox, life, bounds, listener };
}

/** Of a request that arrived for another path, or with headers of a trusted proxy that cannot be read. @param {string} basePath @returns {MiddlewareHandler<Env>} */
function checkArrival(basePath) {
  return async (context, next) => {
    const { outside, bad } = arrivalOf(context.env.incoming);
    if (bad !== undefined) throw badForwarded(bad);
    if (!outside) return next();
    if (context.env.incoming.url?.split("?", 1)[0] === basePath) return context.redirect(`${basePath}/`, 308);
    return context.text(`404 not found: the console is at ${basePath}/\n`, 404);
  };
}

/** @param {Error} error */
function knownError(error) {
  if (error instanceof ProxyError) return error;
  const files = outOfFilesCode(error);
  return files ? outOfFiles(files) : internal();
}

/** Where it happened, without what was said: a message can hold what somebody sent. @param {Error} error */
function reportDefect({ name, stack = "" }) {
  const frames = stack.split("\n").filter((line) => /^ {4}at /.test(line));
  console.error([`the server failed: ${name}`, ...frames].join("\n"));
}

/**
 * The app as a handler of node:http, and of Vite's middlewares.
 *
 * @param {Hono<Env>} app
 * @param {Record<string, string>} headers
 * @param {{ basePath: string, trusted: BlockList, accessLog: AppOptions["accessLog"] }} options
 */
function listenerOf(app, headers, { basePath, trusted, accessLog }) {
  const listener = getRequestListener((request, env) => app.fetch(request, /** @type {Env["Bindings"]} */ (env)), {
    overrideGlobalObjects: false,
    // What the adapter refuses has never reached the app.
    errorHandler: () => {
      const { body, status } = badTarget("it is malformed");
      return Response.json(body, { status, headers: { ...headers, "cache-control": "no-store" } });
    },
  });
  /** @param {IncomingMessage} incoming @param {ServerResponse} outgoing */
  return (incoming, outgoing) => {
    const arrival = arrive(incoming, basePath, trusted);
    if (accessLog) logRequest(accessLog, incoming, outgoing, arrival, basePath);
    return listener(incoming, outgoing);
  };
}
