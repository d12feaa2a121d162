/** The one of `known` that was perhaps meant: the same but for case and signs, with its beginning in common, or a few letters away. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const wanted = plain(given);
  if (wanted === "") return undefined;
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const candidate = plain(name);
    const isBeginning = Math.min(wanted.length, candidate.length) >= 4 && (candidate.startsWith(wanted) || wanted.startsWith(candidate));
    const distance = isBeginning ? 1 : distanceOf(wanted, candidate);
    if (distance <= Math.max(1, Math.floor(wanted.length / 3)) && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "").slice(0, 64);

/** How many letters are to be added, removed or changed (Levenshtein). */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
