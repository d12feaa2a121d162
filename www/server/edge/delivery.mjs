// How an answer gets to its client, where somebody wants to know when it has: what is held for it is then free.

/** A part of it at a time. */
const PIECE = 64 * 1024;

/**
 * The answer to give to the runtime.
 *
 * @param {Response} response
 * @param {(() => void)[]} whenSent
 * @param {number} takingMs for the client to take it
 * @param {{ waitUntil(promise: Promise<unknown>): void }} context
 */
export async function delivered(response, whenSent, takingMs, context) {
  const sent = () => { for (const then of whenSent) then(); };
  if (whenSent.length === 0 || !response.body) {
    sent();
    return response;
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { readable, writable } = new FixedLengthStream(bytes.length);
  context.waitUntil(written(bytes, writable.getWriter(), takingMs).finally(sent));
  return new Response(readable, response);
}

/** @param {Uint8Array} bytes @param {WritableStreamDefaultWriter<Uint8Array>} writer @param {number} ms */
async function written(bytes, writer, ms) {
  const timer = setTimeout(() => { writer.abort().catch(() => undefined); }, ms);
  try {
    for (let at = 0; at < bytes.length; at += PIECE) await writer.write(bytes.subarray(at, at + PIECE));
    await writer.close();
  } catch {
    // The client is gone, or was too slow.
  } finally {
    clearTimeout(timer);
  }
}
