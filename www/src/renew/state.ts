// Renewals of passwords: stop the server, delete what is stored, start it, wait for the guest to store another one, and get that. Plain data.
import { NO_TIME } from "./steps.ts";
import type { Steps } from "./steps.ts";
import type { ServersState } from "../servers/state.ts";
import type { Step } from "../shared/feature.ts";
import type { Signal } from "../shared/signals.ts";
import type { Loading } from "../ui/loaded.ts";
import type { Found } from "../waiting/state.ts";

export interface Renewal {
  readonly serverId: string;
  /** What the server is called. */
  readonly name: string;
  readonly running: boolean;
  /** Ends with what is under way. */
  readonly cancelling: boolean;
  /** What the cloud last said of the server. */
  readonly status: string | undefined;
  readonly steps: Steps;
  /** What is stored now, until it has come to the view of the server. */
  readonly found: Found | undefined;
}

/** The form of the open server, before it begins. */
export interface Form {
  readonly serverId: string;
  readonly waived: boolean;
  readonly asking: boolean;
}

export interface Renew {
  /** Of what is loaded for it: whether it has come. */
  readonly parts: Loading;
  readonly form: Form | undefined;
  readonly renewals: readonly Renewal[];
}

export const NO_RENEW: Renew = { parts: "none", form: undefined, renewals: [] };

/** What a feature sees that renews passwords. */
export interface RenewState extends ServersState {
  readonly renew: Renew;
}

/** A change, which what is loaded for it has worked out (`reduce.ts`): before that nothing can change. */
export interface RenewEvent {
  readonly type: "renew/changed";
  readonly step: Step<Renew>;
}

export const renewalOf = ({ renewals }: Renew, serverId: string): Renewal | undefined => renewals.find((each) => each.serverId === serverId);

/** Whether a new password is stored. */
export const isFinished = ({ steps }: Renewal): boolean => steps.wait.phase === "done";

export function on(slice: Renew, signal: Signal): Step<Renew> {
  switch (signal.type) {
    case "navigated": {
      const { route } = signal;
      const found = route.view === "server" ? renewalOf(slice, route.serverId)?.found : undefined;
      // What was found while the visitor was elsewhere.
      const signals = route.view === "server" && found ? [{ type: "passwordFound", serverId: route.serverId, ...found } as const] : [];
      return { slice: { ...slice, form: undefined }, signals };
    }
    case "passwordTaken":
      return { slice: { ...slice, renewals: slice.renewals.map((each) => (each.serverId === signal.serverId && each.found ? taken(each) : each)) } };
    case "signedIn":
      return { slice: signal.sameProject ? slice : { ...NO_RENEW, parts: slice.parts } };
    default:
      return { slice };
  }
}

const taken = (renewal: Renewal): Renewal => ({ ...renewal, found: undefined, steps: { ...renewal.steps, get: { ...NO_TIME, phase: "done" } } });
