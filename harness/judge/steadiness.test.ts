// Steadiness on timelines worked by hand: a step of 6 s whose response time or CPU drifts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TimelineCounts } from "#histogram/timeline-counts.ts";
import type { Timeline } from "#model/step.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { isSteady } from "./steadiness.ts";

const DURATION_S = 6;
const SLICE_MS = 100;
const REQUESTS = 6_000;

/** `responseNs` at the part 0…1 of the step; CPU in slices of 600 ms. */
function timelineOf(responseNs: (part: number) => number, cpuNs: readonly number[] = []): Timeline {
  const counts = new TimelineCounts(DURATION_S * NS_PER_S, SLICE_MS * NS_PER_MS);
  for (let at = 0; at < REQUESTS; at++) {
    counts.record(at * NS_PER_MS, responseNs(at / REQUESTS) * (0.5 + ((at * 7) % 100) / 100));
  }
  return {
    sliceMs: SLICE_MS,
    bucketsPerOctave: 4,
    firstBucketNs: 1_024,
    buckets: 104,
    intendedCounts: counts.toBase64(),
    pauses: [],
    usageSliceMs: cpuNs.length > 0 ? 600 : 0,
    cpuNs,
    rssBytes: [],
  };
}

const level = (): number => 100_000;
const LEVEL_CPU = Array<number>(10).fill(5e8);

test("a level step is steady", () => {
  assert.equal(isSteady(timelineOf(level, LEVEL_CPU), DURATION_S), true);
});

test("a response time that grows or falls by more than a tenth is not", () => {
  assert.equal(
    isSteady(
      timelineOf((part) => 100_000 * (1 + 0.3 * part)),
      DURATION_S,
    ),
    false,
  );
  assert.equal(
    isSteady(
      timelineOf((part) => 100_000 * (1 - 0.3 * part)),
      DURATION_S,
    ),
    false,
  );
  assert.equal(
    isSteady(
      timelineOf((part) => 100_000 * (1 + 0.05 * part)),
      DURATION_S,
    ),
    true,
  );
});

test("CPU per reply that falls while the times stay is a trend too", () => {
  const falling = LEVEL_CPU.map((ns, slice) => ns * (1 - 0.03 * slice));
  assert.equal(isSteady(timelineOf(level, falling), DURATION_S), false);
});

test("what the scatter inside the thirds explains is no trend", () => {
  // Parts of half a second that jump by 30 % up and down, of which the last third has more.
  const jumps = [1, 1.3, 1, 1, 1, 1, 1, 1, 1.3, 1, 1.3, 1.3];
  const jumping = (part: number): number => 100_000 * (jumps[Math.floor(part * 12)] ?? 1);
  assert.equal(isSteady(timelineOf(jumping), DURATION_S), true);
  const risen = (part: number): number => (part < 0.5 ? 100_000 : 130_000);
  assert.equal(isSteady(timelineOf(risen), DURATION_S), false);
});

test("an excursion in the middle is not a trend, and a short step is not judged", () => {
  const bump = (part: number): number => (part > 0.4 && part < 0.6 ? 500_000 : 100_000);
  assert.equal(isSteady(timelineOf(bump), DURATION_S), true);
  assert.equal(
    isSteady(
      timelineOf((part) => 100_000 * (1 + 3 * part)),
      2,
    ),
    true,
  );
});
