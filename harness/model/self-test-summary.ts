// The few figures of a self-test that other documents carry: a run record holds those of the
// self-test that was published when it ran, so that its page says how far the lab itself was tested
// and needs no second file.
//
// Its own file because page, README and record must count alike: what is judged, what nothing can
// be said of, and which error of another tool is its worst.

import type { Better } from "./metric.ts";
import {
  type CountRow,
  OWN_TOOL,
  type SelfTest,
  type SelfTestSize,
  type TruthProtocol,
  type TruthQuantile,
  type TruthRow,
} from "./self-test.ts";

/** Our own response times against known truths. total = within + outside + unsettled. */
export interface OwnTally {
  readonly total: number;
  readonly within: number;
  readonly outside: number;
  /** No repetition counts, see TruthRepetition.label: they say nothing, for us or against us. */
  readonly unsettled: number;
  /** What was counted beside them, and how much of it was right. */
  readonly counts: number;
  readonly countsRight: number;
}

/** The figure of a tool that is furthest from the truth, of those outside bounds if any is. */
export interface WorstError {
  readonly case: string;
  readonly protocol: TruthProtocol;
  readonly quantile: TruthQuantile;
  readonly errorPct: number;
  readonly truthNs: number;
  readonly reportedNs: number;
}

export interface RivalSummary {
  readonly tool: string;
  /** Null where it reported nothing that can be compared. */
  readonly worst: WorstError | null;
  readonly rows: number;
  readonly outside: number;
  /** Cases in which its figures were outside, and in how many of them it said so. */
  readonly wrongCases: number;
  readonly noticedCases: number;
}

export interface VerdictSummary {
  readonly planted: number;
  readonly rightCause: number;
  readonly rightCauseLow: number;
  readonly clean: number;
  readonly falseAlarms: number;
  readonly falseAlarmsHigh: number;
}

export interface CostSummary {
  readonly name: string;
  readonly unit: string;
  readonly value: number | null;
  readonly goal: number;
  readonly better: Better;
}

export interface SelfTestSummary {
  readonly status: SelfTest["status"];
  readonly size: SelfTestSize;
  readonly startedAt: string;
  readonly cpuModel: string;
  readonly commit: string;
  readonly own: OwnTally;
  /** Those that were measured, the one that is furthest off first. */
  readonly rivals: readonly RivalSummary[];
  readonly generator: VerdictSummary | null;
  readonly cost: readonly CostSummary[];
}

export type RowState = "within" | "outside" | "unsettled" | "unreported";

/** Repetitions that count for or against. */
export function countedRepetitions({ repetitions }: TruthRow): TruthRow["repetitions"] {
  return repetitions.filter(({ label }) => label === undefined);
}

/**
 * Whether a row agrees with the truth, or cannot tell because too few repetitions count. Another
 * tool owes nobody a quantile that it does not report; we owe ours.
 */
export function rowState(row: TruthRow): RowState {
  const counted = countedRepetitions(row).length;
  if (row.needed !== undefined && counted < row.needed) return "unsettled";
  if (row.within) return "within";
  if (row.tool !== OWN_TOOL && row.reportedNs === null) return "unreported";
  const isSettled = row.repetitions.length === 0 || counted > 0;
  return isSettled ? "outside" : "unsettled";
}

/** |log(reported ÷ truth)|. */
function factorOff(errorPct: number): number {
  return Math.abs(Math.log1p(Math.max(errorPct, -100) / 100));
}

/**
 * How far a figure is off, as a factor on a log scale: 97 % too low (a thirty-third) is further off
 * than 150 % too high. Infinite for a figure given for requests that never had an answer.
 */
export function distance({ errorPct, truthNs, reportedNs, within }: TruthRow): number {
  if (errorPct !== null) return factorOff(errorPct);
  return !within && truthNs === null && reportedNs !== null ? Infinity : 0;
}

function ownTally(truth: readonly TruthRow[], counts: readonly CountRow[]): OwnTally {
  const states = truth.map(rowState);
  const tally = (state: RowState) => states.filter((one) => one === state).length;
  return {
    total: states.length,
    within: tally("within"),
    outside: tally("outside"),
    unsettled: tally("unsettled"),
    counts: counts.length,
    countsRight: counts.filter(({ within }) => within).length,
  };
}

function worstError(rows: readonly TruthRow[]): WorstError | null {
  const [worst] = rows
    .filter((row) => rowState(row) !== "unsettled")
    .flatMap((row) => {
      const { case: id, protocol, quantile, errorPct, truthNs, reportedNs } = row;
      if (errorPct === null || truthNs === null || reportedNs === null) return [];
      const error = { case: id, protocol, quantile, errorPct, truthNs, reportedNs };
      return [{ error, isOutside: !row.within, far: distance(row) }];
    })
    .toSorted(
      (one, other) => Number(other.isOutside) - Number(one.isOutside) || other.far - one.far,
    );
  return worst?.error ?? null;
}

/** @param rows those of one tool. */
function rivalSummary(tool: string, rows: readonly TruthRow[], source: SelfTest): RivalSummary {
  const outside = rows.filter((row) => rowState(row) === "outside");
  // What a tool does not tell at all is no wrong count of it.
  const counts = source.counts.filter(
    (row) => row.tool === tool && !row.within && row.reported !== null,
  );
  const wrong = new Set([...outside, ...counts].map((row) => row.case));
  const noticed = source.notices.filter(
    (notice) => notice.tool === tool && notice.noticed === true && wrong.has(notice.case),
  );
  return {
    tool,
    worst: worstError(rows),
    rows: rows.length,
    outside: outside.length,
    wrongCases: wrong.size,
    noticedCases: noticed.length,
  };
}

function rivalSummaries(source: SelfTest): RivalSummary[] {
  const others = source.truth.filter(({ tool }) => tool !== OWN_TOOL);
  const far = ({ worst }: RivalSummary) => (worst === null ? 0 : factorOff(worst.errorPct));
  return [...Map.groupBy(others, ({ tool }) => tool)]
    .map(([tool, rows]) => rivalSummary(tool, rows, source))
    .toSorted((one, other) => far(other) - far(one));
}

function verdictSummary({ generator }: SelfTest): VerdictSummary | null {
  if (generator === null) return null;
  const { planted, rightCause, rightCauseLow } = generator;
  const { clean, falseAlarms, falseAlarmsHigh } = generator;
  return { planted, rightCause, rightCauseLow, clean, falseAlarms, falseAlarmsHigh };
}

export function summarizeSelfTest(source: SelfTest): SelfTestSummary {
  const { status, size, startedAt, host, truth, counts } = source;
  const isOwn = ({ tool }: { readonly tool: string }) => tool === OWN_TOOL;
  return {
    status,
    size,
    startedAt,
    cpuModel: host.cpuModel,
    commit: host.commit,
    own: ownTally(truth.filter(isOwn), counts.filter(isOwn)),
    rivals: rivalSummaries(source),
    generator: verdictSummary(source),
    cost: (source.cost?.rows ?? []).map(({ name, unit, value, goal, better }) => ({
      name,
      unit,
      value,
      goal,
      better,
    })),
  };
}
