// The page as its features make it: one state of their slices, one reducer that leads each event to its feature and each signal to
// all of them, the addresses of their views, and their actions. It knows none of them by itself; `features.ts` has the list.
import type { Context, Dispatch, PageActions } from "../shared/context.ts";
import type { Feature, Loss, News, Step, Uses, View } from "../shared/feature.ts";
import type { PageEvent, PageState } from "../shared/page-state.ts";
import { sameRoute } from "../shared/route.ts";
import type { Route } from "../shared/route.ts";
import type { Signal } from "../shared/signals.ts";
import { reducePage, START } from "./page-state.ts";

interface AnyEvent {
  readonly type: `${string}/${string}`;
}

/** Any feature at all: its methods take what the whole page gives them. */
export type AnyFeature = Feature<string, unknown, AnyEvent, unknown, unknown, unknown>;

type NameOf<F> = F extends { readonly name: infer Name extends string } ? Name : never;
type EventOf<F> = F extends { reduce(slice: never, event: infer Event, state: never): unknown } ? Event : never;
type ActionsOf<F> = F extends { actions(context: never): infer Actions } ? Actions : never;

/** The whole state of a page with these features. */
export type StateWith<F extends readonly AnyFeature[]> = PageState & { readonly [Each in F[number] as NameOf<Each>]: Each["initial"] };
export type EventWith<F extends readonly AnyFeature[]> = PageEvent | EventOf<F[number]>;
export type ActionsWith<F extends readonly AnyFeature[]> = PageActions & { readonly [Each in F[number] as NameOf<Each>]: ActionsOf<Each> } & Dispatch<EventWith<F>>;

/** Which routes the page itself has to know. */
export interface Doors<State> {
  /** Whether calls of the cloud can be made. */
  isSignedIn(state: State): boolean;
  /** Where who is not signed in is asked to, and where who is begins. */
  readonly signIn: Route;
  readonly home: Route;
}

type Slices = Record<string, unknown>;

