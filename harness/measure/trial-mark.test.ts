// Marks: one length for all ids, and no two ids with the same mark.

import assert from "node:assert/strict";
import test from "node:test";
import { environmentMark } from "./trial-mark.ts";

test("all marks have one length and differ where the ids do", () => {
  assert.equal(environmentMark("a").length, environmentMark("cache.reference.tuned.get.12").length);
  assert.notEqual(environmentMark("a"), environmentMark("a_b"));
  assert.ok(environmentMark("trial-1").startsWith("trial-1_"));
});

test("an id that could be mistaken is refused", () => {
  for (const id of ["", "a_", "x".repeat(129), "a\0b"]) {
    assert.throws(() => environmentMark(id), RangeError);
  }
});
