// How much of what clouds answered is held in all: a client that does not read must not cost what another one needs.

export class Room {
  #free;
  /** @type {{ bytes: number, admit: () => void }[]} */
  #waiting = [];

  /** @param {number} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.#free = bytes;
  }

  /**
   * Waits for so many bytes, in the order of those who ask; rejects when the signal is aborted.
   *
   * @param {number} bytes
   * @param {AbortSignal} signal
   */
  async take(bytes, signal) {
    signal.throwIfAborted();
    if (this.#waiting.length === 0 && bytes <= this.#free) {
      this.#free -= bytes;
      return;
    }
    await new Promise((resolve, reject) => {
      const waiting = { bytes, admit: () => { signal.removeEventListener("abort", leave); resolve(undefined); } };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        this.#admit();
        reject(new Error("no room"));
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.push(waiting);
    });
  }

  /** @param {number} bytes */
  give(bytes) {
    this.#free += bytes;
    this.#admit();
  }

  #admit() {
    for (let [next] = this.#waiting; next && next.bytes <= this.#free; [next] = this.#waiting) {
      this.#waiting.shift();
      this.#free -= next.bytes;
      next.admit();
    }
  }
}
