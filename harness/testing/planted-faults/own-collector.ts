// The generator's own collector: full collections of a large heap, forced in the middle of a step.

import path from "node:path";
import { drawBetween, type PlantedFault } from "./planted-fault.ts";
import { getsPlan, measured, stepFor, verdictsOn } from "./planted-steps.ts";
import { startFloor } from "./running-contender.ts";

/** The generator may hold 64 MiB; a collection takes about 1 ms for each that it holds. */
const HEAPS_MIB = [8, 32] as const;
/** Two collections a step at least: with 8 MiB that is above what may be lost above a p99. */
const APART_MS = [80, 300] as const;

export const ownCollector: PlantedFault = {
  fault: "a forced full collection with a large heap",
  cause: "generator-gc",
  takesCore: false,
  available: () => undefined,
  async plant(context) {
    const { draws } = context;
    const [first] = draws;
    if (first === undefined) return [];
    // The heap is one for all steps.
    const heapMib = drawBetween(first, "severity", HEAPS_MIB);
    const everyMs = drawBetween(first, "length", APART_MS);
    await using floor = await startFloor("memcache", context);
    const steps = draws.map((each) => stepFor(each));
    const plan = getsPlan(floor.port, steps, {
      trafficModule: path.join(import.meta.dirname, "heap-traffic.ts"),
    });
    const parameters = { heapMib, everyMs };
    const ending = await measured(context, { ...plan, traffic: { ...plan.traffic, parameters } });
    const severity = `${heapMib.toFixed(0)} MiB every ${everyMs.toFixed(0)} ms`;
    return verdictsOn(
      "generator-gc",
      ending,
      draws.map(() => severity),
    );
  },
};
