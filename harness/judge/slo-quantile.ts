// Which quantile a limit on the response time is judged at: the one that was asked for, where the
// host lets the lab see it, otherwise p99.
//
// Decided from the floor's trials alone, so before any contender is judged. A limit at p99.9 means
// nothing on a host whose floor already uses up a third of it there.

import type { JudgedSlo, Trial } from "#model/run-record.ts";
import type { QuantileName } from "#model/step.ts";
import type { Slo } from "#model/workload.ts";
import { duration } from "./figures.ts";
import { quantileOf } from "./response-metrics.ts";

/** The floor may use this part of the limit … */
const FLOOR_SHARE = 1 / 3;
/** … in so many of the blocks at least. */
const BLOCKS_SHARE = 0.8;
const FALLBACK: QuantileName = "p99";

export interface SloDecision {
  readonly slo: JudgedSlo;
  readonly sloQuantile: QuantileName;
}

/** @param floorTrials the floor's trials of one scenario, one a block; its first step is read. */
export function decideSloQuantile(slo: Slo, floorTrials: readonly Trial[]): SloDecision {
  const { quantile, limitNs } = slo;
  const asked = { limitNs, asked: quantile };
  const shortfall = shortfallAt(quantile, limitNs, floorTrials);
  if (shortfall === undefined) return { slo: asked, sloQuantile: quantile };
  if (quantile !== "p99.9") return { slo: { ...asked, noClaim: shortfall }, sloQuantile: quantile };
  const noClaim = shortfallAt(FALLBACK, limitNs, floorTrials);
  return {
    slo: { ...asked, reason: shortfall, ...(noClaim === undefined ? {} : { noClaim }) },
    sloQuantile: FALLBACK,
  };
}

/** Why this host does not let the limit be judged at the quantile; undefined where it does. */
function shortfallAt(
  quantile: QuantileName,
  limitNs: number,
  floorTrials: readonly Trial[],
): string | undefined {
  if (floorTrials.length === 0) return "the floor was not measured";
  const low = floorTrials.filter(({ steps: [step] }) => {
    const floorNs = step === undefined ? null : quantileOf(step.response, quantile);
    return floorNs !== null && floorNs <= limitNs * FLOOR_SHARE;
  });
  if (low.length >= BLOCKS_SHARE * floorTrials.length) return undefined;
  const allowed = duration(limitNs * FLOOR_SHARE);
  const blocks = `${low.length} of ${floorTrials.length} blocks`;
  return `the floor's ${quantile} is at most ${allowed} in only ${blocks}`;
}
