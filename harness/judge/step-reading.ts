// What one trial contributes to one comparison: a figure, or the reason why it has none. Its own
// file because these are the rules on which figures may meet at all; how they are averaged is
// comparisons.ts's.

import type { MetricName } from "#model/metric.ts";
import type { Trial } from "#model/run-record.ts";
import type { Step } from "#model/step.ts";
import { NO_CLAIM_LABELS, OVERLOADED } from "./labels.ts";
import { quantileOf, responseQuantileOf } from "./response-metrics.ts";

/** `noClaim`: labels under which the figure is shown and supports no claim. */
export type Reading =
  | { readonly kind: "figure"; readonly figure: number; readonly noClaim: readonly string[] }
  | { readonly kind: "none"; readonly reason: string };

/** Metrics of one step, compared at its offered rate. */
export const STEP_METRICS = [
  "response.p50",
  "response.p99",
  "response.p99.9",
  "cpuNsPerReply",
] as const satisfies readonly MetricName[];
export type StepMetric = (typeof STEP_METRICS)[number];

const none = (reason: string): Reading => ({ kind: "none", reason });

/**
 * A figure at one offered rate: valid, sustained, and for a quantile with a generator fit for it.
 */
export function readStep(trial: Trial, offeredPerS: number, metric: StepMetric): Reading {
  const step = trial.steps.find((each) => each.offeredPerS === offeredPerS);
  if (step === undefined) return none("no step at this rate");
  const refusal = refusalOf(step);
  if (refusal !== undefined) return none(refusal);
  const quantile = responseQuantileOf(metric);
  if (quantile === undefined) return figure(step.contender.cpuNsPerReply, step);
  if (!step.generator.fitQuantiles.includes(quantile))
    return none(`generator unfit for ${quantile}`);
  return figure(quantileOf(step.response, quantile), step);
}

/** The highest memory of a trial whose steps all count. */
export function readPeakMemory(trial: Trial): Reading {
  const [step] = trial.steps;
  if (step === undefined) return none("no step");
  const refusal = trial.steps.map(refusalOf).find((each) => each !== undefined);
  if (refusal !== undefined) return none(refusal);
  return figure(Math.max(...trial.steps.map((each) => each.contender.rssBytesMax)), step);
}

function refusalOf(step: Step): string | undefined {
  if (!step.valid) return `invalid: ${step.invalidReasons.join("; ")}`;
  if (step.labels.includes(OVERLOADED)) return "overloaded: achieved less than 99 % of the plan";
  return undefined;
}

function figure(value: number | null, step: Step): Reading {
  if (value === null) return none("no figure: too few samples, or not among the answered");
  // Usage that the system does not tell reads as 0; all these metrics are compared by ratio.
  if (value <= 0) return none("no figure above 0");
  return {
    kind: "figure",
    figure: value,
    noClaim: step.labels.filter((label) => NO_CLAIM_LABELS.includes(label)),
  };
}
