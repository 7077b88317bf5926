// Holds the number formats against examples that a reader would write down, and against the value
// that they stand for.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  formatBytes,
  formatCount,
  formatNs,
  formatNumber,
  formatRange,
  formatRatio,
  formatShare,
  formatSignedNs,
  plainText,
} from "#render/format.ts";

const cases: readonly (readonly [actual: string, expected: string])[] = [
  [formatNs(0), "0 ns"],
  [formatNs(87), "87 ns"],
  [formatNs(999.4), "999 ns"],
  [formatNs(999.6), "1.00 µs"],
  [formatNs(94_321), "94.3 µs"],
  [formatNs(999_600), "1.00 ms"],
  [formatNs(1_234_567_890), "1.23 s"],
  [formatNs(5_400_000_000_000), "5 400 s"],
  [formatSignedNs(-2_000), "−2 µs"],
  [formatSignedNs(17_040), "+17.0 µs"],
  [formatBytes(1_048_576), "1 MiB"],
  [formatBytes(1_010 * 1_024), "0.986 MiB"],
  [formatBytes(73_800_000), "70.4 MiB"],
  [formatCount(1_234_567), "1 234 567"],
  [formatShare(0), "0 %"],
  [formatShare(0.000_01), "< 0.01 %"],
  [formatShare(0.0189), "1.9 %"],
  [formatRatio(0.0901), "×0.0901"],
  [formatRatio(2.7283), "×2.73"],
  [formatNumber(0.9996), "1.00"],
  [formatRange(94_010, 94_600, formatNs), "94.0 … 94.6 µs"],
  [formatRange(900_000, 1_100_000, formatNs), "900 µs … 1.10 ms"],
  [formatRange(5_000, 5_001, formatNs), "5 … 5.00 µs"],
];

for (const [actual, expected] of cases) {
  test(`prints ${expected}`, () => assert.equal(plainText(actual), expected));
}

const NS_PER_UNIT: Readonly<Record<string, number>> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };

test("a printed duration is within half a per cent of the value", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_600_000_000_000 }), (ns) => {
      const [, number = "", unit = ""] = /^([\d. ]+) (\w+)$/.exec(plainText(formatNs(ns))) ?? [];
      const printed = Number(number.replaceAll(" ", "")) * (NS_PER_UNIT[unit] ?? Number.NaN);
      assert.ok(Math.abs(printed - ns) <= ns * 0.005, `${ns} was printed as ${number} ${unit}`);
    }),
  );
});
