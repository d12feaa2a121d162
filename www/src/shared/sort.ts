// What a list is sorted by.

export interface SortedBy<Column extends string> {
  readonly column: Column;
  readonly descending: boolean;
}

/** What a click on the head of a column comes to: ascending, then descending, then as it was. */
export function nextSort<Column extends string>(sort: SortedBy<Column> | undefined, column: Column): SortedBy<Column> | undefined {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? undefined : { column, descending: true };
}
