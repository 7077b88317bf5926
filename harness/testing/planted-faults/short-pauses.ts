// Pauses that are short enough to be taken out: they must be seen, and what is left must be the
// truth, whether replies are fast or many of them are in flight when the generator stands still.
//
// The only fault that is not to make a step unfit, so it is judged by what the truth server knows:
// a quantile that the verdict calls fit must be within the bounds of the truth suite.

import path from "node:path";
import { quantileOf } from "#judge/response-metrics.ts";
import type { Draws } from "#model/draws.ts";
import type { StepNotes } from "#model/plan.ts";
import type { Step, StepOutcome } from "#model/step.ts";
import { MS_PER_S, NS_PER_MS } from "#model/units.ts";
import { judgeOwn, type OwnRepetition, ownTruth } from "#testing/truth/own-repetition.ts";
import { planRepetition, type RepetitionPlan } from "#testing/truth/repetition-plan.ts";
import { REPLY_BYTES, type TruthCase } from "#testing/truth/truth-cases.ts";
import { launchTruthServer, type TruthServer } from "#testing/truth-server/launch-truth-server.ts";
import type { TruthLog } from "#testing/truth-server/truth-log.ts";
import { pausing, type PlannedPause, type PlantedPauses } from "./pauses.ts";
import {
  causesNamed,
  drawBetween,
  drawSeed,
  type FaultGround,
  type PlantContext,
  type PlantedFault,
  type PlantedStep,
  PlantingFailed,
} from "./planted-fault.ts";
import { factsOf, FIRST_INDEX, getsPlan, measured, pausedMs } from "./planted-steps.ts";

/** With the look-ahead of three pauses, what is left of the step is more than three quarters. */
const LENGTHS_MS = [1, 40] as const;
const COUNTS = [1, 6] as const;
/** From the order of a step to its first instant, and as long before its end. */
const MARGIN_MS = 250;
/** Of the planted time, so much must be listed as the host's: our own clock reads later. */
const NOTICED_SHARE = 0.9;
const QUANTILES = ["p50", "p90", "p99"] as const;

const CASE: Omit<TruthCase, "id" | "what" | "ratePerS" | "durationS" | "law"> = {
  wrong: null,
  arrivals: "poisson",
  quickDurationS: null,
  connections: 50,
  inFlightMax: 50,
  quantiles: QUANTILES,
  counts: [],
  protocols: ["memcache"],
  otherTools: false,
};
/** With the look-back that a pilot would find: the p99, from 1 to 5 ms. */
interface PausedCase extends TruthCase {
  readonly lookBackNs: number;
}
/** Replies within a millisecond, and p99 supported by 4,000 of them. */
const FAST: PausedCase = {
  ...CASE,
  lookBackNs: NS_PER_MS,
  id: "fast replies",
  what: "busy for half of the time, 200 µs each",
  ratePerS: 2_500,
  durationS: 1.6,
  law: { kind: "constant", serviceNs: 0.2 * NS_PER_MS },
};
/**
 * One in a hundred takes 10 ms in the median, and holds up those behind it: every third pause meets
 * replies in flight. Busy for 0.3 of the time; what a pause does to a server that is busy for 0.8
 * of it outlasts every look-ahead.
 */
const SLOW: PausedCase = {
  ...CASE,
  lookBackNs: 5 * NS_PER_MS,
  id: "slow replies",
  what: "200 µs each, one in a hundred 10 ms",
  ratePerS: 1_000,
  durationS: 3.5,
  law: {
    kind: "rare-log-normal",
    serviceNs: 0.2 * NS_PER_MS,
    share: 0.01,
    medianNs: 10 * NS_PER_MS,
    spread: 0.5,
  },
};
/** No service time: what the transport itself costs. */
const TRANSPORT: PausedCase = {
  ...FAST,
  id: "transport",
  what: "answered at once",
  // Its p99 is supported even where half of the step is disturbed.
  durationS: 2,
  law: { kind: "constant", serviceNs: 0 },
};

const FLOOR_ATTEMPTS = 3;
const TRAFFIC = path.join(import.meta.dirname, "..", "truth", "truth-traffic-memcache.ts");

export const shortPauses: PlantedFault = {
  fault: "pauses of the generator of 1 to 40 ms",
  cause: "host",
  takesCore: false,
  available: () => (process.platform === "win32" ? "Windows stops no process" : undefined),
  async plant(context) {
    const floorNs = await transportFloorNs(context);
    const planted: PlantedStep[] = [];
    for (const draws of context.draws) planted.push(await plantOne(context, draws, floorNs));
    return planted;
  },
};

/** The p99 of the transport alone: what cannot be told apart. */
async function transportFloorNs(context: PlantContext): Promise<number> {
  for (let attempt = 0; attempt < FLOOR_ATTEMPTS; attempt++) {
    const { step } = await pausedStep(context, TRANSPORT, { seed: attempt, pauses: [] });
    const floorNs = quantileOf(step.response, "p99");
    if (floorNs !== null) return floorNs;
  }
  throw new PlantingFailed("the host was too restless to know the transport's own p99");
}

