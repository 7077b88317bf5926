// Two-sided critical values against the table of Fisher & Yates as printed by NIST/SEMATECH,
// e-Handbook, 1.3.6.7.2, extended by exact values for one and two degrees of freedom.

import assert from "node:assert/strict";
import { test } from "node:test";
import { twoSidedT } from "./student-t.ts";

const TABLE: readonly (readonly [level: number, degrees: number, t: number])[] = [
  [0.95, 1, 12.706],
  [0.95, 2, 4.303],
  [0.95, 3, 3.182],
  [0.95, 4, 2.776],
  [0.95, 5, 2.571],
  [0.95, 6, 2.447],
  [0.95, 9, 2.262],
  [0.95, 10, 2.228],
  [0.95, 28, 2.048],
  [0.95, 29, 2.045],
  [0.95, 100, 1.984],
  [0.9, 4, 2.132],
  [0.99, 4, 4.604],
  [0.99, 7, 3.499],
  [0.998, 3, 10.215],
];

test("critical values are those of the printed table", () => {
  for (const [level, degrees, t] of TABLE) {
    const found = twoSidedT(level, degrees);
    assert.ok(Math.abs(found - t) <= 0.0005, `t(${level}, ${degrees}) = ${found}, not ${t}`);
  }
});

test("one and two degrees of freedom have closed forms", () => {
  for (const level of [0.5, 0.8, 0.95, 0.999]) {
    const one = Math.tan((level * Math.PI) / 2);
    const two = level * Math.sqrt(2 / (1 - level ** 2));
    assert.ok(Math.abs(twoSidedT(level, 1) / one - 1) < 1e-9);
    assert.ok(Math.abs(twoSidedT(level, 2) / two - 1) < 1e-9);
  }
});

test("with many degrees of freedom it is the normal distribution's 1.959964", () => {
  assert.ok(Math.abs(twoSidedT(0.95, 1_000_000) - 1.959964) < 1e-5);
});
