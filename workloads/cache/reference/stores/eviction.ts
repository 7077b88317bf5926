// Which segment has to go when nothing has expired and none is free. Its own file because it is the
// one decision in which stores that keep items in segments differ.

import type { LiveItems } from "./live-items.ts";
import { NO_SEGMENT, type SegmentPool } from "./segment-pool.ts";
import { BUCKETS, type TtlBuckets } from "./ttl-buckets.ts";

/**
 * merge: four neighbours of a chain become one, the least used items go. fifo: the segment that was
 * opened first. cte: the one that is closest to its expiry. random: any.
 */
export const EVICTIONS = ["merge", "fifo", "cte", "random"] as const;
export type Eviction = (typeof EVICTIONS)[number];

/** Segments that become one. */
const MERGED_MAX = 4;
/** Fewer would free nothing. */
const MERGED_MIN = 2;
/**
 * Of a chain, the part that was opened last is left alone: its items had no time to be asked for
 * again. Without it 0.201 of `sprite` were misses instead of 0.179.
 */
const YOUNG_SHARE = 0.3;

/** Of the segments in use, one that goes as a whole. */
export function victim(eviction: Eviction, live: LiveItems, buckets: TtlBuckets): number {
  if (eviction === "cte") return closestToExpiry(live.pool, buckets);
  if (eviction === "random") return anyOf(live.pool);
  return live.pool.oldest;
}

/** In a chain the oldest expires first; of several, the one that was opened first. */
function closestToExpiry(pool: SegmentPool, buckets: TtlBuckets): number {
  let closest = pool.oldest;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const head = buckets.head(bucket);
    if (head === NO_SEGMENT) continue;
    if (pool.expiresAt(head) < pool.expiresAt(closest)) closest = head;
  }
  return closest;
}

function anyOf(pool: SegmentPool): number {
  let segment = Math.floor(Math.random() * pool.count);
  while (!pool.isOpen(segment)) segment = (segment + 1) % pool.count;
  return segment;
}

/** Finds neighbours to merge: bucket after bucket, and in each along its chain, again and again. */
export class MergeCandidates {
  readonly #pool: SegmentPool;
  readonly #buckets: TtlBuckets;
  #bucket = 0;
  /** Where each bucket's next merge begins, if that segment is still what it was. */
  readonly #from = new Int32Array(BUCKETS);
  readonly #fromGeneration = new Float64Array(BUCKETS);

  constructor(pool: SegmentPool, buckets: TtlBuckets) {
    this.#pool = pool;
    this.#buckets = buckets;
  }

  /** Neighbours that nobody writes to, oldest first; none where no chain has two of them. */
  next(): number[] {
    for (let tried = 0; tried < BUCKETS; tried++) {
      this.#bucket = (this.#bucket + 1) % BUCKETS;
      const run = this.#nextOf(this.#bucket);
      if (run.length >= MERGED_MIN) return run;
    }
    return [];
  }

  #nextOf(bucket: number): number[] {
    const head = this.#buckets.head(bucket);
    if (head === NO_SEGMENT) return [];
    const begin = this.#begin(bucket, head);
    let run = this.#runFrom(begin, this.#oldFrom(bucket, begin));
    if (run.length < MERGED_MIN) run = this.#runFrom(head, this.#oldFrom(bucket, head));
    const last = run.at(-1);
    if (last !== undefined) {
      const following = this.#buckets.next(last);
      this.#from[bucket] = following;
      this.#fromGeneration[bucket] = this.#pool.generation(following);
    }
    return run;
  }

  #begin(bucket: number, head: number): number {
    const from = this.#from[bucket] as number;
    const isStill =
      this.#pool.isOpen(from) && this.#pool.generation(from) === this.#fromGeneration[bucket];
    return isStill ? from : head;
  }

  /** How many segments of a chain, from this one on, are not among its youngest. */
  #oldFrom(bucket: number, first: number): number {
    let before = 0;
    for (let at = this.#buckets.head(bucket); at !== first; at = this.#buckets.next(at)) before++;
    return Math.floor((1 - YOUNG_SHARE) * this.#buckets.length(bucket)) - before;
  }

  #runFrom(first: number, countMax: number): number[] {
    const run: number[] = [];
    let segment = first;
    while (run.length < Math.min(MERGED_MAX, countMax) && !this.#buckets.isTail(segment)) {
      run.push(segment);
      segment = this.#buckets.next(segment);
    }
    return run;
  }
}
