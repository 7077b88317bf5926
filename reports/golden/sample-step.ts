// One step of the sample record: seeded draws turned into histograms, counts and the generator's
// account of itself. Its own file because it is the arithmetic of the sample, while
// sample-record.ts is its story.

import { sampleQuantiles } from "./sample-histogram.ts";
import { type Draws, drawsOf, mix32 } from "#model/draws.ts";
import type { Bookkeeping, GeneratorVerdict, QuantileName, Step } from "#model/step.ts";

/** What a contender of the sample is like under load. */
export interface SampleLoad {
  readonly medianNs: number;
  /** Standard deviation of the logarithm of its response times. */
  readonly spread: number;
  /** Share of requests that wait for something eight times as long. */
  readonly tailShare: number;
  readonly cpuNsPerReply: number;
  readonly rssBytes: number;
  /** Blocks in which the generator is unfit for p99.9. */
  readonly unfitTail: readonly number[];
  readonly mismatched?: number;
  readonly unanswered?: number;
}

export interface SamplePlace {
  readonly scenario: string;
  readonly block: number;
  readonly offeredPerS: number;
}

const DURATION_S = 4;
const ALL_FIT: readonly QuantileName[] = ["p50", "p90", "p99", "p99.9"];

function seedOf(load: SampleLoad, place: SamplePlace): number {
  const letters = Array.from(place.scenario);
  const scenario = letters.reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
  return mix32(Math.round(load.medianNs) ^ (place.block << 24) ^ scenario);
}

/** A standard normal draw (Box–Muller). */
function normal(draws: Draws, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draws.unit(2 * index)));
  return radius * Math.cos(2 * Math.PI * draws.unit(2 * index + 1));
}

function serviceTimes(load: SampleLoad, seed: number, count: number): number[] {
  const body = drawsOf(seed, 1);
  const tail = drawsOf(seed, 2);
  return Array.from({ length: count }, (_, index) => {
    const ns = load.medianNs * Math.exp(load.spread * normal(body, index));
    return Math.round(tail.unit(index) < load.tailShare ? ns * 8 : ns);
  });
}

function lags(seed: number, count: number): number[] {
  const draws = drawsOf(seed, 3);
  return Array.from({ length: count }, (_, index) =>
    Math.round(1_700 * Math.exp(0.5 * normal(draws, index))),
  );
}

function verdictOf(load: SampleLoad, place: SamplePlace): GeneratorVerdict {
  const unfit = load.unfitTail.includes(place.block);
  return {
    fit: true,
    fitQuantiles: unfit ? ALL_FIT.slice(0, 3) : ALL_FIT,
    causes: unfit ? ["lag p99.9 of 812 µs is above 10 % of the response p99.9"] : [],
    disturbedShare: 0.011 + 0.004 * place.block,
    pauses: 3,
    pauseNsMax: 2_400_000,
    pausedNs: 3_950_000,
    withheldOutsidePauses: 0,
    busyShare: 0.034,
    reconnects: 0,
    cpuS: 3.98,
    rssBytesMax: 92e6,
    rssBytesPerMinute: [],
  };
}

function bookkeepingOf(offeredPerS: number, meanNs: number): Bookkeeping {
  const inFlightNs = offeredPerS * DURATION_S * meanNs;
  const littleMean = (offeredPerS * meanNs) / 1e9;
  return {
    inFlightNs,
    timeInSystemNs: inFlightNs * 1.00002,
    inFlightMean: littleMean * 1.013,
    inFlightStandardError: littleMean * 0.011,
    littleMean,
  };
}

/** One step of four seconds. */
export function sampleStep(load: SampleLoad, place: SamplePlace): Step {
  const { mismatched = 0, unanswered = 0 } = load;
  const seed = seedOf(load, place);
  const planned = place.offeredPerS * DURATION_S;
  const replied = planned - unanswered;
  const service = serviceTimes(load, seed, replied);
  const lag = lags(seed, planned);
  const response = service.map((ns, index) => ns + (lag[index] ?? 0));
  // Every fiftieth request stands for a disturbed one; pauses make those responses longer.
  const kept = (_: number, index: number) => index % 50 !== 0;
  const all = response.map((ns, index) => (kept(ns, index) ? ns : ns + 2_000_000));
  const meanNs = service.reduce((sum, ns) => sum + ns, 0) / replied;
  return {
    gridPosition: null,
    offeredPerS: place.offeredPerS,
    achievedPerS: (replied - mismatched) / DURATION_S,
    durationS: DURATION_S,
    scheduleSha256: seed.toString(16).padStart(64, "0"),
    planned,
    sent: planned,
    withheld: 0,
    owed: planned,
    replied,
    failed: 0,
    unanswered,
    mismatched,
    response: sampleQuantiles(response.filter(kept), unanswered),
    service: sampleQuantiles(service.filter(kept), unanswered),
    lag: sampleQuantiles(lag.filter(kept), 0),
    all: {
      response: sampleQuantiles(all, unanswered),
      service: sampleQuantiles(service, unanswered),
      lag: sampleQuantiles(lag, 0),
    },
    generator: verdictOf(load, place),
    timeline: {
      sliceMs: 100,
      bucketsPerOctave: 4,
      firstBucketNs: 1_000,
      buckets: 0,
      intendedCounts: "",
      pauses: [
        [310.2, 2.4, "host"],
        [1_480.6, 1.2, "host"],
        [2_950.1, 0.35, "generator-gc"],
      ],
      usageSliceMs: 0,
      cpuNs: [],
      rssBytes: [],
    },
    bookkeeping: bookkeepingOf(place.offeredPerS, meanNs),
    contender: {
      cpuS: (replied * load.cpuNsPerReply * (1 + 0.01 * place.block)) / 1e9,
      cpuNsPerReply: load.cpuNsPerReply * (1 + 0.01 * place.block),
      rssBytesMax: Math.round(load.rssBytes * (1 + 0.02 * place.block)),
      rssBytesMean: Math.round(load.rssBytes * 0.96),
    },
    labels: place.block === 2 ? ["noisy-host"] : [],
    valid: mismatched === 0,
    invalidReasons: mismatched === 0 ? [] : [`${mismatched} wrong answers`],
    ...(mismatched === 0 ? {} : { firstMismatch: "asked for key 4,711, got the value of key 17" }),
  };
}
