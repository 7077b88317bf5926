// When the generator did not run, and why.
//
// The loop reads the clock at every event; a gap above the threshold between two reads is a pause.
// Its cause:
//   quota          half of it or more is time for which the kernel's limit on CPU time held us back
//   generator-gc   a garbage collection covers half of the gap
//   competition    our run-queue wait grew by more than 30 % of the gap: another ran on our core
//   host           none of these: the host took the core away
// A collection is reported by the runtime only after the loop has turned, so a pause is classified
// some turns later; until then nothing that it could disturb is decided. Only host pauses disturb
// requests; the others stay in the samples and count towards unfit. So does what is no pause and
// keeps the loop from its plan all the same: obstacles.

import type { PauseRule } from "#model/plan.ts";
import type { OwnObstacles, Pause, PauseCause } from "#model/step.ts";
import { NS_PER_MS } from "#model/units.ts";
import { ClockWatch } from "./clock-watch.ts";
import { DisturbedWindows } from "./disturbed-windows.ts";

/** What the loop asks about itself; real in own-activity.ts, scripted in tests. */
export interface OwnActivity {
  /** Cumulated time that our thread was runnable and did not run, in ns. */
  runQueueWaitNs(): number;
  /** Cumulated time for which a limit on CPU time held us back, in ns. */
  throttledNs(): number;
  /** Time within [fromNs, toNs] spent in our own garbage collector, in ns. */
  collectedNs(fromNs: number, toNs: number): number;
}

/** Of the loop itself; what its sockets lost, the transport knows. */
export type LoopObstacles = Omit<OwnObstacles, "droppedDatagrams">;

/**
 * What is due when a turn ends: nothing · what fell due while it lasted · more than a turn sends.
 */
export type DueAfterTurn = "nothing" | "little" | "much";

const QUOTA_SHARE = 0.5;
const COMPETITION_SHARE = 0.3;
const COLLECTION_SHARE = 0.5;
/**
 * Turns after which a collection inside a gap has been reported. The turn that paused counts as the
 * first; with 2 none of 40 collections inside turns was known yet, with 3 one, with 4 all but two.
 */
export const TURNS_TO_CLASSIFY = 4;
/**
 * Ends of turns from the one that a pause was found in until every socket has been looked at: the
 * look that was under way may have been taken before the pause, the next one was not.
 */
const TURNS_TO_LOOK = 2;
/**
 * Catching up takes pause × busy share ÷ idle share of the loop. One that needs more than ten times
 * the pause has less than a tenth of its time to spare: the rate is the obstacle, not the pause.
 */
const CATCH_UP_FACTOR_MAX = 10;
/** A reading of the clock takes 0.05 µs. */
const JITTER_NS_MIN = 2_000;
/** Closing and opening a connection took 0.05 to 0.4 ms here; what takes longer is a pause too. */
const OWN_WORK_MAX_NS = NS_PER_MS;
/** The timeline names at most so many pauses; totals keep counting. */
const LISTED_MAX = 2_000;

interface OpenPause {
  readonly startNs: number;
  readonly endNs: number;
  readonly waitedNs: number;
  readonly throttledNs: number;
  /** The last turn before it. */
  readonly turn: number;
}

