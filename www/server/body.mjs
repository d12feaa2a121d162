// Reading what a client sends, up to a limit.
/** @import { Context } from "hono" */
/** @import { Env } from "./types.ts" */
import { joined } from "./bytes.mjs";
import { tooLarge } from "./errors.mjs";

/**
 * @param {Pick<Context<Env>, "req">} context
 * @param {number} limit
 * @param {Promise<never>} [late] rejects when there is no more time
 */
export async function readBody(context, limit, late) {
  const announced = Number(context.req.header("content-length") ?? 0);
  if (announced > limit) throw tooLarge(limit);
  /** @type {ReadableStreamDefaultReader<Uint8Array> | undefined} */
  const reader = context.req.raw.body?.getReader();
  const chunks = [];
  let size = 0;
  for (;;) {
    const reading = reader?.read();
    const { done = true, value } = (await (late && reading ? Promise.race([reading, late]) : reading)) ?? {};
    if (done || !value) return joined(chunks);
    size += value.length;
    // The reader is left as it is: cancelling it would close the connection before the answer.
    if (size > limit) throw tooLarge(limit);
    chunks.push(value);
  }
}
