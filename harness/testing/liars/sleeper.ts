// A contender that is like its twin and sleeps a little longer over each request, on the virtual
// clock: how small a difference the paired comparison tells from noise is known to the percent.
//
// Requests scatter as those of a calm service do, and so do processes: a fresh one is faster or
// slower than the one before by what its addresses and its neighbours make of it.

import { judgeStep } from "#judge/step-validity.ts";
import { trialOf, USAGE } from "#judge/scripted-outcome.ts";
import { stepOutcome } from "#load/step-outcome.ts";
import { drawsOf } from "#model/draws.ts";
import type { Trial } from "#model/run-record.ts";
import { NS_PER_MS } from "#model/units.ts";
import { runVirtualStep } from "../virtual-step.ts";

export interface Sleeper {
  readonly contender: string;
  /** Of its twin's time for each request. */
  readonly factor: number;
  /** Of everything that scatters. */
  readonly seed: number;
}

const SERVICE_NS = 200_000;
/** Of a request's time to either side, evenly spread. */
const REQUEST_SCATTER = 0.1;
/** Of a process's time to either side, evenly spread: 1 % standard deviation. */
const PROCESS_SCATTER = 0.017;
/** A fifth of what it can do; enough requests for a median in every tenth of a second. */
const LOAD = { arrivals: "poisson", ratePerS: 1_000, durationS: 1 } as const;
/** Seldom: nothing happens between a request and its reply. */
const POLL_NS = 20 * NS_PER_MS;
const [REQUESTS, PROCESSES] = [1, 2];

/** One trial: the instants of a block are the same for all contenders, all else is its own. */
export function sleeperTrial({ contender, factor, seed }: Sleeper, block: number): Trial {
  const own = drawsOf(seed, REQUESTS);
  const ofProcess = 1 + PROCESS_SCATTER * (2 * drawsOf(seed, PROCESSES).unit(block) - 1);
  const first = block * 2 * LOAD.ratePerS;
  const step = { ...LOAD, seed: 1 + block };
  const { loop, exchange } = runVirtualStep({
    step,
    pollNs: POLL_NS,
    script: {
      serviceNs: (request) =>
        factor *
        ofProcess *
        SERVICE_NS *
        (1 + REQUEST_SCATTER * (2 * own.unit(first + request) - 1)),
    },
  });
  const { busy, reconnects } = exchange;
  const outcome = stepOutcome(loop, {
    step,
    own: { cpuS: 0, rssBytesMax: 0, rssBytesPerMinute: [] },
    busy,
    reconnects,
    droppedDatagrams: 0,
    scheduleSha256: "",
  });
  const usageTimeline = { usageSliceMs: 0, cpuNs: [], rssBytes: [] };
  const reading = { usage: USAGE, gridPosition: null, usageTimeline };
  return trialOf({ contender, block }, judgeStep(outcome, reading));
}
