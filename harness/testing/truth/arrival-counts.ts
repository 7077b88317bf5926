// Whether a tool's requests came as they were planned, in two figures: the distance of the gaps,
// and the worst second. Its own file because the lab and other tools are held to the same limits;
// how the figures are made is arrival-gaps.ts's.

import type { RateShape } from "#model/rate-shape.ts";
import type { Arrivals } from "#model/workload.ts";
import { gapDistance, gapsOf, gapToleranceNs, worstSecond } from "./arrival-gaps.ts";
import type { Counted } from "./counted-row.ts";

/** A bursty tool has 0.8; the same process drawn anew with 8,000 gaps has 0.01 to 0.02. */
const GAP_DISTANCE_MAX = 0.02;
/** Of a second's requests, and at least so many: those at its edges fall on either side. */
const SECOND_SHARE = 0.01;
const SECOND_LEAST = 2;

export interface Arrived {
  /** At the server; NaN for a request that never came. */
  readonly arrivedNs: Float64Array;
  readonly intendedNs: Float64Array;
  /** 1 for requests whose gaps count. */
  readonly kept: Uint8Array;
}

export interface PlannedLoad {
  readonly arrivals: Arrivals;
  readonly shape?: RateShape;
  readonly ratePerS: number;
  readonly durationS: number;
}

export function arrivalCounts(
  { arrivedNs, intendedNs, kept }: Arrived,
  load: PlannedLoad,
): Counted[] {
  const { ratePerS, durationS } = load;
  const gaps = gapsOf(arrivedNs, intendedNs, kept);
  return [
    {
      what: "KS distance of sent gaps",
      expected: 0,
      reported: gapDistance(gaps, gapToleranceNs(load, ratePerS)),
      tolerance: GAP_DISTANCE_MAX,
    },
    {
      what: "requests too many or too few in a second",
      expected: 0,
      reported: worstSecond(arrivedNs, intendedNs, durationS),
      tolerance: Math.max(SECOND_LEAST, SECOND_SHARE * ratePerS),
    },
  ];
}
