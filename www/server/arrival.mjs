// A request as it came in: below which path, and, where a proxy before this server is trusted, by whom and how the browser sent it.
/** @import { IncomingMessage, ServerResponse } from "node:http" */
/** @import { Writable } from "node:stream" */
/** @import { Arrival, NodeArrival } from "./types.ts" */
import { BlockList, isIP } from "node:net";
import { Stop } from "./errors.mjs";
import { targetBelow } from "./guard.mjs";

/**
 * What is known of a request.
 *
 * @param {IncomingMessage} incoming
 * @param {ServerResponse} outgoing
 * @param {string} basePath
 * @param {BlockList} trusted
 * @returns {NodeArrival}
 */
export function arrive(incoming, outgoing, basePath, trusted) {
  return { ...targetBelow(incoming.url ?? "", basePath), ...forwarded(incoming, trusted), onceSent: (then) => { onceSent(outgoing, then); }, incoming, outgoing };
}

/** Does `then` once an answer is on its way as a whole, or its client is gone. @param {Writable} outgoing @param {() => void} then */
export function onceSent(outgoing, then) {
  if (outgoing.closed || outgoing.destroyed) then();
  else outgoing.once("close", then);
}

/** The headers of whoever is not trusted count for nothing. @param {IncomingMessage} incoming @param {BlockList} trusted @returns {Pick<Arrival, "address" | "scheme" | "bad">} */
function forwarded({ socket, headers }, trusted) {
  const peer = plain(socket.remoteAddress ?? "");
  if (!isIn(trusted, peer)) return { address: peer };
  const client = clientOf(peer, textOf(headers["x-forwarded-for"]), trusted);
  if (client === undefined) return { address: peer, bad: "X-Forwarded-For" };
  const scheme = textOf(headers["x-forwarded-proto"]);
  if (scheme === undefined) return { address: client };
  return scheme === "http" || scheme === "https" ? { address: client, scheme } : { address: client, bad: "X-Forwarded-Proto" };
}

/** From its end, as each proxy adds whom it was asked by: the first that is not trusted; what is before that one may be made up. @param {string} peer @param {string | undefined} text @param {BlockList} trusted */
function clientOf(peer, text, trusted) {
  let client = peer;
  for (const each of text?.split(",").reverse() ?? []) {
    const address = plain(each.trim());
    if (isIP(address) === 0) return undefined;
    client = address;
    if (!isIn(trusted, address)) return client;
  }
  return client;
}

/** @param {string | string[] | undefined} value */
const textOf = (value) => (Array.isArray(value) ? value.join(",") : value);

/** An IPv4 address as IPv6 has it is that address. @param {string} address */
const plain = (address) => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");

/** @param {BlockList} list @param {string} address */
const isIn = (list, address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

/** @param {readonly string[]} texts addresses, or networks such as `10.0.0.0/8` */
export function trustedProxies(texts) {
  const list = new BlockList();
  for (const text of texts) {
    const [, address = "", bits] = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    if (family === 0 || Number(bits ?? most) > most || Number(bits ?? most) === 0) {
      throw new Stop(`--trust-proxy is \`${text}\`, expected an IP address such as \`127.0.0.1\`, or a network such as \`10.0.0.0/24\``);
    }
    list.addSubnet(address, Number(bits ?? most), family === 6 ? "ipv6" : "ipv4");
  }
  return list;
}
