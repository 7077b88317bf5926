// Closed-loop phases: as many requests in flight as allowed, the next one sent when a reply
// arrives. Used to fill the contender, to let the oracle pass before anything is timed, and to warm
// up. Counts and a duration come out, never percentiles: a closed loop slows down with the
// contender and would hide its stalls.

import type { PhaseCounts } from "#model/plan.ts";
import type { RequestSource } from "#model/traffic.ts";
import { NS_PER_S } from "#model/units.ts";
import type { Exchange, ExchangeListener, IntendedInstants } from "./exchange.ts";
import { type IndexSpan, RequestWindow } from "./request-window.ts";

/** A phase that gets no reply for so long ends; what is in flight counts as failed. */
const SILENCE_MAX_NS = 10 * NS_PER_S;

export interface ClosedLoopSettings {
  readonly exchange: Exchange;
  readonly source: RequestSource;
  /** Requests to send; with a count of Infinity until `stop`. */
  readonly span: IndexSpan;
  /** In flight on each connection. */
  readonly depth: number;
  /** Connections in use, from the first. */
  readonly connections: number;
  /** Gaps between clock reads above this count as pauses (PauseRule). */
  readonly pauseThresholdNs: number;
}

export class ClosedLoop implements ExchangeListener, IntendedInstants {
  readonly #settings: ClosedLoopSettings;
  readonly #window: RequestWindow;
  readonly #startNs: number;
  #lastReplyNs: number;
  #left: number;
  #stopped = false;
  #replied = 0;
  #failed = 0;
  #mismatched = 0;
  #firstMismatchCode = 0;
  #inFlight = 0;
  #observedNs: number;
  /** Time in pauses so far, whatever their cause. */
  pausedNs = 0;

  constructor(settings: ClosedLoopSettings) {
    const { exchange, source, span } = settings;
    this.#settings = settings;
    this.#left = span.count;
    this.#window = new RequestWindow(source, span, () => exchange.dropStuck());
    exchange.bind(source, this, settings.depth);
    this.#startNs = exchange.clock.nowNs();
    this.#lastReplyNs = this.#startNs;
    this.#observedNs = this.#startNs;
    for (let connection = 0; connection < settings.connections; connection++)
      this.ready(connection);
  }

  /** Ends the phase once everything in flight has come back. */
  stop(): void {
    this.#stopped = true;
  }

  /** One turn. @returns true when the phase is over. */
  turn(): boolean {
    const nowNs = this.#settings.exchange.clock.nowNs();
    this.observed(nowNs);
    if (this.#inFlight > 0 && nowNs - this.#lastReplyNs > SILENCE_MAX_NS) {
      this.#failed += this.#inFlight;
      this.#inFlight = 0;
      this.#stopped = true;
      this.#settings.exchange.abandon();
    }
    this.#window.writeAhead(1);
    return (this.#stopped || this.#left === 0) && this.#inFlight === 0;
  }

  get counts(): PhaseCounts {
    const base = {
      replied: this.#replied,
      failed: this.#failed,
      mismatched: this.#mismatched,
      durationNs: this.#settings.exchange.clock.nowNs() - this.#startNs,
    };
    if (this.#firstMismatchCode === 0) return base;
    return {
      ...base,
      firstMismatch: this.#settings.source.check.sentence(this.#firstMismatchCode),
    };
  }

  ready(connection: number): void {
    const { exchange, depth, connections } = this.#settings;
    if (connection >= connections) return;
    while (!this.#stopped && this.#left > 0 && exchange.pool.isUsable(connection)) {
      const room = depth - (exchange.pool.inFlight[connection] as number);
      if (room <= 0) return;
      this.#left -= exchange.send(connection, this.#window, Math.min(room, this.#left), this);
    }
  }

  next(sentNs: number): number {
    return sentNs;
  }

  observed(nowNs: number): void {
    const gapNs = nowNs - this.#observedNs;
    if (gapNs > this.#settings.pauseThresholdNs) this.pausedNs += gapNs;
    this.#observedNs = nowNs;
  }

  worked(nowNs: number): void {
    this.#observedNs = nowNs;
  }

  silent(): void {}

  sent(): void {
    this.#inFlight++;
  }

  replied(_slot: number, nowNs: number, code: number): void {
    this.#inFlight--;
    this.#replied++;
    this.#lastReplyNs = nowNs;
    if (code === 0) return;
    this.#mismatched++;
    if (this.#firstMismatchCode === 0) this.#firstMismatchCode = code;
  }

  failed(): void {
    this.#inFlight--;
    this.#failed++;
  }
}
