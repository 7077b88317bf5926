// Ranks worked by hand; the rest of bucketed.ts is tested through payloads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { rankOf, valueAtRankNs } from "./bucketed.ts";

test("the nearest rank is rounded up, and not by float noise", () => {
  assert.equal(rankOf(0.5, 1), 1);
  assert.equal(rankOf(0.5, 4), 2);
  assert.equal(rankOf(0.5, 5), 3);
  assert.equal(rankOf(0.999, 3_000), 2_997);
  assert.equal(rankOf(0.99, 100), 99);
  assert.equal(rankOf(0.99, 101), 100);
  assert.equal(rankOf(0, 10), 1);
  assert.equal(rankOf(0.07, 100), 7);
  assert.equal(rankOf(0.55, 100), 55);
});

test("no rounding error moves a rank, for every count up to 100,000", () => {
  for (let count = 1; count <= 100_000; count++) {
    assert.equal(rankOf(0.999, count), Math.ceil((count * 999) / 1_000));
  }
});

test("a rank names the middle of its bucket, and none beyond the last sample", () => {
  const histogram = {
    count: 3,
    lowsNs: Float64Array.of(10, 4_096),
    highsNs: Float64Array.of(10, 4_099),
    counts: Float64Array.of(2, 1),
  };
  assert.deepEqual(
    [1, 2, 3, 4].map((rank) => valueAtRankNs(histogram, rank)),
    [10, 10, 4_097.5, null],
  );
});
