// Looks for a password again and again, wherever in the page the visitor is meanwhile.
import type { Context } from "../app/actions.ts";
import { toProblem } from "../shared/problem.ts";
import type { ErrorCode } from "ecs-password/slim";
import { isWaiting, PAUSE_MS, waitFor } from "./state.ts";

/** What may be over at the next look. */
const PASSING = new Set<ErrorCode>(["network", "timeout", "rateLimited", "unavailable", "serverError", "conflict", "aborted", "handleFreed"]);

export function createWaitingActions({ store, dispatch, vault }: Context) {
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
    const { client } = vault;
    const { session } = store.state;
    const wait = waitFor(store.state, serverId);
    if (!client || !session || !wait || !isWaiting(wait)) {
      halt(serverId);
      return;
    }
    dispatch({ type: "wait/looked", serverId });
    try {
      const { signal } = controller;
      const answer = await client.getServerPassword({ serverId, apiVersion: session.apiVersion }, { signal, timeoutMs: 30_000 });
      if (signal.aborted) return;
      if (answer.stored) {
        halt(serverId);
        dispatch({ type: "wait/found", serverId, ciphertext: answer.ciphertext });
        return;
      }
    } catch (error) {
      if (controller.signal.aborted) return;
      const problem = toProblem(error);
      if (!PASSING.has(problem.code)) {
        halt(serverId);
        dispatch({ type: "wait/failed", serverId, problem });
        return;
      }
    }
    if (Date.now() >= wait.endsAt) {
      halt(serverId);
      dispatch({ type: "wait/over", serverId });
      return;
    }
    plan(serverId);
    dispatch({ type: "wait/none", serverId, now: Date.now() });
  }

  return {
    start(serverId: string, name: string): void {
      dispatch({ type: "wait/started", serverId, name, now: Date.now() });
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
      dispatch({ type: "wait/stopped", serverId });
    },
    /** Ends what no state waits for any more. */
    follow(): void {
      for (const serverId of timers.keys()) {
        const wait = waitFor(store.state, serverId);
        if (!wait || !isWaiting(wait)) halt(serverId);
      }
    },
  };
}
