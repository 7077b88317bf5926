// Ratios as a forest plot: a dot for each metric on a logarithmic axis around 1, its 95 % interval
// where the record has one, hollow where it does not rank. Its own file because it is the one
// picture that compares; the numbers stand in the table beside it.

import type { Comparison } from "#model/run-record.ts";
import { comparisonTable, intervalText, isTransportBound } from "#render/comparison-table.ts";
import {
  boldPairings,
  comparisonsOf,
  type Pairing,
  pairingsOf,
  standing,
} from "#render/condition-facts.ts";
import { foldedTable } from "#render/data-table.ts";
import { TRANSPORT_BOUND } from "#render/floor-share.ts";
import { formatPerS, formatRatio } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { type LogAxis, logAxis } from "#render/log-axis.ts";
import { type Condition, conditionName } from "#render/measurements.ts";
import { metricLabel } from "#render/metric-label.ts";
import { percentOf } from "#render/plot-frame.ts";

const ROW_PX = 26;
/** A pairing's name, with air above it. */
const HEAD_PX = 36;
/** Tick labels and the direction of the axis. */
const FOOT_PX = 44;
/** The axis never zooms in further: a difference of 3 % must not look like a landslide. */
const AXIS_LEAST = 2;
/** More labels than these run into each other on a narrow page. */
const TICKS_MAX = 6;

/** Width of the stretched picture: precise to a pixel on the widest page. */
const GRID = 1_000;
/** Half the height of the caps of an interval. */
const CAP_PX = 4;

interface RatioRow {
  readonly kind: "ratio";
  readonly comparison: Comparison;
  readonly topPx: number;
}

type Row = { readonly kind: "head"; readonly text: string; readonly topPx: number } | RatioRow;

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
  return percentOf(axis.percent(value) / 100);
}

/** The axis, bars with caps, and dots, in a grid that is stretched in its width alone. */
function ratioShapes(axis: LogAxis, rows: readonly Row[], heightPx: number): Markup {
  const ratios = rows.filter(isRatio);
  const bars = ratios.map(({ comparison: { low, high }, topPx }) => {
    if (low === undefined || high === undefined) return "";
    const [from, to, y] = [gridX(axis, low), gridX(axis, high), topPx + ROW_PX / 2];
    const cap = `${y - CAP_PX}v${2 * CAP_PX}`;
    return `M${from} ${y}H${to}M${from} ${cap}M${to} ${cap}`;
  });
  const open = dotData(
    axis,
    ratios.filter(({ comparison }) => !comparison.ranked),
  );
  const upright = (value: number) => `M${gridX(axis, value)} ${HEAD_PX - 8}V${heightPx}`;
  const grid = axis.ticks.filter((tick) => tick !== 1).map(upright);
  return html`<svg class="lines" height="${heightPx}" viewBox="0 0 ${GRID} ${heightPx}"
    preserveAspectRatio="none"><path class="grid" d="${grid.join("")}"/>
    <path class="one" d="${upright(1)}"/><path d="${bars.join("")}"/>
    <path class="dots" d="${dotData(axis, ratios)}"/>
    ${open === "" ? "" : html`<path class="dots hole" d="${open}"/>`}</svg>`;
}

function dotData(axis: LogAxis, rows: readonly RatioRow[]): string {
  const data = rows.map(({ comparison, topPx }) => {
    return `M${gridX(axis, comparison.ratio ?? 1)} ${topPx + ROW_PX / 2}h0`;
  });
  return data.join("");
}

function gridX(axis: LogAxis, value: number): number {
  return Math.round((axis.percent(value) / 100) * GRID);
}

