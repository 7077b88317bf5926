// The figures of jobs and kernels, for the page and for the terminal: one table a scenario, a row
// for each contender variant. Its own file because none of a service's sections applies to them: no
// rate was offered, so there is no curve, no knee and no generator to believe.

import type { ContenderResult, JobRecord, JobTrial, RunRecord, Value } from "#model/run-record.ts";
import { cell, proseCell, renderTable, tableRow } from "#render/data-table.ts";
import {
  formatBytes,
  formatCount,
  formatNs,
  formatNumber,
  formatRange,
  formatRatio,
  formatValue,
  NO_NUMBER,
} from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import type { Chapter } from "#render/page-shell.ts";
import { byStanding, pairingsOf } from "#render/condition-facts.ts";
import { ratioAxis, renderRatios } from "#render/forest-plot.ts";
import { variantLabel } from "#render/measurements.ts";
import { metricLabel } from "#render/metric-label.ts";

/** In this order; a table has those that any of its rows has. */
const COLUMNS = [
  "elapsed.p50",
  "nsPerOp",
  "bytesPerS",
  "rowsPerS",
  "cpuNsPerRequest",
  "rssBytesPeak",
  "pssBytes",
];

interface Row {
  readonly result: ContenderResult;
  readonly trials: readonly JobTrial[];
}

