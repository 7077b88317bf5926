// Steps of jobs and kernels, worked by hand: rates, labels, validity; and their comparisons.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { JobStep } from "#model/job-step.ts";
import type { JobTrial } from "#model/run-record.ts";
import { compareJobs } from "./comparisons.ts";
import { jobMetrics } from "./contender-metrics.ts";
import { jobTrialMetrics } from "./job-metrics.ts";
import { type JobOutcome, judgeJobStep, judgeKernelStep } from "./job-validity.ts";
import { COLD } from "./labels.ts";
import { resultOf } from "./scripted-outcome.ts";

const MS = 1e6;
const READING = {
  cpuNs: 40 * MS,
  rssBytesMax: 50e6,
  rssBytesMean: 45e6,
  slices: { usageSliceMs: 0, cpuNs: [], rssBytes: [] },
  labels: [],
};

function outcomeOf(...elapsedMs: readonly number[]): JobOutcome {
  return { elapsedNs: elapsedMs.map((ms) => ms * MS), durationS: 1, mismatched: 0 };
}

function stepOf(...elapsedMs: readonly number[]): JobStep {
  return judgeJobStep(outcomeOf(...elapsedMs), READING, { bytes: 1_000 });
}

test("a job's rates are of right replies over the time that all requests took", () => {
  const outcome = { ...outcomeOf(10, 20, 40, 30), mismatched: 1, firstMismatch: "one short." };
  const step = judgeJobStep(outcome, READING, { bytes: 1_000, rows: 10 });
  assert.deepEqual([step.bytesPerS, step.rowsPerS], [30_000, 300]);
  assert.deepEqual([step.replied, step.mismatched, step.elapsedMedianNs], [4, 1, 25 * MS]);
  assert.deepEqual(step.contender, {
    cpuS: 0.04,
    cpuNsPerRequest: 10 * MS,
    cpuNsPerByte: 10_000,
    cpuNsPerRow: MS,
    rssBytesMax: 50e6,
    rssBytesMean: 45e6,
  });
  assert.deepEqual([step.valid, step.invalidReasons], [false, ["answers: 1 wrong"]]);
  assert.equal(step.firstMismatch, "one short.");
  assert.equal("services" in step, false);
});

test("quantiles of few requests are not published, those of many are", () => {
  const few = stepOf(1, 2, 3);
  assert.deepEqual([few.elapsed.count, few.elapsed.p50Ns, few.elapsed.maxNs], [3, null, 3 * MS]);
  const many = stepOf(...Array.from({ length: 200 }, (_, at) => 1 + at));
  assert.ok(Math.abs((many.elapsed.p90Ns ?? 0) / (180 * MS) - 1) < 1e-3);
  assert.equal(many.elapsed.p99Ns, null);
});

test("a trend needs six requests; below 1 ms the pipe's own time is named", () => {
  assert.deepEqual(stepOf(10, 10, 20, 20, 30).labels, []);
  assert.deepEqual(stepOf(10, 10, 11, 11, 12, 12).labels, ["not-steady"]);
  assert.deepEqual(stepOf(10, 10, 30, 1, 10.5, 10.5).labels, []);
  assert.deepEqual(stepOf(0.9, 0.9, 5).labels, ["pipe-time"]);
});

test("a kernel's figure is the median of its own samples, within its request", () => {
  const samples = [0.5, 0.3, 0.4].map((nsPerOp) => ({ ops: 1e6, elapsedNs: nsPerOp * 1e6 }));
  const step = judgeKernelStep(outcomeOf(2), READING, samples);
  assert.equal(step.self?.nsPerOpMedian, 0.4);
  assert.deepEqual([step.valid, step.labels], [true, ["self-measured"]]);
  assert.equal(step.bytesPerS, undefined);
  const boasting = judgeKernelStep(outcomeOf(1), READING, samples);
  assert.deepEqual(boasting.invalidReasons, ["1.2 ms of samples in a request of 1 ms"]);
  const flattering = judgeKernelStep(outcomeOf(2.5), READING, samples);
  assert.equal(flattering.valid, false);
  assert.match(flattering.invalidReasons.join(), /^1\.2 ms of samples in a .*: less than 50/);
});

function trialOf(contender: string, block: number, step: JobStep): JobTrial {
  const named = { contender, variant: "tuned", scenario: "get", block };
  return { ...named, steps: [step], metrics: jobTrialMetrics([step]) };
}

const RESULTS = [resultOf("reference", "reference"), resultOf("python", "baseline")];

test("jobs are compared block by block; above 1 the reference is better", () => {
  const trials = [0, 1, 2].flatMap((block) => [
    trialOf("reference", block, stepOf(10 + block)),
    trialOf("python", block, stepOf(2 * (10 + block))),
  ]);
  const all = compareJobs(trials, RESULTS);
  assert.deepEqual(
    all.map(({ metric, at, trials: count }) => [metric, at, count]),
    ["elapsed.p50", "bytesPerS", "cpuNsPerRequest", "rssBytesPeak"].map((metric) => [
      metric,
      undefined,
      3,
    ]),
  );
  for (const comparison of all.slice(0, 2)) {
    assert.ok(Math.abs((comparison.ratio ?? 0) - 2) < 1e-9);
    assert.equal(comparison.ranked, true);
  }
  const [elapsed] = jobMetrics(trials.filter(({ contender }) => contender === "reference"));
  assert.deepEqual([elapsed?.name, elapsed?.trials], ["elapsed.p50", 3]);
  assert.ok(Math.abs((elapsed?.value ?? 0) / (Math.cbrt(10 * 11 * 12) * MS) - 1) < 1e-9);
  assert.ok((elapsed?.low ?? 0) > 0);
});

test("invalid steps are left out, cold ones support no rank", () => {
  const wrong = { ...outcomeOf(20), mismatched: 1 };
  const cold = judgeJobStep(outcomeOf(20), { ...READING, labels: [COLD] }, {});
  const trials = [0, 1, 2, 3].flatMap((block) => [
    trialOf("reference", block, judgeJobStep(outcomeOf(10), READING, {})),
    trialOf("python", block, block === 0 ? judgeJobStep(wrong, READING, {}) : cold),
  ]);
  const [elapsed] = compareJobs(trials, RESULTS);
  assert.deepEqual([elapsed?.trials, elapsed?.ranked], [3, false]);
  assert.match(elapsed?.reason ?? "", /^not ranked: cold in 3 of 3 pairs; 1 of 4 pairs left out/);
  assert.match(elapsed?.reason ?? "", /python tuned: invalid: answers: 1 wrong/);
  const [struck] = jobMetrics([trialOf("python", 0, judgeJobStep(wrong, READING, {}))]);
  assert.equal(struck?.trials, 0);
});
