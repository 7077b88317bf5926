// What became of a contender variant: the worst fault counts, and without one the steps decide.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Trial } from "#model/run-record.ts";
import { sampleRecord } from "../../../reports/golden/sample-record.ts";
import { contenderOutcome } from "./contender-outcome.ts";
import type { TrialFault } from "./trial-frame.ts";

const [trial] = sampleRecord().workloads[0]?.trials ?? [];
const [step] = trial?.steps ?? [];

/** A trial whose steps are invalid for these reasons; none: valid. */
function trialWith(...stepReasons: readonly (readonly string[])[]): Trial {
  assert.ok(trial !== undefined && step !== undefined);
  const steps = stepReasons.map((invalidReasons) => ({
    ...step,
    valid: invalidReasons.length === 0,
    invalidReasons,
  }));
  return { ...trial, steps };
}

const wrong: TrialFault = { outcome: "incorrect", reason: "1 wrong of 64" };
const crashed: TrialFault = { outcome: "crashed", reason: "exited with code 3" };
const invalid: TrialFault = { outcome: "invalid", reason: "ignored SIGTERM" };

test("one valid step is enough to be measured", () => {
  const trials = [trialWith(["generator unfit"]), trialWith(["generator unfit"], [])];
  assert.deepEqual(contenderOutcome(trials, [], 2), { outcome: "measured" });
});

test("without a valid step the first reason is given, and how many there are", () => {
  const trials = [
    trialWith(["generator unfit"]),
    trialWith(["generator unfit", "answers: 1 wrong"]),
  ];
  assert.deepEqual(contenderOutcome(trials, [], 2), {
    outcome: "invalid",
    reason: "generator unfit (first of 2 steps)",
  });
});

test("a fault outweighs valid steps, and says in how many trials", () => {
  assert.deepEqual(contenderOutcome([trialWith([])], [crashed], 3), {
    outcome: "crashed",
    reason: "exited with code 3 (1 of 3 trials)",
  });
  assert.deepEqual(contenderOutcome([], [crashed], 1), {
    outcome: "crashed",
    reason: "exited with code 3",
  });
});

test("wrong answers outweigh a crash, a crash outweighs missing figures", () => {
  const outcome = (...faults: TrialFault[]) => contenderOutcome([], faults, 3).outcome;
  assert.equal(outcome(invalid, crashed, wrong), "incorrect");
  assert.equal(outcome(invalid, crashed), "crashed");
  assert.equal(outcome(crashed, invalid), "crashed");
  assert.equal(contenderOutcome([], [invalid, wrong], 3).reason, "1 wrong of 64 (2 of 3 trials)");
});

test("nothing at all is invalid", () => {
  assert.deepEqual(contenderOutcome([], [], 0), {
    outcome: "invalid",
    reason: "the run ended before its first trial",
  });
});
