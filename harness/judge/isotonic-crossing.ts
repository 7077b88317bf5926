// Where a yes turns into a no along a growing quantity, when single answers may be out of order:
// the isotonic fit (pool adjacent violators) and its crossing of one half.
//
// Apart from knee.ts because it knows nothing of rates and steps. A pass above a fail is noise of
// one of the two; the fit weighs both instead of believing the first fail or the last pass.
// Ayer et al., Annals of Mathematical Statistics 26 (1955).

/** One answer at position `at` (on any monotone scale). */
export interface Answer {
  readonly at: number;
  readonly passed: boolean;
}

/**
 * below, above: the fit is under one half, over one half everywhere, so that the crossing lies
 * outside; none: no answers.
 */
export type Crossing =
  | { readonly kind: "inside"; readonly at: number }
  | { readonly kind: "below" | "above" | "none" };

interface Pool {
  readonly from: number;
  readonly to: number;
  readonly sum: number;
  readonly count: number;
}

/** The crossing of one half of the non-increasing least-squares fit. */
export function isotonicCrossing(answers: readonly Answer[]): Crossing {
  if (answers.length === 0) return { kind: "none" };
  const pools = pooled(answers.toSorted((a, b) => a.at - b.at));
  const lastAbove = pools.findLast((pool) => share(pool) > 0.5);
  const firstBelow = pools.find((pool) => share(pool) < 0.5);
  const level = pools.find((pool) => share(pool) === 0.5);
  if (level !== undefined) return { kind: "inside", at: (level.from + level.to) / 2 };
  if (lastAbove === undefined) return { kind: "below" };
  if (firstBelow === undefined) return { kind: "above" };
  return { kind: "inside", at: (lastAbove.to + firstBelow.from) / 2 };
}

function share({ sum, count }: Pool): number {
  return sum / count;
}

/** Neighbours that rise are pooled until none do. */
function pooled(answers: readonly Answer[]): Pool[] {
  const pools: Pool[] = [];
  for (const { at, passed } of answers) {
    let pool: Pool = { from: at, to: at, sum: passed ? 1 : 0, count: 1 };
    for (let last = pools.at(-1); last !== undefined; last = pools.at(-1)) {
      // Pools of equal share are one level too; those of 0 and of 1 keep their own ends.
      if (share(last) > share(pool) || (share(last) === share(pool) && isPure(pool))) break;
      pools.pop();
      pool = {
        from: last.from,
        to: pool.to,
        sum: last.sum + pool.sum,
        count: last.count + pool.count,
      };
    }
    pools.push(pool);
  }
  return pools;
}

function isPure(pool: Pool): boolean {
  return pool.sum === 0 || pool.sum === pool.count;
}
