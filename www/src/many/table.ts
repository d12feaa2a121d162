// The rows of the servers' table: sorted, searched, filtered and selected. Each step is done again only for what it depends on.
import type { Server } from "ecs-password/slim";
import { isShown } from "../state.ts";
import type { Servers } from "../state.ts";
import { valueAt } from "./keyed.ts";
import type { Column, Known, Many, Sort } from "./state.ts";

/** Numbers in names by their value: `win-9` before `win-10`. */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const KNOWN_ORDER: Record<Known, string> = { stored: "1", none: "2", deleted: "3" };

type ValueOf = (server: Server) => string | undefined;

const VALUES: Record<Exclude<Column, "password">, ValueOf> = {
  name: ({ name, id }) => name || id,
  status: ({ status }) => status || undefined,
  os: ({ os, osType }) => (os === "unknown" ? undefined : (osType ?? os)),
  key: ({ keyName }) => keyName,
  addresses: ({ addresses }) => addresses[0]?.address,
};

function passwordIn(known: Many["known"]): ValueOf {
  return ({ id }) => {
    const now = valueAt(known, id);
    return now && KNOWN_ORDER[now];
  };
}

let sorted: { items: Server[]; sort: Sort; known: Many["known"] | undefined; rows: Server[] } | undefined;
let filtered: { rows: Server[]; search: string; windowsOnly: boolean; shown: Server[] } | undefined;

/** The servers that are shown, in their order; the same list again as long as nothing of it changed. */
export function shownRows({ items, search, windowsOnly }: Servers, { sort, known }: Many): Server[] {
  const rows = sort ? sortedRows(items, sort, known) : items;
  if (filtered?.rows === rows && filtered.search === search && filtered.windowsOnly === windowsOnly) return filtered.shown;
  const shown = rows.filter(isShown({ search, windowsOnly }));
  filtered = { rows, search, windowsOnly, shown };
  return shown;
}

function sortedRows(items: Server[], sort: Sort, known: Many["known"]): Server[] {
  // Only an order by the state of the password depends on it.
  const sortedKnown = sort.column === "password" ? known : undefined;
  if (sorted?.items === items && sorted.sort === sort && sorted.known === sortedKnown) return sorted.rows;
  const valueOf = sort.column === "password" ? passwordIn(known) : VALUES[sort.column];
  const groups = new Map<string, Server[]>();
  const without: Server[] = [];
  for (const server of items) {
    const value = valueOf(server);
    const group = value === undefined ? without : groups.get(value);
    if (group) group.push(server);
    else if (value !== undefined) groups.set(value, [server]);
  }
  // The quick order of the characters first: to compare as people do takes long, and what is nearly sorted takes few comparisons.
  const values = [...groups.keys()].sort().sort(collator.compare);
  if (sort.descending) values.reverse();
  // What is missing is last either way.
  const rows = [...values.flatMap((value) => groups.get(value) ?? []), ...without];
  sorted = { items, sort, known: sortedKnown, rows };
  return rows;
}

let counted: { rows: Server[]; selected: Many["selected"]; count: number } | undefined;

/** Of the rows shown, how many are selected. */
export function selectedOf(rows: Server[], { selected }: Many): number {
  if (counted?.rows === rows && counted.selected === selected) return counted.count;
  const count = selected.size === 0 ? 0 : rows.reduce((sum, { id }) => sum + Number(valueAt(selected, id) === true), 0);
  counted = { rows, selected, count };
  return count;
}