export function compose<const F extends readonly AnyFeature[]>(features: F, doors: Doors<StateWith<F>>) {
  type State = StateWith<F>;
  const byName = new Map(features.map((feature) => [feature.name, feature]));
  const views = features.flatMap((feature) => (feature.views ?? []) as unknown as readonly View<State, ActionsWith<F>>[]);
  const viewOf = (route: Route): View<State, ActionsWith<F>> | undefined => views.find(({ name }) => name === route.view);
  const sliceOf = (state: State, { name }: AnyFeature): unknown => (state as unknown as Slices)[name];

  /** `more` is what is known before anything happens, such as how the page came. */
  function initialState(route: Route, more: Partial<State> = {}): State {
    const slices = Object.fromEntries(features.map(({ name, initial }) => [name, initial]));
    const start = { ...START, route: doors.signIn, ...slices, ...more } as State;
    const { focus } = start;
    return { ...settled(start, [() => navigated(start, route)]), focus };
  }

  /** A change, and the steps that are still to come of it. */
  type Pending = (state: State) => { state: State; then: Pending[] };

  function reduce(state: State, event: EventWith<F>): State {
    const [name = ""] = event.type.split("/");
    if (name === "page") {
      const own = event as PageEvent;
      if (own.type === "page/navigated") return settled(state, [(now) => navigated(now, own.route)]);
      return reducePage(state, own);
    }
    const feature = byName.get(name);
    if (!feature) throw new Error(`there is no feature \`${name}\` for the event \`${event.type}\``);
    return settled(state, [(now) => taken(now, feature, feature.reduce(sliceOf(now, feature), event, now))]);
  }

  /** Signals in the order in which they are sent: what one causes comes after those that were there before. */
  function settled(state: State, pending: Pending[]): State {
    let now = state;
    const queue = [...pending];
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { state: after, then } = next(now);
      now = after;
      queue.push(...then);
    }
    return now;
  }

  function taken(state: State, { name }: AnyFeature, { slice, say, focus, show, go, signals = [] }: Step<unknown>): { state: State; then: Pending[] } {
    let now = state;
    if (slice !== (state as unknown as Slices)[name]) now = { ...now, [name]: slice };
    if (say !== undefined && say !== "") now = { ...now, announcement: { text: say, count: now.announcement.count + 1 } };
    if (focus !== undefined) now = { ...now, focus: { target: focus, count: now.focus.count + 1 } };
    if (show !== undefined && !sameRoute(show, now.route)) now = { ...now, route: show };
    const then = signals.map((signal): Pending => (each) => heard(each, signal));
    if (go !== undefined) then.push((each) => navigated(each, go));
    return { state: now, then };
  }

  function heard(state: State, signal: Signal): { state: State; then: Pending[] } {
    let now = state;
    const then: Pending[] = [];
    for (const feature of features) {
      if (signal.type === "signedOut") now = { ...now, [feature.name]: feature.kept ? feature.kept(sliceOf(now, feature)) : feature.initial };
      if (!feature.on) continue;
      const { state: after, then: more } = taken(now, feature, feature.on(sliceOf(now, feature), signal, now));
      now = after;
      then.push(...more);
    }
    return { state: now, then };
  }

  function navigated(state: State, wanted: Route): { state: State; then: Pending[] } {
    const isSignedIn = doors.isSignedIn(state);
    const focus = { target: "heading", count: state.focus.count + 1 } as const;
    if (viewOf(wanted)?.needsSession === true && !isSignedIn) {
      return { state: { ...state, route: doors.signIn, focus }, then: [(now) => heard(now, { type: "signInNeeded", route: wanted })] };
    }
    const route = isSignedIn && sameRoute(wanted, doors.signIn) ? doors.home : wanted;
    if (sameRoute(route, state.route)) return { state, then: [] };
    return { state: { ...state, route, focus }, then: [(now) => heard(now, { type: "navigated", route })] };
  }

  /** Nothing of what an address may hold besides is left of it. */
  function parseRoute(hash: string): Route {
    for (const view of views) {
      const route = view.parse(hash);
      if (route) return route;
    }
    return doors.signIn;
  }

  const toHash = (route: Route): string => viewOf(route)?.address(route) ?? "#/";

  /** The actions of the features, each with those of the features before it. */
  function createActions(page: PageActions, context: Omit<Context<State, EventWith<F>>, "actions" | "state">, stateNow: () => State): ActionsWith<F> {
    const actions: Record<string, unknown> & PageActions = { ...page, dispatch: (event: EventWith<F>) => { context.dispatch(event); } };
    for (const feature of features) {
      const own: Context<unknown, AnyEvent, unknown> = {
        ...context,
        dispatch: (event) => { context.dispatch(event as EventWith<F>); },
        get state() {
          return stateNow();
        },
        actions: { ...actions },
      };
      actions[feature.name] = feature.actions(own);
    }
    return actions as unknown as ActionsWith<F>;
  }

  const own = (actions: ActionsWith<F>, { name }: AnyFeature): unknown => (actions as unknown as Slices)[name];

  function follow(actions: ActionsWith<F>, before: State, after: State): void {
    for (const feature of features) feature.follow?.(own(actions, feature), before, after);
  }

  function tell(actions: ActionsWith<F>, news: News): void {
    for (const feature of features) feature.heard?.(own(actions, feature), news);
  }

  /** What signing out loses, by kind, in the order in which it is said. */
  function losses(state: State): Loss[] {
    const kinds = new Map<string, Loss>();
    for (const loss of features.flatMap((feature) => feature.losses?.(state) ?? [])) {
      const ids = new Set([...(kinds.get(loss.kind)?.ids ?? []), ...loss.ids]);
      if (ids.size > 0) kinds.set(loss.kind, { ...loss, ids: [...ids] });
    }
    return [...kinds.values()].sort((a, b) => a.rank - b.rank);
  }

  /** Whether closing the page would lose something, or forget a secret. */
  const wouldLose = (state: State): boolean => features.some((feature) => feature.holdsSecret?.(state) === true) || losses(state).length > 0;

  const strips = (state: State, actions: ActionsWith<F>): unknown[] =>
    features.map((feature) => feature.strip?.(state, actions as unknown as Uses<string, AnyEvent, unknown, unknown>));

  const links = views.flatMap(({ name, link }) => (link ? [{ name, ...link }] : [])).sort((a, b) => a.rank - b.rank);

  return { features, links, views, viewOf, initialState, reduce, parseRoute, toHash, createActions, follow, tell, losses, wouldLose, strips };
}

/** A page of these features, before anything has happened in it. */
export type Composed<F extends readonly AnyFeature[]> = ReturnType<typeof compose<F>>;
