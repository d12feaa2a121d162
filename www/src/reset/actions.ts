// Setting passwords. All of it is loaded with the first view that may want it.
import type { Server } from "ecs-password/slim";
import type { ManyUses } from "../many/actions.ts";
import { openedRow } from "../many/state.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { lazily } from "../ui/loaded.ts";
import type { Orders } from "./orders.ts";
import type { ResetEvent, ResetState, Wanted } from "./state.ts";

/** What is loaded for it. */
export interface ResetParts {
  readonly orders: Orders;
  /** Of the open server. */
  readonly card: (state: ResetState, server: Wanted, actions: ResetUses) => unknown;
  /** Beside a password that was fetched before another one was set; `getAgain` fetches what is stored now. */
  readonly outdated: (getAgain: () => void) => unknown;
  readonly many: (state: ResetState, actions: ResetUses) => unknown;
}

export interface ResetActions {
  readonly parts: () => ResetParts | undefined;
  readonly load: () => void;
  /** Goes on to the view where the passwords of these servers are set. */
  readonly open: (servers: readonly Server[]) => Promise<void>;
  readonly follow: (before: ResetState, after: ResetState) => void;
}

/** What a view is given that sets passwords. */
export type ResetUses = ManyUses & Dispatch<ResetEvent> & { readonly reset: ResetActions };

export type ResetContext = Context<ResetState, ResetEvent, ManyUses>;

export function createResetActions(context: ResetContext, loadParts: () => Promise<(context: ResetContext) => ResetParts>): ResetActions {
  const { parts, load } = lazily(
    async () => (await loadParts())(context),
    (change) => {
      const { reset, route } = context.state;
      // The view that waited for it has its heading now.
      const focus = route.view === "newPasswords" ? { focus: "heading" as const } : {};
      context.dispatch({ type: "reset/changed", step: { slice: { ...reset, parts: change }, ...focus } });
    },
  );

  async function open(servers: readonly Server[]): Promise<void> {
    if (!parts()) await load();
    parts()?.orders.tell({ type: "chosen", servers: servers.map(openedRow) });
    context.actions.go({ view: "newPasswords" });
  }

  function follow(before: ResetState, after: ResetState): void {
    const { reset, route } = after;
    if (reset.parts === "none" && (route.view === "server" || route.view === "newPasswords")) void load();
    parts()?.orders.follow(before, after);
  }

  return { parts, load: () => void load(), open, follow };
}