/** What is compared, at the left; the figures, at the right. */
function ratioTexts(condition: Condition | undefined, rows: readonly Row[]): Markup {
  const names = rows.map((row) => {
    if (row.kind === "head")
      return html`<text class="head" y="${row.topPx + 22}">${row.text}</text>`;
    const bound = isTransportBound(condition, row.comparison) ? " †" : "";
    const name = metricLabel(row.comparison.metric) + bound;
    return html`<text y="${row.topPx + ROW_PX / 2}">${name}</text>`;
  });
  const figures = rows.filter(isRatio).map(({ comparison, topPx }) => {
    const beside = intervalText(comparison) || standing(comparison);
    const ratio = formatRatio(comparison.ratio ?? 1);
    return html`<text x="12" y="${topPx + ROW_PX / 2}">${ratio} <tspan>${beside}</tspan></text>`;
  });
  return html`<svg class="names" x="-12">${names}</svg><svg class="values" x="100%">${figures}</svg>`;
}

function isRatio(row: Row): row is RatioRow {
  return row.kind === "ratio";
}

function axisTexts(axis: LogAxis, heightPx: number): Markup {
  const ticks = axis.ticks.map((tick) => html`<text x="${percent(axis, tick)}">×${tick}</text>`);
  const [one, y] = [percent(axis, 1), heightPx + 38];
  return html`<svg class="tx" y="${heightPx + 20}">${ticks}</svg>
    <text class="tick end" x="${one}" dx="-12" y="${y}">← worse</text>
    <text class="tick" x="${one}" dx="12" y="${y}">better →</text>`;
}

/** What the signs of all plots mean. */
export function forestKey(): Markup {
  return html`<p class="note">Right of ×1 the contender named first is better.
    ● ranked: the 95 % interval excludes 1. ○ not ranked. † ${TRANSPORT_BOUND}.</p>`;
}

const DESCRIPTION =
  "A dot a metric on a logarithmic axis; filled dots rank. The numbers stand in the table below.";

function restNote(rest: number): Markup {
  if (rest === 0) return html``;
  return html`<p class="note">The best of each role; ${rest} more pairings stand in the table.</p>`;
}

/** The plot of one condition; nothing where nothing was compared. */
export function renderForestPlot(condition: Condition, axis: LogAxis, brief: boolean): Markup {
  const comparisons = comparisonsOf(condition);
  if (comparisons.length === 0) return html``;
  const all = pairingsOf(comparisons);
  const pairings = boldPairings(condition, all);
  const who = soleContender(pairings);
  const rest = `at ${formatPerS(condition.offeredPerS)}${who === undefined ? "" : `: ${who}`}`;
  const caption = html`${condition.scenario} <span>${rest}</span>`;
  const plot = { condition, name: conditionName(condition), caption, pairings };
  return forestFigure({ ...plot, left: all.length - pairings.length }, axis, [
    foldedTable("Numbers of this chart", comparisonTable(condition, comparisons, brief)),
  ]);
}

/** The ratios of a scenario without a rate: of a job or a kernel. */
export function renderRatios(
  { name, comparisons }: { readonly name: string; readonly comparisons: readonly Comparison[] },
  axis: LogAxis,
): Markup {
  if (comparisons.length === 0) return html``;
  const pairings = pairingsOf(comparisons);
  const who = soleContender(pairings);
  const caption = html`${name} <span>${who ?? ""}</span>`;
  return forestFigure({ condition: undefined, name, caption, pairings, left: 0 }, axis, [
    foldedTable("Numbers of this chart", comparisonTable(undefined, comparisons, false)),
  ]);
}

interface Forest {
  readonly condition: Condition | undefined;
  readonly name: string;
  readonly caption: Markup;
  readonly pairings: readonly Pairing[];
  /** Pairings that are not drawn. */
  readonly left: number;
}

function forestFigure(forest: Forest, axis: LogAxis, table: readonly Markup[]): Markup {
  const { condition, name, caption, pairings, left } = forest;
  const { rows, heightPx } = rowsOf(pairings);
  return html`<figure class="forest">
    <figcaption>${caption}</figcaption>
    <svg class="plot" role="img" height="${heightPx + FOOT_PX}">
    <title>Ratios of ${name}</title><desc>${DESCRIPTION}</desc>
    ${ratioShapes(axis, rows, heightPx)}${axisTexts(axis, heightPx)}${ratioTexts(condition, rows)}
    </svg>${restNote(left)}
    ${table}
    </figure>`;
}
