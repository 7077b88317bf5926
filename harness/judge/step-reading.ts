// What one trial contributes to one comparison: a figure, or the reason why it has none. Its own
// file because these are the rules on which figures may meet at all; how they are averaged is
// comparisons.ts's.

import type { MetricName } from "#model/metric.ts";
import type { Trial } from "#model/run-record.ts";
import type { Step } from "#model/step.ts";
import { NO_CLAIM_LABELS, OVERLOADED } from "./labels.ts";
import { quantileOf, responseQuantileOf } from "./response-metrics.ts";

/**
 * `noClaim`: labels under which the figure is shown and supports no claim. `fault`: whose it is
 * that there is none. A pair that the lab lost is another pair; one that a contender lost is a
 * result, and a ranking of the others would leave it out.
 */
export type Reading =
  | { readonly kind: "figure"; readonly figure: number; readonly noClaim: readonly string[] }
  | { readonly kind: "none"; readonly fault: "lab" | "contender"; readonly reason: string };

/** Metrics of one step, compared at its offered rate. */
export const STEP_METRICS = [
  "response.p50",
  "response.p99",
  "response.p99.9",
  "cpuNsPerReply",
] as const satisfies readonly MetricName[];
export type StepMetric = (typeof STEP_METRICS)[number];

const lost = (reason: string): Reading => ({ kind: "none", fault: "lab", reason });
const failed = (reason: string): Reading => ({ kind: "none", fault: "contender", reason });

/**
 * A figure at one offered rate: valid, sustained, and for a quantile with a generator fit for it.
 */
export function readStep(trial: Trial, offeredPerS: number, metric: StepMetric): Reading {
  const step = comparedSteps(trial).find((each) => each.offeredPerS === offeredPerS);
  if (step === undefined) return lost("no step at this rate");
  const refusal = refusalOf(step);
  if (refusal !== undefined) return refusal;
  const quantile = responseQuantileOf(metric);
  if (quantile === undefined) return figure(step.contender.cpuNsPerReply, step);
  const ns = quantileOf(step.response, quantile);
  if (ns !== null && !step.generator.fitQuantiles.includes(quantile)) {
    return lost(`generator unfit for ${quantile}`);
  }
  return ns === null
    ? failed(`no ${quantile}: too few requests above it, in too few moments, or not answered`)
    : figure(ns, step);
}

/**
 * The proportional memory of a trial whose compared steps all count: resident memory counts pages
 * that are mapped several times as often, which a JVM's collector does with its whole heap.
 */
export function readMemory(trial: Trial): Reading {
  const steps = comparedSteps(trial);
  const [step] = steps;
  if (step === undefined) return lost("no step");
  const refusal = steps.map(refusalOf).find((each) => each !== undefined);
  if (refusal !== undefined) return refusal;
  return figure(trial.metrics.find(({ name }) => name === "pssBytes")?.value ?? null, step);
}

/** The knee of a trial, which trial-knees.ts put among its metrics. */
export function readKnee(trial: Trial): Reading {
  const knee = trial.metrics.find(({ name }) => name === "kneePerS");
  const [step] = trial.steps;
  if (step === undefined || knee === undefined) return lost("no knee was searched");
  if (knee.outside === "lab") return failed("the knee is the lab's own, or close to it");
  if (knee.outside !== undefined) return failed(`the knee lies ${knee.outside} the grid of rates`);
  return knee.value === null
    ? lost("no knee: too few steps of the grid say anything, or none near it")
    : figure(knee.value, step);
}

/** The steps at rates that are the same for all contenders. */
export function comparedSteps({ steps }: Trial): Step[] {
  return steps.filter(({ gridPosition }) => gridPosition === null);
}

function refusalOf(step: Step): Reading | undefined {
  if (!step.generator.fit) return lost(`invalid: ${step.invalidReasons.join("; ")}`);
  if (!step.valid) return failed(`invalid: ${step.invalidReasons.join("; ")}`);
  if (step.labels.includes(OVERLOADED)) {
    return failed("overloaded: achieved less than 99 % of the plan");
  }
  return undefined;
}

function figure(value: number | null, step: Step): Reading {
  // Usage that the system does not tell reads as 0; all these metrics are compared by ratio.
  if (value === null || value <= 0) return lost("no figure above 0");
  return {
    kind: "figure",
    figure: value,
    noClaim: step.labels.filter((label) => NO_CLAIM_LABELS.includes(label)),
  };
}
