// Every reference variant against every other measured variant of its scenario, block by block, at
// equal offered load. Its own file because here a ratio becomes a ranking: only by three valid
// pairs whose interval leaves out 1. The floor is never compared (it does nothing), and what a
// ratio means for a claim is judged elsewhere.

import { type MetricName, metricOf } from "#model/metric.ts";
import type { Comparison, ContenderResult, JobTrial, Trial } from "#model/run-record.ts";
import { jobMetricsOf, readJob } from "./job-metrics.ts";
import { NOISY_HOST, NOT_STEADY } from "./labels.ts";
import {
  type Estimate,
  excludes,
  INTERVAL_TRIALS,
  type Pair,
  pairedDifference,
  pairedRatio,
} from "./statistics.ts";
import {
  comparedSteps,
  type Reading,
  readKnee,
  readMemory,
  readStep,
  STEP_METRICS,
} from "./step-reading.ts";
import { widenedToGrid } from "./knee.ts";

/** The trials of both in one block. */
interface Meeting<AnyTrial> {
  readonly contender: AnyTrial;
  readonly against: AnyTrial;
}

/** What names a trial, of whichever shape. */
type TrialName = Pick<Trial, "contender" | "variant" | "scenario" | "block">;

/** In what the trials of a pairing are compared. */
type SubjectsOf<AnyTrial> = (meetings: readonly Meeting<AnyTrial>[]) => Subject<AnyTrial>[];

/** A metric, at a rate where it depends on one, and how a trial is read for it. */
interface Subject<AnyTrial> {
  readonly metric: MetricName;
  readonly offeredPerS?: number;
  readonly read: (trial: AnyTrial) => Reading;
}

/** What the blocks came to: pairs of figures, and the reasons why others have none. */
interface Pairing {
  readonly blocks: number;
  readonly pairs: readonly Pair[];
  readonly refusals: readonly string[];
  /**
   * Refusals that are a contender's own fault: the pairs that are left would rank the survivors.
   */
  readonly failures: readonly string[];
  /** Labels of each pair that has some which support no claim. */
  readonly labels: readonly PairLabels[];
}

type PairLabels = ReadonlySet<string>;

/** A pair of figures, and the labels of both. */
interface LabelledPair extends Pair {
  readonly labels: PairLabels;
}

/**
 * Up to this share of pairs may have a trend: a second that the host spoils makes one, up as often
 * as down, and these pairs stay in. A contender that drifts does so in most of its trials.
 */
const UNSTEADY_MAX = 1 / 3;

/** Trials of a service. */
export function compareContenders(
  trials: readonly Trial[],
  contenders: readonly ContenderResult[],
): Comparison[] {
  return compareAll(trials, contenders, subjectsOf);
}

/** Trials of a job or a kernel. */
export function compareJobs(
  trials: readonly JobTrial[],
  contenders: readonly ContenderResult[],
): Comparison[] {
  return compareAll(trials, contenders, (meetings) =>
    jobMetricsOf(meetings.map(({ contender }) => contender)).map((metric) => ({
      metric,
      read: (trial) => readJob(trial, metric),
    })),
  );
}

