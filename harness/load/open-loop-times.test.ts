// What the open loop says about time, to the nanosecond: a stalled contender is charged for every
// request that it kept waiting, and what a clock started at the send would have said instead stands
// beside it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { quantileNs } from "#histogram/bucketed.ts";
import { decodePayload, encodePayload } from "#histogram/payload.ts";
import { Recorder } from "#histogram/recorder.ts";
import type { StepPlan } from "#model/plan.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { finishNs } from "#testing/contender-script.ts";
import { plannedInstants, runVirtualStep, type VirtualStep } from "#testing/virtual-step.ts";

const SERVICE_NS = 200_000;
/** Requests 1,000 to 1,499 of a thousand a second fall into it. */
const STALL = { fromNs: 1 * NS_PER_S, toNs: 1.5 * NS_PER_S };
const STEP: StepPlan = { arrivals: "uniform", ratePerS: 1_000, durationS: 4, seed: 1 };
const WIDE = { inFlightMax: 1_000 };

/** Departures of one server, first come, first served, that rests during the stall. */
function recursion(arrivals: readonly number[]): number[] {
  let freeNs = 0;
  return arrivals.map((arrivedNs) => {
    const startNs = Math.max(arrivedNs, freeNs);
    const isStalled = startNs >= STALL.fromNs && startNs < STALL.toNs;
    // No service straddles the stall's start in these tests: 1 s is a multiple of every gap.
    freeNs = (isStalled ? STALL.toNs : startNs) + SERVICE_NS;
    return freeNs;
  });
}

function responses({ loop }: VirtualStep): number[] {
  return loop.times
    .toSorted((one, other) => one.index - other.index)
    .map(({ doneNs, intendedNs }) => doneNs - intendedNs);
}

function quantile(recorder: Recorder, q: number): number {
  return quantileNs(decodePayload(encodePayload(recorder)), q) ?? Number.NaN;
}

function recorderOf(times: readonly number[]): Recorder {
  const recorder = new Recorder();
  for (const timeNs of times) recorder.record(timeNs);
  return recorder;
}

test("a stall of 500 ms is charged to every request behind it, exactly", () => {
  const step = runVirtualStep({ step: STEP, script: { stalls: [STALL] }, ...WIDE });
  const arrivals = plannedInstants(STEP);
  const expected = recursion(arrivals).map((doneNs, index) => doneNs - (arrivals[index] as number));
  assert.deepEqual(responses(step), expected);
  assert.equal(expected.filter((timeNs) => timeNs > SERVICE_NS).length, 625, "500 ms ÷ 0.8 ms");
  const { response } = step.loop.samples.undisturbed;
  assert.equal(response.maxNs, 500_200_000);
  assert.equal(response.sumNs, recorderOf(expected).sumNs);
  for (const q of [0.5, 0.9, 0.99, 0.999]) {
    assert.equal(quantile(response, q), quantile(recorderOf(expected), q), `q = ${q}`);
  }
  assert.ok(Math.abs(quantile(response, 0.99) / 468_200_000 - 1) < 0.0005, "the 41st worst");
});

test("with one request in flight the service time hides the stall that the response time shows", () => {
  const { loop } = runVirtualStep({ step: STEP, script: { stalls: [STALL] }, inFlightMax: 1 });
  const { service, response, unreplied } = loop.samples.undisturbed;
  // Requests 1,001 to 1,500 find the only connection busy: 1,500 ms lies before 1,500.2 ms.
  assert.equal(loop.withheld, 500);
  assert.equal(unreplied, 500);
  assert.equal(service.count, 3_500);
  assert.ok(Math.abs(quantile(service, 0.999) / SERVICE_NS - 1) < 0.0005, "one slow reply is none");
  assert.equal(service.maxNs, 500_200_000);
  assert.equal(response.maxNs, 500_200_000);
});

test("Poisson arrivals at one server follow the recursion to the last bit", () => {
  const step: StepPlan = { arrivals: "poisson", ratePerS: 4_000, durationS: 1, seed: 7 };
  const finished = runVirtualStep({ step, ...WIDE });
  const arrivals = plannedInstants(step);
  let freeNs = 0;
  const expected = arrivals.map((arrivedNs) => {
    freeNs = Math.max(arrivedNs, freeNs) + SERVICE_NS;
    return freeNs - arrivedNs;
  });
  assert.deepEqual(responses(finished), expected);
  assert.ok(expected.filter((timeNs) => timeNs > SERVICE_NS).length > arrivals.length / 2);
});

test("what a write costs the generator is lag, and part of the response time", () => {
  const step: StepPlan = { arrivals: "uniform", ratePerS: 1_000, durationS: 0.05, seed: 1 };
  const { loop } = runVirtualStep({
    step,
    script: { serviceNs: () => 50_000, writeNs: 8_000 },
    pauses: [{ atNs: 10.5 * NS_PER_MS, lengthNs: 5 * NS_PER_MS }],
  });
  // Instants 11 to 15 ms are due at 15.5 ms and leave 8 µs apart.
  const late = loop.times.filter(({ sentNs, intendedNs }) => sentNs > intendedNs);
  const first = 15.5 * NS_PER_MS;
  assert.deepEqual(
    late.map(({ sentNs }) => sentNs),
    [0, 1, 2, 3, 4].map((place) => first + place * 8_000),
  );
  assert.deepEqual(
    late.map(({ doneNs }) => doneNs),
    [0, 1, 2, 3, 4].map((place) => first + 8_000 + (place + 1) * 50_000),
  );
  assert.equal(loop.samples.undisturbed.lag.maxNs, first - 11 * NS_PER_MS);
});

test("the scripted server rests in a stall, whether work starts in it, before it or spans it", () => {
  const stalls = [
    { fromNs: 100, toNs: 200 },
    { fromNs: 300, toNs: 350 },
  ];
  assert.equal(finishNs(0, 100, stalls), 100);
  assert.equal(finishNs(50, 100, stalls), 250);
  assert.equal(finishNs(150, 100, stalls), 300);
  assert.equal(finishNs(150, 101, stalls), 351);
  assert.equal(finishNs(0, 250, stalls), 400);
  assert.equal(finishNs(350, 10, stalls), 360);
});
