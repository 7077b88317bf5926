// What a heat map counts: every request once, in its moment and at its response time, however far
// it is coarsened.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  BUCKETS,
  BUCKETS_PER_OCTAVE,
  FIRST_BUCKET_NS,
  TimelineCounts,
} from "#histogram/timeline-counts.ts";
import type { Timeline } from "#model/step.ts";
import { NS_PER_MS } from "#model/units.ts";
import { bucketedQuantileNs, heatCells, heatRange } from "#render/heat-cells.ts";

const SLICE_MS = 100;

function timelineOf(requests: readonly (readonly [atMs: number, ns: number])[], slices: number) {
  const counts = new TimelineCounts(slices * SLICE_MS * NS_PER_MS, SLICE_MS * NS_PER_MS);
  for (const [atMs, ns] of requests) counts.record(atMs * NS_PER_MS, ns);
  const timeline: Timeline = {
    sliceMs: SLICE_MS,
    bucketsPerOctave: BUCKETS_PER_OCTAVE,
    firstBucketNs: FIRST_BUCKET_NS,
    buckets: BUCKETS,
    intendedCounts: counts.toBase64(),
    pauses: [],
    usageSliceMs: 0,
    cpuNs: [],
    rssBytes: [],
  };
  return timeline;
}

test("every request is counted once, in at most as many columns as asked for", () => {
  const request = fc.tuple(
    fc.integer({ min: 0, max: 12_999 }),
    fc.integer({ min: 2_000, max: 1e9 }),
  );
  fc.assert(
    fc.property(fc.array(request, { minLength: 1, maxLength: 60 }), (requests) => {
      const cells = heatCells(timelineOf(requests, 130), 40);
      assert.ok(cells !== undefined && cells.columns.length <= 40);
      assert.equal(
        cells.columns.reduce((sum, { total }) => sum + total, 0),
        requests.length,
      );
      const { lowNs, highNs } = heatRange([cells]);
      assert.ok(requests.every(([, ns]) => ns >= lowNs * 0.999 && ns <= highNs * 1.001));
    }),
    { numRuns: 50 },
  );
});

test("a request stands in its own moment, at its own response time", () => {
  const cells =
    heatCells(
      timelineOf(
        [
          [250, 50_000],
          [350, 9e6],
        ],
        4,
      ),
      40,
    ) ?? assert.fail("no cells");
  assert.deepEqual(
    cells.columns.map(({ total }) => total),
    [0, 0, 1, 1],
  );
  const inSpan = (from: number, to: number) => bucketedQuantileNs(cells, [from, to], 1) ?? 0;
  assert.ok(Math.abs(inSpan(2, 3) / 50_000 - 1) < 0.1);
  assert.ok(Math.abs(inSpan(3, 4) / 9e6 - 1) < 0.1);
  assert.equal(bucketedQuantileNs(cells, [0, 2], 0.5), null);
});

test("a timeline that counted nothing has no map", () => {
  assert.equal(heatCells(timelineOf([], 3), 40), undefined);
  assert.equal(heatCells({ ...timelineOf([], 3), buckets: 0, intendedCounts: "" }, 40), undefined);
});
