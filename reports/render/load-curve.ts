// The chart of response time over offered load, drawn: one line a contender variant, the limit on
// the response time, each knee with its interval, the floor. Its own file beside load-points.ts,
// which decides what stands where.

import { foldedTable } from "#render/data-table.ts";
import { formatCount, formatNs } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import type { KneeFigure, LoadChart, LoadLine } from "#render/load-chart.ts";
import type { LoadPoint } from "#render/load-points.ts";
import { loadTable } from "#render/load-table.ts";
import { type LogAxis, logAxis } from "#render/log-axis.ts";
import {
  dots,
  edgeLabels,
  edgeNames,
  markAt,
  PLOT_PX,
  polyline,
  renderPlot,
  type Spot,
  thinFirst,
  topPx,
} from "#render/plot-frame.ts";
import { ARROW, CROSS, lineClass } from "#render/series-style.ts";

const NS_TICKS_MAX = 8;
/** A rate is up to seven characters wide. */
const RATE_TICKS_MAX = 5;
/** Height of a knee's row below the plot. */
const KNEE_PX = 16;
/** Room for the ticks. */
const KNEES_TOP_PX = 32;
interface Axes {
  readonly rate: LogAxis;
  readonly time: LogAxis;
}

function axesOf({ lines, slo }: LoadChart): Axes {
  const points = lines.flatMap((line) => line.points);
  const knees = lines.flatMap(({ knee }) => [knee?.perS, ...(knee?.ends ?? [])]);
  const rates = [...points.map(({ offeredPerS }) => offeredPerS), ...knees].filter(isNumber);
  const times = [...points.map(({ ns }) => ns), slo?.limitNs].filter(isNumber);
  if (times.length === 0) times.push(1, 10);
  return {
    rate: logAxis(Math.min(...rates) / 1.05, Math.max(...rates) * 1.05, RATE_TICKS_MAX),
    time: logAxis(Math.max(1, Math.min(...times) * 0.8), Math.max(...times) * 1.5, NS_TICKS_MAX),
  };
}

function isNumber(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}

function spotOf({ rate, time }: Axes, { offeredPerS, ns }: LoadPoint): Spot {
  return { x: rate.percent(offeredPerS) / 100, y: ns === null ? 1 : time.percent(ns) / 100 };
}

interface Run {
  readonly dotted: boolean;
  readonly points: LoadPoint[];
}

/** Solid between points that were kept up with, dotted to and between failed ones. */
function runsOf(points: readonly LoadPoint[]): Run[] {
  const runs: Run[] = [];
  for (const [at, point] of points.entries()) {
    const before = points[at - 1];
    if (before === undefined) continue;
    const dotted = point.state === "failed" || before.state === "failed";
    const run = runs.at(-1);
    if (run?.dotted === dotted) run.points.push(point);
    else runs.push({ dotted, points: [before, point] });
  }
  return runs;
}

function loadLines(axes: Axes, { series, points }: LoadLine): Markup {
  const className = lineClass(series);
  const runs = runsOf(points.filter(({ state }) => state !== "unfit"));
  return html`${runs.map((run) =>
    polyline(
      run.dotted ? `${className} unfit` : className,
      run.points.map((point) => spotOf(axes, point)),
    ),
  )}`;
}

/** A brief chart has dots where it must tell them apart: where a contender did not keep up. */
function loadDots(axes: Axes, { series, points }: LoadLine, brief: boolean): Markup {
  const spots = (state: LoadPoint["state"]) =>
    points
      .filter((point) => point.state === state && point.ns !== null)
      .map((point) => spotOf(axes, point));
  const { className } = series.style;
  const size = series.bold ? "dots" : "dots small";
  return html`${dots(`${className} ${size}`, [...(brief ? [] : spots("kept")), ...spots("failed")])}
    ${dots(`${size} hole`, spots("failed"))}`;
}

/** Arrows for what lies above every recorded reply, crosses for what stands for nothing. */
function loadMarks(axes: Axes, { series, points }: LoadLine): Markup[] {
  return points.flatMap((point) => {
    const { className } = series.style;
    const spot = spotOf(axes, point);
    if (point.state === "unfit") {
      return markAt(`${className} cross`, spot, CROSS);
    }
    return point.ns === null ? markAt(`${className} mark`, spot, ARROW) : [];
  });
}

