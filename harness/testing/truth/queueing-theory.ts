// What queueing theory says about a single server with Poisson arrivals, for the cases that it
// covers: a second source of truth beside the recursion, which a mistake in the latter would break.
//
// Its own file because these are formulas from books. They hold for endless sequences; a step of
// some seconds scatters around them, so they are held against long simulated sequences.

/** First and second moment of a service time. */
export interface Moments {
  readonly meanNs: number;
  readonly squareNs2: number;
}

export function constantMoments(serviceNs: number): Moments {
  return { meanNs: serviceNs, squareNs2: serviceNs * serviceNs };
}

/**
 * Of max(c, X), X exponential with mean m: c + m·e^(−c/m) and c² + 2m(c + m)·e^(−c/m), by
 * integrating over both sides of c. With c = m ÷ 10 the mean grows by 0.5 %.
 */
export function clippedExponentialMoments(meanNs: number, leastNs: number): Moments {
  const above = Math.exp(-leastNs / meanNs);
  return {
    meanNs: leastNs + meanNs * above,
    squareNs2: leastNs * leastNs + 2 * meanNs * (leastNs + meanNs) * above,
  };
}

/** Mean response time of M/G/1: E[S] + λ·E[S²] ÷ 2(1 − ρ) (Pollaczek 1930, Khinchine 1932). */
export function pollaczekKhinchineNs(perNs: number, { meanNs, squareNs2 }: Moments): number {
  return meanNs + (perNs * squareNs2) / (2 * (1 - perNs * meanNs));
}

/** Quantile of the response time of M/M/1, which is exponential with rate μ − λ; q = 0.99: p99. */
export function mm1QuantileNs(perNs: number, meanNs: number, q: number): number {
  return -Math.log(1 - q) / (1 / meanNs - perNs);
}
