// The table beside the chart of response time over offered load. Its own file because what a
// picture shows by hollow points, arrows and crosses must be said in words here.

import { cell, type DataTable, tableRow } from "#render/data-table.ts";
import { formatCount, formatNs, formatRange, NO_NUMBER } from "#render/format.ts";
import { html, type Part } from "#render/html.ts";
import type { KneeFigure, LoadChart } from "#render/load-chart.ts";
import { type LoadPoint, thinned } from "#render/load-points.ts";

/** Rows of a brief table: both ends and what lies between. */
const BRIEF_ROWS = 3;

function pointText({ offeredPerS, ns, state, failedSteps, steps }: LoadPoint): Part {
  const at = `${formatCount(offeredPerS)}: `;
  const text = ns === null ? "> all" : formatNs(ns);
  if (state === "unfit") return html`${at}<s>${text}</s>`;
  if (failedSteps === 0) return at + text;
  return html`${at}${text}<small>failed ${failedSteps} of ${steps}</small>`;
}

function kneeText(knee: KneeFigure | undefined): Part {
  if (knee === undefined) return NO_NUMBER;
  const { perS, ends, note } = knee;
  const range = ends === undefined ? "" : ` (${formatRange(...ends, formatCount)})`;
  const told = note === undefined ? "" : html`<small>${note}</small>`;
  return html`${formatCount(perS) + range}${told}`;
}

/** A column for each contender variant, its points by rising rate, and its knee. */
export function loadTable({ lines, quantile, brief }: LoadChart): DataTable {
  const most = brief ? BRIEF_ROWS : Infinity;
  const shown = lines.map(({ points }) => thinned(points, most));
  const rows = Math.max(...shown.map((points) => points.length));
  const body = Array.from({ length: rows }, (_, at) =>
    tableRow(
      at + 1,
      shown.map((points) => {
        const point = points[at];
        return cell(point === undefined ? NO_NUMBER : pointText(point));
      }),
    ),
  );
  const knees = tableRow(
    "knee",
    lines.map(({ knee }) => cell(kneeText(knee))),
  );
  return {
    caption: `Offered requests/s: ${quantile} of the response time`,
    heads: ["rate", ...lines.map(({ series }) => series.style.name)],
    body: [...body, knees],
  };
}
