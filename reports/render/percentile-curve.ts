// Response time by nines: one chart for each condition, the same axes for all of a workload. Drawn
// as SVG that is laid out in per cent, so that it fits any width without scaling its text. Which
// points there are is decided elsewhere.

import { QUANTILE_NAMES } from "#model/step.ts";
import {
  type Curve,
  type CurvePoint,
  NINES_MAX,
  ninesOf,
  readCurve,
} from "#render/curve-points.ts";
import { cell, type DataTable, foldedTable, tableRow } from "#render/data-table.ts";
import { formatNs, NO_NUMBER } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { type LogAxis, logAxis } from "#render/log-axis.ts";
import {
  type Condition,
  conditionLabel,
  conditionName,
  variantLabel,
} from "#render/measurements.ts";
import { QUANTILE_KEYS } from "#render/quantile-figure.ts";
import { FLOOR_STYLE, type SeriesStyle } from "#render/series-style.ts";

const HEIGHT_PX = 320;
/** One label in every 35 px of height. */
const TICKS_MAX = 9;
/**
 * The inner picture's own grid, stretched to the plot: whole numbers are precise to a third of a
 * pixel.
 */
const GRID = 1_000;
/** Least distance of two labels at the right edge. */
const LABEL_GAP_PX = 16;

const NINES_TICKS = [
  { label: "p50", nines: ninesOf(0.5) },
  { label: "p90", nines: 1 },
  { label: "p99", nines: 2 },
  { label: "p99.9", nines: 3 },
  { label: "p99.99", nines: NINES_MAX },
];

const TABLE_RANKS = [0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999];

interface Series {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly curve: Curve;
}

/** The curves of one condition. */
export interface CurveChart {
  readonly condition: Condition;
  readonly series: readonly Series[];
}

/** Axes that all charts of a workload share. */
export interface CurveAxes {
  readonly time: LogAxis;
  /** Right end, in nines. */
  readonly ninesEnd: number;
}

/** Reads the curves of a condition; measurements without a single supported point have none. */
export function readCurves(
  condition: Condition,
  styles: ReadonlyMap<string, SeriesStyle>,
): CurveChart {
  const series = condition.measurements
    .map((measurement) => {
      const label = variantLabel(measurement.result);
      const style = styles.get(label) ?? FLOOR_STYLE;
      return { label, style, curve: readCurve(measurement) };
    })
    .filter(({ curve }) => curve.points.length > 0);
  return { condition, series };
}

/** The axes of several charts, so that they can be compared; to p99.9 at least. */
export function curveAxes(charts: readonly CurveChart[]): CurveAxes {
  const points = charts.flatMap(({ series }) => series.flatMap(({ curve }) => curve.points));
  const values = points.map(({ ns }) => ns);
  const ninesEnd = Math.max(
    ninesOf(QUANTILE_KEYS["p99.9"].rank),
    ...points.map((one) => one.nines),
  );
  if (values.length === 0) return { time: logAxis(1, 10, TICKS_MAX), ninesEnd };
  const time = logAxis(
    Math.max(1, Math.min(...values) * 0.8),
    Math.max(...values) * 1.25,
    TICKS_MAX,
  );
  return { time, ninesEnd };
}

function xPercent(axes: CurveAxes, nines: number): string {
  return ((nines / axes.ninesEnd) * 100).toFixed(2);
}

function topPx(axes: CurveAxes, ns: number): number {
  return Math.round(HEIGHT_PX * (1 - axes.time.percent(ns) / 100));
}

function line(axes: CurveAxes, points: readonly CurvePoint[], className: string): Markup {
  if (points.length < 2) return html``;
  const steps = points.map(({ nines, ns }) => {
    const x = Math.round((nines / axes.ninesEnd) * GRID);
    return `${x} ${Math.round(GRID * (1 - axes.time.percent(ns) / 100))}`;
  });
  return html`<path class="${className}" d="M${steps.join("L")}"/>`;
}

/** Solid as far as the generator was fit; dotted from the last fit point on. */
function curveLines(axes: CurveAxes, { curve: { points }, style }: Series): Markup {
  const from = points.findIndex(({ fit }) => !fit);
  const end = from === -1 ? points.length : from;
  const solid = line(axes, points.slice(0, end), style.className);
  const rest = points.slice(Math.max(0, end - 1));
  return html`${solid}${line(axes, rest, `${style.className} unfit`)}`;
}

function markers(axes: CurveAxes, { curve, style }: Series): Markup[] {
  return QUANTILE_NAMES.flatMap((name) => {
    const point = curve.at(QUANTILE_KEYS[name].rank);
    if (point === undefined || style === FLOOR_STYLE) return [];
    const className = `${style.className}${point.fit ? "" : " unfit"} mark`;
    const [x, y] = [xPercent(axes, point.nines), topPx(axes, point.ns)];
    return html`<svg class="${className}" x="${x}%" y="${y}">${style.marker}</svg>`;
  });
}

