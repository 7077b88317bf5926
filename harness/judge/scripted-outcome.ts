// Step outcomes, steps and trials worked by hand, for the tests of this folder: a calm step of 4 s
// at 1,000/s in which everything agrees, and the means to spoil one thing at a time. Imported by
// tests only.

import { encodePayload } from "#histogram/payload.ts";
import { quantilesOf } from "#histogram/quantiles.ts";
import { Recorder } from "#histogram/recorder.ts";
import { TimelineCounts } from "#histogram/timeline-counts.ts";
import type { ContenderResult, Trial } from "#model/run-record.ts";
import type {
  ContenderUsage,
  OwnObstacles,
  Quantiles,
  Step,
  StepOutcome,
  Timeline,
} from "#model/step.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { judgeStep } from "./step-validity.ts";
import { trialMetrics, valueOf } from "./trial-metrics.ts";

const RATE_PER_S = 1_000;
const DURATION_S = 4;
const PLANNED = RATE_PER_S * DURATION_S;

/** 4,000 times spread evenly over `baseNs` × 0.5 … 1.5, so that its quantiles are known. */
export function evenQuantiles(baseNs: number, count = PLANNED): Quantiles {
  const recorder = new Recorder();
  for (let i = 0; i < count; i++) recorder.record(baseNs * (0.5 + i / count));
  return quantilesOf(encodePayload(recorder), { maxNs: recorder.maxNs, sumNs: recorder.sumNs });
}

function evenTimeline(baseNs: number): Timeline {
  const sliceNs = 100 * NS_PER_MS;
  const counts = new TimelineCounts(DURATION_S * NS_PER_S, sliceNs);
  // A stride coprime to the count, so that every slice has fast and slow requests.
  for (let i = 0; i < PLANNED; i++) {
    counts.record(i * NS_PER_MS, baseNs * (0.5 + ((i * 1_009) % PLANNED) / PLANNED));
  }
  return {
    sliceMs: sliceNs / NS_PER_MS,
    bucketsPerOctave: 4,
    firstBucketNs: 1_024,
    buckets: 104,
    intendedCounts: counts.toBase64(),
    pauses: [],
    usageSliceMs: 0,
    cpuNs: [],
    rssBytes: [],
  };
}

/** Nothing was in the generator's way. */
export const CALM: OwnObstacles = {
  waitedNs: 0,
  collectedNs: 0,
  connectingNs: 0,
  behindNs: 0,
  jitterNs: 0,
  droppedDatagrams: 0,
  clockBackNs: 0,
  clockStops: 0,
};

/** A step without fault whose median response time is `responseNs`; `changes` replaces fields. */
export function outcomeOf(responseNs: number, changes: Partial<StepOutcome> = {}): StepOutcome {
  const times = {
    response: evenQuantiles(responseNs),
    service: evenQuantiles(responseNs),
    lag: evenQuantiles(2_000),
  };
  const timeInSystemNs = PLANNED * responseNs;
  const littleMean = (RATE_PER_S * responseNs) / NS_PER_S;
  return {
    planned: PLANNED,
    sent: PLANNED,
    withheld: 0,
    owed: PLANNED,
    replied: PLANNED,
    failed: 0,
    unanswered: 0,
    mismatched: 0,
    offeredPerS: RATE_PER_S,
    achievedPerS: RATE_PER_S,
    durationS: DURATION_S,
    scheduleSha256: "",
    undisturbed: times,
    earliest: { replies: 0, response: times.response },
    apartFromOwnPauses: { leftOut: 0, response: times.response },
    all: times,
    timeline: evenTimeline(responseNs),
    own: {
      disturbedShare: 0,
      pauses: 0,
      pauseNsMax: 0,
      pausedNs: 0,
      withheldOutsidePauses: 0,
      busyShare: 0,
      reconnects: 0,
      cpuS: DURATION_S,
      rssBytesMax: 80e6,
      rssBytesPerMinute: [],
    },
    obstacles: CALM,
    disturbedWindows: [],
    bookkeeping: {
      inFlightNs: timeInSystemNs,
      timeInSystemNs,
      inFlightMean: littleMean,
      inFlightStandardError: littleMean / 100,
      littleMean,
    },
    ...changes,
  };
}

export const USAGE: ContenderUsage = {
  cpuS: 0.4,
  cpuNsPerReply: 100_000,
  rssBytesMax: 50e6,
  rssBytesMean: 50e6,
};

/** A judged step; `changes` are applied before the judgement. */
export function stepOf(responseNs: number, changes: Partial<StepOutcome> = {}): Step {
  return judgeStep(outcomeOf(responseNs, changes), {
    usage: USAGE,
    gridPosition: null,
    usageTimeline: { usageSliceMs: 0, cpuNs: [], rssBytes: [] },
  });
}

export interface Named {
  readonly contender: string;
  readonly variant?: string;
  readonly block: number;
}

export function trialOf({ contender, variant = "tuned", block }: Named, ...steps: Step[]): Trial {
  const memory = steps.map(({ contender: { rssBytesMax } }) => valueOf("pssBytes", rssBytesMax));
  const metrics = [...trialMetrics(steps), ...memory.slice(0, 1)];
  return { contender, variant, scenario: "get", block, steps, repeated: [], metrics };
}

export function resultOf(
  id: string,
  role: ContenderResult["role"],
  changes: Partial<ContenderResult> = {},
): ContenderResult {
  const named = { id, variant: "tuned", scenario: "get", language: "any" };
  return { ...named, role, outcome: "measured", metrics: [], ...changes };
}
