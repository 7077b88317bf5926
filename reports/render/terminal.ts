// The run in a terminal: a verdict for each workload, scenario and rate, then one line for each
// contender. Its own file because it has other limits than the page, 100 columns and no colour;
// figures and formats are the same.

import type { ContenderResult, RunRecord, WorkloadRecord } from "#model/run-record.ts";
import type { QuantileName } from "#model/step.ts";
import {
  answersFact,
  boldPairings,
  byStanding,
  fitFact,
  labelSentences,
  referencePairings,
} from "#render/condition-facts.ts";
import {
  formatBytes,
  formatNs,
  formatPerS,
  formatRatio,
  NO_NUMBER,
  plainText,
} from "#render/format.ts";
import {
  type Condition,
  conditionName,
  conditionsOf,
  type Measurement,
  variantLabel,
} from "#render/measurements.ts";
import { jobLines } from "#render/job-table.ts";
import { metricLabel } from "#render/metric-label.ts";
import { quantileFigure, RESPONSE } from "#render/quantile-figure.ts";
import { shortened } from "#render/reason-text.ts";
import { usageFigures } from "#render/usage-figure.ts";

/** What fits a common terminal without wrapping. */
const COLUMNS_MAX = 100;
const INDENT = "  ";
/** Two lines; the page and the record have more. */
const REASON_CHARS_MAX = 160;

/** Breaks a line at spaces; what follows the first line is indented deeper. */
export function wrapped(line: string): string[] {
  const lines: string[] = [];
  let rest = line;
  const deeper = `${/^ */.exec(line)?.[0] ?? ""}${INDENT}${INDENT}`;
  while (rest.length > COLUMNS_MAX) {
    const space = rest.lastIndexOf(" ", COLUMNS_MAX);
    // A word longer than a line stays whole: cutting a path or a command would make it useless.
    const end = space > deeper.length ? space : rest.indexOf(" ", COLUMNS_MAX);
    if (end === -1) break;
    lines.push(rest.slice(0, end));
    rest = deeper + rest.slice(end + 1);
  }
  return [...lines, rest];
}

function quantileText(measurement: Measurement, name: QuantileName): string {
  const figure = quantileFigure(measurement, RESPONSE, name);
  switch (figure.kind) {
    case "measured":
      return formatNs(figure.ns);
    case "unfit":
      return `(${formatNs(figure.ns)})`;
    case "censored":
      return `> ${formatNs(figure.aboveNs)}`;
    case "unsupported":
      return NO_NUMBER;
  }
}

/** Outcome, reason and fix of a contender that is not simply measured. */
function outcomeText({ outcome, reason, fix }: ContenderResult): string {
  const why = reason === undefined ? "" : `: ${shortened(reason, REASON_CHARS_MAX)}`;
  return `${outcome}${why}${fix === undefined ? "" : `; ${fix}`}`;
}

const HEADS = ["contender", "p50", "p99", "p99.9", "achieved", "CPU/reply", "memory"];

function cells(measurement: Measurement): string[] {
  const { achievedPerS, cpuNsPerReply, pssBytes } = usageFigures(measurement);
  const text = (value: number | null, format: (value: number) => string): string =>
    value === null ? NO_NUMBER : format(value);
  return [
    variantLabel(measurement.result),
    ...(["p50", "p99", "p99.9"] as const).map((name) => quantileText(measurement, name)),
    text(achievedPerS.value, formatPerS),
    text(cpuNsPerReply.value, formatNs),
    text(pssBytes.value, formatBytes),
  ];
}

/** Explains the brackets of `quantileText`, where there are any. */
function unfitLines(rows: readonly (readonly string[])[]): string[] {
  const some = rows.some((row) => row.some((text) => text.startsWith("(")));
  return some
    ? [`${INDENT}(in brackets: the generator was not fit for it; it supports nothing)`]
    : [];
}

function contenderLines(measurements: readonly Measurement[]): string[] {
  const rows = [HEADS, ...measurements.map(cells)];
  const widths = HEADS.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) => {
    const padded = row.map((text, at) =>
      at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0),
    );
    return INDENT + padded.join(INDENT);
  });
  // Below its numbers, why a contender is not simply measured.
  const [head = "", ...bodies] = lines;
  const explained = bodies.flatMap((line, at) => {
    const result = measurements[at]?.result;
    if (result === undefined || result.outcome === "measured") return line;
    return [line, `${INDENT}${INDENT}${outcomeText(result)}`];
  });
  return [head, ...explained, ...unfitLines(rows)];
}

function ratioLines(condition: Condition): string[] {
  const pairings = referencePairings(condition);
  const bold = boldPairings(condition, pairings);
  const several = new Set(bold.map(({ contender }) => contender)).size > 1;
  const lines = bold.map(({ contender, against, comparisons }) => {
    const figures = comparisons.flatMap((comparison) => {
      const { metric, ratio } = comparison;
      if (ratio === undefined) return [];
      return { text: `${metricLabel(metric)} ${formatRatio(ratio)}`, comparison };
    });
    const who = several ? `${contender} ` : "";
    return `${INDENT}${who}against ${against}: ${byStanding(figures) || "no ratio"}`;
  });
  const rest = pairings.length - bold.length;
  return rest === 0 ? lines : [...lines, `${INDENT}${rest} more pairings stand in the page`];
}

function verdictLine(condition: Condition): string {
  const facts = [fitFact(condition), answersFact(condition)].map(({ sentence }) => sentence);
  const all = [...facts, ...labelSentences(condition)];
  return `${conditionName(condition)}: ${all.join("; ")}`;
}

function conditionLines(condition: Condition): string[] {
  const { measurements } = condition;
  return [verdictLine(condition), ...ratioLines(condition), ...contenderLines(measurements), ""];
}

/** Contender variants that no condition shows. */
function absentLines(workload: WorkloadRecord, conditions: readonly Condition[]): string[] {
  const shown = new Set(
    conditions.flatMap(({ measurements }) => measurements.map(({ result }) => result)),
  );
  const lines = workload.contenders
    .filter((result) => !shown.has(result))
    .map((result) => `${INDENT}${variantLabel(result)}  ${outcomeText(result)}`);
  return [...new Set(lines)];
}

/** Plain lines of at most 100 columns, unless a single word is longer. */
export function renderVerdictLines(record: RunRecord): string[] {
  const aborted =
    record.status === "aborted" ? ["This run was aborted; it is shown as far as it came."] : [];
  const lines = record.workloads.flatMap((workload) => {
    if (workload.shape !== "service") return jobLines(workload);
    const conditions = conditionsOf(workload);
    return [...conditions.flatMap(conditionLines), ...absentLines(workload, conditions)];
  });
  return [...aborted, ...lines].map(plainText).flatMap(wrapped);
}
