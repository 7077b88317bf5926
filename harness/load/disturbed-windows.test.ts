// The spans of disturbed instants, against a plain list of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DisturbedWindows } from "./disturbed-windows.ts";

function containing(windows: DisturbedWindows, instants: readonly number[]): number[] {
  return instants.filter((instant) => windows.contains(instant));
}

test("both ends of a window belong to it", () => {
  const windows = new DisturbedWindows();
  assert.equal(windows.contains(0), false);
  windows.open(10, Infinity);
  assert.deepEqual(containing(windows, [9, 10, 1e12]), [10, 1e12]);
  windows.closeAt(20);
  assert.deepEqual(containing(windows, [9, 10, 20, 20.5]), [10, 20]);
});

test("all windows can be listed, an open one without an end", () => {
  const windows = new DisturbedWindows();
  assert.deepEqual(windows.spans, []);
  windows.open(10, Infinity);
  windows.closeAt(20);
  windows.open(30, Infinity);
  assert.deepEqual(windows.spans, [
    [10, 20],
    [30, Infinity],
  ]);
});

test("windows that touch are one; others stay apart", () => {
  const windows = new DisturbedWindows();
  for (const [from, to] of [
    [0, 10],
    [10, 15],
    [16, 20],
  ] as const) {
    windows.open(from, Infinity);
    windows.closeAt(to);
  }
  assert.equal(windows.count, 2);
  assert.deepEqual(containing(windows, [0, 12, 15, 15.5, 16, 20, 21]), [0, 12, 15, 16, 20]);
});

test("a short pause within a long one's look-ahead does not end its window early", () => {
  const windows = new DisturbedWindows();
  windows.open(0, Infinity);
  windows.closeAt(1_000);
  windows.open(500, Infinity);
  windows.closeAt(530);
  assert.ok(windows.contains(1_000));
  assert.ok(!windows.contains(1_001));
});

test("an instant is disturbed if and only if one of the pauses reaches it", () => {
  const pauses = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(80)), { maxLength: 30 });
  fc.assert(
    fc.property(pauses, (gapsAndLengths) => {
      const windows = new DisturbedWindows();
      const spans: [number, number][] = [];
      let from = 0;
      for (const [gap, length] of gapsAndLengths) {
        from += gap;
        windows.open(from, Infinity);
        windows.closeAt(from + length);
        spans.push([from, from + length]);
      }
      for (let instant = 0; instant < from + 100; instant++) {
        const expected = spans.some(([start, end]) => start <= instant && instant <= end);
        assert.equal(windows.contains(instant), expected, `${instant}`);
      }
    }),
  );
});

test("more windows than can be kept become one: nothing disturbed is forgotten", () => {
  const windows = new DisturbedWindows();
  const count = 16_500;
  for (let each = 0; each < count; each++) windows.open(10 * each, 10 * each + 1);
  assert.equal(windows.count, 16_384);
  for (const each of [0, 16_382, 16_383, 16_400, count - 1])
    assert.ok(windows.contains(10 * each + 1), `${each}`);
  assert.ok(!windows.contains(10 * 16_000 + 5));
});
