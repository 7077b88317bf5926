// The figures of jobs and kernels: of one trial, and what it contributes to a comparison. Its own
// file because they are read from another kind of step than a service's; how figures of trials
// become one is contender-metrics.ts's and comparisons.ts's.

import type { JobStep } from "#model/job-step.ts";
import type { MetricName } from "#model/metric.ts";
import type { JobTrial, Value } from "#model/run-record.ts";
import { NO_CLAIM_LABELS } from "./labels.ts";
import type { Reading } from "./step-reading.ts";
import { valueOf } from "./trial-metrics.ts";

/** In the order of tables; a step has those that its scenario and its shape give it. */
export const JOB_METRICS = [
  "elapsed.p50",
  "nsPerOp",
  "bytesPerS",
  "rowsPerS",
  "cpuNsPerRequest",
  "rssBytesPeak",
] as const satisfies readonly MetricName[];
export type JobMetric = (typeof JOB_METRICS)[number];

/** Undefined where steps of this kind have no such figure. */
function figureOf(step: JobStep, metric: JobMetric): number | undefined {
  const { self, contender, elapsedMedianNs, bytesPerS, rowsPerS } = step;
  switch (metric) {
    case "nsPerOp":
      return self?.nsPerOpMedian;
    case "rssBytesPeak":
      return contender.rssBytesMax;
    case "bytesPerS":
      return bytesPerS;
    case "rowsPerS":
      return rowsPerS;
    // A kernel's request is as long as its micro-harness pleases.
    case "elapsed.p50":
      return self === undefined ? elapsedMedianNs : undefined;
    case "cpuNsPerRequest":
      return self === undefined ? contender.cpuNsPerRequest : undefined;
  }
}

/** Figures of one trial; empty for a trial without a step. */
export function jobTrialMetrics([step]: readonly JobStep[]): Value[] {
  if (step === undefined) return [];
  return JOB_METRICS.flatMap((metric) => {
    const figure = figureOf(step, metric);
    return figure === undefined ? [] : [valueOf(metric, figure)];
  });
}

/** Which of the metrics these trials have. */
export function jobMetricsOf(trials: readonly JobTrial[]): JobMetric[] {
  return JOB_METRICS.filter((metric) =>
    trials.some(({ steps }) => steps.some((step) => figureOf(step, metric) !== undefined)),
  );
}

/** What a trial contributes to a comparison in `metric`. */
export function readJob({ steps: [step] }: JobTrial, metric: JobMetric): Reading {
  if (step === undefined) return { kind: "none", fault: "lab", reason: "no step" };
  if (!step.valid) {
    const reason = `invalid: ${step.invalidReasons.join("; ")}`;
    return { kind: "none", fault: "contender", reason };
  }
  const figure = figureOf(step, metric) ?? 0;
  // Usage that the system does not tell reads as 0; all these metrics are compared by ratio.
  if (figure <= 0) return { kind: "none", fault: "lab", reason: "no figure above 0" };
  const noClaim = step.labels.filter((label) => NO_CLAIM_LABELS.includes(label));
  return { kind: "figure", figure, noClaim };
}
