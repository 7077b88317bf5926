// Which segments serve which lifetimes: items that live about equally long share segments, so that
// a segment's items expire together and it can be given back without looking for them. Lifetimes
// are sorted into buckets, four rows of 256, each row's 16 times as wide as those of the row
// before; a bucket's segments are a chain in the order of opening, and its last one is written to.
//
// It decides no expiry: when a segment may go is the store's to say.

import { NO_SEGMENT } from "./segment-pool.ts";

const BUCKETS_PER_ROW = 256;
const ROWS = 4;
/** How many times as wide a row's buckets are as those of the row before. */
const WIDENING = 16;
/** The bucket of items that never expire, and of all where lifetimes are not sorted. */
export const ENDLESS_BUCKET = ROWS * BUCKETS_PER_ROW;
export const BUCKETS = ENDLESS_BUCKET + 1;

export class TtlBuckets {
  readonly #unitTicks: number;
  readonly #heads = new Int32Array(BUCKETS);
  readonly #tails = new Int32Array(BUCKETS);
  readonly #lengths = new Int32Array(BUCKETS);
  readonly #previous: Int32Array;
  readonly #next: Int32Array;
  readonly #buckets: Int16Array;

  /** `unitTicks`: width of the narrowest buckets. `segments`: how many there are. */
  constructor(unitTicks: number, segments: number) {
    this.#unitTicks = unitTicks;
    this.#previous = new Int32Array(segments);
    this.#next = new Int32Array(segments);
    this.#buckets = new Int16Array(segments);
    this.clear();
  }

  clear(): void {
    this.#heads.fill(NO_SEGMENT);
    this.#tails.fill(NO_SEGMENT);
    this.#lengths.fill(0);
  }

  /** The bucket of items that have so many ticks to live. */
  bucketFor(ticks: number): number {
    let width = this.#unitTicks;
    for (let row = 0; row < ROWS; row++) {
      if (ticks < width * BUCKETS_PER_ROW) {
        return row * BUCKETS_PER_ROW + Math.floor(ticks / width);
      }
      width *= WIDENING;
    }
    return ENDLESS_BUCKET - 1;
  }

  widthTicks(bucket: number): number {
    return this.#unitTicks * WIDENING ** Math.floor(bucket / BUCKETS_PER_ROW);
  }

  /** The shortest lifetime that the bucket serves, in ticks; 0 in the first. */
  shortestTicks(bucket: number): number {
    return (bucket % BUCKETS_PER_ROW) * this.widthTicks(bucket);
  }

  /** The oldest segment of a bucket, or NO_SEGMENT. */
  head(bucket: number): number {
    return this.#heads[bucket] as number;
  }

  /** The segment of a bucket that is written to, or NO_SEGMENT. */
  tail(bucket: number): number {
    return this.#tails[bucket] as number;
  }

  /** How many segments a bucket has. */
  length(bucket: number): number {
    return this.#lengths[bucket] as number;
  }

  /** The segment behind this one in its bucket, or NO_SEGMENT. */
  next(segment: number): number {
    return this.#next[segment] as number;
  }

  bucketOf(segment: number): number {
    return this.#buckets[segment] as number;
  }

  isTail(segment: number): boolean {
    return this.#tails[this.bucketOf(segment)] === segment;
  }

  append(bucket: number, segment: number): void {
    this.#link(bucket, this.tail(bucket), segment);
    this.#link(bucket, segment, NO_SEGMENT);
    this.#enter(bucket, segment);
  }

  /** Puts a segment in front of another one of a chain. */
  insertBefore(following: number, segment: number): void {
    const bucket = this.bucketOf(following);
    this.#link(bucket, this.#previous[following] as number, segment);
    this.#link(bucket, segment, following);
    this.#enter(bucket, segment);
  }

  remove(segment: number): void {
    const bucket = this.bucketOf(segment);
    this.#link(bucket, this.#previous[segment] as number, this.next(segment));
    this.#lengths[bucket] = this.length(bucket) - 1;
  }

  #enter(bucket: number, segment: number): void {
    this.#buckets[segment] = bucket;
    this.#lengths[bucket] = this.length(bucket) + 1;
  }

  /** Makes two segments neighbours; NO_SEGMENT is an end of the chain. */
  #link(bucket: number, left: number, right: number): void {
    if (left === NO_SEGMENT) this.#heads[bucket] = right;
    else this.#next[left] = right;
    if (right === NO_SEGMENT) this.#tails[bucket] = left;
    else this.#previous[right] = left;
  }
}
