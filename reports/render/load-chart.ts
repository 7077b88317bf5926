// What the chart of response time over offered load shows: which contender variants, at which
// quantile, with which limit and knees. Its own file because the drawing and the table beside it
// read the same. A chart needs some contender that was measured at more than one rate.

import type { ContenderResult, JudgedSlo, ServiceRecord } from "#model/run-record.ts";
import type { QuantileName } from "#model/step.ts";
import { boldVariants } from "#render/emphasis.ts";
import { type LoadPoint, loadPoints } from "#render/load-points.ts";
import { type Condition, stepsByVariant, variantLabel } from "#render/measurements.ts";
import { kneeNote } from "#render/knee-note.ts";
import { type Series, type SeriesStyles, styleOf } from "#render/series-style.ts";

/** Judged where the record names no quantile: the ranking metric of the tail. */
export const DEFAULT_QUANTILE: QuantileName = "p99";

/** A knee over trials, in requests/s, with the ends of its interval where it has one. */
export interface KneeFigure {
  readonly perS: number;
  /** Where the figure is a bound: why. */
  readonly note?: string;
  readonly ends?: readonly [lowPerS: number, highPerS: number];
}

export interface LoadLine {
  readonly series: Series;
  readonly points: readonly LoadPoint[];
  readonly knee: KneeFigure | undefined;
}

/** The curves of one scenario. */
export interface LoadChart {
  readonly workload: ServiceRecord;
  readonly scenario: string;
  readonly quantile: QuantileName;
  readonly slo: JudgedSlo | undefined;
  readonly lines: readonly LoadLine[];
  readonly brief: boolean;
}

/** Undefined where none was found, or none was looked for. */
export function kneeOf({ metrics }: ContenderResult): KneeFigure | undefined {
  const found = metrics.find(({ name }) => name === "kneePerS");
  if (found === undefined || found.value === null) return undefined;
  const { value: perS, low, high } = found;
  const note = kneeNote(found);
  return {
    perS,
    ...(low === undefined || high === undefined ? {} : { ends: [low, high] }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Undefined where no contender was measured at more than one rate. */
export function readLoadChart(
  chief: Condition,
  styles: SeriesStyles,
  brief: boolean,
): LoadChart | undefined {
  const { workload, scenario } = chief;
  const quantile = workload.sloQuantile ?? DEFAULT_QUANTILE;
  const bold = boldVariants(chief);
  const lines = stepsByVariant(workload, scenario)
    .map((measurement) => {
      const label = variantLabel(measurement.result);
      return {
        series: { label, style: styleOf(styles, label), bold: bold.has(label) },
        points: loadPoints(measurement, quantile),
        knee: kneeOf(measurement.result),
      };
    })
    .filter(({ points }) => points.length > 0);
  if (lines.every(({ points }) => points.length < 2)) return undefined;
  return { workload, scenario, quantile, slo: workload.slo, lines, brief };
}
