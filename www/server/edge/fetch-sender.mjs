// A cloud on the network, as workerd reaches it: by its fetch, which shows redirects as they are, and decompresses gzip and br while they are read.
/** @import { Sender } from "../types.ts" */
import { noReply, undecodable } from "../errors.mjs";

const DECOMPRESSED = new Set(["gzip", "br"]);

/** @type {Sender} */
export const fetchSender = (name, { origin, pathname }) => async ({ method, path, query, headers, body, signal }) => {
  const url = origin + pathname.replace(/\/$/, "") + path + query;
  const answer = await fetch(url, { method, headers, body: body ?? null, redirect: "manual", signal }).catch(() => {
    // Neither a code nor a text says why.
    throw noReply(name);
  });
  const given = Object.fromEntries(answer.headers);
  const isDecompressed = DECOMPRESSED.has(given["content-encoding"] ?? "");
  if (isDecompressed) delete given["content-encoding"];
  const isEmpty = given["content-length"] === "0";
  return { status: answer.status, headers: given, body: isEmpty ? [] : read(name, answer.body, isDecompressed), discard: () => void answer.body?.cancel() };
};

/** @param {string} name @param {ReadableStream<Uint8Array> | null} body @param {boolean} isDecompressed */
async function* read(name, body, isDecompressed) {
  try {
    if (body) yield* body;
  } catch (error) {
    // A connection that is lost is another kind of error.
    throw isDecompressed && error instanceof TypeError ? undecodable(name, "gzip, br") : error;
  }
}
