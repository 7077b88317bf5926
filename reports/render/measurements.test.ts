// Conditions: compared rates alone, and which of a scenario's rates is the chief one.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Step } from "#model/step.ts";
import { conditionsOf } from "#render/measurements.ts";
import { sampleRecord } from "../golden/sample-record.ts";

const [workload = assert.fail("no workload")] = sampleRecord().workloads;

/** Every trial measured at a second, higher rate, changed for one contender. */
function withSecondRate(contender: string, change: Partial<Step>) {
  const trials = workload.trials.map((trial) => {
    const extra = trial.steps
      .filter(({ gridPosition }) => gridPosition === null)
      .map((step) => ({
        ...step,
        offeredPerS: 2 * step.offeredPerS,
        ...(trial.contender === contender ? change : {}),
      }));
    return { ...trial, steps: [...trial.steps, ...extra] };
  });
  const conditions = conditionsOf({ ...workload, trials });
  return conditions
    .filter(({ scenario }) => scenario === "get-set")
    .map(({ offeredPerS, chief }) => [offeredPerS, chief]);
}

test("steps of the grid are no conditions", () => {
  assert.deepEqual(
    conditionsOf(workload).map(({ scenario, offeredPerS }) => [scenario, offeredPerS]),
    [
      ["get-set", 6_000],
      ["ttl-mix", 600],
    ],
  );
});

test("the chief rate is the highest that every measured contender kept up with", () => {
  const both = [6_000, 12_000];
  assert.deepEqual(withSecondRate("none", {}), [
    [both[0], false],
    [both[1], true],
  ]);
  assert.deepEqual(withSecondRate("rust-tokio", { achievedPerS: 10 }), [
    [both[0], true],
    [both[1], false],
  ]);
  // What gave wrong answers is not compared, so it does not decide either.
  assert.deepEqual(withSecondRate("python-threads", { achievedPerS: 10 })[1], [both[1], true]);
});
