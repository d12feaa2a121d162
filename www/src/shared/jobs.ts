// The calls that are under way, one of its kind at a time, and how they are cancelled.

export class Jobs {
  readonly #running = new Map<string, AbortController>();

  /** Takes the place of the one of its kind before it. */
  begin(job: string): AbortController {
    this.cancel(job);
    const controller = new AbortController();
    this.#running.set(job, controller);
    return controller;
  }

  end(job: string, controller: AbortController): void {
    if (this.#running.get(job) === controller) this.#running.delete(job);
  }

  isRunning(job: string): boolean {
    return this.#running.has(job);
  }

  cancel(job: string): void {
    this.#running.get(job)?.abort();
    this.#running.delete(job);
  }

  cancelAll(): void {
    for (const job of [...this.#running.keys()]) this.cancel(job);
  }
}
