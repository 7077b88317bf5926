// Steps without a peer, before the first connection is opened, so that the runtime compiles the
// loop before anything is measured. While it compiles, the loop stands still for 1 to 8 ms at a
// time, and nothing can tell that from the host taking the core away.

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
const PAUSE_RULE = { thresholdNs: 100_000, lookBackNs: 2_000_000, lookAheadFactor: 3 };

/**
 * @returns a run to be kept: with the last object of its shape goes the machine code that was
 * compiled for it, at the next full collection.
 */
export async function rehearse(activity: OwnActivity): Promise<OpenLoopRun> {
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
      pauseRule: PAUSE_RULE,
      drain: DRAIN,
      activity,
    });
  for (let round = 1; round < ROUNDS; round++) {
    await step(2 * round, FULL);
    await step(2 * round + 1, IDLE);
  }
  await step(2 * ROUNDS, FULL);
  return await step(2 * ROUNDS + 1, IDLE);
}
