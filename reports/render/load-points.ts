// Response time over offered load, as numbers: one point for each rate that is compared and one for
// each position of the grid that finds the knee. Its own file because what counts as kept, failed
// or unfit is a rule, not a drawing. Grids are shifted in every block, so a position's rate is the
// geometric mean over its steps, and its quantile that of the steps' histograms added up.

import type { QuantileName } from "#model/step.ts";
import { isFailed, type MeasuredStep, type Measurement } from "#render/measurements.ts";
import { isUsable, quantileFigure, RESPONSE } from "#render/quantile-figure.ts";

/** Points a curve; more cannot be told apart at the width of a page. */
const POINTS_MAX = 100;

/**
 * kept: it answered everything, and the generator was fit. failed: requests were withheld or late
 * in at least half of the steps. unfit: no step supports the quantile; it stands for nothing.
 */
export type LoadState = "kept" | "failed" | "unfit";

export interface LoadPoint {
  readonly offeredPerS: number;
  /** Null: above every recorded reply, or not supported. */
  readonly ns: number | null;
  readonly state: LoadState;
  readonly failedSteps: number;
  readonly steps: number;
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

function figureNs(measurement: Measurement, name: QuantileName): number | null {
  const figure = quantileFigure(measurement, RESPONSE, name);
  return figure.kind === "measured" || figure.kind === "unfit" ? figure.ns : null;
}

function pointOf({ result, steps }: Measurement, name: QuantileName): LoadPoint | undefined {
  const failed = steps.filter(({ step }) => isFailed(step));
  const usable = steps.filter(({ step }) => isUsable(step, name));
  const state = stateOf(steps, failed, usable);
  const ns = figureNs({ result, steps: usable.length > 0 ? usable : steps }, name);
  // What was kept up with has a figure, or too few samples for one: no point to draw.
  if (ns === null && state !== "failed") return undefined;
  return {
    offeredPerS: geometricMean(steps.map(({ step }) => step.offeredPerS)),
    ns,
    state,
    failedSteps: failed.length,
    steps: steps.length,
  };
}

function stateOf(
  steps: readonly MeasuredStep[],
  failed: readonly MeasuredStep[],
  usable: readonly MeasuredStep[],
): LoadState {
  if (2 * failed.length >= steps.length) return "failed";
  return usable.length > 0 ? "kept" : "unfit";
}

/** Evenly chosen, the ends among them. */
export function thinned<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points;
  const kept = new Set(
    Array.from({ length: most }, (_, at) => Math.round((at * (points.length - 1)) / (most - 1))),
  );
  return points.filter((_, at) => kept.has(at));
}

/** The points of one contender variant by rising rate, at most 100. */
export function loadPoints(measurement: Measurement, name: QuantileName): readonly LoadPoint[] {
  const groups = Map.groupBy(measurement.steps, ({ step }) =>
    step.gridPosition === null ? `rate ${step.offeredPerS}` : `grid ${step.gridPosition}`,
  );
  const points = [...groups.values()]
    .flatMap((steps) => pointOf({ result: measurement.result, steps }, name) ?? [])
    .toSorted((one, other) => one.offeredPerS - other.offeredPerS);
  return thinned(points, POINTS_MAX);
}
