// Which number stands for a quantile over several trials: the sum's quantile and not a mean, only
// from trials that support it, and never a number where the record has none.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { QuantileName, Step } from "#model/step.ts";
import type { Measurement } from "#render/measurements.ts";
import { causesOf, LAG, quantileFigure, RESPONSE } from "#render/quantile-figure.ts";
import { sampleQuantiles } from "../golden/sample-histogram.ts";
import { sampleRecord } from "../golden/sample-record.ts";

const [TRIAL] = sampleRecord().workloads[0]?.trials ?? [];
const [RESULT] = sampleRecord().workloads[0]?.contenders ?? [];
const STEP = TRIAL?.steps[0];
if (TRIAL === undefined || RESULT === undefined || STEP === undefined) {
  throw new Error("the sample record has no step");
}
const [trial, result, base] = [TRIAL, RESULT, STEP];

interface Changes {
  readonly samplesNs: readonly number[];
  readonly lost?: number;
  readonly fitQuantiles?: readonly QuantileName[];
  readonly valid?: boolean;
}

function stepOf({ samplesNs, lost = 0, fitQuantiles, valid = true }: Changes): Step {
  return {
    ...base,
    valid,
    unanswered: lost,
    response: sampleQuantiles(samplesNs, lost),
    lag: sampleQuantiles(samplesNs, 0),
    generator: {
      ...base.generator,
      fitQuantiles: fitQuantiles ?? ["p50", "p90", "p99", "p99.9"],
      causes: fitQuantiles === undefined ? [] : ["the generator was late"],
    },
  };
}

function measurementOf(...changes: readonly Changes[]): Measurement {
  return { result, steps: changes.map((one) => ({ trial, step: stepOf(one) })) };
}

/** Payload buckets are 1/1024 of their value wide. */
function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= expected / 1_024, `${actual} is not ${expected}`);
}

const FAST = Array.from({ length: 3_000 }, (_, at) => 1_000 + at);
const SLOW = Array.from({ length: 1_000 }, (_, at) => 1_000_000 + at * 1_000);

test("the quantile of several trials is that of their sum, not a mean of theirs", () => {
  const figure = quantileFigure(
    measurementOf({ samplesNs: FAST }, { samplesNs: SLOW }),
    RESPONSE,
    "p50",
  );
  assert.equal(figure.kind, "measured");
  if (figure.kind !== "measured") return;
  // Rank 2,000 of 4,000: still among the fast ones, far from the mean of the two medians.
  assertNear(figure.ns, 2_999);
  assertNear(figure.range?.low ?? 0, 2_499);
  assertNear(figure.range?.high ?? 0, 1_499_000);
});

test("one trial keeps the record's own figure to the bit", () => {
  const measurement = measurementOf({ samplesNs: FAST });
  const figure = quantileFigure(measurement, RESPONSE, "p99");
  const own = measurement.steps[0]?.step.response.p99Ns;
  assert.deepEqual(figure, { kind: "measured", ns: own, trials: 1, ofTrials: 1 });
});

test("trials whose generator was unfit for it are left out of the sum", () => {
  const figure = quantileFigure(
    measurementOf({ samplesNs: FAST }, { samplesNs: SLOW, fitQuantiles: ["p50"] }),
    RESPONSE,
    "p99",
  );
  assert.equal(figure.kind, "measured");
  if (figure.kind !== "measured") return;
  assertNear(figure.ns, 3_969);
  assert.equal(figure.trials, 1);
  assert.equal(figure.ofTrials, 2);
});

test("unfit in every trial: struck through, with the cause", () => {
  const figure = quantileFigure(
    measurementOf({ samplesNs: FAST, fitQuantiles: [] }),
    RESPONSE,
    "p50",
  );
  assert.equal(figure.kind, "unfit");
  assert.deepEqual(figure.kind === "unfit" && figure.causes, ["the generator was late"]);
});

test("an invalid step supports nothing, however fit", () => {
  const figure = quantileFigure(measurementOf({ samplesNs: FAST, valid: false }), RESPONSE, "p50");
  assert.equal(figure.kind, "unfit");
});

test("a cause that an invalid reason quotes is not said twice", () => {
  const { steps } = measurementOf({ samplesNs: FAST, fitQuantiles: [], valid: false });
  const quoting = steps.map(({ trial: own, step }) => ({
    trial: own,
    step: { ...step, invalidReasons: ["unfit: the generator was late"] },
  }));
  assert.deepEqual(causesOf(quoting), ["unfit: the generator was late"]);
});

test("a rank among lost requests has a lower bound and no figure", () => {
  const lossy = measurementOf({ samplesNs: FAST, lost: 300 });
  const figure = quantileFigure(lossy, RESPONSE, "p99");
  assert.deepEqual(figure, { kind: "censored", aboveNs: 3_999 });
  assert.equal(quantileFigure(lossy, LAG, "p99").kind, "measured");
});

test("lost requests rank above every reply in the sum too", () => {
  const both = measurementOf({ samplesNs: FAST, lost: 100 }, { samplesNs: FAST, lost: 100 });
  const figure = quantileFigure(both, RESPONSE, "p90");
  // Rank 5,580 of 6,200, two samples a nanosecond: without the lost ones it would be 3,699.
  if (figure.kind !== "measured") assert.fail(figure.kind);
  assertNear(figure.ns, 3_789);
});

test("what no trial supports is no number", () => {
  const few = { samplesNs: FAST.slice(0, 500) };
  const figure = quantileFigure(measurementOf(few, few, few), RESPONSE, "p99.9");
  assert.deepEqual(figure, { kind: "unsupported" });
});
