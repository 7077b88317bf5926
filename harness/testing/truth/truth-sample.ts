// Response times as a sample whose quantiles are asked for: exact ones, by the rank that the lab's
// own quantiles have (histogram/quantiles.ts), with requests that got no reply above all others.
//
// Its own file because truth must be of the same requests as the figure beside it: those planned
// inside windows that a pause of the tool disturbed are left out on both sides.

import { rankOf } from "#histogram/bucketed.ts";
import { SAMPLES_ABOVE, SLICES_ABOVE } from "#histogram/quantiles.ts";
import { sliceNsFor, TimelineCounts } from "#histogram/timeline-counts.ts";
import type { TruthQuantile } from "#model/self-test.ts";
import type { QuantileName } from "#model/step.ts";

/** Spans of planned instants, ends included; ascending, in ns after the step's start. */
export type Windows = readonly (readonly [fromNs: number, toNs: number])[];

export const QUANTILE_RANKS: Readonly<Record<QuantileName, number>> = {
  p50: 0.5,
  p90: 0.9,
  p99: 0.99,
  "p99.9": 0.999,
};

export class TruthSample {
  /** Requests in it, and those of them that were answered. */
  readonly count: number;
  readonly replied: number;
  /** Ascending; the unanswered ones, Infinity, are last. */
  readonly #sortedNs: Float64Array;
  readonly #timeline: TimelineCounts;

  /** @param intendedNs of each response, after the step's start. */
  constructor(responseNs: Float64Array, intendedNs: Float64Array, durationNs: number) {
    this.#sortedNs = responseNs.toSorted();
    this.#timeline = new TimelineCounts(durationNs, sliceNsFor(durationNs));
    let replied = 0;
    responseNs.forEach((timeNs, at) => {
      if (timeNs === Infinity) return;
      replied++;
      this.#timeline.record(intendedNs[at] as number, timeNs);
    });
    this.count = responseNs.length;
    this.replied = replied;
  }

  /** Null where the rank falls among unanswered requests, or nothing was answered. */
  quantileNs(quantile: TruthQuantile): number | null {
    const rank = quantile === "max" ? this.replied : rankOf(QUANTILE_RANKS[quantile], this.count);
    const valueNs = this.#sortedNs[rank - 1];
    return valueNs === undefined || valueNs === Infinity ? null : valueNs;
  }

  /** Whether the lab would publish it: enough samples above, from enough moments. */
  supports(quantile: TruthQuantile): boolean {
    if (quantile === "max") return true;
    const valueNs = this.quantileNs(quantile);
    if (valueNs === null) return true;
    const above = this.count - rankOf(QUANTILE_RANKS[quantile], this.count);
    return above >= SAMPLES_ABOVE && this.#timeline.slicesAtOrAbove(valueNs) >= SLICES_ABOVE;
  }
}

/** For each planned instant: 1 unless a window holds it. */
export function undisturbed(intendedNs: Float64Array, windows: Windows): Uint8Array {
  let next = 0;
  return Uint8Array.from(intendedNs, (atNs) => {
    while (next < windows.length && (windows[next]?.[1] ?? 0) < atNs) next++;
    return atNs >= (windows[next]?.[0] ?? Infinity) ? 0 : 1;
  });
}

/** The sample of the requests that `kept` marks. */
export function sampleOf(
  responseNs: Float64Array,
  intendedNs: Float64Array,
  kept: Uint8Array,
  durationNs: number,
): TruthSample {
  const isKept = (_: number, at: number): boolean => kept[at] === 1;
  return new TruthSample(responseNs.filter(isKept), intendedNs.filter(isKept), durationNs);
}
