// The name that somebody meant: the rule is that of the package (`src/base/text.rs`), as in `www/server/nearest.mjs`.

/** The nearest of the names that are known, where one is near at all. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const limit = Math.floor(Math.max(name.length, 3) / 3);
    // No fewer signs are changed than one text has more than the other: of a long one nothing else is asked.
    const distance = Math.abs(name.length - given.length) > limit ? Infinity : distanceOf(given.toLowerCase(), name.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** How many letters are added, left out, changed, or swapped with the next. */
function distanceOf(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      next.push(Math.min((last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (isSame ? 0 : 1), isSwapped ? (before[column - 2] ?? 0) + 1 : Infinity));
    }
    [before, last] = [last, next];
  }
  return last[to.length] ?? 0;
}
