// The reverse proxy: `/proxy/<cloud>/<service>/…` to a cloud of the allow-list, and nothing else of the request than is named here.
/** @import { Handler } from "hono" */
/** @import { Arrival, Cloud, CloudRequest, Decoders, Env, Limits } from "./types.ts" */
import { readAnswer } from "./answer.mjs";
import { readBody } from "./body.mjs";
import { areSame } from "./bytes.mjs";
import { callsTo, passedOn } from "./calls.mjs";
import { bodyIsSigned, noAnswer, noCloud, noRoom, redirected, requestTooSlow, tooSlow } from "./errors.mjs";
import { parseTarget } from "./guard.mjs";
import { nameRequest } from "./request-name.mjs";
import { Room } from "./room.mjs";

const MIB = 1024 * 1024;

// A page of 1,000 servers that have all that public clouds tell of a server is 4.3 to 7 MiB.
export const LIMITS = { requestBytes: 64 * 1024, answerBytes: 8 * MIB, heldBytes: 64 * MIB, timeoutMs: 30_000, takingMs: 60_000 };

const WITH_BODY = new Set(["POST", "PUT"]);

const REQUEST_HEADERS = [
  "accept",
  "authorization",
  "content-type",
  "openstack-api-version",
  "openstack-auth-receipt",
  "x-auth-token",
  "x-domain-id",
  "x-openstack-nova-api-version",
  "x-project-id",
  "x-sdk-content-sha256",
  "x-sdk-date",
  "x-security-token",
  "x-subject-token",
];

const ANSWER_HEADERS = [
  "content-type",
  "openstack-api-version",
  "openstack-auth-receipt",
  "retry-after",
  "x-compute-request-id",
  "x-iam-trace-id",
  "x-openstack-nova-api-version",
  "x-openstack-request-id",
  "x-request-id",
  "x-subject-token",
];

/**
 * @param {Cloud[]} clouds
 * @param {Limits} limits
 * @param {Decoders} decoders
 * @returns {Handler<Env>}
 */
export function proxy(clouds, limits, decoders) {
  const byName = new Map(clouds.map((cloud) => [cloud.name, cloud]));
  const room = new Room(Math.max(limits.heldBytes, limits.answerBytes));
  return async (context) => {
    const { segments: [, name = "", service, ...segments], query } = parseTarget(context.env.target);
    const cloud = byName.get(name);
    if (!cloud) throw noCloud(name);
    nameRequest(context.env, `/proxy/${cloud.name}/…`);
    const { read, name: shown, ...call } = passedOn(await callsTo(cloud.kind, cloud.allowAccount), { service, method: context.req.method, segments, query });
    nameRequest(context.env, `/proxy/${cloud.name}/${shown}`);
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const signal = AbortSignal.any([timeout, context.req.raw.signal]);
    const sent = WITH_BODY.has(call.method) ? await readBody(context, limits.requestBytes, whenAborted(timeout, limits.timeoutMs)) : undefined;
    const body = sent && read ? read(sent) : sent;
    // A signature covers the body: written otherwise it would no longer fit.
    if (body !== sent && context.req.header("authorization") !== undefined && !(body && sent && areSame(sent, body))) throw bodyIsSigned();
    const headers = chosen(REQUEST_HEADERS, (header) => context.req.header(header));
    const place = placeFor(room, { cloud, limits, timeout, signal }, context.env);
    try {
      return await exchange(cloud, { ...call, headers, body, signal }, limits, decoders, place);
    } catch (error) {
      place.leave();
      if (timeout.aborted && !place.wasFull()) throw tooSlow(cloud.name, limits.timeoutMs);
      throw error;
    }
  };
}

/** @param {AbortSignal} timeout @param {number} ms @returns {Promise<never>} */
function whenAborted(timeout, ms) {
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timeout.addEventListener("abort", () => { reject(requestTooSlow(ms)); }, { once: true });
  });
  late.catch(() => undefined);
  return late;
}

/**
 * What one answer takes of the room for all: of its largest size while it arrives, then of its own, until its client has it.
 *
 * @param {Room} room
 * @param {{ cloud: Cloud, limits: Limits, timeout: AbortSignal, signal: AbortSignal }} exchange
 * @param {Pick<Arrival, "onceSent">} request
 */
function placeFor(room, { cloud, limits, timeout, signal }, request) {
  let taken = 0;
  let full = false;
  const leave = () => {
    room.give(taken);
    taken = 0;
  };
  return {
    leave,
    wasFull: () => full,
    async make() {
      if (taken > 0) return;
      await room.take(limits.answerBytes, signal).catch(() => {
        full = timeout.aborted;
        throw noRoom(cloud.name, room.bytes);
      });
      taken = limits.answerBytes;
    },
    /** @param {number} size */
    keep(size) {
      if (taken === 0) return;
      room.give(taken - size);
      taken = size;
      request.onceSent(leave);
    },
  };
}

/**
 * @param {Cloud} cloud
 * @param {CloudRequest} request
 * @param {Limits} limits
 * @param {Decoders} decoders
 * @param {ReturnType<typeof placeFor>} place
 */
async function exchange(cloud, request, limits, decoders, place) {
  const answer = await cloud.send(request);
  const { status } = answer;
  if (status < 200) {
    answer.discard?.();
    throw noAnswer(cloud.name, `the status ${String(status)}, which it was not asked for`);
  }
  if (status > 599) {
    answer.discard?.();
    throw noAnswer(cloud.name, `the status ${String(status)}, which HTTP does not have`);
  }
  if (status >= 300 && status < 400) {
    answer.discard?.();
    throw redirected(cloud.name);
  }
  const body = await readAnswer(cloud.name, answer, limits.answerBytes, decoders, () => place.make());
  const headers = { ...chosen(ANSWER_HEADERS, (header) => answer.headers[header]), "cache-control": "no-store" };
  place.keep(body.length);
  return new Response(status === 204 || status === 205 ? null : body, { status, headers });
}

/**
 * @param {string[]} names
 * @param {(name: string) => string | string[] | undefined} valueOf
 */
function chosen(names, valueOf) {
  /** @type {Record<string, string>} */
  const headers = {};
  for (const name of names) {
    const value = valueOf(name);
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}
