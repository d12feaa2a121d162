// The rows of the servers' table: searched, filtered, sorted and selected.
import {
  columnFilteringFeature,
  constructTable,
  createCoreRowModel,
  createFilteredRowModel,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/table-core";
import type { ColumnDef, Row as TableRow } from "@tanstack/table-core";
import { storeReactivityBindings } from "@tanstack/table-core/store-reactivity-bindings";
import type { Server } from "ecs-password/slim";
import { isShown } from "../state.ts";
import type { Servers } from "../state.ts";
import type { Column, Known, Many } from "./state.ts";

const features = tableFeatures({
  columnFilteringFeature,
  rowSortingFeature,
  coreReactivityFeature: storeReactivityBindings(),
  coreRowModel: createCoreRowModel(),
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
});

type Features = typeof features;
type Filters = Pick<Servers, "search" | "windowsOnly">;

/** Numbers in names by their value: `win-9` before `win-10`. */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const KNOWN_ORDER: Record<Known, string> = { stored: "1", none: "2", deleted: "3" };

let known: Many["known"] = {};

const column = (id: Column, accessorFn: (server: Server) => string | undefined): ColumnDef<Features, Server> => ({
  id,
  accessorFn,
  sortUndefined: "last",
  sortDescFirst: false,
  sortFn: (a: TableRow<Features, Server>, b: TableRow<Features, Server>) => collator.compare(a.getValue(id), b.getValue(id)),
});

const columns: ColumnDef<Features, Server>[] = [
  {
    ...column("name", ({ name, id }) => name || id),
    // One filter looks at the whole server; the column that carries it is the one that every server has.
    filterFn: Object.assign(({ original }: TableRow<Features, Server>, _: string, filters: Filters) => isShown(original, filters), { autoRemove: () => false }),
  },
  column("status", ({ status }) => status || undefined),
  column("os", ({ os, osType }) => (os === "unknown" ? undefined : (osType ?? os))),
  column("key", ({ keyName }) => keyName),
  column("addresses", ({ addresses }) => addresses[0]?.address),
  column("password", ({ id }) => (known[id] ? KNOWN_ORDER[known[id]] : undefined)),
];

const table = constructTable<Features, Server>({ features, columns, data: [], getRowId: ({ id }) => id });

let last: { items: Server[]; search: string; windowsOnly: boolean; sort: Many["sort"]; known: Many["known"] | undefined; rows: Server[] } | undefined;

/** The servers that are shown, in their order; the same list again as long as nothing of it changed. */
export function shownRows({ items, search, windowsOnly }: Servers, { sort, known: knownNow }: Many): Server[] {
  // Only an order by the state of the password depends on it.
  const sortedKnown = sort?.column === "password" ? knownNow : undefined;
  if (last?.items === items && last.search === search && last.windowsOnly === windowsOnly && last.sort === sort && last.known === sortedKnown) return last.rows;
  const isNewOrder = last?.known !== sortedKnown;
  known = knownNow;
  table.setOptions((before) => ({
    ...before,
    // A new list makes the values of the rows anew.
    data: isNewOrder ? [...items] : items,
    state: {
      columnFilters: [{ id: "name", value: { search, windowsOnly } }],
      sorting: sort ? [{ id: sort.column, desc: sort.descending }] : [],
    },
  }));
  const rows = table.getSortedRowModel().rows.map(({ original }) => original);
  last = { items, search, windowsOnly, sort, known: sortedKnown, rows };
  return rows;
}

/** Of the rows shown, how many are selected. */
export function selectedOf(rows: Server[], { selected }: Many): number {
  return rows.reduce((count, { id }) => count + Number(selected[id] === true), 0);
}
