// The console: the page of all features.
import { isSignedIn } from "../session/state.ts";
import { compose } from "./compose.ts";
import type { ActionsWith, AnyFeature, Composed, EventWith, StateWith } from "./compose.ts";
import { FEATURES } from "./features.ts";

export type State = StateWith<typeof FEATURES>;
export type Event = EventWith<typeof FEATURES>;
export type Actions = ActionsWith<typeof FEATURES>;

/** A page of these features, among them those of the console. */
export const consoleOf = <const F extends readonly AnyFeature[]>(features: F): Composed<F> =>
  compose(features, { isSignedIn: (state) => isSignedIn(state as unknown as State), signIn: { view: "signIn" }, home: { view: "servers" } });

export const CONSOLE = consoleOf(FEATURES);
