// A piece of the page that changes with the clock alone, drawn anew by itself: the state does not change every second.
import { noChange } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { directive } from "lit/directive.js";

class EverySecond extends AsyncDirective {
  #make: () => unknown = () => noChange;
  #timer: ReturnType<typeof setInterval> | undefined;

  override render(make: () => unknown): unknown {
    this.#make = make;
    if (this.isConnected) this.#start();
    return make();
  }

  protected override disconnected(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  protected override reconnected(): void {
    this.#start();
  }

  #start(): void {
    this.#timer ??= setInterval(() => { this.setValue(this.#make()); }, 1000);
  }
}

/** What `make` gives, every second anew. */
export const everySecond = directive(EverySecond);

/** As minutes and seconds: 14:05; from an hour on, hours before them. */
export function clockText(ms: number): string {
  const seconds = Math.max(Math.ceil(ms / 1000), 0);
  const two = (value: number): string => value.toString().padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours.toString()}:${two(minutes)}:${two(seconds % 60)}` : `${minutes.toString()}:${two(seconds % 60)}`;
}
