// The steps of a renewal, in their order, and what became of each.
import type { Problem } from "../shared/problem.ts";

export const STEPS = ["stop", "delete", "start", "wait", "get"] as const;
export type StepName = (typeof STEPS)[number];

/** Whether its order was sent; `maybe` is what nobody has confirmed. */
export type Ordered = "no" | "maybe" | "yes";

interface Timed {
  readonly ordered: Ordered;
  /** How long it took, all times that it was tried. */
  readonly ms: number;
}

export type StepState = Timed &
  (
    | { readonly phase: "waiting" | "done" | "skipped" | "cancelled" }
    | { readonly phase: "working"; readonly since: number }
    /** What it waits for did not come in time. */
    | { readonly phase: "over" }
    | { readonly phase: "failed"; readonly problem: Problem }
  );

export type Steps = Readonly<Record<StepName, StepState>>;

export const NO_TIME: Timed = { ordered: "no", ms: 0 };

export const NOT_BEGUN: Steps = {
  stop: { ...NO_TIME, phase: "waiting" },
  delete: { ...NO_TIME, phase: "waiting" },
  start: { ...NO_TIME, phase: "waiting" },
  wait: { ...NO_TIME, phase: "waiting" },
  get: { ...NO_TIME, phase: "waiting" },
};

/** In milliseconds: no step waits longer. Windows takes its time to shut down, and to set itself up. */
export const LIMITS_MS = { stop: 10 * 60_000, delete: 2 * 60_000, start: 10 * 60_000, wait: 15 * 60_000 } as const;

export const isOver = ({ phase }: StepState): boolean => phase === "done" || phase === "skipped";

/** Those that are still to come, the next one first. */
export const ahead = (steps: Steps): StepName[] => STEPS.filter((name) => !isOver(steps[name]));
