// Where values stand on a logarithmic axis, and that its ticks are round, inside and few.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { logAxis } from "#render/log-axis.ts";

test("equal ratios are equal distances", () => {
  const axis = logAxis(0.1, 10, 7);
  assert.equal(axis.percent(0.1), 0);
  assert.equal(axis.percent(1), 50);
  assert.equal(axis.percent(10), 100);
});

test("values outside are held at the ends", () => {
  const axis = logAxis(1, 100, 7);
  assert.equal(axis.percent(0), 0);
  assert.equal(axis.percent(1_000), 100);
});

test("ticks are round, inside the axis and no more than asked for", () => {
  assert.deepEqual(logAxis(0.08, 3.5, 6).ticks, [0.1, 0.2, 0.5, 1, 2]);
  const ends = fc.tuple(
    fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    fc.integer({ min: 2, max: 1e6 }),
  );
  fc.assert(
    fc.property(ends, fc.integer({ min: 2, max: 9 }), ([low, factor], ticksMax) => {
      const { ticks } = logAxis(low, low * factor, ticksMax);
      assert.ok(ticks.length <= ticksMax);
      assert.ok(ticks.every((tick) => tick >= low && tick <= low * factor));
      assert.ok(ticks.every((tick) => /^[1235]0*$/.test(tick.toExponential(0).replace(/e.*/, ""))));
    }),
  );
});
