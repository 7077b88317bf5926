// The plan of a load run: the warm-up as a step of its own, then one for each rate. Warmed up in
// open loop, at a rate that was asked for: the closed loop of a contender's trial would send as
// fast as the target can, which is not ours to ask of a service that others use.

import path from "node:path";
import { DRAIN, PAUSE_RULE } from "#drive/plan/trial-plan.ts";
import { mix32 } from "#model/draws.ts";
import { PLAN_VERSION, type StepPlan, type TrialPlan } from "#model/plan.ts";
import type { LoadSettings } from "./load-options.ts";
import type { LoadTarget } from "./load-target.ts";

export interface LoadPlanInput {
  readonly root: string;
  readonly target: LoadTarget;
  /** The address that answered. */
  readonly address: string;
  readonly settings: LoadSettings;
  readonly tls: TrialPlan["tls"];
  /** See given-traffic.ts. */
  readonly input: string;
}

export function loadPlan(given: LoadPlanInput): TrialPlan {
  const { root, target, address, settings, tls, input } = given;
  const { connections, pipelining, timeoutS, seed } = settings;
  const codec = target.scheme === "memcache" ? "memcache.ts" : "http.ts";
  const load = path.join(root, "harness", "load");
  return {
    version: PLAN_VERSION,
    codecModule: path.join(load, "codecs", codec),
    trafficModule: path.join(load, "given-traffic.ts"),
    traffic: { scenario: "load", seed, parameters: {}, input },
    oracle: true,
    host: address,
    port: target.port,
    ...(tls === undefined ? {} : { tls }),
    connectLimitS: timeoutS,
    connections,
    inFlightMax: pipelining,
    gateCount: 0,
    pauseRule: PAUSE_RULE,
    // Requests that nobody asked for are not sent: the warm-up is the pilot, or there is none.
    ...(settings.warmUpS === 0 ? {} : { pilot: "first-step" }),
    warmUp: { capS: 0 },
    // As in a contender's trial, but never longer than --timeout.
    drain: { ...DRAIN, minS: Math.min(DRAIN.minS, timeoutS), maxS: timeoutS },
    steps: stepsOf(settings),
    requestOffset: 0,
  };
}

/** The warm-up, where there is one, is the first. */
function stepsOf({ ratesPerS, durationS, warmUpS, arrivals, seed }: LoadSettings): StepPlan[] {
  const [firstPerS = 1] = ratesPerS;
  const seedOf = (at: number): number => mix32(mix32(seed) + at);
  const recorded = ratesPerS.map((ratePerS, at) => {
    return { ...arrivals, ratePerS, durationS, seed: seedOf(at + 1) };
  });
  if (warmUpS === 0) return recorded;
  // At a constant rate: a recorded trace, or a ramp, belongs to the step.
  const warmUp = { arrivals: arrivals.arrivals, ratePerS: firstPerS, durationS: warmUpS };
  return [{ ...warmUp, seed: seedOf(0) }, ...recorded];
}
