// What is held against a variant: too few segments for one that writes each reply, too many for one
// that writes batches.

import assert from "node:assert/strict";
import { test } from "node:test";
import { writesMismatch } from "./variant-writes.ts";

test("segments must fit what the manifest says", () => {
  assert.equal(writesMismatch("each-reply", 1_600, 960), undefined);
  assert.equal(writesMismatch("each-reply", 1_600, 2_052), undefined);
  assert.equal(writesMismatch("batches", 1_600, 640), undefined);
  assert.equal(
    writesMismatch("each-reply", 1_600, 206),
    'its manifest says writes: "each-reply", but 1600 replies to bursts of requests left in 206 segments; expected at least 960',
  );
  assert.match(writesMismatch("batches", 1_600, 641) ?? "", /expected at most 640$/);
});
