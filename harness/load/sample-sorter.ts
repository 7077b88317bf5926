// Where a request's times go: to the undisturbed samples or to the disturbed ones. Which, is known
// only once no later pause can reach back to it, so samples wait in a ring for the look-back and
// the classification of pauses.
//
// Samples enter in the order in which their ends became known. A sample may be sorted when its end
// is older than the look-back, because a pause that starts later reaches back to instants after
// that end only. Requests without a reply rank as +∞. A reply that was read behind a pause of the
// host, and whose arrival nobody tells, came in an interval: both of its ends are kept, apart from
// the replies whose instants are known.

import { Recorder } from "#histogram/recorder.ts";
import type { TimelineCounts } from "#histogram/timeline-counts.ts";
import type { PauseLog } from "./pause-log.ts";

/** A power of two; ends within the look-back (5 ms at most) at 1,000,000 replies/s still fit. */
const RING = 16_384;
const MASK = RING - 1;

/** Times of one group of requests. */
export class TimeRecorders {
  readonly response = new Recorder();
  readonly service = new Recorder();
  readonly lag = new Recorder();
  /**
   * Owed requests that got no reply: withheld, failed or unanswered; their response time ranks as
   * +∞.
   */
  unreplied = 0;
  /** Of these, withheld: never sent, so they have no service time. */
  withheld = 0;
  /** Requests sorted into this group. */
  count = 0;
}

/** Response times of undisturbed requests of which an interval is known, by its two ends. */
export class IntervalRecorders {
  readonly asRead = new Recorder();
  readonly earliest = new Recorder();
}

/** Undisturbed requests beside pauses that were not the host's. */
export class OwnPauseRecorders {
  readonly response = new Recorder();
  unreplied = 0;
  count = 0;
}

/** When requests of a group were planned, by response time. */
export interface Timelines {
  readonly all: TimelineCounts;
  readonly undisturbed: TimelineCounts;
}

export class SampleSorter {
  /** Their response times but for those in `intervals` and `besideOwn`; all else of them. */
  readonly undisturbed = new TimeRecorders();
  readonly besideOwn = new OwnPauseRecorders();
  readonly intervals = new IntervalRecorders();
  readonly disturbed = new TimeRecorders();
  readonly #pauses: PauseLog;
  readonly #lookBackNs: number;
  readonly #timelines: Timelines;
  readonly #originNs: number;
  readonly #intendedNs = new Float64Array(RING);
  /** NaN: never sent (withheld). */
  readonly #sentNs = new Float64Array(RING);
  /** Infinity: owed and never came. NaN: owes none. */
  readonly #doneNs = new Float64Array(RING);
  /**
   * When it ended at the earliest. Of a reply of which only the reading behind a pause is known:
   * inside that pause, so that its window tells whether the host made it. Of one whose arrival is
   * known: then. Of all others: when they entered.
   */
  readonly #endedNs = new Float64Array(RING);
  #head = 0;
  #tail = 0;

  constructor(
    pauses: PauseLog,
    timelines: Timelines,
    times: { lookBackNs: number; originNs: number },
  ) {
    this.#pauses = pauses;
    this.#timelines = timelines;
    this.#lookBackNs = times.lookBackNs;
    this.#originNs = times.originNs;
  }

  /**
   * Takes a request whose fate is known at `nowNs`. A reply that came before it was read has its
   * time from the kernel; of any other, a pause may lie between. See the fields for the meaning of
   * NaN and Infinity.
   */
  add(intendedNs: number, sentNs: number, doneNs: number, nowNs: number): void {
    // More ends than the ring holds within the look-back: the oldest is sorted by what is known
    // now.
    if (this.#tail - this.#head === RING) this.#sortOldest();
    const at = this.#tail++ & MASK;
    this.#intendedNs[at] = intendedNs;
    this.#sentNs[at] = sentNs;
    this.#doneNs[at] = doneNs;
    this.#endedNs[at] = doneNs < nowNs ? doneNs : this.#pauses.earliestNs(sentNs, nowNs);
  }

  /** Sorts up to `countMax` samples that nothing can disturb any more. @returns how many. */
  sort(nowNs: number, countMax: number): number {
    if (!this.#pauses.settled) return 0;
    let sorted = 0;
    while (sorted < countMax && this.#head < this.#tail) {
      if ((this.#endedNs[this.#head & MASK] as number) + this.#lookBackNs >= nowNs) break;
      this.#sortOldest();
      sorted++;
    }
    return sorted;
  }

  /** Sorts all that is left: the step is over and no pause will follow. */
  finish(): void {
    while (this.#head < this.#tail) this.#sortOldest();
  }

  #sortOldest(): void {
    const at = this.#head++ & MASK;
    const intendedNs = this.#intendedNs[at] as number;
    const sentNs = this.#sentNs[at] as number;
    const doneNs = this.#doneNs[at] as number;
    const isDisturbed = this.#pauses.windows.contains(intendedNs);
    const times = isDisturbed ? this.disturbed : this.undisturbed;
    const isBesideOwn = !isDisturbed && this.#pauses.ownWindows.contains(intendedNs);
    times.count++;
    if (isBesideOwn) this.besideOwn.count++;
    if (sentNs === sentNs) times.lag.record(sentNs - intendedNs);
    else times.withheld++;
    if (doneNs === Infinity) {
      times.unreplied++;
      if (isBesideOwn) this.besideOwn.unreplied++;
    } else if (doneNs === doneNs) {
      const responseNs = doneNs - intendedNs;
      const earliestNs = this.#endedNs[at] as number;
      if (isBesideOwn) this.besideOwn.response.record(responseNs);
      else if (!isDisturbed && earliestNs < doneNs && this.#pauses.windows.contains(earliestNs)) {
        this.intervals.asRead.record(responseNs);
        this.intervals.earliest.record(earliestNs - intendedNs);
      } else times.response.record(responseNs);
      times.service.record(doneNs - sentNs);
      const atNs = intendedNs - this.#originNs;
      this.#timelines.all.record(atNs, responseNs);
      if (!isDisturbed) this.#timelines.undisturbed.record(atNs, responseNs);
    }
  }
}
