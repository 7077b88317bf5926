// Rows of repetitions worked by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { CountRow } from "#model/self-test.ts";
import { settledCounts } from "./settled-counts.ts";

function rowOf(what: string, reported: number): CountRow {
  const identity = { case: "planted", protocol: "http", tool: "tailproof" } as const;
  return { ...identity, what, expected: 10, reported, tolerance: 0, within: reported === 10 };
}

test("four of five within are within, and the row is one of these", () => {
  const repetitions = [9, 10, 10, 10, 10].map((reported) => [rowOf("failed", reported)]);
  assert.deepEqual(settledCounts(repetitions), [rowOf("failed", 10)]);
});

test("three of five are not, and the row is one that was not", () => {
  const repetitions = [10, 10, 10, 8, 7].map((reported) => [rowOf("failed", reported)]);
  assert.deepEqual(settledCounts(repetitions), [rowOf("failed", 8)]);
});

test("each thing has a row of its own; nothing counted gives none", () => {
  const repetitions = [[rowOf("failed", 10), rowOf("withheld", 3)]];
  assert.deepEqual(settledCounts(repetitions), [rowOf("failed", 10), rowOf("withheld", 3)]);
  assert.deepEqual(settledCounts([]), []);
});
