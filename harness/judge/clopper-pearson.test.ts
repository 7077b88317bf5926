// Bounds against closed forms and published values, and their defining property against sums that
// are made another way.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { shareBounds } from "./clopper-pearson.ts";

/** [seen, trials, low, high]: those of none and all are 0.025^(1/n), the rest R's binom.test. */
const PUBLISHED: readonly (readonly [number, number, number, number])[] = [
  [100, 100, 0.9638, 1],
  [0, 300, 0, 0.0122],
  [0, 10, 0, 0.3085],
  [1, 10, 0.0025, 0.445],
  [5, 10, 0.1871, 0.8129],
  [10, 100, 0.049, 0.1762],
];

test("bounds are the published ones", () => {
  for (const [seen, trials, low, high] of PUBLISHED) {
    const bounds = shareBounds(seen, trials);
    assert.ok(Math.abs(bounds.low - low) <= 5e-5, `${seen} of ${trials}: low ${bounds.low}`);
    assert.ok(Math.abs(bounds.high - high) <= 5e-5, `${seen} of ${trials}: high ${bounds.high}`);
  }
});

test("none and all have closed forms, also of very many", () => {
  for (const trials of [1, 118, 10_000]) {
    const root = 0.025 ** (1 / trials);
    assert.ok(Math.abs(shareBounds(trials, trials).low - root) < 1e-9);
    assert.ok(Math.abs(shareBounds(0, trials).high - (1 - root)) < 1e-9);
  }
  assert.deepEqual(shareBounds(0, 0), { low: 0, high: 1 });
});

/** P(X ≤ k) by a table of all paths: exact in its own way, slow. */
function lowerTail(k: number, n: number, p: number): number {
  let chances = [1];
  for (let trial = 0; trial < n; trial++) {
    const before = chances;
    chances = Array.from(
      { length: before.length + 1 },
      (_, seen) => (before[seen] ?? 0) * (1 - p) + (before[seen - 1] ?? 0) * p,
    );
  }
  return chances.slice(0, k + 1).reduce((sum, chance) => sum + chance, 0);
}

const counted = fc
  .integer({ min: 1, max: 60 })
  .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)));

test("at either bound what was seen has a chance of 2.5 %", () => {
  fc.assert(
    fc.property(counted, ([seen, trials]) => {
      const { low, high } = shareBounds(seen, trials);
      assert.ok(low <= seen / trials && seen / trials <= high);
      if (seen > 0) assert.ok(Math.abs(1 - lowerTail(seen - 1, trials, low) - 0.025) < 1e-9);
      if (seen < trials) assert.ok(Math.abs(lowerTail(seen, trials, high) - 0.025) < 1e-9);
    }),
  );
});
