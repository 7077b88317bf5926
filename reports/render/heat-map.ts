// Response time over the time of a step: one small map a contender variant, darker where more of a
// moment's requests lie, with the generator's pauses above. Its own file because a tail is either
// spread or one event, which no quantile tells apart. What the cells hold is heat-cells.ts's.

import type { Role } from "#model/contender.ts";
import { PAUSE_CAUSES, type Pause, type Step } from "#model/step.ts";
import { MS_PER_S } from "#model/units.ts";
import { cell, type DataTable, foldedTable, tableRow } from "#render/data-table.ts";
import { bestOfRole, boldVariants } from "#render/emphasis.ts";
import { formatNs, formatNumber, NO_NUMBER } from "#render/format.ts";
import { bucketedQuantileNs, type HeatCells, heatCells, heatRange } from "#render/heat-cells.ts";
import { html, type Markup } from "#render/html.ts";
import { type LogAxis, logAxis } from "#render/log-axis.ts";
import { type Condition, conditionLabel, variantLabel } from "#render/measurements.ts";
import { type SeriesStyle, styleOf } from "#render/series-style.ts";
import { type OverTime, typicalStep } from "#render/typical-step.ts";

const HEIGHT_PX = 130;
/** Lanes of the pauses, above the map. */
const LANE_PX = 7;
const LANES_PX = PAUSE_CAUSES.length * LANE_PX;
const FOOT_PX = 20;
/** Baseline of the ticks of time. */
const TICK_TOP_PX = LANES_PX + HEIGHT_PX + 15;
const TICKS_MAX = 4;
/** Rows of a map: 6 px each at least. */
const ROWS_MAX = 20;
/** Marks of pauses in a lane; more would be one line. */
const MARKS_MAX = 100;
/** Rows of the table beside the maps. */
const SPANS = 8;
const BRIEF_SPANS = 2;
/** Columns of a map: each is at least 6 px wide where it is smallest. */
const COLUMNS_MAX = 40;
const BRIEF_COLUMNS_MAX = 20;
/** Whose maps a brief page has: what is judged, and what it stands on. */
const BRIEF_ROLES: readonly Role[] = ["reference", "floor"];
/**
 * From which share of a moment's requests a cell has the next shade: a decade each, because the
 * tail is the point.
 */
const SHADES = [0, 0.01, 0.1, 0.4] as const;

interface Panel {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly block: number;
  readonly step: Step;
  readonly cells: HeatCells;
}

/** The maps of one condition. */
export interface HeatChart {
  readonly condition: Condition;
  readonly panels: readonly Panel[];
  /** Contender variants that have a timeline and no map here. */
  readonly leftOut: number;
  /** Rows of the table. */
  readonly spans: number;
}

function shownIn(condition: Condition, brief: boolean): ReadonlySet<string> {
  if (!brief) return boldVariants(condition);
  const best = BRIEF_ROLES.flatMap((role) => bestOfRole(condition, role) ?? []);
  return new Set(best.map(({ result }) => variantLabel(result)));
}

/** Undefined where no step has a timeline. */
export function readHeatChart(
  condition: Condition,
  { quantile, styles, brief }: OverTime,
): HeatChart | undefined {
  const shown = shownIn(condition, brief);
  const columnsMax = brief ? BRIEF_COLUMNS_MAX : COLUMNS_MAX;
  const all = condition.measurements.flatMap((measurement): Panel[] => {
    const typical = typicalStep(measurement, quantile);
    const cells = typical === undefined ? undefined : heatCells(typical.step.timeline, columnsMax);
    if (typical === undefined || cells === undefined) return [];
    const label = variantLabel(measurement.result);
    return [
      {
        label,
        style: styleOf(styles, label),
        block: typical.trial.block,
        step: typical.step,
        cells,
      },
    ];
  });
  const panels = all.filter(({ label }) => shown.has(label));
  if (panels.length === 0) return undefined;
  const spans = brief ? BRIEF_SPANS : SPANS;
  return { condition, panels, leftOut: all.length - panels.length, spans };
}

/** Rows of equal height on the logarithmic axis of time. */
interface Grid {
  readonly axis: LogAxis;
  readonly rows: number;
}

