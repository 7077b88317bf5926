// Every reference variant against every other measured variant of its scenario, block by block, at
// equal offered load. Its own file because here a ratio becomes a ranking: only by three valid
// pairs whose interval leaves out 1. The floor is never compared (it does nothing), and what a
// ratio means for a claim is judged elsewhere.

import { type MetricName, metricOf } from "#model/metric.ts";
import type { Comparison, ContenderResult, Trial } from "#model/run-record.ts";
import {
  type Estimate,
  excludes,
  INTERVAL_TRIALS,
  type Pair,
  pairedDifference,
  pairedRatio,
} from "./statistics.ts";
import { type Reading, readPeakMemory, readStep, STEP_METRICS } from "./step-reading.ts";

/** The trials of both in one block. */
interface Meeting {
  readonly contender: Trial;
  readonly against: Trial;
}

/** A metric, at a rate where it depends on one, and how a trial is read for it. */
interface Subject {
  readonly metric: MetricName;
  readonly offeredPerS?: number;
  readonly read: (trial: Trial) => Reading;
}

/** What the blocks came to: pairs of figures, and the reasons why others have none. */
interface Pairing {
  readonly blocks: number;
  readonly pairs: readonly Pair[];
  readonly refusals: readonly string[];
  /** Labels of each pair that support no claim. */
  readonly noClaim: readonly string[];
}

export function compareContenders(
  trials: readonly Trial[],
  contenders: readonly ContenderResult[],
): Comparison[] {
  const measured = contenders.filter(
    ({ outcome, role }) => outcome === "measured" && role !== "floor",
  );
  const references = measured.filter(({ role }) => role === "reference");
  return references.flatMap((reference) =>
    measured
      .filter((other) => meets(reference, other, measured))
      .flatMap((other) => compareTwo(reference, other, trials)),
  );
}

/**
 * Two reference variants meet once: the later one, which changes something, against the earlier.
 */
function meets(
  reference: ContenderResult,
  other: ContenderResult,
  measured: readonly ContenderResult[],
): boolean {
  if (other.scenario !== reference.scenario || other === reference) return false;
  return other.role !== "reference" || measured.indexOf(other) < measured.indexOf(reference);
}

function compareTwo(
  contender: ContenderResult,
  against: ContenderResult,
  trials: readonly Trial[],
): Comparison[] {
  const meetings = trialsOf(contender, trials).flatMap((trial): Meeting[] => {
    const other = trialsOf(against, trials).find(({ block }) => block === trial.block);
    return other === undefined ? [] : [{ contender: trial, against: other }];
  });
  return subjectsOf(meetings).map((subject) => ({
    contender: contender.id,
    variant: contender.variant,
    scenario: contender.scenario,
    against: against.id,
    againstVariant: against.variant,
    metric: subject.metric,
    ...(subject.offeredPerS === undefined ? {} : { at: { offeredPerS: subject.offeredPerS } }),
    ...judgement(subject, pairingOf(subject, meetings)),
  }));
}

function trialsOf(result: ContenderResult, trials: readonly Trial[]): Trial[] {
  return trials.filter(
    ({ contender, variant, scenario }) =>
      contender === result.id && variant === result.variant && scenario === result.scenario,
  );
}

function subjectsOf(meetings: readonly Meeting[]): Subject[] {
  const rates = new Set(
    meetings.flatMap(({ contender }) => contender.steps.map((step) => step.offeredPerS)),
  );
  const ofSteps = [...rates].flatMap((offeredPerS) =>
    STEP_METRICS.map(
      (metric): Subject => ({
        metric,
        offeredPerS,
        read: (trial) => readStep(trial, offeredPerS, metric),
      }),
    ),
  );
  return [...ofSteps, { metric: "rssBytesPeak", read: readPeakMemory }];
}

function pairingOf({ read }: Subject, meetings: readonly Meeting[]): Pairing {
  const pairs: Pair[] = [];
  const refusals: string[] = [];
  const noClaim: string[] = [];
  for (const meeting of meetings) {
    const contender = read(meeting.contender);
    const against = read(meeting.against);
    if (contender.kind === "none") refusals.push(refusal(meeting.contender, contender.reason));
    else if (against.kind === "none") refusals.push(refusal(meeting.against, against.reason));
    else {
      pairs.push({ contender: contender.figure, against: against.figure });
      const labels = new Set([...contender.noClaim, ...against.noClaim]);
      if (labels.size > 0) noClaim.push([...labels].join(" and "));
    }
  }
  return { blocks: meetings.length, pairs, refusals, noClaim };
}

function refusal({ contender, variant }: Trial, reason: string): string {
  return `${contender} ${variant}: ${reason}`;
}

type Judgement = Pick<
  Comparison,
  "ratio" | "difference" | "low" | "high" | "ranked" | "trials" | "reason"
>;

function judgement({ metric }: Subject, pairing: Pairing): Judgement {
  const { compare, better } = metricOf(metric);
  const { pairs } = pairing;
  if (pairs.length === 0) return { ranked: false, trials: 0, reason: reasonOf(pairing, false) };
  const estimate: Estimate =
    compare === "ratio" ? pairedRatio(pairs, better) : pairedDifference(pairs, better);
  const { value, low, high, trials } = estimate;
  // What supports no claim supports no ranking either, however narrow its interval is.
  const isClear = excludes(estimate, compare === "ratio" ? 1 : 0);
  const ranked = isClear && pairing.noClaim.length === 0;
  const reason = reasonOf(pairing, ranked);
  return {
    ...(compare === "ratio" ? { ratio: value } : { difference: value }),
    ...(low === undefined || high === undefined ? {} : { low, high }),
    ranked,
    trials,
    ...(reason === "" ? {} : { reason }),
  };
}

/** Empty for a ranked comparison of which nothing was left out. */
function reasonOf({ blocks, pairs, refusals, noClaim }: Pairing, ranked: boolean): string {
  const parts: string[] = [];
  if (pairs.length < INTERVAL_TRIALS) {
    parts.push(`not ranked: ${pairs.length} ${pairs.length === 1 ? "trial" : "trials"}`);
  } else if (!ranked && noClaim.length > 0) {
    parts.push(`not ranked: ${noClaimSentence(noClaim, pairs.length)}`);
  } else if (!ranked) parts.push("not ranked: the interval does not exclude equality");
  if (refusals.length > 0) {
    parts.push(
      `${refusals.length} of ${blocks} pairs left out (${[...new Set(refusals)].join("; ")})`,
    );
  }
  if (noClaim.length > 0 && pairs.length < INTERVAL_TRIALS) {
    parts.push(`supports no claim: ${noClaimSentence(noClaim, pairs.length)}`);
  }
  return parts.join("; ");
}

function noClaimSentence(noClaim: readonly string[], pairs: number): string {
  return `${[...new Set(noClaim)].join(", ")} in ${noClaim.length} of ${pairs} pairs`;
}
