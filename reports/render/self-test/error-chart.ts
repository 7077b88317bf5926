// Errors of all tools side by side: a row a case, a sign a tool, at its largest error of p50, p99
// and p99.9, on a logarithmic axis. Its own file because it is the picture that a reader remembers;
// the numbers stand in the table below it.

import { OWN_TOOL, type SelfTest } from "#model/self-test.ts";
import { cell, foldedTable, tableRow } from "#render/data-table.ts";
import { NO_NUMBER } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { type LogAxis, logAxis } from "#render/log-axis.ts";
import { percentOf } from "#render/plot-frame.ts";
import { formatErrorPct } from "#render/self-test/error-text.ts";
import {
  isOutside,
  largestError,
  type ToolCase,
  toolCases,
} from "#render/self-test/rival-cases.ts";

/** A case's name, and its signs below it. */
const ROW_PX = 46;
const NAME_PX = 16;
const SIGNS_PX = 33;
/** The name of the line above the first row. */
const HEAD_PX = 20;
const FOOT_PX = 44;
const TICKS_MAX = 6;
/** Errors below this, in percent, stand at the left edge: nobody needs to tell them apart. */
const ERROR_PCT_LOW = 0.01;
/** What every tool is asked for, where the transport's own floor is not larger. */
const BOUND_PCT = 2;
/** Of series-style.ts: with six and five no two of thirty tools look alike. */
const COLOURS = 6;
const SHAPES = 5;

interface Sign {
  readonly tool: string;
  readonly className: string;
  readonly shape: string;
}

interface ErrorRow {
  readonly name: string;
  readonly cases: readonly ToolCase[];
}

/** Ours first, which has the first colour and a circle, as the reference has elsewhere. */
function signsOf(cases: readonly ToolCase[]): Sign[] {
  const tools = [...new Set([OWN_TOOL, ...cases.map(({ tool }) => tool)])];
  return tools.map((tool, at) => ({
    tool,
    className: `s${at % COLOURS}`,
    shape: `m${at % SHAPES}`,
  }));
}

/** The cases that another tool was given, with all figures of them. */
function rowsOf(cases: readonly ToolCase[]): ErrorRow[] {
  const nameOf = ({ case: id, protocol }: ToolCase) => `${id}, ${protocol}`;
  return [...Map.groupBy(cases, nameOf)]
    .map(([name, all]) => ({ name, cases: all.filter((one) => largestError(one) !== undefined) }))
    .filter((row) => row.cases.some(({ tool }) => tool !== OWN_TOOL));
}

function sizeOf(toolCase: ToolCase): number {
  return Math.abs(largestError(toolCase)?.errorPct ?? 0);
}

function axisOf(rows: readonly ErrorRow[]): LogAxis {
  const sizes = rows.flatMap(({ cases }) => cases.map(sizeOf));
  return logAxis(ERROR_PCT_LOW, Math.max(100, ...sizes) * 1.1, TICKS_MAX);
}

function rowMarks({ name, cases }: ErrorRow, topPx: number, frame: Frame): Markup {
  const { axis, signs } = frame;
  // Ours last, so that no other hides it.
  const marks = signs.toReversed().map((sign) => {
    const found = cases.find(({ tool }) => tool === sign.tool);
    const row = found && largestError(found);
    if (row === undefined) return html``;
    const kind = isOutside(row) ? "mark" : "mark unfit";
    const x = percentOf(axis.percent(Math.abs(row.errorPct ?? 0)) / 100);
    return html`<use class="${sign.className} ${kind}" href="#${sign.shape}" x="${x}"
      y="${topPx + SIGNS_PX}"/>`;
  });
  return html`<svg class="names" x="-12"><text class="head" y="${topPx + NAME_PX}">${name}</text>
    </svg>${marks}`;
}

interface Frame {
  readonly axis: LogAxis;
  readonly signs: readonly Sign[];
  readonly heightPx: number;
}

/** Width of the stretched picture: precise to a pixel on the widest page. */
const GRID = 1_000;

function uprights({ axis, heightPx }: Frame): Markup {
  const upright = (value: number) =>
    `M${Math.round((axis.percent(value) / 100) * GRID)} ${HEAD_PX}V${heightPx}`;
  return html`<svg class="lines" height="${heightPx}" viewBox="0 0 ${GRID} ${heightPx}"
    preserveAspectRatio="none"><path class="grid" d="${axis.ticks.map(upright).join("")}"/>
    <path class="one" d="${upright(BOUND_PCT)}"/></svg>`;
}

function axisTexts({ axis, heightPx }: Frame): Markup {
  const at = (value: number) => percentOf(axis.percent(value) / 100);
  const ticks = axis.ticks.map((tick) => html`<text x="${at(tick)}">${tick} %</text>`);
  return html`<svg class="tx" y="${heightPx + 20}">${ticks}</svg>
    <text class="tick" x="${at(BOUND_PCT)}" dx="6" y="14">${BOUND_PCT} % of the truth</text>`;
}

function legend(signs: readonly Sign[]): Markup {
  const items = signs.map(
    ({ tool, className, shape }) => html`<li><svg aria-hidden="true">
      <use class="${className} mark" href="#${shape}" x="17" y="6"/></svg>${tool}</li>`,
  );
  return html`<ul class="legend">${items}</ul>`;
}

function numbers(rows: readonly ErrorRow[], signs: readonly Sign[]): Markup {
  const errorText = (cases: readonly ToolCase[], tool: string) => {
    const found = cases.find((one) => one.tool === tool);
    const row = found === undefined ? undefined : largestError(found);
    if (row === undefined || row.errorPct === null) return NO_NUMBER;
    return html`${formatErrorPct(row.errorPct)}<small>${row.quantile}</small>`;
  };
  return foldedTable("Numbers of this chart", {
    caption: "The largest error of p50, p99 and p99.9, and where it was.",
    heads: ["case", ...signs.map(({ tool }) => tool)],
    body: rows.map(({ name, cases }) =>
      tableRow(
        name,
        signs.map(({ tool }) => cell(errorText(cases, tool))),
      ),
    ),
  });
}

/** Nothing where no other tool was measured: ours alone stand in their own tables. */
export function renderErrorChart(source: SelfTest): Markup {
  const cases = toolCases(source);
  const rows = rowsOf(cases);
  if (rows.length === 0) return html``;
  const heightPx = HEAD_PX + rows.length * ROW_PX;
  const frame = { axis: axisOf(rows), signs: signsOf(rows.flatMap((row) => row.cases)), heightPx };
  return html`<figure class="forest errors">
    <figcaption>How far off <span>the largest error of p50, p99 and p99.9; filled: outside
    bounds, hollow: within</span></figcaption>
    ${legend(frame.signs)}
    <svg class="plot" role="img" height="${heightPx + FOOT_PX}">
    <title>Errors of every tool in every case</title>
    <desc>A row a case, a sign a tool, on a logarithmic axis of the error in percent. The numbers
    stand in the table below.</desc>
    ${uprights(frame)}${axisTexts(frame)}
    ${rows.map((row, at) => rowMarks(row, HEAD_PX + at * ROW_PX, frame))}
    </svg>
    ${numbers(rows, frame.signs)}
    </figure>`;
}
