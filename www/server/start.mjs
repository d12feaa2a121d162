// Listens.
/** @import { AddressInfo } from "node:net" */
/** @import { AppOptions } from "./types.ts" */
import { createServer } from "node:http";
import os from "node:os";
import { createApp, LOOPBACK_NAMES } from "./app.mjs";
import { Stop } from "./errors.mjs";

const WILDCARDS = ["0.0.0.0", "::"];

/** @param {AppOptions & { host: string, port: number, root?: string | undefined }} options */
export async function start({ host, port, root, names = [], ...options }) {
  const { listener, sandbox } = createApp({
    ...options,
    names: [...ownNames(host), ...names],
    ...(root === undefined ? {} : { staticRoot: root }),
  });
  const server = createServer((request, response) => void listener(request, response));
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, host, () => {
      resolve(undefined);
    });
  }).catch((/** @type {unknown} */ error) => {
    throw explained(/** @type {NodeJS.ErrnoException} */ (error), host, port);
  });
  sandbox?.warmUp();
  const address = /** @type {AddressInfo} */ (server.address());
  const shown = WILDCARDS.includes(host) ? "127.0.0.1" : bracketed(host);
  return { server, url: `http://${shown}:${String(address.port)}/` };
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
      return new Stop(`\`${host}\` is no address of this machine; choose another with --host`);
    default:
      return error;
  }
}
