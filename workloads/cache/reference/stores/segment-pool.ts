// Where items lie: one ArrayBuffer cut into segments of 1 MiB, each of which is opened, filled from
// its beginning, and given back as a whole. It knows how full each is, how much of it is live, how
// old it is, and when the last of its items expires; which segment serves which items is the TTL
// buckets', and what is given back when, the reclaimer's.
//
// The system commits memory as it is first written, and the segment that was given back last is
// opened next: an idle cache stays small.
//
// An address is a byte position divided by 8: segment × 2^17 + offset / 8, 32 bits for 32 GiB. The
// first 8 bytes of a segment stay unused, so that no item has the address 0.

export const SEGMENT_BYTES = 1_048_576;
const ADDRESSES_PER_SEGMENT = SEGMENT_BYTES / 8;
const FIRST_OFFSET = 8;
/** What a segment takes at most: one item of this size, or many. */
export const CAPACITY_BYTES = SEGMENT_BYTES - FIRST_OFFSET;

/** The segment has no room for the item. */
export const NO_ROOM = 0;
export const NO_SEGMENT = -1;
/** Expires after every tick. */
export const FOREVER = 0xffff_ffff;

export class SegmentPool {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  readonly count: number;
  /** Byte offset behind the last item of each segment. */
  readonly #ends: Uint32Array;
  /** How many segments had been opened when this one was. */
  readonly #generations: Float64Array;
  readonly #liveItems: Uint32Array;
  readonly #liveBytes: Uint32Array;
  readonly #openedAt: Uint32Array;
  readonly #expiresAt: Uint32Array;
  /** Those in use, from the one that was opened first. */
  readonly #older: Int32Array;
  readonly #newer: Int32Array;
  #oldest = NO_SEGMENT;
  #newest = NO_SEGMENT;
  readonly #free: Int32Array;
  #freeCount = 0;
  #opened = 0;

  constructor(count: number) {
    const memory = new ArrayBuffer(count * SEGMENT_BYTES);
    this.count = count;
    this.bytes = Buffer.from(memory);
    this.words = new Uint32Array(memory);
    this.#ends = new Uint32Array(count);
    this.#generations = new Float64Array(count);
    this.#liveItems = new Uint32Array(count);
    this.#liveBytes = new Uint32Array(count);
    this.#openedAt = new Uint32Array(count);
    this.#expiresAt = new Uint32Array(count);
    this.#older = new Int32Array(count);
    this.#newer = new Int32Array(count);
    this.#free = new Int32Array(count);
    this.clear();
  }

  get freeCount(): number {
    return this.#freeCount;
  }

  /** The segment in use that was opened first, or NO_SEGMENT. */
  get oldest(): number {
    return this.#oldest;
  }

  /** Makes all segments free; no number that `token` gave comes again. */
  clear(): void {
    this.#ends.fill(0);
    this.#oldest = NO_SEGMENT;
    this.#newest = NO_SEGMENT;
    this.#freeCount = this.count;
    for (let at = 0; at < this.count; at++) this.#free[at] = this.count - 1 - at;
  }

  /** Opens a free segment, of which there must be one, at this tick. */
  open(now: number): number {
    const segment = this.#free[--this.#freeCount] as number;
    this.#ends[segment] = FIRST_OFFSET;
    this.#generations[segment] = ++this.#opened;
    this.#liveItems[segment] = 0;
    this.#liveBytes[segment] = 0;
    this.#openedAt[segment] = now;
    this.#expiresAt[segment] = 0;
    this.#older[segment] = this.#newest;
    this.#newer[segment] = NO_SEGMENT;
    if (this.#newest === NO_SEGMENT) this.#oldest = segment;
    else this.#newer[this.#newest] = segment;
    this.#newest = segment;
    return segment;
  }

  /** Gives a segment back whose items are all forgotten. */
  release(segment: number): void {
    const older = this.#older[segment] as number;
    const newer = this.#newer[segment] as number;
    if (older === NO_SEGMENT) this.#oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NO_SEGMENT) this.#newest = older;
    else this.#older[newer] = older;
    this.#ends[segment] = 0;
    this.#free[this.#freeCount++] = segment;
  }

  /** How many segments had been opened when this one was: no two openings have the same. */
  generation(segment: number): number {
    return this.#generations[segment] as number;
  }

  isOpen(segment: number): boolean {
    return this.#ends[segment] !== 0;
  }

  /** Takes room for an item of `bytes`, a multiple of 8. @returns its address, or NO_ROOM. */
  take(segment: number, bytes: number): number {
    const end = this.#ends[segment] as number;
    if (end + bytes > SEGMENT_BYTES) return NO_ROOM;
    this.#ends[segment] = end + bytes;
    return segment * ADDRESSES_PER_SEGMENT + end / 8;
  }

  segmentOf(item: number): number {
    return item >>> 17;
  }

  /** Address of a segment's first item. */
  first(segment: number): number {
    return segment * ADDRESSES_PER_SEGMENT + FIRST_OFFSET / 8;
  }

  /** Address behind a segment's last item. */
  end(segment: number): number {
    return segment * ADDRESSES_PER_SEGMENT + (this.#ends[segment] as number) / 8;
  }

  liveItems(segment: number): number {
    return this.#liveItems[segment] as number;
  }

  liveBytes(segment: number): number {
    return this.#liveBytes[segment] as number;
  }

  addLive(segment: number, bytes: number): void {
    this.#liveItems[segment] = this.liveItems(segment) + 1;
    this.#liveBytes[segment] = this.liveBytes(segment) + bytes;
  }

  dropLive(segment: number, bytes: number): void {
    this.#liveItems[segment] = this.liveItems(segment) - 1;
    this.#liveBytes[segment] = this.liveBytes(segment) - bytes;
  }

  openedAt(segment: number): number {
    return this.#openedAt[segment] as number;
  }

  /** The tick at which all of its items are gone, or FOREVER. */
  expiresAt(segment: number): number {
    return this.#expiresAt[segment] as number;
  }

  setExpiresAt(segment: number, tick: number): void {
    this.#expiresAt[segment] = tick;
  }

  /**
   * A number that no other item had or will have: generation × 2^17 + offset / 8, below 2^53, for
   * free, because the address of an item is new with each write.
   */
  token(address: number): number {
    return (
      this.generation(address >>> 17) * ADDRESSES_PER_SEGMENT +
      (address & (ADDRESSES_PER_SEGMENT - 1))
    );
  }
}
