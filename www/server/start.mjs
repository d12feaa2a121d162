// Listens.
/** @import { ServerResponse } from "node:http" */
/** @import { AddressInfo } from "node:net" */
/** @import { AppOptions } from "./types.ts" */
import { once } from "node:events";
import { createServer } from "node:http";
import os from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { LOOPBACK_NAMES } from "./app.mjs";
import { Stop } from "./errors.mjs";
import { createNodeApp } from "./node.mjs";
import { mindOpenFiles } from "./open-files.mjs";

const WILDCARDS = ["0.0.0.0", "::"];

/** What a request may take to arrive beyond what the proxy gives it, which says so in its own words. */
const LATE_MS = 5000;

/** @param {AppOptions & { host: string, port: number, root?: string | undefined }} options */
export async function start({ host, port, root, names = [], basePath = "", ...options }) {
  const { listener, sandbox, life, bounds } = createNodeApp({
    ...options,
    basePath,
    names: [...ownNames(host), ...names],
    ...(root === undefined ? {} : { staticRoot: root }),
  });
  /** @type {Set<ServerResponse>} */
  const underWay = new Set();
  const times = { headersTimeout: bounds.timeoutMs, requestTimeout: bounds.timeoutMs + LATE_MS, connectionsCheckingInterval: 1000 };
  const server = createServer(times, (request, response) => {
    underWay.add(response);
    response.once("close", () => underWay.delete(response));
    if (life.ending) response.shouldKeepAlive = false;
    void listener(request, response);
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, host, () => {
      resolve(undefined);
    });
  }).catch((/** @type {unknown} */ error) => {
    throw explained(/** @type {NodeJS.ErrnoException} */ (error), host, port);
  });
  server.removeAllListeners("error");
  mindOpenFiles(server);
  sandbox?.warmUp();
  const address = /** @type {AddressInfo} */ (server.address());
  const shown = WILDCARDS.includes(host) ? "127.0.0.1" : bracketed(host);
  /** Takes no further requests, and lets those under way end, as long as that. @param {number} graceMs */
  const end = async (graceMs) => {
    life.ending = true;
    server.close();
    const ends = [...underWay].map((response) => {
      if (!response.headersSent) response.shouldKeepAlive = false;
      return once(response, "close");
    });
    server.closeIdleConnections();
    await Promise.race([Promise.allSettled(ends), pause(graceMs)]);
    server.closeAllConnections();
  };
  return { server, sandbox, url: `http://${shown}:${String(address.port)}${basePath}/`, end };
}

/** @param {string} host */
function ownNames(host) {
  if (!WILDCARDS.includes(host)) return [...LOOPBACK_NAMES, bracketed(host)];
  const addresses = Object.values(os.networkInterfaces()).flatMap((each) => each ?? []);
  return [...LOOPBACK_NAMES, os.hostname(), ...addresses.map(({ address }) => bracketed(address))];
}

/** @param {string} host */
const bracketed = (host) => (host.includes(":") ? `[${host}]` : host);

/**
 * @param {NodeJS.ErrnoException} error
 * @param {string} host
 * @param {number} port
 */
function explained(error, host, port) {
  const where = `port ${String(port)} of \`${host}\``;
  switch (error.code) {
    case "EADDRINUSE":
      return new Stop(`${where} is taken; choose another with --port, or any free one with --port 0`);
    case "EACCES":
      return new Stop(`${where} may not be used; choose one above 1023 with --port`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new Stop(`\`${host}\` is not an address of this machine; choose another with --host`);
    default:
      return error;
  }
}
