// The tokens that the sandbox's Keystone has given out.
/** @import { Clock } from "./clock.mjs" */
/** @import { ApplicationCredential, User } from "./world.mjs" */
import { randomBytes } from "node:crypto";

const LIFETIME_MS = 60 * 60 * 1000;
/** What Keystone gives a receipt by default. */
const RECEIPT_MS = 5 * 60 * 1000;
const MOST = 1000;

/**
 * @typedef {object} Token
 * @property {string} text
 * @property {User} user
 * @property {string | undefined} project its name; undefined for an unscoped token
 * @property {{ id: string, name: string } | undefined} domain of a token for a domain of Keystone
 * @property {string[]} methods by which it was got
 * @property {ApplicationCredential | undefined} credential
 * @property {string} auditId
 * @property {string | undefined} rootId of a token that was got for another one, the audit ID of the first of them
 * @property {number} issued
 * @property {number} expires
 */

/**
 * What a user brought of several factors.
 *
 * @typedef {object} Receipt
 * @property {string} text
 * @property {User} user
 * @property {string[]} methods
 * @property {number} issued
 * @property {number} expires
 */

export class Tokens {
  /** @type {Map<string, Token>} */
  #byText = new Map();
  /** @type {Map<string, Receipt>} */
  #receipts = new Map();

  /** @param {Clock} clock */
  constructor(clock) {
    this.clock = clock;
  }

  /**
   * @param {User} user
   * @param {string | undefined} project
   * @param {{ methods?: string[], credential?: ApplicationCredential, root?: string, domain?: { id: string, name: string } }} [how]
   */
  issue(user, project, { methods = ["password"], credential, root, domain } = {}) {
    makeRoom(this.#byText);
    const issued = this.#seconds();
    /** @type {Token} */
    const token = {
      text: `gAAAAAB${randomBytes(132).toString("base64url")}`,
      user,
      project,
      domain,
      methods,
      credential,
      auditId: randomBytes(16).toString("base64url"),
      rootId: root,
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

  /** @param {User} user @param {string[]} methods */
  receipt(user, methods) {
    makeRoom(this.#receipts);
    const issued = this.#seconds();
    /** @type {Receipt} */
    const receipt = { text: `gAAAAAB${randomBytes(96).toString("base64url")}`, user, methods, issued, expires: issued + RECEIPT_MS };
    this.#receipts.set(receipt.text, receipt);
    return receipt;
  }

  /** @param {string | undefined} text */
  receiptOf(text) {
    const receipt = this.#receipts.get(text ?? "");
    return receipt && receipt.expires > this.clock.now() ? receipt : undefined;
  }

  /** Keystone counts whole seconds. */
  #seconds() {
    return Math.floor(this.clock.now() / 1000) * 1000;
  }

  /** With a first token, all that were got for it. @param {Token} token */
  revoke(token) {
    for (const each of this.#byText.values()) {
      if (each === token || each.rootId === token.auditId) this.#byText.delete(each.text);
    }
  }
}

/** The oldest one goes. @param {Map<string, unknown>} kept */
function makeRoom(kept) {
  const [oldest] = kept.keys();
  if (oldest !== undefined && kept.size >= MOST) kept.delete(oldest);
}
