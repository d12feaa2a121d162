// Loading the list of servers. Each effect ends in events.
import type { ResetUses } from "../reset/actions.ts";
import { PAGE_SIZE } from "../request/state.ts";
import { isSignedIn, versionFor } from "../session/state.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { pause } from "../shared/pause.ts";
import { toProblem } from "../shared/problem.ts";
import { NO_SERVERS } from "./state.ts";
import { nameToAsk } from "./by-name.ts";
import type { ServersEvent, ServersState } from "./state.ts";

/** The first page (`PAGE_SIZE`) is there at once. Nova gives up to 1000 at a time; reading so many at once would make the page stutter. */
const LARGE_PAGE_SIZE = 250;

/** Each letter would be a request otherwise. */
const TYPING_MS = 300;

export type ServersActions = ReturnType<typeof createServersActions>;
/** What a view is given that works with the servers. */
export type ServersUses = ResetUses & Dispatch<ServersEvent> & { readonly servers: ServersActions };

export function createServersActions(context: Context<ServersState, ServersEvent, ResetUses>) {
  const { dispatch } = context;
  /** The number of the call that is listened to. */
  let newest = 0;

  /** All of the list, page after page, each shown as it comes; or what is missing of it. */
  async function load({ rest = false } = {}): Promise<void> {
    const client = context.actions.session.client();
    if (!client) return;
    const { items, nextMarker } = context.state.servers;
    newest += 1;
    const call = newest;
    dispatch({ type: "servers/requested", rest });
    try {
      await context.run("servers", async (signal) => {
        let marker = rest ? nextMarker : undefined;
        for (let more = rest; ; more = true) {
          const limit = more || items.length > 0 ? LARGE_PAGE_SIZE : PAGE_SIZE;
          const page = await client.listServers({ limit, marker, apiVersion: versionFor(context.state, "listServers") }, { signal });
          marker = page.nextMarker;
          // Reading a page and showing it are two tasks.
          await pause();
          if (call !== newest || signal.aborted) return;
          dispatch({ type: "servers/loaded", servers: page.servers, nextMarker: marker, oddities: page.oddities, more });
          if (marker === undefined) return;
        }
      });
    } catch (error) {
      // One that a later call put an end to has nothing to say.
      if (call === newest) dispatch({ type: "servers/failed", problem: toProblem(error) });
    }
  }

  /** What the filters leave, also of the servers that are still to come. */
  function selectAll(text: string): void {
    dispatch({ type: "servers/allSelected", text });
    const { nextMarker, status } = context.state.servers;
    if (nextMarker !== undefined && (status === "ready" || status === "failed")) void load({ rest: true });
  }

  /** What the cloud is, or is soon to be, asked for by name. */
  let sought: string | undefined;
  let typing: ReturnType<typeof setTimeout> | undefined;

  async function askByName(text: string): Promise<void> {
    const client = context.actions.session.client();
    if (!client) return;
    dispatch({ type: "servers/askedByName", text });
    try {
      const { servers, nextMarker, oddities } = await context.run("serversByName", (signal) => client.listServers({ limit: LARGE_PAGE_SIZE, name: text, apiVersion: versionFor(context.state, "listServers") }, { signal }));
      if (sought === text) dispatch({ type: "servers/foundByName", text, servers, oddities, cut: nextMarker !== undefined });
    } catch (error) {
      if (sought === text) dispatch({ type: "servers/notFoundByName", text, problem: toProblem(error) });
    }
  }

  /** What somebody looks for may be on a page that is still to come: the cloud is asked for it, once they have stopped typing. */
  function seek(state: ServersState): void {
    const text = state.route.view === "servers" && isSignedIn(state) ? nameToAsk(state.servers) : undefined;
    if (text === sought) return;
    sought = text;
    clearTimeout(typing);
    context.jobs.cancel("serversByName");
    if (text !== undefined) typing = setTimeout(() => void askByName(text), TYPING_MS);
  }

  function follow(before: ServersState, after: ServersState): void {
    const { route, servers } = after;
    seek(after);
    // In another project they are others, also where the view stays.
    const isOther = servers === NO_SERVERS && before.servers !== NO_SERVERS;
    if (!isSignedIn(after) || servers.status !== "idle" || (before.route === route && !isOther)) return;
    if (route.view === "servers" || route.view === "server") void load();
  }

  return { load, selectAll, follow };
}
