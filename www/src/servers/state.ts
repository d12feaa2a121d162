// The servers of the project: what is loaded of the list, how it is searched and sorted, what is selected in it, and what this
// session has learnt of their passwords. Plain data.
import type { ListOddity, Server } from "ecs-password/slim";
import { msg, str } from "../locales/words.ts";
import type { ResetState } from "../reset/state.ts";
import type { Known } from "../password/state.ts";
import { endsSession } from "../session/state.ts";
import type { Step } from "../shared/feature.ts";
import { idsIn, NOTHING_KEYED, valueAt, withValues } from "../shared/keyed.ts";
import type { Keyed } from "../shared/keyed.ts";
import { lastMemo, memoOf } from "../shared/memo.ts";
import { isAborted } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import type { Signal } from "../shared/signals.ts";

export type Column = "name" | "status" | "os" | "key" | "addresses" | "password";

export interface Sort {
  column: Column;
  descending: boolean;
}

export interface Servers {
  readonly status: "idle" | "loading" | "loadingMore" | "loadingAll" | "ready" | "failed";
  readonly items: Server[];
  readonly nextMarker: string | undefined;
  /** What of the list is not as the cloud's documents have it. */
  readonly oddities: readonly ListOddity[];
  readonly problem: Problem | undefined;
  readonly search: string;
  readonly windowsOnly: boolean;
  readonly sort: Sort | undefined;
  readonly selected: Keyed<true>;
  /** Where a range of the selection begins. */
  readonly anchor: string | undefined;
  readonly known: Keyed<Known>;
}

export const NO_SERVERS: Servers = {
  status: "idle",
  items: [],
  nextMarker: undefined,
  oddities: [],
  problem: undefined,
  search: "",
  windowsOnly: true,
  sort: undefined,
  selected: NOTHING_KEYED,
  anchor: undefined,
  known: NOTHING_KEYED,
};

/** What a feature sees that works with the servers. */
export interface ServersState extends ResetState {
  readonly servers: Servers;
}

declare module "../shared/route.ts" {
  interface Routes {
    servers: unknown;
  }
}

declare module "../shared/signals.ts" {
  interface Signals {
    serversListed: { servers: readonly Server[] };
    /** One server was asked for by itself. */
    serverSeen: { server: Server };
  }
}

export type ServersEvent =
  | { type: "servers/requested"; more: boolean; all?: boolean }
  | { type: "servers/loaded"; servers: Server[]; nextMarker: string | undefined; oddities?: readonly ListOddity[] | undefined; more: boolean }
  | { type: "servers/failed"; problem: Problem }
  | { type: "servers/searched"; text: string }
  | { type: "servers/windowsOnlyChosen"; on: boolean }
  | { type: "servers/sorted"; column: Column }
  /** By none of the columns: as the cloud lists them. */
  | { type: "servers/sortChosen"; sort: Column | undefined; descending: boolean }
  | { type: "servers/selected"; ids: string[]; on: boolean; anchor?: string; text: string }
  | { type: "servers/selectionCleared"; text: string };

export function reduce(slice: Servers, event: ServersEvent, state: ServersState): Step<Servers> {
  switch (event.type) {
    case "servers/requested":
      if (event.all === true) return { slice: { ...slice, status: "loadingAll", problem: undefined } };
      return { slice: event.more ? { ...slice, status: "loadingMore" } : { ...slice, status: "loading", problem: undefined } };
    case "servers/loaded":
      return loaded(slice, event);
    case "servers/failed": {
      const { problem } = event;
      if (isAborted(problem)) return { slice: idle(slice), say: msg("Cancelled") };
      if (endsSession(state, problem)) return { slice, signals: [{ type: "sessionEnded", problem }] };
      return { slice: { ...slice, status: "failed", problem }, focus: "problem" };
    }
    case "servers/searched":
      return { slice: { ...slice, search: event.text } };
    case "servers/windowsOnlyChosen":
      return { slice: { ...slice, windowsOnly: event.on } };
    case "servers/sorted":
      return { slice: { ...slice, sort: nextSort(slice.sort, event.column) } };
    case "servers/sortChosen":
      return { slice: { ...slice, sort: event.sort && { column: event.sort, descending: event.descending } } };
    case "servers/selected": {
      const selected = withValues(slice.selected, event.ids.map((id) => [id, event.on ? true : undefined] as const));
      return { slice: { ...slice, selected, anchor: event.anchor ?? slice.anchor }, say: event.text };
    }
    case "servers/selectionCleared":
      return { slice: { ...slice, selected: NOTHING_KEYED, anchor: undefined }, say: event.text };
  }
}

