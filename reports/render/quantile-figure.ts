// Which number stands for a quantile of a measurement over its trials, and with what reservation.
// Its own file because the table, the curve, the strip and the terminal must agree on it.
// Percentiles are never averaged: the figure is the quantile of the trials' histograms added up.
// Fitness was judged before; here it only decides what may be added.

import { type Bucketed, mergeBucketed, rankOf, valueAtRankNs } from "#histogram/bucketed.ts";
import { decodePayload } from "#histogram/payload.ts";
import type { QuantileName, Quantiles, Step } from "#model/step.ts";
import type { MeasuredStep, Measurement } from "#render/measurements.ts";

/** The key of each quantile in a record, and its rank. */
export const QUANTILE_KEYS = {
  p50: { key: "p50Ns", rank: 0.5 },
  p90: { key: "p90Ns", rank: 0.9 },
  p99: { key: "p99Ns", rank: 0.99 },
  "p99.9": { key: "p999Ns", rank: 0.999 },
} as const satisfies Record<QuantileName, { key: keyof Quantiles; rank: number }>;

/** Range of the single trials' own figures; absent below two of them. */
export interface TrialRange {
  readonly low: number;
  readonly high: number;
}

export type QuantileFigure =
  | {
      readonly kind: "measured";
      readonly ns: number;
      readonly range?: TrialRange;
      /** Trials added up, of those that there are. */
      readonly trials: number;
      readonly ofTrials: number;
    }
  /** In no trial was the generator fit for it: shown struck through, supports nothing. */
  | { readonly kind: "unfit"; readonly ns: number; readonly causes: readonly string[] }
  /** The rank falls among requests that were withheld or never answered. */
  | { readonly kind: "censored"; readonly aboveNs: number }
  /** Too few samples lie above it. */
  | { readonly kind: "unsupported" };

/** Which of a step's histograms is read. */
export interface Reading {
  readonly of: (step: Step) => Quantiles;
  /** Whether a request that is withheld or never answered ranks above all of its samples. */
  readonly lossy: boolean;
}

/** Undisturbed response times: the headline of every section. */
export const RESPONSE: Reading = { of: (step) => step.response, lossy: true };
export const RESPONSE_OF_ALL: Reading = { of: (step) => step.all.response, lossy: true };
export const SERVICE: Reading = { of: (step) => step.service, lossy: true };
export const LAG: Reading = { of: (step) => step.lag, lossy: false };

/** Smallest and largest of at least two numbers. */
export function rangeOf(values: readonly number[]): TrialRange | undefined {
  if (values.length < 2) return undefined;
  return { low: Math.min(...values), high: Math.max(...values) };
}

/** Whether the generator kept its plan for this quantile and the step's books agree. */
export function isUsable(step: Step, name: QuantileName): boolean {
  return step.valid && step.generator.fitQuantiles.includes(name);
}

/**
 * Why steps support nothing, as the record says it; a cause that a reason already quotes is left
 * out.
 */
export function causesOf(steps: readonly MeasuredStep[]): string[] {
  const reasons = [...new Set(steps.flatMap(({ step }) => step.invalidReasons))];
  const causes = [...new Set(steps.flatMap(({ step }) => step.generator.causes))];
  const quoted = (cause: string): boolean => reasons.some((reason) => reason.includes(cause));
  return [...reasons, ...causes.filter((cause) => !quoted(cause))];
}

/** The trials that support a quantile, or all where none does. */
export function stepsFor(measurement: Measurement, name: QuantileName): readonly MeasuredStep[] {
  const usable = measurement.steps.filter(({ step }) => isUsable(step, name));
  return usable.length > 0 ? usable : measurement.steps;
}

const decoded = new WeakMap<Quantiles, Bucketed>();

function decodedOnce(quantiles: Quantiles): Bucketed {
  const known = decoded.get(quantiles);
  if (known !== undefined) return known;
  const histogram = decodePayload(quantiles.hdr);
  decoded.set(quantiles, histogram);
  return histogram;
}

/** Sums by their first part, then by all: adding up is nine tenths of drawing a page. */
const summed = new WeakMap<Quantiles, Map<string, Bucketed>>();
const numbers = new WeakMap<Quantiles, number>();
let numbered = 0;

function numberOf(quantiles: Quantiles): number {
  const number = numbers.get(quantiles) ?? numbered++;
  numbers.set(quantiles, number);
  return number;
}

/** The histograms of these steps, added up. */
export function summedHistogram(steps: readonly MeasuredStep[], reading: Reading): Bucketed {
  const parts = steps.map(({ step }) => reading.of(step));
  const [first] = parts;
  if (first === undefined) return mergeBucketed([]);
  const known = summed.get(first) ?? new Map<string, Bucketed>();
  summed.set(first, known);
  const key = parts.map(numberOf).join(" ");
  const sum = known.get(key) ?? mergeBucketed(parts.map(decodedOnce));
  known.set(key, sum);
  return sum;
}

/**
 * Requests that rank above every reply: withheld, failed or never answered. The record counts them
 * for whole steps, so among the undisturbed they may be fewer: a summed quantile is then a little
 * too high, never too low.
 */
export function lostIn(steps: readonly MeasuredStep[]): number {
  return steps.reduce((sum, { step }) => sum + step.withheld + step.failed + step.unanswered, 0);
}

/** Value at a rank 0 … 1 of the trials together; null where it falls among lost requests. */
export function summedQuantileNs(
  steps: readonly MeasuredStep[],
  reading: Reading,
  rank: number,
): number | null {
  const histogram = summedHistogram(steps, reading);
  const lost = reading.lossy ? lostIn(steps) : 0;
  return valueAtRankNs(histogram, rankOf(rank, histogram.count + lost));
}

/**
 * The figure of one quantile. It is null in the record where too few samples lie above it; a summed
 * figure is given only if at least one trial supports it by itself. Once a trial is censored, the
 * quantile of the sum is at least the smallest of the trials' figures and bounds, so that is what
 * is printed behind ">".
 */
export function quantileFigure(
  measurement: Measurement,
  reading: Reading,
  name: QuantileName,
): QuantileFigure {
  const steps = stepsFor(measurement, name);
  const { key, rank } = QUANTILE_KEYS[name];
  const readings = steps.map(({ step }) => reading.of(step));
  const known = readings.map((one) => one[key]).filter((ns) => ns !== null);
  const bounds = readings
    .filter((one) => one[key] === null)
    .map((one) => one.censoredAboveNs)
    .filter((ns) => ns !== undefined);
  if (bounds.length > 0) return { kind: "censored", aboveNs: Math.min(...bounds, ...known) };
  if (known.length === 0) return { kind: "unsupported" };
  // One trial needs no sum: the record's own figure stands, to the bit.
  const ns = readings.length === 1 ? (known[0] ?? null) : summedQuantileNs(steps, reading, rank);
  if (ns === null) return { kind: "censored", aboveNs: Math.min(...known) };
  if (!steps.some(({ step }) => isUsable(step, name))) {
    return { kind: "unfit", ns, causes: causesOf(steps) };
  }
  const range = rangeOf(known);
  return {
    kind: "measured",
    ns,
    ...(range === undefined ? {} : { range }),
    trials: steps.length,
    ofTrials: measurement.steps.length,
  };
}
