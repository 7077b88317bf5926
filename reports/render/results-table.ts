// All numbers of one condition in one table: a column for each contender variant, a row for each
// figure with its unit. Its own file because it is the page's reference section. Which figure
// stands for several trials is decided by quantile-figure.ts and usage-figure.ts, how a cell looks
// by figure-cell.ts.

import type { ContenderResult } from "#model/run-record.ts";
import type { QuantileName } from "#model/step.ts";
import { QUANTILE_NAMES } from "#model/step.ts";
import { renderTable } from "#render/data-table.ts";
import {
  bytesCell,
  type Footnotes,
  footnotes,
  nsCell,
  perSCell,
  quantileCell,
} from "#render/figure-cell.ts";
import { floorShare, TRANSPORT_BOUND } from "#render/floor-share.ts";
import {
  formatCount,
  formatNs,
  formatRange,
  formatSignedNs,
  formatValue,
  NO_NUMBER,
} from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { type Condition, conditionName, type Measurement } from "#render/measurements.ts";
import { kneeNote } from "#render/knee-note.ts";
import { metricLabel } from "#render/metric-label.ts";
import {
  LAG,
  quantileFigure,
  type Reading,
  RESPONSE,
  RESPONSE_OF_ALL,
  SERVICE,
} from "#render/quantile-figure.ts";
import { shortened } from "#render/reason-text.ts";
import { type PooledFigure, type UsageFigures, usageFigures } from "#render/usage-figure.ts";

/** Metrics that have rows of their own; whatever else a record reports follows them. */
const OWN_ROWS = [
  "response.p50",
  "response.p99",
  "response.p99.9",
  "cpuNsPerReply",
  "achievedPerS",
  "rssBytesPeak",
  "pssBytes",
];

/** Longer, and one cell is higher than the rest of the table; the record has the whole. */
const REASON_CHARS_MAX = 120;

interface Column {
  readonly measurement: Measurement;
  readonly usage: UsageFigures;
}

interface Frame {
  readonly condition: Condition;
  readonly columns: readonly Column[];
  readonly notes: Footnotes;
  /** The main rows alone. */
  readonly brief: boolean;
}

type Cell = (column: Column) => Markup;

function row(frame: Frame, label: string | Markup, cell: Cell): Markup {
  return html`<tr><th scope="row">${label}</th>${frame.columns.map(cell)}</tr>`;
}

function group(frame: Frame, title: string, rows: readonly Markup[]): Markup {
  const span = frame.columns.length + 1;
  const head = html`<th scope="rowgroup" colspan="${span}">${title}</th>`;
  return html`<tbody><tr class="group">${head}</tr>
    ${rows}</tbody>`;
}

/** A brief table leaves out the range of the single trials. */
function pooled(frame: Frame, { value, range }: PooledFigure): PooledFigure {
  return frame.brief || range === undefined ? { value } : { value, range };
}

function quantileTd(frame: Frame, { measurement }: Column, of: QuantileOf): Markup {
  const figure = quantileFigure(measurement, of.reading, of.name);
  if (!frame.brief || figure.kind !== "measured") return quantileCell(figure, frame.notes);
  const { range: _range, ...alone } = figure;
  return quantileCell(alone, frame.notes);
}

interface QuantileOf {
  readonly reading: Reading;
  readonly name: QuantileName;
}

function quantileRow(frame: Frame, label: string, of: QuantileOf): Markup {
  return row(frame, label, (column) => quantileTd(frame, column, of));
}

function maxCell({ measurement, usage }: Column, reading: Reading): Markup {
  const found = measurement.steps
    .map(({ step }) => reading.of(step).maxNs)
    .filter((ns) => ns !== null);
  if (found.length === 0) return html`<td>${NO_NUMBER}</td>`;
  const lost = usage.counts.unanswered + usage.counts.failed + usage.counts.withheld > 0;
  return html`<td>${lost ? "> " : ""}${formatNs(Math.max(...found))}</td>`;
}

function outcomeCell({ measurement }: Column): Markup {
  const { outcome, reason, fix } = measurement.result;
  if (outcome === "measured") return html`<td>measured</td>`;
  const lines = [reason, fix].map((line) =>
    line === undefined ? "" : html`<small>${shortened(line, REASON_CHARS_MAX)}</small>`,
  );
  return html`<td class="bad"><b>${outcome}</b>${lines}</td>`;
}

function loadRows(frame: Frame): Markup {
  const measured = frame.columns.every(
    ({ measurement }) => measurement.result.outcome === "measured",
  );
  return group(frame, "Load", [
    frame.brief && measured ? html`` : row(frame, "outcome", outcomeCell),
    row(frame, "trials", ({ measurement }) => html`<td>${measurement.steps.length}</td>`),
    frame.brief
      ? html``
      : row(frame, "offered", ({ usage }) => perSCell(pooled(frame, usage.offeredPerS))),
    row(frame, "achieved", ({ usage }) => perSCell(pooled(frame, usage.achievedPerS))),
  ]);
}

function excessCell(frame: Frame, { measurement }: Column, name: QuantileName): Markup {
  const share = floorShare(frame.condition, measurement, name);
  if (share === undefined) return html`<td>${NO_NUMBER}</td>`;
  const bound = share.transportBound
    ? frame.notes.mark(`At this quantile ${TRANSPORT_BOUND}.`)
    : "";
  return html`<td>${formatSignedNs(share.excessNs)}${bound}</td>`;
}

