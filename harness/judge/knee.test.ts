// The knee on steps worked by hand: what passes, fails or is missing, and the interval over trials.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NS_PER_MS } from "#model/units.ts";
import type { Step } from "#model/step.ts";
import { GRID_FACTOR, gridReach, kneeEstimate, kneeOfTrial, widenedToGrid } from "./knee.ts";
import { stepOf } from "./scripted-outcome.ts";
import { type Limit, stepAnswer } from "./step-answer.ts";

const LIMIT: Limit = { quantile: "p99", limitNs: NS_PER_MS };
const FAST_NS = 0.2 * NS_PER_MS;
const SLOW_NS = 3 * NS_PER_MS;

function generatorWith(step: Step, changes: Partial<Step["generator"]>): Step {
  return { ...step, generator: { ...step.generator, ...changes } };
}

describe("a step of the grid", () => {
  test("passes within the limit, fails beyond it", () => {
    assert.equal(stepAnswer(stepOf(FAST_NS), LIMIT), "passed");
    assert.equal(stepAnswer(stepOf(SLOW_NS), LIMIT), "failed");
  });

  test("fails where less than 99 % was answered in time, or requests were withheld in calm times", () => {
    const step = stepOf(FAST_NS);
    assert.equal(stepAnswer({ ...step, achievedPerS: step.achievedPerS * 0.98 }, LIMIT), "failed");
    assert.equal(stepAnswer(generatorWith(step, { withheldOutsidePauses: 1 }), LIMIT), "failed");
  });

  test("with a wrong answer fails however fast it is", () => {
    assert.equal(stepAnswer({ ...stepOf(FAST_NS), mismatched: 1 }, LIMIT), "failed");
  });

  test("that the host disturbed too much never passes, and fails all the same", () => {
    const disturbed = { disturbedShare: 0.3 };
    assert.equal(stepAnswer(generatorWith(stepOf(FAST_NS), disturbed), LIMIT), "missing");
    assert.equal(stepAnswer(generatorWith(stepOf(SLOW_NS), disturbed), LIMIT), "failed");
  });

  test("decides nothing where the generator was at fault", () => {
    const slow = stepOf(SLOW_NS);
    assert.equal(stepAnswer(generatorWith(slow, { ownPausedShare: 0.02 }), LIMIT), "missing");
    // A lag of more than a tenth of the response time at the limit's own quantile.
    const late = { ...slow, lag: { ...slow.lag, p99Ns: 0.5 * NS_PER_MS } };
    assert.equal(stepAnswer(late, LIMIT), "missing");
    assert.equal(stepAnswer({ ...late, lag: { ...slow.lag, p99Ns: 90_000 } }, LIMIT), "failed");
  });

  test("passes with a lag that is a tenth of the limit, which the response time includes", () => {
    const fast = stepOf(FAST_NS);
    const unfit = { fit: false, fitQuantiles: [] };
    const lagging = { ...generatorWith(fast, unfit), lag: { ...fast.lag, p99Ns: 90_000 } };
    const reasons = { valid: false, invalidReasons: ["generator unfit: lag"] };
    assert.equal(stepAnswer({ ...lagging, ...reasons }, LIMIT), "passed");
    const broken = { valid: false, invalidReasons: ["bookkeeping: planned 1 is not sent 2"] };
    assert.equal(stepAnswer({ ...fast, ...broken }, LIMIT), "missing");
  });

  test("that the floor was not answered at either is nobody's failure", () => {
    const slow = stepOf(SLOW_NS);
    assert.equal(stepAnswer(slow, { ...LIMIT, wallPerS: slow.offeredPerS }), "missing");
    assert.equal(stepAnswer(slow, { ...LIMIT, wallPerS: 2 * slow.offeredPerS }), "failed");
  });

  test("counts what is over the limit, also where that supports no quantile", () => {
    const fast = stepOf(FAST_NS);
    // Half a percent never answered is allowed at p99, two percent are not; both have no p99.
    const response = { ...fast.response, p99Ns: null };
    const unanswered = (count: number): Step => ({ ...fast, response, unanswered: count });
    assert.equal(stepAnswer(unanswered(20), LIMIT), "passed");
    assert.equal(stepAnswer(unanswered(80), LIMIT), "failed");
  });

  test("with too few requests for the quantile does not pass", () => {
    assert.equal(stepAnswer(stepOf(FAST_NS), { ...LIMIT, quantile: "p99.9" }), "missing");
  });

  test("does not owe replies to silent requests", () => {
    const step = stepOf(FAST_NS);
    const sparse = { ...step, owed: 400, replied: 400, achievedPerS: 100 };
    assert.equal(stepAnswer(sparse, LIMIT), "passed");
  });

  test("is not failed by replies within the limit that come after its end", () => {
    const step = { ...stepOf(30 * NS_PER_MS), durationS: 2 };
    const achievedPerS = (step.planned * (1 - 0.03 / 2)) / 2;
    const limit: Limit = { quantile: "p90", limitNs: 50 * NS_PER_MS };
    assert.equal(stepAnswer({ ...step, achievedPerS }, limit), "passed");
  });
});

