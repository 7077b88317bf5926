// The points of the load chart: one a grid position, from the histograms of all blocks added up,
// and honest about what was not kept up with.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Step } from "#model/step.ts";
import { loadPoints } from "#render/load-points.ts";
import { type Measurement, stepsByVariant } from "#render/measurements.ts";
import { sampleQuantiles } from "../golden/sample-histogram.ts";
import { sampleRecord } from "../golden/sample-record.ts";

const [workload = assert.fail("no workload")] = sampleRecord().workloads;
const [reference = assert.fail("no contender")] = stepsByVariant(workload, "get-set");
const [measured = assert.fail("no step")] = reference.steps;

function flat(ns: number): Step["response"] {
  return sampleQuantiles(Array(3_000).fill(ns), 0);
}

function measurementOf(...changes: readonly Partial<Step>[]): Measurement {
  const steps = changes.map((change) => ({ ...measured, step: { ...measured.step, ...change } }));
  return { result: reference.result, steps };
}

const UNFIT = { ...measured.step.generator, fitQuantiles: ["p50"] as const };
const WITHHOLDING = { ...measured.step.generator, withheldOutsidePauses: 5 };

test("one point a position, at the geometric mean of its rates, from all blocks added up", () => {
  const points = loadPoints(
    measurementOf(
      { gridPosition: 0, offeredPerS: 1_000, response: flat(100_000) },
      { gridPosition: 0, offeredPerS: 1_080, response: flat(900_000) },
      { gridPosition: null, offeredPerS: 500, response: flat(50_000) },
    ),
    "p99",
  );
  assert.deepEqual(
    points.map(({ state, steps }) => [state, steps]),
    [
      ["kept", 1],
      ["kept", 2],
    ],
  );
  assert.ok(Math.abs((points[1]?.offeredPerS ?? 0) - Math.sqrt(1_000 * 1_080)) < 1e-6);
  // The 99th of both together lies among the slow ones, not between.
  assert.ok(Math.abs((points[1]?.ns ?? 0) - 900_000) < 900);
});

test("withheld or late in half of its blocks: failed, whatever the quantile says", () => {
  const [point] = loadPoints(
    measurementOf(
      { gridPosition: 3, generator: WITHHOLDING },
      { gridPosition: 3, achievedPerS: measured.step.achievedPerS * 0.98 },
      { gridPosition: 3 },
    ),
    "p99",
  );
  assert.deepEqual([point?.state, point?.failedSteps, point?.steps], ["failed", 2, 3]);
});

test("slower than every reply: a failed point without a figure", () => {
  const response = sampleQuantiles(Array(3_000).fill(1_000), 600);
  const [point] = loadPoints(
    measurementOf({ gridPosition: 1, generator: WITHHOLDING, response }),
    "p99",
  );
  assert.deepEqual([point?.state, point?.ns], ["failed", null]);
});

test("unfit in every block: a point that stands for nothing; unfit in one: left out", () => {
  const all = measurementOf({ gridPosition: 2, generator: UNFIT });
  assert.equal(loadPoints(all, "p99")[0]?.state, "unfit");
  const one = measurementOf(
    { gridPosition: 2, generator: UNFIT, response: flat(5_000_000) },
    { gridPosition: 2, response: flat(100_000) },
  );
  const [point] = loadPoints(one, "p99");
  assert.equal(point?.state, "kept");
  assert.ok(Math.abs((point?.ns ?? 0) - 100_000) < 100);
});

test("a kept step with too few samples for the quantile has no point", () => {
  const response = sampleQuantiles(Array(500).fill(1_000), 0);
  assert.deepEqual(loadPoints(measurementOf({ gridPosition: 2, response }), "p99"), []);
});

test("at most 100 points, the ends among them", () => {
  const steps = Array.from({ length: 250 }, (_, at) => ({ gridPosition: at, offeredPerS: at + 1 }));
  const points = loadPoints(measurementOf(...steps), "p50");
  assert.equal(points.length, 100);
  const ends = [points[0], points.at(-1)].map((point) => Math.round(point?.offeredPerS ?? 0));
  assert.deepEqual(ends, [1, 250]);
});
