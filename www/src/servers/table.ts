// The rows of the servers' table: sorted, searched and filtered. Each step is done again only for what it depends on.
import { constructTable, createCoreRowModel, createSortedRowModel, rowSortingFeature, tableFeatures } from "@tanstack/table-core";
import type { ColumnDef, Row as TableRow } from "@tanstack/table-core";
import { storeReactivityBindings } from "@tanstack/table-core/store-reactivity-bindings";
import type { Server } from "ecs-password/slim";
import type { Known } from "../password/state.ts";
import { NOTHING_KEYED, valueAt } from "../shared/keyed.ts";
import type { Keyed } from "../shared/keyed.ts";
import { lastMemo } from "../shared/memo.ts";
import { nameOf } from "../shared/visible-text.ts";
import { createdAt, isShown } from "./state.ts";
import type { Column, Servers, Sort } from "./state.ts";

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
const COLUMNS: readonly Column[] = ["name", "status", "os", "key", "addresses", "created", "password"];

/** What a server is sorted by. */
function sortedValue(server: Server, column: Column, known: Keyed<Known>): string | undefined {
  const { id, status, os, osType, keyName, addresses } = server;
  switch (column) {
    case "name":
      return nameOf(server) ?? id;
    case "status":
      return status || undefined;
    case "os":
      return os === "unknown" ? undefined : (osType ?? os);
    case "key":
      return keyName;
    case "addresses":
      return addresses[0]?.address;
    case "created": {
      const at = createdAt(server);
      return Number.isNaN(at) ? undefined : new Date(at).toISOString();
    }
    case "password": {
      const now = valueAt(known, id);
      return now && KNOWN_ORDER[now];
    }
  }
}

/** A sorter of servers, with what it needs for that: it is slow to make. */
function createSorter(): (items: Server[], sort: Sort, known: Keyed<Known>) => Server[] {
  let valueOf: (server: Server) => string | undefined = () => undefined;
  /** The place of each value among all of the column that is sorted by: to compare as people do takes long, so it is done once for each. */
  let ranks = new Map<string, number>();

  const columns = COLUMNS.map(
    (id): ColumnDef<Features, Server> => ({
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

  return (items, { column, descending }, known) => {
    valueOf = (server) => sortedValue(server, column, known);
    const values = new Set(items.map(valueOf).filter((value) => value !== undefined));
    // The quick order of the characters first: what is nearly sorted takes few comparisons.
    ranks = new Map([...values].sort().sort(collator.compare).map((value, rank) => [value, rank]));
    // A new array makes the rows anew, which keep the ranks that they were asked for once.
    table.setOptions((before) => ({ ...before, data: [...items], state: { sorting: [{ id: column, desc: descending }] } }));
    return table.getSortedRowModel().rows.map(({ original }) => original);
  };
}

const sortedRows = lastMemo(createSorter());
const filteredRows = lastMemo((rows: Server[], filters: Servers["filters"], known: Servers["known"], oddities: Servers["oddities"]) => rows.filter(isShown({ filters, known, oddities })));

/** The servers that are shown, in their order; the same list again as long as nothing of it changed. */
export function shownRows({ items, filters, sort, known, oddities }: Pick<Servers, "items" | "filters" | "sort" | "known" | "oddities">): Server[] {
  // Only what asks for the state of the password depends on it.
  const rows = sort ? sortedRows(items, sort, sort.column === "password" ? known : NOTHING_KEYED) : items;
  return filteredRows(rows, filters, filters.password === undefined ? NOTHING_KEYED : known, oddities);
}
