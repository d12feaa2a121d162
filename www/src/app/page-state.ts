// What the page itself remembers, and how it changes.
import type { PageEvent, PageState } from "../shared/page-state.ts";

export const START: Omit<PageState, "route"> = {
  core: { status: "loading" },
  theme: "light",
  announcement: { text: "", count: 0 },
  focus: { target: "none", count: 0 },
};

export function reducePage<State extends PageState>(state: State, event: Exclude<PageEvent, { type: "page/navigated" }>): State {
  switch (event.type) {
    case "page/coreRequested":
      return { ...state, core: { status: "loading" } };
    case "page/coreReady":
      return { ...state, core: { status: "ready" } };
    case "page/coreFailed":
      return { ...state, core: { status: "failed", problem: event.problem } };
    case "page/themeChosen":
    case "page/themeChanged":
      return { ...state, theme: event.theme };
    case "page/announced":
      return { ...state, announcement: { text: event.text, count: state.announcement.count + 1 } };
  }
}
