// How a step is measured while a fault is planted in it, and how its verdict is read: one generator
// process, warmed up, then a step for each draw. Its own file because all faults but those that
// need known truths share it.

import path from "node:path";
import {
  measureSteps,
  type MeasuredSteps,
  planFor,
  type StepsOrder,
} from "#testing/measured-step.ts";
import type { Draws } from "#model/draws.ts";
import type { StepPlan, TrialPlan } from "#model/plan.ts";
import { PAUSE_CAUSES, type PauseCause, type Step } from "#model/step.ts";
import { STEP_INDEX_STRIDE } from "#model/traffic.ts";
import { NS_PER_US } from "#model/units.ts";
import { watchWaits } from "./core-waits.ts";
import {
  causesNamed,
  drawBetween,
  drawSeed,
  type FaultCause,
  type FaultGround,
  type PlantContext,
  type PlantedStep,
  PlantingFailed,
} from "./planted-fault.ts";

/** Enough for a p99, in so many slices of 100 ms that it is supported, and no more. */
export const STEP_S = 1;
/** Two thousand a second support a p99; well below what the floor and the generator can do. */
const RATES_PER_S = [2_500, 12_000] as const;
/** The codec's and the sockets' code is compiled meanwhile. */
const WARM_UP_S = 1;
/** Index of the first request that is looked at. */
export const FIRST_INDEX = STEP_INDEX_STRIDE;
export const CONNECTIONS = 50;
/** Room for what a fault holds up, so that nothing is withheld in the verdict's place. */
export const IN_FLIGHT_MAX = 32;
/** What a lost reply may hold up a run of many steps. */
const DRAIN = { minS: 0.3, factor: 3, maxS: 2 };

const GIVEN_TRAFFIC = path.join(import.meta.dirname, "..", "..", "load", "given-traffic.ts");
const REQUEST = "get planted\r\n";
/** One request, again and again; what the floor answers is not judged. */
const GIVEN_INPUT = JSON.stringify({
  bytes: Buffer.from(REQUEST).toString("base64"),
  ends: [REQUEST.length],
  owed: [1],
  forms: [0],
});

export function stepFor(draws: Draws, more: Partial<StepPlan> = {}): StepPlan {
  return {
    arrivals: "poisson",
    ratePerS: Math.round(drawBetween(draws, "rate", RATES_PER_S)),
    durationS: STEP_S,
    seed: drawSeed(draws),
    ...more,
  };
}

/** Gets over the memcached protocol at the drawn rates, unless `more` says otherwise. */
export function getsPlan(
  port: number,
  steps: readonly StepPlan[],
  more: Partial<Parameters<typeof planFor>[0]> = {},
): TrialPlan {
  return planFor({
    protocol: "memcache",
    port,
    trafficModule: GIVEN_TRAFFIC,
    traffic: { scenario: "planted", seed: 1, parameters: {}, input: GIVEN_INPUT },
    steps,
    connections: CONNECTIONS,
    inFlightMax: IN_FLIGHT_MAX,
    oracle: false,
    warmUpS: WARM_UP_S,
    drain: DRAIN,
    ...more,
  });
}

/** With the share of each step in which the generator waited for its core. */
export interface WatchedSteps extends MeasuredSteps {
  readonly waitedShares: readonly number[];
}

/** Measures the plan's steps in order. @throws PlantingFailed */
export async function measured(
  ground: FaultGround,
  plan: TrialPlan,
  { onStep, ...more }: Pick<StepsOrder, "onStep" | "wrap"> = {},
): Promise<WatchedSteps> {
  const waitedShares: number[] = [];
  const ending = await measureSteps({
    ...ground,
    ...more,
    plan,
    async onStep(pid, position) {
      const guests = new AsyncDisposableStack();
      guests.use(watchWaits(pid, (share) => waitedShares.push(share)));
      const guest = await onStep?.(pid, position);
      if (guest !== undefined) guests.use(guest);
      return guests;
    },
  });
  if ("fault" in ending) throw new PlantingFailed(ending.fault);
  return { ...ending, waitedShares };
}

/** What the verdicts of these steps say of `cause`; `severities` has a word for each. */
export function verdictsOn(
  cause: FaultCause,
  { steps, waitedShares }: Pick<WatchedSteps, "steps" | "waitedShares">,
  severities: readonly string[],
): PlantedStep[] {
  return steps.map((step, at) => {
    const named = causesNamed(step.generator);
    return {
      flagged: named.length > 0,
      named,
      right: named.includes(cause),
      waitedShare: waitedShares[at] ?? 0,
      facts: `${severities[at] ?? ""}: ${factsOf(step)}`,
    };
  });
}

/** What a person needs to see why a cause was named, or not. */
export function factsOf(step: Step): string {
  const { generator, lag, response, offeredPerS, withheld } = step;
  const us = (ns: number | null): string => (ns === null ? "–" : (ns / NS_PER_US).toFixed(0));
  const lags = [lag.p50Ns, lag.p99Ns, lag.maxNs].map(us).join("/");
  const responses = [response.p50Ns, response.p99Ns, response.maxNs].map(us).join("/");
  return [
    `${offeredPerS}/s, ${withheld} withheld`,
    `lag ${lags} µs, response ${responses} µs (p50/p99/max)`,
    `${generator.pauses} pauses: ${pausedInWords(step)}`,
    `disturbed ${(100 * generator.disturbedShare).toFixed(1)} %`,
    `causes: ${generator.causes.join(" | ") || "none"}`,
  ].join("; ");
}

function pausedInWords(step: Step): string {
  const words = PAUSE_CAUSES.flatMap((cause) => {
    const ms = pausedMs(step, cause);
    return ms === 0 ? [] : [`${cause} ${ms.toFixed(1)} ms`];
  });
  return words.join(", ") || "none";
}

/** Time in the pauses that the step lists, of one cause. */
export function pausedMs({ timeline }: Pick<Step, "timeline">, cause: PauseCause): number {
  return timeline.pauses
    .filter(([, , each]) => each === cause)
    .reduce((sum, [, lengthMs]) => sum + lengthMs, 0);
}

/** Words for each draw of the context. */
export function severitiesOf(
  { draws }: PlantContext,
  severity: (draws: Draws) => string,
): string[] {
  return draws.map(severity);
}
