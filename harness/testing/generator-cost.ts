// What the generator itself costs: one record into the histogram, and one whole request without a
// socket (schedule, clocks, slots, check, sorting, record). The best of several rounds, because a
// host's pauses only ever add.

import { PAUSE_RULE } from "#drive/plan/trial-plan.ts";
import { Recorder } from "#histogram/recorder.ts";
import { monotonicClock } from "#load/clock.ts";
import { Exchange } from "#load/exchange.ts";
import { nullCodec, nullSource, NullTransport } from "#load/null-transport.ts";
import { OpenLoop } from "#load/open-loop.ts";

export interface GeneratorCost {
  /** One Recorder.record, in ns. */
  readonly recordNs: number;
  /** One request over a transport that answers at once, in ns. */
  readonly nullTransportNs: number;
}

const ROUNDS = 5;
const RECORDS = 5_000_000;
/** Far above what the loop can do: it never waits, so elapsed time is its own work. */
const RATE_PER_S = 20_000_000;
const STEP_S = 0.05;
const CONNECTIONS = 50;
const IN_FLIGHT_MAX = 16;

export function measureGeneratorCost(): GeneratorCost {
  return { recordNs: best(recordNs), nullTransportNs: best(nullTransportNs) };
}

function best(round: () => number): number {
  return Math.min(...Array.from({ length: ROUNDS }, round));
}

function recordNs(): number {
  const recorder = new Recorder();
  const startNs = monotonicClock.nowNs();
  // Values spread over four octaves, as response times do.
  for (let at = 0; at < RECORDS; at++) recorder.record(50_000 + (at & 0xf_ffff));
  return (monotonicClock.nowNs() - startNs) / RECORDS;
}

function nullTransportNs(): number {
  const transport = new NullTransport();
  const exchange = new Exchange({
    clock: monotonicClock,
    transport,
    codec: nullCodec,
    connections: CONNECTIONS,
    inFlightMax: IN_FLIGHT_MAX,
  });
  exchange.connect();
  const loop = new OpenLoop(
    {
      exchange,
      source: nullSource,
      firstIndex: 0,
      step: { arrivals: "poisson", ratePerS: RATE_PER_S, durationS: STEP_S, seed: 1 },
      inFlightMax: IN_FLIGHT_MAX,
      pauseRule: PAUSE_RULE,
      drain: { minS: 1, factor: 3, maxS: 1 },
      activity: { runQueueWaitNs: () => 0, throttledNs: () => 0, collectedNs: () => 0 },
    },
    0,
  );
  const startNs = monotonicClock.nowNs();
  while (!loop.turn()) transport.poll();
  return (monotonicClock.nowNs() - startNs) / loop.planned;
}
