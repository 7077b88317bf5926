// A step of open-loop load from start to end, in real time: the loop, what turns it, and what our
// own process used meanwhile. Its own file because a rehearsal must run what a step runs.

import { NS_PER_MS } from "#model/units.ts";
import type { Clock } from "./clock.ts";
import { OpenLoop, type OpenLoopSettings } from "./open-loop.ts";
import { OwnUsage, type OwnUsageFigures } from "./own-usage.ts";
import { runTurns, type TurningLoop } from "./run-turns.ts";

/**
 * From the end of preparation to a step's first instant: the loop turns a few hundred times before.
 */
const LEAD_NS = 5 * NS_PER_MS;

/** Turns an open loop until it is over and drained. */
export async function runOpenLoop(settings: OpenLoopSettings): Promise<OpenLoopRun> {
  const { clock, transport } = settings.exchange;
  // What earlier phases left is collected now, so that no full collection is due within the step.
  globalThis.gc?.();
  const run = new OpenLoopRun(new OpenLoop(settings, LEAD_NS), clock);
  await runTurns(transport, run, clock);
  return run;
}

/** A class, not a closure of each step: what was compiled for one step serves the next. */
export class OpenLoopRun implements TurningLoop {
  readonly loop: OpenLoop;
  readonly #clock: Clock;
  readonly #usage: OwnUsage;

  constructor(loop: OpenLoop, clock: Clock) {
    this.loop = loop;
    this.#clock = clock;
    this.#usage = new OwnUsage(loop.startNs);
  }

  turn(): boolean {
    this.#usage.observe(this.#spin());
    return this.loop.turn();
  }

  /** The runtime reports its collections there, and a pause waits for them. */
  get awaitsEventLoop(): boolean {
    return !this.loop.pauses.settled;
  }

  /** What our process used until now. */
  usage(): OwnUsageFigures {
    return this.#usage.finish();
  }

  /** Reads the clock until a turn is worth its cost. @returns the last reading. */
  #spin(): number {
    const untilNs = this.loop.idleUntilNs;
    let nowNs = this.#clock.nowNs();
    this.loop.observed(nowNs);
    while (nowNs < untilNs) {
      nowNs = this.#clock.nowNs();
      this.loop.idled(nowNs);
    }
    return nowNs;
  }
}
