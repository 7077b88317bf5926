// The points of one percentile curve, as numbers. Its own file because the drawing and the table
// beside it read the same points. A point uses the trials that the next published quantile uses, so
// markers and curve agree.

import { type Bucketed, rankOf, valueAtRankNs } from "#histogram/bucketed.ts";
import { QUANTILE_NAMES, type QuantileName } from "#model/step.ts";
import type { Measurement } from "#render/measurements.ts";
import {
  isUsable,
  lostIn,
  QUANTILE_KEYS,
  quantileFigure,
  RESPONSE,
  stepsFor,
  summedHistogram,
} from "#render/quantile-figure.ts";

/** Points a curve; more cannot be told apart at the width of a page. */
export const CURVE_POINTS = 48;
/** Enough for the bends. */
export const BRIEF_CURVE_POINTS = 28;
/** p10: below it a curve only falls to its single fastest reply. */
const FIRST_NINES = -Math.log10(0.9);
/**
 * The same rule as for published quantiles: fewer samples above a point, and it is a single event.
 */
const SAMPLES_ABOVE = 20;
/** 99.99 %: beyond it no run of this lab is long enough. */
export const NINES_MAX = 4;

export interface CurvePoint {
  /** −log10(1 − rank): 1 is p90, 2 is p99. */
  readonly nines: number;
  readonly ns: number;
  /** Whether the generator was judged fit there; otherwise drawn dotted. */
  readonly fit: boolean;
}

export function ninesOf(rank: number): number {
  return -Math.log10(1 - rank);
}

function isAbove(rank: number, name: QuantileName): boolean {
  return rank > QUANTILE_KEYS[name].rank + Number.EPSILON;
}

/** The published quantile at or above a rank; the last one for all beyond it. */
function bandOf(rank: number): QuantileName {
  return QUANTILE_NAMES.find((name) => !isAbove(rank, name)) ?? "p99.9";
}

interface Band {
  readonly histogram: Bucketed;
  /** Samples and lost requests. */
  readonly ranked: number;
  readonly supported: boolean;
  readonly fit: boolean;
}

function readBand(measurement: Measurement, name: QuantileName): Band {
  const steps = stepsFor(measurement, name);
  const histogram = summedHistogram(steps, RESPONSE);
  return {
    histogram,
    ranked: histogram.count + lostIn(steps),
    supported: quantileFigure(measurement, RESPONSE, name).kind !== "unsupported",
    fit: steps.some(({ step }) => isUsable(step, name)),
  };
}

function pointOf({ histogram, ranked, supported, fit }: Band, at: number): CurvePoint | undefined {
  const rank = rankOf(at, ranked);
  if (!supported || ranked - rank < SAMPLES_ABOVE) return undefined;
  const ns = valueAtRankNs(histogram, rank);
  return ns === null ? undefined : { nines: ninesOf(at), ns, fit: fit && !isAbove(at, "p99.9") };
}

export interface Curve {
  /** Evenly spaced on the axis of nines, with the published quantiles among them. */
  readonly points: readonly CurvePoint[];
  /** The point at a rank 0 … 1, or undefined where the samples do not support one. */
  at(rank: number): CurvePoint | undefined;
}

/** The curve of a measurement's undisturbed response times. */
export function readCurve(measurement: Measurement, pointsMax: number): Curve {
  const bands = new Map(QUANTILE_NAMES.map((name) => [name, readBand(measurement, name)]));
  const at = (rank: number): CurvePoint | undefined => {
    const band = bands.get(bandOf(rank));
    return band === undefined ? undefined : pointOf(band, rank);
  };
  return { points: curveRanks(pointsMax).flatMap((rank) => at(rank) ?? []), at };
}

function curveRanks(pointsMax: number): number[] {
  const even = Array.from({ length: pointsMax - QUANTILE_NAMES.length }, (_, at) => {
    const part = at / (pointsMax - QUANTILE_NAMES.length - 1);
    return 1 - 10 ** -(FIRST_NINES + part * (NINES_MAX - FIRST_NINES));
  });
  const named = QUANTILE_NAMES.map((name): number => QUANTILE_KEYS[name].rank);
  return [...even, ...named].toSorted((one, other) => one - other);
}
