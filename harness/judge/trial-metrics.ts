// The figures of one trial: those of its first step, the rate that the plan names first, and the
// highest memory at all compared rates: on the grid that finds the knee, contenders meet different
// rates. Further rates are read from the steps themselves. What drive measures outside steps
// (closed-loop rate, PSS) it adds itself.

import { type MetricName, METRICS, metricOf } from "#model/metric.ts";
import type { Value } from "#model/run-record.ts";
import type { Step } from "#model/step.ts";
import { quantileOf, responseQuantileOf } from "./response-metrics.ts";

/** Figures of one trial; empty for a trial without a step. */
export function trialMetrics(steps: readonly Step[]): Value[] {
  const [step] = steps;
  if (step === undefined) return [];
  const responseValues = METRICS.flatMap(({ name }) => {
    const quantile = responseQuantileOf(name);
    return quantile === undefined ? [] : [valueOf(name, quantileOf(step.response, quantile))];
  });
  const compared = steps.filter(({ gridPosition }) => gridPosition === null);
  const rssBytesPeak = Math.max(...compared.map((each) => each.contender.rssBytesMax));
  return [
    ...responseValues,
    valueOf("cpuNsPerReply", step.contender.cpuNsPerReply),
    valueOf("achievedPerS", step.achievedPerS),
    valueOf("rssBytesPeak", rssBytesPeak),
  ];
}

/** A figure with the unit and direction of its metric. */
export function valueOf(name: MetricName, value: number | null): Value {
  const { unit, better } = metricOf(name);
  return { name, unit, value, better };
}
