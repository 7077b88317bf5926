// What is compared with what, when it ranks, and what the reason says when it does not.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Comparison, Trial } from "#model/run-record.ts";
import type { Step } from "#model/step.ts";
import { compareContenders } from "./comparisons.ts";
import { COLD, IN_FLIGHT_LIMIT, NOISY_HOST, NOT_STEADY, OVERLOADED } from "./labels.ts";
import { resultOf, stepOf, trialOf } from "./scripted-outcome.ts";

const RESULTS = [resultOf("reference", "reference"), resultOf("python", "baseline")];
const calm = stepOf(200_000);

const withCpu = (cpuNsPerReply: number, step: Step = calm): Step => ({
  ...step,
  contender: { ...step.contender, cpuNsPerReply },
});

/** Trials of both in as many blocks as there are pairs of CPU figures. */
function blocksOf(pairs: readonly (readonly [number, number])[]): Trial[] {
  return pairs.flatMap(([reference, python], block) => [
    trialOf({ contender: "reference", block }, withCpu(reference)),
    trialOf({ contender: "python", block }, withCpu(python)),
  ]);
}

function comparisonIn(all: readonly Comparison[], metric: string): Comparison {
  const found = all.find((comparison) => comparison.metric === metric);
  assert.ok(found, metric);
  return found;
}

test("five metrics are compared: four at their rate, memory for the trial", () => {
  const all = compareContenders(blocksOf([[100, 300]]), RESULTS);
  assert.deepEqual(
    all.map(({ metric, at }) => [metric, at?.offeredPerS]),
    [
      ["response.p50", 1_000],
      ["response.p99", 1_000],
      ["response.p99.9", 1_000],
      ["cpuNsPerReply", 1_000],
      ["pssBytes", undefined],
    ],
  );
});

test("two pairs have a ratio, no interval and no rank", () => {
  const trials = blocksOf([
    [100, 200],
    [100, 800],
  ]);
  const cpu = comparisonIn(compareContenders(trials, RESULTS), "cpuNsPerReply");
  assert.ok(Math.abs((cpu.ratio ?? NaN) - 4) < 1e-9);
  assert.deepEqual(
    [cpu.low, cpu.high, cpu.ranked, cpu.trials, cpu.reason],
    [undefined, undefined, false, 2, "not ranked: 2 trials"],
  );
});

test("three pairs that agree rank; equality does not", () => {
  const apart = [
    [100, 290],
    [110, 330],
    [90, 275],
  ] as const;
  const cpu = comparisonIn(compareContenders(blocksOf(apart), RESULTS), "cpuNsPerReply");
  assert.deepEqual([cpu.ranked, cpu.reason, cpu.trials], [true, undefined, 3]);
  const same = comparisonIn(compareContenders(blocksOf(apart), RESULTS), "pssBytes");
  assert.deepEqual(
    [same.ranked, same.ratio, same.reason],
    [false, 1, "not ranked: the interval does not exclude equality"],
  );
});

test("ranked if and only if there is an interval that excludes 1", () => {
  const figures = fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }));
  fc.assert(
    fc.property(fc.array(figures, { minLength: 1, maxLength: 6 }), (pairs) => {
      const cpu = comparisonIn(compareContenders(blocksOf(pairs), RESULTS), "cpuNsPerReply");
      const { low, high } = cpu;
      assert.equal(low !== undefined, pairs.length >= 3);
      const excluded = low !== undefined && high !== undefined && (low > 1 || high < 1);
      assert.equal(cpu.ranked, excluded);
    }),
    { numRuns: 50 },
  );
});

test("the floor, what was not measured and other scenarios are not compared", () => {
  const results = [
    ...RESULTS,
    resultOf("floor", "floor"),
    resultOf("rust", "ceiling", { outcome: "crashed" }),
    resultOf("java", "baseline", { scenario: "tls" }),
  ];
  const trials = ["floor", "rust", "java"].map((contender) =>
    trialOf({ contender, block: 0 }, calm),
  );
  const all = compareContenders([...blocksOf([[1, 2]]), ...trials], results);
  assert.deepEqual([...new Set(all.map(({ against }) => against))], ["python"]);
  const wrong = [resultOf("reference", "reference", { outcome: "incorrect" }), ...results.slice(1)];
  assert.deepEqual(compareContenders(blocksOf([[1, 2]]), wrong), []);
});

test("two reference variants meet once, the later against the earlier", () => {
  const naive = resultOf("reference", "reference", { variant: "naive" });
  const results = [naive, resultOf("reference", "reference")];
  const trials = ["naive", "tuned"].map((variant) =>
    trialOf({ contender: "reference", variant, block: 0 }, calm),
  );
  const all = compareContenders(trials, results);
  assert.equal(all.length, 5);
  assert.deepEqual([all[0]?.variant, all[0]?.againstVariant], ["tuned", "naive"]);
});

test("pairs are made inside blocks only", () => {
  const trials = [
    trialOf({ contender: "reference", block: 0 }, calm),
    trialOf({ contender: "python", block: 1 }, calm),
  ];
  const [memory] = compareContenders(trials, RESULTS);
  assert.deepEqual([memory?.trials, memory?.ratio, memory?.ranked], [0, undefined, false]);
});

/** Three blocks; in the first the baseline's step is `spoiled`. */
function withSpoiled(spoiled: Step): Comparison[] {
  const steps = [spoiled, calm, calm];
  const trials = steps.flatMap((step, block) => [
    trialOf({ contender: "reference", block }, calm),
    trialOf({ contender: "python", block }, step),
  ]);
  return compareContenders(trials, RESULTS);
}

