// The rows of the servers' table: sorted, searched, filtered and selected. Each step is done again only for what it depends on.
import { constructTable, createCoreRowModel, createSortedRowModel, rowSortingFeature, tableFeatures } from "@tanstack/table-core";
import type { ColumnDef, Row as TableRow } from "@tanstack/table-core";
import { storeReactivityBindings } from "@tanstack/table-core/store-reactivity-bindings";
import type { Server } from "ecs-password/slim";
import { isShown } from "../app/state.ts";
import type { Servers } from "../app/state.ts";
import { valueAt } from "../shared/keyed.ts";
import type { Column, Known, Many, Sort } from "../many/state.ts";

const features = tableFeatures({
  rowSortingFeature,
  coreReactivityFeature: storeReactivityBindings(),
  coreRowModel: createCoreRowModel(),
  sortedRowModel: createSortedRowModel(),
});

type Features = typeof features;
type Row = TableRow<Features, Server>;

/** Numbers in names by their value: `win-9` before `win-10`. */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const KNOWN_ORDER: Record<Known, string> = { stored: "1", none: "2", deleted: "3" };

let known: Many["known"];

const VALUES: Record<Column, (server: Server) => string | undefined> = {
  name: ({ name, id }) => name || id,
  status: ({ status }) => status || undefined,
  os: ({ os, osType }) => (os === "unknown" ? undefined : (osType ?? os)),
  key: ({ keyName }) => keyName,
  addresses: ({ addresses }) => addresses[0]?.address,
  password: ({ id }) => {
    const now = valueAt(known, id);
    return now && KNOWN_ORDER[now];
  },
};

/** The place of each value among all of the column that is sorted by: to compare as people do takes long, so it is done once for each. */
let ranks = new Map<string, number>();

function rankAll(items: Server[], column: Column): void {
  const values = new Set<string>();
  for (const server of items) {
    const value = VALUES[column](server);
    if (value !== undefined) values.add(value);
  }
  // The quick order of the characters first: what is nearly sorted takes few comparisons.
  const ordered = [...values].sort().sort(collator.compare);
  ranks = new Map(ordered.map((value, rank) => [value, rank]));
}

const columns = (Object.entries(VALUES) as [Column, (server: Server) => string | undefined][]).map(
  ([id, valueOf]): ColumnDef<Features, Server> => ({
    id,
    accessorFn: (server) => {
      const value = valueOf(server);
      return value === undefined ? undefined : ranks.get(value);
    },
    sortUndefined: "last",
    sortDescFirst: false,
    sortFn: (a: Row, b: Row) => a.getValue<number>(id) - b.getValue<number>(id),
  }),
);

const table = constructTable<Features, Server>({ features, columns, data: [], getRowId: ({ id }) => id });

let sorted: { items: Server[]; sort: Sort; known: Many["known"] | undefined; rows: Server[] } | undefined;
let filtered: { rows: Server[]; search: string; windowsOnly: boolean; shown: Server[] } | undefined;

/** The servers that are shown, in their order; the same list again as long as nothing of it changed. */
export function shownRows({ items, search, windowsOnly }: Servers, { sort, known: knownNow }: Many): Server[] {
  const rows = sort ? sortedRows(items, sort, knownNow) : items;
  if (filtered?.rows === rows && filtered.search === search && filtered.windowsOnly === windowsOnly) return filtered.shown;
  const shown = rows.filter(isShown({ search, windowsOnly }));
  filtered = { rows, search, windowsOnly, shown };
  return shown;
}

function sortedRows(items: Server[], sort: Sort, knownNow: Many["known"]): Server[] {
  // Only an order by the state of the password depends on it.
  const sortedKnown = sort.column === "password" ? knownNow : undefined;
  if (sorted?.items === items && sorted.sort === sort && sorted.known === sortedKnown) return sorted.rows;
  known = knownNow;
  rankAll(items, sort.column);
  // A new array makes the rows anew, which keep the ranks that they were asked for once.
  table.setOptions((before) => ({ ...before, data: [...items], state: { sorting: [{ id: sort.column, desc: sort.descending }] } }));
  const rows = table.getSortedRowModel().rows.map(({ original }) => original);
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
