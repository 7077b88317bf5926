// What the open loop counts: nothing that was planned disappears, and each way of going wrong is
// told from the others by an exact number. How a step ends is here too, because its end decides
// what is unanswered.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { StepPlan } from "#model/plan.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { fakeTraffic } from "#testing/fake-codec.ts";
import { outcomeOfStep } from "#testing/virtual-outcome.ts";
import { type RequestTimes, runVirtualStep, type VirtualStep } from "#testing/virtual-step.ts";

function uniform(ratePerS: number, durationS: number): StepPlan {
  return { arrivals: "uniform", ratePerS, durationS, seed: 1 };
}

test("a request that finds every connection at its limit is withheld, and ranks as +∞", () => {
  const step = uniform(1_000, 1);
  // Two connections with two requests each, and a contender that stops for good at 0.8 s.
  const finished = runVirtualStep({
    step,
    script: { halfOpenFromNs: 0.8 * NS_PER_S },
    connections: 2,
    inFlightMax: 2,
  });
  const outcome = outcomeOfStep(finished, step);
  assert.equal(outcome.planned, 1_000);
  assert.equal(outcome.withheld, 196);
  assert.equal(outcome.unanswered, 4);
  assert.equal(outcome.replied, 800);
  const { response, lag } = outcome.undisturbed;
  assert.ok(response.p50Ns !== null);
  assert.equal(response.p90Ns, null, "rank 900 of 1,000 lies among those without a reply");
  assert.equal(response.p99Ns, null);
  assert.equal(response.censoredAboveNs, 200_000);
  assert.equal(lag.count, 804, "what was never sent has no lag");
  assert.equal(outcome.own.withheldOutsidePauses, 196);
});

test("a wrong reply in 10,000 is counted, no more and no less, and is not achieved", () => {
  const step = uniform(50_000, 0.6);
  const finished = runVirtualStep({
    step,
    script: {
      serviceNs: () => 2_000,
      fate: (request) => (request % 10_000 === 9_999 ? "wrong" : "right"),
    },
  });
  const outcome = outcomeOfStep(finished, step);
  assert.equal(outcome.mismatched, 3);
  assert.equal(outcome.replied, 30_000);
  assert.equal(outcome.achievedPerS, 29_997 / 0.6);
  assert.equal(finished.loop.firstMismatchCode, 1);
});

test("a connection reset every 5,000 requests costs that request and one reconnection", () => {
  const step = uniform(50_000, 0.5);
  const finished = runVirtualStep({
    step,
    script: {
      serviceNs: () => 2_000,
      openNs: NS_PER_MS,
      fate: (request) => (request % 5_000 === 2_499 ? "reset" : "right"),
    },
    connections: 4,
  });
  const outcome = outcomeOfStep(finished, step);
  assert.equal(outcome.failed, 5);
  assert.equal(outcome.own.reconnects, 5);
  assert.equal(outcome.replied, 24_995);
  assert.equal(outcome.withheld, 0, "the other connections take over");
});

test("a lost connection fails all that was in flight on it, and nothing else", () => {
  const step = uniform(1_000, 1);
  const finished = runVirtualStep({
    step,
    // From 0.5 s on nothing is served; at 0.51 s the contender dies for 90 ms.
    script: {
      stalls: [{ fromNs: 0.5 * NS_PER_S, toNs: 0.51 * NS_PER_S }],
      crashes: [{ fromNs: 0.5095 * NS_PER_S, toNs: 0.5995 * NS_PER_S }],
    },
  });
  const outcome = outcomeOfStep(finished, step);
  assert.equal(outcome.failed, 10, "those of 500 to 509 ms");
  assert.equal(outcome.withheld, 90, "no connection from 510 to 599 ms");
  assert.equal(outcome.replied, 900);
  assert.equal(outcome.own.reconnects, 1);
});

test("garbage costs the connection: its requests fail, the next ones are answered", () => {
  const step = uniform(1_000, 0.1);
  const finished = runVirtualStep({
    step,
    script: { fate: (request) => (request === 50 ? "garbage" : "right") },
  });
  const outcome = outcomeOfStep(finished, step);
  assert.deepEqual([outcome.failed, outcome.own.reconnects, outcome.replied], [1, 1, 99]);
});

function responseNs({ doneNs, intendedNs }: RequestTimes): number {
  return doneNs - intendedNs;
}

