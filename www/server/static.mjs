// The built page. Files are looked up by name, never by a path that the client composed.
/** @import { Context, Handler } from "hono" */
/** @import { Branding, Env } from "./types.ts" */
import { createHash } from "node:crypto";
import { readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { nameRequest } from "./arrival.mjs";
import { brandedPage } from "./branding.mjs";
import { outOfFilesCode } from "./errors.mjs";
import { parseTarget } from "./guard.mjs";
import { onceSent, Room } from "./room.mjs";

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
const SEGMENT = /^[A-Za-z0-9_@~-][A-Za-z0-9_.@~-]*$/;
const HASHED = /^\/assets\/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9.]+$/;

/** @type {Record<string, (bytes: Buffer) => Promise<Buffer>>} */
const ENCODINGS = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes) => promisify(gzip)(bytes),
};

/**
 * @param {string} root
 * @param {Branding} [branding]
 * @param {string} [basePath]
 * @param {Record<string, string>} [elsewhere] files that are not in the folder, by what they are called there: where they are from it
 * @returns {Handler<Env>}
 */
export function staticFiles(root, branding, basePath, elsewhere = {}) {
  /** @type {Map<string, Promise<Buffer>>} */
  const compressed = new Map();
  const room = new Room(HELD_BYTES);
  /** @param {Context<Env>} context @param {Buffer} bytes @param {Record<string, string>} headers */
  const answer = async (context, bytes, headers) => {
    const size = Math.min(bytes.length, HELD_BYTES);
    await room.take(size, context.req.raw.signal);
    onceSent(context.env.outgoing, () => { room.give(size); });
    return context.body(new Uint8Array(bytes), 200, headers);
  };
  return async (context) => {
    if (context.req.method !== "GET" && context.req.method !== "HEAD") {
      return context.text("405 method not allowed: expected GET or HEAD\n", 405, { allow: "GET, HEAD" });
    }
    const { path: wanted } = parseTarget(context.env.incoming.url);
    const other = Object.hasOwn(elsewhere, wanted) ? elsewhere[wanted] : undefined;
    const found = other === undefined ? await find(root, wanted.endsWith("/") ? `${wanted}index.html` : wanted) : await readFound(path.join(root, other));
    if (!found) {
      if (await hasPage(root)) return context.text("404 not found\n", 404);
      return context.text("the page is not built yet: run `npm run build`, then load this page again\n", 503);
    }
    nameRequest(context.env, wanted);
    const { extension } = found;
    const bytes = extension === ".html" ? Buffer.from(brandedPage(found.bytes.toString(), branding, basePath)) : found.bytes;
    const digest = createHash("sha256").update(bytes).digest("base64url");
    const etag = `"${digest}"`;
    const headers = { "cache-control": caching(wanted, extension), etag, vary: "accept-encoding" };
    if (context.req.header("if-none-match") === etag) return context.body(null, 304, headers);
    const encoding = COMPRESSED.has(extension) ? acceptedEncoding(context.req.header("accept-encoding")) : undefined;
    const type = { "content-type": TYPES[extension] ?? "application/octet-stream" };
    const compress = encoding && ENCODINGS[encoding];
    if (!compress) return answer(context, bytes, { ...headers, ...type });
    const key = `${encoding} ${digest}`;
    const body = compressed.get(key) ?? compress(bytes);
    compressed.set(key, body);
    return answer(context, await body, { ...headers, ...type, "content-encoding": encoding });
  };
}

/** @param {string} file */
const readFound = async (file) => ({ bytes: await readFile(file), extension: path.extname(file) });

/** Whether the page is there. @param {string} root */
export const hasPage = async (root) => (await find(root, "/index.html")) !== undefined;

/**
 * @param {string} root
 * @param {string} wanted
 */
async function find(root, wanted) {
  const segments = wanted.split("/").slice(1);
  if (!segments.every((segment) => SEGMENT.test(segment))) return undefined;
  try {
    const base = await realpath(root);
    const file = await realpath(path.join(base, ...segments));
    // A link may not lead out of the folder.
    if (!file.startsWith(base + path.sep) || !(await stat(file)).isFile()) return undefined;
    return await readFound(file);
  } catch (error) {
    // The file may be there all the same.
    if (outOfFilesCode(error)) throw error;
    return undefined;
  }
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
