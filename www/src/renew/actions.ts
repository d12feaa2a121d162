// Renewing passwords. What it takes is loaded with the first view of a server.
import type { Server } from "ecs-password/slim";
import type { ServersUses } from "../servers/actions.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { lazily } from "../ui/loaded.ts";
import type { Runs } from "./runs.ts";
import type { RenewEvent, RenewState } from "./state.ts";

/** What is loaded for it. */
export interface RenewParts {
  readonly runs: Runs;
  /** Why there may be no password. */
  readonly causes: () => unknown;
  /** Of the open server, and what the list knows of it. */
  readonly card: (state: RenewState, serverId: string, server: Server | undefined, actions: RenewUses) => unknown;
  readonly strips: (state: RenewState) => unknown;
}

export interface RenewActions {
  readonly parts: () => RenewParts | undefined;
  readonly load: () => void;
  readonly follow: (after: RenewState) => void;
}

/** What a view is given that renews passwords. */
export type RenewUses = ServersUses & Dispatch<RenewEvent> & { readonly renew: RenewActions };

export type RenewContext = Context<RenewState, RenewEvent, ServersUses>;

export function createRenewActions(context: RenewContext, loadParts: () => Promise<(context: RenewContext) => RenewParts>): RenewActions {
  const { parts, load } = lazily(
    async () => (await loadParts())(context),
    (change) => { context.dispatch({ type: "renew/changed", step: { slice: { ...context.state.renew, parts: change } } }); },
  );

  function follow(after: RenewState): void {
    if (after.renew.parts === "none" && after.route.view === "server") void load();
    parts()?.runs.follow(after);
  }

  return { parts, load: () => void load(), follow };
}
