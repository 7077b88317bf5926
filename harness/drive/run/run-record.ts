// The record of a run, from the entries of its journal: the same for a run that ended and for one
// that was killed, so that there is one way from what was measured to what is shown. Pure.

import { compareContenders } from "#judge/comparisons.ts";
import { contenderMetrics } from "#judge/contender-metrics.ts";
import type { ContenderResult, RunRecord, Trial, WorkloadRecord } from "#model/run-record.ts";
import type { JournalEntry, JournalHead } from "./journal.ts";

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
  const workloads = record.workloads.map((workload) => {
    const { trials } = workload;
    const contenders = workload.contenders.map((result) => withMetrics(result, trials));
    return { ...workload, contenders, comparisons: compareContenders(trials, contenders) };
  });
  return { ...record, workloads };
}

type WorkloadEntry = Extract<JournalEntry, { entry: "workload" }>;

function workloadRecord(
  { entry: _, ...workload }: WorkloadEntry,
  entries: readonly JournalEntry[],
): WorkloadRecord {
  const trials = entries.flatMap((each) =>
    each.entry === "trial" && each.workload === workload.id ? [each.trial] : [],
  );
  const results = entries.flatMap((each) =>
    each.entry === "result" && each.workload === workload.id ? [each.result] : [],
  );
  return { ...workload, contenders: latest(results), trials, comparisons: [], claims: [] };
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

function withMetrics(result: ContenderResult, trials: readonly Trial[]): ContenderResult {
  const own = trials.filter((trial) => keyOf(trial.contender, trial) === keyOf(result.id, result));
  return own.length === 0 ? result : { ...result, metrics: contenderMetrics(own) };
}

function keyOf(id: string, { variant, scenario }: { variant: string; scenario: string }): string {
  return `${scenario}\n${id}\n${variant}`;
}
