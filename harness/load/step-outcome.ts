// What one step comes to, as the numbers that leave the generator process. Apart from the loop
// because it runs after it: quantiles, payloads and hashes are never made while requests are due.

import { encodePayload } from "#histogram/payload.ts";
import { quantilesOf } from "#histogram/quantiles.ts";
import { Recorder } from "#histogram/recorder.ts";
import {
  BUCKETS,
  BUCKETS_PER_OCTAVE,
  FIRST_BUCKET_NS,
  sliceNsFor,
  type TimelineCounts,
} from "#histogram/timeline-counts.ts";
import type { StepPlan } from "#model/plan.ts";
import type { GeneratorOwn, Quantiles, StepOutcome, TimeQuantiles, Timeline } from "#model/step.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import type { OpenLoop } from "./open-loop.ts";
import type { OwnUsageFigures } from "./own-usage.ts";
import type { TimeRecorders } from "./sample-sorter.ts";

export interface StepFacts {
  readonly step: StepPlan;
  readonly own: OwnUsageFigures;
  /** Requests sent on a connection that had others in flight. */
  readonly busy: number;
  readonly reconnects: number;
  readonly scheduleSha256: string;
}

/** The outcome of a finished loop. */
export function stepOutcome(loop: OpenLoop, facts: StepFacts): StepOutcome {
  const { durationS, ratePerS } = facts.step;
  return {
    planned: loop.planned,
    sent: loop.sentCount,
    withheld: loop.withheld,
    owed: loop.owed,
    replied: loop.repliedCount,
    failed: loop.failedCount,
    unanswered: loop.unanswered,
    mismatched: loop.mismatched,
    offeredPerS: ratePerS,
    achievedPerS: loop.rightInTime / durationS,
    durationS,
    scheduleSha256: facts.scheduleSha256,
    undisturbed: timeQuantiles([loop.samples.undisturbed], loop.timelines.undisturbed),
    all: timeQuantiles([loop.samples.undisturbed, loop.samples.disturbed], loop.timelines.all),
    timeline: timelineOf(loop, durationS),
    own: generatorOwn(loop, facts),
    bookkeeping: loop.inFlight.finish(loop.endedNs),
  };
}

function timeQuantiles(groups: readonly TimeRecorders[], timeline: TimelineCounts): TimeQuantiles {
  const sum = (count: (group: TimeRecorders) => number): number =>
    groups.reduce((total, group) => total + count(group), 0);
  const slicesAtOrAbove = (valueNs: number): number => timeline.slicesAtOrAbove(valueNs);
  const censored = sum((group) => group.unreplied);
  // A request that was never sent has no service time, not an endless one.
  const sentInVain = censored - sum((group) => group.withheld);
  return {
    response: quantiles(
      groups.map((group) => group.response),
      { censored, slicesAtOrAbove },
    ),
    service: quantiles(
      groups.map((group) => group.service),
      { censored: sentInVain, slicesAtOrAbove },
    ),
    // The timeline keeps response times only, so the rule on slices does not apply to lag.
    lag: quantiles(
      groups.map((group) => group.lag),
      {},
    ),
  };
}

function quantiles(
  recorders: readonly Recorder[],
  rule: { censored?: number; slicesAtOrAbove?: (valueNs: number) => number },
): Quantiles {
  const merged = new Recorder();
  for (const recorder of recorders) merged.add(recorder);
  const maxNs = merged.count === 0 ? null : merged.maxNs;
  return quantilesOf(encodePayload(merged), { ...rule, sumNs: merged.sumNs, maxNs });
}

function timelineOf(loop: OpenLoop, durationS: number): Timeline {
  return {
    sliceMs: sliceNsFor(durationS * NS_PER_S) / NS_PER_MS,
    bucketsPerOctave: BUCKETS_PER_OCTAVE,
    firstBucketNs: FIRST_BUCKET_NS,
    buckets: BUCKETS,
    intendedCounts: loop.timelines.all.toBase64(),
    pauses: loop.pauses.totals.listed,
    usageSliceMs: 0,
    cpuNs: [],
    rssBytes: [],
  };
}

function generatorOwn(loop: OpenLoop, { own, busy, reconnects }: StepFacts): GeneratorOwn {
  const { count, totalNs, longestNs } = loop.pauses.totals;
  const { disturbed, undisturbed } = loop.samples;
  return {
    ...own,
    disturbedShare: loop.planned === 0 ? 0 : disturbed.count / loop.planned,
    pauses: count,
    pauseNsMax: longestNs,
    pausedNs: totalNs,
    withheldOutsidePauses: undisturbed.withheld,
    busyShare: loop.sentCount === 0 ? 0 : busy / loop.sentCount,
    reconnects,
  };
}
