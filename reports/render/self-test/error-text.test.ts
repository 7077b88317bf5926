// Errors and bounds as text: signs, digits, and no rounding in anyone's favour.

import assert from "node:assert/strict";
import { test } from "node:test";
import { plainText } from "#render/format.ts";
import {
  errorInWords,
  formatErrorPct,
  lowerBoundText,
  upperBoundText,
} from "#render/self-test/error-text.ts";

test("errors have a sign and two digits", () => {
  const texts = [-97.2, 0.3149, -0.001, 0, 2, 2.04, 143.4, 3_150].map(formatErrorPct);
  assert.deepEqual(texts.map(plainText), [
    "−97 %",
    "+0.31 %",
    "0 %",
    "0 %",
    "+2 %",
    "+2 %",
    "+143 %",
    "+3 150 %",
  ]);
  assert.equal(plainText(errorInWords(-97.2)), "97 % too low");
  assert.equal(plainText(errorInWords(140)), "140 % too high");
});

test("99.7 % too low is not 100 % too low, which would be nothing at all", () => {
  assert.equal(plainText(formatErrorPct(-99.78)), "−99.7 %");
  assert.equal(plainText(formatErrorPct(-99.999)), "−99.9 %");
  assert.equal(plainText(formatErrorPct(-100)), "−100 %");
});

test("bounds are rounded away from what we would like", () => {
  assert.equal(plainText(lowerBoundText(0.96378)), "≥ 96.3 %");
  assert.equal(plainText(upperBoundText(0.01222)), "≤ 1.3 %");
  assert.equal(plainText(upperBoundText(1)), "≤ 100.0 %");
});
