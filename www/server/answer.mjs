// Reading what a cloud answers, up to a limit: of what arrives, and of what that is once it is decompressed.
/** @import { CloudAnswer } from "./types.ts" */
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { answerBroken, answerTooLarge, undecodable } from "./errors.mjs";

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
 */
export async function readAnswer(name, answer, limit) {
  const bytes = await arriving(name, answer.body, limit);
  const encoding = String(answer.headers["content-encoding"] ?? "").trim().toLowerCase();
  if (encoding === "" || encoding === "identity" || bytes.length === 0) return bytes;
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
 */
async function arriving(name, body, limit) {
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      // Leaving the loop ends the connection.
      if (size > limit) break;
      chunks.push(chunk);
    }
  } catch {
    throw answerBroken(name);
  }
  if (size > limit) throw answerTooLarge(name, limit);
  return Buffer.concat(chunks);
}
