// Counts over all faults, and the bounds of their shares.

import assert from "node:assert/strict";
import { test } from "node:test";
import { verdictTrial } from "./verdict-trial.ts";

const row = (fault: string, planted: number, flagged: number, rightCause: number) => ({
  fault,
  cause: fault,
  planted,
  flagged,
  rightCause,
  named: { [fault]: rightCause },
});

test("faults are added up; the bounds are those of the sums", () => {
  const faults = [row("competition", 60, 60, 60), row("churn", 40, 40, 40)];
  const trial = verdictTrial(faults, { clean: 300, falseAlarms: 0 });
  assert.deepEqual([trial.planted, trial.flagged, trial.rightCause], [100, 100, 100]);
  assert.equal(trial.rightCauseLow.toFixed(4), "0.9638");
  assert.equal(trial.falseAlarmsHigh.toFixed(4), "0.0122");
  assert.equal(trial.faults, faults);
});

test("flagged with another cause is not the right cause", () => {
  const trial = verdictTrial([row("quota", 10, 9, 5)], { clean: 10, falseAlarms: 1 });
  assert.deepEqual([trial.flagged, trial.rightCause], [9, 5]);
  assert.equal(trial.rightCauseLow.toFixed(4), "0.1871");
  assert.equal(trial.falseAlarmsHigh.toFixed(3), "0.445");
});

test("nothing planted and nothing measured promise nothing", () => {
  const { rightCauseLow, falseAlarmsHigh } = verdictTrial([], { clean: 0, falseAlarms: 0 });
  assert.deepEqual([rightCauseLow, falseAlarmsHigh], [0, 1]);
});
