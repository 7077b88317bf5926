// The requests in flight, as numbers in typed arrays with a free list: one slot is one owed
// request. No object, no closure, no promise per request, so the collector has nothing to do while
// the loop runs.

export class Slots {
  readonly capacity: number;
  readonly intendedNs: Float64Array;
  readonly sentNs: Float64Array;
  /** Request index; float64 because indexes go up to 2^32. */
  readonly index: Float64Array;
  /** What Check.sent returned. */
  readonly sentSeq: Float64Array;
  /** Connection, or −1 for a free slot. */
  readonly connection: Int32Array;
  readonly #free: Int32Array;
  #freeCount: number;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.intendedNs = new Float64Array(capacity);
    this.sentNs = new Float64Array(capacity);
    this.index = new Float64Array(capacity);
    this.sentSeq = new Float64Array(capacity);
    this.connection = new Int32Array(capacity).fill(-1);
    this.#free = Int32Array.from({ length: capacity }, (_, slot) => capacity - 1 - slot);
    this.#freeCount = capacity;
  }

  /** Slots in use. */
  get used(): number {
    return this.capacity - this.#freeCount;
  }

  /** Takes a free slot for a connection; the caller's limits guarantee that there is one. */
  take(connection: number): number {
    const slot = this.#free[--this.#freeCount] as number;
    this.connection[slot] = connection;
    return slot;
  }

  release(slot: number): void {
    this.connection[slot] = -1;
    this.#free[this.#freeCount++] = slot;
  }
}
