// The exit code of a run from its record: 0, 5 where no step of the reference is fit, 6 for wrong
// answers.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContenderResult, RunRecord, ServiceRecord, Trial } from "#model/run-record.ts";
import { sampleRecord } from "../../reports/golden/sample-record.ts";
import { exitCodeOf } from "./exit-code.ts";

const SAMPLE = sampleRecord();
const [workload] = SAMPLE.workloads;
const [result] = workload?.contenders ?? [];
const [trial] = workload?.trials ?? [];
const [step] = trial?.steps ?? [];

function resultOf(id: string, changes: Partial<ContenderResult> = {}): ContenderResult {
  assert.ok(result !== undefined);
  const { deviations: _, reason: _reason, ...plain } = result;
  const role = id === "reference" ? "reference" : "baseline";
  return { ...plain, id, role, outcome: "measured", ...changes };
}

function trialOf(contender: string, ...fits: readonly boolean[]): Trial {
  assert.ok(trial !== undefined && step !== undefined);
  const steps = fits.map((fit) => ({ ...step, generator: { ...step.generator, fit } }));
  return { ...trial, contender, steps };
}

function codeOf(...workloads: readonly Pick<ServiceRecord, "contenders" | "trials">[]): number {
  assert.ok(workload !== undefined);
  const record: RunRecord = {
    ...SAMPLE,
    workloads: workloads.map((each) => ({ ...workload, ...each })),
  };
  return exitCodeOf(record);
}

const reference = resultOf("reference");
const fit = trialOf("reference", false, true);
const unfit = trialOf("reference", false);
const wrong = resultOf("python-x", { outcome: "incorrect", reason: "1 wrong" });

test("one fit step of the reference is enough for 0", () => {
  assert.equal(codeOf({ contenders: [reference], trials: [unfit, fit] }), 0);
});

test("no fit step of the reference is 5, whoever else was fit", () => {
  const trials = [unfit, trialOf("python-x", true)];
  assert.equal(codeOf({ contenders: [reference, resultOf("python-x")], trials }), 5);
  assert.equal(codeOf({ contenders: [reference], trials: [] }), 5);
});

test("a run that was not to measure the reference does not need it", () => {
  const contenders = [resultOf("reference", { outcome: "left-out" }), resultOf("python-x")];
  assert.equal(codeOf({ contenders, trials: [trialOf("python-x", true)] }), 0);
});

test("wrong answers are 6, of whomever, and outweigh missing figures", () => {
  assert.equal(codeOf({ contenders: [reference, wrong], trials: [fit] }), 6);
  assert.equal(codeOf({ contenders: [reference, wrong], trials: [unfit] }), 6);
  const second = { contenders: [wrong], trials: [] };
  assert.equal(codeOf({ contenders: [reference], trials: [fit] }, second), 6);
});

test("a deviation that was declared beforehand is no wrong answer", () => {
  const deviations = [{ sentence: "rounds TTLs down", cases: [] }];
  const declared = { ...wrong, deviations };
  assert.equal(codeOf({ contenders: [reference, declared], trials: [fit] }), 0);
});

test("a contender that crashed or is unavailable is told, not punished", () => {
  const contenders = [
    reference,
    resultOf("python-x", { outcome: "crashed", reason: "?" }),
    resultOf("rust-x", { outcome: "unavailable", reason: "?" }),
  ];
  assert.equal(codeOf({ contenders, trials: [fit] }), 0);
});
