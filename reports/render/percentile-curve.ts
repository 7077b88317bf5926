// Response time by nines: one chart for each condition, the same axes for all of a workload. Which
// points there are is decided by curve-points.ts, how a plot is laid out by plot-frame.ts.

import { QUANTILE_NAMES } from "#model/step.ts";
import {
  BRIEF_CURVE_POINTS,
  CURVE_POINTS,
  type Curve,
  type CurvePoint,
  NINES_MAX,
  ninesOf,
  readCurve,
} from "#render/curve-points.ts";
import { cell, type DataTable, foldedTable, tableRow } from "#render/data-table.ts";
import { boldVariants } from "#render/emphasis.ts";
import { formatNs, NO_NUMBER } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { type LogAxis, logAxis } from "#render/log-axis.ts";
import {
  type Condition,
  conditionLabel,
  conditionName,
  variantLabel,
} from "#render/measurements.ts";
import {
  edgeLabels,
  markAt,
  polyline,
  renderPlot,
  type Spot,
  thinFirst,
} from "#render/plot-frame.ts";
import { QUANTILE_KEYS } from "#render/quantile-figure.ts";
import { lineClass, type Series, type SeriesStyles, styleOf } from "#render/series-style.ts";

/** One label in every 35 px of height. */
const TICKS_MAX = 8;

const NINES_TICKS = [
  { text: "p50", nines: ninesOf(0.5) },
  { text: "p90", nines: 1 },
  { text: "p99", nines: 2 },
  { text: "p99.9", nines: 3 },
  { text: "p99.99", nines: NINES_MAX },
];

const TABLE_RANKS = [0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999];
const BRIEF_RANKS = [0.5, 0.9, 0.99, 0.999];

interface Line {
  readonly series: Series;
  readonly curve: Curve;
}

/** The curves of one condition. */
export interface CurveChart {
  readonly condition: Condition;
  readonly lines: readonly Line[];
  readonly tableRanks: readonly number[];
}

/** Axes that all charts of a workload share. */
export interface CurveAxes {
  readonly time: LogAxis;
  /** Right end, in nines. */
  readonly ninesEnd: number;
}

/** Reads the curves of a condition; measurements without a single supported point have none. */
export function readCurves(condition: Condition, styles: SeriesStyles, brief: boolean): CurveChart {
  const bold = boldVariants(condition);
  const lines = condition.measurements
    .map((measurement) => {
      const label = variantLabel(measurement.result);
      const series = { label, style: styleOf(styles, label), bold: bold.has(label) };
      return { series, curve: readCurve(measurement, brief ? BRIEF_CURVE_POINTS : CURVE_POINTS) };
    })
    .filter(({ curve }) => curve.points.length > 0);
  return { condition, lines, tableRanks: brief ? BRIEF_RANKS : TABLE_RANKS };
}

/** The axes of several charts, so that they can be compared; to p99.9 at least. */
export function curveAxes(charts: readonly CurveChart[]): CurveAxes {
  const points = charts.flatMap(({ lines }) => lines.flatMap(({ curve }) => curve.points));
  const values = points.map(({ ns }) => ns);
  const ninesEnd = Math.max(
    ninesOf(QUANTILE_KEYS["p99.9"].rank),
    ...points.map((one) => one.nines),
  );
  if (values.length === 0) return { time: logAxis(1, 10, TICKS_MAX), ninesEnd };
  const low = Math.max(1, Math.min(...values) * 0.8);
  return { time: logAxis(low, Math.max(...values) * 1.25, TICKS_MAX), ninesEnd };
}

function spotOf({ time, ninesEnd }: CurveAxes, { nines, ns }: CurvePoint): Spot {
  return { x: nines / ninesEnd, y: time.percent(ns) / 100 };
}

/** Solid as far as the generator was fit; dotted from the last fit point on. */
function curveLines(axes: CurveAxes, { curve: { points }, series }: Line): Markup {
  const from = points.findIndex(({ fit }) => !fit);
  const end = from === -1 ? points.length : from;
  const spots = points.map((point) => spotOf(axes, point));
  const className = lineClass(series);
  return html`${polyline(className, spots.slice(0, end))}
    ${polyline(`${className} unfit`, spots.slice(Math.max(0, end - 1)))}`;
}

function markers(axes: CurveAxes, { curve, series: { style, bold } }: Line): Markup[] {
  const { sign } = style;
  if (sign === undefined || !bold) return [];
  return QUANTILE_NAMES.flatMap((name) => {
    const point = curve.at(QUANTILE_KEYS[name].rank);
    if (point === undefined) return [];
    const className = `${style.className} mark${point.fit ? "" : " unfit"}`;
    return markAt(className, spotOf(axes, point), sign);
  });
}

function lastSpot(axes: CurveAxes, { curve }: Line): Spot | undefined {
  const last = curve.points.at(-1);
  return last === undefined ? undefined : spotOf(axes, last);
}

function pointCell({ curve }: Line, rank: number): Markup {
  const point = curve.at(rank);
  if (point === undefined) return cell(NO_NUMBER);
  const text = formatNs(point.ns);
  return cell(point.fit ? text : html`<s>${text}</s>`);
}

function pointTable({ lines, tableRanks }: CurveChart): DataTable {
  return {
    caption: "Response time by quantile",
    heads: ["quantile", ...lines.map(({ series }) => series.style.name)],
    body: tableRanks.map((rank) =>
      tableRow(
        `p${Number((rank * 100).toFixed(2))}`,
        lines.map((line) => pointCell(line, rank)),
      ),
    ),
  };
}

/** The chart of one condition and the table of its points. */
export function renderPercentileCurve(chart: CurveChart, axes: CurveAxes): Markup {
  const { condition, lines } = chart;
  const name = `Response time by quantile: ${conditionName(condition)}`;
  const drawn = thinFirst(lines);
  const plot = renderPlot({
    title: name,
    description:
      "Undisturbed response times over the quantile by nines, a line each. The points stand in the " +
      "table below.",
    footPx: 22,
    xTicks: NINES_TICKS.filter(({ nines }) => nines <= axes.ninesEnd).map(({ text, nines }) => ({
      at: nines / axes.ninesEnd,
      text,
    })),
    yTicks: axes.time.ticks.map((tick) => ({
      at: axes.time.percent(tick) / 100,
      text: formatNs(tick),
    })),
    lines: drawn.map((line) => curveLines(axes, line)),
    marks: [
      ...drawn.map((line) => html`${markers(axes, line)}`),
      edgeLabels(lines.map((line) => ({ series: line.series, end: lastSpot(axes, line) }))),
    ],
  });
  return html`<figure class="curve">
    <figcaption>${conditionLabel(condition)}</figcaption>
    ${plot}
    ${foldedTable("Points of this chart", pointTable(chart))}
    </figure>`;
}
