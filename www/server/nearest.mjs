// The name that somebody meant: the rule is that of the package (`src/base/text.rs`).

/**
 * The nearest of the names that are known, where one is near at all.
 *
 * @param {string} given
 * @param {readonly string[]} known
 */
export function nearest(given, known) {
  const near = known
    .map((name) => ({ name, distance: distance(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.floor(Math.max(name.length, 3) / 3));
  return near.sort((one, other) => one.distance - other.distance)[0]?.name;
}

/** How many letters are added, left out, changed, or swapped with the next. @param {string} from @param {string} to */
function distance(from, to) {
  let [before, last] = [/** @type {number[]} */ ([]), Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const [above = 0, aside = 0, across = 0] = [last[column], next[column - 1], last[column - 1]];
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      next.push(Math.min(above + 1, aside + 1, across + (isSame ? 0 : 1), isSwapped ? (before[column - 2] ?? 0) + 1 : Infinity));
    }
    [before, last] = [last, next];
  }
  return last[to.length] ?? 0;
}