function gridOf(panels: readonly Panel[]): Grid {
  const { lowNs, highNs } = heatRange(panels.map(({ cells }) => cells));
  const finest = Math.max(...panels.map(({ step }) => step.timeline.bucketsPerOctave));
  const octaves = Math.log2(highNs / lowNs);
  // A row that is no whole number of buckets would be empty every now and then.
  const merged = Math.ceil((octaves * finest) / ROWS_MAX);
  const rows = Math.ceil((octaves * finest) / merged - 1e-9);
  const axisHighNs = lowNs * 2 ** ((rows * merged) / finest);
  return { axis: logAxis(lowNs, axisHighNs, TICKS_MAX), rows };
}

/** Shade of each row of a column, from the bottom; −1: empty. */
function shadesOf(grid: Grid, { bucketLowNs }: HeatCells, counts: readonly number[]): number[] {
  const sums = Array.from({ length: grid.rows }, () => 0);
  for (const [bucket, count] of counts.entries()) {
    if (count === 0) continue;
    const middleNs = Math.sqrt(bucketLowNs(bucket) * bucketLowNs(bucket + 1));
    const row = Math.floor((grid.axis.percent(middleNs) / 100) * grid.rows);
    sums[Math.min(row, grid.rows - 1)] = (sums[Math.min(row, grid.rows - 1)] ?? 0) + count;
  }
  const total = sums.reduce((sum, count) => sum + count, 0);
  return sums.map((sum) =>
    sum === 0 ? -1 : SHADES.findLastIndex((share) => sum / total >= share),
  );
}

/** Runs of cells of one shade, row by row from the top: "M3 4h2m1 0h4". */
function shadePath(columns: readonly (readonly number[])[], rows: number, shade: number): string {
  const parts: string[] = [];
  for (let row = rows - 1; row >= 0; row--) {
    let end: number | undefined;
    for (let at = 0; at < columns.length; at++) {
      if (columns[at]?.[row] !== shade) continue;
      const start = at;
      while (columns[at + 1]?.[row] === shade) at++;
      const move = end === undefined ? `M${start} ${rows - 1 - row}` : `m${start - end} 0`;
      parts.push(`${move}h${at + 1 - start}`);
      end = at + 1;
    }
  }
  return parts.join("");
}

function cellsMarkup(grid: Grid, { cells }: Panel): Markup {
  const columns = cells.columns.map(({ counts }) => shadesOf(grid, cells, counts));
  const paths = SHADES.map((_, shade) => shadePath(columns, grid.rows, shade));
  const drawn = paths.map((data, shade) =>
    data === "" ? "" : html`<path class="h${shade}" d="${data}"/>`,
  );
  return html`<svg class="cells" y="${LANES_PX}" height="${HEIGHT_PX}"
    viewBox="0 -.5 ${cells.columns.length} ${grid.rows}" preserveAspectRatio="none">${drawn}</svg>`;
}

/** Where a lane has a mark: shares of the step in steps of 1 %. */
function marksOf(pauses: readonly Pause[], cause: string, spanMs: number): number[] {
  const places = pauses
    .filter((pause) => pause[2] === cause)
    .map(([startMs]) => Math.min(Math.floor((startMs / spanMs) * MARKS_MAX), MARKS_MAX - 1));
  return [...new Set(places)].toSorted((one, other) => one - other);
}

function pauseLanes({ step, cells }: Panel): Markup {
  const spanMs = cells.columns.length * cells.columnMs;
  const lanes = PAUSE_CAUSES.map((cause, lane) => {
    const marks = marksOf(step.timeline.pauses, cause, spanMs);
    const data = marks.map((at) => `M${at + 0.5} ${lane}v.8`).join("");
    return data === "" ? "" : html`<path class="p${lane}" d="${data}"/>`;
  });
  return html`<svg class="pauses" height="${LANES_PX}" viewBox="0 0 ${MARKS_MAX}
    ${PAUSE_CAUSES.length}" preserveAspectRatio="none">${lanes}</svg>`;
}

