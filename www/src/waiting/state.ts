// Waiting for passwords that are not stored yet, as plain data. A new server takes 5 to 10 minutes.
import { announce, endedOr, focus, withPassword } from "../app/state.ts";
import type { Problem, State } from "../app/state.ts";
import { msg, str } from "../locales/words.ts";

/** No longer than this. */
export const WAIT_MS = 15 * 60_000;
/** From one look to the next. */
export const PAUSE_MS = 20_000;

interface Waited {
  serverId: string;
  /** What the server is called. */
  name: string;
  startedAt: number;
  endsAt: number;
  nextAt: number;
  looks: number;
}

export type Wait = Waited &
  (
    | { phase: "waiting" | "looking" | "over" }
    /** Found while the visitor was elsewhere. */
    | { phase: "stored"; ciphertext: string }
    | { phase: "failed"; problem: Problem }
  );

export type WaitEvent =
  | { type: "wait/started"; serverId: string; name: string; now: number }
  | { type: "wait/looked"; serverId: string }
  | { type: "wait/none"; serverId: string; now: number }
  | { type: "wait/found"; serverId: string; ciphertext: string }
  | { type: "wait/over"; serverId: string }
  | { type: "wait/failed"; serverId: string; problem: Problem }
  | { type: "wait/stopped"; serverId: string };

export function waitFor({ waits }: Pick<State, "waits">, serverId: string): Wait | undefined {
  return waits.find((wait) => wait.serverId === serverId);
}

/** Whether it still looks. */
export const isWaiting = ({ phase }: Wait): boolean => phase === "waiting" || phase === "looking";

export function reduceWaiting(state: State, event: WaitEvent): State {
  const { serverId } = event;
  const open = state.panel?.id === serverId;
  if (event.type === "wait/started") {
    const { name, now } = event;
    const wait: Wait = { serverId, name, startedAt: now, endsAt: now + WAIT_MS, nextAt: now + PAUSE_MS, looks: 0, phase: "waiting" };
    const begun = { ...state, waits: [...without(state, serverId), wait] };
    return focus(announce(begun, msg("Waiting for the password, up to 15 minutes")), "working");
  }
  const wait = waitFor(state, serverId);
  if (!wait) return state;
  const { name } = wait;
  const { startedAt, endsAt, nextAt, looks } = wait;
  const waited: Waited = { serverId, name, startedAt, endsAt, nextAt, looks };
  switch (event.type) {
    case "wait/looked":
      return changed(state, { ...waited, looks: looks + 1, phase: "looking" });
    case "wait/none":
      return changed(state, { ...waited, nextAt: event.now + PAUSE_MS, phase: "waiting" });
    case "wait/found": {
      const text = msg(str`The password of ${name} is stored now`);
      if (!open) return announce(changed(state, { ...waited, phase: "stored", ciphertext: event.ciphertext }), text);
      const found = withPassword(state, { serverId }, { phase: "encrypted", ciphertext: event.ciphertext });
      return focus(announce({ ...found, waits: without(state, serverId) }, text), "result");
    }
    case "wait/over": {
      const text = msg(str`No password of ${name} was stored within 15 minutes`);
      const over = announce(changed(state, { ...waited, phase: "over" }), text);
      return open ? focus(over, "result") : over;
    }
    case "wait/failed": {
      const stopped = { ...state, waits: without(state, serverId) };
      const failed = announce(changed(state, { ...waited, phase: "failed", problem: event.problem }), msg(str`Waiting for the password of ${name} has stopped`));
      // Where the visitor is signing in again already, they have been told.
      if (state.session?.ended === true && event.problem.code === "unauthenticated") return stopped;
      return endedOr(state, event.problem, open ? focus(failed, "problem") : failed, stopped);
    }
    case "wait/stopped": {
      const text = isWaiting(wait) ? msg(str`No longer waiting for the password of ${name}`) : "";
      const stopped = announce({ ...state, waits: without(state, serverId) }, text);
      return open ? focus(stopped, "result") : stopped;
    }
  }
}

function without({ waits }: State, serverId: string): Wait[] {
  return waits.filter((wait) => wait.serverId !== serverId);
}

function changed(state: State, wait: Wait): State {
  return { ...state, waits: state.waits.map((each) => (each.serverId === wait.serverId ? wait : each)) };
}
