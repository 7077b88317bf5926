// The slots of requests that their replies name: id → slot, for protocols that answer in any order
// or not at all.
//
// A hash table in typed arrays, at most half full, so that a search ends after one or two looks and
// nothing is allocated. Ids of neighbours are scattered: in order they would stand in one long row,
// which every removal would have to go along.

/** 2^32 ÷ the golden ratio: scatters consecutive numbers evenly (Knuth, volume 3, section 6.4). */
const SCATTER = 0x9e3779b1;
const ID_BITS = 32;

export class SlotsById {
  readonly #ids: Uint32Array;
  /** Slot + 1; 0 marks a free place. */
  readonly #slots: Int32Array;
  readonly #mask: number;
  readonly #shift: number;

  /** Has room for so many ids at a time, whole numbers below 2^32. */
  constructor(inFlightMax: number) {
    const bits = Math.ceil(Math.log2(Math.max(1, inFlightMax))) + 1;
    this.#ids = new Uint32Array(2 ** bits);
    this.#slots = new Int32Array(2 ** bits);
    this.#mask = 2 ** bits - 1;
    this.#shift = ID_BITS - bits;
  }

  /** Adds an id that is not in the table. */
  add(id: number, slot: number): void {
    let at = this.#home(id);
    while (this.#slots[at] !== 0) at = (at + 1) & this.#mask;
    this.#ids[at] = id;
    this.#slots[at] = slot + 1;
  }

  /** Removes `id`. @returns its slot, or −1 where it is not in the table. */
  take(id: number): number {
    for (let at = this.#home(id); ; at = (at + 1) & this.#mask) {
      const slot = (this.#slots[at] as number) - 1;
      if (slot === -1) return -1;
      if (this.#ids[at] !== id) continue;
      this.#vacate(at);
      return slot;
    }
  }

  clear(): void {
    this.#slots.fill(0);
  }

  #home(id: number): number {
    return Math.imul(id, SCATTER) >>> this.#shift;
  }

  /** Frees a place; those behind move up where their searches need it (Knuth's algorithm 6.4 R). */
  #vacate(place: number): void {
    let hole = place;
    for (let at = (place + 1) & this.#mask; this.#slots[at] !== 0; at = (at + 1) & this.#mask) {
      const home = this.#home(this.#ids[at] as number);
      if (((at - home) & this.#mask) < ((at - hole) & this.#mask)) continue;
      this.#ids[hole] = this.#ids[at] as number;
      this.#slots[hole] = this.#slots[at] as number;
      hole = at;
    }
    this.#slots[hole] = 0;
  }
}
