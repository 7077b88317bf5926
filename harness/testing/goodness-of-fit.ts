// Whether samples come from a distribution, by the classic tests, for schedules and draws. Each
// compares a statistic with its published critical value; seeds are fixed where these are used, so
// that a test passes or fails for good.
//
// Stephens, JASA 69 (1974) 730–737, all parameters known: Kolmogorov–Smirnov D·(√n + 0.12 +
// 0.11/√n) and Anderson–Darling A². Chi-square by the Wilson–Hilferty approximation.

export type Distribution = (value: number) => number;

/** Critical values at a level of 1 %. */
export const KOLMOGOROV_SMIRNOV_MAX = 1.628;
export const ANDERSON_DARLING_MAX = 3.857;

export function kolmogorovSmirnov(samples: readonly number[], below: Distribution): number {
  const count = samples.length;
  const distance = samples
    .toSorted((one, other) => one - other)
    .reduce((largest, value, rank) => {
      const share = below(value);
      return Math.max(largest, share - rank / count, (rank + 1) / count - share);
    }, 0);
  return distance * (Math.sqrt(count) + 0.12 + 0.11 / Math.sqrt(count));
}

export function andersonDarling(samples: readonly number[], below: Distribution): number {
  const count = samples.length;
  const shares = samples.toSorted((one, other) => one - other).map(below);
  const sum = shares.reduce((total, share, rank) => {
    const mirrored = shares[count - 1 - rank] as number;
    return total + (2 * rank + 1) * (Math.log(share) + Math.log1p(-mirrored));
  }, 0);
  return -count - sum / count;
}

/**
 * How far Σ (seen − expected)² / expected lies above its mean, in standard deviations of a normal
 * distribution; cells are equally likely. Beyond ± 3.3 once in a thousand.
 */
export function chiSquareScore(counts: Uint32Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const expected = total / counts.length;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(chiSquare / freedom) - (1 - spread)) / Math.sqrt(spread);
}
