// How renewals come along.
import type { Server } from "ecs-password/slim";
import { msg, str } from "../locales/words.ts";
import { endsSession } from "../session/state.ts";
import type { Step } from "../shared/feature.ts";
import type { Problem } from "../shared/problem.ts";
import type { Signal } from "../shared/signals.ts";
import type { Found } from "../waiting/state.ts";
import { renewalOf } from "./state.ts";
import type { Renew, Renewal, RenewState } from "./state.ts";
import { NO_TIME, NOT_BEGUN } from "./steps.ts";
import type { Ordered, StepName, StepState } from "./steps.ts";
import { NAMES } from "./words.ts";

/** What comes of a step. */
export type End =
  | { readonly phase: "done"; readonly found?: Found }
  | { readonly phase: "skipped" | "cancelled" | "over" }
  /** The server runs, which has to be stopped for it. */
  | { readonly phase: "back" }
  | { readonly phase: "failed"; readonly problem: Problem };

export type Own =
  | { type: "opened"; serverId: string }
  | { type: "closed" }
  | { type: "waived"; on: boolean }
  | { type: "asked"; on: boolean }
  | { type: "began"; serverId: string; name: string }
  | { type: "stepBegan"; serverId: string; step: StepName; at: number }
  | { type: "ordered"; serverId: string; step: StepName; ordered: Ordered }
  | { type: "seen"; serverId: string; server: Server }
  | { type: "stepEnded"; serverId: string; step: StepName; at: number; end: End }
  | { type: "cancelling"; serverId: string }
  | { type: "dismissed"; serverId: string };

export function reduce(slice: Renew, event: Own, state: RenewState): Step<Renew> {
  const { form } = slice;
  switch (event.type) {
    case "opened":
      return { slice: { ...slice, form: { serverId: event.serverId, waived: false, asking: false } }, focus: "renew" };
    case "closed":
      return { slice: { ...slice, form: undefined }, focus: "renew" };
    case "waived":
      return { slice: { ...slice, form: form && { ...form, waived: event.on } } };
    case "asked":
      return { slice: { ...slice, form: form && { ...form, asking: event.on } } };
    case "began":
      return began(slice, event.serverId, event.name);
    case "dismissed":
      return { slice: { ...slice, renewals: slice.renewals.filter(({ serverId }) => serverId !== event.serverId) }, focus: isOpen(state, event.serverId) ? "renew" : undefined };
    default: {
      const renewal = renewalOf(slice, event.serverId);
      return renewal ? reduceRun(slice, renewal, event, state) : { slice };
    }
  }
}

/** Anew, or where it stopped. */
function began(slice: Renew, serverId: string, name: string): Step<Renew> {
  const before = renewalOf(slice, serverId);
  const renewal: Renewal = before ? { ...before, running: true, cancelling: false } : { serverId, name, running: true, cancelling: false, status: undefined, steps: NOT_BEGUN, found: undefined };
  return { slice: { ...withRenewal(slice, renewal), form: undefined }, say: msg(str`Renewing the password of ${renewal.name}`), focus: "working" };
}

type RunEvent = Extract<Own, { type: "stepBegan" | "ordered" | "seen" | "stepEnded" | "cancelling" }>;

function reduceRun(slice: Renew, renewal: Renewal, event: RunEvent, state: RenewState): Step<Renew> {
  switch (event.type) {
    case "stepBegan": {
      const { ordered, ms } = renewal.steps[event.step];
      return { slice: withRenewal(slice, withStep(renewal, event.step, { ordered, ms, phase: "working", since: event.at })), say: NAMES()[event.step] };
    }
    case "ordered":
      return { slice: withRenewal(slice, withStep(renewal, event.step, { ...renewal.steps[event.step], ordered: event.ordered })) };
    case "seen": {
      const { server } = event;
      const changed = renewal.status === server.status ? slice : withRenewal(slice, { ...renewal, status: server.status });
      return { slice: changed, signals: [{ type: "serverSeen", server }] };
    }
    case "cancelling":
      return { slice: withRenewal(slice, { ...renewal, cancelling: true }), say: msg("Stopping") };
    case "stepEnded":
      return ended(slice, renewal, event, state);
  }
}

function ended(slice: Renew, renewal: Renewal, { step, at, end }: Extract<Own, { type: "stepEnded" }>, state: RenewState): Step<Renew> {
  const timed = timedBy(renewal.steps[step], at);
  const { serverId, name } = renewal;
  const focus = isOpen(state, serverId) ? ("renew" as const) : undefined;
  const stopped = (to: StepState): Renew => withRenewal(slice, { ...withStep(renewal, step, to), running: false, cancelling: false });
  switch (end.phase) {
    case "done":
      return done(slice, renewal, step, { ...timed, phase: "done" }, end.found);
    case "skipped":
      return { slice: withRenewal(slice, withStep(renewal, step, { ...timed, phase: "skipped" })) };
    case "back":
      return { slice: withRenewal(slice, withStep(withStep(renewal, step, { ...timed, phase: "waiting" }), "stop", { ...renewal.steps.stop, ordered: "no", phase: "waiting" })) };
    case "cancelled":
      return { slice: stopped({ ...timed, phase: "cancelled" }), say: msg(str`The renewal of the password of ${name} is cancelled`), focus };
    case "over":
      // Whether the order is carried out after all, nobody knows: it may be sent once more.
      return { slice: stopped({ ...timed, ordered: timed.ordered === "yes" ? "maybe" : timed.ordered, phase: "over" }), say: msg(str`The renewal of the password of ${name} has stopped`), focus };
    case "failed": {
      const { problem } = end;
      const failed = stopped({ ...timed, phase: "failed", problem });
      if (endsSession(state, problem)) return { slice: failed, signals: [{ type: "sessionEnded", problem }] };
      return { slice: failed, say: msg(str`The renewal of the password of ${name} has stopped`), focus };
    }
  }
}

function done(slice: Renew, renewal: Renewal, step: StepName, to: StepState, found: Found | undefined): Step<Renew> {
  const { serverId, name } = renewal;
  const after = withStep(renewal, step, to);
  const deleted: readonly Signal[] = step === "delete" ? [{ type: "passwordsKnown", known: [[serverId, "deleted"]] }] : [];
  if (!found) return { slice: withRenewal(slice, after), signals: deleted };
  return {
    slice: withRenewal(slice, { ...after, running: false, cancelling: false, found }),
    say: msg(str`The new password of ${name} is stored`),
    signals: [{ type: "passwordFound", serverId, ...found }],
  };
}

const timedBy = (step: StepState, at: number): Pick<StepState, "ordered" | "ms"> => ({ ordered: step.ordered, ms: step.ms + (step.phase === "working" ? Math.max(at - step.since, 0) : 0) });

const withStep = (renewal: Renewal, step: StepName, to: StepState): Renewal => ({ ...renewal, steps: { ...renewal.steps, [step]: to } });

function withRenewal(slice: Renew, renewal: Renewal): Renew {
  const isThere = slice.renewals.some(({ serverId }) => serverId === renewal.serverId);
  return { ...slice, renewals: isThere ? slice.renewals.map((each) => (each.serverId === renewal.serverId ? renewal : each)) : [...slice.renewals, renewal] };
}

/** Whether the visitor looks at the server. */
const isOpen = ({ route }: RenewState, serverId: string): boolean => route.view === "server" && route.serverId === serverId;

/** A renewal from the start, for what a step has to know of itself. */
export const stepOf = (renew: Renew, serverId: string, step: StepName): StepState => renewalOf(renew, serverId)?.steps[step] ?? { ...NO_TIME, phase: "waiting" };
