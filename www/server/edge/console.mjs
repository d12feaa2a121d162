// The app on workerd: as the handler of a worker, with the page in the assets of its platform, and no sandbox cloud.
/** @import { Hono } from "hono" */
/** @import { Arrival, Env, Limits } from "../types.ts" */
/** @import { Bindings } from "./types.ts" */
import { createApp, LOOPBACK_NAMES } from "../app.mjs";
import { Stop } from "../errors.mjs";
import { targetBelow } from "../guard.mjs";
import { assetsPage } from "./assets.mjs";
import { delivered } from "./delivery.mjs";
import { fetchSender } from "./fetch-sender.mjs";
import { FILES } from "./files.mjs";
import { settingsOf } from "./settings.mjs";

/** A worker may have 128 MB in all. */
const HELD_BYTES = 32 * 1024 * 1024;

/** The runtime decompresses and compresses itself, whatever is so named in `Content-Encoding`. */
const DECODERS = { byName: new Map(), read: "gzip, br" };
/** @param {Uint8Array<ArrayBuffer>} bytes */
const asItIs = (bytes) => Promise.resolve(bytes);

/**
 * The worker: `export default createWorker()`.
 *
 * @param {{ limits?: Partial<Limits>, trustedTypes?: string[], files?: string[] }} [options] `trustedTypes`: further policies of the page; `files`: those of the page, where
 *   they are not those that it was built with
 */
export function createWorker({ limits, trustedTypes = [], files = FILES } = {}) {
  /** Not its promise: one request waits for nothing that another one does. @type {Made | undefined} */
  let made;
  return {
    /** @param {Request} request @param {Bindings} bindings @param {{ waitUntil(promise: Promise<unknown>): void }} context */
    async fetch(request, bindings, context) {
      try {
        made ??= await make(bindings, { limits: { heldBytes: HELD_BYTES, ...limits }, trustedTypes, files });
      } catch (error) {
        if (!(error instanceof Stop)) throw error;
        console.error(`error: ${error.message}`);
        return new Response("the console is not configured as it has to be; the log of the worker says what is wrong\n", { status: 500, headers: { "cache-control": "no-store" } });
      }
      const { app, basePath, takingMs } = made;
      /** @type {(() => void)[]} */
      const whenSent = [];
      /** @type {Arrival} */
      const arrival = { ...targetBelow(targetOf(request.url), basePath), address: "", onceSent: (then) => { whenSent.push(then); } };
      return delivered(await app.fetch(request, arrival), whenSent, takingMs, context);
    },
  };
}

/**
 * @typedef {object} Made
 * @property {Hono<Env>} app
 * @property {string} basePath
 * @property {number} takingMs
 */

/**
 * @param {Bindings} bindings
 * @param {{ limits: Partial<Limits>, trustedTypes: string[], files: string[] }} options
 * @returns {Promise<Made>}
 */
async function make(bindings, { limits, trustedTypes, files }) {
  const { names, basePath, clouds, branding } = await settingsOf(bindings);
  const platform = {
    senderFor: fetchSender,
    decoders: DECODERS,
    encoders: { br: asItIs, gzip: asItIs },
    page: assetsPage(bindings.ASSETS, files),
    addName: "to the binding NAMES",
  };
  const { app, bounds } = createApp(platform, { clouds, names: [...LOOPBACK_NAMES, ...names], branding, limits, basePath, trustedTypes });
  return { app, basePath, takingMs: bounds.takingMs };
}

/** Path and query of a URL as they stand there. @param {string} url */
function targetOf(url) {
  const path = url.indexOf("/", url.indexOf("://") + 3);
  return path < 0 ? "/" : url.slice(path);
}
