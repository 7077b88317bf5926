// Time without time: a clock that stands still until it is moved, and the queue of what happens
// when. Every test of the generator that speaks of nanoseconds runs on it, so that the answers are
// known exactly and no test waits.
//
// A pause of the host is planted between two reads: the first read at or after its instant still
// tells the old time, the next one a time later by the pause. How a loop is turned is
// turn-driver.ts's.

import type { Clock } from "#load/clock.ts";

export interface PlantedPause {
  readonly atNs: number;
  readonly lengthNs: number;
}

interface Happening {
  readonly atNs: number;
  readonly run: () => void;
}

export class VirtualClock implements Clock {
  #instantNs: number;
  /**
   * Latest first, so that the next one is popped; equal instants happen in the order they were
   * asked for.
   */
  readonly #queue: Happening[] = [];
  /** Latest first. */
  readonly #pauses: PlantedPause[];

  constructor(originNs: number, pauses: readonly PlantedPause[] = []) {
    this.#instantNs = originNs;
    this.#pauses = pauses.toSorted((one, other) => other.atNs - one.atNs);
  }

  /** A read as the loop does it: a planted pause that is due begins right behind it. */
  nowNs(): number {
    const readNs = this.#instantNs;
    const pause = this.#pauses.at(-1);
    if (pause !== undefined && pause.atNs <= readNs) {
      this.#pauses.pop();
      this.#instantNs += pause.lengthNs;
    }
    return readNs;
  }

  /** The time, for everyone but the loop under test: looking at it starts no pause. */
  get instantNs(): number {
    return this.#instantNs;
  }

  /** Asks for `run` at `atNs`, or with the next delivery when that instant has passed. */
  at(atNs: number, run: () => void): void {
    let low = 0;
    let high = this.#queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#queue[middle] as Happening).atNs > atNs) low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, { atNs, run });
  }

  /** When the next thing happens, a planted pause included; Infinity when nothing will. */
  get nextNs(): number {
    return Math.min(this.#queue.at(-1)?.atNs ?? Infinity, this.#pauses.at(-1)?.atNs ?? Infinity);
  }

  /** Moves on to `instantNs`; what falls due waits for `deliver`. Time never runs backwards. */
  advanceTo(instantNs: number): void {
    this.#instantNs = Math.max(this.#instantNs, instantNs);
  }

  /** Lets everything happen that is due, in order. */
  deliver(): void {
    for (;;) {
      const next = this.#queue.at(-1);
      if (next === undefined || next.atNs > this.#instantNs) return;
      this.#queue.pop();
      next.run();
    }
  }
}
