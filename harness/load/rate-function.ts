// The inverse integral of a rate function: which instant the n-th unit of work falls on. A schedule
// is a unit-rate arrival process sent through it, which gives every shape of load, evenly spaced or
// random, by one rule.
//
// All shapes but sine and trace are straight pieces, inverted exactly. Shapes are scaled so that
// the whole step holds rate × duration units, whatever the shape.

import { drawsOf } from "#model/draws.ts";
import type { RateShape } from "#model/rate-shape.ts";
import { NS_PER_S } from "#model/units.ts";

/**
 * Instant in ns at which `units` of work are due, for units from 0 on; beyond the step: Infinity.
 */
export type InverseIntegral = (units: number) => number;

export interface RateSettings {
  readonly ratePerS: number;
  readonly durationNs: number;
  readonly seed: number;
}

/** Draws of bursts are independent of those of arrivals and requests. */
const BURST_STREAM = 0xb0457;
/** Bisections of a sine: 2^-60 of its period, below a nanosecond for a day. */
const BISECTIONS = 60;
/** A step with more bursts than this is a mistake in the shape's times. */
const PIECES_MAX = 1_000_000;

/** A straight piece of the relative rate, and the units before it. */
interface Piece {
  readonly fromNs: number;
  readonly lengthNs: number;
  readonly fromRate: number;
  readonly toRate: number;
  readonly unitsBefore: number;
}

/** For every shape but the recorded one. */
export function inverseIntegral(
  shape: Exclude<RateShape, { kind: "trace" }>,
  settings: RateSettings,
): InverseIntegral {
  const { ratePerS, durationNs } = settings;
  switch (shape.kind) {
    case "constant":
      // Multiplied first: index × 10^9 is exact, so that request rate × duration falls on the end
      // and not before it.
      return (units) => (units * NS_PER_S) / ratePerS;
    case "ramp":
      return ofPieces([{ lengthNs: durationNs, fromRate: shape.from, toRate: shape.to }], settings);
    case "steps":
      return ofPieces(
        shape.levels.map((level) => flat(level, durationNs / shape.levels.length)),
        settings,
      );
    case "burst":
      return ofPieces(burstPieces(shape, settings), settings);
    case "sine":
      return ofSine(shape, settings);
  }
}

type RelativePiece = Pick<Piece, "lengthNs" | "fromRate" | "toRate">;

function flat(rate: number, lengthNs: number): RelativePiece {
  return { lengthNs, fromRate: rate, toRate: rate };
}

function burstPieces(
  { factor, meanBurstS, meanCalmS }: Extract<RateShape, { kind: "burst" }>,
  { durationNs, seed }: RateSettings,
): RelativePiece[] {
  const draws = drawsOf(seed, BURST_STREAM);
  const pieces: RelativePiece[] = [];
  // Begins in either state with the probability that a long run would be in it.
  let isBurst = draws.unit(0) < meanBurstS / (meanBurstS + meanCalmS);
  for (let atNs = 0; atNs < durationNs; isBurst = !isBurst) {
    const meanNs = (isBurst ? meanBurstS : meanCalmS) * NS_PER_S;
    const drawnNs = -Math.log(1 - draws.unit(pieces.length + 1)) * meanNs;
    const lengthNs = Math.min(drawnNs, durationNs - atNs);
    pieces.push(flat(isBurst ? factor : 1, lengthNs));
    if (pieces.length > PIECES_MAX) throw new Error("bursts so short that there is no end of them");
    atNs += lengthNs;
  }
  return pieces;
}

function ofPieces(
  relative: readonly RelativePiece[],
  { ratePerS, durationNs }: RateSettings,
): InverseIntegral {
  const unitsOf = ({ lengthNs, fromRate, toRate }: RelativePiece): number =>
    ((fromRate + toRate) / 2) * lengthNs;
  const total = relative.reduce((sum, piece) => sum + unitsOf(piece), 0);
  const scale = (ratePerS * durationNs) / NS_PER_S / total;
  const pieces: Piece[] = [];
  let [fromNs, unitsBefore] = [0, 0];
  for (const piece of relative) {
    const { lengthNs, fromRate, toRate } = piece;
    pieces.push({
      fromNs,
      lengthNs,
      fromRate: fromRate * scale,
      toRate: toRate * scale,
      unitsBefore,
    });
    fromNs += lengthNs;
    unitsBefore += unitsOf(piece) * scale;
  }
  const totalUnits = unitsBefore;
  // Units only grow from call to call, so the piece is found by walking on.
  let at = 0;
  return (units) => {
    if (units >= totalUnits) return Infinity;
    while (at > 0 && (pieces[at] as Piece).unitsBefore > units) at--;
    while (at + 1 < pieces.length && (pieces[at + 1] as Piece).unitsBefore <= units) at++;
    return instantIn(pieces[at] as Piece, units);
  };
}

/** Solves ∫ rate = units inside one straight piece; the stable root of the quadratic. */
function instantIn(piece: Piece, units: number): number {
  const { fromNs, lengthNs, fromRate, toRate, unitsBefore } = piece;
  const left = units - unitsBefore;
  const slope = (toRate - fromRate) / lengthNs;
  const root = Math.sqrt(Math.max(0, fromRate * fromRate + 2 * slope * left));
  const sum = fromRate + root;
  return sum === 0 ? fromNs : fromNs + (2 * left) / sum;
}

function ofSine(
  { periodS, amplitude }: Extract<RateShape, { kind: "sine" }>,
  { ratePerS, durationNs }: RateSettings,
): InverseIntegral {
  const angular = (2 * Math.PI) / (periodS * NS_PER_S);
  const relative = (ns: number): number =>
    ns + (amplitude / angular) * (1 - Math.cos(angular * ns));
  const scale = (ratePerS * durationNs) / NS_PER_S / relative(durationNs);
  const totalUnits = ratePerS * (durationNs / NS_PER_S);
  return (units) => {
    if (units >= totalUnits) return Infinity;
    const wanted = units / scale;
    // The integral leaves the straight line by at most 2 × amplitude / angular.
    let low = Math.max(0, wanted - (2 * amplitude) / angular);
    let high = wanted;
    for (let step = 0; step < BISECTIONS && high - low > 0.25; step++) {
      const middle = (low + high) / 2;
      if (relative(middle) < wanted) low = middle;
      else high = middle;
    }
    return high;
  };
}
