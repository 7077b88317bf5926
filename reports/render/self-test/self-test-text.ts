// The self-test in a terminal: one screen of at most 100 columns, the answers first. Its own file
// because a screen must choose: the furthest figures of others, of ours only what was outside, the
// faults that were not named. The page has the rest.

import { OWN_TOOL, type SelfTest, type TruthRow } from "#model/self-test.ts";
import { rowState, summarizeSelfTest } from "#model/self-test-summary.ts";
import { formatNs, formatNumber, formatValue, NO_NUMBER, plainText } from "#render/format.ts";
import { instant } from "#render/page-shell.ts";
import { formatErrorPct } from "#render/self-test/error-text.ts";
import { RIVAL_QUANTILES, rivalCases, type ToolCase } from "#render/self-test/rival-cases.ts";
import { meetsGoal, selfTestAnswers } from "#render/self-test/self-test-answers.ts";
import { wrapped } from "#render/terminal.ts";

const INDENT = "  ";
/** With these the answers, all goals and a few faults fit on a screen of 50 lines. */
const RIVALS_MAX = 6;
const OUTSIDE_MAX = 4;

type Cells = readonly string[];

/** Columns under each other, the first at the left. */
function aligned(rows: readonly Cells[]): string[] {
  const plain = rows.map((row) => row.map(plainText));
  const widths = (plain[0] ?? []).map((_, at) =>
    Math.max(...plain.map((row) => row[at]?.length ?? 0)),
  );
  return plain.map((row) => {
    const cells = row.map((text, at) =>
      at === row.length - 1 ? text : text.padEnd(widths[at] ?? 0),
    );
    return INDENT + cells.join(INDENT);
  });
}

/** A heading and its rows; nothing without rows. */
function block(title: string, rows: readonly Cells[], unsaid: number): string[] {
  if (rows.length === 0) return [];
  const more = unsaid > 0 ? [`${INDENT}${unsaid} more in the page`] : [];
  return ["", title, ...aligned(rows), ...more];
}

function errorText(row: TruthRow | undefined): string {
  if (row === undefined || row.reportedNs === null) return NO_NUMBER;
  if (row.errorPct === null) return row.within ? NO_NUMBER : "never answered";
  return formatErrorPct(row.errorPct);
}

function noticeText({ isWrong, notice }: ToolCase): string {
  if (!isWrong) return "";
  const noticed = notice?.noticed ?? null;
  if (noticed === null) return NO_NUMBER;
  return noticed ? "noticed" : "not noticed";
}

function rivalLines(source: SelfTest): string[] {
  const cases = rivalCases(source);
  const rows = cases
    .slice(0, RIVALS_MAX)
    .map((one) => [
      one.tool,
      one.case,
      ...RIVAL_QUANTILES.map((name) =>
        errorText(one.rows.find(({ quantile }) => quantile === name)),
      ),
      noticeText(one),
    ]);
  const heads = ["tool", "case", ...RIVAL_QUANTILES, ""];
  const body = rows.length === 0 ? [] : [heads, ...rows];
  return block("Errors of other tools, the furthest first", body, cases.length - rows.length);
}

function outsideLines({ truth, counts }: SelfTest): string[] {
  const figures = truth
    .filter((row) => row.tool === OWN_TOOL && rowState(row) === "outside")
    .map((row) => {
      const { reportedNs, truthNs } = row;
      const reported = reportedNs === null ? NO_NUMBER : formatNs(reportedNs);
      const told = `${reported}, not ${truthNs === null ? NO_NUMBER : formatNs(truthNs)}`;
      return [`${row.case}, ${row.protocol}`, row.quantile, errorText(row), told];
    });
  const wrong = counts
    .filter(({ tool, within }) => tool === OWN_TOOL && !within)
    .map(({ case: id, protocol, what, expected, reported }) => {
      const told = reported === null ? NO_NUMBER : formatNumber(reported);
      return [`${id}, ${protocol}`, what, told, `not ${formatNumber(expected)}`];
    });
  const all = [...figures, ...wrong];
  return block("Ours outside bounds", all.slice(0, OUTSIDE_MAX), all.length - OUTSIDE_MAX);
}

/** Figures of which too few repetitions count, a line for each protocol. */
function unsettledLines({ truth }: SelfTest): string[] {
  const rows = truth.filter((row) => row.tool === OWN_TOOL && rowState(row) === "unsettled");
  const lines = [...Map.groupBy(rows, ({ protocol }) => protocol)].map(([protocol, all]) => {
    const cases = [...Map.groupBy(all, (row) => row.case)].map(
      ([id, each]) => `${id} ${each.map(({ quantile }) => quantile).join(", ")}`,
    );
    return `could not be judged over ${protocol}: ${cases.join("; ")}`;
  });
  return lines.length === 0 ? [] : ["", ...lines];
}

function faultLines({ generator }: SelfTest): string[] {
  const rows = (generator?.faults ?? [])
    .filter(({ planted, rightCause }) => rightCause < planted)
    .map(({ fault, cause, planted, flagged, rightCause }) => [
      fault,
      `named ${cause} in ${rightCause} of ${planted}`,
      `another cause in ${flagged - rightCause}, missed ${planted - flagged}`,
    ]);
  return block("Planted faults that were not named", rows, 0);
}

function costLines({ cost }: SelfTest): string[] {
  const rows = (cost?.rows ?? []).map((row) => {
    const met = meetsGoal(row);
    const goal = `goal ${row.better === "less" ? "≤" : "≥"} ${formatValue(row.goal, row.unit)}`;
    const missed = met === false ? "MISSED" : "";
    return [row.name, formatValue(row.value, row.unit), goal, missed];
  });
  return block("Own cost", rows, 0);
}

/** Plain lines of at most 100 columns, unless a single word is longer. */
export function renderSelfTestLines(source: SelfTest): string[] {
  const { size, startedAt, durationS, seed, status, leftOut } = source;
  const head = [
    `${size} self-test`,
    instant(startedAt),
    `took ${formatNumber(durationS / 60)} min`,
    `seed ${seed}`,
  ];
  const answers = selfTestAnswers(summarizeSelfTest(source));
  return [
    head.join(", "),
    ...(status === "aborted" ? ["It was aborted; it is shown as far as it came."] : []),
    ...aligned(answers.map(({ topic, sentence }) => [topic, sentence])),
    ...outsideLines(source),
    ...rivalLines(source),
    ...faultLines(source),
    ...costLines(source),
    ...unsettledLines(source),
    ...(leftOut.length === 0 ? [] : [""]),
    ...leftOut.map((sentence) => `not tested: ${sentence}`),
  ]
    .map(plainText)
    .map((line) => line.trimEnd())
    .flatMap(wrapped);
}
