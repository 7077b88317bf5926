// Distances of gaps and counts of seconds: zero for a tool that keeps to the plan, large for the
// ways of not keeping to it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawsOf } from "#model/draws.ts";
import { NS_PER_MS, NS_PER_S, NS_PER_US } from "#model/units.ts";
import { arrivalsOf, gapDistance, gapsOf, gapToleranceNs, worstSecond } from "./arrival-gaps.ts";

const RATE_PER_S = 1_000;
const COUNT = 8_000;
const draws = drawsOf(3, 1);
const even = Float64Array.from({ length: COUNT }, (_, at) => at * NS_PER_MS);
let atNs = 0;
const poisson = even.map((_, at) => (atNs -= Math.log(1 - draws.unit(at)) * NS_PER_MS));
const all = new Uint8Array(COUNT).fill(1);

/** Seen on a clock of its own, up to 20 µs late. */
function scattered(intendedNs: Float64Array): Float64Array {
  const lateness = drawsOf(4, 1);
  return intendedNs.map((each, at) => 5e12 + each + lateness.unit(at) * 20 * NS_PER_US);
}

/** 85 % of a second's requests in its first 100 ms. */
function bursting(intendedNs: Float64Array): Float64Array {
  return intendedNs.map((each, at) => {
    const second = Math.floor(each / NS_PER_S) * NS_PER_S;
    const place = at % RATE_PER_S;
    const withinMs = place < 850 ? (place * 100) / 850 : 100 + (place - 850) * 6;
    return second + withinMs * NS_PER_MS;
  });
}

function distance(arrivals: Float64Array, intended: Float64Array, toleranceNs: number): number {
  return gapDistance(gapsOf(arrivals, intended, all), toleranceNs);
}

const EVEN_TOLERANCE_NS = gapToleranceNs({ arrivals: "uniform" }, RATE_PER_S);

test("a tool that keeps to the plan has no distance, up to some microseconds of scatter", () => {
  assert.equal(distance(poisson, poisson, 0), 0);
  assert.ok(distance(scattered(poisson), poisson, 0) < 0.02);
  assert.equal(distance(scattered(even), even, EVEN_TOLERANCE_NS), 0);
  assert.equal(EVEN_TOLERANCE_NS, 100 * NS_PER_US);
  assert.equal(gapToleranceNs({ arrivals: "uniform", shape: {} }, RATE_PER_S), 0);
});

test("bursts, even gaps instead of random ones, and another rate are far off", () => {
  assert.ok(distance(bursting(even), even, EVEN_TOLERANCE_NS) > 0.8);
  assert.ok(distance(even, poisson, 0) > 0.5);
  assert.ok(
    distance(
      poisson.map((each) => 1.1 * each),
      poisson,
      0,
    ) > 0.02,
  );
});

test("the distance is Kolmogorov and Smirnov's", () => {
  const gaps = (plannedNs: number[], sentNs: number[]) => ({
    plannedNs: Float64Array.from(plannedNs),
    sentNs: Float64Array.from(sentNs),
  });
  assert.equal(gapDistance(gaps([1, 2, 3, 4], [1, 2, 3, 4]), 0), 0);
  assert.equal(gapDistance(gaps([1, 2, 3, 4], [3, 4, 5, 6]), 0), 0.5);
  assert.equal(gapDistance(gaps([3, 4, 5, 6], [1, 2, 3, 4]), 0), 0.5);
  assert.equal(gapDistance(gaps([1, 2, 3, 4], [3, 4, 5, 6]), 1), 0.25);
  assert.equal(gapDistance(gaps([2, 2, 2, 2], [2, 2, 2, 3]), 0), 0.25);
});

test("gaps beside a missing or a disturbed request are left out", () => {
  const arrivals = even.slice();
  arrivals[10] = Number.NaN;
  const kept = all.slice();
  kept[20] = 0;
  assert.equal(gapsOf(arrivals, even, kept).sentNs.length, COUNT - 1 - 4);
});

test("each second has as many requests as planned, or the worst one tells", () => {
  assert.equal(worstSecond(even, even, 8), 0);
  assert.ok(worstSecond(scattered(poisson), poisson, 8) <= 2);
  const late = even.map((each) => (each >= 3 * NS_PER_S && each < 4 * NS_PER_S ? 4e9 : each));
  assert.equal(worstSecond(late, even, 8), 1_000);
  const missing = even.map((each, at) => (at % 10 === 5 ? Number.NaN : each));
  assert.equal(worstSecond(missing, even, 8), 100);
});

test("arrivals are found in the log by their index, in whatever order they were served", () => {
  const log = {
    count: 3,
    others: 0,
    index: Uint32Array.from([12, 10, 99]),
    connection: new Uint32Array(3),
    arrivalNs: Float64Array.from([5, 4, 3]),
    startNs: new Float64Array(3),
    endNs: new Float64Array(3),
  };
  assert.deepEqual(arrivalsOf(log, 10, 3), Float64Array.from([4, Number.NaN, 5]));
});
