// The figures of two runs of the same thing beside each other: the same contender variant at the
// same offered rate, before and after.
//
// Two runs share no blocks, so nothing is paired: the interval is Welch's (Biometrika 34, 1947) on
// logarithms, and what drifted on the host between the runs is in it only as far as it shows inside
// them. A finding here is a reason to measure both in one run, not a verdict.

import { type Better, METRICS } from "#model/metric.ts";
import type { JobTrial, RunRecord, Trial } from "#model/run-record.ts";
import { JOB_METRICS, readJob } from "./job-metrics.ts";
import { widenedToGrid } from "./knee.ts";
import { type Reading, readKnee, readMemory, readStep, STEP_METRICS } from "./step-reading.ts";
import { geometricEstimate, INTERVAL_TRIALS, mean, squaredError } from "./statistics.ts";
import { twoSidedT } from "./student-t.ts";

export interface RecordComparison {
  readonly workload: string;
  readonly scenario: string;
  readonly contender: string;
  readonly variant: string;
  readonly metric: string;
  readonly unit: string;
  /** Absent for jobs and kernels. */
  readonly offeredPerS?: number;
  /** Geometric means over the valid trials of each run. */
  readonly first: number;
  readonly second: number;
  /** Above 1: the second run is better. */
  readonly ratio: number;
  readonly low?: number;
  readonly high?: number;
  /** The interval excludes 1. */
  readonly significant: boolean;
  /** Valid trials of each. */
  readonly trials: readonly [number, number];
}

type ComparedMetric = (typeof METRICS)[number];
type AnyTrial = Trial | JobTrial;

/** All figures that both records have, by valid trials of each. */
export function compareRecords(a: RunRecord, b: RunRecord): RecordComparison[] {
  return a.workloads.flatMap((workload) => {
    const other = b.workloads.find(({ id }) => id === workload.id);
    if (other === undefined) return [];
    return groupsOf(workload.trials).flatMap((group) => {
      const [first] = group;
      const others = [...other.trials].filter(
        (trial) => first !== undefined && isSame(trial, first),
      );
      return METRICS.flatMap((metric) => compareGroups(workload.id, metric, [group, others]));
    });
  });
}

/** Trials of the same contender variant, scenario and first rate. */
function groupsOf(trials: readonly AnyTrial[]): AnyTrial[][] {
  const groups: AnyTrial[][] = [];
  for (const trial of trials) {
    const group = groups.find(([first]) => first !== undefined && isSame(first, trial));
    if (group === undefined) groups.push([trial]);
    else group.push(trial);
  }
  return groups;
}

function isSame(a: AnyTrial, b: AnyTrial): boolean {
  return (
    a.contender === b.contender &&
    a.variant === b.variant &&
    a.scenario === b.scenario &&
    rateOf(a) === rateOf(b)
  );
}

function rateOf(trial: AnyTrial): number | undefined {
  return isServiceTrial(trial) ? trial.steps[0]?.offeredPerS : undefined;
}

function compareGroups(
  workload: string,
  metric: ComparedMetric,
  [before, after]: readonly [readonly AnyTrial[], readonly AnyTrial[]],
): RecordComparison[] {
  const first = figuresOf(before, metric);
  const second = figuresOf(after, metric);
  const [trial] = before;
  if (trial === undefined) return [];
  const offeredPerS = rateOf(trial);
  if (first.length === 0 || second.length === 0) return [];
  const raw = ratioOf(first, second, metric.better);
  const estimate = metric.name === "kneePerS" ? widened(raw, first.length, second.length) : raw;
  const { low = Number.NaN, high = Number.NaN } = estimate;
  return [
    {
      workload,
      scenario: trial.scenario,
      contender: trial.contender,
      variant: trial.variant,
      metric: metric.name,
      unit: metric.unit,
      ...(offeredPerS === undefined ? {} : { offeredPerS }),
      first: geometricEstimate(first).value,
      second: geometricEstimate(second).value,
      ...estimate,
      significant: low > 1 || high < 1,
      trials: [first.length, second.length],
    },
  ];
}

/** Of the trials that have one which supports a claim, by the rules inside a run. */
function figuresOf(trials: readonly AnyTrial[], { name }: ComparedMetric): number[] {
  return trials.flatMap((trial) => {
    const reading = readingOf(trial, name);
    return reading?.kind === "figure" && reading.noClaim.length === 0 ? [reading.figure] : [];
  });
}

/** Undefined for metrics that are not compared between runs. */
function readingOf(trial: AnyTrial, name: ComparedMetric["name"]): Reading | undefined {
  if (!isServiceTrial(trial)) {
    const metric = JOB_METRICS.find((each) => each === name);
    return metric && readJob(trial, metric);
  }
  if (name === "kneePerS") return readKnee(trial);
  if (name === "pssBytes") return readMemory(trial);
  const metric = STEP_METRICS.find((each) => each === name);
  return metric && readStep(trial, trial.steps[0]?.offeredPerS ?? 0, metric);
}

function isServiceTrial(trial: AnyTrial): trial is Trial {
  return trial.steps.every((step) => "offeredPerS" in step);
}

/** Ratio turned so that above 1 the second is better; Welch's interval from 3 trials of each. */
function ratioOf(
  first: readonly number[],
  second: readonly number[],
  better: Better,
): Pick<RecordComparison, "ratio" | "low" | "high"> {
  const sign = better === "more" ? 1 : -1;
  const [a, b] = [first.map(Math.log), second.map(Math.log)];
  const value = sign * (mean(b) - mean(a));
  if (Math.min(a.length, b.length) < INTERVAL_TRIALS) return { ratio: Math.exp(value) };
  const [errorA, errorB] = [squaredError(a), squaredError(b)];
  const error = errorA + errorB;
  // Figures without any scatter are not known that exactly: they are rounded, or one draw.
  if (error === 0) return { ratio: Math.exp(value) };
  const degrees = error ** 2 / (errorA ** 2 / (a.length - 1) + errorB ** 2 / (b.length - 1));
  // Rounded down: a whole number of degrees, and the wider interval.
  const reach = twoSidedT(0.95, Math.max(1, Math.floor(degrees))) * Math.sqrt(error);
  return { ratio: Math.exp(value), low: Math.exp(value - reach), high: Math.exp(value + reach) };
}

/** A ratio of knees is never known better than the grids that they lie on. */
function widened(
  { ratio, low, high }: Pick<RecordComparison, "ratio" | "low" | "high">,
  ...trials: [number, number]
): Pick<RecordComparison, "ratio" | "low" | "high"> {
  if (low === undefined || high === undefined) return { ratio };
  const wide = widenedToGrid({ value: ratio, low, high, trials: Math.min(...trials) }, 2);
  return { ratio, low: wide.low ?? low, high: wide.high ?? high };
}
