// The knee: the highest offered rate that a contender answers whole and within a limit on the
// response time. One definition for every place that names it. What a single step says is
// step-answer.ts's; here is where the answers change from yes to no.

import type { Trial } from "#model/run-record.ts";
import { type Answer, isotonicCrossing } from "./isotonic-crossing.ts";
import { type Limit, stepAnswer } from "./step-answer.ts";
import { type Estimate, geometricEstimate } from "./statistics.ts";

/** Neighbouring rates of the grid differ by this factor. */
export const GRID_FACTOR = 1.08;
/** With fewer answers a crossing says more about the noise than about the contender. */
const ANSWERS_MIN = 4;
/** One missing step between the answers beside a crossing is bridged, two are a hole. */
const GAP_STEPS_MAX = 2;
const ROUNDING = 1e-3;

/** below, above: the grid failed, the grid passed. unknown: too few answers, or none near it. */
export type Knee =
  | { readonly kind: "found"; readonly ratePerS: number }
  | { readonly kind: "below" | "above" | "unknown" };

/** The knee of one trial, from its steps on the grid. */
export function kneeOfTrial({ steps }: Pick<Trial, "steps">, limit: Limit): Knee {
  const answers = steps
    .filter(({ gridPosition }) => gridPosition !== null)
    .map((step) => ({ at: Math.log(step.offeredPerS), answer: stepAnswer(step, limit) }))
    .filter(({ answer }) => answer !== "missing")
    .map(({ at, answer }) => ({ at, passed: answer === "passed" }));
  if (answers.length < ANSWERS_MIN) return { kind: "unknown" };
  const crossing = isotonicCrossing(answers);
  if (crossing.kind === "none") return { kind: "unknown" };
  if (crossing.kind !== "inside") return { kind: crossing.kind };
  if (isInHole(crossing.at, answers)) return { kind: "unknown" };
  return { kind: "found", ratePerS: Math.exp(crossing.at) };
}

/** Whether the answers on both sides of a crossing lie so far apart that it could be anywhere. */
function isInHole(at: number, answers: readonly Answer[]): boolean {
  const below = Math.max(...answers.map((answer) => answer.at).filter((each) => each <= at));
  const above = Math.min(...answers.map((answer) => answer.at).filter((each) => each > at));
  return above - below > GAP_STEPS_MAX * Math.log(GRID_FACTOR) + ROUNDING;
}

/**
 * Half the width that an interval over `trials` knees has at least, on the log scale: each is known
 * to one step of the grid only, whose standard deviation is ln 1.08 / √12.
 */
export function gridReach(trials: number): number {
  return Math.log(GRID_FACTOR) / Math.sqrt(12 * trials);
}

/** Widens an interval of knees, or of ratios of two knees, to what the grid can resolve. */
export function widenedToGrid(estimate: Estimate, knees: 1 | 2): Estimate {
  const { value, low, high, trials } = estimate;
  if (low === undefined || high === undefined) return estimate;
  // Both sides of a ratio are known to one step of their grids each: variances add.
  const reach = Math.exp(gridReach(trials) * Math.sqrt(knees));
  return { value, low: Math.min(low, value / reach), high: Math.max(high, value * reach), trials };
}

/** Geometric mean of the knees of several trials, with its interval from 3. */
export function kneeEstimate(ratesPerS: readonly number[]): Estimate {
  return widenedToGrid(geometricEstimate(ratesPerS), 1);
}
