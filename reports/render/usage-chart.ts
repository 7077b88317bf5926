// CPU and memory over the time of a step: two plots side by side, one line a contender variant, of
// the same trial as the heat maps. Its own file because a leak, a warm-up that goes on or a burst
// of garbage collection shows here and in no total. The points are usage-points.ts's.

import { MS_PER_S } from "#model/units.ts";
import { cell, type DataTable, foldedTable, tableRow } from "#render/data-table.ts";
import { boldVariants } from "#render/emphasis.ts";
import { formatBytes, formatNumber, formatShare, NO_NUMBER } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { type LogAxis, logAxis } from "#render/log-axis.ts";
import {
  type Condition,
  conditionLabel,
  conditionName,
  variantLabel,
} from "#render/measurements.ts";
import { edgeLabels, polyline, renderPlot, thinFirst, type Tick } from "#render/plot-frame.ts";
import { lineClass, type Series, styleOf } from "#render/series-style.ts";
import { type OverTime, typicalStep } from "#render/typical-step.ts";
import { type UsageLines, usageLines, type UsagePoint } from "#render/usage-points.ts";

const HEIGHT_PX = 180;
const TICKS_MAX = 5;
/** Points of a line; half of a page cannot show more. */
const POINTS_MAX = 40;
const BRIEF_POINTS_MAX = 16;
/** The table's columns: parts of the step of equal length. */
const PARTS = 4;
const BRIEF_PARTS = 2;

interface Line {
  readonly series: Series;
  readonly block: number;
  readonly usage: UsageLines;
}

export interface UsageChart {
  readonly condition: Condition;
  readonly lines: readonly Line[];
  /** Columns of the table. */
  readonly parts: number;
}

/** Undefined where no step has its usage over time. */
export function readUsageChart(
  condition: Condition,
  { quantile, styles, brief }: OverTime,
): UsageChart | undefined {
  const bold = boldVariants(condition);
  const lines = condition.measurements.flatMap((measurement): Line[] => {
    const typical = typicalStep(measurement, quantile);
    const usage =
      typical === undefined
        ? undefined
        : usageLines(typical.step.timeline, brief ? BRIEF_POINTS_MAX : POINTS_MAX);
    if (typical === undefined || usage === undefined) return [];
    const label = variantLabel(measurement.result);
    const series = { label, style: styleOf(styles, label), bold: bold.has(label) };
    return [{ series, block: typical.trial.block, usage }];
  });
  const parts = brief ? BRIEF_PARTS : PARTS;
  return lines.length === 0 ? undefined : { condition, lines, parts };
}

/** One of the two plots: which points, and where a value stands. */
interface Scale {
  readonly name: string;
  readonly points: (usage: UsageLines) => readonly UsagePoint[];
  readonly place: (value: number) => number;
  readonly ticks: readonly Tick[];
}

/** Top of the axis in cores: the first that holds all. */
const CORE_TOPS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

function coreScale(lines: readonly Line[]): Scale {
  const points = (usage: UsageLines) => usage.cores;
  const most = Math.max(...lines.flatMap(({ usage }) => points(usage).map(({ value }) => value)));
  const top = CORE_TOPS.find((each) => each >= most) ?? most;
  const ticks = [0, 0.5, 1].map((at) => ({ at, text: formatShare(at * top) }));
  return { name: "CPU, share of one core", points, place: (value) => value / top, ticks };
}

/** Whole powers of two: a tick of 9.54 MiB tells nobody anything. */
function byteTicks(axis: LogAxis): number[] {
  const [first, last] = [Math.ceil(Math.log2(axis.low)), Math.floor(Math.log2(axis.high))];
  const every = Math.ceil((last - first + 1) / TICKS_MAX);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => 2 ** (first + at)).filter(
    (_, at) => at % every === 0,
  );
}

function memoryScale(lines: readonly Line[]): Scale {
  const points = (usage: UsageLines) => usage.rssBytes;
  const values = lines.flatMap(({ usage }) => points(usage).map(({ value }) => value));
  const octaves = values.filter((value) => value > 0).map((value) => Math.log2(value));
  // Whole powers of two at both ends, so that there are two ticks at least.
  const [low, high] = [Math.floor(Math.min(...octaves)), Math.ceil(Math.max(...octaves))];
  const axis = logAxis(2 ** low, 2 ** Math.max(high, low + 1), TICKS_MAX);
  return {
    name: "Resident memory",
    points,
    place: (value) => axis.percent(value) / 100,
    ticks: byteTicks(axis).map((tick) => ({
      at: axis.percent(tick) / 100,
      text: formatBytes(tick),
    })),
  };
}

function usagePlot({ condition, lines }: UsageChart, scale: Scale): Markup {
  const spanMs = Math.max(...lines.map(({ usage }) => usage.spanMs));
  const drawn = thinFirst(lines).map(({ series, usage }) => ({
    series,
    spots: scale
      .points(usage)
      .map(({ atMs, value }) => ({ x: atMs / spanMs, y: scale.place(value) })),
  }));
  const ends = lines.map(({ series }) => ({
    series,
    end: drawn.find((one) => one.series === series)?.spots.at(-1),
  }));
  const plot = renderPlot({
    title: `${scale.name} over time: ${conditionName(condition)}`,
    description: "A line each, over the seconds of the step.",
    heightPx: HEIGHT_PX,
    footPx: 22,
    xTicks: [0, 0.5, 1].map((at) => ({ at, text: `${formatNumber((at * spanMs) / MS_PER_S)} s` })),
    yTicks: scale.ticks,
    lines: drawn.map(({ series, spots }) => polyline(lineClass(series), spots)),
    marks: [edgeLabels(ends, HEIGHT_PX)],
  });
  return html`<div class="curve"><p class="axis">${scale.name}</p>${plot}</div>`;
}

/** The points between two shares of the step. */
function between(
  { spanMs }: UsageLines,
  points: readonly UsagePoint[],
  [from, to]: readonly [number, number],
): number[] {
  return points
    .filter(({ atMs }) => atMs > from * spanMs && atMs <= to * spanMs)
    .map(({ value }) => value);
}

function partCell(usage: UsageLines, part: readonly [number, number]): Markup {
  const cores = between(usage, usage.cores, part);
  const bytes = between(usage, usage.rssBytes, part);
  if (cores.length === 0 || bytes.length === 0) return cell(NO_NUMBER);
  const mean = cores.reduce((sum, value) => sum + value, 0) / cores.length;
  return cell(`${formatShare(mean)}, ${formatBytes(Math.max(...bytes))}`);
}

function usageTable({ lines, parts }: UsageChart): DataTable {
  const ends = Array.from({ length: parts }, (_, at) => [at / parts, (at + 1) / parts] as const);
  return {
    caption: "Mean share of one core, highest memory",
    heads: ["contender", ...ends.map(([from, to]) => `${from * 100} … ${to * 100} %`)],
    body: lines.map(({ series, block, usage }) =>
      tableRow(
        html`${series.style.name}<small>block ${block}</small>`,
        ends.map((part) => partCell(usage, part)),
      ),
    ),
  };
}

/** The two plots of one condition with one table. */
export function renderUsageChart(chart: UsageChart): Markup {
  const { condition, lines } = chart;
  const plots = [coreScale(lines), memoryScale(lines)].map((scale) => usagePlot(chart, scale));
  return html`<figure class="usage">
    <figcaption>${conditionLabel(condition)}</figcaption>
    <div class="multiples">${plots}</div>
    ${foldedTable("Numbers of these charts", usageTable(chart))}
    </figure>`;
}