function compareAll<AnyTrial extends TrialName>(
  trials: readonly AnyTrial[],
  contenders: readonly ContenderResult[],
  subjects: SubjectsOf<AnyTrial>,
): Comparison[] {
  const measured = contenders.filter(
    ({ outcome, role }) => outcome === "measured" && role !== "floor",
  );
  const references = measured.filter(({ role }) => role === "reference");
  return references.flatMap((reference) =>
    measured
      .filter((other) => meets(reference, other, measured))
      .flatMap((other) => {
        const meetings = meetingsOf(reference, other, trials);
        return subjects(meetings).map((subject) =>
          comparisonOf([reference, other], subject, meetings),
        );
      }),
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

function meetingsOf<AnyTrial extends TrialName>(
  contender: ContenderResult,
  against: ContenderResult,
  trials: readonly AnyTrial[],
): Meeting<AnyTrial>[] {
  return trialsOf(contender, trials).flatMap((trial) => {
    const other = trialsOf(against, trials).find(({ block }) => block === trial.block);
    return other === undefined ? [] : [{ contender: trial, against: other }];
  });
}

function comparisonOf<AnyTrial extends TrialName>(
  [contender, against]: readonly [ContenderResult, ContenderResult],
  subject: Subject<AnyTrial>,
  meetings: readonly Meeting<AnyTrial>[],
): Comparison {
  return {
    contender: contender.id,
    variant: contender.variant,
    scenario: contender.scenario,
    against: against.id,
    againstVariant: against.variant,
    metric: subject.metric,
    ...(subject.offeredPerS === undefined ? {} : { at: { offeredPerS: subject.offeredPerS } }),
    ...judgement(subject.metric, pairingOf(subject, meetings)),
  };
}

function trialsOf<AnyTrial extends TrialName>(
  result: ContenderResult,
  trials: readonly AnyTrial[],
): AnyTrial[] {
  return trials.filter(
    ({ contender, variant, scenario }) =>
      contender === result.id && variant === result.variant && scenario === result.scenario,
  );
}

function subjectsOf(meetings: readonly Meeting<Trial>[]): Subject<Trial>[] {
  const rates = new Set(
    meetings.flatMap(({ contender }) => comparedSteps(contender).map((step) => step.offeredPerS)),
  );
  const ofSteps = [...rates].flatMap((offeredPerS) =>
    STEP_METRICS.map(
      (metric): Subject<Trial> => ({
        metric,
        offeredPerS,
        read: (trial) => readStep(trial, offeredPerS, metric),
      }),
    ),
  );
  return [...ofSteps, { metric: "pssBytes", read: readMemory }, ...kneeOf(meetings)];
}

/** The knee, where it was searched for both. */
function kneeOf(meetings: readonly Meeting<Trial>[]): Subject<Trial>[] {
  const searched = ({ metrics }: Trial): boolean => metrics.some(({ name }) => name === "kneePerS");
  const isSearched = meetings.some(({ contender, against }) => {
    return searched(contender) && searched(against);
  });
  return isSearched ? [{ metric: "kneePerS", read: readKnee }] : [];
}

function pairingOf<AnyTrial extends TrialName>(
  { read }: Subject<AnyTrial>,
  meetings: readonly Meeting<AnyTrial>[],
): Pairing {
  const all: LabelledPair[] = [];
  const refusals: string[] = [];
  const failures: string[] = [];
  for (const meeting of meetings) {
    const contender = read(meeting.contender);
    const against = read(meeting.against);
    if (contender.kind === "none" || against.kind === "none") {
      const told: [TrialName, Reading][] = [
        [meeting.contender, contender],
        [meeting.against, against],
      ];
      const missing = told.flatMap(([trial, reading]) =>
        reading.kind === "none" ? [{ ...reading, told: refusal(trial, reading.reason) }] : [],
      );
      refusals.push(missing[0]?.told ?? "");
      failures.push(...missing.filter(({ fault }) => fault === "contender").map((one) => one.told));
    } else {
      const labels = new Set([...contender.noClaim, ...against.noClaim]);
      all.push({ contender: contender.figure, against: against.figure, labels });
    }
  }
  const pairs = withoutNoise(all);
  const noisy = Array.from({ length: all.length - pairs.length }, () => NOISY_HOST);
  return {
    blocks: meetings.length,
    pairs,
    refusals: [...refusals, ...noisy],
    failures,
    labels: pairs.map(({ labels }) => labels).filter(({ size }) => size > 0),
  };
}

/**
 * The pairs of calm blocks, where they are enough. The pre-check decides before a block begins, so
 * that leaving its pairs out can favour nobody.
 */
function withoutNoise(pairs: readonly LabelledPair[]): readonly LabelledPair[] {
  const calm = pairs.filter(({ labels }) => !labels.has(NOISY_HOST));
  return calm.length >= INTERVAL_TRIALS ? calm : pairs;
}

/** Whether the labels of some pairs leave the others to speak for all. */
function supportsClaim({ pairs, labels }: Pairing): boolean {
  const isUnsteady = (each: PairLabels): boolean => each.size === 1 && each.has(NOT_STEADY);
  return labels.every(isUnsteady) && labels.length <= UNSTEADY_MAX * pairs.length;
}

function refusal({ contender, variant }: TrialName, reason: string): string {
  return `${contender} ${variant}: ${reason}`;
}

type Judgement = Pick<
  Comparison,
  "ratio" | "difference" | "low" | "high" | "ranked" | "trials" | "reason"
>;

function judgement(metric: MetricName, pairing: Pairing): Judgement {
  const { compare, better } = metricOf(metric);
  const { pairs } = pairing;
  if (pairs.length === 0) return { ranked: false, trials: 0, reason: reasonOf(pairing, false) };
  const paired = compare === "ratio" ? pairedRatio(pairs, better) : pairedDifference(pairs, better);
  const estimate: Estimate = metric === "kneePerS" ? widenedToGrid(paired, 2) : paired;
  const { value, low, high, trials } = estimate;
  // What supports no claim supports no ranking either, however narrow its interval is.
  const isClear = excludes(estimate, compare === "ratio" ? 1 : 0);
  const ranked = isClear && supportsClaim(pairing) && pairing.failures.length === 0;
  const reason = reasonOf(pairing, ranked);
  return {
    ...(compare === "ratio" ? { ratio: value } : { difference: value }),
    ...(low === undefined || high === undefined ? {} : { low, high }),
    ranked,
    trials,
    ...(reason === "" ? {} : { reason }),
  };
}

/** Empty for a ranked comparison of which nothing was left out and no pair has a label. */
function reasonOf(pairing: Pairing, ranked: boolean): string {
  const { blocks, pairs, refusals, failures, labels } = pairing;
  const told = labelSentence(pairing);
  const parts: string[] = [];
  if (pairs.length < INTERVAL_TRIALS) {
    parts.push(`not ranked: ${pairs.length} ${pairs.length === 1 ? "trial" : "trials"}`);
  } else if (!supportsClaim(pairing)) {
    parts.push(`not ranked: ${told}`);
  } else if (!ranked && failures.length > 0) {
    parts.push("not ranked: some of its trials failed, and the others alone would flatter it");
  } else if (!ranked) parts.push("not ranked: the interval does not exclude equality");
  if (refusals.length > 0) {
    parts.push(
      `${refusals.length} of ${blocks} pairs left out (${[...new Set(refusals)].join("; ")})`,
    );
  }
  if (labels.length > 0 && pairs.length < INTERVAL_TRIALS) {
    parts.push(`supports no claim: ${told}`);
  } else if (labels.length > 0 && supportsClaim(pairing)) parts.push(told);
  return parts.join("; ");
}

function labelSentence({ pairs, labels }: Pairing): string {
  const kinds = new Set(labels.map((each) => [...each].join(" and ")));
  return `${[...kinds].join(", ")} in ${labels.length} of ${pairs.length} pairs`;
}
