// A contender that closes connections all the time: opening new ones is the generator's own work,
// and requests wait for it.

import { drawBetween, type PlantedFault } from "./planted-fault.ts";
import { getsPlan, measured, stepFor, verdictsOn } from "./planted-steps.ts";
import { startProgram } from "./running-contender.ts";

/**
 * Connections that are closed in a second. A new one costs the generator 0.1 ms and up, so these
 * take 8 % of its time at least: above what may be lost above a p99, even above some p90.
 */
const CLOSED_PER_S = [800, 2_500] as const;
const RATES_PER_S = [6_000, 12_000] as const;

export const churn: PlantedFault = {
  fault: "a contender that closes every k-th connection",
  cause: "churn",
  takesCore: false,
  available: () => undefined,
  async plant(context) {
    const { draws } = context;
    const [first] = draws;
    if (first === undefined) return [];
    // The contender is one for all steps, so the rate is too.
    const ratePerS = Math.round(drawBetween(first, "rate", RATES_PER_S));
    const every = Math.round(ratePerS / drawBetween(first, "severity", CLOSED_PER_S));
    await using contender = await startProgram("plain-contender.ts", [`${every}`, "0"], context);
    const steps = draws.map((each) => stepFor(each, { ratePerS }));
    const ending = await measured(context, getsPlan(contender.port, steps));
    return verdictsOn(
      "churn",
      ending,
      draws.map(() => `closed behind every ${every}th reply`),
    );
  },
};
