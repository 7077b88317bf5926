// The sampler against Zipf's law itself, with draws from a fixed seed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawsOf } from "#harness";
import { seededOrder, ZipfKeys } from "./zipf.ts";

const KEYS = 1_000;
const DRAWN = 1_000_000;

/**
 * Pearson's chi-square of drawn counts against Zipf's law with `exponent`; KEYS − 1 degrees of
 * freedom.
 */
function chiSquare(counts: Float64Array, keysByRank: Uint32Array, exponent: number): number {
  let sum = 0;
  for (let rank = 1; rank <= KEYS; rank++) sum += rank ** -exponent;
  let square = 0;
  for (let rank = 1; rank <= KEYS; rank++) {
    const expected = (DRAWN * rank ** -exponent) / sum;
    square += ((counts[keysByRank[rank - 1] as number] as number) - expected) ** 2 / expected;
  }
  return square;
}

test("keys are drawn by Zipf's law", () => {
  const order = seededOrder(KEYS, drawsOf(1, 2));
  const zipf = new ZipfKeys(order, 1);
  const draws = drawsOf(3, 4);
  const counts = new Float64Array(KEYS);
  for (let index = 0; index < DRAWN; index++) {
    const key = zipf.keyAt(draws.unit(index));
    counts[key] = (counts[key] as number) + 1;
  }
  // Mean + 4 standard deviations of chi-square with 999 degrees of freedom.
  const limit = KEYS - 1 + 4 * Math.sqrt(2 * (KEYS - 1));
  assert.ok(chiSquare(counts, order, 1) < limit);
  assert.ok(chiSquare(counts, order, 1.02) > limit, "the test can tell 1 from 1.02");
});

test("the order holds every key once and depends on the draws", () => {
  const order = seededOrder(KEYS, drawsOf(1, 2));
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    [...Array(KEYS).keys()],
  );
  assert.notDeepEqual(order, seededOrder(KEYS, drawsOf(2, 2)));
});

test("one key is drawn always, and the ends of the unit interval are keys", () => {
  assert.equal(new ZipfKeys(Uint32Array.of(0), 1).keyAt(0.7), 0);
  const three = new ZipfKeys(Uint32Array.of(2, 0, 1), 1);
  for (const unit of [0, 1 - 2 ** -53]) assert.ok(three.keyAt(unit) < 3);
});
