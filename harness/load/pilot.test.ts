// The pilot's step, its requests, and the look-back that its samples give.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { StepPlan } from "#model/plan.ts";
import { STEP_INDEX_STRIDE } from "#model/traffic.ts";
import { NS_PER_MS } from "#model/units.ts";
import { plannedInstants, runVirtualStep } from "#testing/virtual-step.ts";
import { lookBackOf, pilotFirstIndex, pilotStep } from "./pilot.ts";

const STEP: StepPlan = {
  arrivals: "poisson",
  shape: { kind: "ramp", from: 0, to: 2 },
  ratePerS: 2_000,
  durationS: 30,
  seed: 7,
};
const PILOT = { durationS: 0.5 };

/** The look-back after a pilot whose n-th request takes `serviceNs(n)`, all at once. */
function lookBackNs(serviceNs: (request: number) => number, silentFrom = Infinity): number {
  const { loop } = runVirtualStep({
    step: { arrivals: "uniform", ratePerS: 1_000, durationS: 0.5, seed: 1 },
    connections: 50,
    script: {
      serviceNs,
      serving: "per-connection",
      fate: (request) => (request >= silentFrom ? "silence" : "right"),
    },
  });
  return lookBackOf(loop.samples);
}

test("it goes at the first step's rate, constantly, with arrivals of its own", () => {
  const steps = [STEP, { ...STEP, ratePerS: 9_000 }];
  const step = pilotStep({ pilot: PILOT, steps });
  assert.deepEqual(
    [step?.ratePerS, step?.durationS, step?.arrivals, step?.shape],
    [2_000, 0.5, "poisson", undefined],
  );
  assert.notEqual(step?.seed, STEP.seed);
});

test("there is none where the plan has none, no step, or a step that is one", () => {
  for (const plan of [
    { steps: [STEP] },
    { steps: [], pilot: PILOT },
    { steps: [STEP], pilot: "first-step" as const },
  ]) {
    assert.equal(pilotStep(plan), undefined);
    assert.equal(pilotFirstIndex(plan), STEP_INDEX_STRIDE);
  }
});

test("its requests end before those of the first step, whatever the draw", () => {
  for (const ratePerS of [10, 2_000, 50_000]) {
    for (let seed = 0; seed < 20; seed++) {
      const plan = { pilot: PILOT, steps: [{ ...STEP, ratePerS, seed }] };
      const step = pilotStep(plan);
      assert.ok(step !== undefined);
      const last = pilotFirstIndex(plan) + plannedInstants(step).length;
      assert.ok(last <= STEP_INDEX_STRIDE, `${ratePerS}/s, seed ${seed}`);
    }
  }
});

test("the look-back is the p99, at least 1 ms and at most 5 ms", () => {
  assert.equal(
    lookBackNs(() => 200_000),
    1 * NS_PER_MS,
  );
  const between = lookBackNs((request) => (request % 50 === 0 ? 3 * NS_PER_MS : 200_000));
  assert.ok(Math.abs(between / (3 * NS_PER_MS) - 1) < 0.001, `${between}`);
  assert.equal(
    lookBackNs(() => 20 * NS_PER_MS),
    5 * NS_PER_MS,
  );
});

test("what was not answered took longer than 5 ms", () => {
  // 6 of 500, on connections of their own.
  assert.equal(
    lookBackNs(() => 200_000, 494),
    5 * NS_PER_MS,
  );
});
