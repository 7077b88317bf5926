// The truth of one repetition that another tool measured. Such a tool has no plan and numbers
// nothing: its i-th request is meant for t0 + i ÷ rate, and takes the i-th service time by order of
// arrival.
//
// Its own file because these are the rules by which others are judged. Everything that arrived is
// in the truth; what the tool left out of its own figures is its own affair.

import type { TruthQuantile } from "#model/self-test.ts";
import { NS_PER_S } from "#model/units.ts";
import { happenedServiceNs } from "../truth-server/recursion.ts";
import type { TruthLog } from "../truth-server/truth-log.ts";
import type { TruthPlan } from "../truth-server/truth-plan.ts";
import { arrivalsOf, originNs } from "./arrival-gaps.ts";
import {
  type JudgedRepetition,
  judgeQuantile,
  type Reported,
  type Truths,
} from "./truth-judgement.ts";
import { truthResponses } from "./truth-responses.ts";
import { TruthSample } from "./truth-sample.ts";

export interface ToolTruth extends Truths {
  /** Requests that arrived, at most as many as were planned; some may have been lost unserved. */
  readonly arrived: number;
  /** Of these, in order: where each was meant to be after t0, and where it was. */
  readonly intendedNs: Float64Array;
  readonly arrivedNs: Float64Array;
  /** t0 = min(arrival_i − i ÷ rate), ns of the server's clock. */
  readonly originNs: number;
}

/** @param server its plan: services and fates by order of arrival. */
export function toolTruth(
  log: TruthLog,
  server: TruthPlan,
  load: { readonly ratePerS: number; readonly durationS: number },
): ToolTruth {
  const arrivals = arrivalsOf(log, server.firstIndex, server.count);
  const arrived = arrivals.findLastIndex((atNs) => !Number.isNaN(atNs)) + 1;
  const intendedNs = Float64Array.from(
    { length: arrived },
    (_, at) => (at * NS_PER_S) / load.ratePerS,
  );
  const durationNs = load.durationS * NS_PER_S;
  const sampleWith = (serviceNs: Float64Array): TruthSample => {
    const served = { intendedNs, serviceNs, fates: server.fates, limit: Infinity };
    return new TruthSample(truthResponses(served).responseNs, intendedNs, durationNs);
  };
  const arrivedNs = arrivals.subarray(0, arrived);
  return {
    drawn: sampleWith(server.serviceNs),
    happened: sampleWith(happenedServiceNs(log, server.firstIndex, arrived)),
    arrived,
    intendedNs,
    arrivedNs,
    originNs: originNs(arrivedNs, intendedNs),
  };
}

/** Of the quantiles that a tool reports, each by the rule that the lab is held to. */
export function judgeTool(
  truth: Truths,
  reported: Reported,
  asked: { readonly quantiles: readonly TruthQuantile[]; readonly floorP99Ns: number },
): ReadonlyMap<TruthQuantile, JudgedRepetition> {
  return new Map(
    asked.quantiles.map((quantile) => [
      quantile,
      judgeQuantile(quantile, truth, reported, asked.floorP99Ns),
    ]),
  );
}