function gridOf(responsesNs: readonly number[]): { steps: Step[] } {
  const steps = responsesNs.map((responseNs, gridPosition) => ({
    ...stepOf(responseNs),
    gridPosition,
    offeredPerS: 1_000 * GRID_FACTOR ** gridPosition,
  }));
  return { steps };
}

describe("the knee of a trial", () => {
  test("lies between the last rate that passes and the first that fails, on the log scale", () => {
    const knee = kneeOfTrial(gridOf([FAST_NS, FAST_NS, FAST_NS, SLOW_NS, SLOW_NS]), LIMIT);
    assert.equal(knee.kind, "found");
    const expected = 1_000 * GRID_FACTOR ** 2.5;
    assert.ok(knee.kind === "found" && Math.abs(knee.ratePerS / expected - 1) < 1e-9);
  });

  test("is not found in a hole of missing answers", () => {
    const grid = gridOf([FAST_NS, FAST_NS, FAST_NS, FAST_NS, FAST_NS, SLOW_NS]);
    const [a, b, c, d, e, f] = grid.steps as [Step, Step, Step, Step, Step, Step];
    const lost = (step: Step): Step => generatorWith(step, { ownPausedShare: 0.5 });
    assert.equal(kneeOfTrial({ steps: [a, b, c, d, lost(e), f] }, LIMIT).kind, "found");
    assert.equal(kneeOfTrial({ steps: [a, b, c, lost(d), lost(e), f] }, LIMIT).kind, "unknown");
  });

  test("does not count the compared rates", () => {
    const { steps } = gridOf([FAST_NS, FAST_NS, SLOW_NS, SLOW_NS]);
    const compared = { ...stepOf(SLOW_NS), offeredPerS: 1 };
    assert.deepEqual(
      kneeOfTrial({ steps: [compared, ...steps] }, LIMIT),
      kneeOfTrial({ steps }, LIMIT),
    );
  });

  test("is not invented where the grid did not cross it or too few steps decide", () => {
    assert.equal(kneeOfTrial(gridOf(Array<number>(6).fill(FAST_NS)), LIMIT).kind, "above");
    assert.equal(kneeOfTrial(gridOf(Array<number>(6).fill(SLOW_NS)), LIMIT).kind, "below");
    assert.equal(kneeOfTrial(gridOf([FAST_NS, SLOW_NS, SLOW_NS]), LIMIT).kind, "unknown");
  });
});

describe("over trials", () => {
  test("the interval is never narrower than the grid resolves", () => {
    const same = kneeEstimate([2_000, 2_000, 2_000]);
    assert.equal(same.value.toFixed(6), "2000.000000");
    // ln 1.08 / √(12 · 3), the standard deviation of a uniform error over one step, of the mean.
    const reach = 0.0769610411 / 6;
    assert.ok(Math.abs(Math.log((same.high ?? 0) / same.value) - reach) < 1e-9);
    assert.ok(Math.abs(Math.log(same.value / (same.low ?? 0)) - reach) < 1e-9);
    assert.equal(gridReach(3).toFixed(9), reach.toFixed(9));
  });

  test("a wider interval stays as it is, and two trials have none", () => {
    const estimate = { value: 2, low: 1, high: 4, trials: 3 };
    assert.deepEqual(widenedToGrid(estimate, 2), estimate);
    assert.equal(kneeEstimate([1_000, 1_100]).low, undefined);
  });
});
