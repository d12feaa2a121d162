// What the server answers and says when something is wrong.

/** A bad option or a start that cannot work: its text is all the user needs. */
export class Stop extends Error {}

/** A refusal of the proxy, as the browser gets it. */
export class ProxyError extends Error {
  /**
   * @param {400 | 403 | 404 | 405 | 413 | 500 | 502 | 504} status
   * @param {string} code
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  get body() {
    return { error: { code: this.code, message: this.message } };
  }
}

/** @param {string} what */
export const badTarget = (what) => new ProxyError(400, "Proxy.0001", `the request target is refused: ${what}`);
export const badHost = () =>
  new ProxyError(403, "Proxy.0002", "the Host header is none of this server's names; add it with --name");
export const crossSite = () => new ProxyError(403, "Proxy.0003", "requests from another site are refused");
/** @param {string} name */
export const noCloud = (name) => new ProxyError(404, "Proxy.0004", `there is no cloud \`${name}\` on this server`);
export const badPath = () =>
  new ProxyError(404, "Proxy.0005", "only `identity/v3/auth/tokens`, what a user's policies are read from, and `compute/v1`, `v2` and `v2.1` are passed on");
/** @param {string} allowed */
export const badMethod = (allowed) => new ProxyError(405, "Proxy.0006", `the method is refused, expected ${allowed}`);
/** @param {number} limit */
export const tooLarge = (limit) => new ProxyError(413, "Proxy.0007", `the request body is larger than ${String(limit)} bytes`);
/** @param {string} name @param {string} why */
export const unreachable = (name, why) => new ProxyError(502, "Proxy.0008", `cloud \`${name}\` cannot be reached: ${why}`);
/** @param {string} name */
export const redirected = (name) =>
  new ProxyError(502, "Proxy.0009", `cloud \`${name}\` answered with a redirect, which is not followed; check its base URL`);
/** @param {string} name @param {number} limit */
export const answerTooLarge = (name, limit) =>
  new ProxyError(502, "Proxy.0010", `the answer of cloud \`${name}\` is larger than ${String(limit)} bytes`);
/** @param {string} name */
export const answerBroken = (name) => new ProxyError(502, "Proxy.0011", `the answer of cloud \`${name}\` broke off`);
/** @param {string} name @param {number} ms */
export const tooSlow = (name, ms) =>
  new ProxyError(504, "Proxy.0012", `cloud \`${name}\` did not answer within ${String(ms / 1000)} s`);
export const notFetched = () =>
  new ProxyError(403, "Proxy.0014", "what clouds answer is for scripts of the page alone, and never a document, a script or a worker");
/** @param {string} header */
export const noConsoleHeader = (header) =>
  new ProxyError(400, "Proxy.0015", `the header \`${header}\` is missing, which every request to a cloud must have; if this is the page, reload it`);
/** @param {string} name */
export const undecodable = (name) =>
  new ProxyError(502, "Proxy.0016", `the answer of cloud \`${name}\` cannot be decompressed, expected gzip, deflate, br or no Content-Encoding`);
export const internal = () => new ProxyError(500, "Proxy.0013", "the server failed; this is a defect of the console's server");