/**
 * Where the labels at the right edge stand: at the end of their curve, moved apart where they would
 * overlap.
 */
export function spreadLabels(topsPx: readonly number[]): number[] {
  const order = topsPx.map((_, at) => at).toSorted((a, b) => (topsPx[a] ?? 0) - (topsPx[b] ?? 0));
  const placed = [...topsPx];
  let lowest = -Infinity;
  for (const at of order) {
    lowest = Math.max(topsPx[at] ?? 0, lowest + LABEL_GAP_PX);
    placed[at] = lowest;
  }
  let highest = HEIGHT_PX + LABEL_GAP_PX;
  for (const at of order.toReversed()) {
    highest = Math.min(placed[at] ?? 0, highest - LABEL_GAP_PX);
    placed[at] = highest;
  }
  return placed;
}

function edgeLabels(axes: CurveAxes, all: readonly Series[]): Markup[] {
  const ends = all.map(({ curve }) => topPx(axes, curve.points.at(-1)?.ns ?? axes.time.low));
  const tops = spreadLabels(ends);
  return all.map(({ label, style: { className } }, at) => {
    return html`<text class="${className} edge" x="100%" dx="10" y="${tops[at]}" dy="4">${label}
      </text>`;
  });
}

function grid(axes: CurveAxes): Markup {
  const rows = axes.time.ticks.map((tick) => {
    const y = topPx(axes, tick);
    return html`<line class="grid" x2="100%" y1="${y}" y2="${y}"/>
      <text class="tick" x="-8" y="${y}" dy="4" text-anchor="end">${formatNs(tick)}</text>`;
  });
  const shown = NINES_TICKS.filter(({ nines }) => nines <= axes.ninesEnd);
  const columns = shown.map(({ label, nines }) => {
    const x = `${xPercent(axes, nines)}%`;
    return html`<line class="grid" x1="${x}" x2="${x}" y2="${HEIGHT_PX}"/>
      <text class="tick" x="${x}" y="${HEIGHT_PX + 18}" text-anchor="middle">${label}</text>`;
  });
  return html`${rows}${columns}`;
}

function legend(all: readonly Series[]): Markup {
  const items = all.map(
    ({ label, style: { className, marker } }) => html`<li>
      <svg aria-hidden="true" width="34" height="12">
      <line class="${className}" x2="34" y1="6" y2="6"/>
      <svg class="${className} mark" x="17" y="6">${marker}</svg>
      </svg> ${label}</li>`,
  );
  return html`<ul class="legend">${items}</ul>`;
}

function pointCell({ curve }: Series, rank: number): Markup {
  const point = curve.at(rank);
  if (point === undefined) return cell(NO_NUMBER);
  const text = formatNs(point.ns);
  return cell(point.fit ? text : html`<s>${text}</s>`);
}

function pointTable(all: readonly Series[], name: string): DataTable {
  const missing = `${NO_NUMBER}: too few samples above`;
  return {
    name,
    caption: `${name}. Struck through: the generator was not judged fit there. ${missing}.`,
    heads: ["quantile", ...all.map(({ label }) => label)],
    body: TABLE_RANKS.map((rank) =>
      tableRow(
        `p${Number((rank * 100).toFixed(2))}`,
        all.map((series) => pointCell(series, rank)),
      ),
    ),
  };
}

/** The chart of one condition, its legend and the table of its points. `id`: unique in the page. */
export function renderPercentileCurve(id: string, chart: CurveChart, axes: CurveAxes): Markup {
  const { condition, series } = chart;
  const name = `Response time by quantile: ${conditionName(condition)}`;
  const who = series.map(({ label }) => label).join(", ");
  const viewBox = `0 0 ${GRID} ${GRID}`;
  return html`<figure class="curve">
    <figcaption>${conditionLabel(condition)}</figcaption>
    ${legend(series)}
    <svg role="img" aria-labelledby="${id}-t ${id}-d" width="100%" height="${HEIGHT_PX}">
    <title id="${id}-t">${name}</title>
    <desc id="${id}-d">Undisturbed response times of ${who} on a logarithmic axis over the
    quantile by nines. The table below has the points.</desc>
    ${grid(axes)}
    <svg class="lines" width="100%" height="${HEIGHT_PX}" viewBox="${viewBox}"
    preserveAspectRatio="none">${series.map((one) => curveLines(axes, one))}</svg>
    ${series.map((one) => markers(axes, one))}${edgeLabels(axes, series)}
    </svg>
    ${foldedTable("Points of this chart", pointTable(series, name))}
    </figure>`;
}