export class PauseLog {
  /** Beside pauses of the host. */
  readonly windows = new DisturbedWindows();
  /** Beside all others; requests may lie in both. */
  readonly ownWindows = new DisturbedWindows();
  readonly #rule: PauseRule;
  readonly #activity: OwnActivity;
  readonly #clock = new ClockWatch();
  readonly #listed: Pause[] = [];
  readonly #unclassified: OpenPause[] = [];
  #originNs = 0;
  #lastNs = 0;
  #waitNs = 0;
  #throttledNs = 0;
  #startWaitNs = 0;
  /** Waits inside pauses that are not competition. */
  #explainedWaitNs = 0;
  #connectingNs = 0;
  #behindNs = 0;
  #spunNs = 0;
  #jitterNs = 0;
  #turnedNs = 0;
  /** Until then requests may be late for a pause. */
  #excusedToNs = -Infinity;
  /** Longest look-ahead of host pauses that the loop has not caught up with; -1 when it has. */
  #aheadNs = -1;
  /** The same of all other pauses. */
  #ownAheadNs = -1;
  /** Start of the first and end of the last pause since all sockets were looked at. */
  #unlookedFromNs = 0;
  #unlookedToNs = -Infinity;
  #lookedTurn = 0;
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
    this.#turnedNs = nowNs;
    this.#connectingNs = 0;
    this.refreshWait();
    this.refreshThrottled();
    this.#startWaitNs = this.#waitNs;
  }

  /** Tells the log of a clock read. @throws where the clock has stopped. */
  observe(nowNs: number): void {
    const gapNs = nowNs - this.#lastNs;
    if (gapNs > this.#rule.thresholdNs) this.#pause(this.#lastNs, nowNs);
    else if (gapNs <= 0) this.#clock.notAhead(nowNs, gapNs);
    this.#lastNs = nowNs;
  }

  /** Tells the log of a clock read that followed the last one with nothing between them. */
  idled(nowNs: number): void {
    const gapNs = nowNs - this.#lastNs;
    this.#spunNs += gapNs;
    if (gapNs > JITTER_NS_MIN && gapNs <= this.#rule.thresholdNs) this.#jitterNs += gapNs;
    this.observe(nowNs);
  }

  /** Tells the log that the time until `nowNs` was our own work on connections. */
  worked(nowNs: number): void {
    const gapNs = nowNs - this.#lastNs;
    if (gapNs > OWN_WORK_MAX_NS || gapNs <= 0) {
      this.observe(nowNs);
      return;
    }
    this.#connectingNs += gapNs;
    this.#lastNs = nowNs;
  }

  /**
   * Forgets short waits since the last reading, so that many small ones never add up to a false
   * competition.
   */
  refreshWait(): void {
    this.#waitNs = this.#activity.runQueueWaitNs();
  }

  /** The same for limits that held back others of our control group, not us. */
  refreshThrottled(): void {
    this.#throttledNs = this.#activity.throttledNs();
  }

  /** Tells the log that the loop turned. */
  turned(nowNs: number, due: DueAfterTurn): void {
    // A pause since the last read must be known before anything is called late without one.
    this.observe(nowNs);
    this.#turn++;
    if (this.#turn >= this.#lookedTurn) this.#unlookedToNs = -Infinity;
    const isExcused = nowNs <= this.#excusedToNs;
    if (due === "much" && !isExcused) this.#behindNs += nowNs - this.#turnedNs;
    this.#turnedNs = nowNs;
    while (this.#unclassified.length > 0) {
      const first = this.#unclassified[0] as OpenPause;
      if (this.#turn - first.turn < TURNS_TO_CLASSIFY) return;
      this.#unclassified.shift();
      this.#classify(first);
    }
    if (due !== "nothing" && isExcused) return;
    if (this.#aheadNs >= 0) this.windows.closeAt(nowNs + this.#aheadNs);
    if (this.#ownAheadNs >= 0) this.ownWindows.closeAt(nowNs + this.#ownAheadNs);
    this.#aheadNs = -1;
    this.#ownAheadNs = -1;
  }

  /** Whether it is known of all pauses so far what they disturb. */
  get settled(): boolean {
    return this.#unclassified.length === 0;
  }

  /**
   * When a reply that is read at `readNs` can have come at the earliest: then, or, where its
   * request was under way in a pause and no socket had been looked at since, when that pause began.
   */
  earliestNs(sentNs: number, readNs: number): number {
    return sentNs < this.#unlookedToNs ? Math.max(sentNs, this.#unlookedFromNs) : readNs;
  }

  get totals(): { count: number; totalNs: number; longestNs: number; listed: readonly Pause[] } {
    return {
      count: this.#count,
      totalNs: this.#totalNs,
      longestNs: this.#longestNs,
      listed: this.#listed,
    };
  }

  /** What was in the way from the origin to `nowNs`. */
  obstaclesAt(nowNs: number): LoopObstacles {
    const waitedNs = this.#activity.runQueueWaitNs() - this.#startWaitNs;
    return {
      waitedNs: Math.max(0, waitedNs - this.#explainedWaitNs),
      collectedNs: this.#activity.collectedNs(this.#originNs, nowNs),
      connectingNs: this.#connectingNs,
      behindNs: this.#behindNs,
      jitterNs: this.#spunNs > 0 ? (this.#jitterNs / this.#spunNs) * (nowNs - this.#originNs) : 0,
      clockBackNs: this.#clock.backNs,
      clockStops: this.#clock.stops,
    };
  }

  #pause(startNs: number, endNs: number): void {
    if (this.#clock.stoodAt(startNs)) return;
    const waitNs = this.#activity.runQueueWaitNs();
    const throttledNs = this.#activity.throttledNs();
    this.#unclassified.push({
      startNs,
      endNs,
      waitedNs: waitNs - this.#waitNs,
      throttledNs: throttledNs - this.#throttledNs,
      turn: this.#turn,
    });
    this.#waitNs = waitNs;
    this.#throttledNs = throttledNs;
    if (this.#unlookedToNs === -Infinity) this.#unlookedFromNs = startNs;
    this.#unlookedToNs = endNs;
    this.#lookedTurn = this.#turn + TURNS_TO_LOOK;
    const excusedToNs = endNs + CATCH_UP_FACTOR_MAX * (endNs - startNs);
    this.#excusedToNs = Math.max(this.#excusedToNs, excusedToNs);
  }

  #classify(pause: OpenPause): void {
    const lengthNs = pause.endNs - pause.startNs;
    const cause = this.#causeOf(pause, lengthNs);
    this.#count++;
    this.#totalNs += lengthNs;
    this.#longestNs = Math.max(this.#longestNs, lengthNs);
    if (cause !== "competition") this.#explainedWaitNs += pause.waitedNs;
    if (this.#listed.length < LISTED_MAX) {
      const startMs = (pause.startNs - this.#originNs) / NS_PER_MS;
      this.#listed.push([
        Number(startMs.toFixed(3)),
        Number((lengthNs / NS_PER_MS).toFixed(3)),
        cause,
      ]);
    }
    const fromNs = pause.startNs - this.#rule.lookBackNs;
    const aheadNs = this.#rule.lookAheadFactor * lengthNs;
    if (cause === "host") {
      this.windows.open(fromNs, Infinity);
      this.#aheadNs = Math.max(this.#aheadNs, aheadNs);
    } else {
      this.ownWindows.open(fromNs, Infinity);
      this.#ownAheadNs = Math.max(this.#ownAheadNs, aheadNs);
    }
  }

  #causeOf(pause: OpenPause, lengthNs: number): PauseCause {
    if (pause.throttledNs >= QUOTA_SHARE * lengthNs) return "quota";
    // Before the waits: a collection wakes threads of its own on our core, and waits for them.
    const collectedNs = this.#activity.collectedNs(pause.startNs, pause.endNs);
    if (collectedNs > COLLECTION_SHARE * lengthNs) return "generator-gc";
    return pause.waitedNs > COMPETITION_SHARE * lengthNs ? "competition" : "host";
  }
}