function responseRows(frame: Frame): Markup {
  return group(frame, "Response time, undisturbed requests", [
    ...QUANTILE_NAMES.map((name) => quantileRow(frame, name, { reading: RESPONSE, name })),
    row(frame, "longest", (column) => maxCell(column, RESPONSE)),
  ]);
}

function allRows(frame: Frame): Markup {
  return group(frame, "Response time, all requests", [
    ...QUANTILE_NAMES.map((name) => quantileRow(frame, name, { reading: RESPONSE_OF_ALL, name })),
    row(frame, "longest", (column) => maxCell(column, RESPONSE_OF_ALL)),
  ]);
}

function whereRows(frame: Frame): Markup {
  return group(frame, "Where the time is", [
    quantileRow(frame, "service p99", { reading: SERVICE, name: "p99" }),
    quantileRow(frame, "schedule lag p99", { reading: LAG, name: "p99" }),
  ]);
}

function timeRows(frame: Frame): Markup[] {
  const shown: readonly QuantileName[] = frame.brief ? ["p50", "p99"] : QUANTILE_NAMES;
  // In the order of the page: notes are numbered as they come.
  const response = responseRows(frame);
  const excess = group(
    frame,
    "Excess over the floor",
    shown.map((name) => row(frame, name, (column) => excessCell(frame, column, name))),
  );
  if (frame.brief) return [response, excess];
  return [response, excess, allRows(frame), whereRows(frame)];
}

function costRows(frame: Frame): Markup {
  return group(frame, "Cost", [
    row(frame, "CPU per reply", ({ usage }) => nsCell(pooled(frame, usage.cpuNsPerReply))),
    row(frame, "peak resident memory", ({ usage }) => bytesCell(pooled(frame, usage.rssBytesPeak))),
    row(frame, "PSS after the last compared step", ({ usage }) =>
      bytesCell(pooled(frame, usage.pssBytes)),
    ),
  ]);
}

function countRows(frame: Frame): Markup {
  const keys = ["planned", "replied", "mismatched", "failed", "unanswered", "withheld"] as const;
  const isZero = (key: (typeof keys)[number]) =>
    frame.columns.every(({ usage }) => usage.counts[key] === 0);
  return group(
    frame,
    "Requests, all trials",
    keys
      .filter((key) => !frame.brief || !isZero(key))
      .map((key) =>
        row(frame, key, ({ usage }) => {
          const count = usage.counts[key];
          const alarming = key !== "planned" && key !== "replied" && count > 0;
          return html`<td${alarming ? html` class="bad"` : ""}>${formatCount(count)}</td>`;
        }),
      ),
  );
}

function otherRows(frame: Frame): Markup {
  const names = new Set(
    frame.columns
      .flatMap(({ measurement }) => measurement.result.metrics.map(({ name }) => name))
      .filter((name) => !OWN_ROWS.includes(name)),
  );
  if (names.size === 0) return html``;
  const rows = [...names].map((name) =>
    row(frame, metricLabel(name), ({ measurement }) => {
      const value = measurement.result.metrics.find((one) => one.name === name);
      if (value === undefined) return html`<td>${NO_NUMBER}</td>`;
      const { unit, low, high } = value;
      const ends =
        low === undefined || high === undefined
          ? ""
          : html`<small>${formatRange(low, high, (end) => formatValue(end, unit))}</small>`;
      const note = kneeNote(value);
      const told = note === undefined ? "" : html`<small>${note}</small>`;
      return html`<td>${formatValue(value.value, unit)}${ends}${told}</td>`;
    }),
  );
  return group(frame, "Other metrics of the record, with their 95 % interval", rows);
}

function labelCell({ measurement }: Column): Markup {
  const labels = [...new Set(measurement.steps.flatMap(({ step }) => step.labels))];
  const deviations = measurement.result.deviations ?? [];
  const texts = [...labels, ...deviations.map(({ sentence }) => `declared: ${sentence}`)];
  return html`<td class="label">${texts.length === 0 ? NO_NUMBER : texts.join(", ")}</td>`;
}

function columnHead({ id, variant, role }: ContenderResult): Markup {
  return html`${id}<small>${variant} · ${role}</small>`;
}

const READING =
  "Quantiles are those of the trials' histograms added up; the small figures are the range of " +
  "the single trials, where they differ.";

const BRIEF_READING = "Rows of nothing but 0 are left out, and the range of the single trials.";

/** The table of one condition with its notes. `id` is unique in the page. */
export function renderResultsTable(id: string, condition: Condition, brief: boolean): Markup {
  const columns = condition.measurements.map((measurement) => ({
    measurement,
    usage: usageFigures(measurement),
  }));
  const frame: Frame = { condition, columns, notes: footnotes(id), brief };
  const name = conditionName(condition);
  // Rows first: they fill the notes that stand below.
  const body = [
    loadRows(frame),
    ...timeRows(frame),
    costRows(frame),
    countRows(frame),
    otherRows(frame),
    group(frame, "Labels", [row(frame, "labels and deviations", labelCell)]),
  ];
  const table = renderTable({
    className: "results",
    caption: brief ? `${name}. ${BRIEF_READING}` : `${name}. ${READING}`,
    heads: ["figure", ...columns.map(({ measurement }) => columnHead(measurement.result))],
    body,
  });
  return html`${table}${frame.notes.list()}`;
}
