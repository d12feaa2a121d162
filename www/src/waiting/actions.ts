// Looks for a password again and again, wherever in the page the visitor is meanwhile.
import type { GrantUses } from "../grant/actions.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { toProblem } from "../shared/problem.ts";
import { isWaiting, mayPass, PAUSE_MS, waitFor } from "./state.ts";
import type { WaitingEvent, WaitingState } from "./state.ts";

export type WaitingActions = ReturnType<typeof createWaitingActions>;
/** What a view is given that shows waiting. */
export type WaitingUses = GrantUses & Dispatch<WaitingEvent> & { readonly waiting: WaitingActions };

export function createWaitingActions(context: Context<WaitingState, WaitingEvent, GrantUses>) {
  const { dispatch } = context;
  const timers = new Map<string, { timer: ReturnType<typeof setTimeout>; controller: AbortController }>();

  function halt(serverId: string): void {
    const entry = timers.get(serverId);
    if (!entry) return;
    clearTimeout(entry.timer);
    entry.controller.abort();
    timers.delete(serverId);
  }

  function plan(serverId: string): void {
    halt(serverId);
    const controller = new AbortController();
    const timer = setTimeout(() => void look(serverId, controller), PAUSE_MS);
    timers.set(serverId, { timer, controller });
  }

  async function look(serverId: string, controller: AbortController): Promise<void> {
    const client = context.actions.session.client();
    const { session: { current: session }, waiting } = context.state;
    const wait = waitFor(waiting, serverId);
    if (!client || !session || !wait || !isWaiting(wait)) {
      halt(serverId);
      return;
    }
    dispatch({ type: "waiting/looked", serverId });
    try {
      const { signal } = controller;
      const answer = await client.getServerPassword({ serverId, apiVersion: session.apiVersion }, { signal, timeoutMs: 30_000 });
      if (signal.aborted) return;
      if (answer.stored) {
        halt(serverId);
        dispatch({ type: "waiting/found", serverId, ciphertext: answer.ciphertext, notes: answer.notes });
        return;
      }
    } catch (error) {
      if (controller.signal.aborted) return;
      const problem = toProblem(error);
      if (!mayPass(problem)) {
        halt(serverId);
        dispatch({ type: "waiting/failed", serverId, problem });
        return;
      }
    }
    if (Date.now() >= wait.endsAt) {
      halt(serverId);
      dispatch({ type: "waiting/over", serverId });
      return;
    }
    plan(serverId);
    dispatch({ type: "waiting/none", serverId, now: Date.now() });
  }

  return {
    start(serverId: string, name: string): void {
      dispatch({ type: "waiting/started", serverId, name, now: Date.now() });
      plan(serverId);
    },
    /** The next look, at once. */
    now(serverId: string): void {
      halt(serverId);
      const controller = new AbortController();
      timers.set(serverId, { timer: setTimeout(() => void look(serverId, controller)), controller });
    },
    stop(serverId: string): void {
      halt(serverId);
      dispatch({ type: "waiting/stopped", serverId });
    },
    /** Ends what no state waits for any more. */
    follow({ waiting }: WaitingState): void {
      for (const serverId of timers.keys()) {
        const wait = waitFor(waiting, serverId);
        if (!wait || !isWaiting(wait)) halt(serverId);
      }
    },
  };
}
