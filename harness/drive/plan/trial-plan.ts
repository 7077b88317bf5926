// The plan of one trial, as the generator gets it. The constants that decide which samples count
// are here, together, fixed before any contender is seen.

import path from "node:path";
import { type DrainRule, PLAN_VERSION, type PauseRule, type TrialPlan } from "#model/plan.ts";
import { mix32 } from "#model/draws.ts";
import { STEPS_MAX } from "#model/traffic.ts";
import { NS_PER_MS, NS_PER_US } from "#model/units.ts";
import type { ServiceScenarioPlan } from "./scenario-plan.ts";
import { type GridRate, gridStepS } from "./rate-grid.ts";
import type { ServiceToRun } from "./workload-to-run.ts";

/**
 * A gap above 100 µs is a pause, which disturbs what is planned until 3 times as long behind it:
 * shown to leave the other requests unbiased, and smaller values not, by pause-rule.test.ts. The
 * look-back is the pilot's; 2 ms, within the 1 to 5 ms that a pilot may set, holds for the pilot
 * itself and where there is none.
 */
export const PAUSE_RULE: PauseRule = {
  thresholdNs: 100 * NS_PER_US,
  lookBackNs: 2 * NS_PER_MS,
  lookAheadFactor: 3,
};
/** 1,000 requests at 2,000/s, whose p99 has 10 above it; what a trial takes longer for it. */
export const PILOT_S = 0.5;
export const DRAIN: DrainRule = { minS: 2, factor: 3, maxS: 30 };
/** Enough to meet every kind of request of a 90/10 mix; 256 at about 50 µs each cost 13 ms. */
const GATE_REQUESTS = 256;

export interface TrialPlanInput {
  readonly workload: ServiceToRun;
  readonly scenario: ServiceScenarioPlan;
  readonly block: number;
  readonly seed: number;
  readonly oracle: boolean;
  /** In the order in which they are run. */
  readonly steps: readonly PlannedStep[];
  /** Requests of the largest step of any contender: blocks begin so far apart. */
  readonly requestsMax: number;
}

/** A rate that is held for a time, and what for. */
export interface PlannedStep {
  readonly ratePerS: number;
  readonly durationS: number;
  /** See Step. */
  readonly gridPosition: number | null;
}

/** The compared rates, lowest first as they are named, then the grid. */
export function plannedSteps(
  { ratesPerS, durationS, rules }: Pick<ServiceScenarioPlan, "ratesPerS" | "durationS" | "rules">,
  grid: readonly GridRate[],
): PlannedStep[] {
  return [
    ...ratesPerS.map((ratePerS) => ({ ratePerS, durationS, gridPosition: null })),
    ...grid.map(({ ratePerS, gridPosition }) => ({
      ratePerS,
      durationS: gridStepS(ratePerS, rules),
      gridPosition,
    })),
  ];
}

/** Requests of the largest of these steps, with room for what arrivals scatter. */
export function largestStep(steps: readonly PlannedStep[]): number {
  return Math.ceil(1.1 * Math.max(0, ...steps.map((step) => step.ratePerS * step.durationS)));
}

/** The plan but for the port, which the contender names when it is ready. */
export function trialPlan(input: TrialPlanInput): Omit<TrialPlan, "port"> {
  const { workload, scenario, block, seed, oracle, steps, requestsMax } = input;
  const { arrivals, shape, connections, inFlightMax, id } = scenario.scenario;
  return {
    version: PLAN_VERSION,
    codecModule: workload.codecModule,
    trafficModule: path.join(workload.folder, "traffic.ts"),
    traffic: { scenario: id, seed, parameters: workload.plan.parameters },
    oracle,
    host: "127.0.0.1",
    connections,
    inFlightMax,
    gateCount: GATE_REQUESTS,
    pauseRule: PAUSE_RULE,
    pilot: { durationS: PILOT_S },
    warmUp: { capS: scenario.rules.warmUpCapS },
    drain: DRAIN,
    // The same instants for all contenders of a block, other ones in every block and step: trials
    // that shared one draw of arrivals would agree better than they should.
    steps: steps.map(({ ratePerS, durationS }, step) => ({
      arrivals,
      ...(shape === undefined ? {} : { shape }),
      ratePerS,
      durationS,
      seed: mix32(mix32(seed) + block * STEPS_MAX + step),
    })),
    // Each block goes on in the requests where the one before it ended: a recorded trace is
    // replayed on, and an interval over trials holds the variance of requests too.
    requestOffset: block * requestsMax,
  };
}
