// A quota of CPU on the generator, as a container has one: it runs until its share of a period is
// used up, then stands still until the next.

import type { Draws } from "#model/draws.ts";
import { NS_PER_MS } from "#model/units.ts";
import { CpuQuota, quotaPlace } from "./cpu-quota.ts";
import { drawBetween, type PlantedFault, PlantingFailed } from "./planted-fault.ts";
import { getsPlan, measured, severitiesOf, stepFor, verdictsOn } from "./planted-steps.ts";
import { startFloor } from "./running-contender.ts";

/** Of one core, which the generator needs all of. */
const SHARES = [0.2, 0.85] as const;
/** Containers have 100 ms, the kernel's own period; schedulers of jobs set shorter ones. */
const PERIODS_MS = [10, 100] as const;

interface Limit {
  readonly share: number;
  readonly periodMs: number;
}

function drawLimit(draws: Draws): Limit {
  return {
    share: drawBetween(draws, "severity", SHARES),
    periodMs: drawBetween(draws, "length", PERIODS_MS),
  };
}

export const quota: PlantedFault = {
  fault: "a quota of CPU",
  cause: "quota",
  takesCore: false,
  available: () =>
    quotaPlace() === undefined
      ? "no control group can be made here: there is none with CPU limits that may be written"
      : undefined,
  async plant(context) {
    const place = quotaPlace();
    if (place === undefined) throw new PlantingFailed("no control group can be made");
    await using floor = await startFloor("memcache", context);
    await using group = await CpuQuota.open(place, context.supervisor.runId);
    const limits = context.draws.map(drawLimit);
    const steps = context.draws.map((draws) => stepFor(draws));
    const throttled: number[] = [];
    const ending = await measured(context, getsPlan(floor.port, steps), {
      wrap: (command) => group.wrap(command),
      onStep: (_pid, step) =>
        limiting(group, limits[step] as Limit, (share) => throttled.push(share)),
    });
    const severities = severitiesOf(context, (draws) => {
      const { share, periodMs } = drawLimit(draws);
      return `${(100 * share).toFixed(0)} % of ${periodMs.toFixed(0)} ms`;
    });
    // The kernel counts time under a limit as time waited for the core; only the rest is others'.
    return verdictsOn("quota", ending, severities).map((each, at) => ({
      ...each,
      waitedShare: each.waitedShare - (throttled[at] ?? 0),
    }));
  },
};

/** @param tell for what share of the time the limit held the group back. */
function limiting(
  group: CpuQuota,
  { share, periodMs }: Limit,
  tell: (share: number) => void,
): AsyncDisposable {
  group.limit(share, periodMs);
  const [startMs, beforeNs] = [performance.now(), group.throttledNs];
  return {
    [Symbol.asyncDispose]() {
      tell((group.throttledNs - beforeNs) / (NS_PER_MS * (performance.now() - startMs)));
      group.lift();
      return Promise.resolve();
    },
  };
}
