// Which single step stands for a measurement in the charts over time: that of the block nearest to
// the median. Its own file because heat map, CPU and memory must show the same trial. A median of
// several trials has no timeline of its own, and the first block would be an accident.

import type { QuantileName, Step } from "#model/step.ts";
import type { MeasuredStep, Measurement } from "#render/measurements.ts";
import { QUANTILE_KEYS } from "#render/quantile-figure.ts";
import type { SeriesStyles } from "#render/series-style.ts";

/** Which steps are chosen, and how much of them is shown. */
export interface OverTime {
  readonly quantile: QuantileName;
  readonly styles: SeriesStyles;
  readonly brief: boolean;
}

/** Falls back to the median where a step does not support the judged quantile. */
function judgedNs({ response }: Step, name: QuantileName): number {
  return response[QUANTILE_KEYS[name].key] ?? response.p50Ns ?? Infinity;
}

/** Valid steps if there are any. Undefined where a measurement has no step. */
export function typicalStep({ steps }: Measurement, name: QuantileName): MeasuredStep | undefined {
  const valid = steps.filter(({ step }) => step.valid);
  const sorted = (valid.length > 0 ? valid : steps).toSorted(
    (one, other) => judgedNs(one.step, name) - judgedNs(other.step, name),
  );
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
