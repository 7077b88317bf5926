// From a key's hash to the addresses of items, in one Uint32Array of 64-byte buckets: a cache line
// holds the chain to an overflow bucket and seven slots of (address, tag). It knows no keys: the
// store compares them where tags agree. It never grows, because growing would pause every client at
// once; when a chain cannot be lengthened, the caller gives up a slot.
//
//   word 0 overflow bucket, 0 none | word 1 unused | words 2, 3 address, tag | … seven times

const BUCKET_BYTES = 64;
const BUCKET_WORDS = 16;
const FIRST_SLOT_WORD = 2;
const SLOT_WORDS = 2;
const SLOTS = (BUCKET_WORDS - FIRST_SLOT_WORD) / SLOT_WORDS;
/** Stands in a slot without an item. */
const EMPTY = 0;
/**
 * One overflow bucket for every eight: at 3.5 items a bucket, half full, 2.7 % of the buckets
 * overflow.
 */
const BUCKETS_PER_OVERFLOW = 8;

/** Not a slot: the first words of the first bucket are none. */
export const NO_SLOT = 0;

export class HashIndex {
  readonly #words: Uint32Array;
  readonly #placeMask: number;
  readonly #firstOverflow: number;
  #nextOverflow: number;

  /** `buckets`: a power of two. */
  constructor(buckets: number) {
    this.#placeMask = buckets - 1;
    this.#firstOverflow = buckets;
    this.#nextOverflow = buckets;
    this.#words = new Uint32Array((buckets + buckets / BUCKETS_PER_OVERFLOW) * BUCKET_WORDS);
  }

  /** The most buckets, a power of two, whose index is no larger than `bytes`. */
  static bucketsWithin(bytes: number): number {
    const buckets = bytes / (BUCKET_BYTES * (1 + 1 / BUCKETS_PER_OVERFLOW));
    return 2 ** Math.max(3, Math.floor(Math.log2(buckets)));
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  /** The first slot of a place's bucket, full or empty: where `seek` begins. */
  start(place: number): number {
    return (place & this.#placeMask) * BUCKET_WORDS + FIRST_SLOT_WORD;
  }

  /** The first full slot with this tag, from `slot` on along the chain, or NO_SLOT. */
  seek(slot: number, tag: number): number {
    const words = this.#words;
    let at = slot;
    while (at !== NO_SLOT) {
      const end = bucketEnd(at);
      for (; at < end; at += SLOT_WORDS) {
        if (words[at + 1] === tag && words[at] !== EMPTY) return at;
      }
      at = this.#chained(end);
    }
    return NO_SLOT;
  }

  /** The same from the slot behind `slot`. */
  seekBehind(slot: number, tag: number): number {
    const next = slot + SLOT_WORDS;
    return this.seek(next === bucketEnd(slot) ? this.#chained(next) : next, tag);
  }

  /** The slot that holds this address, or NO_SLOT. */
  holding(place: number, tag: number, address: number): number {
    let slot = this.seek(this.start(place), tag);
    while (slot !== NO_SLOT && this.#words[slot] !== address) slot = this.seekBehind(slot, tag);
    return slot;
  }

  address(slot: number): number {
    return this.#words[slot] as number;
  }

  /**
   * An empty slot in the chain of a place, which may be lengthened; NO_SLOT when there is no room.
   */
  vacant(place: number): number {
    const words = this.#words;
    let at = this.start(place);
    for (;;) {
      const end = bucketEnd(at);
      for (; at < end; at += SLOT_WORDS) if (words[at] === EMPTY) return at;
      const next = this.#chained(end);
      if (next === NO_SLOT) return this.#lengthen(end);
      at = next;
    }
  }

  /** A slot of a place's bucket, chosen by `choice`: which item has to give way. */
  any(place: number, choice: number): number {
    return this.start(place) + (choice % SLOTS) * SLOT_WORDS;
  }

  /** Puts an address into a slot, empty or not. */
  fill(slot: number, address: number, tag: number): void {
    this.#words[slot] = address;
    this.#words[slot + 1] = tag;
  }

  empty(slot: number): void {
    this.#words[slot] = EMPTY;
  }

  clear(): void {
    this.#words.fill(0);
    this.#nextOverflow = this.#firstOverflow;
  }

  #chained(end: number): number {
    const bucket = this.#words[end - BUCKET_WORDS] as number;
    return bucket === 0 ? NO_SLOT : bucket * BUCKET_WORDS + FIRST_SLOT_WORD;
  }

  #lengthen(end: number): number {
    const bucket = this.#nextOverflow;
    if (bucket * BUCKET_WORDS >= this.#words.length) return NO_SLOT;
    this.#nextOverflow++;
    this.#words[end - BUCKET_WORDS] = bucket;
    return bucket * BUCKET_WORDS + FIRST_SLOT_WORD;
  }
}

function bucketEnd(slot: number): number {
  return (slot | (BUCKET_WORDS - 1)) + 1;
}
