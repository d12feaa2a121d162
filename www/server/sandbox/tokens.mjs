// The tokens that the sandbox's Keystone has given out.
/** @import { Clock } from "./clock.mjs" */
/** @import { ApplicationCredential, User } from "./world.mjs" */
import { randomBytes } from "node:crypto";

const LIFETIME_MS = 60 * 60 * 1000;
const MOST = 1000;

/**
 * @typedef {object} Token
 * @property {string} text
 * @property {User} user
 * @property {string | undefined} project its name; undefined for an unscoped token
 * @property {ApplicationCredential | undefined} credential
 * @property {string} auditId
 * @property {number} issued
 * @property {number} expires
 */

export class Tokens {
  /** @type {Map<string, Token>} */
  #byText = new Map();

  /** @param {Clock} clock */
  constructor(clock) {
    this.clock = clock;
  }

  /**
   * @param {User} user
   * @param {string | undefined} project
   * @param {ApplicationCredential} [credential]
   */
  issue(user, project, credential) {
    const [oldest] = this.#byText.keys();
    if (oldest && this.#byText.size >= MOST) this.#byText.delete(oldest);
    // Keystone counts whole seconds.
    const issued = Math.floor(this.clock.now() / 1000) * 1000;
    /** @type {Token} */
    const token = {
      text: `gAAAAAB${randomBytes(132).toString("base64url")}`,
      user,
      project,
      credential,
      auditId: randomBytes(16).toString("base64url"),
      issued,
      expires: issued + LIFETIME_MS,
    };
    this.#byText.set(token.text, token);
    return token;
  }

  /** @param {string | undefined} text */
  find(text) {
    const token = this.#byText.get(text ?? "");
    return token && token.expires > this.clock.now() ? token : undefined;
  }

  /** @param {Token} token */
  revoke(token) {
    this.#byText.delete(token.text);
  }
}
