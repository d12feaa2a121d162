// Faults on the way between the sandbox and whoever asks, for tests and demonstrations.
/** @import { Context, MiddlewareHandler } from "hono" */
/** @import { Fault, NodeEnv, QueuedFault } from "../types.ts" */
import { setTimeout as pause } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { parseTarget } from "../guard.mjs";
import { makeInert, securityHeaders } from "../headers.mjs";
import { at, textAt } from "./input.mjs";

/** What is wrong with a fault that somebody wants. */
export class BadFault extends Error {}

const MOST_MS = 120_000;

export class Faults {
  /** @type {QueuedFault[]} */
  #queue = [];

  list() {
    return this.#queue.map(({ match, fault, times }) => ({ match, fault, times }));
  }

  clear() {
    this.#queue = [];
  }

  /** @param {unknown} input */
  add(input) {
    const queued = parseFault(input);
    this.#queue.push(queued);
    return queued;
  }

  /** The first that matches; it is used up by that. @param {string} method @param {string} path */
  #take(method, path) {
    const found = this.#queue.find(({ match }) => (match.method ?? method) === method && path.includes(match.path ?? ""));
    if (found?.times) found.times -= 1;
    this.#queue = this.#queue.filter(({ times }) => times !== 0);
    return found?.fault;
  }

  /** @type {MiddlewareHandler<NodeEnv>} */
  middleware = async (context, next) => {
    const fault = this.#take(context.req.method, parseTarget(context.env.target).path);
    if (!fault) {
      await next();
      return undefined;
    }
    if (fault.delayMs)
      await pause(fault.delayMs, undefined, { signal: context.req.raw.signal, ref: false }).catch(() => undefined);
    if (fault.reset) {
      context.env.incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    const instead = fault.status === undefined && fault.body === undefined ? undefined : answerOf(fault);
    if (!instead) await next();
    if (!fault.truncate) return instead;
    await breakOff(context, instead ?? context.res);
    // Setting it twice drops the headers that are not sent again.
    context.res = undefined;
    context.res = RESPONSE_ALREADY_SENT;
    return undefined;
  };
}

/** @param {Fault} fault */
function answerOf({ status = 200, body = "", contentType, retryAfter }) {
  const headers = new Headers({ "cache-control": "no-store" });
  if (contentType ?? body)
    headers.set("content-type", contentType ?? (/^\s*[[{]/.test(body) ? "application/json" : "text/plain"));
  if (retryAfter !== undefined) headers.set("retry-after", String(retryAfter));
  return new Response(status === 204 || status === 304 ? null : body, { status, headers });
}

/** Sends half of an answer that announces the whole. @param {Context<NodeEnv>} context @param {Response} whole */
async function breakOff({ env: { incoming, outgoing } }, whole) {
  const body = Buffer.from(await whole.arrayBuffer());
  // The app has nothing more to say to an answer that is sent already.
  const headers = new Headers({ ...Object.fromEntries(whole.headers), ...securityHeaders(incoming.headers.host) });
  makeInert(headers);
  outgoing.writeHead(whole.status, { ...Object.fromEntries(headers), "content-length": Math.max(body.length, 1) });
  outgoing.flushHeaders();
  await new Promise((resolve) => outgoing.write(body.subarray(0, body.length >> 1), resolve));
  outgoing.destroy();
}

/** @param {unknown} input @returns {QueuedFault} */
function parseFault(input) {
  known(input, "", ["match", "fault", "times"]);
  known(at(input, "match") ?? {}, "match", ["method", "path"]);
  const given = at(input, "fault");
  known(given, "fault", ["delayMs", "reset", "truncate", "status", "retryAfter", "body", "contentType"]);
  const times = at(input, "times") ?? 1;
  if (times !== "always" && !isWhole(times, 1, 1e6))
    throw new BadFault("`times` is wrong, expected a number from 1, or `always`");
  const method = textAt(input, "match", "method");
  const path = textAt(input, "match", "path");
  return {
    match: { ...(method === undefined ? {} : { method }), ...(path === undefined ? {} : { path }) },
    fault: faultOf(given),
    times: times === "always" ? null : times,
  };
}

/** @param {unknown} given @returns {Fault} */
function faultOf(given) {
  /** @type {Fault} */
  const fault = {};
  const [delayMs, status, retryAfter, body] = ["delayMs", "status", "retryAfter", "body"].map((name) => at(given, name));
  if (delayMs !== undefined) {
    if (!isWhole(delayMs, 0, MOST_MS))
      throw new BadFault(`\`fault.delayMs\` is wrong, expected a number from 0 to ${String(MOST_MS)}`);
    fault.delayMs = delayMs;
  }
  if (status !== undefined) {
    if (!isWhole(status, 200, 599)) throw new BadFault("`fault.status` is wrong, expected a number from 200 to 599");
    fault.status = status;
  }
  if (retryAfter !== undefined) {
    const isText = typeof retryAfter === "string" && /^[\x20-\x7e]+$/.test(retryAfter);
    if (!isText && !isWhole(retryAfter, 0, 1e6)) throw new BadFault("`fault.retryAfter` is wrong, expected seconds or a date");
    fault.retryAfter = retryAfter;
  }
  if (body !== undefined) fault.body = typeof body === "string" ? body : JSON.stringify(body);
  const contentType = at(given, "contentType");
  if (contentType !== undefined) {
    if (typeof contentType !== "string" || !/^[\x20-\x7e]+$/.test(contentType))
      throw new BadFault("`fault.contentType` is wrong, expected a text");
    fault.contentType = contentType;
  }
  for (const name of /** @type {const} */ (["reset", "truncate"])) if (at(given, name) === true) fault[name] = true;
  if (Object.keys(fault).length === 0) throw new BadFault("`fault` does nothing, expected at least one of its fields");
  return fault;
}

/** @param {unknown} value @param {string} where @param {string[]} names */
function known(value, where, names) {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new BadFault(`\`${where || "body"}\` is missing or wrong, expected an object`);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new BadFault(`there is no field \`${unknown}\` in \`${where || "body"}\`, expected ${names.join(", ")}`);
}

/** @param {unknown} value @param {number} least @param {number} most @returns {value is number} */
const isWhole = (value, least, most) => typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
