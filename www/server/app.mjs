// The one app of development, preview, production and the edge: the page, the proxy, and, where there is one, the sandbox cloud behind the same proxy.
// What it needs of the runtime is its `Platform`.
/** @import { MiddlewareHandler } from "hono" */
/** @import { AppOptions, Env, Platform } from "./types.ts" */
import { Hono } from "hono";
import { getPath } from "hono/utils/url";
import { LOGO_POLICY, logoPath } from "./branding.mjs";
import { suggestions } from "./clouds.mjs";
import { badForwarded, ending, internal, outOfFiles, outOfFilesCode, ProxyError } from "./errors.mjs";
import { checkHost, checkScript, checkSite, checkTarget } from "./guard.mjs";
import { makeInert, securityHeaders } from "./headers.mjs";
import { networkClouds } from "./network-clouds.mjs";
import { LIMITS, proxy } from "./proxy.mjs";
import { nameRequest } from "./request-name.mjs";
import { staticFiles } from "./static.mjs";

export const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"];

/** @param {Platform} platform @param {Pick<AppOptions, "clouds" | "names" | "branding" | "limits" | "basePath" | "trustedTypes">} [options] */
export function createApp(platform, { clouds: addresses = [], names = LOOPBACK_NAMES, branding = {}, limits, basePath = "", trustedTypes } = {}) {
  const { sandbox, page } = platform;
  const clouds = [...(sandbox?.clouds ?? []), ...networkClouds(addresses, platform.senderFor)];
  const bounds = { ...LIMITS, ...limits };

  /** @type {Hono<Env>} */
  const app = new Hono({ getPath: (request) => below(getPath(request), basePath) });
  app.onError((error, context) => {
    const known = knownError(error);
    context.env.refusal = known.code;
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
    const headers = securityHeaders(context.req.header("host"), trustedTypes, basePath);
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
  });
  app.use(async (_, next) => {
    if (platform.isEnding?.()) throw ending();
    await next();
  });
  app.use(checkArrival(basePath));
  // By whatever name: who watches over a server asks for its address. Nothing is told but that it is there.
  app.get("/healthz", async (context) => {
    nameRequest(context.env, "/healthz");
    const isReady = await page.isThere();
    return context.json({ status: isReady ? "ok" : "the page is missing" }, isReady ? 200 : 503, { "cache-control": "no-store" });
  });
  app.use(checkTarget, checkHost(names, platform.addName));
  for (const path of ["/proxy/*", "/sandbox/*", "/sandbox.json", "/clouds.json"]) app.use(path, checkSite);
  app.use("/proxy/*", checkScript);
  if (logo) {
    app.get(logoPath(logo), (context) => {
      nameRequest(context.env, logoPath(logo));
      return context.body(logo.bytes, 200, { "cache-control": "no-cache", "content-type": logo.type });
    });
  }
  app.get("/clouds.json", (context) => {
    nameRequest(context.env, "/clouds.json");
    return context.json(suggestions(clouds, basePath), 200, { "cache-control": "no-store" });
  });
  if (sandbox) app.route("/", sandbox.routes);
  app.all("/proxy/*", proxy(clouds, bounds, platform.decoders));
  app.all("*", staticFiles(page, platform.encoders, branding, basePath));
  return { app, bounds };
}

/** A path from that of the console on; any other as it is, which is refused. @param {string} path @param {string} basePath */
const below = (path, basePath) => (path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path);

/** Of a request that arrived for another path, or with headers of a trusted proxy that cannot be read. @param {string} basePath @returns {MiddlewareHandler<Env>} */
function checkArrival(basePath) {
  return async (context, next) => {
    const { outside, bad, target } = context.env;
    if (bad !== undefined) throw badForwarded(bad);
    if (!outside) return next();
    if (target.split("?", 1)[0] === basePath) return context.redirect(`${basePath}/`, 308);
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
