// The curve's points and the labels at its edge: few, rising, where the table says they are, and
// never on each other.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { QUANTILE_NAMES } from "#model/step.ts";
import { CURVE_POINTS, readCurve } from "#render/curve-points.ts";
import { conditionsOf } from "#render/measurements.ts";
import { spreadLabels } from "#render/plot-frame.ts";
import { QUANTILE_KEYS, quantileFigure, RESPONSE } from "#render/quantile-figure.ts";
import { sampleRecord } from "../golden/sample-record.ts";

const measurements = sampleRecord()
  .workloads.flatMap(conditionsOf)
  .flatMap((condition) => condition.measurements);

test("a curve has at most 100 points and goes through the published quantiles", () => {
  for (const measurement of measurements) {
    const curve = readCurve(measurement, CURVE_POINTS);
    assert.ok(curve.points.length > 10 && curve.points.length <= 100);
    for (const name of QUANTILE_NAMES) {
      const figure = quantileFigure(measurement, RESPONSE, name);
      const point = curve.at(QUANTILE_KEYS[name].rank);
      const ns = figure.kind === "measured" || figure.kind === "unfit" ? figure.ns : undefined;
      assert.equal(point?.ns, ns, `${measurement.result.id} ${name}`);
      if (point !== undefined) assert.equal(point.fit, figure.kind === "measured");
    }
  }
});

test("nothing beyond the last judged quantile counts as fit", () => {
  const points = measurements.flatMap((measurement) => readCurve(measurement, CURVE_POINTS).points);
  const beyond = points.filter(({ nines }) => nines > 3.001);
  assert.ok(beyond.length > 0);
  assert.ok(beyond.every(({ fit }) => !fit));
});

test("labels keep their order and their distance", () => {
  const tops = fc.array(fc.integer({ min: 0, max: 320 }), { maxLength: 12 });
  fc.assert(
    fc.property(tops, (wanted) => {
      const placed = spreadLabels(wanted).toSorted((one, other) => one - other);
      const gaps = placed.slice(1).map((top, at) => top - (placed[at] ?? 0));
      assert.ok(gaps.every((gap) => gap >= 16));
      assert.ok(placed.every((top) => top <= 320));
    }),
  );
});
