// Exact caches of so many entries, simulated: how many accesses of a trace they hit. Its own file
// because they are the yardstick for every contender's misses, and must agree with an independent
// program's counts first.

/** From an empty cache; every access is admitted. */
type Simulation = (keys: Uint32Array, capacity: number) => number;

/** Least recently used goes first. */
export const lruHits: Simulation = (keys, capacity) => hitsOf(keys, capacity, true);

/** First in, first out. */
export const fifoHits: Simulation = (keys, capacity) => hitsOf(keys, capacity, false);

function hitsOf(keys: Uint32Array, capacity: number, renews: boolean): number {
  // A Map keeps the order of insertion: its first key is the one that goes.
  const held = new Map<number, true>();
  let hits = 0;
  for (const key of keys) {
    if (held.has(key)) {
      hits++;
      if (!renews) continue;
      held.delete(key);
    }
    held.set(key, true);
    if (held.size > capacity) held.delete(held.keys().next().value ?? key);
  }
  return hits;
}