function tickMarkup(grid: Grid, { cells }: Panel): Markup {
  const rows = grid.axis.ticks.map((tick) => {
    const y = LANES_PX + Math.round(HEIGHT_PX * (1 - grid.axis.percent(tick) / 100));
    return html`<text y="${y}">${formatNs(tick)}</text>`;
  });
  const seconds = (cells.columns.length * cells.columnMs) / MS_PER_S;
  return html`<svg class="ty" x="-8">${rows}</svg><svg class="tx" y="${TICK_TOP_PX}">
    <text x="0">0</text><text class="end" x="100%">${formatNumber(seconds)} s</text></svg>`;
}

function panelMarkup(grid: Grid, panel: Panel): Markup {
  const { label, block, style } = panel;
  const frame = html`<rect class="frame" y="${LANES_PX}" width="100%" height="${HEIGHT_PX}"/>`;
  return html`<div class="panel"><p class="${style.className}">${label} <span>block ${block}</span></p>
    <svg class="plot" role="img" height="${LANES_PX + HEIGHT_PX + FOOT_PX}">
    <title>Response times of ${style.name}</title>
    <desc>Time against response time; darker: more.</desc>
    ${frame}${pauseLanes(panel)}${cellsMarkup(grid, panel)}${tickMarkup(grid, panel)}</svg></div>`;
}

function spanCell({ cells }: Panel, span: number, spans: number): Markup {
  const ends = [span, span + 1].map((at) => Math.round((at * cells.columns.length) / spans));
  const range = [ends[0] ?? 0, ends[1] ?? 0] as const;
  const middle = bucketedQuantileNs(cells, range, 0.5);
  const highest = bucketedQuantileNs(cells, range, 1);
  if (middle === null || highest === null) return cell(NO_NUMBER);
  return cell(`${formatNs(middle)} / ${formatNs(highest)}`);
}

/** "3 host, 1 generator-gc, in all 3.95 ms". */
function pausesText({ step: { timeline } }: Panel): string {
  const counts = PAUSE_CAUSES.flatMap((cause) => {
    const count = timeline.pauses.filter((pause) => pause[2] === cause).length;
    return count === 0 ? [] : `${count} ${cause}`;
  });
  return counts.join(", ") || "none";
}

function heatTable({ panels, spans }: HeatChart): DataTable {
  const longestMs = Math.max(...panels.map(({ cells }) => cells.columns.length * cells.columnMs));
  const rows = Array.from({ length: spans }, (_, span) => {
    const [from, to] = [span, span + 1].map((at) =>
      formatNumber((at * longestMs) / spans / MS_PER_S),
    );
    return tableRow(
      `${from} … ${to} s`,
      panels.map((panel) => spanCell(panel, span, spans)),
    );
  });
  return {
    caption: "Median / highest of a span, from buckets: ±9 %",
    heads: ["span", ...panels.map(({ style }) => style.name)],
    body: [
      ...rows,
      tableRow(
        "pauses",
        panels.map((panel) => cell(pausesText(panel))),
      ),
    ],
  };
}

/** How a map is read, once for all. */
export function heatKey(): Markup {
  const shades = ["any", "≥ 1 %", "≥ 10 %", "≥ 40 %"].map(
    (text, at) => html`<li><svg aria-hidden="true"><path class="h${at} key"
    d="M0 6h18"/></svg>${text}</li>`,
  );
  return html`<ul class="legend shades">${shades}</ul>
    <p class="note">Shade: share of a moment's requests, by planned instant. Ticks above a map:
    pauses of the generator, in four lanes from the top: host, competition, its own garbage
    collection, a limit on its CPU time. The block shown is the one nearest to the median.</p>`;
}

/** The maps of one condition with one table. */
export function renderHeatMap(chart: HeatChart): Markup {
  const { condition, panels, leftOut } = chart;
  const grid = gridOf(panels);
  const rest = leftOut === 0 ? "" : html` <span>${leftOut} more were measured</span>`;
  return html`<figure class="heat">
    <figcaption>${conditionLabel(condition)}${rest}</figcaption>
    <div class="panels">${panels.map((panel) => panelMarkup(grid, panel))}</div>
    ${foldedTable("Numbers of these maps", heatTable(chart))}
    </figure>`;
}
