// The requests that lie ready: wire bytes written ahead of their instants into one slab of 4 MiB.
//
//   slab  [ sent … | ready ready ready … | free … ]      entries: index → from, to
//                    ^ take()              ^ writeAhead()
//
// Ahead of time, because encoding at the due instant would be lag. The slab goes round; a request's
// bytes may be overwritten once they have left. Bytes that could not leave at once are still the
// socket's: before bytes that were sent since the last call are overwritten, two or three times a
// round, `beforeReuse` is called, and its owner drops the connections that have not sent theirs by
// then.

import type { RequestSource } from "#model/traffic.ts";
import { BYTES_PER_MIB } from "#model/units.ts";
import type { ByteRange } from "./transport.ts";

const SLAB_BYTES = 4 * BYTES_PER_MIB;
/** Entries: enough for 0.3 s at 50,000/s; a power of two, so that positions wrap by a mask. */
const ENTRIES = 16_384;
const MASK = ENTRIES - 1;

/** Consecutive request indexes. */
export interface IndexSpan {
  readonly first: number;
  readonly count: number;
}

export class RequestWindow {
  readonly #source: RequestSource;
  readonly #firstIndex: number;
  readonly #count: number;
  readonly #beforeReuse: () => void;
  readonly #from = new Uint32Array(ENTRIES);
  readonly #to = new Uint32Array(ENTRIES);
  readonly slab: Uint8Array;
  #taken = 0;
  #written = 0;
  #head = 0;
  /**
   * Up to here #head may go: what lies before it had left, or was dropped, when `beforeReuse` was
   * last called.
   */
  #freeTo: number;

  /**
   * Requests `first`, `first` + 1, … of `source`, `count` of them (Infinity: as many as are taken).
   */
  constructor(source: RequestSource, span: IndexSpan, beforeReuse: () => void) {
    this.#source = source;
    this.#firstIndex = span.first;
    this.#count = span.count;
    this.#beforeReuse = beforeReuse;
    this.slab = new Uint8Array(Math.max(SLAB_BYTES, 4 * source.requestBytesMax));
    this.#freeTo = this.slab.length;
  }

  /** Index of the next request to be taken. */
  get nextIndex(): number {
    return this.#firstIndex + this.#taken;
  }

  /** Writes up to `count` requests ahead, as far as there is room. */
  writeAhead(count: number): void {
    const last = Math.min(this.#written + count, this.#taken + ENTRIES, this.#count);
    while (this.#written < last) {
      if (!this.#makeRoom()) return;
      const entry = this.#written & MASK;
      const index = this.#firstIndex + this.#written;
      this.#from[entry] = this.#head;
      this.#head += this.#source.writeRequest(this.slab, this.#head, index);
      this.#to[entry] = this.#head;
      this.#written++;
    }
  }

  /**
   * Takes the bytes of up to `count` consecutive requests that lie side by side.
   * @returns how many; at least 1. Their bytes are `slab[range.from … range.to)`.
   */
  take(count: number, range: ByteRange): number {
    if (this.#taken === this.#written) this.writeAhead(Math.max(1, count));
    range.from = this.#from[this.#taken & MASK] as number;
    range.to = this.#to[this.#taken & MASK] as number;
    this.#taken++;
    let taken = 1;
    while (taken < count && this.#taken < this.#written) {
      const entry = this.#taken & MASK;
      if (this.#from[entry] !== range.to) break;
      range.to = this.#to[entry] as number;
      this.#taken++;
      taken++;
    }
    return taken;
  }

  /** Passes over the next request: it is withheld. */
  skip(): void {
    if (this.#taken === this.#written) this.writeAhead(1);
    this.#taken++;
  }

  /**
   * Whether the longest request fits behind #head without touching bytes that still wait to be
   * taken.
   */
  #makeRoom(): boolean {
    const longest = this.#source.requestBytesMax;
    const waiting = this.#written > this.#taken;
    const oldest = waiting ? (this.#from[this.#taken & MASK] as number) : this.#head;
    // Waiting bytes lie in [oldest, head), or, once the head went round, in [oldest, end) and [0,
    // head).
    const wentRound = waiting && oldest >= this.#head;
    const room = wentRound ? oldest : this.slab.length;
    const ahead = this.#head - oldest + (wentRound ? this.slab.length : 0);
    // Half of the slab waits at most, so that bytes have the time of the other half to leave.
    if (waiting && ahead + longest > this.slab.length / 2) return false;
    if (this.#head + longest <= Math.min(room, this.#freeTo)) return true;
    const goesRound = this.#head + longest > room;
    if (goesRound && (wentRound || (waiting && longest > oldest))) return false;
    this.#beforeReuse();
    if (goesRound) this.#head = 0;
    this.#freeTo = goesRound && waiting ? oldest : room;
    return true;
  }
}
