// Pauses that are short enough to be taken out: they must be seen, and what is left must be the
// truth, whether replies are fast or many of them are in flight when the generator stands still.
//
// The only fault that is not to make a step unfit, so it is judged by what the truth server knows:
// a quantile that the verdict calls fit must be within the bounds of the truth suite.

import path from "node:path";
import { quantileOf } from "#judge/response-metrics.ts";
import type { Draws } from "#model/draws.ts";
import type { Step, StepOutcome } from "#model/step.ts";
import { STEP_INDEX_STRIDE } from "#model/traffic.ts";
import { MS_PER_S, NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { planRepetition, type RepetitionPlan } from "#testing/truth/repetition-plan.ts";
import { REPLY_BYTES, type TruthCase } from "#testing/truth/truth-cases.ts";
import { judgeQuantile } from "#testing/truth/truth-judgement.ts";
import { sampleOf, type TruthSample, undisturbed } from "#testing/truth/truth-sample.ts";
import { launchTruthServer, type TruthServer } from "#testing/truth-server/launch-truth-server.ts";
import { fifoResponses, happenedServiceNs } from "#testing/truth-server/recursion.ts";
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
import { factsOf, getsPlan, measured, pausedMs } from "./planted-steps.ts";

/** With the look-ahead of three pauses, what is left of the step is more than three quarters. */
const LENGTHS_MS = [1, 40] as const;
const COUNTS = [1, 6] as const;
/** From the order of a step to its first instant, and as long before its end. */
const MARGIN_MS = 250;
/** Of the planted time, so much must be listed as the host's: our own clock reads later. */
const NOTICED_SHARE = 0.9;
const QUANTILES = ["p50", "p99"] as const;

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
/** Replies within a millisecond, and p99 supported by 4,000 of them. */
const FAST: TruthCase = {
  ...CASE,
  id: "fast replies",
  what: "busy for half of the time, 200 µs each",
  ratePerS: 2_500,
  durationS: 1.6,
  law: { kind: "constant", serviceNs: 0.2 * NS_PER_MS },
};
/** Five milliseconds in the mean, 20 at the p99: every pause meets replies in flight. */
const SLOW: TruthCase = {
  ...CASE,
  id: "slow replies",
  what: "busy for 0.8 of the time, 1 ms each in the mean",
  ratePerS: 800,
  durationS: 4,
  law: { kind: "exponential", meanNs: NS_PER_MS },
};
/** No service time: what the transport itself costs. */
const TRANSPORT: TruthCase = {
  ...FAST,
  id: "transport",
  what: "answered at once",
  // Its p99 is supported even where half of the step is disturbed.
  ratePerS: 8_000,
  durationS: 1,
  law: { kind: "constant", serviceNs: 0 },
};

const TRAFFIC = path.join(import.meta.dirname, "..", "truth", "truth-traffic-memcache.ts");

export const shortPauses: PlantedFault = {
  fault: "pauses of the generator of 1 to 40 ms",
  cause: "host",
  takesCore: false,
  available: () => (process.platform === "win32" ? "Windows stops no process" : undefined),
  async plant(context) {
    const calm = await truthStep(context, TRANSPORT, { seed: 1, pauses: [] });
    const floorNs = quantileOf(calm.step.response, "p99");
    if (floorNs === null)
      throw new PlantingFailed("the transport alone has no p99: too few replies");
    const planted: PlantedStep[] = [];
    for (const draws of context.draws) planted.push(await plantOne(context, draws, floorNs));
    return planted;
  },
};

async function plantOne(
  context: PlantContext,
  draws: Draws,
  floorNs: number,
): Promise<PlantedStep> {
  const truthCase = drawBetween(draws, "severity", [1, 4]) < 2 ? FAST : SLOW;
  const pauses = drawPauses(draws, truthCase.durationS * MS_PER_S);
  const truth = await truthStep(context, truthCase, { seed: drawSeed(draws), pauses });
  const listedMs = pausedMs(truth.step, "host");
  const noticed = listedMs >= NOTICED_SHARE * truth.pausedMs;
  const wrong = wrongQuantiles(truth, floorNs);
  const lengths = pauses.map(({ lengthMs }) => lengthMs.toFixed(1)).join(" + ");
  const seen = `${listedMs.toFixed(1)} of ${truth.pausedMs.toFixed(1)} ms seen`;
  const named = new Set([...(noticed ? ["host"] : []), ...causesNamed(truth.step.generator)]);
  return {
    flagged: noticed,
    named: [...named],
    right: noticed && wrong.length === 0,
    waitedShare: truth.waitedShare,
    facts: `${truthCase.id}, ${lengths} ms: ${[seen, ...wrong, factsOf(truth.step)].join("; ")}`,
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
interface TruthStep {
  readonly repetition: RepetitionPlan;
  readonly step: Step;
  readonly outcome: StepOutcome;
  readonly log: TruthLog;
  readonly pausedMs: number;
  readonly waitedShare: number;
}

interface StepToPause {
  readonly seed: number;
  readonly pauses: readonly PlannedPause[];
}

async function truthStep(
  ground: FaultGround,
  truthCase: TruthCase,
  { seed, pauses }: StepToPause,
): Promise<TruthStep> {
  const repetition = planRepetition(truthCase, {
    protocol: "memcache",
    durationS: truthCase.durationS,
    seed,
    firstIndex: STEP_INDEX_STRIDE,
  });
  const server = await startTruthServer(ground, repetition);
  let log: TruthLog | undefined;
  const planted: PlantedPauses[] = [];
  try {
    const { connections, inFlightMax } = truthCase;
    const plan = getsPlan(server.port, [repetition.step], {
      trafficModule: TRAFFIC,
      connections,
      inFlightMax,
    });
    const traffic = { ...plan.traffic, parameters: { replyBytes: REPLY_BYTES } };
    const ending = await measured(
      ground,
      { ...plan, traffic },
      {
        onStep(pid) {
          const stops = pausing(pid, pauses);
          planted.push(stops);
          return stops;
        },
      },
    );
    log = await server.stop();
    const [step, outcome] = [ending.steps[0] as Step, ending.outcomes[0] as StepOutcome];
    const waitedShare = ending.waitedShares[0] ?? 0;
    return { repetition, step, outcome, log, pausedMs: planted[0]?.pausedMs ?? 0, waitedShare };
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
function wrongQuantiles(truth: TruthStep, floorNs: number): string[] {
  const { step, repetition, log } = truth;
  const { serviceNs, firstIndex, count } = repetition.server;
  const truths = {
    drawn: truthOf(truth, serviceNs),
    happened: truthOf(truth, happenedServiceNs(log, firstIndex, count)),
  };
  return QUANTILES.filter((name) => step.generator.fitQuantiles.includes(name)).flatMap((name) => {
    const reported = {
      quantileNs: () => quantileOf(step.response, name),
      replied: step.response.count,
    };
    const { repetition: judged } = judgeQuantile(name, truths, reported, floorNs);
    if (judged.within) return [];
    return [`${name} is ${judged.reportedNs} ns and should be ${judged.truthNs}`];
  });
}

/** Of the requests that the generator calls undisturbed. */
function truthOf({ repetition, outcome }: TruthStep, serviceNs: Float64Array): TruthSample {
  const { intendedNs, step } = repetition;
  const kept = undisturbed(intendedNs, outcome.disturbedWindows);
  const responseNs = fifoResponses(intendedNs, serviceNs);
  return sampleOf(responseNs, intendedNs, kept, step.durationS * NS_PER_S);
}
