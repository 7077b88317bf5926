// Whether a step had a trend: a contender that is still compiling, still filling its memory or
// falling behind shows figures of a moment, not of a state.
//
// Its own file because the rule compares parts of one step; everything else judges steps as a
// whole. A trend is a difference between the first and the last third that is large enough to
// matter and that the scatter inside the thirds does not explain: on a shared host the medians of
// two seconds differ by 6 % as a rule and by 14 % in one step of ten, up as often as down.

import { TimelineCounts } from "#histogram/timeline-counts.ts";
import type { Timeline } from "#model/step.ts";
import { NS_PER_MS } from "#model/units.ts";
import { mean, squaredError } from "./statistics.ts";
import { twoSidedT } from "./student-t.ts";

/** Thirds that differ by less have no trend worth the name. */
const DIFFERENCE_MAX = 0.1;
/** One clean step in a hundred may be called unsteady. */
const LEVEL = 0.99;
/** Below this a third is a handful of slices, and one pause of the host is a trend. */
const THIRD_MS_MIN = 1_000;
/** Medians that are taken of a third. */
const PARTS = 4;

/** Short steps are not judged: true. */
export function isSteady(timeline: Timeline, durationS: number): boolean {
  const endMs = durationS * 1_000;
  const thirdMs = endMs / 3;
  if (timeline.intendedCounts === "" || thirdMs < THIRD_MS_MIN) return true;
  const counts = TimelineCounts.fromBase64(timeline.intendedCounts, timeline.sliceMs * NS_PER_MS);
  const first = [0, thirdMs] as const;
  const last = [endMs - thirdMs, endMs] as const;
  return (
    isLevel(mediansIn(timeline, counts, first), mediansIn(timeline, counts, last)) &&
    isLevel(cpuIn(timeline, counts, first), cpuIn(timeline, counts, last))
  );
}

/** Median response times of the parts of a third. */
function mediansIn(
  { sliceMs }: Timeline,
  counts: TimelineCounts,
  [fromMs, toMs]: readonly [number, number],
): number[] {
  const partMs = (toMs - fromMs) / PARTS;
  return Array.from({ length: PARTS }, (_, part) => {
    const from = Math.round((fromMs + part * partMs) / sliceMs);
    const to = Math.round((fromMs + (part + 1) * partMs) / sliceMs);
    return counts.medianNs(from, to) ?? 0;
  });
}

/** CPU per request of the usage slices that lie inside a third. */
function cpuIn(
  { sliceMs, usageSliceMs, cpuNs }: Timeline,
  counts: TimelineCounts,
  [fromMs, toMs]: readonly [number, number],
): number[] {
  if (usageSliceMs === 0) return [];
  const from = Math.ceil(fromMs / usageSliceMs);
  const to = Math.min(Math.floor(toMs / usageSliceMs), cpuNs.length);
  const slices = usageSliceMs / sliceMs;
  return cpuNs.slice(from, to).map((usedNs, at) => {
    const first = Math.round((from + at) * slices);
    const count = counts.countIn(first, Math.round((from + at + 1) * slices));
    return count > 0 ? usedNs / count : 0;
  });
}

/** Student's comparison of the logarithms of two groups. */
function isLevel(first: readonly number[], last: readonly number[]): boolean {
  const degrees = Math.min(first.length, last.length) - 1;
  if (degrees < 1 || [...first, ...last].some((each) => each <= 0)) return true;
  const [a, b] = [first.map(Math.log), last.map(Math.log)];
  const apart = Math.abs(mean(b) - mean(a));
  const scatter = Math.sqrt(squaredError(a) + squaredError(b));
  const explained = twoSidedT(LEVEL, 2 * degrees) * scatter;
  return apart <= Math.max(Math.log(1 + DIFFERENCE_MAX), explained);
}
