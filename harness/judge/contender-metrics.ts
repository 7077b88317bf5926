// The figures of a contender variant over its trials, with their intervals. Its own file because of
// the two rules that a single trial does not have: which trials enter, and that a quantile is that
// of the merged histograms while its interval is the one of the trials' own figures.

import { type MetricName, METRICS } from "#model/metric.ts";
import type { Trial, Value } from "#model/run-record.ts";
import { mergedResponse, quantileOf, responseQuantileOf } from "./response-metrics.ts";
import { type Estimate, geometricEstimate } from "./statistics.ts";
import { valueOf } from "./trial-metrics.ts";

/**
 * One value per metric that any trial has, from the usable trials: valid first step, and for a
 * quantile a generator fit for it. `trials` counts those. Where none is usable all enter, `trials`
 * is 0 and there is no interval: the figure is to be shown struck through.
 */
export function contenderMetrics(trials: readonly Trial[]): Value[] {
  return METRICS.flatMap(({ name }) => {
    const having = trials.filter((trial) => figureOf(trial, name) !== undefined);
    if (having.length === 0) return [];
    const usable = having.filter((trial) => isUsable(trial, name));
    return usable.length > 0
      ? [{ ...overTrials(usable, name), trials: usable.length }]
      : [{ ...valueOf(name, overTrials(having, name).value), trials: 0 }];
  });
}

function figureOf(trial: Trial, name: MetricName): Value | undefined {
  return trial.metrics.find((value) => value.name === name);
}

function isUsable({ steps: [step] }: Trial, name: MetricName): boolean {
  if (step === undefined || !step.valid) return false;
  const quantile = responseQuantileOf(name);
  return quantile === undefined || step.generator.fitQuantiles.includes(quantile);
}

function overTrials(trials: readonly Trial[], name: MetricName): Value {
  const figures = trials.flatMap((trial) => figureOf(trial, name)?.value ?? []);
  const positive = figures.filter((figure) => figure > 0);
  const estimate = positive.length > 0 ? geometricEstimate(positive) : undefined;
  const quantile = responseQuantileOf(name);
  const value =
    quantile === undefined
      ? (estimate?.value ?? null)
      : quantileOf(mergedResponse(trials.flatMap((trial) => trial.steps.slice(0, 1))), quantile);
  // An interval of the trials that happen to have a figure would not be one of all.
  const complete = positive.length === trials.length;
  return { ...valueOf(name, value), ...(complete ? intervalAround(value, estimate) : {}) };
}

/**
 * A merged quantile can lie outside the interval of the trials' own; the interval is then stretched
 * to it.
 */
function intervalAround(
  value: number | null,
  estimate: Estimate | undefined,
): { readonly low?: number; readonly high?: number } {
  if (value === null || estimate?.low === undefined || estimate.high === undefined) return {};
  return { low: Math.min(estimate.low, value), high: Math.max(estimate.high, value) };
}
