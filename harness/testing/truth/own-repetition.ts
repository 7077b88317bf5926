// The truth of one repetition that the lab's own generator measured, and what the generator said of
// it: both of the same requests, those that no pause of the generator disturbed.
//
// Its own file because other tools have neither planned instants nor disturbed windows; their truth
// is tool-truth.ts's.

import { generatorVerdict } from "#judge/generator-verdict.ts";
import type { StepNotes } from "#model/plan.ts";
import type { TruthQuantile } from "#model/self-test.ts";
import type { StepOutcome } from "#model/step.ts";
import { NS_PER_S } from "#model/units.ts";
import { happenedServiceNs } from "../truth-server/recursion.ts";
import type { TruthLog } from "../truth-server/truth-log.ts";
import type { RepetitionPlan } from "./repetition-plan.ts";
import {
  type JudgedRepetition,
  judgeQuantile,
  maxBoundNs,
  type Reported,
  type Truths,
} from "./truth-judgement.ts";
import { truthResponses, type TruthResponses } from "./truth-responses.ts";
import { sampleOf, undisturbed } from "./truth-sample.ts";

/** A repetition that is over. */
export interface OwnRepetition {
  readonly plan: RepetitionPlan;
  readonly log: TruthLog;
  readonly outcome: StepOutcome;
  readonly notes: Pick<StepNotes, "tallies">;
}

/** What the planned requests must have met. */
export interface OwnTruth extends Truths {
  /** From the server's own starts and ends, in order of the requests. */
  readonly responses: TruthResponses;
  /** 1 for requests that no window holds. */
  readonly kept: Uint8Array;
  /** NaN for requests that did not reach the server. */
  readonly happenedNs: Float64Array;
}

export function ownTruth({ plan, log, outcome }: OwnRepetition): OwnTruth {
  const { intendedNs, server, step, truthCase } = plan;
  const limit = truthCase.connections * truthCase.inFlightMax;
  const happenedNs = happenedServiceNs(log, server.firstIndex, server.count);
  const asked = { intendedNs, fates: server.fates, limit };
  const drawn = truthResponses({ ...asked, serviceNs: server.serviceNs });
  const responses = truthResponses({
    ...asked,
    serviceNs: outcome.withheld === 0 ? happenedNs : filledUp(happenedNs, server.serviceNs),
  });
  const kept = undisturbed(intendedNs, outcome.disturbedWindows);
  const durationNs = step.durationS * NS_PER_S;
  return {
    drawn: sampleOf(drawn.responseNs, intendedNs, kept, durationNs),
    happened: sampleOf(responses.responseNs, intendedNs, kept, durationNs),
    responses,
    kept,
    happenedNs,
  };
}

/**
 * Which requests are withheld is decided by some microseconds, so the recursion may send one that
 * was withheld: its drawn time stands in.
 */
function filledUp(happenedNs: Float64Array, drawnNs: Float64Array): Float64Array {
  return happenedNs.map((timeNs, at) => (Number.isNaN(timeNs) ? (drawnNs[at] as number) : timeNs));
}

const FIELDS = {
  p50: "p50Ns",
  p90: "p90Ns",
  p99: "p99Ns",
  "p99.9": "p999Ns",
  max: "maxNs",
} as const;

export function reportedBy({ undisturbed: { response } }: StepOutcome): Reported {
  return {
    quantileNs: (quantile) => response[FIELDS[quantile]],
    replied: response.count,
  };
}

/**
 * Whether the longest request is one beside the generator's own pauses. The verdict says nothing of
 * a maximum, which is one request and which any of them makes.
 */
function isMaxOurs({ undisturbed, apartFromOwnPauses }: StepOutcome): boolean {
  const [withNs, apartNs] = [undisturbed.response.maxNs, apartFromOwnPauses.response.maxNs];
  return withNs !== null && apartNs !== null && withNs - apartNs > maxBoundNs(apartNs);
}

/**
 * The quantiles that the case judges. One that the generator itself calls unfit is no figure that
 * it stands for, and does not count.
 */
export function judgeOwn(
  repetition: OwnRepetition,
  truth: OwnTruth,
  floorP99Ns: number,
): ReadonlyMap<TruthQuantile, JudgedRepetition> {
  const { outcome, plan } = repetition;
  const unfitOf = (judged: JudgedRepetition): JudgedRepetition => {
    return { counting: "unfit", repetition: { ...judged.repetition, label: "unfit" } };
  };
  const reported = reportedBy(outcome);
  const { fit, fitQuantiles } = generatorVerdict(outcome);
  return new Map(
    plan.truthCase.quantiles.map((quantile) => {
      const judged = judgeQuantile(quantile, truth, reported, floorP99Ns);
      const isFit =
        fit && (quantile === "max" ? !isMaxOurs(outcome) : fitQuantiles.includes(quantile));
      const isUnfit = judged.counting === "counted" && !isFit;
      return [quantile, isUnfit ? unfitOf(judged) : judged];
    }),
  );
}
