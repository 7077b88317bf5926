// When the generator did not run, and why.
//
// The loop reads the clock at every event; a gap above the threshold between two reads is a pause.
// Its cause:
//   competition    our run-queue wait grew by more than 30 % of the gap: another ran on our core
//   generator-gc   a garbage collection covers half of the gap
//   host           neither: the host took the core away
// A collection is reported by the runtime only after the loop has turned, so a pause is classified
// some turns later; until then nothing that it could disturb is decided. Only host pauses disturb
// requests; the others stay in the samples and count towards unfit.

import type { Pause, PauseCause } from "#model/step.ts";
import type { PauseRule } from "#model/plan.ts";
import { NS_PER_MS } from "#model/units.ts";
import { DisturbedWindows } from "./disturbed-windows.ts";

/** What the loop asks about itself; real in generator-process.ts, scripted in tests. */
export interface OwnActivity {
  /** Cumulated time that our thread was runnable and did not run, in ns. */
  runQueueWaitNs(): number;
  /** Time within [fromNs, toNs] spent in our own garbage collector, in ns. */
  collectedNs(fromNs: number, toNs: number): number;
}

const COMPETITION_SHARE = 0.3;
const COLLECTION_SHARE = 0.5;
/**
 * Turns after which a collection inside a gap has been reported. The turn that paused counts as the
 * first; with 2 none of 40 collections inside turns was known yet, with 3 one, with 4 all but two.
 */
export const TURNS_TO_CLASSIFY = 4;
/** Closing and opening a connection took 0.05 to 0.4 ms here; what takes longer is a pause too. */
const OWN_WORK_MAX_NS = NS_PER_MS;
/** The timeline names at most so many pauses; totals keep counting. */
const LISTED_MAX = 2_000;

interface OpenPause {
  readonly startNs: number;
  readonly endNs: number;
  readonly waitedNs: number;
  /** The last turn before it. */
  readonly turn: number;
}

export class PauseLog {
  readonly windows = new DisturbedWindows();
  readonly #rule: PauseRule;
  readonly #activity: OwnActivity;
  readonly #listed: Pause[] = [];
  readonly #unclassified: OpenPause[] = [];
  #originNs = 0;
  #lastNs = 0;
  #waitNs = 0;
  /** Longest host pause that the loop has not caught up with yet; 0 when it has. */
  #aheadNs = 0;
  #turn = 0;
  #count = 0;
  #totalNs = 0;
  #longestNs = 0;

  constructor(rule: PauseRule, activity: OwnActivity) {
    this.#rule = rule;
    this.#activity = activity;
  }

  /** Starts to watch at `nowNs`; the timeline counts from `originNs`. */
  start(nowNs: number, originNs: number): void {
    this.#originNs = originNs;
    this.#lastNs = nowNs;
    this.refreshWait();
  }

  /** Tells the log of a clock read. */
  observe(nowNs: number): void {
    const gapNs = nowNs - this.#lastNs;
    if (gapNs > this.#rule.thresholdNs) this.#pause(this.#lastNs, nowNs);
    this.#lastNs = nowNs;
  }

  /** Tells the log that the time until `nowNs` was our own work on connections. */
  worked(nowNs: number): void {
    if (nowNs - this.#lastNs > OWN_WORK_MAX_NS) this.observe(nowNs);
    else this.#lastNs = nowNs;
  }

  /**
   * Forgets short waits since the last reading, so that many small ones never add up to a false
   * competition.
   */
  refreshWait(): void {
    this.#waitNs = this.#activity.runQueueWaitNs();
  }

  /** Tells the log that the loop turned; `caughtUp`: nothing that is due is unsent. */
  turned(nowNs: number, caughtUp: boolean): void {
    this.#turn++;
    while (this.#unclassified.length > 0) {
      const first = this.#unclassified[0] as OpenPause;
      if (this.#turn - first.turn < TURNS_TO_CLASSIFY) return;
      this.#unclassified.shift();
      this.#classify(first);
    }
    if (this.#aheadNs > 0 && caughtUp) {
      this.windows.closeAt(nowNs + this.#aheadNs);
      this.#aheadNs = 0;
    }
  }

  /** Whether it is known of all pauses so far what they disturb. */
  get settled(): boolean {
    return this.#unclassified.length === 0;
  }

  get totals(): { count: number; totalNs: number; longestNs: number; listed: readonly Pause[] } {
    return {
      count: this.#count,
      totalNs: this.#totalNs,
      longestNs: this.#longestNs,
      listed: this.#listed,
    };
  }

  #pause(startNs: number, endNs: number): void {
    const waitNs = this.#activity.runQueueWaitNs();
    this.#unclassified.push({ startNs, endNs, waitedNs: waitNs - this.#waitNs, turn: this.#turn });
    this.#waitNs = waitNs;
  }

  #classify(pause: OpenPause): void {
    const lengthNs = pause.endNs - pause.startNs;
    const cause = this.#causeOf(pause, lengthNs);
    this.#count++;
    this.#totalNs += lengthNs;
    this.#longestNs = Math.max(this.#longestNs, lengthNs);
    if (this.#listed.length < LISTED_MAX) {
      const startMs = (pause.startNs - this.#originNs) / NS_PER_MS;
      this.#listed.push([
        Number(startMs.toFixed(3)),
        Number((lengthNs / NS_PER_MS).toFixed(3)),
        cause,
      ]);
    }
    if (cause !== "host") return;
    this.windows.open(pause.startNs - this.#rule.lookBackNs, Infinity);
    this.#aheadNs = Math.max(this.#aheadNs, this.#rule.lookAheadFactor * lengthNs);
  }

  #causeOf(pause: OpenPause, lengthNs: number): PauseCause {
    if (pause.waitedNs > COMPETITION_SHARE * lengthNs) return "competition";
    const collectedNs = this.#activity.collectedNs(pause.startNs, pause.endNs);
    return collectedNs > COLLECTION_SHARE * lengthNs ? "generator-gc" : "host";
  }
}
