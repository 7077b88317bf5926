// What all line charts share: the plot's own grid, lines that fit any width without scaling their
// strokes, ticks, labels at the right edge, title and description. Laid out in per cent, so that
// text keeps its size. Which points there are, and on which axes, is decided elsewhere.

import { html, type Markup } from "#render/html.ts";
import type { Series, SeriesStyle } from "#render/series-style.ts";

/** Height of the plot itself, without what stands below it. */
export const PLOT_PX = 300;
/**
 * The inner picture's own grid, stretched to the plot: whole numbers are precise to a pixel on the
 * widest page.
 */
const GRID = 1_000;
/** From the bottom of the plot to the baseline of its ticks. */
const TICK_PX = 18;
/** Least distance of two labels at the right edge. */
const LABEL_GAP_PX = 16;

/** A place in the plot: 0 … 1 from the left, and from the bottom. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface Plot {
  readonly title: string;
  readonly description: string;
  readonly heightPx?: number;
  /** What stands below the ticks of x. */
  readonly footPx?: number;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  /** Drawn in the stretched grid. */
  readonly lines: readonly Markup[];
  /** Drawn over it in per cent and pixels. */
  readonly marks?: readonly Markup[];
}

/** The paths' coordinates of a spot. */
function gridOf({ x, y }: Spot): readonly [number, number] {
  return [Math.round(x * GRID), Math.round((1 - y) * GRID)];
}

/** "12-3", "12 3": a minus sign separates by itself. */
function pair(x: number, y: number): string {
  return y < 0 ? `${x}${y}` : `${x} ${y}`;
}

/** Relative steps, which are short. */
function pathData(spots: readonly Spot[]): string {
  let [lastX, lastY] = [0, 0];
  return spots
    .map(gridOf)
    .map(([x, y], at) => {
      const step = at === 0 ? `M${pair(x, y)}` : pair(x - lastX, y - lastY);
      [lastX, lastY] = [x, y];
      return at === 1 ? `l${step}` : at > 1 && !step.startsWith("-") ? ` ${step}` : step;
    })
    .join("");
}

/** A line through at least two spots. */
export function polyline(className: string, spots: readonly Spot[]): Markup {
  return spots.length < 2 ? html`` : html`<path class="${className}" d="${pathData(spots)}"/>`;
}

/** A dot at each spot: lines without length and with round ends, which no stretching distorts. */
export function dots(className: string, spots: readonly Spot[]): Markup {
  if (spots.length === 0) return html``;
  let [lastX, lastY] = [0, 0];
  const data = spots.map(gridOf).map(([x, y]) => {
    const move = `m${pair(x - lastX, y - lastY)}h0`;
    [lastX, lastY] = [x, y];
    return move;
  });
  return html`<path class="${className}" d="${data.join("").replace("m", "M")}"/>`;
}

/** `y` of a spot in px from the top of the plot. */
export function topPx({ y }: Pick<Spot, "y">, heightPx: number = PLOT_PX): number {
  return Math.round(heightPx * (1 - y));
}

export function percentOf(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`;
}

/** A sign of series-style.ts around a spot. */
export function markAt(className: string, spot: Spot, sign: string): Markup {
  const [x, y] = [percentOf(spot.x), topPx(spot)];
  return html`<use class="${className}" href="#${sign}" x="${x}" y="${y}"/>`;
}

/**
 * Where the labels at the right edge stand: at the end of their curve, moved apart where they would
 * overlap.
 */
export function spreadLabels(topsPx: readonly number[], heightPx: number = PLOT_PX): number[] {
  const order = topsPx.map((_, at) => at).toSorted((a, b) => (topsPx[a] ?? 0) - (topsPx[b] ?? 0));
  const placed = [...topsPx];
  let lowest = -Infinity;
  for (const at of order) {
    lowest = Math.max(topsPx[at] ?? 0, lowest + LABEL_GAP_PX);
    placed[at] = lowest;
  }
  let highest = heightPx + LABEL_GAP_PX;
  for (const at of order.toReversed()) {
    highest = Math.min(placed[at] ?? 0, highest - LABEL_GAP_PX);
    placed[at] = highest;
  }
  return placed;
}

export interface LineEnd {
  readonly series: Series;
  readonly end: Spot | undefined;
}

/** The names of the bold series at the end of their lines. */
export function edgeLabels(ends: readonly LineEnd[], heightPx: number = PLOT_PX): Markup {
  const named = ends.flatMap(({ series, end }) =>
    series.bold && end !== undefined ? [{ series, top: topPx(end, heightPx) }] : [],
  );
  const tops = spreadLabels(
    named.map(({ top }) => top),
    heightPx,
  );
  return edgeNames(named.map(({ series }, at) => ({ style: series.style, topPx: tops[at] ?? 0 })));
}

/** Names right of the plot. */
export function edgeNames(
  all: readonly { readonly style: SeriesStyle; readonly topPx: number }[],
): Markup {
  const names = all.map(
    ({ style, topPx: y }) => html`<text class="${style.className}" y="${y}">${style.name}</text>`,
  );
  return html`<svg class="edge" x="100%">${names}</svg>`;
}

/** Thin lines lie below bold ones. */
export function thinFirst<T extends { readonly series: Series }>(all: readonly T[]): T[] {
  return [...all.filter(({ series }) => !series.bold), ...all.filter(({ series }) => series.bold)];
}

function gridLines({ xTicks, yTicks }: Plot): Markup {
  const columns = xTicks.map(({ at }) => `M${Math.round(at * GRID)} 0v${GRID}`);
  const rows = yTicks.map(({ at }) => `M0 ${Math.round((1 - at) * GRID)}h${GRID}`);
  return html`<path class="grid" d="${[...rows, ...columns].join("")}"/>`;
}

/** Texts in a group at the left edge, and one below the plot: the groups hold what is alike. */
function tickTexts({ xTicks, yTicks, heightPx = PLOT_PX }: Plot): Markup {
  const rows = yTicks.map(
    ({ at, text }) => html`<text y="${topPx({ y: at }, heightPx)}">${text}</text>`,
  );
  const columns = xTicks.map(({ at, text }) => html`<text x="${percentOf(at)}">${text}</text>`);
  return html`<svg class="ty" x="-8">${rows}</svg>
    <svg class="tx" y="${heightPx + TICK_PX}">${columns}</svg>`;
}

/** The picture alone; figure, legend and table are its section's. */
export function renderPlot(plot: Plot): Markup {
  const { title, description, heightPx = PLOT_PX, footPx = 0, lines, marks = [] } = plot;
  return html`<svg class="plot" role="img" height="${heightPx + footPx}">
    <title>${title}</title><desc>${description}</desc>
    <svg class="lines" height="${heightPx}" viewBox="0 0 ${GRID} ${GRID}"
    preserveAspectRatio="none">${gridLines(plot)}${lines}</svg>
    ${tickTexts(plot)}${marks}</svg>`;
}
