// From a key's hash to the addresses of items, in one Uint32Array of 64-byte buckets: a cache line
// holds the chain to an overflow bucket and seven slots of (address, tag, use). It knows no keys:
// the store compares them where tags agree. It never grows, because growing would pause every
// client at once; when a chain cannot be lengthened, the caller gives up a slot.
//
//   word 0 overflow bucket, 0 none | word 1 unused | words 2, 3 address, tag + use | … seven times
//
// Use is how often an item was asked for, in 8 bits: exact up to 16, and from there on ever less
// likely to be counted, so that 255 stands for some 32,000. It lies beside the tag because that
// word is read by every search anyway.

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

/** The lower bits of a slot's second word; the others are the tag's upper 24. */
const USE_MASK = 0xff;
const USE_BITS = 8;
/** Up to here each use counts. */
const EXACT_USES = 16;
/** Of a linear congruential generator (Numerical Recipes): which uses count need not be secret. */
const DRAW_FACTOR = 1_664_525;
const DRAW_STEP = 1_013_904_223;

export class HashIndex {
  readonly #words: Uint32Array;
  readonly #placeMask: number;
  readonly #firstOverflow: number;
  #nextOverflow: number;
  #draw = 1;

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

  /**
   * The first full slot with this tag's upper 24 bits, from `slot` on along the chain, or NO_SLOT.
   */
  seek(slot: number, tag: number): number {
    const words = this.#words;
    let at = slot;
    while (at !== NO_SLOT) {
      const end = bucketEnd(at);
      for (; at < end; at += SLOT_WORDS) {
        const differing = (words[at + 1] as number) ^ tag;
        if (differing >>> USE_BITS === 0 && words[at] !== EMPTY) return at;
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
  fill(slot: number, address: number, tag: number, use: number): void {
    this.#words[slot] = address;
    this.#words[slot + 1] = (tag & ~USE_MASK) | use;
  }

  use(slot: number): number {
    return (this.#words[slot + 1] as number) & USE_MASK;
  }

  halveUse(slot: number): void {
    const word = this.#words[slot + 1] as number;
    this.#words[slot + 1] = (word & ~USE_MASK) | ((word & USE_MASK) >>> 1);
  }

  /** Counts that the item of a slot was asked for. */
  noteUse(slot: number): void {
    const use = this.use(slot);
    if (use === USE_MASK) return;
    if (use >= EXACT_USES) {
      this.#draw = (Math.imul(this.#draw, DRAW_FACTOR) + DRAW_STEP) | 0;
      // The upper bits, because the lower ones have short periods.
      if ((this.#draw >>> 16) % use !== 0) return;
    }
    this.#words[slot + 1] = (this.#words[slot + 1] as number) + 1;
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
