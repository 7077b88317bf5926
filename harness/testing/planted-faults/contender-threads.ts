// A contender whose threads work on the generator's core. The lab cannot tell what it measures
// then, and must never take it for the host's doing, which would be removed from the samples.

import path from "node:path";
import type { Step } from "#model/step.ts";
import { burstsInWords, drawBursts, withoutOwnCore } from "./competition.ts";
import type { PlantedFault } from "./planted-fault.ts";
import { getsPlan, measured, pausedMs, stepFor, verdictsOn } from "./planted-steps.ts";
import { startProgram } from "./running-contender.ts";

const ANSWERS = path.join(import.meta.dirname, "..", "..", "floor", "memcache", "floor.ts");

export const contenderThreads: PlantedFault = {
  fault: "a contender's threads on the generator's core",
  cause: "competition",
  takesCore: true,
  available: withoutOwnCore,
  async plant(context) {
    const { placement, draws } = context;
    const [first] = draws;
    if (first === undefined) return [];
    // The contender is one for all steps, and so is what it does.
    const bursts = drawBursts(first);
    const where = [placement.taskset ?? "", `${placement.generatorCore ?? 0}`];
    const words = [ANSWERS, ...where, `${bursts.burstMs}`, `${bursts.restMs}`];
    await using contender = await startProgram("meddling-contender.ts", words, context);
    const steps = draws.map((each) => stepFor(each));
    const ending = await measured(context, getsPlan(contender.port, steps));
    const severities = draws.map(() => burstsInWords(bursts));
    return verdictsOn("competition", ending, severities).map((each, at) => ({
      ...each,
      right: each.right && isSeldomHost(ending.steps[at] as Step),
    }));
  },
};

/** What was planted is never the host's; the host may have paused us all the same. */
function isSeldomHost(step: Step): boolean {
  return pausedMs(step, "host") < pausedMs(step, "competition");
}
