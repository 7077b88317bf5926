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
import type {
  ApartFromOwnPauses,
  EarliestResponse,
  GeneratorOwn,
  Quantiles,
  StepOutcome,
  TimeQuantiles,
  Timeline,
} from "#model/step.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import type { OpenLoop } from "./open-loop.ts";
import type { OwnUsageFigures } from "./own-usage.ts";
import type { SampleSorter, TimeRecorders } from "./sample-sorter.ts";

export interface StepFacts {
  readonly step: StepPlan;
  readonly own: OwnUsageFigures;
  /** Requests sent on a connection that had others in flight. */
  readonly busy: number;
  readonly reconnects: number;
  /** See OwnObstacles; left out: none. */
  readonly droppedDatagrams?: number;
  readonly scheduleSha256: string;
}

/** The outcome of a finished loop. */
export function stepOutcome(loop: OpenLoop, facts: StepFacts): StepOutcome {
  const { durationS, ratePerS } = facts.step;
  const { undisturbed, disturbed, intervals, besideOwn } = loop.samples;
  const calm = {
    groups: [undisturbed],
    responses: [undisturbed.response, intervals.asRead, besideOwn.response],
  };
  const all = {
    groups: [undisturbed, disturbed],
    responses: [...calm.responses, disturbed.response],
  };
  const calmTimes = timeQuantiles(calm, loop.timelines.undisturbed);
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
    undisturbed: calmTimes,
    earliest: earliestResponse(loop.samples, calmTimes.response),
    apartFromOwnPauses: apartFromOwnPauses(loop.samples, calmTimes.response),
    all: timeQuantiles(all, loop.timelines.all),
    timeline: timelineOf(loop, durationS),
    own: generatorOwn(loop, facts),
    obstacles: { ...loop.obstacles, droppedDatagrams: facts.droppedDatagrams ?? 0 },
    disturbedWindows: loop.disturbedWindows,
    bookkeeping: loop.inFlight.finish(loop.endedNs),
  };
}

/** Requests that are counted together; their response times lie in recorders of their own. */
interface Counted {
  readonly groups: readonly TimeRecorders[];
  readonly responses: readonly Recorder[];
}

function timeQuantiles({ groups, responses }: Counted, timeline: TimelineCounts): TimeQuantiles {
  const sum = (count: (group: TimeRecorders) => number): number =>
    groups.reduce((total, group) => total + count(group), 0);
  const slicesAtOrAbove = (valueNs: number): number => timeline.slicesAtOrAbove(valueNs);
  const censored = sum((group) => group.unreplied);
  // A request that was never sent has no service time, not an endless one.
  const sentInVain = censored - sum((group) => group.withheld);
  return {
    response: quantiles(responses, { censored, slicesAtOrAbove }),
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

/** Without the rule on slices: the timeline has these replies where they were read. */
function earliestResponse(
  { undisturbed, intervals, besideOwn }: SampleSorter,
  asRead: Quantiles,
): EarliestResponse {
  const replies = intervals.earliest.count;
  if (replies === 0) return { replies, response: asRead };
  const recorders = [undisturbed.response, intervals.earliest, besideOwn.response];
  return { replies, response: quantiles(recorders, { censored: undisturbed.unreplied }) };
}

/** Without the rule on slices, for the same reason. */
function apartFromOwnPauses(
  { undisturbed, intervals, besideOwn }: SampleSorter,
  withThem: Quantiles,
): ApartFromOwnPauses {
  const leftOut = besideOwn.count;
  if (leftOut === 0) return { leftOut, response: withThem };
  const recorders = [undisturbed.response, intervals.asRead];
  const censored = undisturbed.unreplied - besideOwn.unreplied;
  return { leftOut, response: quantiles(recorders, { censored }) };
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
    lookBackNs: loop.lookBackNs,
    withheldOutsidePauses: undisturbed.withheld,
    busyShare: loop.sentCount === 0 ? 0 : busy / loop.sentCount,
    reconnects,
  };
}
