// A rate beyond the generator's means: several times what it does in a closed loop.

import { drawBetween, type PlantedFault, PlantingFailed } from "./planted-fault.ts";
import { getsPlan, measured, severitiesOf, stepFor, verdictsOn } from "./planted-steps.ts";
import { startFloor } from "./running-contender.ts";

const TIMES = [3, 4] as const;
/**
 * Responses grow to the end: what lies above a median comes in the second half alone, and must do
 * so in five slices of 100 ms to count.
 */
const SATURATED_S = 1.2;

export const saturation: PlantedFault = {
  fault: "three times the generator's maximum",
  cause: "saturated",
  takesCore: false,
  available: () => undefined,
  async plant(context) {
    const { draws } = context;
    await using floor = await startFloor("memcache", context);
    const { warmedPerS } = await measured(context, getsPlan(floor.port, []));
    if (warmedPerS === null) throw new PlantingFailed("the generator got no reply in its warm-up");
    const steps = draws.map((each) =>
      stepFor(each, {
        ratePerS: Math.round(warmedPerS * drawBetween(each, "severity", TIMES)),
        durationS: SATURATED_S,
      }),
    );
    const ending = await measured(context, getsPlan(floor.port, steps));
    const severities = severitiesOf(context, (each) => {
      const times = drawBetween(each, "severity", TIMES).toFixed(1);
      return `${times} times ${warmedPerS.toFixed(0)}/s`;
    });
    return verdictsOn("saturated", ending, severities);
  },
};
