// The rates at which a knee is looked for: a geometric grid around the closed-loop maximum, shifted
// a little in every block and run in shuffled order.
//
// Its own file because the grid decides how finely a knee is known. The shift makes the grid's
// points another sample in each block, so that its raster does not become a bias; the order keeps a
// drift of the host from looking like a trend over the rate.

import { GRID_FACTOR } from "#judge/knee.ts";
import { drawsOf, shuffled } from "#model/draws.ts";
import type { SizeRules } from "./size-rules.ts";

/** From 0.40 of the closed-loop maximum … */
const FROM_SHARE = 0.4;
/** … to 1.05 of it: a closed loop at full speed is faster than what keeps a limit. */
const TO_SHARE = 1.05;
export const GRID_STEPS = 1 + Math.ceil(Math.log(TO_SHARE / FROM_SHARE) / Math.log(GRID_FACTOR));
/** The floor shows what the lab itself costs over the range of all contenders: a few points do. */
export const FLOOR_STEPS = 6;

/** Enough for p99.9: 20 requests above it, and half as many again for disturbed ones. */
const REQUESTS_WANTED = 30_000;

/** Seconds of a step of the grid at this rate: short, because a trial has many, but long enough. */
export function gridStepS(ratePerS: number, { gridStepS: [leastS, mostS] }: SizeRules): number {
  return Math.min(mostS, Math.max(leastS, REQUESTS_WANTED / ratePerS));
}

/** Draws of the grid are independent of those of requests, schedules and orders. */
const SHIFT_STREAM = 0x6417;
const ORDER_STREAM = 0x6418;

/** A rate and where it stands on the grid, counted from the lowest. */
export interface GridRate {
  readonly gridPosition: number;
  readonly ratePerS: number;
}

/** From `fromPerS` to `toPerS`. */
export interface RateRange {
  readonly fromPerS: number;
  readonly toPerS: number;
}

/** Which draw of the grid: the same for all contenders of a block. */
export interface GridDraw {
  readonly seed: number;
  readonly block: number;
}

/** The grid of a contender whose closed loop came to `maximumPerS`, in the order of the steps. */
export function kneeGrid(maximumPerS: number, draw: GridDraw): GridRate[] {
  const shift = GRID_FACTOR ** drawsOf(draw.seed, SHIFT_STREAM).unit(draw.block);
  const rates = Array.from({ length: GRID_STEPS }, (_, gridPosition) => ({
    gridPosition,
    ratePerS: roundedRate(maximumPerS * FROM_SHARE * shift * GRID_FACTOR ** gridPosition),
  }));
  return shuffled(rates, drawsOf(draw.seed, ORDER_STREAM + draw.block));
}

/** What the grids of contenders with these maxima cover together. */
export function coveredRange(maximaPerS: readonly number[]): RateRange {
  return {
    fromPerS: Math.min(...maximaPerS) * FROM_SHARE,
    toPerS: Math.max(...maximaPerS) * TO_SHARE,
  };
}

/** The floor's rates over that range: evenly spaced on the log scale, the same in all blocks. */
export function floorGrid({ fromPerS, toPerS }: RateRange, draw: GridDraw): GridRate[] {
  const factor = (toPerS / fromPerS) ** (1 / (FLOOR_STEPS - 1));
  const rates = Array.from({ length: FLOOR_STEPS }, (_, gridPosition) => ({
    gridPosition,
    ratePerS: roundedRate(fromPerS * factor ** gridPosition),
  }));
  return shuffled(rates, drawsOf(draw.seed, ORDER_STREAM + draw.block));
}

/** Whole requests/s: what is printed is what was offered. */
function roundedRate(ratePerS: number): number {
  return Math.max(1, Math.round(ratePerS));
}
