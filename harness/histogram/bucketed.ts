// A finished histogram as plain data, and what can be asked of it: addition, quantiles, mean. Its
// own file because reports and comparisons work on it without ever recording. The largest value is
// left out: buckets do not know it exactly, whoever recorded does.

/**
 * Buckets that hold samples, ascending. `lowsNs` and `highsNs` are the smallest and largest whole
 * ns of each.
 */
export interface Bucketed {
  readonly count: number;
  readonly lowsNs: Float64Array;
  readonly highsNs: Float64Array;
  readonly counts: Float64Array;
}

/** Decimals kept of a rank before it is rounded up: 0.07 × 100 is 7, not 7.000000000000001. */
const RANK_DECIMALS = 6;

/** Nearest rank: the ceil(q·n)-th smallest of n samples, counted from 1. */
export function rankOf(q: number, count: number): number {
  return Math.max(1, Math.ceil(Number((q * count).toFixed(RANK_DECIMALS))));
}

/**
 * Middle of the bucket that holds the sample of this rank: at most 0.05 % off. null above the last
 * sample.
 */
export function valueAtRankNs(histogram: Bucketed, rank: number): number | null {
  let below = 0;
  for (let index = 0; index < histogram.counts.length; index++) {
    below += histogram.counts[index] as number;
    if (below >= rank) return middleNs(histogram, index);
  }
  return null;
}

/** Quantile by nearest rank; null for an empty histogram. */
export function quantileNs(histogram: Bucketed, q: number): number | null {
  return valueAtRankNs(histogram, rankOf(q, histogram.count));
}

/** Mean of the buckets' middles: at most 0.05 % off; null for an empty histogram. */
export function meanNs(histogram: Bucketed): number | null {
  if (histogram.count === 0) return null;
  const sumNs = histogram.counts.reduce(
    (sum, count, index) => sum + count * middleNs(histogram, index),
    0,
  );
  return sumNs / histogram.count;
}

/** Addition: bucket by bucket, whatever the order. */
export function mergeBucketed(histograms: readonly Bucketed[]): Bucketed {
  const buckets = new Map<number, { highNs: number; count: number }>();
  for (const histogram of histograms) {
    histogram.lowsNs.forEach((lowNs, index) => {
      const bucket = buckets.get(lowNs) ?? { highNs: histogram.highsNs[index] as number, count: 0 };
      bucket.count += histogram.counts[index] as number;
      buckets.set(lowNs, bucket);
    });
  }
  const lowsNs = Float64Array.from(buckets.keys()).sort();
  const found = Array.from(lowsNs, (lowNs) => buckets.get(lowNs) ?? { highNs: lowNs, count: 0 });
  return {
    count: histograms.reduce((sum, histogram) => sum + histogram.count, 0),
    lowsNs,
    highsNs: Float64Array.from(found, (bucket) => bucket.highNs),
    counts: Float64Array.from(found, (bucket) => bucket.count),
  };
}

function middleNs(histogram: Bucketed, index: number): number {
  return ((histogram.lowsNs[index] as number) + (histogram.highsNs[index] as number)) / 2;
}
