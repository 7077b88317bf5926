// Bounds of a share that was counted: how rare an event may still be after it was seen k times in n
// trials. Its own file because it is a formula that is checked against published values.
//
// Clopper & Pearson, Biometrika 26 (1934): low is the p at which k or more of n would be seen with
// probability α/2, high the p at which k or fewer would. Exact for every n: it never promises more
// than the count supports, also where nothing was seen at all.

/** Two-sided. */
const LEVEL = 0.95;
/** Bisections of p in (0, 1): one more bit each, up to float64's 53. */
const BISECTIONS = 60;

export interface ShareBounds {
  readonly low: number;
  readonly high: number;
}

/** log of n over k. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) sum += Math.log((n - i + 1) / i);
  return sum;
}

/** P(X ≥ k) of n trials with probability p in (0, 1), for k ≥ 1. */
function upperTail(k: number, n: number, p: number): number {
  const odds = Math.log(p) - Math.log1p(-p);
  let logTerm = logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
  let sum = 0;
  for (let i = k; i <= n; i++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((n - i) / (i + 1)) + odds;
  }
  return sum;
}

/** The p at which k or more of n, k ≥ 1, are as probable as `tail`. */
function lowerBound(k: number, n: number, tail: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (upperTail(k, n, middle) < tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * 95 % bounds of the share behind `seen` of `trials`; of no trials, 0 and 1. Both are whole, 0 ≤
 * seen ≤ trials; takes time in proportion to trials.
 */
export function shareBounds(seen: number, trials: number): ShareBounds {
  const tail = (1 - LEVEL) / 2;
  const unseen = trials - seen;
  return {
    low: seen === 0 ? 0 : lowerBound(seen, trials, tail),
    // What was not seen has the mirrored bound.
    high: unseen === 0 ? 1 : 1 - lowerBound(unseen, trials, tail),
  };
}
