// How well requests kept to the planned arrivals, seen by the server: the distance between the
// distributions of sent and planned gaps, and the number of requests in each second.
//
// Its own file because it judges the pacing of a tool apart from its figures. When requests came is
// told by the server's log.

import type { Arrivals } from "#model/workload.ts";
import { NS_PER_S } from "#model/units.ts";
import type { TruthLog } from "../truth-server/truth-log.ts";

/** Arrival of each planned request at the server, ns of its clock; NaN where it never came. */
export function arrivalsOf(log: TruthLog, firstIndex: number, count: number): Float64Array {
  const arrivedNs = new Float64Array(count).fill(Number.NaN);
  for (let at = 0; at < log.count; at++) {
    const position = (log.index[at] as number) - firstIndex;
    if (position >= 0 && position < count) arrivedNs[position] = log.arrivalNs[at] as number;
  }
  return arrivedNs;
}

/** The instant t0 = min(arrival_i − planned_i): nothing arrives before it was planned. */
export function originNs(arrivedNs: Float64Array, intendedNs: Float64Array): number {
  return arrivedNs.reduce(
    (least, atNs, at) =>
      Number.isNaN(atNs) ? least : Math.min(least, atNs - (intendedNs[at] as number)),
    Infinity,
  );
}

export interface Gaps {
  /** Ascending, of the same requests. */
  readonly plannedNs: Float64Array;
  readonly sentNs: Float64Array;
}

/** Gaps between neighbours that both came and that `kept` marks. */
export function gapsOf(arrivedNs: Float64Array, intendedNs: Float64Array, kept: Uint8Array): Gaps {
  const places = Array.from(arrivedNs.keys()).filter(
    (at) =>
      at > 0 &&
      kept[at] === 1 &&
      kept[at - 1] === 1 &&
      !Number.isNaN((arrivedNs[at] as number) - (arrivedNs[at - 1] as number)),
  );
  const gap = (instants: Float64Array) => (at: number) =>
    (instants[at] as number) - (instants[at - 1] as number);
  return {
    plannedNs: Float64Array.from(places, gap(intendedNs)).sort(),
    sentNs: Float64Array.from(places, gap(arrivedNs)).sort(),
  };
}

/**
 * Even arrivals have one gap only, which no sent gap hits exactly: within a tenth of it is no
 * burst.
 */
const EVEN_TOLERANCE_SHARE = 0.1;

export function gapToleranceNs(
  { arrivals, shape }: { readonly arrivals: Arrivals; readonly shape?: object },
  ratePerS: number,
): number {
  const isEven = arrivals === "uniform" && shape === undefined;
  return isEven ? (EVEN_TOLERANCE_SHARE * NS_PER_S) / ratePerS : 0;
}

/**
 * Kolmogorov and Smirnov's distance of the two distributions, where gaps that differ by
 * `toleranceNs` count as equal: sup over x of F(x) − G(x + tolerance), either way round.
 */
export function gapDistance({ plannedNs, sentNs }: Gaps, toleranceNs: number): number {
  return Math.max(
    largestLead(plannedNs, sentNs, toleranceNs),
    largestLead(sentNs, plannedNs, toleranceNs),
  );
}

/** sup over x of F(x) − G(x + tolerance); it lies at one of the first sample's values. */
function largestLead(first: Float64Array, second: Float64Array, toleranceNs: number): number {
  let [largest, below] = [0, 0];
  first.forEach((value, rank) => {
    while (below < second.length && (second[below] as number) <= value + toleranceNs) below++;
    largest = Math.max(largest, (rank + 1) / first.length - below / second.length);
  });
  return largest;
}

/** The largest difference between what was planned in a second of the step and what came in it. */
export function worstSecond(
  arrivedNs: Float64Array,
  intendedNs: Float64Array,
  durationS: number,
): number {
  const startNs = originNs(arrivedNs, intendedNs);
  const surplus = new Float64Array(Math.ceil(durationS) + 1);
  const add = (atNs: number, count: number): void => {
    const second = Math.min(Math.floor(atNs / NS_PER_S), surplus.length - 1);
    surplus[second] = (surplus[second] as number) + count;
  };
  for (const atNs of arrivedNs) if (!Number.isNaN(atNs)) add(atNs - startNs, 1);
  for (const atNs of intendedNs) add(atNs, -1);
  return surplus.reduce((worst, each) => Math.max(worst, Math.abs(each)), 0);
}
