// What a false alarm is. The steps themselves are measured by the self-test.

import assert from "node:assert/strict";
import { it } from "node:test";
import { meaningOf } from "./run-clean-steps.ts";

const CALM = { waitedShare: 0, pausedShare: 0.004 };

it("takes a cause of the generator's own for a false alarm, and the host's pauses for none", () => {
  assert.equal(meaningOf([], CALM), "clean");
  assert.equal(meaningOf(["host", "pause"], CALM), "clean");
  assert.equal(meaningOf(["host", "lag"], CALM), "false-alarm");
  assert.equal(meaningOf(["competition"], { ...CALM, waitedShare: 0.001 }), "false-alarm");
});

it("does not count a step that others or the host disturbed, whatever its verdict says", () => {
  for (const disturbance of [
    { ...CALM, waitedShare: 0.02 },
    { ...CALM, pausedShare: 0.02 },
  ]) {
    assert.equal(meaningOf([], disturbance), "disturbed");
    assert.equal(meaningOf(["lag"], disturbance), "disturbed");
  }
});
