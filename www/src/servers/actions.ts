// Loading the list of servers. Each effect ends in events.
import type { ResetUses } from "../reset/actions.ts";
import { PAGE_SIZE } from "../request/state.ts";
import { isSignedIn, versionFor } from "../session/state.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { pause } from "../shared/pause.ts";
import { toProblem } from "../shared/problem.ts";
import { NO_SERVERS } from "./state.ts";
import type { ServersEvent, ServersState } from "./state.ts";

/** The first page (`PAGE_SIZE`) is there at once; the next ones come while somebody scrolls. */
const NEXT_PAGE_SIZE = 200;
/** Nova gives up to 1000 at a time; reading so many at once would make the page stutter. */
const LARGE_PAGE_SIZE = 250;
const LARGEST_PAGE_SIZE = 1000;

export type ServersActions = ReturnType<typeof createServersActions>;
/** What a view is given that works with the servers. */
export type ServersUses = ResetUses & Dispatch<ServersEvent> & { readonly servers: ServersActions };

export function createServersActions(context: Context<ServersState, ServersEvent, ResetUses>) {
  const { dispatch } = context;
  /** The number of the call that is listened to. */
  let newest = 0;

  async function load(more = false): Promise<void> {
    const { servers } = context.state;
    const client = context.actions.session.client();
    // Who scrolls while all are loaded needs no page of their own.
    if (!client || (more && servers.status === "loadingAll")) return;
    const marker = more ? servers.nextMarker : undefined;
    // A refresh keeps what was loaded in the list, as far as one page goes.
    const limit = more ? NEXT_PAGE_SIZE : Math.min(Math.max(PAGE_SIZE, servers.items.length), LARGEST_PAGE_SIZE);
    newest += 1;
    const call = newest;
    dispatch({ type: "servers/requested", more });
    try {
      const apiVersion = versionFor(context.state, "listServers");
      const page = await context.run("servers", (signal) => client.listServers({ limit, marker, apiVersion }, { signal }));
      await pause();
      if (call === newest) dispatch({ type: "servers/loaded", servers: page.servers, nextMarker: page.nextMarker, oddities: page.oddities, more });
    } catch (error) {
      // One that a later call put an end to has nothing to say.
      if (call === newest) dispatch({ type: "servers/failed", problem: toProblem(error) });
    }
  }

  /** Page after page to the end, each shown as it comes. */
  async function loadAll(): Promise<void> {
    const client = context.actions.session.client();
    if (!client) return;
    newest += 1;
    const call = newest;
    dispatch({ type: "servers/requested", more: true, all: true });
    try {
      await context.run("servers", async (signal) => {
        for (let marker = context.state.servers.nextMarker; marker !== undefined; ) {
          const page = await client.listServers({ limit: LARGE_PAGE_SIZE, marker, apiVersion: versionFor(context.state, "listServers") }, { signal });
          marker = page.nextMarker;
          // Reading a page and showing it are two tasks.
          await pause();
          if (call !== newest) return;
          dispatch({ type: "servers/loaded", servers: page.servers, nextMarker: marker, oddities: page.oddities, more: true });
          if (marker !== undefined) dispatch({ type: "servers/requested", more: true, all: true });
        }
      });
    } catch (error) {
      // One that a later call put an end to has nothing to say.
      if (call === newest) dispatch({ type: "servers/failed", problem: toProblem(error) });
    }
  }

  function follow(before: ServersState, after: ServersState): void {
    const { route, servers } = after;
    // In another project they are others, also where the view stays.
    const isOther = servers === NO_SERVERS && before.servers !== NO_SERVERS;
    if (!isSignedIn(after) || servers.status !== "idle" || (before.route === route && !isOther)) return;
    if (route.view === "servers" || route.view === "server") void load();
  }

  return { load, loadAll, follow };
}
