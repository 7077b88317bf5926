// One step of open-loop load: every request is sent at its planned instant, whether or not earlier
// replies came.
//
//     intended ── lag ──▶ sent ── service time ──▶ done       response time = done − intended
//
// Response time starts at the intended instant, so a contender that stalls is charged for every
// request it kept waiting; starting at the send would let the stall hide itself (coordinated
// omission). A request that finds every connection at its limit is withheld, counted, and ranks as
// +∞: nothing is back-filled.
//
// The loop is a chain of turns. A turn drains what is due, bounded, then the caller lets the
// transport deliver. Idle turns draw the schedule, write requests ahead and sort samples a little
// at a time. The clock and the transport are parameters; no timer paces anything.

import { sliceNsFor, TimelineCounts } from "#histogram/timeline-counts.ts";
import type { DrainRule, PauseRule, StepPlan } from "#model/plan.ts";
import type { DisturbedWindow } from "#model/step.ts";
import type { RequestSource } from "#model/traffic.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import type { Exchange, ExchangeListener, IntendedInstants } from "./exchange.ts";
import { InFlightCount } from "./in-flight-count.ts";
import { type DueAfterTurn, type LoopObstacles, type OwnActivity, PauseLog } from "./pause-log.ts";
import { RequestWindow } from "./request-window.ts";
import { SampleSorter, type Timelines } from "./sample-sorter.ts";
import { ScheduleCursor, ScheduleSource } from "./schedule.ts";

/**
 * Sends between two looks at the sockets: 8 × about 8 µs keeps the delay of a waiting reply below
 * 0.1 ms.
 */
const SENDS_PER_TURN = 8;
/**
 * Work of an idle turn, about 5 µs each: an instant that falls due meanwhile is late by no more.
 */
const DRAWS_PER_TURN = 32;
const REQUESTS_PER_TURN = 8;
const SAMPLES_PER_TURN = 16;
/** Withheld requests cost nothing, but a turn must end; so many are counted at most. */
const WITHHELD_PER_TURN = 1_000;
/**
 * A reply that waits meanwhile is read late by so much at most: 4 % of the fastest loopback answer.
 */
const SPIN_OWED_NS = 2_000;
/** The same where the transport is polled: a look takes 0.4 µs and needs no event loop. */
const SPIN_POLLED_NS = 500;
/**
 * Nothing is owed: only a closing connection could want attention. Below the threshold of a pause.
 */
const SPIN_IDLE_NS = 50_000;
/**
 * How often short run-queue waits are forgotten; one read of the kernel's counter each, 2 µs. Waits
 * of 0.1 % of the time make 10 µs meanwhile, a third of what makes a pause a competition.
 */
const REFRESH_WAIT_NS = 10 * NS_PER_MS;
/** The same of limits on CPU time, whose counters take several reads. */
const REFRESH_THROTTLED_NS = 100 * NS_PER_MS;

export interface OpenLoopSettings {
  readonly exchange: Exchange;
  readonly source: RequestSource;
  readonly firstIndex: number;
  readonly step: StepPlan;
  /** Of each connection. */
  readonly inFlightMax: number;
  readonly pauseRule: PauseRule;
  readonly drain: DrainRule;
  readonly activity: OwnActivity;
}

export class OpenLoop implements ExchangeListener, IntendedInstants {
  readonly pauses: PauseLog;
  readonly inFlight = new InFlightCount();
  readonly timelines: Timelines;
  readonly samples: SampleSorter;
  readonly startNs: number;
  readonly #settings: OpenLoopSettings;
  readonly #exchange: Exchange;
  readonly #cursor: ScheduleCursor;
  readonly #window: RequestWindow;
  readonly #endNs: number;
  readonly #batchMax: number;
  readonly #watchFromNs: number;
  readonly #spinOwedNs: number;
  #refreshWaitAtNs: number;
  #refreshThrottledAtNs: number;
  #obstacles: LoopObstacles | undefined;
  #longestNs = 0;
  /** The last reading of the clock that events came with. */
  #readNs = 0;
  #over = false;
  planned = 0;
  sentCount = 0;
  withheld = 0;
  owed = 0;
  repliedCount = 0;
  failedCount = 0;
  unanswered = 0;
  mismatched = 0;
  /** Right replies done before the planned end. */
  rightInTime = 0;
  firstMismatchCode = 0;
  endedNs = 0;

