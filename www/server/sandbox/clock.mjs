// The time in the sandbox: tests move it forward instead of waiting.

export class Clock {
  #ahead = 0;

  now() {
    return Date.now() + this.#ahead;
  }

  /** @param {number} ms */
  advance(ms) {
    this.#ahead += ms;
  }

  reset() {
    this.#ahead = 0;
  }
}
