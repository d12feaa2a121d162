// The passwords that the guests have stored, encrypted.
/** @import { Clock } from "./clock.mjs" */
/** @import { Keys } from "./keys.mjs" */
/** @import { Server } from "./world.mjs" */

export class Passwords {
  /** @type {Map<string, Promise<string>>} */
  #stored = new Map();
  /** @type {Map<string, number>} */
  #firstLooks = new Map();
  #deleted = new Set();

  /**
   * @param {Keys} keys
   * @param {Clock} clock
   * @param {number} lateMs
   */
  constructor(keys, clock, lateMs) {
    this.keys = keys;
    this.clock = clock;
    this.lateMs = lateMs;
  }

  /** The ciphertext, or the empty text. @param {Server} server */
  async get(server) {
    if (!server.password || !server.keyPair || this.#deleted.has(server.id) || !this.#hasArrived(server)) return "";
    const stored = this.#stored.get(server.id) ?? this.keys.encrypt(server.keyPair, server.password);
    this.#stored.set(server.id, stored);
    return stored;
  }

  /** @param {Server} server */
  #hasArrived(server) {
    if (!server.late) return true;
    const now = this.clock.now();
    const firstLook = this.#firstLooks.get(server.id) ?? now;
    this.#firstLooks.set(server.id, firstLook);
    return now - firstLook >= this.lateMs;
  }

  /** What is not there yet cannot be deleted, and still arrives. @param {Server} server */
  delete(server) {
    if (this.#hasArrived(server)) this.#deleted.add(server.id);
  }

  reset() {
    this.#deleted.clear();
    this.#firstLooks.clear();
  }
}
