// The contract of a feature: a folder that brings a slice of the state, the events that change it, the effects that cause them,
// and views. `app` composes the page of a list of them (`app/features.ts`). A feature imports `shared`, `ui`, `locales` and the
// features below it, never `app`; what it has to tell to those above it, it sends as a signal.
import type { Context, Dispatch } from "./context.ts";
import type { FocusTarget } from "./page-state.ts";
import type { Route, ViewName } from "./route.ts";
import type { Signal } from "./signals.ts";

/** What an event or a signal comes to. */
export interface Step<Slice> {
  /** The slice afterwards; the same object where nothing changes. */
  readonly slice: Slice;
  /** Said to who uses a screen reader. */
  readonly say?: string | undefined;
  /** Where the focus goes with the next rendering. */
  readonly focus?: FocusTarget | undefined;
  /** The view that is shown from now on. Nobody goes anywhere: what the view before held is kept for the way back. */
  readonly show?: Route | undefined;
  /** Where the visitor is taken, as if they had gone there themselves. */
  readonly go?: Route | undefined;
  /** For the features that it concerns, this one included, in this order. */
  readonly signals?: readonly Signal[] | undefined;
}

/** Something that signing out loses. */
export interface Loss {
  /** Losses of the same kind are said together. */
  readonly kind: string;
  /** What is lost, each by its name: what two features hold is lost once. */
  readonly ids: readonly string[];
  /** Where it stands among the others: 1 is first. */
  readonly rank: number;
  /** Signing out alone loses it: it outlives a change to another project. */
  readonly ofUser?: true;
  readonly text: (count: number) => string;
}

/** A view that fills the page. */
export interface View<State, Actions> {
  readonly name: ViewName;
  /** Without a session the visitor is asked to sign in first, and goes on to it afterwards. */
  readonly needsSession?: boolean;
  /** Its link in the head of the page, and its place among those of the others. */
  readonly link?: { readonly text: () => string; readonly rank: number };
  /** The view whose link is the current one meanwhile; without this it is its own. */
  readonly under?: ViewName;
  /** The route of an address, from its `#` on; nothing where it is that of another view. */
  parse(hash: string): Route | undefined;
  /** The address of a route of this view. */
  address(route: Route): string;
  render(state: State, actions: Actions): unknown;
}

/** News for the actions of every feature: an answer of a cloud as it comes in, or how a call through `run` ended. */
export type News = { readonly kind: "answer"; readonly answer: Response } | { readonly kind: "call"; readonly job: string; readonly error?: unknown };

/**
 * `State` is what the feature sees: the page, its own slice and those of the features below it. `Below` are the actions that it may
 * call. Methods, so that a list can hold features that see different parts of one state.
 */
export interface Feature<Name extends string, Slice, Event extends { readonly type: `${Name}/${string}` }, State, Below, Actions> {
  /** Of its slice, its actions and its events, which begin with it. */
  readonly name: Name;
  /** The slice at the start, and after signing out. Plain data: no handle, no password, no passphrase, no token. */
  readonly initial: Slice;
  /** What outlives signing out; without this nothing does. */
  kept?(slice: Slice): Slice;
  reduce(slice: Slice, event: Event, state: State): Step<Slice>;
  on?(slice: Slice, signal: Signal, state: State): Step<Slice>;
  /** Its effects; each ends in events. What must be wiped, and what is no plain data, lives in there. */
  actions(context: Context<State, Event, Below>): Actions;
  /** What follows from a new state by itself: loading what a view needs, wiping what no view holds any more. */
  follow?(actions: Actions, before: State, after: State): void;
  heard?(actions: Actions, news: News): void;
  /** What signing out would lose. Said beforehand; signing out is at once where nothing is lost. */
  losses?(state: State): readonly Loss[];
  /** Whether closing the page would forget a secret, or end a session. */
  holdsSecret?(state: State): boolean;
  readonly views?: readonly View<State, Uses<Name, Event, Below, Actions>>[];
  /** A line above every view, where there is something to say. */
  strip?(state: State, actions: Uses<Name, Event, Below, Actions>): unknown;
}

/** What a view of a feature is given: its own actions, those of the features below, and those of the page. */
export type Uses<Name extends string, Event, Below, Actions> = Below & Dispatch<Event> & Readonly<Record<Name, Actions>>;

/** Types the parts of a feature by each other. */
export const feature = <const Name extends string, Slice, Event extends { readonly type: `${Name}/${string}` }, State, Below, Actions>(
  parts: Feature<Name, Slice, Event, State, Below, Actions>,
): Feature<Name, Slice, Event, State, Below, Actions> => parts;
