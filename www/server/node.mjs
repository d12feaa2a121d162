// The app on Node: as a handler of node:http and of Vite's middlewares, with the page in a folder and the sandbox cloud.
/** @import { IncomingMessage, ServerResponse } from "node:http" */
/** @import { BlockList } from "node:net" */
/** @import { Hono } from "hono" */
/** @import { AppOptions, Env } from "./types.ts" */
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { logRequest } from "./access-log.mjs";
import { createApp } from "./app.mjs";
import { arrive, onceSent, trustedProxies } from "./arrival.mjs";
import { badTarget } from "./errors.mjs";
import { pageIn } from "./folder.mjs";
import { securityHeaders } from "./headers.mjs";
import { createSandbox } from "./sandbox/sandbox.mjs";
import { undiciSender } from "./upstream.mjs";
import { DECODERS, encoders } from "./zlib.mjs";

/** The folder of the built page, in the repository. */
const PAGE = fileURLToPath(new URL("../dist", import.meta.url));

/** The paths that are not the page's: in development everything else is Vite's. */
export const SERVER_PATHS = /^\/(?:proxy\/|sandbox\/|sandbox\.json|clouds\.json|logo\.(?:svg|png)$)/;

/** @param {AppOptions} [options] */
export function createNodeApp({ sandbox: sandboxOptions = {}, staticRoot = PAGE, elsewhere = {}, trustProxy = [], accessLog, ...options } = {}) {
  const { basePath = "", trustedTypes } = options;
  const sandbox = sandboxOptions ? createSandbox(sandboxOptions, basePath) : undefined;
  /** Whether the server is about to end. */
  const life = { ending: false };
  const { app, bounds } = createApp(
    {
      senderFor: undiciSender(),
      decoders: DECODERS,
      encoders: encoders(),
      page: pageIn(staticRoot, elsewhere),
      addName: "with --name",
      isEnding: () => life.ending,
      sandbox,
    },
    options,
  );
  const listener = listenerOf(app, securityHeaders("", trustedTypes, basePath), { basePath, trusted: trustedProxies(trustProxy), accessLog, takingMs: bounds.takingMs });
  return { app, sandbox, life, bounds, listener };
}

/**
 * @param {Hono<Env>} app
 * @param {Record<string, string>} headers
 * @param {{ basePath: string, trusted: BlockList, accessLog: AppOptions["accessLog"], takingMs: number }} options
 */
function listenerOf(app, headers, { basePath, trusted, accessLog, takingMs }) {
  /** @type {WeakMap<object, ReturnType<typeof arrive>>} */
  const arrivals = new WeakMap();
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const response = await app.fetch(request, arrivals.get(incoming));
      const timer = setTimeout(() => outgoing.destroy(), takingMs).unref();
      onceSent(outgoing, () => { clearTimeout(timer); });
      return response;
    },
    {
      overrideGlobalObjects: false,
      // What the adapter refuses has never reached the app.
      errorHandler: () => {
        const { body, status } = badTarget("it is malformed");
        return Response.json(body, { status, headers: { ...headers, "cache-control": "no-store" } });
      },
    },
  );
  /** @param {IncomingMessage} incoming @param {ServerResponse} outgoing */
  return (incoming, outgoing) => {
    const arrival = arrive(incoming, outgoing, basePath, trusted);
    arrivals.set(incoming, arrival);
    if (accessLog) logRequest(accessLog, incoming, outgoing, arrival, basePath);
    return listener(incoming, outgoing);
  };
}
