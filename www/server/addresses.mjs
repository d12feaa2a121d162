// What people give behind the address of a service: an API version, a project or its placeholder, the path of the sign-in. The rule is that of
// the package (`src/base/endpoint.rs`); `tests/vectors/endpoints.json` holds the two together.

const PLACEHOLDER = /%\(|\$\(|\$\{|\{|</;
const VERSION = /(?<!\/)\/v\d{1,3}(?:\.\d{1,3})?(?:\/(?:[0-9a-f]{32}|tokens))?$/i;

/**
 * The address of the service in a URL, and what stands behind it.
 * @param {string} text
 * @returns {{ base: string, tail?: "placeholder" | "version" | "path" }}
 */
export function baseOf(text) {
  const path = text.indexOf("/", text.indexOf("://") + 3);
  if (path < 0) return { base: text };
  let base = text.replace(/\/+$/, "");
  /** @type {"placeholder" | "version" | "path" | undefined} */
  let tail;
  const placeholder = text.search(PLACEHOLDER);
  if (placeholder > path) {
    base = text.slice(0, text.lastIndexOf("/", placeholder)).replace(/\/+$/, "");
    tail = "placeholder";
  }
  if (base.endsWith("/auth/tokens")) {
    base = base.slice(0, -"/auth/tokens".length);
    tail ??= "path";
  }
  if (VERSION.test(base)) {
    base = base.replace(VERSION, "");
    tail ??= "version";
  }
  return tail ? { base, tail } : { base };
}

/** Whether it is this machine. @param {string} hostname as `URL` gives it */
export function isLoopback(hostname) {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
