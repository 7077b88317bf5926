// Estimates over trials and their intervals. The unit is the trial, never the request: requests of
// one process share its luck, so only a fresh process is another observation. Which trials may
// enter is decided by the callers.
//
// The interval of a mean is Student's (Student, Biometrika 6, 1908): mean ± t · s / √n with n − 1
// degrees of freedom. Ratios are averaged as logarithms inside blocks, so that swapping both sides
// gives the reciprocal, exactly.

import type { Better } from "#model/metric.ts";
import { twoSidedT } from "./student-t.ts";

/**
 * Two trials have a spread with one degree of freedom, whose 95 % interval is 12.7 standard errors:
 * no interval.
 */
export const INTERVAL_TRIALS = 3;
const LEVEL = 0.95;

/** low and high are the ends of the 95 % interval, from 3 values. */
export interface Estimate {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  readonly trials: number;
}

/** The same quantity of two contenders in one block. */
export interface Pair {
  readonly contender: number;
  readonly against: number;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Middle value; of an even number, the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  const lower = sorted.length % 2 === 0 ? upper - 1 : upper;
  return ((sorted[lower] ?? NaN) + (sorted[upper] ?? NaN)) / 2;
}

/** Square of the standard error of the mean, of two values or more. */
export function squaredError(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, each) => sum + (each - centre) ** 2, 0);
  return squares / (values.length - 1) / values.length;
}

/** Mean with its interval; values must not be empty. */
export function meanEstimate(values: readonly number[]): Estimate {
  const value = mean(values);
  const trials = values.length;
  if (trials < INTERVAL_TRIALS) return { value, trials };
  const reach = twoSidedT(LEVEL, trials - 1) * Math.sqrt(squaredError(values));
  return { value, low: value - reach, high: value + reach, trials };
}

/** Geometric mean with its interval on the log scale; values above 0, not empty. */
export function geometricEstimate(values: readonly number[]): Estimate {
  const { value, low, high, trials } = meanEstimate(values.map(Math.log));
  const ends =
    low === undefined || high === undefined ? {} : { low: Math.exp(low), high: Math.exp(high) };
  return { value: Math.exp(value), ...ends, trials };
}

/**
 * Ratio by which the contender is better, above 1 if it is, by the mean log ratio of the pairs;
 * quantities above 0.
 */
export function pairedRatio(pairs: readonly Pair[], better: Better): Estimate {
  return geometricEstimate(
    pairs.map((pair) =>
      better === "less" ? pair.against / pair.contender : pair.contender / pair.against,
    ),
  );
}

/** By how much the contender is better, above 0 if it is: for quantities that can be 0. */
export function pairedDifference(pairs: readonly Pair[], better: Better): Estimate {
  return meanEstimate(
    pairs.map((pair) =>
      better === "less" ? pair.against - pair.contender : pair.contender - pair.against,
    ),
  );
}

/** Whether an interval exists and leaves out `neutral` (1 of a ratio, 0 of a difference). */
export function excludes({ low, high }: Estimate, neutral: number): boolean {
  return low !== undefined && high !== undefined && (low > neutral || high < neutral);
}
