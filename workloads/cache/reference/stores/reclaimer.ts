// Keeps segments free: gives back those that have expired, and when they run short, the ones that
// the eviction chooses. It works ahead, a few items after each write, so that a write seldom waits
// for a whole segment; where it was too slow, the write that needs the segment does the rest.

import type { Clock } from "../clock.ts";
import { type Eviction, MergeCandidates, victim } from "./eviction.ts";
import type { LiveItems } from "./live-items.ts";
import { Merge, type MergeGround } from "./merge.ts";
import type { Reclaim } from "./reclaim.ts";
import { Release } from "./release.ts";
import { NO_SEGMENT } from "./segment-pool.ts";
import { ENDLESS_BUCKET, type TtlBuckets } from "./ttl-buckets.ts";
import { SeenWorth } from "./worth.ts";

/**
 * After each write. A merge looks twice at the items of four segments and frees about two: of equal
 * sizes it takes four items a write, so that it is done before the reserve is used up.
 */
const ITEMS_PER_WRITE = 16;
/** Between two looks at the time: some ten microseconds. */
const ITEMS_PER_LOOK = 64;
/** Neighbours of which all was worth keeping, one after the other; then the next are cut. */
const SPARED_MAX = 3;
/** One to merge into, and two to write to while neighbours are counted that are then spared. */
const MERGE_RESERVE = 3;
/** Below so many segments none is kept in reserve, and four are too large a part to merge. */
const SEGMENTS_MIN = 16;

export class Reclaimer {
  readonly #live: LiveItems;
  readonly #buckets: TtlBuckets;
  readonly #clock: Clock;
  readonly #eviction: Eviction;
  readonly #candidates: MergeCandidates;
  /** Fewer free segments than this are too few. */
  readonly #reserve: number;
  readonly #mergeGround: MergeGround;
  #work: Reclaim | undefined;
  #spared = 0;

  constructor(live: LiveItems, buckets: TtlBuckets, clock: Clock, eviction: Eviction) {
    this.#live = live;
    this.#buckets = buckets;
    this.#clock = clock;
    const isSmall = live.pool.count < SEGMENTS_MIN;
    this.#eviction = isSmall && eviction === "merge" ? "fifo" : eviction;
    this.#mergeGround = { live, buckets, clock, seen: new SeenWorth() };
    this.#candidates = new MergeCandidates(live.pool, buckets);
    this.#reserve = isSmall ? 0 : eviction === "merge" ? MERGE_RESERVE : 1;
  }

  /** After each write. */
  writeDone(): void {
    if (this.#work === undefined) {
      if (this.#live.pool.freeCount >= this.#reserve) return;
      this.#work = this.#begin();
    }
    this.#step(ITEMS_PER_WRITE);
  }

  /** Makes sure that there is a free segment. */
  freeOne(): void {
    while (this.#live.pool.freeCount === 0) {
      this.#work ??= this.#begin();
      this.#step(Infinity);
    }
  }

  /** Gives back what has expired, until it is done or `performance.now()` is at the deadline. */
  sweep(deadlineMs: number): "done" | "unfinished" {
    for (;;) {
      this.#work ??= this.#expired();
      if (this.#work === undefined) return "done";
      this.#step(ITEMS_PER_LOOK);
      if (performance.now() >= deadlineMs) return "unfinished";
    }
  }

  /** Gives a segment back at once that has no live item, unless it is written to. */
  releaseIfEmpty(segment: number): void {
    const { pool } = this.#live;
    if (pool.liveItems(segment) > 0 || this.#buckets.isTail(segment)) return;
    if (this.#work?.involves(segment)) return;
    this.#buckets.remove(segment);
    pool.release(segment);
  }

  /** Forgets what it was at: the store was cleared. */
  abandon(): void {
    this.#work = undefined;
  }

  #step(items: number): void {
    const work = this.#work;
    if (work?.step(items) !== "done") return;
    this.#work = undefined;
    if (work instanceof Merge) this.#spared = work.freed > 0 ? 0 : this.#spared + 1;
  }

  #begin(): Reclaim {
    const expired = this.#expired();
    if (expired !== undefined) return expired;
    const { pool } = this.#live;
    if (this.#eviction === "merge" && pool.freeCount > 0) {
      const sources = this.#candidates.next();
      const mustFree = this.#spared >= SPARED_MAX;
      if (sources.length > 0) return new Merge(this.#mergeGround, sources, mustFree);
    }
    return this.#release(victim(this.#eviction, this.#live, this.#buckets));
  }

  /** The oldest segment of a bucket, if all of its items are gone by now. */
  #expired(): Reclaim | undefined {
    const { pool } = this.#live;
    for (let bucket = 0; bucket < ENDLESS_BUCKET; bucket++) {
      const head = this.#buckets.head(bucket);
      if (head !== NO_SEGMENT && pool.expiresAt(head) <= this.#clock.now) {
        return this.#release(head);
      }
    }
    return undefined;
  }

  #release(segment: number): Reclaim {
    this.#buckets.remove(segment);
    return new Release(this.#live, this.#clock, segment);
  }
}
