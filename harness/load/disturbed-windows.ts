// The spans of intended instants that host pauses disturbed. A window opens with a pause, reaches
// back by the look-back, and ends a multiple of the pause after the loop caught up with its
// schedule.
//
// Windows ascend and never overlap; touching ones are one. The choice depends on the generator's
// clock alone, never on a reply.

/**
 * More windows than this are merged into the last one: memory stays bounded, and such a step is
 * unfit anyway.
 */
const WINDOWS_MAX = 16_384;

export class DisturbedWindows {
  readonly #fromNs = new Float64Array(WINDOWS_MAX);
  readonly #toNs = new Float64Array(WINDOWS_MAX);
  #count = 0;
  /**
   * Latest end of a closed window: a short pause within a long one's look-ahead does not cut it
   * off.
   */
  #closedNs = -Infinity;

  /**
   * Opens a window at `fromNs`, or extends the last one if they touch; it ends at `toNs` until
   * `closeAt`.
   */
  open(fromNs: number, toNs: number): void {
    const last = this.#count - 1;
    if (last >= 0 && (fromNs <= (this.#toNs[last] as number) || this.#count === WINDOWS_MAX)) {
      this.#toNs[last] = Math.max(this.#toNs[last] as number, toNs);
      // A look-back may reach further back than the window it joins.
      if (fromNs < (this.#fromNs[last] as number)) this.#fromNs[last] = fromNs;
      return;
    }
    this.#fromNs[this.#count] = fromNs;
    this.#toNs[this.#count] = toNs;
    this.#count++;
  }

  /**
   * Sets the end of the last window, which was opened without one; it never ends before an earlier
   * end.
   */
  closeAt(toNs: number): void {
    this.#closedNs = Math.max(this.#closedNs, toNs);
    if (this.#count > 0) this.#toNs[this.#count - 1] = this.#closedNs;
  }

  /** Whether a request intended at `instantNs` is disturbed. O(log windows). */
  contains(instantNs: number): boolean {
    if (this.#count === 0 || instantNs > (this.#toNs[this.#count - 1] as number)) return false;
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#toNs[middle] as number) < instantNs) low = middle + 1;
      else high = middle;
    }
    return low < this.#count && (this.#fromNs[low] as number) <= instantNs;
  }

  get count(): number {
    return this.#count;
  }

  /** All windows; those without an end yet end at Infinity. */
  get spans(): readonly (readonly [fromNs: number, toNs: number])[] {
    return Array.from({ length: this.#count }, (_, at) => {
      return [this.#fromNs[at] as number, this.#toNs[at] as number] as const;
    });
  }
}
