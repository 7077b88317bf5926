// The grid of rates: its range, its factor, its shift between blocks, its order.

import assert from "node:assert/strict";
import { test } from "node:test";
import { GRID_FACTOR } from "#judge/knee.ts";
import { rulesOf } from "./size-rules.ts";
import { coveredRange, floorGrid, GRID_STEPS, gridStepS, kneeGrid } from "./rate-grid.ts";

const MAXIMUM_PER_S = 100_000;
const BLOCKS = Array.from({ length: 200 }, (_, block) => block);

function sorted(block: number): number[] {
  return kneeGrid(MAXIMUM_PER_S, { seed: 7, block })
    .toSorted((a, b) => a.gridPosition - b.gridPosition)
    .map(({ ratePerS }) => ratePerS);
}

test("covers 0.40 to 1.05 of the maximum in factors of 1.08, in every block", () => {
  for (const block of BLOCKS) {
    const rates = sorted(block);
    assert.equal(rates.length, GRID_STEPS);
    const [lowest = 0, second = 0] = rates;
    assert.ok(lowest >= 0.4 * MAXIMUM_PER_S && lowest < 0.4 * GRID_FACTOR * MAXIMUM_PER_S);
    assert.ok((rates.at(-1) ?? 0) >= 1.05 * MAXIMUM_PER_S);
    assert.ok(Math.abs(second / lowest - GRID_FACTOR) < 1e-4);
  }
});

test("is shifted evenly over a step of the grid from block to block, and the same for a seed", () => {
  const shifts = BLOCKS.map(
    (block) => Math.log((sorted(block)[0] ?? 0) / (0.4 * MAXIMUM_PER_S)) / Math.log(GRID_FACTOR),
  );
  const mean = shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length;
  // Standard error of a uniform mean of 200: 1/√12/√200 = 0.02.
  assert.ok(Math.abs(mean - 0.5) < 0.08, String(mean));
  assert.deepEqual(sorted(3), sorted(3));
});

test("is run in an order of its own in every block", () => {
  const orders = BLOCKS.slice(0, 20).map((block) =>
    kneeGrid(MAXIMUM_PER_S, { seed: 7, block })
      .map(({ gridPosition }) => gridPosition)
      .join(),
  );
  assert.ok(new Set(orders).size > 18);
});

test("the floor's grid spans those of all contenders", () => {
  const range = coveredRange([20_000, 100_000]);
  const rates = floorGrid(range, { seed: 1, block: 0 }).map(({ ratePerS }) => ratePerS);
  assert.equal(Math.min(...rates), 8_000);
  assert.equal(Math.max(...rates), 105_000);
});

test("a step holds 30,000 requests where 5 s are enough for it, and 2 s at least", () => {
  const rules = rulesOf("standard", true);
  assert.equal(gridStepS(100_000, rules), 2);
  assert.equal(gridStepS(10_000, rules), 3);
  assert.equal(gridStepS(100, rules), 5);
});
