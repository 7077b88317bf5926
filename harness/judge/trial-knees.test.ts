// Knees beside the floor: what the lab cannot do is no contender's failure, and a knee that is
// known from one side only is not printed as a figure.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Trial, Value } from "#model/run-record.ts";
import type { Step } from "#model/step.ts";
import { NS_PER_MS } from "#model/units.ts";
import { contenderMetrics } from "./contender-metrics.ts";
import { GRID_FACTOR } from "./knee.ts";
import { stepOf, trialOf } from "./scripted-outcome.ts";
import { withKnees } from "./trial-knees.ts";

const SLO = { quantile: "p99", limitNs: 3 * NS_PER_MS } as const;
const FAST_NS = 0.2 * NS_PER_MS;
const SLOW_NS = 9 * NS_PER_MS;
const LOWEST_PER_S = 10_000;

/** A compared rate, then a grid that passes up to `passes` of `steps` positions. */
function trialWith(contender: string, block: number, passes: number, steps = 10): Trial {
  const grid = Array.from(
    { length: steps },
    (_, gridPosition): Step => ({
      ...stepOf(gridPosition < passes ? FAST_NS : SLOW_NS),
      gridPosition,
      offeredPerS: LOWEST_PER_S * GRID_FACTOR ** gridPosition,
    }),
  );
  return trialOf({ contender, block }, stepOf(FAST_NS), ...grid);
}

function kneesOf(...trials: readonly Trial[]): Map<string, Value | undefined> {
  const judged = withKnees(trials, SLO, ({ contender }) => contender === "floor");
  return new Map(
    judged.trials.map((trial) => [
      `${trial.contender} ${trial.block}`,
      trial.metrics.find(({ name }) => name === "kneePerS"),
    ]),
  );
}

const knee = (passes: number): number => LOWEST_PER_S * GRID_FACTOR ** (passes - 0.5);

test("a knee well below the floor's is the contender's", () => {
  const found = kneesOf(trialWith("reference", 0, 4), trialWith("floor", 0, 9)).get("reference 0");
  assert.ok(Math.abs((found?.value ?? 0) / knee(4) - 1) < 1e-9);
  assert.equal(found?.outside, undefined);
});

test("a knee close to the floor's is the lab's", () => {
  const found = kneesOf(trialWith("reference", 0, 6), trialWith("floor", 0, 7)).get("reference 0");
  assert.equal(found?.outside, "lab");
});

test("failures from the floor's first unanswered rate on are nobody's", () => {
  // Both fail from position 6 on: nothing says that the contender would have.
  const found = kneesOf(trialWith("reference", 0, 6), trialWith("floor", 0, 6)).get("reference 0");
  assert.deepEqual([found?.value, found?.outside], [null, "above"]);
});

test("a block is judged by its own floor", () => {
  const found = kneesOf(
    trialWith("reference", 0, 6),
    trialWith("floor", 0, 6),
    trialWith("reference", 1, 4),
    trialWith("floor", 1, 9),
  );
  assert.equal(found.get("reference 0")?.value, null);
  assert.ok((found.get("reference 1")?.value ?? 0) > 0);
});

test("over trials, one knee beyond its grid leaves no figure, only the side", () => {
  const trials = [4, 4, 4, 10].flatMap((passes, block) => [
    trialWith("reference", block, passes),
    trialWith("floor", block, 20, 20),
  ]);
  const judged = withKnees(trials, SLO, ({ contender }) => contender === "floor").trials;
  const own = judged.filter(({ contender }) => contender === "reference");
  const found = contenderMetrics(own).find(({ name }) => name === "kneePerS");
  assert.deepEqual([found?.value, found?.outside, found?.trials], [null, "above", 4]);
  const three = contenderMetrics(own.slice(0, 3)).find(({ name }) => name === "kneePerS");
  assert.ok(three?.low !== undefined && three.high !== undefined);
});

test("where the floor takes more than a third of the limit, no knee is a contender's", () => {
  const near = { ...SLO, limitNs: 0.5 * NS_PER_MS };
  const trials = [trialWith("reference", 0, 4), trialWith("floor", 0, 9)];
  const judged = withKnees(trials, near, ({ contender }) => contender === "floor");
  assert.match(
    judged.slo?.noClaim ?? "",
    /the floor's p99 is at most 167 µs in only 0 of 1 blocks/,
  );
  const value = judged.trials[0]?.metrics.find(({ name }) => name === "kneePerS");
  assert.equal(value?.outside, "lab");
});

test("without a grid nothing is judged", () => {
  const trials = [trialOf({ contender: "reference", block: 0 }, stepOf(FAST_NS))];
  assert.deepEqual(
    withKnees(trials, SLO, () => false),
    { trials },
  );
});
