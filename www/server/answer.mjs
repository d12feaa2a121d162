// Reading what a cloud answers, up to a limit: of what arrives, and of what that is once it is decompressed.
/** @import { CloudAnswer, Decoders } from "./types.ts" */
import { joined } from "./bytes.mjs";
import { answerBroken, answerTooLarge, ProxyError, undecodable } from "./errors.mjs";

/** What needs no room of its own. A password, a key pair or the outcome of a delete is never larger. */
const SMALL = 64 * 1024;

/** What the decompressed body of an answer would be larger than. */
export class TooMuch extends Error {}

/**
 * The body of an answer, decompressed.
 *
 * @param {string} name of the cloud
 * @param {CloudAnswer} answer
 * @param {number} limit
 * @param {Decoders} decoders
 * @param {() => Promise<void>} makeRoom waits until there is room for an answer of this limit; nothing more of it is read until then
 */
export async function readAnswer(name, answer, limit, decoders, makeRoom) {
  const bytes = await arriving(name, answer.body, limit, makeRoom);
  const encoding = String(answer.headers["content-encoding"] ?? "").trim().toLowerCase();
  if (encoding === "" || encoding === "identity" || bytes.length === 0) return bytes;
  // Whatever its size: a few bytes can become many.
  await makeRoom();
  const decode = decoders.byName.get(encoding);
  if (!decode) throw undecodable(name, decoders.read);
  try {
    return await decode(bytes, limit);
  } catch (error) {
    throw error instanceof TooMuch ? answerTooLarge(name, limit) : undecodable(name, decoders.read);
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
  return joined(chunks);
}
