// When a contender is warm: CPU per reply of two consecutive seconds differ by less than 3 % (or
// three times the share of those seconds that pauses took), and enough replies went by for a
// just-in-time compiler to have compiled.

import type { PhaseCounts } from "#model/plan.ts";
import { NS_PER_S } from "#model/units.ts";

/** Runtimes that compile while they run need more replies before a level reading means anything. */
const JIT_LANGUAGES: readonly string[] = ["typescript", "javascript", "java"];
const REPLIES_MIN = 4_000;
const REPLIES_MIN_JIT = 100_000;
const DIFFERENCE_MAX = 0.03;
/**
 * A pause of the host charges its time to whoever ran; readings under pauses scatter by about as
 * much.
 */
const PAUSE_FACTOR = 3;
/** Beyond this the pauses are so many that nothing can be called level. */
const ALLOWANCE_MAX = 0.1;

/** Cumulated readings at the end of one second. */
export interface WarmUpReading {
  readonly counts: PhaseCounts;
  readonly pausedNs: number;
  /** CPU of the contender so far. */
  readonly cpuNs: number;
}

export class WarmUpRule {
  readonly #repliesMin: number;
  #last: WarmUpReading;
  #lastCpuPerReply: number | undefined;
  #lastPauseShare = 0;
  #settled = false;
  #lastPerS = 0;

  /** `start`: the contender's CPU before the first warm-up request. */
  constructor(language: string, startCpuNs: number) {
    this.#repliesMin = JIT_LANGUAGES.includes(language) ? REPLIES_MIN_JIT : REPLIES_MIN;
    const counts = { replied: 0, failed: 0, mismatched: 0, durationNs: 0 };
    this.#last = { counts, pausedNs: 0, cpuNs: startCpuNs };
  }

  /** Takes the reading of one more second. @returns whether the contender is warm. */
  add(reading: WarmUpReading): boolean {
    const replies = reading.counts.replied - this.#last.counts.replied;
    const elapsedNs = reading.counts.durationNs - this.#last.counts.durationNs;
    const cpuPerReply = replies > 0 ? (reading.cpuNs - this.#last.cpuNs) / replies : undefined;
    const pauseShare = (reading.pausedNs - this.#last.pausedNs) / Math.max(1, elapsedNs);
    this.#settled =
      reading.counts.replied >= this.#repliesMin && this.#isLevel(cpuPerReply, pauseShare);
    this.#lastPerS = (replies / Math.max(1, elapsedNs)) * NS_PER_S;
    this.#last = reading;
    this.#lastCpuPerReply = cpuPerReply;
    this.#lastPauseShare = pauseShare;
    return this.#settled;
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Replies per second of the last second: the closed-loop rate at full speed. */
  get closedLoopPerS(): number {
    return this.#lastPerS;
  }

  #isLevel(cpuPerReply: number | undefined, pauseShare: number): boolean {
    if (cpuPerReply === undefined || this.#lastCpuPerReply === undefined) return false;
    const allowed = Math.max(
      DIFFERENCE_MAX,
      Math.min(ALLOWANCE_MAX, (PAUSE_FACTOR * (pauseShare + this.#lastPauseShare)) / 2),
    );
    return Math.abs(cpuPerReply / this.#lastCpuPerReply - 1) < allowed;
  }
}
