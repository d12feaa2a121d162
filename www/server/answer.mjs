// Reading what a cloud answers, up to a limit: of what arrives, and of what that is once it is decompressed.
/** @import { CloudAnswer } from "./types.ts" */
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { answerBroken, answerTooLarge, ProxyError, undecodable } from "./errors.mjs";

/** What needs no room of its own. A password, a key pair or the outcome of a delete is never larger. */
const SMALL = 64 * 1024;

/** By the name in `Content-Encoding`. None is asked for, but some gateways compress all the same. */
const DECODERS = new Map([
  ["br", promisify(brotliDecompress)],
  ["deflate", promisify(inflate)],
  ["gzip", promisify(gunzip)],
  ["x-gzip", promisify(gunzip)],
]);

/**
 * The body of an answer, decompressed.
 *
 * @param {string} name of the cloud
 * @param {CloudAnswer} answer
 * @param {number} limit
 * @param {() => Promise<void>} makeRoom waits until there is room for an answer of this limit; nothing more of it is read until then
 */
export async function readAnswer(name, answer, limit, makeRoom) {
  const bytes = await arriving(name, answer.body, limit, makeRoom);
  const encoding = String(answer.headers["content-encoding"] ?? "").trim().toLowerCase();
  if (encoding === "" || encoding === "identity" || bytes.length === 0) return bytes;
  // Whatever its size: a few bytes can become many.
  await makeRoom();
  const decode = DECODERS.get(encoding);
  if (!decode) throw undecodable(name);
  try {
    return await decode(bytes, { maxOutputLength: limit });
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw code === "ERR_BUFFER_TOO_LARGE" ? answerTooLarge(name, limit) : undecodable(name);
  }
}

/**
 * @param {string} name
 * @param {CloudAnswer["body"]} body
 * @param {number} limit
 * @param {() => Promise<void>} makeRoom
 */
async function arriving(name, body, limit, makeRoom) {
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      // Leaving the loop ends the connection.
      if (size > limit) break;
      if (size > SMALL) await makeRoom();
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof ProxyError ? error : answerBroken(name);
  }
  if (size > limit) throw answerTooLarge(name, limit);
  return Buffer.concat(chunks);
}
