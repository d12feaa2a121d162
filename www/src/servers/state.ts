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
import { nextSort } from "../shared/sort.ts";
import type { SortedBy } from "../shared/sort.ts";

export type Column = "name" | "status" | "os" | "key" | "addresses" | "created" | "password";

export type Sort = SortedBy<Column>;

/** Which of the servers are shown; `undefined` leaves all. */
export interface Filters {
  readonly search: string;
  readonly windowsOnly: boolean;
  /** The name of a key pair; empty for servers that have none. */
  readonly keyPair: string | undefined;
  readonly password: Known | "notChecked" | undefined;
  readonly created: { readonly days: number; readonly since: number } | undefined;
}

/** What became of it; `cut`: the cloud has more of that name. */
export type ByName = { readonly text: string; readonly status: "asking" | "asked" | "cut" } | { readonly text: string; readonly status: "failed"; readonly problem: Problem };

export const NO_FILTERS: Filters = { search: "", windowsOnly: false, keyPair: undefined, password: undefined, created: undefined };

export interface Servers {
  /** `loadingRest`: page after page behind the first one. */
  readonly status: "idle" | "loading" | "loadingRest" | "ready" | "failed";
  readonly items: Server[];
  /** How many of the first ones this run over the list has brought; those behind them are of the run before. */
  readonly fresh: number;
  /** Where the run goes on; none once it was at the end. */
  readonly nextMarker: string | undefined;
  /** What of the list is not as the cloud's documents have it. */
  readonly oddities: readonly ListOddity[];
  readonly problem: Problem | undefined;
  readonly filters: Filters;
  /** What the cloud was asked for by name, while not all is loaded. */
  readonly byName: ByName | undefined;
  /** Those that only this has brought so far. */
  readonly found: readonly string[];
  readonly sort: Sort | undefined;
  readonly selected: Keyed<true>;
  /** What the filters leave of the servers to come is selected as it comes. */
  readonly selectsAll: boolean;
  /** Where a range of the selection begins. */
  readonly anchor: string | undefined;
  readonly known: Keyed<Known>;
}

