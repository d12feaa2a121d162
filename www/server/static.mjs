// The built page. Files are looked up by name, never by a path that the client composed.
/** @import { Context, Handler } from "hono" */
/** @import { Branding, Encoders, Env, Page } from "./types.ts" */
import { brandedPage } from "./branding.mjs";
import { digestOf } from "./bytes.mjs";
import { parseTarget } from "./guard.mjs";
import { nameRequest } from "./request-name.mjs";
import { Room } from "./room.mjs";

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
const COMPRESSED = new Set([".css", ".html", ".js", ".json", ".map", ".svg", ".txt", ".wasm", ".webmanifest"]);
/** Of all files together, until their clients have them. */
const HELD_BYTES = 32 * 1024 * 1024;
const HASHED = /^\/assets\/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9.]+$/;

/**
 * @param {Page} page
 * @param {Encoders} encoders
 * @param {Branding} [branding]
 * @param {string} [basePath]
 * @returns {Handler<Env>}
 */
export function staticFiles(page, encoders, branding, basePath) {
  const room = new Room(HELD_BYTES);
  /** @param {Context<Env>} context @param {Uint8Array<ArrayBuffer>} bytes @param {Record<string, string>} headers */
  const answer = async (context, bytes, headers) => {
    const size = Math.min(bytes.length, HELD_BYTES);
    await room.take(size, context.req.raw.signal);
    context.env.onceSent(() => { room.give(size); });
    return context.body(bytes, 200, headers);
  };
  return async (context) => {
    if (context.req.method !== "GET" && context.req.method !== "HEAD") {
      return context.text("405 method not allowed: expected GET or HEAD\n", 405, { allow: "GET, HEAD" });
    }
    const { path: wanted } = parseTarget(context.env.target);
    const found = await page.find(wanted.endsWith("/") ? `${wanted}index.html` : wanted);
    if (!found) {
      if (await page.isThere()) return context.text("404 not found\n", 404);
      return context.text(page.missing, 503);
    }
    nameRequest(context.env, wanted);
    const { extension } = found;
    const bytes = extension === ".html" ? new TextEncoder().encode(brandedPage(new TextDecoder().decode(found.bytes), branding, basePath)) : found.bytes;
    const digest = await digestOf(bytes);
    const etag = `"${digest}"`;
    const headers = { "cache-control": caching(wanted, extension), etag, vary: "accept-encoding" };
    if (context.req.header("if-none-match") === etag) return context.body(null, 304, headers);
    const encoding = COMPRESSED.has(extension) ? acceptedEncoding(context.req.header("accept-encoding")) : undefined;
    const type = { "content-type": TYPES[extension] ?? "application/octet-stream" };
    const compress = encoding && encoders[encoding];
    if (!compress) return answer(context, bytes, { ...headers, ...type });
    return answer(context, await compress(bytes, digest), { ...headers, ...type, "content-encoding": encoding });
  };
}

/**
 * @param {string} wanted
 * @param {string} extension
 */
function caching(wanted, extension) {
  if (extension === ".html") return "no-store";
  return HASHED.test(wanted) ? "public, max-age=31536000, immutable" : "no-cache";
}

/** @param {string | undefined} accepted */
function acceptedEncoding(accepted = "") {
  const names = accepted
    .split(",")
    .filter((each) => !/;\s*q=0(?:\.0*)?\s*$/.test(each))
    .map((each) => each.split(";")[0]?.trim());
  return ["br", "gzip"].find((name) => names.includes(name));
}
