// Steps without a peer, before the first connection is opened, so that the runtime compiles the
// loop before anything is measured. While it compiles, the loop stands still for 1 to 8 ms at a
// time, and nothing can tell that from the host taking the core away.

import type { PauseRule } from "#model/plan.ts";
import { STEP_INDEX_STRIDE } from "#model/traffic.ts";
import { monotonicClock } from "./clock.ts";
import { Exchange } from "./exchange.ts";
import { nullCodec, nullSource, NullTransport } from "./null-transport.ts";
import { type OpenLoopRun, runOpenLoop } from "./open-loop-run.ts";
import type { OwnActivity } from "./pause-log.ts";

/** Requests a second, and for how many seconds. */
type Load = readonly [ratePerS: number, durationS: number];
/**
 * In turn: a loop that waits takes other ways than one that is late, and what was compiled for one
 * is thrown away at the other. One round left 40 ms of compiling to the first second after it, two
 * left 17, three left 5.
 */
const FULL: Load = [200_000, 0.15];
const IDLE: Load = [3_000, 0.1];
const ROUNDS = 3;
/** A step has one a millisecond. */
const EVENT_LOOP_TURNS = 2_000;
const CONNECTIONS = 50;
const IN_FLIGHT_MAX = 64;
/** Every reply comes at the next look. */
const DRAIN = { minS: 0.1, factor: 1, maxS: 0.1 };

/**
 * @returns a run to be kept: with the last object of its shape goes the machine code that was
 * compiled for it, at the next full collection.
 */
export async function rehearse(activity: OwnActivity, pauseRule: PauseRule): Promise<OpenLoopRun> {
  const exchange = new Exchange({
    clock: monotonicClock,
    transport: new NullTransport(),
    codec: nullCodec,
    connections: CONNECTIONS,
    inFlightMax: IN_FLIGHT_MAX,
  });
  exchange.connect();
  for (let turn = 0; turn < EVENT_LOOP_TURNS; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  const step = (seed: number, [ratePerS, durationS]: Load): Promise<OpenLoopRun> =>
    runOpenLoop({
      exchange,
      source: nullSource,
      firstIndex: (seed + 1) * STEP_INDEX_STRIDE,
      step: { arrivals: "poisson", ratePerS, durationS, seed },
      inFlightMax: IN_FLIGHT_MAX,
      pauseRule,
      drain: DRAIN,
      activity,
    });
  // Held until the next one has ended, through the collection before it.
  let last = await step(0, FULL);
  for (let at = 1; at < 2 * ROUNDS; at++) last = await step(at, at % 2 === 0 ? FULL : IDLE);
  return last;
}