  /**
   * Prepares the step; its first instant lies at the clock's now plus `leadNs`, enough to fill the
   * window.
   */
  constructor(settings: OpenLoopSettings, leadNs: number) {
    const { exchange, step, pauseRule, activity, source, firstIndex } = settings;
    const durationNs = step.durationS * NS_PER_S;
    this.#settings = settings;
    this.#exchange = exchange;
    this.#cursor = new ScheduleCursor(new ScheduleSource({ ...step, durationNs }));
    this.#window = new RequestWindow(source, { first: firstIndex, count: Infinity }, () =>
      exchange.dropStuck(),
    );
    this.#window.writeAhead(Infinity);
    this.#spinOwedNs = exchange.transport.poll === undefined ? SPIN_OWED_NS : SPIN_POLLED_NS;
    this.#batchMax = exchange.codec.batch?.countMax ?? 1;
    this.pauses = new PauseLog(pauseRule, activity);
    const timeline = () => new TimelineCounts(durationNs, sliceNsFor(durationNs));
    this.timelines = { all: timeline(), undisturbed: timeline() };
    const nowNs = exchange.clock.nowNs();
    this.startNs = nowNs + leadNs;
    this.#endNs = this.startNs + durationNs;
    this.#watchFromNs = this.startNs - pauseRule.lookBackNs;
    this.#refreshWaitAtNs = this.startNs + REFRESH_WAIT_NS;
    this.#refreshThrottledAtNs = this.startNs + REFRESH_THROTTLED_NS;
    this.samples = new SampleSorter(this.pauses, this.timelines, {
      lookBackNs: pauseRule.lookBackNs,
      originNs: this.startNs,
    });
    this.pauses.start(nowNs, this.startNs);
    this.inFlight.start(this.startNs);
    exchange.busy = 0;
    exchange.reconnects = 0;
    exchange.bind(source, this, settings.inFlightMax);
  }

  /** One turn. @returns true when the step is over and drained. */
  turn(): boolean {
    const nowNs = this.#exchange.clock.nowNs();
    if (nowNs < this.#watchFromNs) {
      // Nothing can be disturbed yet: start-up is nobody's pause.
      this.pauses.start(nowNs, this.startNs);
      return false;
    }
    this.observed(nowNs);
    const sends = this.#sendDue(nowNs);
    // Read again: the sends of this turn belong to the catching up.
    const turnedNs = this.#exchange.clock.nowNs();
    this.pauses.turned(turnedNs, this.#dueAfter(sends, turnedNs));
    if (sends === 0) this.#prepare(nowNs);
    if (turnedNs >= this.#endNs) this.#obstacles ??= this.pauses.obstaclesAt(turnedNs);
    if (this.#cursor.nextNs === Infinity) this.#drain(nowNs);
    return this.#over;
  }

  /** What was in the way until the planned end; the drain is nobody's plan. */
  get obstacles(): LoopObstacles {
    return this.#obstacles ?? this.pauses.obstaclesAt(this.#exchange.clock.nowNs());
  }

  /** See StepOutcome. */
  get disturbedWindows(): DisturbedWindow[] {
    return this.pauses.windows.spans.map(([fromNs, toNs]) => {
      return [fromNs - this.startNs, Math.min(toNs, this.endedNs) - this.startNs];
    });
  }

  get lookBackNs(): number {
    return this.#settings.pauseRule.lookBackNs;
  }

  /**
   * Until when nothing can happen that a turn would notice in time anyway: the caller may spin on
   * the clock so long instead of turning the event loop, which costs 0.3 KB of garbage a turn. With
   * replies outstanding the sockets are looked at every 2 µs, or 0.5 µs where a look is cheap,
   * otherwise when the next request is due.
   */
  get idleUntilNs(): number {
    const nowNs = this.#exchange.clock.nowNs();
    const spinNs = this.inFlight.current > 0 ? this.#spinOwedNs : SPIN_IDLE_NS;
    return Math.min(nowNs + spinNs, this.startNs + this.#cursor.nextNs);
  }

  next(): number {
    const intendedNs = this.startNs + this.#cursor.nextNs;
    this.#cursor.advance();
    this.planned++;
    this.sentCount++;
    return intendedNs;
  }

  /** The same, where nothing lay between this reading of the clock and the last. */
  idled(nowNs: number): void {
    this.pauses.idled(nowNs);
    this.inFlight.observe(nowNs);
  }

  observed(nowNs: number): void {
    this.#readNs = nowNs;
    this.pauses.observe(nowNs);
    this.inFlight.observe(nowNs);
  }

  worked(nowNs: number): void {
    this.#readNs = nowNs;
    this.pauses.worked(nowNs);
    this.inFlight.observe(nowNs);
  }

  sent(nowNs: number): void {
    this.owed++;
    this.inFlight.add(nowNs, 1);
  }

  silent(intendedNs: number, sentNs: number): void {
    this.samples.add(intendedNs, sentNs, Number.NaN, sentNs);
  }

  replied(slot: number, doneNs: number, code: number): void {
    const intendedNs = this.#exchange.slots.intendedNs[slot] as number;
    const sentNs = this.#exchange.slots.sentNs[slot] as number;
    const readNs = Math.max(doneNs, this.#readNs);
    this.#end(readNs, sentNs);
    this.repliedCount++;
    this.#longestNs = Math.max(this.#longestNs, doneNs - intendedNs);
    if (code === 0) {
      if (doneNs <= this.#endNs) this.rightInTime++;
    } else {
      this.mismatched++;
      if (this.firstMismatchCode === 0) this.firstMismatchCode = code;
    }
    this.samples.add(intendedNs, sentNs, doneNs, readNs);
  }

  failed(slot: number, nowNs: number): void {
    this.failedCount++;
    this.#unreplied(slot, nowNs);
  }

  ready(): void {}

  #dueAfter(sends: number, nowNs: number): DueAfterTurn {
    if (this.startNs + this.#cursor.nextNs > nowNs) return "nothing";
    return sends === SENDS_PER_TURN ? "much" : "little";
  }

  /** Sends or withholds what is due. @returns how many messages that took. */
  #sendDue(nowNs: number): number {
    let atNs = nowNs;
    let sends = 0;
    for (; sends < SENDS_PER_TURN && this.startNs + this.#cursor.nextNs <= atNs; sends++) {
      const connection = this.#exchange.pool.choose();
      if (connection < 0) this.#withhold(atNs);
      else {
        const count =
          this.#batchMax === 1 ? 1 : this.#cursor.due(atNs - this.startNs, this.#batchMax);
        this.#exchange.send(connection, this.#window, count, this);
      }
      atNs = this.#exchange.clock.nowNs();
      this.observed(atNs);
    }
    return sends;
  }

  /**
   * No connection can take a request: what is due by now is withheld, at the instant it was due.
   */
  #withhold(nowNs: number): void {
    for (let count = 0; count < WITHHELD_PER_TURN; count++) {
      const intendedNs = this.startNs + this.#cursor.nextNs;
      if (intendedNs > nowNs) return;
      this.#cursor.advance();
      this.#window.skip();
      this.planned++;
      this.withheld++;
      this.samples.add(intendedNs, Number.NaN, Infinity, nowNs);
    }
  }

  #prepare(nowNs: number): void {
    this.#cursor.drawAhead(DRAWS_PER_TURN);
    this.#window.writeAhead(REQUESTS_PER_TURN);
    this.samples.sort(nowNs, SAMPLES_PER_TURN);
    if (nowNs < this.#refreshWaitAtNs) return;
    this.pauses.refreshWait();
    this.#refreshWaitAtNs = nowNs + REFRESH_WAIT_NS;
    if (nowNs < this.#refreshThrottledAtNs) return;
    this.pauses.refreshThrottled();
    this.#refreshThrottledAtNs = nowNs + REFRESH_THROTTLED_NS;
  }

  #drain(nowNs: number): void {
    const { minS, factor, maxS } = this.#settings.drain;
    const limitNs = Math.max(minS * NS_PER_S, factor * this.#longestNs);
    const waits =
      this.inFlight.current > 0 && nowNs < this.#endNs + Math.min(limitNs, maxS * NS_PER_S);
    // The planned end is waited for even when nothing is in flight: a step lasts as long as it
    // says.
    if (waits || nowNs < this.#endNs || !this.pauses.settled) return;
    for (let slot = 0; slot < this.#exchange.slots.capacity; slot++) {
      if (this.#exchange.slots.connection[slot] === -1) continue;
      this.unanswered++;
      this.#unreplied(slot, nowNs);
    }
    this.#exchange.abandon();
    this.samples.finish();
    this.endedNs = nowNs;
    this.#over = true;
  }

  #unreplied(slot: number, nowNs: number): void {
    const sentNs = this.#exchange.slots.sentNs[slot] as number;
    this.#end(nowNs, sentNs);
    this.samples.add(this.#exchange.slots.intendedNs[slot] as number, sentNs, Infinity, nowNs);
  }

  #end(nowNs: number, sentNs: number): void {
    this.inFlight.add(nowNs, -1);
    this.inFlight.spent(nowNs - sentNs);
  }
}
