// What stands between this session and a call: whether what works it out is there, and which button has explained itself. Plain data.
import type { SessionState } from "../session/state.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import type { Step } from "../shared/feature.ts";
import type { Signal } from "../shared/signals.ts";
import type { Loading } from "../ui/loaded.ts";

export interface Grant {
  /** What works it out, loaded when it is first wanted. */
  readonly parts: Loading;
  readonly wanted: boolean;
  /** The call whose button has explained why it will be refused. */
  readonly warned: ServerOperation | undefined;
}

export type GrantEvent = { type: "grant/wanted" } | { type: "grant/loaded"; parts: Loading } | { type: "grant/warned"; operation: ServerOperation | undefined };

/** What a feature sees that says what a call needs. */
export interface GrantState extends SessionState {
  readonly grant: Grant;
}

export const NO_GRANT: Grant = { parts: "none", wanted: false, warned: undefined };

export function reduce(slice: Grant, event: GrantEvent): Step<Grant> {
  if (event.type === "grant/wanted") return { slice: { ...slice, wanted: true } };
  if (event.type === "grant/loaded") return { slice: { ...slice, parts: event.parts } };
  return { slice: { ...slice, warned: event.operation }, ...(event.operation && { focus: "warned" as const }) };
}

/** Elsewhere, and with other policies, it is explained anew. */
export const on = (slice: Grant, { type }: Signal): Step<Grant> => ({
  slice: slice.warned && (type === "navigated" || type === "signedIn" || type === "policiesAnswered") ? { ...slice, warned: undefined } : slice,
});