export const NO_SERVERS: Servers = {
  status: "idle",
  items: [],
  fresh: 0,
  nextMarker: undefined,
  oddities: [],
  problem: undefined,
  filters: { ...NO_FILTERS, windowsOnly: true },
  byName: undefined,
  found: [],
  sort: undefined,
  selected: NOTHING_KEYED,
  selectsAll: false,
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
  /** Anew, or the rest of it. */
  | { type: "servers/requested"; rest: boolean }
  /** A page; with `more` one behind those that this run has brought. */
  | { type: "servers/loaded"; servers: Server[]; nextMarker: string | undefined; oddities?: readonly ListOddity[] | undefined; more: boolean }
  | { type: "servers/failed"; problem: Problem }
  | { type: "servers/askedByName"; text: string }
  | { type: "servers/foundByName"; text: string; servers: readonly Server[]; oddities?: readonly ListOddity[] | undefined; cut: boolean }
  | { type: "servers/notFoundByName"; text: string; problem: Problem }
  | { type: "servers/filtered"; by: Partial<Filters> }
  | { type: "servers/sorted"; column: Column }
  /** By none of the columns: as the cloud lists them. */
  | { type: "servers/sortChosen"; sort: Column | undefined; descending: boolean }
  | { type: "servers/selected"; ids: string[]; on: boolean; anchor?: string; text: string }
  /** Those that the filters leave, and those that are still to come. */
  | { type: "servers/allSelected"; text: string }
  | { type: "servers/selectionCleared"; text: string };

export function reduce(slice: Servers, event: ServersEvent, state: ServersState): Step<Servers> {
  switch (event.type) {
    case "servers/requested":
      return { slice: { ...slice, status: event.rest ? "loadingRest" : "loading", problem: undefined, ...(!event.rest && { byName: undefined, found: [] }) } };
    case "servers/loaded":
      return loaded(slice, event);
    case "servers/failed": {
      const { problem } = event;
      if (isAborted(problem)) return { slice: { ...idle(slice), selectsAll: false }, say: msg("Cancelled") };
      if (endsSession(state, problem)) return { slice, signals: [{ type: "sessionEnded", problem }] };
      return { slice: { ...slice, status: "failed", problem, selectsAll: false }, focus: "problem" };
    }
    case "servers/askedByName":
      return { slice: { ...slice, byName: { text: event.text, status: "asking" } } };
    case "servers/foundByName":
      return foundByName(slice, event);
    case "servers/notFoundByName": {
      const { text, problem } = event;
      if (slice.byName?.text !== text) return { slice };
      if (endsSession(state, problem)) return { slice: { ...slice, byName: undefined }, signals: [{ type: "sessionEnded", problem }] };
      return { slice: { ...slice, byName: isAborted(problem) ? undefined : { text, status: "failed", problem } } };
    }
    case "servers/filtered":
      return { slice: { ...slice, filters: { ...slice.filters, ...event.by }, selectsAll: false } };
    case "servers/sorted":
      return { slice: { ...slice, sort: nextSort(slice.sort, event.column) } };
    case "servers/sortChosen":
      return { slice: { ...slice, sort: event.sort && { column: event.sort, descending: event.descending } } };
    case "servers/selected": {
      const selected = withValues(slice.selected, event.ids.map((id) => [id, event.on ? true : undefined] as const));
      return { slice: { ...slice, selected, anchor: event.anchor ?? slice.anchor, selectsAll: slice.selectsAll && event.on }, say: event.text };
    }
    case "servers/allSelected":
      return { slice: { ...slice, selected: withShown(slice, slice.items), selectsAll: slice.nextMarker !== undefined }, say: event.text };
    case "servers/selectionCleared":
      return { slice: { ...slice, selected: NOTHING_KEYED, anchor: undefined, selectsAll: false }, say: event.text };
  }
}

/** Nothing is under way. */
const idle = (slice: Servers): Servers => ({ ...slice, status: slice.items.length > 0 ? "ready" : "idle" });

/** What was loaded before stays behind the pages that have come, until the last one tells which servers are gone. */
function loaded(slice: Servers, { servers, nextMarker, oddities = [], more }: Extract<ServersEvent, { type: "servers/loaded" }>): Step<Servers> {
  const before = more ? slice.items.slice(0, slice.fresh) : [];
  const fresh = before.length > 0 ? merged(before, servers) : servers;
  const isWhole = nextMarker === undefined;
  const items = isWhole ? fresh : merged(fresh, slice.items.slice(before.length));
  const selected = slice.selectsAll ? withShown(slice, servers) : slice.selected;
  return {
    slice: {
      ...slice,
      status: isWhole ? "ready" : "loadingRest",
      items,
      fresh: fresh.length,
      nextMarker,
      ...(isWhole && { byName: undefined, found: [] }),
      oddities: more ? [...slice.oddities, ...oddities] : oddities,
      problem: undefined,
      selected: isWhole ? listedOf(selected, items) : selected,
      selectsAll: slice.selectsAll && !isWhole,
    },
    say: more && !isWhole ? undefined : loadedText(items.length),
    signals: [{ type: "serversListed", servers: items }],
  };
}

/** Behind what is loaded; the pages of the list bring them once more, in their places. */
function foundByName(slice: Servers, { text, servers, oddities = [], cut }: Extract<ServersEvent, { type: "servers/foundByName" }>): Step<Servers> {
  if (slice.byName?.text !== text || slice.byName.status !== "asking") return { slice };
  const items = merged(slice.items, servers);
  const added = items.slice(slice.items.length);
  const ids = new Set(added.map(({ id }) => id));
  const count = added.length.toString();
  return {
    slice: {
      ...slice,
      byName: { text, status: cut ? "cut" : "asked" },
      items,
      found: [...slice.found, ...ids],
      oddities: [...slice.oddities, ...oddities.filter(({ id }) => id !== undefined && ids.has(id))],
      selected: slice.selectsAll ? withShown(slice, added) : slice.selected,
    },
    ...(added.length > 0 && { say: added.length === 1 ? msg("1 more server found by name") : msg(str`${count} more servers found by name`), signals: [{ type: "serversListed" as const, servers: items }] }),
  };
}

/** Whether there is what the run over the list has not brought by now, but for what was found by name. */
export const isRenewing = ({ items, fresh, found }: Pick<Servers, "items" | "fresh" | "found">): boolean => items.slice(fresh).some(({ id }) => !found.includes(id));

function loadedText(count: number): string {
  const all = count.toString();
  return count === 1 ? msg("1 server loaded") : msg(str`${all} servers loaded`);
}

/** With those selected that the filters leave of these. */
function withShown(slice: Servers, servers: readonly Server[]): Keyed<true> {
  return withValues(slice.selected, servers.filter(isShown(slice)).map(({ id }) => [id, true] as const));
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

/** Whether the filters leave a server. */
export function isShown({ filters, known, oddities }: Pick<Servers, "filters" | "known" | "oddities">): (server: Server) => boolean {
  const { search, windowsOnly, keyPair, password, created } = filters;
  const wanted = search.trim().toLowerCase();
  return (server) => {
    if (windowsOnly && server.os === "other") return false;
    if (keyPair !== undefined && keyPairOf(server, oddities) !== keyPair) return false;
    if (password !== undefined && (valueAt(known, server.id) ?? "notChecked") !== password) return false;
    if (created && !(createdAt(server) >= created.since)) return false;
    return wanted === "" || searchedText(server).includes(wanted);
  };
}

/** The name of its key pair, empty where it has none; `undefined` where that is not known. */
export function keyPairOf({ id, keyName }: Server, oddities: readonly ListOddity[]): string | undefined {
  return keyName ?? (unreadFields(oddities).get(id)?.has("key_name") === true ? undefined : "");
}

/** In milliseconds; `NaN` where the cloud does not say it. */
export const createdAt = ({ created }: Server): number => Date.parse(created ?? "");

/** What a search looks through, made once for each server: there may be thousands. */
const searchedText = memoOf(({ name, id, keyName = "", addresses }: Server): string =>
  [name, id, keyName, ...addresses.map(({ address }) => address)].join("\n").toLowerCase(),
);

/** Of the servers shown, how many are selected. */
export const selectedOf = lastMemo((servers: readonly Server[], selected: Keyed<true>): number =>
  selected.size === 0 ? 0 : servers.reduce((sum, { id }) => sum + Number(valueAt(selected, id) === true), 0),
);

/** By the ID of a server, the fields of it that could not be read: what they would say is not known. */
export const unreadFields = lastMemo((oddities: readonly ListOddity[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const fields = new Map<string, Set<string>>();
  for (const { id, field } of oddities) if (id !== undefined) fields.set(id, (fields.get(id) ?? new Set()).add(field));
  return fields;
});
