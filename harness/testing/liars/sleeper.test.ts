// A contender that sleeps 3 % or 10 % longer than its twin, on the virtual clock: the paired
// comparison sees the tenth in five blocks, whatever the seed, never ranks the slower one first,
// and claims no more differences between equal twins than its 95 % allow.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compareContenders } from "#judge/comparisons.ts";
import { resultOf } from "#judge/scripted-outcome.ts";
import type { Comparison, Trial } from "#model/run-record.ts";
import { type Sleeper, sleeperTrial } from "./sleeper.ts";

const BLOCKS = 5;
const SEEDS = 6;
const RESULTS = [resultOf("reference", "reference"), resultOf("sleeper", "baseline")];

/** The reference's trials of each seed: the same for every sleeper. */
const TWINS: Trial[][] = [];

function trialsOf(sleeper: Sleeper): Trial[] {
  return Array.from({ length: BLOCKS }, (_, block) => sleeperTrial(sleeper, block));
}

/** The reference against a sleeper of this factor; a ratio above 1: the reference is faster. */
function comparisonOf(factor: number, seed: number): Comparison {
  const twin = (TWINS[seed] ??= trialsOf({ contender: "reference", factor: 1, seed: 2 * seed }));
  const sleeper = trialsOf({ contender: "sleeper", factor, seed: 2 * seed + 1 });
  const all = compareContenders([...twin, ...sleeper], RESULTS);
  const found = all.find(({ metric }) => metric === "response.p50");
  assert.ok(found?.ratio !== undefined, found?.reason ?? "not compared");
  assert.equal(found.trials, BLOCKS, found.reason ?? "pairs are missing");
  return found;
}

const overSeeds = (factor: number): Comparison[] =>
  Array.from({ length: SEEDS }, (_, seed) => comparisonOf(factor, seed));

const covers = ({ low = NaN, high = NaN }: Comparison, ratio: number): boolean =>
  low <= ratio && ratio <= high;

describe("a sleeper's median response time", () => {
  test("10 % longer is ranked, in its true size", () => {
    const found = overSeeds(1.1);
    for (const { ranked, ratio = 0 } of found) {
      assert.ok(ranked && Math.abs(ratio - 1.1) < 0.03, `${ranked} ${ratio}`);
    }
  });

  test("3 % longer is never ranked the wrong way", () => {
    const found = overSeeds(1.03);
    for (const { ranked, ratio = 0 } of found) assert.ok(!ranked || ratio > 1, `${ratio}`);
    const missed = found.filter((each) => !covers(each, 1.03));
    assert.ok(missed.length <= 1, `${missed.length} of ${SEEDS} intervals miss it`);
  });

  test("equally long is noise", () => {
    const claimed = overSeeds(1).filter(({ ranked }) => ranked);
    // One in 20 is what 95 % means; two of six have a chance of 1 in 30.
    assert.ok(claimed.length <= 1, `${claimed.length} of ${SEEDS} are ranked`);
  });
});
