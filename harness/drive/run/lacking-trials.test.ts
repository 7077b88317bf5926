// When blocks are added to a run: for want of valid trials, and for nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { COLD, NOISY_HOST } from "#judge/labels.ts";
import { stepOf, trialOf } from "#judge/scripted-outcome.ts";
import type { Trial } from "#model/run-record.ts";
import type { Step } from "#model/step.ts";
import { lacksTrials } from "./lacking-trials.ts";

function trials(...changes: Partial<Step>[]): Trial[] {
  return changes.map((change, block) =>
    trialOf({ contender: "reference", block }, { ...stepOf(100_000), ...change }),
  );
}

test("valid trials are counted, invalid and labelled ones are not", () => {
  assert.equal(lacksTrials({ trials: trials({}, {}), faults: [] }, 2), false);
  assert.equal(lacksTrials({ trials: trials({}, { valid: false }), faults: [] }, 2), true);
  assert.equal(lacksTrials({ trials: trials({}, { labels: [COLD] }), faults: [] }, 2), true);
  assert.equal(lacksTrials({ trials: trials({}, { labels: [NOISY_HOST] }), faults: [] }, 2), true);
});

test("what a trial came to does not matter", () => {
  const slow = trialOf({ contender: "reference", block: 0 }, stepOf(900_000_000));
  const fast = trialOf({ contender: "reference", block: 0 }, stepOf(10_000));
  const wanted = 1;
  assert.equal(lacksTrials({ trials: [slow], faults: [] }, wanted), false);
  assert.equal(lacksTrials({ trials: [fast], faults: [] }, wanted), false);
});

test("a contender that fails gets no more trials", () => {
  const faults = [{ outcome: "crashed", reason: "ended" } as const];
  assert.equal(lacksTrials({ trials: [], faults }, 2), false);
});