function limitLine(axes: Axes, { slo }: LoadChart): Markup {
  if (slo === undefined) return html``;
  const y = axes.time.percent(slo.limitNs) / 100;
  return polyline("slo", [
    { x: 0, y },
    { x: 1, y },
  ]);
}

function limitText(axes: Axes, { slo, quantile }: LoadChart): Markup {
  if (slo === undefined) return html``;
  const y = topPx({ y: axes.time.percent(slo.limitNs) / 100 }) - 6;
  return html`<text class="slo" x="6" y="${y}">limit ${formatNs(slo.limitNs)} at ${quantile}</text>`;
}

type KneeLine = LoadLine & { readonly knee: KneeFigure };

/** Below the ticks, a row each: a tick for the knee, a bar for its interval, and whose it is. */
function kneeRows(axes: Axes, known: readonly KneeLine[]): Markup {
  if (known.length === 0) return html``;
  const top = PLOT_PX + KNEES_TOP_PX;
  const heightPx = known.length * KNEE_PX;
  const x = (perS: number) => Math.round(axes.rate.percent(perS) * 10);
  const rows = known.map(({ series, knee }, at) => {
    const y = (at + 0.5) * KNEE_PX;
    const bar = knee.ends === undefined ? "" : `M${x(knee.ends[0])} ${y}H${x(knee.ends[1])}`;
    return html`<path class="${series.style.className}" d="${bar}M${x(knee.perS)} ${y - 6}v12"/>`;
  });
  const names = known.map(({ series: { style } }, at) => ({
    style,
    topPx: top + (at + 0.5) * KNEE_PX,
  }));
  return html`<svg class="ty" x="-8"><text y="${top + KNEE_PX / 2}">knee</text></svg>
    <svg class="lines knees" y="${top}" height="${heightPx}" viewBox="0 0 1000 ${heightPx}"
    preserveAspectRatio="none">${rows}</svg>${edgeNames(names)}`;
}

function hasKnee(line: LoadLine): line is KneeLine {
  return line.knee !== undefined;
}

/** Why another quantile than the one that was asked for is judged. */
function sloNote({ slo, quantile }: LoadChart): Markup {
  if (slo?.reason === undefined && slo?.noClaim === undefined) return html``;
  const judged =
    slo.reason === undefined
      ? ""
      : `The limit was asked for at ${slo.asked} and is judged at ${quantile}: ${slo.reason}. `;
  const noClaim =
    slo.noClaim === undefined
      ? ""
      : `On this host the knees are those of the lab, and support no claim: ${slo.noClaim}.`;
  return html`<p class="note">${judged}${noClaim}</p>`;
}

/** The chart of one scenario and the table of its points. */
export function renderLoadCurve(chart: LoadChart): Markup {
  const { lines, quantile, scenario, workload } = chart;
  const axes = axesOf(chart);
  const name = `${quantile} of the response time over offered load: ${workload.id}, ${scenario}`;
  const drawn = thinFirst(lines);
  const knees = lines.filter(hasKnee);
  const unnamed = lines.filter((line) => !hasKnee(line));
  const ends = unnamed.map(({ series, points }) => {
    const last = points.findLast(({ state }) => state !== "unfit");
    return { series, end: last === undefined ? undefined : spotOf(axes, last) };
  });
  const plot = renderPlot({
    title: name,
    description:
      "A line each on logarithmic axes; hollow points and arrows did not keep up. The points " +
      "stand in the table below.",
    footPx: KNEES_TOP_PX + knees.length * KNEE_PX,
    xTicks: axes.rate.ticks.map((tick) => ({
      at: axes.rate.percent(tick) / 100,
      text: formatCount(tick),
    })),
    yTicks: axes.time.ticks.map((tick) => ({
      at: axes.time.percent(tick) / 100,
      text: formatNs(tick),
    })),
    lines: [
      limitLine(axes, chart),
      ...drawn.flatMap((line) => [loadLines(axes, line), loadDots(axes, line, chart.brief)]),
    ],
    marks: [
      limitText(axes, chart),
      ...drawn.flatMap((line) => loadMarks(axes, line)),
      kneeRows(axes, knees),
      edgeLabels(ends),
    ],
  });
  return html`<figure class="load">
    <figcaption>${scenario} <span>${quantile} over offered requests/s</span></figcaption>
    ${plot}${sloNote(chart)}
    ${foldedTable("Points of this chart", loadTable(chart))}
    </figure>`;
}
