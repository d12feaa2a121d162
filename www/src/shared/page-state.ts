// What every feature sees of the page itself: where the visitor is, how the page looks, and whether the core is there. Plain data.
import type { Problem } from "./problem.ts";
import type { Route } from "./route.ts";

export type Core = { status: "loading" } | { status: "ready" } | { status: "failed"; problem: Problem };
export type Theme = "light" | "dark";

/** A place for the focus, as `data-focus` names it in a view; `none` is nowhere. */
export type FocusTarget = "heading" | "result" | "problem" | "keys" | "passphrase" | "passcode" | "delete" | "reset" | "renew" | "policies" | "before" | "working" | "warned" | "none";

export interface PageState {
  /** The part of the package that is WebAssembly. */
  readonly core: Core;
  readonly theme: Theme;
  readonly route: Route;
  /** For the live region; the number makes a repeated text a new one. */
  readonly announcement: { text: string; count: number };
  /** Where the focus belongs after the next rendering; the number makes a repeated wish a new one. */
  readonly focus: { target: FocusTarget; count: number };
}

export type PageEvent =
  | { type: "page/coreRequested" }
  | { type: "page/coreReady" }
  | { type: "page/coreFailed"; problem: Problem }
  /** Chosen here, or changed by the system. */
  | { type: "page/themeChosen" | "page/themeChanged"; theme: Theme }
  /** The visitor wants to go there: by a link, the address bar or a button. */
  | { type: "page/navigated"; route: Route }
  | { type: "page/announced"; text: string };
