// The one state of the page, every way it changes, and the effects that follow.
import { cloudFetch } from "../shared/cloud-fetch.ts";
import { Jobs } from "../shared/jobs.ts";
import { toProblem } from "../shared/problem.ts";
import type { Route } from "../shared/route.ts";
import type { ActionsWith, AnyFeature, Composed, EventWith, StateWith } from "./compose.ts";

export interface Store<F extends readonly AnyFeature[]> {
  readonly state: StateWith<F>;
  readonly actions: ActionsWith<F>;
  readonly dispatch: (event: EventWith<F>) => void;
}

interface Options<F extends readonly AnyFeature[]> {
  /** After each change, before its effects. */
  readonly changed?: (before: StateWith<F>, after: StateWith<F>, event: EventWith<F>) => void;
  /** Goes to a route; by itself it is an event like another one. */
  readonly go?: (route: Route) => void;
  /** Signs out, or asks whether to. */
  leave?(actions: ActionsWith<F>, state: StateWith<F>): void;
  /** Loads the core: `ready` once it can decrypt as well. */
  loadCore?(actions: ActionsWith<F>): { readonly loaded: Promise<void>; readonly ready: Promise<unknown> };
}

export function createStore<const F extends readonly AnyFeature[]>(page: Composed<F>, start: StateWith<F>, options: Options<F> = {}): Store<F> {
  let state = start;
  let core: Promise<void> | undefined;
  const jobs = new Jobs();

  const dispatch = (event: EventWith<F>): void => {
    const before = state;
    state = page.reduce(before, event);
    if (state === before) return;
    options.changed?.(before, state, event);
    page.follow(actions, before, state);
  };

  const go = options.go ?? ((route: Route) => { dispatch({ type: "page/navigated", route }); });

  function startCore(): void {
    const begun = options.loadCore?.(actions);
    if (!begun) return;
    core = begun.loaded;
    begun.ready.then(
      () => { dispatch({ type: "page/coreReady" }); },
      (error: unknown) => { dispatch({ type: "page/coreFailed", problem: toProblem(error) }); },
    );
  }

  /** The answers of a cloud say something about the whole page as well. */
  const watchedFetch: typeof fetch = async (input, init) => {
    const answer = await cloudFetch(input, init);
    page.tell(actions, { kind: "answer", answer });
    return answer;
  };

  async function run<T>(job: string, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = jobs.begin(job);
    try {
      await core;
      const result = await call(controller.signal);
      page.tell(actions, { kind: "call", job });
      return result;
    } catch (error) {
      page.tell(actions, { kind: "call", job, error });
      throw error;
    } finally {
      jobs.end(job, controller);
    }
  }

  const actions: ActionsWith<F> = page.createActions(
    { go, cancel: (job) => { jobs.cancel(job); }, startCore, leave: () => { options.leave?.(actions, state); } },
    {
      dispatch,
      jobs,
      run,
      say: (text) => { dispatch({ type: "page/announced", text }); },
      started: async () => { await core; },
      fetch: watchedFetch,
    },
    () => state,
  );

  return {
    get state() {
      return state;
    },
    actions,
    dispatch,
  };
}
