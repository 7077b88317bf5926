// How much of a contender's figure is host, transport and generator: the floor's quantile
// subtracted, and the share that says "transport-bound". Its own file because table, forest plot
// and terminal must draw the same line.

import { floorOf, isExactFloor, type Condition, type Measurement } from "#render/measurements.ts";
import { quantileFigure, RESPONSE } from "#render/quantile-figure.ts";
import type { QuantileName } from "#model/step.ts";

/**
 * Above this share of floor in a figure most of it is not the contender, so a ratio says little of
 * it.
 */
const TRANSPORT_BOUND_SHARE = 0.5;

export const TRANSPORT_BOUND = "transport-bound: the ratio understates the contender";

export interface FloorShare {
  readonly excessNs: number;
  readonly transportBound: boolean;
}

/** Undefined where contender or floor has no figure, or the floor is not an exact one. */
export function floorShare(
  condition: Condition,
  measurement: Measurement,
  name: QuantileName,
): FloorShare | undefined {
  const floor = floorOf(condition);
  if (floor === undefined || floor === measurement || !isExactFloor(floor)) return undefined;
  const below = quantileFigure(floor, RESPONSE, name);
  const own = quantileFigure(measurement, RESPONSE, name);
  if (below.kind !== "measured" || own.kind !== "measured") return undefined;
  return {
    excessNs: own.ns - below.ns,
    transportBound: below.ns / own.ns > TRANSPORT_BOUND_SHARE,
  };
}
