// Ratios as a forest plot: a dot for each metric on a logarithmic axis around 1, its 95 % interval
// where the record has one, hollow where it does not rank. Its own file because it is the one
// picture that compares; the numbers stand in the table beside it.

import type { Comparison } from "#model/run-record.ts";
import { comparisonTable, intervalText, isTransportBound } from "#render/comparison-table.ts";
import {
  comparisonsOf,
  type Pairing,
  pairingsOf,
  shortRankingText,
} from "#render/condition-facts.ts";
import { foldedTable } from "#render/data-table.ts";
import { TRANSPORT_BOUND } from "#render/floor-share.ts";
import { formatPerS, formatRatio } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { type LogAxis, logAxis } from "#render/log-axis.ts";
import { type Condition, conditionName } from "#render/measurements.ts";
import { metricLabel } from "#render/metric-label.ts";

const ROW_PX = 26;
/** A pairing's name, with air above it. */
const HEAD_PX = 36;
/** Tick labels and the direction of the axis. */
const FOOT_PX = 44;
/** The axis never zooms in further: a difference of 3 % must not look like a landslide. */
const AXIS_LEAST = 2;
/** More labels than these run into each other on a narrow page. */
const TICKS_MAX = 6;

/** Half the height of the caps of an interval. */
const CAP_PX = 4;

type Ends = readonly [from: string, to: string];

type Row =
  | { readonly kind: "head"; readonly text: string; readonly topPx: number }
  | { readonly kind: "ratio"; readonly comparison: Comparison; readonly topPx: number };

/**
 * Who is compared, if it is one contender variant throughout; it then stands in the caption alone.
 */
function soleContender(pairings: readonly Pairing[]): string | undefined {
  const names = new Set(pairings.map(({ contender }) => contender));
  return names.size === 1 ? pairings[0]?.contender : undefined;
}

function rowsOf(pairings: readonly Pairing[]): { rows: Row[]; heightPx: number } {
  const sole = soleContender(pairings);
  const rows: Row[] = [];
  let topPx = 0;
  for (const { contender, against, comparisons } of pairings) {
    const who = sole === undefined ? `${contender} ` : "";
    rows.push({ kind: "head", text: `${who}against ${against}`, topPx });
    topPx += HEAD_PX;
    for (const comparison of comparisons) {
      if (comparison.ratio === undefined) continue;
      rows.push({ kind: "ratio", comparison, topPx });
      topPx += ROW_PX;
    }
  }
  return { rows, heightPx: topPx };
}

/** One axis for the comparisons of several conditions. */
export function ratioAxis(comparisons: readonly Comparison[]): LogAxis {
  const ends = comparisons
    .flatMap(({ ratio, low, high }) => [ratio, low, high])
    .filter((end) => end !== undefined)
    .filter((end) => end > 0);
  const low = Math.min(1 / AXIS_LEAST, ...ends.map((end) => end / 1.1));
  const high = Math.max(AXIS_LEAST, ...ends.map((end) => end * 1.1));
  return logAxis(low, high, TICKS_MAX);
}

function percent(axis: LogAxis, value: number): string {
  return `${axis.percent(value).toFixed(2)}%`;
}

function lineMarkup(
  className: string,
  [x1, x2]: Ends,
  [y1, y2]: readonly [number, number],
): Markup {
  return html`<line class="${className}" x1="${x1}" x2="${x2}" y1="${y1}" y2="${y2}"/>`;
}

/** A bar from low to high with a cap at each end. */
function interval(axis: LogAxis, { low, high }: Comparison, y: number): Markup {
  if (low === undefined || high === undefined) return html``;
  const [x1, x2] = [percent(axis, low), percent(axis, high)];
  const caps = [x1, x2].map((x) => lineMarkup("interval", [x, x], [y - CAP_PX, y + CAP_PX]));
  return html`${lineMarkup("interval", [x1, x2], [y, y])}${caps}`;
}

function ratioRow(axis: LogAxis, comparison: Comparison, topPx: number, bound: boolean): Markup {
  const y = topPx + ROW_PX / 2;
  const { metric, ratio = 1, ranked } = comparison;
  const label = `${metricLabel(metric)}${bound ? " †" : ""}`;
  const dot = ranked ? "dot" : "dot open";
  const beside = intervalText(comparison) || shortRankingText(comparison);
  return html`<text x="-12" y="${y}" dy="4" text-anchor="end">${label}</text>
    ${interval(axis, comparison, y)}
    <circle class="${dot}" cx="${percent(axis, ratio)}" cy="${y}" r="5"/>
    <text class="value" x="100%" dx="12" y="${y}" dy="4">${formatRatio(ratio)}
    <tspan class="beside" dx="6">${beside}</tspan></text>`;
}

function axisLines(axis: LogAxis, heightPx: number): Markup {
  const ticks = axis.ticks.map((tick) => {
    const x = percent(axis, tick);
    const className = tick === 1 ? "one" : "grid";
    return html`${lineMarkup(className, [x, x], [HEAD_PX - 8, heightPx + 4])}
      <text class="tick" x="${x}" y="${heightPx + 20}" text-anchor="middle">×${tick}</text>`;
  });
  const [one, y] = [percent(axis, 1), heightPx + 38];
  return html`${ticks}
    <text class="tick" x="${one}" dx="-12" y="${y}" text-anchor="end">← worse</text>
    <text class="tick" x="${one}" dx="12" y="${y}">better →</text>`;
}

/** What the signs of all plots mean. */
export function forestKey(): Markup {
  return html`<p class="note">Right of ×1 the contender named first is better.
    ● ranked: the 95 % interval excludes 1. ○ not ranked. † ${TRANSPORT_BOUND}.</p>`;
}

const DESCRIPTION =
  "One dot a metric on a logarithmic axis; right of ×1 the contender named first is better. " +
  "Filled dots rank, hollow ones do not. The table below has the numbers.";

/** The plot of one condition; nothing where nothing was compared. `id` is unique in the page. */
export function renderForestPlot(id: string, condition: Condition, axis: LogAxis): Markup {
  const comparisons = comparisonsOf(condition);
  if (comparisons.length === 0) return html``;
  const pairings = pairingsOf(comparisons);
  const { rows, heightPx } = rowsOf(pairings);
  const who = soleContender(pairings);
  const marks = rows.map((row) =>
    row.kind === "head"
      ? html`<text class="head" x="-12" y="${row.topPx + 22}">${row.text}</text>`
      : ratioRow(axis, row.comparison, row.topPx, isTransportBound(condition, row.comparison)),
  );
  const rest = `at ${formatPerS(condition.offeredPerS)}${who === undefined ? "" : `: ${who}`}`;
  return html`<figure class="forest">
    <figcaption>${condition.scenario} <span>${rest}</span></figcaption>
    <svg role="img" aria-labelledby="${id}-t ${id}-d" width="100%" height="${heightPx + FOOT_PX}">
    <title id="${id}-t">Ratios of ${conditionName(condition)}</title>
    <desc id="${id}-d">${DESCRIPTION}</desc>
    ${axisLines(axis, heightPx)}${marks}
    </svg>
    ${foldedTable("Numbers of this chart", comparisonTable(condition, comparisons))}
    </figure>`;
}