/** A step whose request 0 takes `longestNs` and whose last request is never answered. */
function drained(longestNs: number, durationS: number): VirtualStep {
  return runVirtualStep({
    step: uniform(100, durationS),
    traffic: fakeTraffic(1),
    script: {
      serving: "parallel",
      serviceNs: (request) => (request === 0 ? longestNs : 200_000),
      fate: (request) => (request === 100 * durationS - 1 ? "silence" : "right"),
    },
  });
}

test("replies are awaited for 2 s, or thrice the longest response, or 30 s", () => {
  for (const [longestS, durationS, drainS] of [
    [0.1, 1, 2],
    [1, 1.5, 3],
    [3, 4, 9],
    [12, 13, 30],
  ] as const) {
    const { loop } = drained(longestS * NS_PER_S, durationS);
    assert.equal(loop.endedNs, (durationS + drainS) * NS_PER_S, `longest response ${longestS} s`);
    assert.equal(loop.unanswered, 1);
    assert.equal(loop.repliedCount, 100 * durationS - 1);
  }
});

test("the longest response counts from the plan, so a late sending prolongs the drain", () => {
  const { loop } = runVirtualStep({
    step: uniform(100, 2),
    pollNs: 200_000,
    script: { fate: (request) => (request === 199 ? "silence" : "right") },
    pauses: [{ atNs: 0.5 * NS_PER_S, lengthNs: NS_PER_S }],
  });
  // Request 50 is seen at 0.5 s and leaves behind the pause.
  assert.equal(loop.endedNs, 2 * NS_PER_S + 3 * Math.max(...loop.times.map(responseNs)));
  assert.equal(Math.max(...loop.times.map(responseNs)), NS_PER_S + 200_000);
});

test("a step in which everything is answered ends when its plan does, not before", () => {
  const { loop } = runVirtualStep({ step: uniform(10, 1) });
  assert.equal(loop.endedNs, NS_PER_S);
  assert.equal(loop.unanswered, 0);
});

test("a reply that comes in the drain is replied and not achieved", () => {
  const step = uniform(10, 1);
  const finished = runVirtualStep({
    step,
    traffic: fakeTraffic(1),
    script: { serving: "parallel", serviceNs: () => 300_000_001 },
  });
  const outcome = outcomeOfStep(finished, step);
  assert.equal(outcome.replied, 10);
  // Those of 700, 800 and 900 ms come after the planned end, the first of them by 1 ns.
  assert.equal(outcome.achievedPerS, 7);
});

test("the integral of the requests in flight is the sum of their times, to the nanosecond", () => {
  const step = uniform(1_000, 2);
  const finished = runVirtualStep({
    step,
    script: {
      serviceNs: (request) => 100_000 + (request % 17) * 90_000,
      fate: (request) => (request % 301 === 300 ? "reset" : "right"),
      stalls: [{ fromNs: 300_000_000, toNs: 350_000_000 }],
      halfOpenFromNs: 1.9 * NS_PER_S,
    },
    connections: 3,
    inFlightMax: 40,
  });
  const { bookkeeping, failed, unanswered } = outcomeOfStep(finished, step);
  assert.ok(failed > 5 && unanswered > 50);
  assert.equal(bookkeeping.inFlightNs, bookkeeping.timeInSystemNs);
  const owedNs = finished.loop.times
    .filter(({ doneNs }) => doneNs < Infinity)
    .reduce((sum, { doneNs, sentNs }) => sum + doneNs - sentNs, 0);
  assert.ok(bookkeeping.timeInSystemNs > owedNs, "failed and unanswered ones count as well");
});

for (const arrivals of ["uniform", "poisson"] as const) {
  test(`the sampled requests in flight agree with Little's law (${arrivals} arrivals)`, () => {
    const step: StepPlan = { arrivals, ratePerS: 1_000, durationS: 4, seed: 3 };
    const { bookkeeping } = outcomeOfStep(runVirtualStep({ step }), step);
    const { inFlightMean, littleMean, inFlightStandardError } = bookkeeping;
    assert.ok(littleMean > 0.19);
    assert.ok(
      Math.abs(inFlightMean - littleMean) <= Math.max(0.05 * littleMean, 3 * inFlightStandardError),
      `sampled ${inFlightMean}, Little ${littleMean} ± ${inFlightStandardError}`,
    );
  });
}
