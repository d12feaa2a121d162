// The open server: what the list knows of it, and deleting its stored password. Plain data.
import type { DeletedServerPassword, Server } from "ecs-password/slim";
import { msg } from "../locales/words.ts";
import type { PasswordState } from "../password/state.ts";
import type { RenewState } from "../renew/state.ts";
import type { ServersState } from "../servers/state.ts";
import { endsSession, isSignedIn } from "../session/state.ts";
import type { Step } from "../shared/feature.ts";
import type { Problem } from "../shared/problem.ts";
import type { Route } from "../shared/route.ts";
import type { Signal } from "../shared/signals.ts";

export type Deletion =
  | { phase: "open" }
  | { phase: "asking" }
  | { phase: "working" }
  | { phase: "done"; result: DeletedServerPassword }
  | { phase: "failed"; problem: Problem };

export interface ServerPanel {
  readonly id: string;
  /** What the list knows of it; a server that was opened by its address may not be listed yet. */
  readonly server: Server | undefined;
  readonly waived: boolean;
  readonly deletion: Deletion;
  /** The address that was chosen for the remote desktop; before that it is the likeliest one. */
  readonly address: string | undefined;
}

/** What was refused because the session had ended, and is taken up again after the next sign-in. */
export interface Interrupted {
  readonly job: "password" | "delete";
  readonly serverId: string;
}

export interface ServerSlice {
  readonly open: ServerPanel | undefined;
  readonly interrupted: Interrupted | undefined;
}

export const NO_SERVER: ServerSlice = { open: undefined, interrupted: undefined };

/** What a feature sees that works with the open server. */
export interface ServerState extends RenewState {
  readonly server: ServerSlice;
}

export type ServerEvent =
  | { type: "server/addressChosen"; address: string }
  | { type: "server/waived"; on: boolean }
  | { type: "server/deleteAsked" }
  | { type: "server/deleteDismissed" }
  | { type: "server/deleteStarted" }
  | { type: "server/deleted"; serverId: string; result: DeletedServerPassword }
  | { type: "server/deleteFailed"; serverId: string; problem: Problem }
  /** What was interrupted goes on. */
  | { type: "server/resumed" };

/** A stored password may be deleted once its owner has it, as text, or says that it is not needed. */
export function mayDelete({ server: { open }, password: { server: password } }: Pick<ServerState, "server"> & Pick<PasswordState, "password">): boolean {
  if (!open) return false;
  const { waived, deletion } = open;
  return (password?.seen === true || waived) && (deletion.phase === "open" || deletion.phase === "failed");
}

/** Late news of a server that is no longer open changes nothing. */
export function reduce(slice: ServerSlice, event: ServerEvent, state: ServerState): Step<ServerSlice> {
  if (event.type === "server/resumed") return { slice: { ...slice, interrupted: undefined } };
  const { open } = slice;
  if (!open || ("serverId" in event && event.serverId !== open.id)) return { slice };
  const changed = (change: Partial<ServerPanel>): ServerSlice => ({ ...slice, open: { ...open, ...change } });
  switch (event.type) {
    case "server/addressChosen":
      return { slice: changed({ address: event.address }) };
    case "server/waived":
      return { slice: changed({ waived: event.on }) };
    case "server/deleteAsked":
      return { slice: mayDelete(state) ? changed({ deletion: { phase: "asking" } }) : slice };
    case "server/deleteDismissed":
      return { slice: open.deletion.phase === "asking" ? changed({ deletion: { phase: "open" } }) : slice };
    case "server/deleteStarted":
      if (open.deletion.phase !== "asking") return { slice };
      return { slice: changed({ deletion: { phase: "working" } }), say: msg("Deleting"), focus: "working" };
    case "server/deleted": {
      const { result, serverId } = event;
      return {
        slice: changed({ deletion: { phase: "done", result } }),
        say: result.deleted ? msg("The stored password is deleted") : msg("The cloud accepted the request; deletion is pending"),
        focus: "delete",
        signals: result.deleted ? [{ type: "passwordsKnown", known: [[serverId, "deleted"]] }] : [],
      };
    }
    case "server/deleteFailed": {
      const { problem, serverId } = event;
      if (!endsSession(state, problem)) return { slice: changed({ deletion: { phase: "failed", problem } }), focus: "delete" };
      return { slice: changed({ deletion: { phase: "open" } }), signals: [{ type: "sessionEnded", problem, during: { job: "delete", serverId } }] };
    }
  }
}

export function on(slice: ServerSlice, signal: Signal, state: ServerState): Step<ServerSlice> {
  switch (signal.type) {
    case "serversListed":
      return { slice: listed(slice, signal.servers) };
    case "sessionEnded": {
      const { job, serverId } = signal.during ?? {};
      return { slice: (job === "password" || job === "delete") && serverId !== undefined ? { ...slice, interrupted: { job, serverId } } : slice };
    }
    case "passwordFound":
      return { slice: found(slice, signal.serverId) };
    case "signedIn":
      return { slice: signal.sameProject ? slice : NO_SERVER };
    case "navigated":
      return { slice: navigated(slice, signal.route, state) };
    default:
      return { slice };
  }
}

/** A panel that was opened by its address learns its server from the list. */
function listed(slice: ServerSlice, servers: readonly Server[]): ServerSlice {
  const { open } = slice;
  const server = servers.find(({ id }) => id === open?.id);
  return open && server && server !== open.server ? { ...slice, open: { ...open, server } } : slice;
}

/** What was deleted, or given up, was another password. */
function found(slice: ServerSlice, serverId: string): ServerSlice {
  const { open } = slice;
  if (open?.id !== serverId || open.deletion.phase === "working") return slice;
  return { ...slice, open: { ...open, waived: false, deletion: { phase: "open" } } };
}

/** Whoever signs in again finds the same server as it was, and goes on with what was interrupted there. */
function navigated({ open: before, interrupted }: ServerSlice, route: Route, state: ServerState): ServerSlice {
  const id = route.view === "server" ? route.serverId : undefined;
  const open = id === undefined ? undefined : before?.id === id ? before : panelOf(id, state);
  if (!interrupted || !isSignedIn(state)) return { open, interrupted };
  if (!open || interrupted.serverId !== id) return { open, interrupted: undefined };
  // A password is fetched again, which the actions do.
  if (interrupted.job === "password") return { open, interrupted };
  // A delete is asked about once more, never sent by itself.
  const asked = mayDelete({ ...state, server: { open, interrupted } });
  return { open: asked ? { ...open, deletion: { phase: "asking" } } : open, interrupted: undefined };
}

function panelOf(id: string, { servers }: ServersState): ServerPanel {
  return { id, server: servers.items.find((server) => server.id === id), waived: false, deletion: { phase: "open" }, address: undefined };
}
