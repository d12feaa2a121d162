// Signatures with an access key (AK/SK), verified as the gateways of the public clouds do: `SDK-HMAC-SHA256`, of "API Request Signing Guide". From the rules
// alone, apart from the package, whose signer is tested against it.
/** @import { CloudRequest } from "../types.ts" */
/** @import { Clock } from "./clock.mjs" */
/** @import { AccessKey } from "./otc-world.mjs" */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const ALGORITHM = "SDK-HMAC-SHA256";
const AUTHORIZATION = /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;
const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const UNSIGNED = "UNSIGNED-PAYLOAD";

/** How far the time of a signature may be off, on both sides. */
const WINDOW_MS = 15 * 60 * 1000;
/** More failures than these in a row lock a key. */
const MOST_FAILURES = 5;
const LOCKED_MS = 5 * 60 * 1000;
/** The longest that a temporary access key lasts. */
const LIFETIME_MS = 24 * 60 * 60 * 1000;

/**
 * How the gateway refuses.
 *
 * @typedef {{ status: number, code: string, message: string }} Refusal
 */

/** @param {string} why @returns {{ refusal: Refusal }} */
const refused = (why) => ({ refusal: { status: 401, code: "APIGW.0301", message: `Incorrect IAM authentication information: ${why}` } });

export class AccessKeys {
  /** @type {Map<string, { failures: number, lockedUntil: number }>} */
  #failed = new Map();
  #since;

  /** @param {Clock} clock @param {readonly AccessKey[]} keys */
  constructor(clock, keys) {
    this.clock = clock;
    this.keys = keys;
    this.#since = clock.now();
  }

  /** No key is locked any more, and the temporary ones are new. */
  reset() {
    this.#failed.clear();
    this.#since = this.clock.now();
  }

  /** Until when a temporary key can be used. @param {AccessKey} key */
  expires({ expired }) {
    return expired === true ? this.#since - 1 : this.#since + LIFETIME_MS;
  }

  /**
   * The access key that a request is signed with, or why it is refused.
   *
   * @param {Pick<CloudRequest, "method" | "path" | "query" | "headers" | "body">} request
   * @returns {{ key: AccessKey } | { refusal: Refusal }}
   */
  verify(request) {
    const { headers } = request;
    const [, access = "", signedHeaders = "", signature = ""] = AUTHORIZATION.exec(headers["authorization"] ?? "") ?? [];
    if (access === "") return refused("verify aksk signature fail");
    // A temporary key is known by its token only.
    const key = this.keys.find((each) => each.access === access && each.securityToken === headers["x-security-token"]);
    if (!key) return refused(`Get secretKey failed,ak:${access},err:ak not exist`);
    if (this.#isLocked(access)) return refused("AK access failed to reach the limit,forbidden.");
    const names = signedHeaders.split(";");
    const signedAt = names.includes("x-sdk-date") ? timeOf(headers["x-sdk-date"]) : undefined;
    if (signedAt === undefined) return this.#failure(access);
    if (Math.abs(this.clock.now() - signedAt) > WINDOW_MS) return refused("signature expired");
    if (!isSignedBy(key.secret, signature, names, request)) return this.#failure(access);
    this.#failed.delete(access);
    // IAM's own code for it; what a gateway says is not documented.
    if (key.securityToken !== undefined && this.expires(key) <= this.clock.now()) return { refusal: { status: 400, code: "IAM.1108", message: "The securitytoken has expired." } };
    return { key };
  }

  /** @param {string} access */
  #isLocked(access) {
    const failed = this.#failed.get(access);
    if (failed === undefined || failed.failures <= MOST_FAILURES) return false;
    if (failed.lockedUntil > this.clock.now()) return true;
    this.#failed.delete(access);
    return false;
  }

  /** @param {string} access */
  #failure(access) {
    const failures = (this.#failed.get(access)?.failures ?? 0) + 1;
    this.#failed.set(access, { failures, lockedUntil: this.clock.now() + LOCKED_MS });
    return refused("verify aksk signature fail");
  }
}

/** @param {string | undefined} text */
function timeOf(text) {
  const [, ...parts] = DATE.exec(text ?? "") ?? [];
  const [year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN] = parts.map(Number);
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * @param {string} secret
 * @param {string} signature
 * @param {string[]} names of the signed headers, in the order in which they were signed
 * @param {Pick<CloudRequest, "method" | "path" | "query" | "headers" | "body">} request
 */
function isSignedBy(secret, signature, names, { method, path, query, headers, body }) {
  if (names.some((name) => headers[name] === undefined)) return false;
  const lines = names.map((name) => `${name}:${(headers[name] ?? "").trim()}\n`).join("");
  const given = Buffer.from(signature, "hex");
  const canonicalQuery = queryOf(query);
  if (canonicalQuery === undefined) return false;
  return pathsOf(path).some((canonicalPath) =>
    hashesOf(headers["x-sdk-content-sha256"], body ?? Buffer.alloc(0)).some((hash) => {
      const canonical = [method, canonicalPath, canonicalQuery, lines, names.join(";"), hash].join("\n");
      const toSign = [ALGORITHM, headers["x-sdk-date"], sha256(canonical)].join("\n");
      return timingSafeEqual(given, createHmac("sha256", secret).update(toSign).digest());
    }),
  );
}

/** What stands for the body: a header in its place, which must be its hash or say that it is not signed. @param {string | undefined} header @param {Uint8Array} body */
function hashesOf(header, body) {
  const own = sha256(body);
  if (header === undefined || header === own) return [own];
  if (header !== UNSIGNED) return [];
  // The clouds' SDK for Python hashes an empty body all the same.
  return body.length === 0 ? [UNSIGNED, own] : [UNSIGNED];
}

/** Each segment encoded once. Of what is encoded already, the clouds' SDKs for Go and Node.js encode the `%` again, that for Python decodes it first. @param {string} path */
function pathsOf(path) {
  const readings = [path.split("/")];
  const decoded = path.split("/").map(decode);
  if (path.includes("%") && decoded.every((segment) => segment !== undefined)) readings.push(decoded);
  return readings.map((segments) => `${segments.map(encode).join("/").replace(/\/$/, "")}/`);
}

/** Decoded, sorted by names, then by values, and encoded anew. @param {string} query */
function queryOf(query) {
  const pairs = query.replace(/^\?/, "").split("&").filter(Boolean).map((pair) => {
    const equals = pair.includes("=") ? pair.indexOf("=") : pair.length;
    return [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
  });
  if (pairs.flat().includes(undefined)) return undefined;
  const byText = (/** @type {string} */ one, /** @type {string} */ other) => (one < other ? -1 : Number(one > other));
  const sorted = pairs.sort(([name = "", value = ""], [otherName = "", otherValue = ""]) => byText(name, otherName) || byText(value, otherValue));
  return sorted.map(([name = "", value = ""]) => `${encode(name)}=${encode(value)}`).join("&");
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** All but the unreserved characters of RFC 3986. @param {string} text */
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** @param {string | Uint8Array} data */
const sha256 = (data) => createHash("sha256").update(data).digest("hex");
