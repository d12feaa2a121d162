// Waiting for passwords that are not stored yet, as plain data. A new server takes 5 to 10 minutes.
import type { ErrorCode } from "ecs-password/slim";
import { msg, str } from "../locales/words.ts";
import { endsSession } from "../session/state.ts";
import type { GrantState } from "../grant/state.ts";
import type { Step } from "../shared/feature.ts";
import type { Problem } from "../shared/problem.ts";
import type { Signal } from "../shared/signals.ts";

/** No longer than this. */
export const WAIT_MS = 15 * 60_000;
/** From one look to the next. */
export const PAUSE_MS = 20_000;

/** What may be over at the next look, besides what may be at the next call: this one is seconds later. */
const PASSING: readonly ErrorCode[] = ["serverError", "conflict", "aborted", "handleFreed"];

/** Whether the next look may find what this one did not. */
export const mayPass = ({ code, retryable }: Problem): boolean => retryable === true || PASSING.includes(code);

interface Waited {
  serverId: string;
  /** What the server is called. */
  name: string;
  startedAt: number;
  endsAt: number;
  nextAt: number;
  /** How often it was looked to no avail: a look counts once its answer is there. */
  looks: number;
}

/** What is stored, and when it may not be the password that the server has. */
export interface Found {
  readonly ciphertext: string;
  readonly notes?: readonly string[];
}

export type Wait = Waited &
  (
    | { phase: "waiting" | "looking" | "over" }
    /** Found while the visitor was elsewhere. */
    | ({ phase: "stored" } & Found)
    | { phase: "failed"; problem: Problem }
  );

/** What a feature sees that knows of waiting. */
export interface WaitingState extends GrantState {
  readonly waiting: readonly Wait[];
}

declare module "../shared/signals.ts" {
  interface Signals {
    /** Somebody waited for it, and it is stored now. */
    passwordFound: { serverId: string } & Found;
    /** What was found has come to whoever waited for it. */
    passwordTaken: { serverId: string };
  }
}

export type WaitingEvent =
  | { type: "waiting/started"; serverId: string; name: string; now: number }
  | { type: "waiting/looked"; serverId: string }
  | { type: "waiting/none"; serverId: string; now: number }
  | ({ type: "waiting/found"; serverId: string } & Found)
  | { type: "waiting/over"; serverId: string }
  | { type: "waiting/failed"; serverId: string; problem: Problem }
  | { type: "waiting/stopped"; serverId: string };

export function waitFor(waits: readonly Wait[], serverId: string): Wait | undefined {
  return waits.find((wait) => wait.serverId === serverId);
}

/** Whether it still looks. */
export const isWaiting = ({ phase }: Wait): boolean => phase === "waiting" || phase === "looking";

/** Whether the visitor looks at the server. */
const isOpen = ({ route }: WaitingState, serverId: string): boolean => route.view === "server" && route.serverId === serverId;

export function reduce(waits: readonly Wait[], event: WaitingEvent, state: WaitingState): Step<readonly Wait[]> {
  const { serverId } = event;
  const rest = waits.filter((wait) => wait.serverId !== serverId);
  if (event.type === "waiting/started") {
    const { name, now } = event;
    const wait: Wait = { serverId, name, startedAt: now, endsAt: now + WAIT_MS, nextAt: now + PAUSE_MS, looks: 0, phase: "waiting" };
    return { slice: [...rest, wait], say: msg("Waiting for the password, up to 15 minutes"), focus: "working" };
  }
  const wait = waitFor(waits, serverId);
  if (!wait) return { slice: waits };
  const { name, startedAt, endsAt, nextAt, looks } = wait;
  const waited: Waited = { serverId, name, startedAt, endsAt, nextAt, looks };
  const changed = (to: Wait): readonly Wait[] => waits.map((each) => (each === wait ? to : each));
  const open = isOpen(state, serverId);
  switch (event.type) {
    case "waiting/looked":
      return { slice: changed({ ...waited, phase: "looking" }) };
    case "waiting/none":
      return { slice: changed({ ...waited, looks: looks + 1, nextAt: event.now + PAUSE_MS, phase: "waiting" }) };
    case "waiting/found": {
      const { ciphertext, notes = [] } = event;
      return {
        slice: changed({ ...waited, phase: "stored", ciphertext, notes }),
        say: msg(str`The password of ${name} is stored now`),
        signals: [{ type: "passwordFound", serverId, ciphertext, notes }],
      };
    }
    case "waiting/over":
      return { slice: changed({ ...waited, phase: "over" }), say: msg(str`No password of ${name} was stored within 15 minutes`), focus: open ? "result" : undefined };
    case "waiting/failed": {
      const { problem } = event;
      if (endsSession(state, problem)) return { slice: rest, signals: [{ type: "sessionEnded", problem }] };
      return {
        slice: changed({ ...waited, phase: "failed", problem }),
        say: msg(str`Waiting for the password of ${name} has stopped`),
        focus: open ? "problem" : undefined,
      };
    }
    case "waiting/stopped":
      return { slice: rest, say: isWaiting(wait) ? msg(str`No longer waiting for the password of ${name}`) : "", focus: open ? "result" : undefined };
  }
}

export function on(waits: readonly Wait[], signal: Signal): Step<readonly Wait[]> {
  if (signal.type === "passwordTaken") return { slice: waits.filter(({ serverId }) => serverId !== signal.serverId) };
  if (signal.type === "signedIn" && !signal.sameProject) return { slice: NO_WAITS };
  return { slice: waits };
}

export const NO_WAITS: readonly Wait[] = [];