interface ScenarioTable {
  readonly workload: JobRecord;
  readonly scenario: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** Scenarios with at least one measured row. */
function tablesOf(workload: JobRecord): ScenarioTable[] {
  const scenarios = [...new Set(workload.contenders.map(({ scenario }) => scenario))];
  return scenarios.flatMap((scenario) => {
    const rows = workload.contenders
      .filter((result) => result.scenario === scenario)
      .map((result) => ({ result, trials: trialsOf(workload, result) }))
      .filter(({ trials }) => trials.length > 0);
    const columns = COLUMNS.filter((name) => rows.some((row) => figureOf(row, name) !== undefined));
    return rows.length === 0 ? [] : [{ workload, scenario, columns, rows }];
  });
}

function trialsOf({ trials }: JobRecord, { id, variant, scenario }: ContenderResult): JobTrial[] {
  return trials.filter(
    (trial) => trial.contender === id && trial.variant === variant && trial.scenario === scenario,
  );
}

function figureOf({ result }: Row, name: string): Value | undefined {
  return result.metrics.find((value) => value.name === name && value.value !== null);
}

/** A value in its unit; a kernel's times may lie below 1 ns, and a rate of bytes is in MiB/s. */
function formatFigure(value: number, unit: string): string {
  if (unit === "ns") return value < 1_000 ? `${formatNumber(value)} ns` : formatNs(value);
  if (unit === "B/s") return `${formatBytes(value)}/s`;
  return unit === "rows/s" ? `${formatCount(value)} rows/s` : formatValue(value, unit);
}

function figureText(row: Row, name: string): string {
  const { value = null, unit = "" } = figureOf(row, name) ?? {};
  return value === null ? NO_NUMBER : formatFigure(value, unit);
}

function figureCell(row: Row, name: string): Markup {
  const { low, high, unit = "", trials } = figureOf(row, name) ?? {};
  const text = figureText(row, name);
  if (trials === 0) return html`<td class="unfit"><s>${text}</s></td>`;
  if (low === undefined || high === undefined) return cell(text);
  const range = formatRange(low, high, (value) => formatFigure(value, unit));
  return html`<td>${text}<small>${range}</small></td>`;
}

/** Outcome, labels and reasons: everything that limits what the figures of a row support. */
function remarks({ result, trials }: Row): string[] {
  const steps = trials.flatMap((trial) => trial.steps);
  const labels = [...new Set(steps.flatMap((step) => step.labels))].map(
    (label) => `${label} in ${steps.filter((step) => step.labels.includes(label)).length}`,
  );
  const { outcome, reason } = result;
  return [
    ...(outcome === "measured" ? [] : [`${outcome}${reason === undefined ? "" : `: ${reason}`}`]),
    ...labels.map((said) => `${said} of ${steps.length}`),
  ];
}

function validText({ trials }: Row): string {
  const valid = trials.filter(({ steps }) => steps.every((step) => step.valid)).length;
  return `${valid} of ${trials.length}`;
}

function requestCount({ trials }: Row): number {
  return trials.flatMap(({ steps }) => steps).reduce((sum, { replied }) => sum + replied, 0);
}

function tableOf({ workload, scenario, columns, rows }: ScenarioTable): Markup {
  const clock =
    workload.shape === "job"
      ? "One request at a time, on the clock of the lab: a closed loop."
      : "Self-measured: on the clock of the contender, inside its own process.";
  return renderTable({
    className: "results",
    caption: `${workload.id}, ${scenario}. ${clock} Below a figure its 95 % interval.`,
    heads: ["contender", ...columns.map(metricLabel), "requests", "valid trials", "remarks"],
    body: rows.map((row) =>
      tableRow(variantLabel(row.result), [
        ...columns.map((name) => figureCell(row, name)),
        cell(formatCount(requestCount(row))),
        cell(validText(row)),
        proseCell(remarks(row).join("; ") || NO_NUMBER),
      ]),
    ),
  });
}

function jobsOf({ workloads }: RunRecord): JobRecord[] {
  return workloads.filter((workload) => workload.shape !== "service");
}

/** Anchors and names of the sections. */
export function jobChapters(record: RunRecord): Chapter[] {
  return jobsOf(record).map(({ id }, at) => [`job-${at}`, id]);
}

/** A section for each job and kernel: figures, then ratios. */
export function renderJobs(record: RunRecord): Markup[] {
  return jobsOf(record).map((workload, at) => {
    const axis = ratioAxis(workload.comparisons);
    const parts = tablesOf(workload).map((table) => {
      const comparisons = workload.comparisons.filter(
        ({ scenario }) => scenario === table.scenario,
      );
      const name = `${workload.id}, ${table.scenario}`;
      const plot = renderRatios({ name, comparisons }, axis);
      return html`<h3>${table.scenario}</h3>${tableOf(table)}<div class="plots">${plot}</div>`;
    });
    const none = html`<p>Nothing was measured.</p>`;
    return html`<section id="job-${at}" aria-labelledby="job-${at}-h">
      <h2 id="job-${at}-h">${workload.id}</h2>${parts.length === 0 ? none : parts}</section>`;
  });
}

function ratioLines({ workload, scenario }: ScenarioTable): string[] {
  const comparisons = workload.comparisons.filter((one) => one.scenario === scenario);
  return pairingsOf(comparisons).map(({ contender, against, comparisons: group }) => {
    const figures = group.flatMap((comparison) => {
      const { metric, ratio } = comparison;
      if (ratio === undefined) return [];
      return { text: `${metricLabel(metric)} ${formatRatio(ratio)}`, comparison };
    });
    return `  ${contender} against ${against}: ${byStanding(figures) || "no ratio"}`;
  });
}

/** Lines for a terminal: a block for each scenario, then what has no figures. */
export function jobLines(workload: JobRecord): string[] {
  const lines = tablesOf(workload).flatMap((table) => [
    `${workload.id}, ${table.scenario}:`,
    ...ratioLines(table),
    ...table.rows.flatMap((row) => {
      const figures = table.columns.map((name) => `${metricLabel(name)} ${figureText(row, name)}`);
      const said = remarks(row).map((remark) => `    ${remark}`);
      return [`  ${variantLabel(row.result)}  ${figures.join(", ")}`, ...said];
    }),
    "",
  ]);
  const absent = workload.contenders
    .filter((result) => trialsOf(workload, result).length === 0)
    .map(
      ({ outcome, reason = "", fix, ...result }) =>
        `  ${variantLabel(result)}  ${outcome}: ${reason}${fix === undefined ? "" : `; ${fix}`}`,
    );
  return [...lines, ...new Set(absent)];
}
