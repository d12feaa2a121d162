// Which servers run: the orders to start and to stop them, each carried out a moment later.
/** @import { Clock } from "./clock.mjs" */
/** @import { Passwords } from "./passwords.mjs" */
/** @import { Server } from "./world.mjs" */

/** So long a server takes to start or to stop, in milliseconds. */
export const SWITCHING_MS = 3000;

/**
 * @typedef {object} Order
 * @property {"ACTIVE" | "SHUTOFF"} to
 * @property {number} at when it is carried out
 */

export class Power {
  /** @type {Map<string, Order>} */
  #orders = new Map();

  /**
   * @param {Clock} clock
   * @param {Passwords} passwords
   */
  constructor(clock, passwords) {
    this.clock = clock;
    this.passwords = passwords;
  }

  /** The server as it is now. @param {Server} server @returns {Server} */
  now(server) {
    const order = this.#orders.get(server.id);
    if (!order) return server;
    return order.at > this.clock.now() ? { ...server, status: opposite(order.to), switching: order.to } : { ...server, status: order.to };
  }

  /** @param {Server} server @param {Order["to"]} to */
  order(server, to) {
    const at = this.clock.now() + SWITCHING_MS;
    this.#orders.set(server.id, { to, at });
    if (to === "ACTIVE") this.passwords.starts(server, at);
  }

  reset() {
    this.#orders.clear();
  }
}

/** @param {Order["to"]} status @returns {Order["to"]} */
const opposite = (status) => (status === "ACTIVE" ? "SHUTOFF" : "ACTIVE");
