// The one state of the page, every way it changes, and the effects that follow.
import { cloudFetch } from "../shared/cloud-fetch.ts";
import { Jobs } from "../shared/jobs.ts";
import type { PolicyPackage } from "../shared/context.ts";
import { toProblem } from "../shared/problem.ts";
import type { Route } from "../shared/route.ts";
import type { ActionsWith, AnyFeature, Composed, EventWith, StateWith } from "./compose.ts";
import { moduleOf } from "./modules.ts";
import type { Modules } from "./modules.ts";

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
  /** The modules of the core; without them no view waits for any. */
  modules?(actions: ActionsWith<F>): Modules;
}

export function createStore<const F extends readonly AnyFeature[]>(page: Composed<F>, start: StateWith<F>, options: Options<F> = {}): Store<F> {
  let state = start;
  const jobs = new Jobs();

  const dispatch = (event: EventWith<F>): void => {
    const before = state;
    state = page.reduce(before, event);
    if (state === before) return;
    const after = state;
    options.changed?.(before, after, event);
    followRoute(before.route, after.route);
    page.follow(actions, before, after);
  };

  const go = options.go ?? ((route: Route) => { dispatch({ type: "page/navigated", route }); });

  /** Loads what the view needs that is shown. */
  function startCore(): void {
    if (!modules) return;
    const name = moduleOf(state.route);
    const isWanted = (): boolean => moduleOf(state.route) === name;
    modules.load(name).then(
      () => { if (isWanted()) dispatch({ type: "page/coreReady" }); },
      (error: unknown) => { if (isWanted()) dispatch({ type: "page/coreFailed", problem: toProblem(error) }); },
    );
  }

  /** Another view may need another module. */
  function followRoute(before: Route, after: Route): void {
    const name = moduleOf(after);
    if (!modules || name === moduleOf(before)) return;
    if (modules.isReady(name)) {
      if (state.core.status !== "ready") dispatch({ type: "page/coreReady" });
      return;
    }
    dispatch({ type: "page/coreRequested" });
    startCore();
  }

  function policyPackage(): PolicyPackage {
    if (!modules) throw new Error("this page has no modules");
    return modules.policy;
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
      await modules?.load("client");
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
      started: async () => { await modules?.load("client"); },
      policyPackage,
      fetch: watchedFetch,
    },
    () => state,
  );
  const modules = options.modules?.(actions);

  return {
    get state() {
      return state;
    },
    actions,
    dispatch,
  };
}
