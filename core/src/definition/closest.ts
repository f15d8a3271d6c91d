/** "Did you mean …": the known word that a misspelt one is nearest to. */

/** How many letters must be put in, taken out, changed or swapped with a neighbour to make `b` of `a`. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(above[column]! + 1, current[column - 1]! + 1, above[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, before[column - 2]! + 1);
      current.push(best);
    }
    [before, above] = [above, current];
  }
  return above[b.length]!;
}

/** The candidate that `word` was most likely meant to be; null when none is near. Reads at most 500 candidates. */
export function closest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > 64) return null;
  const lower = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  let read = 0;
  for (const candidate of candidates) {
    if (++read > 500) break;
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** "a", "a or b", "a, b or c", cut after twelve. */
export function alternatives(words: Iterable<string>, join = "or"): string {
  const all = [...words];
  const shown = all.slice(0, 12);
  if (all.length > 12) return `${shown.join(", ")} … (${all.length} in all)`;
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} ${join} ${shown.at(-1)}`;
}
