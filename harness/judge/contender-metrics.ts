// The figures of a contender variant over its trials, with their intervals. Its own file because of
// the two rules that a single trial does not have: which trials enter, and that a quantile is that
// of the merged histograms while its interval is the one of the trials' own figures.

import { type MetricName, METRICS } from "#model/metric.ts";
import type { JobTrial, Trial, Value } from "#model/run-record.ts";
import { mergedResponse, quantileOf, responseQuantileOf } from "./response-metrics.ts";
import { kneeEstimate } from "./knee.ts";
import { type Estimate, geometricEstimate } from "./statistics.ts";
import { valueOf } from "./trial-metrics.ts";

/** How the trials of one shape are read. */
interface TrialRules<AnyTrial> {
  isUsable(trial: AnyTrial, name: MetricName): boolean;
  overTrials(trials: readonly AnyTrial[], name: MetricName): Value;
}

/**
 * One value per metric that any trial has, from the usable trials: valid first step, and for a
 * quantile a generator fit for it. `trials` counts those. Where none is usable all enter, `trials`
 * is 0 and there is no interval: the figure is to be shown struck through.
 */
export function contenderMetrics(trials: readonly Trial[]): Value[] {
  return metricsBy(trials, { isUsable, overTrials });
}

/** As contenderMetrics, of jobs and kernels. */
export function jobMetrics(trials: readonly JobTrial[]): Value[] {
  return metricsBy(trials, {
    isUsable: ({ steps: [step] }) => step?.valid === true,
    overTrials: (some, name) => {
      const { estimate, isComplete } = geometricOf(some, name);
      const value = estimate?.value ?? null;
      return { ...valueOf(name, value), ...(isComplete ? intervalAround(value, estimate) : {}) };
    },
  });
}

function metricsBy<AnyTrial extends Pick<Trial, "metrics">>(
  trials: readonly AnyTrial[],
  rules: TrialRules<AnyTrial>,
): Value[] {
  return METRICS.flatMap(({ name }) => {
    const having = trials.filter((trial) => figureOf(trial, name) !== undefined);
    if (having.length === 0) return [];
    const usable = having.filter((trial) => rules.isUsable(trial, name));
    return usable.length > 0
      ? [{ ...rules.overTrials(usable, name), trials: usable.length }]
      : [{ ...valueOf(name, rules.overTrials(having, name).value), trials: 0 }];
  });
}

function figureOf({ metrics }: Pick<Trial, "metrics">, name: MetricName): Value | undefined {
  return metrics.find((value) => value.name === name);
}

function isUsable(trial: Trial, name: MetricName): boolean {
  const figure = figureOf(trial, name);
  // A knee was made from the usable steps of its grid alone.
  if (name === "kneePerS") return figure?.value !== null || figure.outside !== undefined;
  const [step] = trial.steps;
  if (step === undefined || !step.valid) return false;
  const quantile = responseQuantileOf(name);
  // One without a figure of its own, because a stall lies in too few moments, is in the merged one.
  if (quantile === undefined || figure?.value === null) return true;
  return step.generator.fitQuantiles.includes(quantile);
}

function overTrials(trials: readonly Trial[], name: MetricName): Value {
  if (name === "kneePerS") return kneeOver(trials);
  const { estimate, isComplete } = geometricOf(trials, name);
  const quantile = responseQuantileOf(name);
  const value =
    quantile === undefined
      ? (estimate?.value ?? null)
      : quantileOf(mergedResponse(trials.flatMap((trial) => trial.steps.slice(0, 1))), quantile);
  return { ...valueOf(name, value), ...(isComplete ? intervalAround(value, estimate) : {}) };
}

/** A knee that one trial knows from one side only is known from that side only. */
function kneeOver(trials: readonly Trial[]): Value {
  const figures = trials.flatMap((trial) => figureOf(trial, "kneePerS") ?? []);
  const outside = figures.find((figure) => figure.value === null)?.outside;
  if (outside !== undefined) return { ...valueOf("kneePerS", null), outside };
  const { value, low, high } = kneeEstimate(figures.flatMap((figure) => figure.value ?? []));
  const isLabs = figures.some((figure) => figure.outside === "lab");
  return {
    ...valueOf("kneePerS", value),
    ...(low === undefined || high === undefined ? {} : { low, high }),
    ...(isLabs ? { outside: "lab" } : {}),
  };
}

/**
 * Over the figures above 0. An interval of the trials that happen to have one would not be of all.
 */
function geometricOf(
  trials: readonly Pick<Trial, "metrics">[],
  name: MetricName,
): { readonly estimate: Estimate | undefined; readonly isComplete: boolean } {
  const figures = trials.flatMap((trial) => figureOf(trial, name)?.value ?? []);
  const positive = figures.filter((figure) => figure > 0);
  const estimate = positive.length > 0 ? geometricEstimate(positive) : undefined;
  return { estimate, isComplete: positive.length === trials.length };
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
