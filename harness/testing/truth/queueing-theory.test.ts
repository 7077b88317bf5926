// The recursion against queueing theory, over sequences long enough for the law of large numbers:
// the means of Pollaczek and Khinchine, and the p99 of M/M/1. Seeds are fixed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawsOf } from "#model/draws.ts";
import { NS_PER_MS, NS_PER_US } from "#model/units.ts";
import { fifoResponses } from "../truth-server/recursion.ts";
import {
  clippedExponentialMoments,
  constantMoments,
  mm1QuantileNs,
  type Moments,
  pollaczekKhinchineNs,
} from "./queueing-theory.ts";
import { drawServiceNs, SERVICE_NS_MIN } from "./service-laws.ts";

const COUNT = 1_000_000;
const SEED = 11;

function poissonInstants(perNs: number): Float64Array {
  const draws = drawsOf(SEED, 77);
  let atNs = 0;
  return Float64Array.from({ length: COUNT }, (_, at) => {
    atNs -= Math.log(1 - draws.unit(at)) / perNs;
    return atNs;
  });
}

function meanResponseNs(perNs: number, services: Float64Array): number {
  const responses = fifoResponses(poissonInstants(perNs), services);
  return responses.reduce((sum, each) => sum + each, 0) / COUNT;
}

function isNear(actual: number, expected: number, share: number): void {
  const off = actual / expected - 1;
  assert.ok(Math.abs(off) <= share, `${actual}, expected ${expected}: ${(100 * off).toFixed(2)} %`);
}

/** Shares: some three standard errors of a mean over requests that depend on each other. */
for (const [load, share] of [
  [0.5, 0.005],
  [0.8, 0.015],
  [0.95, 0.1],
] as const) {
  test(`the mean of M/D/1 at ${load} is Pollaczek and Khinchine's`, () => {
    const serviceNs = 100 * NS_PER_US;
    const perNs = load / serviceNs;
    const services = new Float64Array(COUNT).fill(serviceNs);
    const expected = pollaczekKhinchineNs(perNs, constantMoments(serviceNs));
    isNear(meanResponseNs(perNs, services), expected, share);
  });
}

test("the clipped law has its moments, and the mean response that follows from them", () => {
  const meanNs = NS_PER_MS;
  const perNs = 0.7 / meanNs;
  const services = drawServiceNs({ kind: "exponential", meanNs }, new Float64Array(COUNT), SEED);
  const moments = clippedExponentialMoments(meanNs, SERVICE_NS_MIN);
  const drawn: Moments = {
    meanNs: services.reduce((sum, each) => sum + each, 0) / COUNT,
    squareNs2: services.reduce((sum, each) => sum + each * each, 0) / COUNT,
  };
  isNear(drawn.meanNs, moments.meanNs, 0.003);
  isNear(drawn.squareNs2, moments.squareNs2, 0.007);
  assert.ok(moments.meanNs / meanNs < 1.005, "clipping adds less than 0.5 %");
  isNear(meanResponseNs(perNs, services), pollaczekKhinchineNs(perNs, moments), 0.02);
});

test("the p99 of M/M/1, unclipped, is ln(100) ÷ (μ − λ)", () => {
  const meanNs = NS_PER_MS;
  const perNs = 0.7 / meanNs;
  const draws = drawsOf(SEED, 78);
  const services = Float64Array.from(
    { length: COUNT },
    (_, at) => -Math.log(1 - draws.unit(at)) * meanNs,
  );
  const responses = fifoResponses(poissonInstants(perNs), services).sort();
  const expected = mm1QuantileNs(perNs, meanNs, 0.99);
  isNear(expected, Math.log(100) / (1 / meanNs - perNs), 1e-12);
  isNear(responses[Math.ceil(0.99 * COUNT) - 1] as number, expected, 0.04);
  // Its mean is 1 ÷ (μ − λ), which the other formula has too.
  const moments = { meanNs, squareNs2: 2 * meanNs * meanNs };
  isNear(pollaczekKhinchineNs(perNs, moments), 1 / (1 / meanNs - perNs), 1e-12);
});
