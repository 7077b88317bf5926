// What a size means in seconds and trials. Workloads give rates and parameters, never these, so
// that no workload can tune its own measurement.
//
// Its own file because every number of a plan that is not the workload's is here.

import { INTERVAL_TRIALS } from "#judge/statistics.ts";
import type { Size } from "#model/workload.ts";

export interface SizeRules {
  /** A compared rate is held so long. */
  readonly stepS: number;
  /** Shortest and longest step of the grid that finds a knee. */
  readonly gridStepS: readonly [leastS: number, mostS: number];
  /** The warm-up ends here at the latest. */
  readonly warmUpCapS: number;
  readonly preCheckS: number;
  /** Trials of what a claim or a target names, and of the floor. */
  readonly trials: number;
  /** Trials of all others. */
  readonly extraTrials: number;
  /** A job's step has so many requests at least, however long they take. */
  readonly requestsMin: number;
  /** A job that has not answered by then is late, and the trial is over. */
  readonly requestCapS: number;
  /** A step that was not fit is run again so often at most. */
  readonly repeats: number;
  /** One workload and scenario may take so long; undefined: as long as it takes. */
  readonly budgetS: number | undefined;
  /**
   * Start, prefill, gate, warm-up and stop of a trial, as they usually come out; estimates only.
   */
  readonly overheadS: number;
}

const MINUTE_S = 60;

/**
 * Quick: a minute for a workload of the suite, and trials without an interval; a workload asked for
 * by name may take longer and gets intervals. Overhead: 2 s of warm-up, and 0.6 to 1.1 s of start,
 * prefill and stop as observed.
 */
const QUICK_SUITE: SizeRules = {
  stepS: 4,
  gridStepS: [1, 2],
  warmUpCapS: 2,
  preCheckS: 1,
  trials: 2,
  extraTrials: 2,
  requestsMin: 3,
  requestCapS: 30,
  repeats: 0,
  budgetS: MINUTE_S,
  overheadS: 3,
};
const QUICK_NAMED: SizeRules = {
  ...QUICK_SUITE,
  trials: INTERVAL_TRIALS,
  extraTrials: INTERVAL_TRIALS,
  budgetS: 2.5 * MINUTE_S,
};

/**
 * Standard: publishable within 40 minutes. Five trials are what a verdict on a claim needs, three
 * what an interval needs.
 */
const STANDARD: SizeRules = {
  stepS: 6,
  gridStepS: [2, 5],
  warmUpCapS: 20,
  preCheckS: 2,
  trials: 5,
  extraTrials: INTERVAL_TRIALS,
  requestsMin: 5,
  requestCapS: 10 * MINUTE_S,
  repeats: 2,
  budgetS: 40 * MINUTE_S,
  overheadS: 13,
};

/** Rigorous: 30 trials give an interval that does not rest on Student's assumption. */
const RIGOROUS: SizeRules = {
  ...STANDARD,
  stepS: 30,
  requestsMin: 10,
  requestCapS: 60 * MINUTE_S,
  trials: 30,
  extraTrials: 30,
  budgetS: undefined,
  overheadS: 30,
};

/** @param named whether workloads were asked for by name. */
export function rulesOf(size: Size, named: boolean): SizeRules {
  switch (size) {
    case "quick":
      return named ? QUICK_NAMED : QUICK_SUITE;
    case "standard":
      return STANDARD;
    case "rigorous":
      return RIGOROUS;
  }
}
