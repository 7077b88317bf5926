// The steps of the sample record: seeded draws turned into histograms, counts and the generator's
// account of itself. Its own file because it is the arithmetic of the sample, while
// sample-record.ts is its story.

import { sampleQuantiles } from "./sample-histogram.ts";
import { sampleTimeline } from "./sample-timeline.ts";
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
  /** Requests/s that it can answer at most; near them they queue. */
  readonly capacityPerS: number;
  /** Grid positions at which the generator is unfit for p99 in every block. */
  readonly unfitPositions?: readonly number[];
  readonly mismatched?: number;
  readonly unanswered?: number;
}

export interface SamplePlace {
  readonly scenario: string;
  readonly block: number;
  readonly offeredPerS: number;
}

export interface SampleGridPlace extends SamplePlace {
  readonly gridPosition: number;
}

const DURATION_S = 4;
/** Long enough for a p99: 2,000 requests at the lowest rate. */
const GRID_DURATION_S = 0.5;
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
    ownPausedShare: 0.0004,
    fit: true,
    fitQuantiles: unfit ? ALL_FIT.slice(0, 3) : ALL_FIT,
    causes: unfit ? ["lag p99.9 of 812 µs is above 10 % of the response p99.9"] : [],
    disturbedShare: 0.011 + 0.004 * place.block,
    pauses: 3,
    pauseNsMax: 2_400_000,
    pausedNs: 3_950_000,
    lookBackNs: 1_000_000,
    withheldOutsidePauses: 0,
    busyShare: 0.034,
    reconnects: 0,
    cpuS: 3.98,
    rssBytesMax: 92e6,
    rssBytesPerMinute: [],
  };
}

function bookkeepingOf(offeredPerS: number, durationS: number, meanNs: number): Bookkeeping {
  const inFlightNs = offeredPerS * durationS * meanNs;
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
    timeline: sampleTimeline(
      { seed, durationS: DURATION_S, responseNs: response, usage: load },
      place.block,
    ),
    bookkeeping: bookkeepingOf(place.offeredPerS, DURATION_S, meanNs),
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

/** How much longer requests take at a share of the capacity: a queue in front of one server. */
function queueFactor(share: number): number {
  return 1 + (0.5 * share ** 4) / Math.max(0.04, 1 - share);
}

/** Beyond the capacity each request waits a little longer than the one before. */
function gridTimes(load: SampleLoad, place: SampleGridPlace, planned: number): number[] {
  const share = place.offeredPerS / load.capacityPerS;
  const backlogNs = Math.max(0, 1e9 / load.capacityPerS - 1e9 / place.offeredPerS);
  const seed = seedOf(load, place) + place.gridPosition;
  return serviceTimes(load, seed, planned).map((ns, index) =>
    Math.round(ns * queueFactor(Math.min(share, 1)) + index * backlogNs),
  );
}

const NOTHING = { ...sampleQuantiles([], 0), hdr: "" };
/** Of grid steps a record keeps the histogram of the response times alone. */
const NO_TIMES = { response: NOTHING, service: NOTHING, lag: NOTHING };

/** One short step of the grid that finds the knee. */
export function sampleGridStep(load: SampleLoad, place: SampleGridPlace): Step {
  const seed = seedOf(load, place) + place.gridPosition;
  const planned = Math.round(place.offeredPerS * GRID_DURATION_S);
  const share = place.offeredPerS / load.capacityPerS;
  const withheld = share > 1.03 ? Math.round(planned * 0.04) : 0;
  const sent = planned - withheld;
  const response = gridTimes(load, place, sent);
  const meanNs = response.reduce((sum, ns) => sum + ns, 0) / sent;
  const unfit = load.unfitPositions?.includes(place.gridPosition) === true;
  return {
    ...NO_TIMES,
    gridPosition: place.gridPosition,
    offeredPerS: place.offeredPerS,
    achievedPerS: Math.min(sent / GRID_DURATION_S, load.capacityPerS),
    durationS: GRID_DURATION_S,
    scheduleSha256: seed.toString(16).padStart(64, "0"),
    planned,
    sent,
    withheld,
    owed: sent,
    replied: sent,
    failed: 0,
    unanswered: 0,
    mismatched: 0,
    response: sampleQuantiles(response, withheld),
    all: NO_TIMES,
    generator: {
      ...verdictOf({ ...load, unfitTail: [] }, place),
      fitQuantiles: unfit ? ["p50", "p90"] : ALL_FIT.slice(0, 3),
      withheldOutsidePauses: withheld,
      causes: unfit ? ["lag p99 of 96 µs is above 10 % of the response p99"] : [],
    },
    timeline: {
      ...sampleTimeline(
        { seed, durationS: GRID_DURATION_S, responseNs: response, usage: load },
        place.block,
      ),
      intendedCounts: "",
    },
    bookkeeping: bookkeepingOf(place.offeredPerS, GRID_DURATION_S, meanNs),
    contender: {
      cpuS: (sent * load.cpuNsPerReply) / 1e9,
      cpuNsPerReply: load.cpuNsPerReply,
      rssBytesMax: load.rssBytes,
      rssBytesMean: Math.round(load.rssBytes * 0.96),
    },
    labels: share > 1 ? ["overloaded"] : [],
    valid: true,
    invalidReasons: [],
  };
}
