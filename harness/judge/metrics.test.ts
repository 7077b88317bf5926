// The figures of trials and contenders, worked by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Value } from "#model/run-record.ts";
import type { Step } from "#model/step.ts";
import { contenderMetrics } from "./contender-metrics.ts";
import { outcomeOf, stepOf, trialOf } from "./scripted-outcome.ts";
import { trialMetrics } from "./trial-metrics.ts";

const figure = (values: readonly Value[], name: string): Value => {
  const found = values.find((value) => value.name === name);
  assert.ok(found, name);
  return found;
};
const near = (value: number | null | undefined, wanted: number) =>
  assert.ok(Math.abs((value ?? NaN) / wanted - 1) <= 0.001, `${value}, not ${wanted}`);
const trial = (block: number, step: Step) => trialOf({ contender: "reference", block }, step);
const withCpu = (step: Step, cpuNsPerReply: number): Step => ({
  ...step,
  contender: { ...step.contender, cpuNsPerReply },
});

test("a trial's figures are its first step's, its memory the highest of all", () => {
  const later = stepOf(900_000);
  const values = trialMetrics([
    stepOf(200_000),
    { ...later, contender: { ...later.contender, rssBytesMax: 70e6 } },
  ]);
  near(figure(values, "response.p50").value, 200_000);
  near(figure(values, "response.p99").value, 298_000);
  assert.equal(figure(values, "response.p99.9").value, null);
  assert.equal(figure(values, "rssBytesPeak").value, 70e6);
  assert.deepEqual(trialMetrics([]), []);
});

test("quantiles over trials are those of the merged histogram, not their mean", () => {
  // Even times 100 … 300 µs and 300 … 900 µs, 4,000 each: half of all lie below 300 µs.
  const values = contenderMetrics([trial(1, stepOf(200_000)), trial(2, stepOf(600_000))]);
  const p50 = figure(values, "response.p50");
  near(p50.value, 300_000);
  assert.deepEqual([p50.trials, p50.low, p50.high], [2, undefined, undefined]);
});

test("merging supports a quantile that no single trial supports", () => {
  const fit = (step: Step): Step => ({
    ...step,
    generator: { ...step.generator, fitQuantiles: ["p50", "p90", "p99", "p99.9"] },
  });
  const trials = [1, 2, 3, 4, 5].map((block) => trial(block, fit(stepOf(200_000))));
  assert.equal(figure(trials[0]?.metrics ?? [], "response.p99.9").value, null);
  const merged = figure(contenderMetrics(trials), "response.p99.9");
  near(merged.value, 299_800);
  assert.equal(merged.low, undefined);
});

test("from three trials there is an interval on the log scale", () => {
  const steps = [100, 200, 400].map((ns) => withCpu(stepOf(200_000), ns));
  const cpu = figure(contenderMetrics(steps.map((step, at) => trial(at, step))), "cpuNsPerReply");
  near(cpu.value, 200);
  // Logarithms are ln 2 apart: their standard error is ln 2 / √3, and t for two degrees of freedom
  // 4.3027.
  near(cpu.high, 200 * Math.exp((4.3027 * Math.LN2) / Math.sqrt(3)));
  near(cpu.low, 200 / Math.exp((4.3027 * Math.LN2) / Math.sqrt(3)));
});

test("a trial without a figure takes the interval from the others", () => {
  const silent = stepOf(200_000);
  const steps = [
    ...[100, 200, 400].map((ns) => withCpu(stepOf(200_000), ns)),
    { ...silent, contender: { ...silent.contender, cpuNsPerReply: null } },
  ];
  const cpu = figure(contenderMetrics(steps.map((step, at) => trial(at, step))), "cpuNsPerReply");
  near(cpu.value, 200);
  assert.deepEqual([cpu.low, cpu.high, cpu.trials], [undefined, undefined, 4]);
});

test("invalid trials do not enter; where all are invalid the figure has no trials", () => {
  const wrong = withCpu(stepOf(200_000, { mismatched: 1 }), 900);
  const right = withCpu(stepOf(200_000), 100);
  const mixed = figure(contenderMetrics([trial(1, wrong), trial(2, right)]), "cpuNsPerReply");
  near(mixed.value, 100);
  assert.equal(mixed.trials, 1);
  const blocks = [1, 2, 3].map((block) => trial(block, wrong));
  const none = figure(contenderMetrics(blocks), "cpuNsPerReply");
  near(none.value, 900);
  assert.deepEqual([none.trials, none.low], [0, undefined]);
});

test("requests without a reply rank above all in the merged histogram too", () => {
  const lossy = stepOf(200_000, { replied: 3_960, unanswered: 40 });
  const values = contenderMetrics([trial(1, lossy), trial(2, lossy)]);
  // Their histograms hold 8,000 answered; with 80 more the 7,999th of 8,080 is p99 and still among
  // the answered.
  near(figure(values, "response.p99").value, (7_999 / 8_000 + 0.5) * 200_000);
  assert.equal(outcomeOf(200_000).undisturbed.response.count, 4_000);
});

test("a trial whose stall supports no quantile of its own is in the merged one all the same", () => {
  const stalled = stepOf(600_000);
  const noP99 = { ...stalled, response: { ...stalled.response, p99Ns: null } };
  const values = contenderMetrics([trial(1, stepOf(200_000)), trial(2, noP99)]);
  const p99 = figure(values, "response.p99");
  assert.equal(p99.trials, 2);
  assert.ok((p99.value ?? 0) > 800_000, `${p99.value} of the slower half, not of the faster trial`);
});
