// Whether a step had a trend: a contender that is still compiling, still filling its memory or
// falling behind shows figures of a moment, not of a state.
//
// Its own file because the rule compares parts of one step; everything else judges steps as a
// whole. It reads the first and the last third of the step's timeline.

import { TimelineCounts } from "#histogram/timeline-counts.ts";
import type { Timeline } from "#model/step.ts";
import { NS_PER_MS } from "#model/units.ts";

/** Thirds that differ by more have a trend. */
const DIFFERENCE_MAX = 0.1;
/** Below this a third is a handful of slices, and one pause of the host is a trend. */
const THIRD_MS_MIN = 1_000;

/** One third of a step. */
interface Third {
  readonly medianNs: number | null;
  readonly cpuNsPerReply: number | null;
}

/** Short steps are not judged: true. */
export function isSteady(timeline: Timeline, durationS: number): boolean {
  const thirdMs = (durationS * 1_000) / 3;
  if (timeline.intendedCounts === "" || thirdMs < THIRD_MS_MIN) return true;
  const counts = TimelineCounts.fromBase64(timeline.intendedCounts, timeline.sliceMs * NS_PER_MS);
  const endMs = durationS * 1_000;
  const first = thirdOf(timeline, counts, [0, thirdMs]);
  const last = thirdOf(timeline, counts, [endMs - thirdMs, endMs]);
  return isAlike(first.medianNs, last.medianNs) && isAlike(first.cpuNsPerReply, last.cpuNsPerReply);
}

function thirdOf(
  { sliceMs, usageSliceMs, cpuNs }: Timeline,
  counts: TimelineCounts,
  [fromMs, toMs]: readonly [number, number],
): Third {
  const medianNs = counts.medianNs(Math.round(fromMs / sliceMs), Math.round(toMs / sliceMs));
  if (usageSliceMs === 0) return { medianNs, cpuNsPerReply: null };
  // Whole slices of usage inside the third, and the requests planned in the same time.
  const from = Math.ceil(fromMs / usageSliceMs);
  const to = Math.min(Math.floor(toMs / usageSliceMs), cpuNs.length);
  const slices = usageSliceMs / sliceMs;
  const count = counts.countIn(Math.round(from * slices), Math.round(to * slices));
  const usedNs = cpuNs.slice(from, to).reduce((sum, each) => sum + each, 0);
  return { medianNs, cpuNsPerReply: to > from && count > 0 ? usedNs / count : null };
}

function isAlike(first: number | null, last: number | null): boolean {
  if (first === null || last === null || first <= 0 || last <= 0) return true;
  return Math.abs(Math.log(last / first)) <= Math.log(1 + DIFFERENCE_MAX);
}
