// The step that stands for its trials: the median one, and a valid one where there is any.

import assert from "node:assert/strict";
import { test } from "node:test";
import { conditionsOf, type Measurement } from "#render/measurements.ts";
import { typicalStep } from "#render/typical-step.ts";
import { sampleRecord } from "../golden/sample-record.ts";

const [condition] = sampleRecord().workloads.flatMap(conditionsOf);
const [reference = assert.fail("no measurement")] = condition?.measurements ?? [];

function measurementOf(...steps: readonly (readonly [p99Ns: number | null, valid: boolean])[]) {
  const [first = assert.fail("no step")] = reference.steps;
  const changed = steps.map(([p99Ns, valid], block) => ({
    trial: { ...first.trial, block },
    step: { ...first.step, valid, response: { ...first.step.response, p99Ns, p50Ns: 1 } },
  }));
  return { ...reference, steps: changed } satisfies Measurement;
}

test("the median of the valid steps", () => {
  const three = measurementOf([300, true], [100, true], [200, true]);
  assert.equal(typicalStep(three, "p99")?.trial.block, 2);
  const spoiled = measurementOf([300, true], [100, false], [200, true], [400, true]);
  assert.equal(typicalStep(spoiled, "p99")?.trial.block, 0);
});

test("no step is valid, or none supports the quantile: still one of them", () => {
  assert.equal(typicalStep(measurementOf([5, false]), "p99")?.trial.block, 0);
  assert.equal(typicalStep(measurementOf([null, true]), "p99")?.trial.block, 0);
  assert.equal(typicalStep({ ...reference, steps: [] }, "p99"), undefined);
});