async function plantOne(
  context: PlantContext,
  draws: Draws,
  floorNs: number,
): Promise<PlantedStep> {
  const truthCase = drawBetween(draws, "severity", [1, 4]) < 2 ? FAST : SLOW;
  const pauses = drawPauses(draws, truthCase.durationS * MS_PER_S);
  const paused = await pausedStep(context, truthCase, { seed: drawSeed(draws), pauses });
  const listedMs = pausedMs(paused.step, "host");
  const noticed = listedMs >= NOTICED_SHARE * paused.pausedMs;
  const wrong = wrongQuantiles(paused, floorNs);
  const lengths = pauses.map(({ lengthMs }) => lengthMs.toFixed(1)).join(" + ");
  const seen = `${listedMs.toFixed(1)} of ${paused.pausedMs.toFixed(1)} ms seen`;
  const named = new Set([...(noticed ? ["host"] : []), ...causesNamed(paused.step.generator)]);
  return {
    flagged: noticed,
    named: [...named],
    right: noticed && wrong.length === 0,
    waitedShare: paused.waitedShare,
    facts: `${truthCase.id}, ${lengths} ms: ${[seen, ...wrong, factsOf(paused.step)].join("; ")}`,
  };
}

function drawPauses(draws: Draws, durationMs: number): PlannedPause[] {
  const count = Math.round(drawBetween(draws, "count", COUNTS));
  const apartMs = (durationMs - 2 * MARGIN_MS) / count;
  return Array.from({ length: count }, (_, at) => {
    const lengthMs = drawBetween(draws, "moments", LENGTHS_MS, at);
    return { atMs: MARGIN_MS + at * apartMs, lengthMs };
  });
}

/** A step against the truth server, and what both sides know of it. */
interface PausedStep {
  readonly own: OwnRepetition;
  readonly step: Step;
  readonly pausedMs: number;
  readonly waitedShare: number;
}

interface StepToPause {
  readonly seed: number;
  readonly pauses: readonly PlannedPause[];
}

async function pausedStep(
  ground: FaultGround,
  truthCase: PausedCase,
  { seed, pauses }: StepToPause,
): Promise<PausedStep> {
  const { durationS, connections, inFlightMax, lookBackNs } = truthCase;
  const drawn = { protocol: "memcache", durationS, seed, firstIndex: FIRST_INDEX } as const;
  const plan = planRepetition(truthCase, drawn);
  const server = await startTruthServer(ground, plan);
  const planted: PlantedPauses[] = [];
  let log: TruthLog | undefined;
  try {
    const gets = getsPlan(server.port, [plan.step], {
      trafficModule: TRAFFIC,
      connections,
      inFlightMax,
    });
    const traffic = { ...gets.traffic, parameters: { replyBytes: REPLY_BYTES } };
    const pauseRule = { ...gets.pauseRule, lookBackNs };
    const ending = await measured(
      ground,
      { ...gets, traffic, pauseRule },
      {
        onStep(pid) {
          const stops = pausing(pid, pauses);
          planted.push(stops);
          return stops;
        },
      },
    );
    log = await server.stop();
    const [outcome, notes] = [ending.outcomes[0] as StepOutcome, ending.notes[0] as StepNotes];
    return {
      own: { plan, log, outcome, notes },
      step: ending.steps[0] as Step,
      pausedMs: planted[0]?.pausedMs ?? 0,
      waitedShare: ending.waitedShares[0] ?? 0,
    };
  } finally {
    if (log === undefined) await server.stop().catch(() => {});
  }
}

async function startTruthServer(
  { supervisor, placement }: FaultGround,
  { server: plan, protocol }: RepetitionPlan,
): Promise<TruthServer> {
  const cores = placement.contenderCores;
  try {
    return await launchTruthServer({ protocol, plan, cores, placement, supervisor });
  } catch (error) {
    throw new PlantingFailed(error instanceof Error ? error.message : String(error));
  }
}

/** Sentences for the quantiles that are called fit and are not the truth. */
function wrongQuantiles({ own, step }: PausedStep, floorNs: number): string[] {
  const fit: readonly string[] = step.generator.fit ? step.generator.fitQuantiles : [];
  return [...judgeOwn(own, ownTruth(own), floorNs)].flatMap(([name, { counting, repetition }]) => {
    // Judged by what happened, so it counts although the host moved the truth itself.
    if (!fit.includes(name) || counting === "unsupported" || repetition.within) return [];
    const { reportedNs, truthNs } = repetition;
    return [`${name} is ${reportedNs ?? "not known"} and should be ${truthNs ?? "not known"} ns`];
  });
}
