// One line for each request. What is in it is made of words of this server, names of clouds, UUIDs of servers and addresses: a token, a password or a key
// has no place there, wherever in the request it was.
/** @import { IncomingMessage, ServerResponse } from "node:http" */
/** @import { Arrival } from "./types.ts" */

/**
 * Writes the line when the answer is out, or its client gone.
 *
 * @param {(line: string) => void} write
 * @param {IncomingMessage} incoming
 * @param {ServerResponse} outgoing
 * @param {Arrival} arrival
 * @param {string} basePath
 */
export function logRequest(write, { method = "" }, outgoing, arrival, basePath) {
  const began = performance.now();
  outgoing.once("close", () => {
    // Not what was sent, but what is known of it.
    const path = arrival.name === undefined ? "…" : basePath + arrival.name;
    const status = outgoing.headersSent ? String(outgoing.statusCode) : "-";
    const ended = outgoing.writableFinished ? [] : ["unfinished"];
    const took = `${(performance.now() - began).toFixed(0)}ms`;
    write([new Date().toISOString(), arrival.address || "-", method, path, status, ...(arrival.refusal ? [arrival.refusal] : []), took, ...ended].join(" "));
  });
}
