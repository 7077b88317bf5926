// Pauses of the generator, as a host makes them: the process stands still and does not know it.

import { setTimeout as sleep } from "node:timers/promises";
import { MS_PER_S } from "#model/units.ts";
import { drawBetween, type PlantedFault } from "./planted-fault.ts";
import { getsPlan, measured, STEP_S, stepFor, verdictsOn } from "./planted-steps.ts";
import { startFloor } from "./running-contender.ts";

/** Behind the order of a step, in ms, and how long. */
export interface PlannedPause {
  readonly atMs: number;
  readonly lengthMs: number;
}

export interface PlantedPauses extends AsyncDisposable {
  /** How long the process stood still so far, by our own clock. */
  readonly pausedMs: number;
}

/** Above 200 ms a pause leaves nothing of a step; DESIGN's longest is 300. */
const LONG_MS = [210, 300] as const;

/**
 * Stops the process for the planned lengths, one pause after the other. Disposing of it ends the
 * pause that is going on; the process runs when that is done.
 */
export function pausing(pid: number, pauses: readonly PlannedPause[]): PlantedPauses {
  const over = new AbortController();
  let pausedMs = 0;
  const { signal } = over;
  const startMs = performance.now();
  const planted = (async () => {
    for (const { atMs, lengthMs } of pauses) {
      await sleep(Math.max(0, startMs + atMs - performance.now()), undefined, { signal });
      if (!signalled(pid, "SIGSTOP")) return;
      const stoppedMs = performance.now();
      try {
        await sleep(lengthMs, undefined, { signal });
      } finally {
        signalled(pid, "SIGCONT");
        pausedMs += performance.now() - stoppedMs;
      }
    }
  })();
  // Cut short by the end of the step: awaited below, where only that can have ended it.
  planted.catch(() => {});
  return {
    get pausedMs() {
      return pausedMs;
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await planted.catch(() => {});
    },
  };
}

/** @returns whether there was such a process. */
function signalled(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

export const longPauses: PlantedFault = {
  fault: "a pause of the generator above 200 ms",
  cause: "host",
  takesCore: false,
  available: () => (process.platform === "win32" ? "Windows stops no process" : undefined),
  async plant(context) {
    await using floor = await startFloor("memcache", context);
    const pauses = context.draws.map((draws): PlannedPause => {
      const lengthMs = drawBetween(draws, "length", LONG_MS);
      // Anywhere, but over before the step is.
      const latestMs = STEP_S * MS_PER_S - lengthMs;
      return { atMs: drawBetween(draws, "moments", [latestMs / 8, latestMs]), lengthMs };
    });
    const steps = context.draws.map((draws) => stepFor(draws));
    const ending = await measured(context, getsPlan(floor.port, steps), {
      onStep: (pid, step) => pausing(pid, pauses.slice(step, step + 1)),
    });
    return verdictsOn(
      "host",
      ending,
      pauses.map(({ lengthMs }) => `${lengthMs.toFixed(0)} ms`),
    );
  },
};
