// How many reads of an account IAM takes of one user in a second. The clouds have such a limit, and do not say which ("IAM.0012").
/** @import { Clock } from "./clock.mjs" */

/** Many more than a visitor makes, and fewer than a reader that does not wait. */
export const MOST_READS = 100;

export class Pace {
  /** @type {Map<string, { second: number, count: number }>} */
  #byUser = new Map();

  /** @param {Clock} clock @param {number} [most] */
  constructor(clock, most = MOST_READS) {
    this.clock = clock;
    this.most = most;
  }

  /** Counts one of a user; gives how many seconds to wait instead where there were too many. @param {string} user */
  waitOf(user) {
    const second = Math.floor(this.clock.now() / 1000);
    const before = this.#byUser.get(user);
    const count = before?.second === second ? before.count + 1 : 1;
    this.#byUser.set(user, { second, count });
    return count > this.most ? 1 : 0;
  }
}
