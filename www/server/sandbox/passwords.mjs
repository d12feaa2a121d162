// The passwords of the guests, and what of them is stored, encrypted.
/** @import { Clock } from "./clock.mjs" */
/** @import { Keys } from "./keys.mjs" */
/** @import { Server } from "./world.mjs" */

export class Passwords {
  /** @type {Map<string, Promise<string>>} */
  #stored = new Map();
  /** @type {Map<string, number>} */
  #firstLooks = new Map();
  #deleted = new Set();
  /** What was set in a guest from outside. @type {Map<string, string>} */
  #set = new Map();
  /** What was stored in place of the first password. @type {Map<string, string>} */
  #replaced = new Map();
  /** When servers were started of which nothing was stored. @type {Map<string, number>} */
  #started = new Map();

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
    await this.#renew(server);
    const replaced = this.#replaced.get(server.id);
    if (replaced !== undefined) return replaced;
    if (!server.password || !server.keyPair || this.#deleted.has(server.id) || !this.#hasArrived(server)) return "";
    const stored = this.#stored.get(server.id) ?? this.keys.encrypt(server.keyPair, server.password);
    this.#stored.set(server.id, stored);
    return stored;
  }

  /** Where nothing is stored when a guest starts, Cloudbase-Init sets another password and has it stored, as at the first start. @param {Server} server @param {number} at */
  starts(server, at) {
    if (server.password && this.#deleted.has(server.id)) this.#started.set(server.id, at);
  }

  /** @param {Server} server */
  async #renew(server) {
    const started = this.#started.get(server.id);
    if (started === undefined || this.clock.now() - started < this.lateMs) return;
    this.#started.delete(server.id);
    await this.change(server, renewed(server));
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
    const wasReplaced = this.#replaced.delete(server.id);
    if (wasReplaced || this.#hasArrived(server)) this.#deleted.add(server.id);
  }

  /** What the guest has, where it is known. @param {Server} server */
  inGuest(server) {
    return this.#set.get(server.id) ?? server.password;
  }

  /** What the reset plug-in does in the guest: nothing is stored anew. It is in force at once here, whatever the server does. @param {Server} server @param {string} password */
  order(server, password) {
    this.#set.set(server.id, password);
  }

  /**
   * What libvirt's driver does: sets it in the guest, and for an RSA key stores it encrypted in place of what was there. Longer passwords than the key can
   * encrypt fail then, when they are set already.
   *
   * @param {Server} server
   * @param {string} password
   */
  async change(server, password) {
    this.#set.set(server.id, password);
    if (!server.keyPair || !this.keys.isRsa(server.keyPair)) return;
    const ciphertext = await this.keys.encrypt(server.keyPair, password);
    this.#deleted.delete(server.id);
    this.#replaced.set(server.id, ciphertext);
  }

  reset() {
    this.#set.clear();
    this.#replaced.clear();
    this.#deleted.clear();
    this.#firstLooks.clear();
    this.#started.clear();
  }
}

/** The password that such a guest sets: the same each time, so that a demo can be looked at. @param {Server} server */
export const renewed = ({ password = "" }) => Buffer.from(password).reverse().toString();
