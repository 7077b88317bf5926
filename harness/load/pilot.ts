// The pilot: a short open-loop step before the recorded ones, from which the look-back comes.
//
// A pause disturbs requests that were under way when it began; most of them are no older than the
// p99 of a calm response. Measured before anything is recorded and fixed from there on, so that
// which requests count depends on the generator's clock alone, never on a reply.

import { decodePayload, encodePayload } from "#histogram/payload.ts";
import { rankOf, valueAtRankNs } from "#histogram/bucketed.ts";
import { Recorder } from "#histogram/recorder.ts";
import { mix32 } from "#model/draws.ts";
import type { StepPlan, TrialPlan } from "#model/plan.ts";
import { STEP_INDEX_STRIDE } from "#model/traffic.ts";
import { NS_PER_MS } from "#model/units.ts";
import type { SampleSorter } from "./sample-sorter.ts";

/** Covers what a burst of replies waits for in a turn, however fast the contender is. */
const LOOK_BACK_MIN_NS = NS_PER_MS;
/** More would disturb the better part of a step; older requests are known by an interval. */
const LOOK_BACK_MAX_NS = 5 * NS_PER_MS;
const LOOK_BACK_QUANTILE = 0.99;
/** Random arrivals are more than rate × duration at times: by six deviations of 1,000. */
const SCATTER = 1.2;
const FEWEST_REQUESTS = 1_024;

/** The pilot as a step; undefined where the plan has none of its own. */
export function pilotStep({
  pilot,
  steps,
}: Pick<TrialPlan, "pilot" | "steps">): StepPlan | undefined {
  const [first] = steps;
  if (pilot === undefined || pilot === "first-step" || first === undefined) return undefined;
  const { arrivals, ratePerS, seed } = first;
  // Arrivals of its own, and at a constant rate: a ramp, or a trace, belongs to the step.
  return { arrivals, ratePerS, durationS: pilot.durationS, seed: mix32(~seed) };
}

/**
 * Index of its first request: the last ones before those of the first step, so that they are the
 * same for all contenders however long their warm-up took, and ascend.
 */
export function pilotFirstIndex(plan: Pick<TrialPlan, "pilot" | "steps">): number {
  const step = pilotStep(plan);
  if (step === undefined) return STEP_INDEX_STRIDE;
  const requests = Math.ceil(SCATTER * step.ratePerS * step.durationS);
  return STEP_INDEX_STRIDE - Math.max(FEWEST_REQUESTS, requests);
}

/**
 * The look-back that the samples of a pilot give: their p99, at least 1 ms and at most 5 ms. What
 * was not answered took longer than that.
 */
export function lookBackOf({ undisturbed, intervals }: SampleSorter): number {
  const calm = new Recorder();
  for (const recorder of [undisturbed.response, intervals.asRead]) calm.add(recorder);
  const rank = rankOf(LOOK_BACK_QUANTILE, calm.count + undisturbed.unreplied);
  const p99Ns = valueAtRankNs(decodePayload(encodePayload(calm)), rank) ?? Infinity;
  return Math.min(LOOK_BACK_MAX_NS, Math.max(LOOK_BACK_MIN_NS, p99Ns));
}
