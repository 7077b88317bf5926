// Reasons in short: one of each kind, counted, and cut at a word.

import assert from "node:assert/strict";
import { test } from "node:test";
import { condensed, shortened } from "#render/reason-text.ts";

test("sentences that differ in figures only are said once", () => {
  const lags = [812, 790, 1_204].map((us) => `lag: p99.9 is ${us} µs (limit 137 µs)`);
  assert.deepEqual(condensed([...lags, "answers: 3 wrong"]), [
    "lag: p99.9 is 812 µs (limit 137 µs) (and 2 more alike)",
    "answers: 3 wrong",
  ]);
});

test("the same sentence twice is one; a fourth kind is only counted", () => {
  assert.deepEqual(condensed(["a", "a"]), ["a"]);
  assert.deepEqual(condensed(["a", "b", "c", "d", "e"]), ["a", "b", "c", "2 more in the record"]);
});

test("a text is cut at a word, a short one not at all", () => {
  assert.equal(shortened("one two three", 9), "one two …");
  assert.equal(shortened("one", 9), "one");
});
