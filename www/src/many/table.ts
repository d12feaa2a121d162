// The rows of the table of many passwords: filtered, searched and sorted. Each step is done again only for what it depends on.
import { lastMemo } from "../shared/memo.ts";
import { isNotDeleted } from "./state.ts";
import type { Filter, Many, ManySort, Result, Row, RowDeletion } from "./state.ts";

/** Numbers in names by their value: `win-9` before `win-10`. */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
/** What wants somebody's attention first. */
const RESULTS: readonly Result["phase"][] = ["failed", "noKey", "none", "working", "waiting", "decrypted"];
const DELETIONS: readonly RowDeletion["phase"][] = ["failed", "stopped", "working", "waiting", "accepted", "deleted"];

/** The rows that filter and search leave, in their order; the same list again as long as nothing of it changed. */
export const shownRows = ({ rows, places, filter, search, sort }: Pick<Many, "rows" | "places" | "filter" | "search" | "sort">): readonly Row[] =>
  ordered(leftBy(rows, filter, search.trim().toLowerCase()), rows, places, sort);

const leftBy = lastMemo((rows: readonly Row[], filter: Filter, search: string): readonly Row[] => {
  if (filter === "all" && search === "") return rows;
  const isLeft = (row: Row): boolean => filter === "all" || (filter === "notDeleted" ? isNotDeleted(row) : row.result.phase === filter);
  return rows.filter((row) => isLeft(row) && (search === "" || searchedText(row).includes(search)));
});

const searchedText = ({ name, id, keyName = "", address = "" }: Row): string => [name, id, keyName, address].join("\n").toLowerCase();

const ordered = lastMemo((shown: readonly Row[], rows: readonly Row[], places: Many["places"], sort: ManySort | undefined): readonly Row[] => {
  if (!sort) return shown;
  const { column, descending } = sort;
  const rankOf = column === "server" || column === "key" ? namesBy(places, column, rows) : (row: Row): number | undefined => phaseOf(row, column);
  const order = descending ? -1 : 1;
  // What has no value stays at the end.
  return [...shown].sort((a, b) => {
    const [first, second] = [rankOf(a), rankOf(b)];
    if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined);
    return order * (first - second);
  });
});

function phaseOf({ result, deletion }: Row, column: "result" | "stored"): number | undefined {
  if (column === "result") return RESULTS.indexOf(result.phase);
  if (deletion) return DELETIONS.indexOf(deletion.phase);
  return result.phase === "decrypted" || result.phase === "noKey" ? DELETIONS.length : undefined;
}

/** To compare as people do takes long: done once for the servers chosen, whose names no run changes. */
function namesBy(places: Many["places"], column: "server" | "key", rows: readonly Row[]): (row: Row) => number | undefined {
  const ranks = rankedBy[column](places, rows.map((row) => nameIn(row, column)));
  return (row) => {
    const name = nameIn(row, column);
    return name === undefined ? undefined : ranks.get(name);
  };
}

const nameIn = ({ name, keyName }: Row, column: "server" | "key"): string | undefined => (column === "server" ? name : keyName);

const createRanks = (): ((places: Many["places"], names: readonly (string | undefined)[]) => ReadonlyMap<string, number>) => {
  let last: { places: Many["places"]; ranks: ReadonlyMap<string, number> } | undefined;
  return (places, names) => {
    if (last?.places !== places) {
      const values = new Set(names.filter((name) => name !== undefined));
      last = { places, ranks: new Map([...values].sort().sort(collator.compare).map((name, rank) => [name, rank])) };
    }
    return last.ranks;
  };
};
const rankedBy = { server: createRanks(), key: createRanks() };
