// Where items lie: one ArrayBuffer cut into segments of 1 MiB, written one after the other in a
// ring. It decides only where the next item goes and which segment is written over next; what an
// item means is the store's. Memory is committed by the system as it is first written, so an empty
// cache is small.
//
// An address is a byte position divided by 8: segment × 2^17 + offset / 8, 32 bits for 32 GiB. The
// first 8 bytes of a segment stay unused, so that no item has the address 0.

export const SEGMENT_BYTES = 1_048_576;
const ADDRESSES_PER_SEGMENT = SEGMENT_BYTES / 8;
const FIRST_OFFSET = 8;
/** The largest item that a segment takes. */
export const ITEM_BYTES_MAX = SEGMENT_BYTES - FIRST_OFFSET;

/** The segment being written has no room: call `turn` and try again. */
export const NO_ROOM = 0;

export class Segments {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  readonly count: number;
  /** Byte offset behind the last item of each segment. */
  readonly #ends: Uint32Array;
  /** How many segments had been opened when this one was. */
  readonly #generations: Float64Array;
  #opened = 0;
  #writing = 0;

  constructor(count: number) {
    const memory = new ArrayBuffer(count * SEGMENT_BYTES);
    this.count = count;
    this.bytes = Buffer.from(memory);
    this.words = new Uint32Array(memory);
    this.#ends = new Uint32Array(count);
    this.#generations = new Float64Array(count);
    this.clear();
  }

  /** Takes room for an item of `bytes`, a multiple of 8. @returns its address, or NO_ROOM. */
  take(bytes: number): number {
    const end = this.#ends[this.#writing] as number;
    if (end + bytes > SEGMENT_BYTES) return NO_ROOM;
    this.#ends[this.#writing] = end + bytes;
    return this.#writing * ADDRESSES_PER_SEGMENT + end / 8;
  }

  /** The segment that `turn` opens next: its items must be forgotten before. */
  get oldest(): number {
    return (this.#writing + 1) % this.count;
  }

  /** Opens the oldest segment for writing. */
  turn(): void {
    this.#open(this.oldest);
  }

  /** Address of a segment's first item. */
  first(segment: number): number {
    return segment * ADDRESSES_PER_SEGMENT + FIRST_OFFSET / 8;
  }

  /** Address behind a segment's last item; not above `first` when it was never written. */
  end(segment: number): number {
    return segment * ADDRESSES_PER_SEGMENT + (this.#ends[segment] as number) / 8;
  }

  /**
   * A number that no other item had or will have: generation × 2^17 + offset / 8, below 2^53, for
   * free, because the address of an item is new with each write.
   */
  token(address: number): number {
    const generation = this.#generations[address >>> 17] as number;
    return generation * ADDRESSES_PER_SEGMENT + (address & (ADDRESSES_PER_SEGMENT - 1));
  }

  /** Makes all segments empty; no number that `token` gave comes again. */
  clear(): void {
    this.#ends.fill(0);
    this.#open(0);
  }

  #open(segment: number): void {
    this.#writing = segment;
    this.#ends[segment] = FIRST_OFFSET;
    this.#generations[segment] = ++this.#opened;
  }
}
