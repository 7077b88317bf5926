// Which quantiles of a payload may be published. Its own file because this is a rule, not
// arithmetic:
//   - requests that were withheld or never answered rank as +∞, above every recorded sample;
//   - a quantile needs 20 samples above it, in 5 different slices of the step, or it is one event
//     and not a tail.
// What cannot be published is null. How ranks and middles are found is bucketed.ts's.

import type { Quantiles } from "#model/step.ts";
import { type Bucketed, meanNs, rankOf, valueAtRankNs } from "./bucketed.ts";
import { decodePayload } from "./payload.ts";

/** Fewer samples than this above a quantile: its value hangs on single requests. */
export const SAMPLES_ABOVE = 20;
/** Fewer slices than this: one burst or one pause made the tail. */
export const SLICES_ABOVE = 5;

export interface QuantileInputs {
  /** Exact sum of the samples; without it the mean is that of the buckets. */
  readonly sumNs?: number;
  /** Largest recorded value, exact; null if nothing was recorded. */
  readonly maxNs: number | null;
  /** Withheld and unanswered requests: samples of +∞. */
  readonly censored?: number;
  /**
   * In how many slices of the step a sample lies at or above this value; left out where no timeline
   * was kept.
   */
  readonly slicesAtOrAbove?: (valueNs: number) => number;
}

/** `maxNs` stays the largest recorded value, however many requests were never answered. */
export function quantilesOf(hdr: string, inputs: QuantileInputs): Quantiles {
  const histogram = decodePayload(hdr);
  const found = [0.5, 0.9, 0.99, 0.999].map((q) => published(histogram, q, inputs));
  const [p50Ns, p90Ns, p99Ns, p999Ns] = found.map((value) =>
    typeof value === "number" ? value : null,
  ) as [number | null, number | null, number | null, number | null];
  const missing = found.filter((value) => typeof value !== "number");
  // Given only where it explains every null: otherwise "> x" would be printed for a quantile that
  // lies below x.
  const explains = missing.length > 0 && missing.every((value) => value === "censored");
  return {
    count: histogram.count,
    meanNs: meanOf(histogram, inputs.sumNs),
    p50Ns,
    p90Ns,
    p99Ns,
    p999Ns,
    maxNs: inputs.maxNs,
    ...(explains && inputs.maxNs !== null ? { censoredAboveNs: inputs.maxNs } : {}),
    hdr,
  };
}

function published(
  histogram: Bucketed,
  q: number,
  inputs: QuantileInputs,
): number | "censored" | "unsupported" {
  const ranked = histogram.count + (inputs.censored ?? 0);
  const rank = rankOf(q, ranked);
  if (ranked > 0 && rank > histogram.count) return "censored";
  const valueNs = valueAtRankNs(histogram, rank);
  if (valueNs === null || ranked - rank < SAMPLES_ABOVE) return "unsupported";
  if ((inputs.slicesAtOrAbove?.(valueNs) ?? SLICES_ABOVE) < SLICES_ABOVE) return "unsupported";
  return valueNs;
}

function meanOf(histogram: Bucketed, sumNs: number | undefined): number | null {
  if (sumNs === undefined || histogram.count === 0) return meanNs(histogram);
  return sumNs / histogram.count;
}
