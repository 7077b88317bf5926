// The slots that a connection's replies will answer, first in, first out: the matching of every
// protocol that answers in order (memcache, HTTP/1.1).

export class InOrderSlots {
  readonly #ring: Int32Array;
  #head = 0;
  #count = 0;

  constructor(inFlightMax: number) {
    this.#ring = new Int32Array(inFlightMax);
  }

  get count(): number {
    return this.#count;
  }

  push(slot: number): void {
    this.#ring[(this.#head + this.#count) % this.#ring.length] = slot;
    this.#count++;
  }

  /** The slot of the next reply, or −1 when nothing is owed. */
  shift(): number {
    if (this.#count === 0) return -1;
    const slot = this.#ring[this.#head] as number;
    this.#head = (this.#head + 1) % this.#ring.length;
    this.#count--;
    return slot;
  }

  clear(): void {
    this.#head = 0;
    this.#count = 0;
  }
}
