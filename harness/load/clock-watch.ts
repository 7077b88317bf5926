// Whether the generator's own clock can be believed: that it never went back, and never stood still
// while it was read over and over. Its own file because a step timed by such a clock is worth
// nothing, whatever else held. A clock that jumps ahead looks like a pause, and is taken for one.

/**
 * Readings at one instant: at 35 to 50 ns each 0.7 ms, thousands of times the resolution of a clock
 * that goes. One that is renewed once in a 4 ms tick of the kernel stands still over 80,000.
 */
const STILL_READS_MAX = 20_000;
/** About a second. A loop that waits for an instant would wait for good. */
const STOPPED_READS = 25_000_000;

export class ClockWatch {
  #stillAtNs = Number.NaN;
  #reads = 0;
  /** How often it stood still. */
  stops = 0;
  /** The longest step backwards. */
  backNs = 0;

  /**
   * A reading that is not behind the one before it: by `gapNs` ≤ 0. @throws when the clock stands.
   */
  notAhead(nowNs: number, gapNs: number): void {
    if (gapNs < 0) {
      this.backNs = Math.max(this.backNs, -gapNs);
      return;
    }
    if (nowNs === this.#stillAtNs) this.#reads++;
    else {
      this.#stillAtNs = nowNs;
      this.#reads = 1;
    }
    if (this.#reads === STILL_READS_MAX) this.stops++;
    if (this.#reads >= STOPPED_READS) {
      throw new Error(`the generator's clock stood still over ${STOPPED_READS} readings`);
    }
  }

  /** Whether it stood still at `instantNs`: time was lost there, and nobody knows how much. */
  stoodAt(instantNs: number): boolean {
    return instantNs === this.#stillAtNs && this.#reads >= STILL_READS_MAX;
  }
}