/** Nothing is under way. */
const idle = (slice: Servers): Servers => ({ ...slice, status: slice.items.length > 0 ? "ready" : "idle" });

function loaded(slice: Servers, { servers, nextMarker, oddities = [], more }: Extract<ServersEvent, { type: "servers/loaded" }>): Step<Servers> {
  const items = more ? merged(slice.items, servers) : servers;
  // Another page takes nothing away.
  const selected = more ? slice.selected : listedOf(slice.selected, items);
  const count = items.length.toString();
  return {
    slice: { ...slice, status: "ready", items, nextMarker, oddities: more ? [...slice.oddities, ...oddities] : oddities, problem: undefined, selected },
    say: items.length === 1 ? msg("1 server loaded") : msg(str`${count} servers loaded`),
    signals: [{ type: "serversListed", servers: items }],
  };
}

function merged(before: Server[], more: readonly Server[]): Server[] {
  const ids = new Set(before.map(({ id }) => id));
  return [...before, ...more.filter(({ id }) => !ids.has(id))];
}

/** What is still in the list, of what was selected. */
function listedOf(selected: Keyed<true>, items: readonly Server[]): Keyed<true> {
  if (selected.size === 0) return selected;
  const listed = new Set(items.map(({ id }) => id));
  return withValues(selected, idsIn(selected).filter((id) => !listed.has(id)).map((id) => [id, undefined] as const));
}

/** Ascending, descending, and as the cloud lists them. */
function nextSort(sort: Sort | undefined, column: Column): Sort | undefined {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? undefined : { column, descending: true };
}

export function on(slice: Servers, signal: Signal): Step<Servers> {
  switch (signal.type) {
    case "signedIn":
      return { slice: signal.sameProject ? slice : NO_SERVERS };
    case "sessionEnded":
      return { slice: idle(slice) };
    case "serverSeen":
      return seen(slice, signal.server);
    case "passwordFound":
      return { slice: learnt(slice, [[signal.serverId, "stored"]]) };
    case "passwordsKnown":
      return { slice: learnt(slice, signal.known) };
    case "passwordMissing":
      return { slice: valueAt(slice.known, signal.serverId) === "deleted" ? slice : learnt(slice, [[signal.serverId, "none"]]) };
    default:
      return { slice };
  }
}

/** What is known of it by now takes the place of what the list said. */
function seen(slice: Servers, server: Server): Step<Servers> {
  if (!slice.items.some(({ id, status }) => id === server.id && status !== server.status)) return { slice };
  const items = slice.items.map((each) => (each.id === server.id ? { ...each, status: server.status } : each));
  return { slice: { ...slice, items }, signals: [{ type: "serversListed", servers: items }] };
}

function learnt(slice: Servers, news: readonly (readonly [serverId: string, known: Known])[]): Servers {
  const known = withValues(slice.known, news);
  return known === slice.known ? slice : { ...slice, known };
}

/** The servers that the filters leave. */
export function shownServers({ items, search, windowsOnly }: Pick<Servers, "items" | "search" | "windowsOnly">): Server[] {
  return items.filter(isShown({ search, windowsOnly }));
}

export function isShown({ search, windowsOnly }: Pick<Servers, "search" | "windowsOnly">): (server: Server) => boolean {
  const wanted = search.trim().toLowerCase();
  return (server) => {
    if (windowsOnly && server.os === "other") return false;
    return wanted === "" || searchedText(server).includes(wanted);
  };
}

/** What a search looks through, made once for each server: there may be thousands. */
const searchedText = memoOf(({ name, id, keyName = "", addresses }: Server): string =>
  [name, id, keyName, ...addresses.map(({ address }) => address)].join("\n").toLowerCase(),
);

/** Of the servers shown, how many are selected. */
export const selectedOf = lastMemo((servers: readonly Server[], selected: Keyed<true>): number =>
  selected.size === 0 ? 0 : servers.reduce((sum, { id }) => sum + Number(valueAt(selected, id) === true), 0),
);

/** The name, where it has one that is not empty. */
export const nameOf = (server: Server | undefined): string | undefined => (server?.name === "" ? undefined : server?.name);

/** By the ID of a server, the fields of it that could not be read: what they would say is not known. */
export const unreadFields = lastMemo((oddities: readonly ListOddity[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const fields = new Map<string, Set<string>>();
  for (const { id, field } of oddities) if (id !== undefined) fields.set(id, (fields.get(id) ?? new Set()).add(field));
  return fields;
});