test("invalid and overloaded steps are left out of every comparison, with the reason", () => {
  for (const [changes, reason] of [
    [{ mismatched: 3 }, "invalid: answers: 3 wrong"],
    [{ achievedPerS: 900 }, "overloaded: achieved less than 99 % of the plan"],
  ] as const) {
    const all = withSpoiled(stepOf(200_000, changes));
    for (const metric of ["cpuNsPerReply", "response.p50", "pssBytes"]) {
      const found = comparisonIn(all, metric);
      assert.equal(found.trials, 2);
      assert.equal(
        found.reason,
        `not ranked: 2 trials; 1 of 3 pairs left out (python tuned: ${reason})`,
      );
    }
  }
});

test("a generator unfit for one quantile costs that quantile only", () => {
  const unfit = { ...calm, generator: { ...calm.generator, fitQuantiles: ["p50"] as const } };
  const all = withSpoiled(unfit);
  assert.equal(comparisonIn(all, "response.p50").trials, 3);
  assert.equal(comparisonIn(all, "cpuNsPerReply").trials, 3);
  assert.match(comparisonIn(all, "response.p99").reason ?? "", /generator unfit for p99\)/);
});

test("cold and noisy steps are compared and support no claim", () => {
  const cold = comparisonIn(withSpoiled({ ...calm, labels: ["cold"] }), "response.p99");
  assert.equal(cold.trials, 3);
  assert.match(cold.reason ?? "", /^not ranked: cold in 1 of 3 pairs$/);
});

test("a contender without a figure, or with 0 for one, is compared without a ratio", () => {
  for (const cpuNsPerReply of [null, 0]) {
    const silent = { ...calm, contender: { ...calm.contender, cpuNsPerReply } };
    const trials = [
      trialOf({ contender: "reference", block: 0 }, calm),
      trialOf({ contender: "python", block: 0 }, silent),
    ];
    const cpu = comparisonIn(compareContenders(trials, RESULTS), "cpuNsPerReply");
    assert.deepEqual([cpu.ratio, cpu.trials, cpu.ranked], [undefined, 0, false]);
    assert.match(cpu.reason ?? "", /^not ranked: 0 trials; 1 of 1 pairs left out \(python tuned/);
  }
});

test("what a contender lost by itself is not left out of a ranking: there is none", () => {
  const overloaded: Step = { ...withCpu(100), labels: [OVERLOADED] };
  const trials = blocksOf(Array<[number, number]>(5).fill([100, 300])).map((trial) =>
    trial.contender === "reference" && trial.block < 2 ? { ...trial, steps: [overloaded] } : trial,
  );
  const cpu = comparisonIn(compareContenders(trials, RESULTS), "cpuNsPerReply");
  assert.deepEqual([cpu.ranked, cpu.trials], [false, 3]);
  assert.match(cpu.reason ?? "", /not ranked: some of its trials failed.*2 of 5 pairs left out/);
});

test("pairs that the lab lost are other pairs: the rest ranks", () => {
  const unfit: Step = {
    ...withCpu(100),
    generator: { ...calm.generator, fit: false },
    valid: false,
    invalidReasons: ["generator unfit: lag"],
  };
  const scattered: [number, number][] = [
    [100, 300],
    [101, 300],
    [100, 303],
    [102, 301],
    [100, 300],
  ];
  const trials = blocksOf(scattered).map((trial) =>
    trial.contender === "reference" && trial.block < 2 ? { ...trial, steps: [unfit] } : trial,
  );
  const cpu = comparisonIn(compareContenders(trials, RESULTS), "cpuNsPerReply");
  assert.deepEqual([cpu.ranked, cpu.trials], [true, 3]);
});

/** So many blocks of a clear difference; in the first `count` of them the reference has a label. */
function labelled(label: string, count: number, blocks: number): Comparison {
  const figures = Array.from({ length: blocks }, (_, at): [number, number] => [100 + at, 300]);
  const trials = blocksOf(figures).map((trial) =>
    trial.contender === "reference" && trial.block < count
      ? { ...trial, steps: trial.steps.map((step) => ({ ...step, labels: [label] })) }
      : trial,
  );
  return comparisonIn(compareContenders(trials, RESULTS), "cpuNsPerReply");
}

test("pairs of noisy blocks are left out where three calm ones are left, and said so", () => {
  const found = labelled(NOISY_HOST, 2, 5);
  assert.deepEqual([found.ranked, found.trials], [true, 3]);
  assert.equal(found.reason, "2 of 5 pairs left out (noisy-host)");
  const tooFew = labelled(NOISY_HOST, 2, 4);
  assert.deepEqual([tooFew.ranked, tooFew.trials], [false, 4]);
  assert.equal(tooFew.reason, "not ranked: noisy-host in 2 of 4 pairs");
});

test("a trend in up to a third of the pairs stays in and ends no ranking; more of them do", () => {
  const few = labelled(NOT_STEADY, 2, 6);
  assert.deepEqual([few.ranked, few.trials], [true, 6]);
  assert.equal(few.reason, "not-steady in 2 of 6 pairs");
  const many = labelled(NOT_STEADY, 3, 6);
  assert.deepEqual([many.ranked, many.trials], [false, 6]);
  assert.equal(many.reason, "not ranked: not-steady in 3 of 6 pairs");
});

for (const label of [COLD, NOISY_HOST, NOT_STEADY, IN_FLIGHT_LIMIT]) {
  test(`a step that is ${label} ranks nothing`, () => {
    const trials = blocksOf([
      [100, 300],
      [101, 300],
      [100, 303],
    ]).map((trial) => ({
      ...trial,
      steps: trial.steps.map((step) => ({ ...step, labels: [label] })),
    }));
    const cpu = comparisonIn(compareContenders(trials, RESULTS), "cpuNsPerReply");
    assert.equal(cpu.ranked, false);
  });
}
