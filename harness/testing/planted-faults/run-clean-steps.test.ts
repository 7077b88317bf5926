// What a false alarm is. The steps themselves are measured by the self-test.

import assert from "node:assert/strict";
import { it } from "node:test";
import { meaningOf } from "./run-clean-steps.ts";

it("takes a cause of the generator's own for a false alarm, and the host's pauses for none", () => {
  assert.equal(meaningOf([], 0), "clean");
  assert.equal(meaningOf(["host", "pause"], 0), "clean");
  assert.equal(meaningOf(["host", "lag"], 0), "false-alarm");
  assert.equal(meaningOf(["competition"], 0.001), "false-alarm");
});

it("does not count a step in which others had the core, whatever its verdict says", () => {
  assert.equal(meaningOf([], 0.02), "disturbed");
  assert.equal(meaningOf(["lag"], 0.02), "disturbed");
});
