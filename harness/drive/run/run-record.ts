// The record of a run, from the entries of its journal: the same for a run that ended and for one
// that was killed, so that there is one way from what was measured to what is shown. Pure.

import { compareContenders, compareJobs } from "#judge/comparisons.ts";
import { contenderMetrics, jobMetrics } from "#judge/contender-metrics.ts";
import { type JudgedTrials, withKnees } from "#judge/trial-knees.ts";
import type {
  ContenderResult,
  JobRecord,
  JobTrial,
  RunRecord,
  ServiceRecord,
  Trial,
  Value,
  WorkloadRecord,
} from "#model/run-record.ts";
import type { JournalEntry, JournalHead, WorkloadEntry } from "./journal.ts";

export interface RunEnding {
  readonly status: RunRecord["status"];
  readonly durationS: number;
}

/** @throws Error when the entries hold no head: the run was killed before it began. */
export function recordFrom(entries: readonly JournalEntry[], ending: RunEnding): RunRecord {
  return judged(unjudged(entries, ending));
}

/**
 * The record without what is computed from its trials: metrics over trials, and comparisons. Throws
 * as recordFrom.
 */
export function unjudged(entries: readonly JournalEntry[], ending: RunEnding): RunRecord {
  const head = headOf(entries);
  return {
    ...head,
    ...ending,
    leftOut: [
      ...head.leftOut,
      ...entries.flatMap((each) => (each.entry === "left-out" ? [each.sentence] : [])),
    ],
    preChecks: entries.flatMap((each) => (each.entry === "pre-check" ? [each.preCheck] : [])),
    workloads: entries.flatMap((each) =>
      each.entry === "workload" ? [workloadRecord(each, entries)] : [],
    ),
  };
}

function headOf(entries: readonly JournalEntry[]): JournalHead {
  const first = entries.find((each) => each.entry === "head");
  if (first === undefined) throw new Error("the journal has no head");
  return first.head;
}

/** Adds what is computed from the trials of a record that is well-formed. */
export function judged(record: RunRecord): RunRecord {
  return { ...record, workloads: record.workloads.map(judgedWorkload) };
}

function judgedWorkload(workload: WorkloadRecord): WorkloadRecord {
  return workload.shape === "service" ? judgedService(workload) : judgedJob(workload);
}

function judgedService(workload: ServiceRecord): ServiceRecord {
  const found = withKneesOf(workload);
  const contenders = withMetrics(workload.contenders, found.trials, contenderMetrics);
  const comparisons = compareContenders(found.trials, contenders);
  return { ...workload, ...found, contenders, comparisons };
}

function judgedJob(workload: JobRecord): JobRecord {
  const { trials } = workload;
  const contenders = withMetrics(workload.contenders, trials, jobMetrics);
  return { ...workload, contenders, comparisons: compareJobs(trials, contenders) };
}

function withKneesOf({ trials, slo, contenders }: ServiceRecord): JudgedTrials {
  if (slo === undefined) return { trials };
  const floors = contenders.filter(({ role }) => role === "floor").map(({ id }) => id);
  const asked = { quantile: slo.asked, limitNs: slo.limitNs };
  return withKnees(trials, asked, ({ contender }) => floors.includes(contender));
}

function workloadRecord(workload: WorkloadEntry, entries: readonly JournalEntry[]): WorkloadRecord {
  const { id, question, datasetSha256, parameters } = workload;
  // Of the workload's shape: its own run wrote them, and a journal is checked as a record.
  const trials = entries.flatMap((each) =>
    each.entry === "trial" && each.workload === id ? [each.trial] : [],
  );
  const results = entries.flatMap((each) =>
    each.entry === "result" && each.workload === id ? [each.result] : [],
  );
  const facts = { id, question, datasetSha256, parameters, contenders: latest(results) };
  const unjudged = { ...facts, comparisons: [], claims: [] };
  if (workload.shape === "service") {
    const { limitNs, quantile: asked } = workload.slo;
    const slo = { limitNs, asked };
    return { ...unjudged, shape: "service", slo, trials: trials as readonly Trial[] };
  }
  return { ...unjudged, shape: workload.shape, trials: trials as readonly JobTrial[] };
}

/**
 * The last word on each contender variant and scenario: a planned variant is named first, its
 * outcome follows.
 */
function latest(results: readonly ContenderResult[]): ContenderResult[] {
  const last = new Map<string, ContenderResult>();
  for (const result of results) last.set(keyOf(result.id, result), result);
  return [...last.values()];
}

function withMetrics<AnyTrial extends Pick<Trial, "contender" | "variant" | "scenario">>(
  results: readonly ContenderResult[],
  trials: readonly AnyTrial[],
  metricsOf: (own: readonly AnyTrial[]) => Value[],
): ContenderResult[] {
  return results.map((result) => {
    const key = keyOf(result.id, result);
    const own = trials.filter((trial) => keyOf(trial.contender, trial) === key);
    return own.length === 0 ? result : { ...result, metrics: metricsOf(own) };
  });
}

function keyOf(id: string, { variant, scenario }: { variant: string; scenario: string }): string {
  return `${scenario}\n${id}\n${variant}`;
}
