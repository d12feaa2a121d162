// What the page is, what leaves the browser, how to use it, and by which keys: dialogs that open over every view. Plain data.
import type { PageState } from "../shared/page-state.ts";
import type { Step } from "../shared/feature.ts";
import type { Signal } from "../shared/signals.ts";
import type { Loading } from "../ui/loaded.ts";

export type AboutDialog = "help" | "shortcuts";

export interface About {
  readonly open: AboutDialog | undefined;
  readonly view: Loading;
}

export const NO_ABOUT: About = { open: undefined, view: "none" };

export interface AboutState extends PageState {
  readonly about: About;
}

export type AboutEvent = { type: "about/opened" | "about/closed"; dialog: AboutDialog } | { type: "about/loaded"; view: Loading };

export function reduce(slice: About, event: AboutEvent): Step<About> {
  switch (event.type) {
    case "about/opened":
      return { slice: { ...slice, open: event.dialog } };
    // One that gave way to the other closes as well.
    case "about/closed":
      return { slice: slice.open === event.dialog ? { ...slice, open: undefined } : slice };
    case "about/loaded":
      return { slice: { ...slice, view: event.view } };
  }
}

/** A link in it leads to a view. */
export const on = (slice: About, { type }: Signal): Step<About> => ({ slice: type === "navigated" && slice.open ? { ...slice, open: undefined } : slice });
