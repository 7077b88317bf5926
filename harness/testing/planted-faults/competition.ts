// Another process on the generator's core: one that spins all the time, or in bursts.

import type { Draws } from "#model/draws.ts";
import { getsPlan, measured, severitiesOf, stepFor, verdictsOn } from "./planted-steps.ts";
import { drawBetween, type FaultGround, type PlantedFault } from "./planted-fault.ts";
import { startFloor } from "./running-contender.ts";
import { type Bursts, startSpinning } from "./spinning-process.ts";

/**
 * Share of the time. A twentieth is five times what may be lost above a p99, so that it is not
 * chance whether the verdict has to name it.
 */
const SHARES = [0.05, 1] as const;
/** From here on there is no rest at all. */
const STEADY_SHARE = 0.6;
/** A scheduler's slice is 1 to 4 ms long; a garbage collection or a page of work up to 20. */
const BURSTS_MS = [1, 20] as const;

export function drawBursts(draws: Draws): Bursts {
  const share = drawBetween(draws, "severity", SHARES);
  const burstMs = drawBetween(draws, "length", BURSTS_MS);
  return { burstMs, restMs: share > STEADY_SHARE ? 0 : (burstMs * (1 - share)) / share };
}

export function burstsInWords({ burstMs, restMs }: Bursts): string {
  return `bursts of ${burstMs.toFixed(1)} ms, ${restMs.toFixed(1)} ms apart`;
}

/** Why nothing can be put on the generator's core alone. */
export function withoutOwnCore({ placement }: FaultGround): string | undefined {
  const { generatorCore, contenderCores } = placement;
  if (generatorCore === null) return placement.how;
  return contenderCores.includes(generatorCore)
    ? "generator and contender share the only core: there is always competition"
    : undefined;
}

export const competition: PlantedFault = {
  fault: "another process on the generator's core",
  cause: "competition",
  takesCore: true,
  available: withoutOwnCore,
  async plant(context) {
    const core = context.placement.generatorCore ?? 0;
    await using floor = await startFloor("memcache", context);
    const bursts = context.draws.map(drawBursts);
    const steps = context.draws.map((draws) => stepFor(draws));
    const ending = await measured(context, getsPlan(floor.port, steps), {
      onStep: (_pid, step) => startSpinning(bursts[step] as Bursts, core, context),
    });
    return verdictsOn(
      "competition",
      ending,
      severitiesOf(context, (draws) => burstsInWords(drawBursts(draws))),
    );
  },
};
