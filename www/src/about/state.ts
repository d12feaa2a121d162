// What the page is, what leaves the browser, and how to use it: a dialog that opens over every view. Plain data.
import type { PageState } from "../shared/page-state.ts";
import type { Step } from "../shared/feature.ts";
import type { Signal } from "../shared/signals.ts";
import type { Loading } from "../ui/loaded.ts";

export interface About {
  readonly open: boolean;
  readonly view: Loading;
}

export const NO_ABOUT: About = { open: false, view: "none" };

export interface AboutState extends PageState {
  readonly about: About;
}

export type AboutEvent = { type: "about/toggled"; open: boolean } | { type: "about/loaded"; view: Loading };

export const reduce = (slice: About, event: AboutEvent): Step<About> => ({
  slice: event.type === "about/toggled" ? { ...slice, open: event.open } : { ...slice, view: event.view },
});

/** A link in it leads to a view. */
export const on = (slice: About, { type }: Signal): Step<About> => ({ slice: type === "navigated" && slice.open ? { ...slice, open: false } : slice });
