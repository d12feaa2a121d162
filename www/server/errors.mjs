// What the server answers and says when something is wrong.

/** A bad option or a start that cannot work: its text is all the user needs. */
export class Stop extends Error {}

const UNREADABLE = new Map([
  ["ENOENT", "there is no such file"],
  ["EISDIR", "it is a folder"],
  ["EACCES", "it may not be read"],
]);

/** Why a file that an option names was not read. @param {unknown} error */
export function whyUnreadable(error) {
  const { code = "" } = /** @type {NodeJS.ErrnoException} */ (error);
  return UNREADABLE.get(code) ?? code;
}

/** A refusal of the proxy, as the browser gets it. */
export class ProxyError extends Error {
  /**
   * @param {400 | 403 | 404 | 405 | 408 | 413 | 500 | 502 | 503 | 504} status
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
/** @param {string} by where it is added */
export const badHost = (by) => new ProxyError(403, "Proxy.0002", `the Host header is none of this server's names; add it ${by}`);
export const crossSite = () => new ProxyError(403, "Proxy.0003", "requests from another site are refused");
/** @param {string} name */
export const noCloud = (name) => new ProxyError(404, "Proxy.0004", `there is no cloud \`${name}\` on this server`);
/** @param {string[]} allowed */
export const badPath = (allowed) =>
  new ProxyError(404, "Proxy.0005", `only the calls of the console are passed on, expected ${allowed.length > 0 ? allowed.join("; ") : "`identity/…` or `compute/…`"}`);
/** @param {string} allowed */
export const badMethod = (allowed) => new ProxyError(405, "Proxy.0006", `the method is refused, expected ${allowed}`);
/** @param {string[]} texts */
const listed = (texts) => [texts.slice(0, -1).join(", "), ...texts.slice(-1)].filter(Boolean).join(" and ");
/** @param {string[]} allowed */
export const badQuery = (allowed) =>
  new ProxyError(400, "Proxy.0017", `the query is refused, expected ${allowed.length > 0 ? `at most ${listed(allowed.map((name) => `\`${name}\``))}, as the console writes them` : "none"}`);
/** @param {number} limit */
export const tooLarge = (limit) => new ProxyError(413, "Proxy.0007", `the request body is larger than ${String(limit)} bytes`);
/** @param {string} name @param {string} why */
export const unreachable = (name, why) => new ProxyError(502, "Proxy.0008", `cloud \`${name}\` cannot be reached: ${why}`);
/** Where the runtime tells nothing of it: the connection, or what came over it. @param {string} name */
export const noReply = (name) => new ProxyError(502, "Proxy.0008", `no answer came from cloud \`${name}\`; why, the runtime of this server does not say`);
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
/** @param {string} name @param {string} read those that are read */
export const undecodable = (name, read) =>
  new ProxyError(502, "Proxy.0016", `the answer of cloud \`${name}\` cannot be decompressed, expected ${read} or no Content-Encoding`);
/** @param {number} ms */
export const requestTooSlow = (ms) => new ProxyError(408, "Proxy.0018", `the request did not arrive within ${String(ms / 1000)} s, and was not passed on`);
/** @param {string} name @param {string} what */
export const noAnswer = (name, what) => new ProxyError(502, "Proxy.0019", `cloud \`${name}\` answered with ${what}`);
/** @param {string} code EMFILE: of this process, ENFILE: of this machine */
export const outOfFiles = (code) =>
  new ProxyError(503, "Proxy.0020", `this server is out of file descriptors (${code}): try again later; whoever runs it raises the limit of open files, \`ulimit -n\``);
/** @param {string} name @param {number} limit */
export const noRoom = (name, limit) =>
  new ProxyError(503, "Proxy.0021", `this server holds ${String(limit)} bytes of answers that were not fetched yet, and had no room for that of cloud \`${name}\` in time; try again later`);
export const ending = () => new ProxyError(503, "Proxy.0022", "this server is about to end, and takes no further requests");
/** @param {string[]} wanted @param {number} limit */
export const badBody = (wanted, limit) =>
  new ProxyError(400, "Proxy.0023", `the request body is refused, expected ${wanted.map((each) => `\`${each}\``).join(" or ")} as JSON, of at most ${String(limit)} bytes`);
export const bodyIsSigned = () => new ProxyError(400, "Proxy.0024", "the request is signed and its body is not spelled as it is passed on, expected JSON without white space");
/** @param {string} header */
export const badForwarded = (header) =>
  new ProxyError(400, "Proxy.0025", `the header \`${header}\` of the proxy before this server is not as expected; whoever runs it looks at the proxy's configuration`);
export const internal = () => new ProxyError(500, "Proxy.0013", "the server failed; this is a defect of the console's server");

/** The code of an error that is about open files, if it is. @param {unknown} error */
export function outOfFilesCode(error) {
  const { code, cause } = /** @type {{ code?: unknown, cause?: { code?: unknown } }} */ (error ?? {});
  return ["EMFILE", "ENFILE"].find((each) => each === code || each === cause?.code);
}
