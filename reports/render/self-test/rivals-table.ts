// The rivals' table: what each tool said of each case, the worst first, and whether it noticed. Its
// own file because it is the page's one table about others, and owes them fairness: the figure, the
// truth, and their own words stand beside every error.

import type { CountRow, TruthQuantile, TruthRow } from "#model/self-test.ts";
import { QUANTILE_NAMES } from "#model/step.ts";
import { rowState } from "#model/self-test-summary.ts";
import {
  type DataTable,
  foldedTable,
  proseCell,
  renderTable,
  tableRow,
} from "#render/data-table.ts";
import { formatNs, formatNumber, NO_NUMBER } from "#render/format.ts";
import { html, type Markup, type Part } from "#render/html.ts";
import { shortened } from "#render/reason-text.ts";
import { formatErrorPct } from "#render/self-test/error-text.ts";
import { isOutside, type ToolCase } from "#render/self-test/rival-cases.ts";

/** A tool's words: enough to recognise them in its output. */
const WORDS_CHARS_MAX = 90;
/** One file that counts everything in its own way would fill the table. */
const COUNTS_MAX = 2;

const WRONG =
  "Errors of what other tools reported, against the response times that the requests of that very " +
  "run had. Marked where outside the bounds that we ask of ourselves. The furthest first.";
const RIGHT = "Every figure and every count within the same bounds.";

/** A figure that has no error: not given, or given where no request had an answer. */
function withoutError({ reportedNs, truthNs }: TruthRow): Part {
  if (reportedNs === null) return [NO_NUMBER, html`<small>not reported</small>`];
  if (truthNs !== null) return formatNs(reportedNs);
  return [formatNs(reportedNs), html`<small>truth: never answered</small>`];
}

function withError(row: TruthRow, errorPct: number): Part {
  const { reportedNs, truthNs } = row;
  const state = rowState(row);
  const host = state === "unsettled" ? ", spoiled by the host" : "";
  const figures = `${reportedNs === null ? NO_NUMBER : formatNs(reportedNs)}, not ${
    truthNs === null ? NO_NUMBER : formatNs(truthNs)
  }`;
  const beside = state === "within" ? "" : html`<small>${figures}${host}</small>`;
  return [formatErrorPct(errorPct), beside];
}

function errorCell({ rows }: ToolCase, name: TruthQuantile): Markup {
  const row = rows.find(({ quantile }) => quantile === name);
  if (row === undefined) return html`<td>${NO_NUMBER}</td>`;
  const content = row.errorPct === null ? withoutError(row) : withError(row, row.errorPct);
  return isOutside(row) ? html`<td class="bad">${content}</td>` : html`<td>${content}</td>`;
}

function countText({ what, expected, reported }: CountRow): string {
  const told = reported === null ? "not told" : formatNumber(reported);
  return `${what}: ${told}, not ${formatNumber(expected)}`;
}

function countsCell({ counts }: ToolCase): Markup {
  if (counts.length === 0) return proseCell(NO_NUMBER);
  const wrong = counts.filter(({ within }) => !within);
  if (wrong.length === 0) return proseCell("right");
  const rest = wrong.length - COUNTS_MAX;
  const more = rest > 0 ? `; ${rest} more` : "";
  return proseCell(wrong.slice(0, COUNTS_MAX).map(countText).join("; ") + more);
}

function noticeCell({ isWrong, notice }: ToolCase): Markup {
  if (!isWrong) return proseCell("nothing to notice");
  const { noticed = null, words } = notice ?? {};
  if (noticed === null) return proseCell(NO_NUMBER);
  const said = words === undefined ? "" : html`<small>${shortened(words, WORDS_CHARS_MAX)}</small>`;
  return proseCell(noticed ? ["yes", said] : html`<b>no</b>`);
}

/** Those that at least one tool reports. */
function columnsOf(cases: readonly ToolCase[]): TruthQuantile[] {
  const reported = cases.flatMap(({ rows }) =>
    rows.filter(({ reportedNs }) => reportedNs !== null),
  );
  return [...QUANTILE_NAMES, "max" as const].filter((name) =>
    reported.some(({ quantile }) => quantile === name),
  );
}

function rivalRow(toolCase: ToolCase, columns: readonly TruthQuantile[]): Markup {
  const head = html`${toolCase.tool}<small>${toolCase.case}</small>`;
  return tableRow(head, [
    ...columns.map((name) => errorCell(toolCase, name)),
    countsCell(toolCase),
    noticeCell(toolCase),
  ]);
}

function tableOf(caption: string, cases: readonly ToolCase[]): DataTable {
  const columns = columnsOf(cases);
  return {
    className: "rivals",
    caption,
    heads: ["tool and case", ...columns, "counts", "did it notice"],
    body: cases.map((toolCase) => rivalRow(toolCase, columns)),
  };
}

/** @param cases of other tools, in the order of the rows. Those that were right are folded. */
export function renderRivals(cases: readonly ToolCase[]): Markup {
  const wrong = cases.filter(({ isWrong }) => isWrong);
  const right = cases.filter(({ isWrong }) => !isWrong);
  const summary = `${right.length} cases in which a tool was right`;
  return html`${wrong.length === 0 ? "" : renderTable(tableOf(WRONG, wrong))}
    ${right.length === 0 ? "" : foldedTable(summary, tableOf(RIGHT, right))}`;
}
