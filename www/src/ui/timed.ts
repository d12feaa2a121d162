// Texts that change by themselves as time passes, without the state: what is shown after a while, and a countdown.
import { AsyncDirective } from "lit/async-directive.js";
import { directive } from "lit/directive.js";
import { nothing } from "lit";

class AfterDelay extends AsyncDirective {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shown = false;
  #content: () => unknown = () => nothing;

  override render(ms: number, content: () => unknown): unknown {
    this.#content = content;
    if (!this.#shown && this.#timer === undefined) this.#start(ms);
    return this.#shown ? content() : nothing;
  }

  #start(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#shown = true;
      this.setValue(this.#content());
    }, ms);
  }

  override disconnected(): void {
    clearTimeout(this.#timer);
  }
}

/** Shows nothing for `ms`, then `content`. */
export const afterDelay = directive(AfterDelay);

class Countdown extends AsyncDirective {
  #timer: ReturnType<typeof setInterval> | undefined;
  #until = 0;
  #text: (seconds: number) => string = String;

  override render(until: number, text: (seconds: number) => string): unknown {
    this.#until = until;
    this.#text = text;
    this.#timer ??= setInterval(() => { this.setValue(this.#now()); }, 1000);
    return this.#now();
  }

  #now(): string {
    return this.#text(Math.max(0, Math.ceil((this.#until - Date.now()) / 1000)));
  }

  override disconnected(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** The seconds that are left, each second anew. */
export const countdown = directive(Countdown);
