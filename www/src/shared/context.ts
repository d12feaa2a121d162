// What the actions of a feature work with, and what its views are given.
import type { Jobs } from "./jobs.ts";
import type { Route } from "./route.ts";

/** What there is of the package's part for policies. */
export type PolicyPackage = typeof import("./policy-package.ts");

/** What every view may ask of the page itself. */
export interface PageActions {
  readonly go: (route: Route) => void;
  /** Ends the call of this kind that is under way. */
  readonly cancel: (job: string) => void;
  /** Signs out; asks first where something would be lost. */
  readonly leave: () => void;
  /** Loads what the view needs of the core; once more where that failed. */
  readonly startCore: () => void;
}

/** How a view reports an event of its own feature. */
export interface Dispatch<Event> {
  readonly dispatch: (event: Event) => void;
}

/** `State` and `Below` are what the feature sees: the page, itself, and the features below it. */
export interface Context<State, Event, Below = PageActions> extends Dispatch<Event> {
  /** As it is now. */
  readonly state: State;
  /** The actions of the page and of the features below. */
  readonly actions: Below;
  readonly jobs: Jobs;
  /** Says something to who uses a screen reader. */
  readonly say: (text: string) => void;
  /** Runs a call of the cloud once the client can be used, one of its kind at a time. Every feature hears how it ended. */
  readonly run: <T>(job: string, call: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  /** Waits until the client can be used. */
  readonly started: () => Promise<void>;
  /** The package's part for policies; it is there where the view that needs it is ready. */
  readonly policyPackage: () => PolicyPackage;
  /** `fetch` for requests to a cloud. Every feature hears of the answers. */
  readonly fetch: typeof fetch;
}
