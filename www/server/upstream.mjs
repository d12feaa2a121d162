// A cloud on the network, as Node reaches it. Its own fetch ignores HTTPS_PROXY and hides redirects, hence undici itself.
/** @import { Dispatcher } from "undici" */
/** @import { Sender } from "./types.ts" */
import { Readable } from "node:stream";
import { Agent, EnvHttpProxyAgent } from "undici";
import { isLoopback } from "./addresses.mjs";
import { noAnswer, outOfFiles, outOfFilesCode, Stop, unreachable } from "./errors.mjs";

// The proxy's own limit is for the whole exchange.
const TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 0 } };

/** @returns {Sender} */
export function undiciSender() {
  const direct = new Agent(TIMEOUTS);
  /** @type {Dispatcher | undefined} */
  let environment;
  return (name, { origin, hostname, pathname }) => {
    const dispatcher = isLoopback(hostname) ? direct : (environment ??= environmentAgent());
    return async ({ method, path, query, headers, body, signal }) => {
      const answer = await dispatcher
        .request({
          origin,
          // Not joined by `URL`, which would write some characters differently than they were signed.
          path: pathname.replace(/\/$/, "") + path + query,
          method: /** @type {Dispatcher.HttpMethod} */ (method),
          headers,
          body: body ?? null,
          signal,
        })
        .catch((/** @type {unknown} */ error) => {
          throw failure(name, error);
        });
      return { status: answer.statusCode, headers: answer.headers, body: answer.body, discard: () => { discard(answer.body); } };
    };
  };
}

function environmentAgent() {
  try {
    return new EnvHttpProxyAgent(TIMEOUTS);
  } catch {
    throw new Stop("the outbound proxy is no URL, expected HTTPS_PROXY and HTTP_PROXY such as `http://proxy.example.com:3128`");
  }
}

/** @param {unknown} body */
function discard(body) {
  if (body instanceof Readable) body.on("error", () => undefined).destroy();
}

/** Why there is no answer. @param {string} name of the cloud @param {unknown} error */
function failure(name, error) {
  const files = outOfFilesCode(error);
  if (files) return outOfFiles(files);
  const { code, message, name: kind } = /** @type {{ code?: unknown, message?: unknown, name?: unknown }} */ (error ?? {});
  // undici's words for the two: it has no codes for them.
  if (code === "UND_ERR_SOCKET" && message === "bad response") return noAnswer(name, "the status 100, which it was not asked for");
  if (code === "UND_ERR_SOCKET" && message === "bad upgrade") return noAnswer(name, "the status 101, which it was not asked for");
  if (kind === "HTTPParserError") return noAnswer(name, "what is no HTTP");
  return unreachable(name, reason(error));
}

/** A code such as ECONNREFUSED, never a text: a text can name hosts and headers. @param {unknown} error */
function reason(error) {
  const { code, cause } = /** @type {{ code?: unknown, cause?: { code?: unknown } }} */ (error ?? {});
  const known = [code, cause?.code].find((each) => typeof each === "string" && /^[A-Z0-9_]+$/.test(each));
  if (typeof known !== "string") return "the connection failed";
  return /CERT|SELF_SIGNED|ISSUER/.test(known) ? `${known}; a private CA goes into NODE_EXTRA_CA_CERTS` : known;
}
