// Intervals worked by hand, their symmetry, and how often they hold the truth in a seeded
// simulation.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { drawsOf } from "#model/draws.ts";
import {
  excludes,
  geometricEstimate,
  meanEstimate,
  median,
  type Pair,
  pairedDifference,
  pairedRatio,
} from "./statistics.ts";

const near = (value: number | undefined, wanted: number, tolerance = 1e-9) =>
  assert.ok(
    Math.abs((value ?? NaN) - wanted) <= tolerance * Math.max(1, Math.abs(wanted)),
    `${value}, not ${wanted}`,
  );

test("the interval of 1, 2, 3, 4, 5 is 3 ± 2.776 × √(2.5 / 5)", () => {
  const { value, low, high, trials } = meanEstimate([1, 2, 3, 4, 5]);
  near(value, 3);
  near(low, 3 - 2.776445 * Math.SQRT1_2, 1e-6);
  near(high, 3 + 2.776445 * Math.SQRT1_2, 1e-6);
  assert.equal(trials, 5);
});

test("two values have a mean and no interval", () => {
  assert.deepEqual(geometricEstimate([2, 8]), { value: Math.exp(Math.log(16) / 2), trials: 2 });
});

test("a ratio above 1 means that the contender is better, in either direction", () => {
  const pairs = [{ contender: 10, against: 30 }];
  near(pairedRatio(pairs, "less").value, 3);
  near(pairedRatio(pairs, "more").value, 1 / 3);
  near(pairedDifference(pairs, "less").value, 20);
  near(pairedDifference(pairs, "more").value, -20);
});

test("medians", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

const quantity = fc.double({ min: 1e-3, max: 1e9, noNaN: true });
const pairs = fc.array(fc.record({ contender: quantity, against: quantity }), {
  minLength: 3,
  maxLength: 12,
});
const swapped = (all: readonly Pair[]) =>
  all.map(({ contender, against }) => ({ contender: against, against: contender }));

test("swapping both sides gives the reciprocal, ends included", () => {
  fc.assert(
    fc.property(pairs, (all) => {
      const one = pairedRatio(all, "less");
      const other = pairedRatio(swapped(all), "less");
      near(one.value * other.value, 1);
      near((one.low ?? NaN) * (other.high ?? NaN), 1, 1e-6);
      assert.equal(excludes(one, 1), excludes(other, 1));
    }),
  );
});

test("an interval holds its own value and not always equality", () => {
  fc.assert(
    fc.property(pairs, (all) => {
      const { value, low = NaN, high = NaN } = pairedRatio(all, "more");
      assert.ok(low <= value && value <= high);
      assert.equal(excludes({ value, low, high, trials: all.length }, 1), low > 1 || high < 1);
    }),
  );
  assert.equal(excludes({ value: 2, trials: 2 }, 1), false);
  const constant = [1, 2, 3].map((scale) => ({ contender: scale, against: 2 * scale }));
  assert.equal(excludes(pairedRatio(constant, "less"), 1), true);
  assert.equal(excludes(pairedRatio(swapped(swapped(constant)), "less"), 2), false);
});

const SEED = 20_260_119;
const RUNS = 4_000;

/**
 * Five pairs whose log ratio is log(truth) with normal noise, beside a block effect that both
 * share.
 */
function simulatedPairs(run: number, truth: number): Pair[] {
  const draws = drawsOf(SEED, run);
  const normal = (index: number) =>
    Math.sqrt(-2 * Math.log(1 - draws.unit(2 * index))) *
    Math.cos(2 * Math.PI * draws.unit(2 * index + 1));
  return [0, 1, 2, 3, 4].map((block) => {
    const blockEffect = Math.exp(normal(3 * block));
    return {
      contender: 100 * blockEffect * Math.exp(0.1 * normal(3 * block + 1)),
      against: 100 * truth * blockEffect * Math.exp(0.1 * normal(3 * block + 2)),
    };
  });
}

test(`95 % of the intervals of five pairs hold the truth (seed ${SEED})`, () => {
  let held = 0;
  for (let run = 0; run < RUNS; run++) {
    const { low = NaN, high = NaN } = pairedRatio(simulatedPairs(run, 1.3), "less");
    if (low <= 1.3 && 1.3 <= high) held++;
  }
  // Three standard errors of a share of 0.95 in 4,000 runs.
  assert.ok(Math.abs(held / RUNS - 0.95) < 0.0104, `${held} of ${RUNS}`);
});
