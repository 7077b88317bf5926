// Guesses which known name a misspelt one stands for, so that every error about a name can ask "did
// you mean …?".
//
// Its own file because manifests, workloads and options all need the same guess. It knows no list
// of its own.

/** Levenshtein distance: the least number of inserted, removed or replaced characters. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let at = 0; at < left.length; at++) {
    const next = [at + 1];
    for (let column = 0; column < right.length; column++) {
      const replaced = (row[column] as number) + (left[at] === right[column] ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] as number) + 1, (next[column] as number) + 1));
    }
    row = next;
  }
  return row[right.length] as number;
}

/** More than a third of the characters wrong is another word, not a slip. */
const WRONG_SHARE_MAX = 1 / 3;

/**
 * The name of `names` that `word` most likely stands for; undefined where none is near. Case is
 * ignored.
 */
export function closestName(word: string, names: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const found = distance(word.toLowerCase(), name.toLowerCase());
    const limit = Math.max(1, Math.floor(Math.max(word.length, name.length) * WRONG_SHARE_MAX));
    if (found <= limit && (best === undefined || found < best.distance)) {
      best = { name, distance: found };
    }
  }
  return best?.name;
}

/** ` Did you mean "x"?` with a leading space, or nothing. */
export function suggestion(word: string, names: readonly string[]): string {
  const name = closestName(word, names);
  return name === undefined ? "" : ` Did you mean "${name}"?`;
}
