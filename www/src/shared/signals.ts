// What concerns more than one feature. A reducer sends a signal with its step; every feature hears it in `on`. Here are those that
// the page itself sends and hears; a feature adds its own beside its state, with `declare module "../shared/signals.ts"`.
import type { Route } from "./route.ts";

export interface Signals {
  /** The visitor has gone to another view, or to the same one of something else. */
  navigated: { route: Route };
  /** Where the visitor wanted to go takes a session: they are asked to sign in. */
  signInNeeded: { route: Route };
  /** Every feature has forgotten what it does not keep. */
  signedOut: unknown;
}

export type Signal = { [Type in keyof Signals]: { readonly type: Type } & Signals[Type] }[keyof Signals];
