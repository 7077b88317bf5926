// What a measurement cost and counted over its trials: rates, CPU, memory, fates of requests. Its
// own file because, unlike quantiles, these are sums or maxima that can be formed from the steps'
// numbers.

import { rangeOf, type TrialRange } from "#render/quantile-figure.ts";
import type { Measurement } from "#render/measurements.ts";
import type { RequestCounts } from "#model/step.ts";
import { NS_PER_S } from "#model/units.ts";

/** A figure over all trials with the range of the single ones. */
export interface PooledFigure {
  readonly value: number | null;
  readonly range?: TrialRange;
}

export interface UsageFigures {
  /** Planned requests over planned time, all trials together. */
  readonly offeredPerS: PooledFigure;
  /** Right replies over planned time, all trials together. */
  readonly achievedPerS: PooledFigure;
  /** CPU of all trials over replies of all trials. */
  readonly cpuNsPerReply: PooledFigure;
  /** Highest of the trials. */
  readonly rssBytesPeak: PooledFigure;
  readonly pssBytes: PooledFigure;
  readonly counts: RequestCounts;
}

function withRange(value: number | null, perTrial: readonly number[]): PooledFigure {
  const range = rangeOf(perTrial);
  return range === undefined ? { value } : { value, range };
}

function highest(perTrial: readonly number[]): PooledFigure {
  return withRange(perTrial.length === 0 ? null : Math.max(...perTrial), perTrial);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function summedCounts(all: readonly RequestCounts[]): RequestCounts {
  const total = (key: keyof RequestCounts) => sum(all.map((counts) => counts[key]));
  return {
    planned: total("planned"),
    sent: total("sent"),
    withheld: total("withheld"),
    owed: total("owed"),
    replied: total("replied"),
    failed: total("failed"),
    unanswered: total("unanswered"),
    mismatched: total("mismatched"),
  };
}

function cpuNsPerReply(measurement: Measurement): PooledFigure {
  const metered = measurement.steps.filter(({ step }) => step.contender.cpuNsPerReply !== null);
  const replies = sum(metered.map(({ step }) => step.replied));
  const cpuS = sum(metered.map(({ step }) => step.contender.cpuS));
  return withRange(
    replies === 0 ? null : (cpuS * NS_PER_S) / replies,
    metered.map(({ step }) => step.contender.cpuNsPerReply).filter((ns) => ns !== null),
  );
}

/** Values that a measurement's trials report under a metric's name. */
function trialValues(measurement: Measurement, name: string): number[] {
  return [...new Set(measurement.steps.map(({ trial }) => trial))]
    .flatMap(({ metrics }) => metrics)
    .filter((metric) => metric.name === name)
    .map(({ value }) => value)
    .filter((value) => value !== null);
}

/** The valid steps; where none is valid, all of them: the outcome beside says so. */
function usedSteps(measurement: Measurement): Measurement {
  const valid = measurement.steps.filter(({ step }) => step.valid);
  return valid.length === 0 ? measurement : { ...measurement, steps: valid };
}

/** The figures of one measurement; counts are those of all trials, the rest of the valid ones. */
export function usageFigures(measurement: Measurement): UsageFigures {
  const used = usedSteps(measurement);
  const steps = used.steps.map(({ step }) => step);
  const plannedS = sum(steps.map((step) => step.durationS));
  const right = sum(steps.map((step) => step.achievedPerS * step.durationS));
  return {
    offeredPerS: withRange(
      sum(steps.map((step) => step.planned)) / plannedS,
      steps.map((step) => step.planned / step.durationS),
    ),
    achievedPerS: withRange(
      right / plannedS,
      steps.map((step) => step.achievedPerS),
    ),
    cpuNsPerReply: cpuNsPerReply(used),
    rssBytesPeak: highest(steps.map((step) => step.contender.rssBytesMax)),
    pssBytes: highest(trialValues(used, "pssBytes")),
    counts: summedCounts(measurement.steps.map(({ step }) => step)),
  };
}
