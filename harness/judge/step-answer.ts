// What one step of the grid says about its rate: kept up within the limit, not, or nothing.
//
// It fails where requests were withheld in calm times, where less than 99 % came back in time, or
// where more requests took longer than the limit than its quantile allows. Counted, not read off a
// quantile: a stall in one moment supports no p99, and is over the limit all the same. The host's
// disturbance does not excuse a failure, because an overloaded contender never catches up and looks
// disturbed; what the generator did itself, or what the floor could not do either, does.

import { decodePayload } from "#histogram/payload.ts";
import { SAMPLES_ABOVE } from "#histogram/quantiles.ts";
import type { QuantileName, Step } from "#model/step.ts";
import { NS_PER_S } from "#model/units.ts";
import { isWholeStepFit, lagLimitNs, RANKS } from "./generator-verdict.ts";
import { GENERATOR_UNFIT } from "./labels.ts";
import { quantileOf, withoutReply } from "./response-metrics.ts";
import { ACHIEVED_MIN, dueCount } from "./step-counts.ts";

export interface Limit {
  readonly quantile: QuantileName;
  readonly limitNs: number;
  /** From this rate on the floor itself was not answered in this block: the lab's own wall. */
  readonly wallPerS?: number;
}

/**
 * missing: nothing can be said, for want of requests or for faults that are not the contender's.
 */
export type StepAnswer = "passed" | "failed" | "missing";

export function stepAnswer(step: Step, limit: Limit): StepAnswer {
  if (step.mismatched > 0) return "failed";
  const shown = shownBy(step, limit);
  if (shown === "missing" || isOwnFault(step, limit)) return "missing";
  if (shown === "failed") {
    return step.offeredPerS >= (limit.wallPerS ?? Infinity) ? "missing" : "failed";
  }
  return isSound(step) ? "passed" : "missing";
}

/** What the counts and times of the step say, whoever is at fault. */
function shownBy(step: Step, limit: Limit): StepAnswer {
  if (step.generator.withheldOutsidePauses > 0) return "failed";
  const inTime = 1 - Math.min(1, limit.limitNs / NS_PER_S / step.durationS);
  if (step.achievedPerS * step.durationS < ACHIEVED_MIN * dueCount(step) * inTime) return "failed";
  const censored = withoutReply(step);
  const allowed = (1 - RANKS[limit.quantile]) * (step.response.count + censored);
  if (repliesAbove(step, limit.limitNs) + censored > allowed) return "failed";
  return allowed >= SAMPLES_ABOVE ? "passed" : "missing";
}

function repliesAbove(step: Step, limitNs: number): number {
  const { lowsNs, counts } = decodePayload(step.response.hdr);
  return counts.reduce(
    (sum, count, at) => ((lowsNs[at] as number) > limitNs ? sum + count : sum),
    0,
  );
}

/**
 * The generator's own pauses could be what is missing, or its lag took a good part of the limit. A
 * lag is never the contender's.
 */
function isOwnFault({ generator, lag, response }: Step, { quantile, limitNs }: Limit): boolean {
  if (generator.ownPausedShare > Math.min(1 - RANKS[quantile], 1 - ACHIEVED_MIN)) return true;
  const responseNs = Math.max(limitNs, quantileOf(response, quantile) ?? 0);
  const lagNs = quantileOf(lag, quantile) ?? lag.p50Ns;
  return lagNs === null || lagNs > lagLimitNs(responseNs);
}

/**
 * Everything but the fitness of single quantiles holds. The limit counts the generator's lag too,
 * so a step that keeps it with a lag of a tenth of it keeps it without.
 */
function isSound({ generator, invalidReasons }: Step): boolean {
  const others = invalidReasons.filter((reason) => !reason.startsWith(GENERATOR_UNFIT));
  return others.length === 0 && isWholeStepFit(generator);
}
