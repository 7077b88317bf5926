// The count matrix against its own definition: bucket b begins at 2^10 × 2^(b/4) ns, slices follow
// planned instants.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { BUCKETS, BUCKETS_PER_OCTAVE, FIRST_BUCKET_NS } from "./timeline-counts.ts";
import { sliceNsFor, TimelineCounts } from "./timeline-counts.ts";

const SLICE_NS = 100 * NS_PER_MS;

function cellsOf(timeline: TimelineCounts): [slice: number, bucket: number, count: number][] {
  const counts = new Uint32Array(Uint8Array.fromBase64(timeline.toBase64()).buffer);
  return Array.from(counts, (count, at): [number, number, number] => [
    Math.floor(at / BUCKETS),
    at % BUCKETS,
    count,
  ]).filter(([, , count]) => count > 0);
}

test("a response time lies between the ends of its bucket", () => {
  fc.assert(
    fc.property(fc.double({ min: FIRST_BUCKET_NS, max: 2 ** 36 - 1, noNaN: true }), (valueNs) => {
      const timeline = new TimelineCounts(SLICE_NS, SLICE_NS);
      timeline.record(0, valueNs);
      const [[, bucket] = [NaN, NaN]] = cellsOf(timeline);
      const lowNs = FIRST_BUCKET_NS * 2 ** (bucket / BUCKETS_PER_OCTAVE);
      const widest = 1 + 2e-6;
      assert.ok(valueNs * widest >= lowNs && valueNs <= lowNs * 2 ** 0.25 * widest, `${valueNs}`);
    }),
  );
});

test("planned instants choose the slice; what is outside goes to the nearest cell", () => {
  const timeline = new TimelineCounts(3 * SLICE_NS, SLICE_NS);
  timeline.record(SLICE_NS - 1, 2_048);
  timeline.record(SLICE_NS, 2_048);
  timeline.record(-1, 0);
  timeline.record(99 * SLICE_NS, 1e15);
  assert.deepEqual(cellsOf(timeline), [
    [0, 0, 1],
    [0, 4, 1],
    [1, 4, 1],
    [2, BUCKETS - 1, 1],
  ]);
});

test("slices at or above a value are counted once each", () => {
  const timeline = new TimelineCounts(4 * SLICE_NS, SLICE_NS);
  for (let i = 0; i < 3; i++) timeline.record(0, 1e6);
  timeline.record(2 * SLICE_NS, 1e7);
  timeline.record(3 * SLICE_NS, 1e4);
  assert.deepEqual(
    [0, 1e6, 5e6, 1e9].map((valueNs) => timeline.slicesAtOrAbove(valueNs)),
    [3, 2, 1, 0],
  );
});

test("ten minutes keep 100 ms slices, longer steps at most 6,000", () => {
  assert.equal(sliceNsFor(4 * NS_PER_S), SLICE_NS);
  assert.equal(sliceNsFor(600 * NS_PER_S), SLICE_NS);
  assert.equal(sliceNsFor(601 * NS_PER_S), 2 * SLICE_NS);
  const dayNs = 86_400 * NS_PER_S;
  assert.ok(new TimelineCounts(dayNs, sliceNsFor(dayNs)).slices <= 6_000);
});

test("base64 reads back the same, and a torn text is refused", () => {
  const timeline = new TimelineCounts(5 * SLICE_NS, SLICE_NS);
  for (let i = 0; i < 100; i++) timeline.record(i * 5e6, 1_000 * i * i);
  const text = timeline.toBase64();
  assert.equal(TimelineCounts.fromBase64(text, SLICE_NS).toBase64(), text);
  assert.throws(() => TimelineCounts.fromBase64(text.slice(0, 40), SLICE_NS), /cannot have/);
});
