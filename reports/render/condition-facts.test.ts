// The sentences that everyone reads: ratios turned the right way round, and rankings claimed only
// where there are any.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Comparison } from "#model/run-record.ts";
import {
  byStanding,
  comparisonsOf,
  fitFact,
  pairingsOf,
  rankingSummary,
  rankingText,
  ratioInWords,
} from "#render/condition-facts.ts";
import { conditionsOf } from "#render/measurements.ts";
import { sampleRecord } from "../golden/sample-record.ts";

const base: Comparison = {
  contender: "reference",
  variant: "a",
  scenario: "get-set",
  against: "rust",
  againstVariant: "b",
  metric: "response.p99",
  ratio: 2,
  ranked: false,
  trials: 2,
};

test("a ratio below 1 is turned round and called worse", () => {
  assert.equal(ratioInWords(2.5, "x"), "2.50 times better than x");
  assert.equal(ratioInWords(0.4, "x"), "2.50 times worse than x");
  assert.equal(ratioInWords(1.001, "x"), "on a par with x");
});

test("a ranking is claimed only where the record ranks", () => {
  assert.equal(rankingText(base), "not ranked: 2 trials");
  assert.equal(
    rankingText({ ...base, reason: "not ranked: unfit" }),
    "not ranked: 2 trials, unfit",
  );
  assert.equal(
    rankingText({ ...base, trials: 5, ranked: true, reason: "supports no claim: cold" }),
    "ranked, 5 trials; supports no claim: cold",
  );
});

test("what is common to a group is said once and shortly", () => {
  const reason = "not ranked: 2 trials; 1 of 3 pairs left out (invalid)";
  assert.equal(rankingSummary([{ ...base, reason }, base]), "not ranked: 2 trials");
});

test("rankings that differ are counted, not blurred", () => {
  const ranked = { ...base, ranked: true, trials: 5 };
  assert.equal(rankingSummary([base, ranked]), "1 of 2 ranked, 2 to 5 trials");
  assert.equal(rankingSummary([base, base]), "not ranked: 2 trials");
});

test("a figure is named with the trials that it rests on, never with those of another", () => {
  const figures = [
    { text: "p50 ×2", comparison: { ...base, ranked: true, trials: 5 } },
    { text: "p99 ×3", comparison: { ...base, trials: 1, reason: "not ranked: 1 trial" } },
    { text: "CPU ×4", comparison: { ...base, ranked: true, trials: 5 } },
  ];
  assert.equal(
    byStanding(figures),
    "p50 ×2 and CPU ×4 (ranked, 5 trials); p99 ×3 (not ranked: 1 trial)",
  );
});

test("long reasons are cut, their standing is not", () => {
  const reason = `not ranked: 2 trials; 1 of 3 pairs left out (${"x: invalid; ".repeat(40)})`;
  const text = rankingText({ ...base, reason });
  assert.match(text, /^not ranked: 2 trials; 1 of 3 pairs left out .* …$/);
  assert.ok(text.length <= 202);
});

test("comparisons belong to their own scenario and rate", () => {
  const conditions = sampleRecord().workloads.flatMap(conditionsOf);
  const trials = conditions.map((condition) =>
    comparisonsOf(condition).map((comparison) => comparison.trials),
  );
  const ranked = [3, 3, 0, 3, 3, 3];
  assert.deepEqual(trials, [
    [...ranked, 3, 3, 3, 3, 3, 3],
    [2, 2, 0, 2, 2],
  ]);
  assert.deepEqual(
    pairingsOf(comparisonsOf(conditions[0] ?? assert.fail())).map(({ against }) => against),
    ["python-asyncio · tuned", "rust-tokio · tuned"],
  );
});

test("a step that is fit but for its far tail says so", () => {
  const [condition] = sampleRecord().workloads.flatMap(conditionsOf);
  const fact = fitFact(condition ?? assert.fail());
  assert.equal(fact.sentence, "generator fit in 15 of 15 steps (for p99.9 in 8)");
});

test("a step that is not fit says why", () => {
  const [condition] = sampleRecord().workloads.flatMap(conditionsOf);
  const [first] = condition?.measurements ?? [];
  const [measured] = first?.steps ?? [];
  if (condition === undefined || first === undefined || measured === undefined) assert.fail();
  const generator = { ...measured.step.generator, fit: false, causes: ["competition"] };
  const late = { ...measured, step: { ...measured.step, generator } };
  const fact = fitFact({ ...condition, measurements: [{ ...first, steps: [late] }] });
  assert.deepEqual(fact, { state: "bad", sentence: "generator fit in 0 of 1 step: competition" });
});
