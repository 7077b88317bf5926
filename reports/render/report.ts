// The order of the report: a run record in, one HTML file out, the same bytes for the same record.
// Its own file because it only wires sections; it reads no clock, no file and no environment.

import type { RunRecord, WorkloadRecord } from "#model/run-record.ts";
import { renderClaims } from "#render/claims-table.ts";
import { forestKey, ratioAxis, renderForestPlot } from "#render/forest-plot.ts";
import { renderGeneratorPanel } from "#render/generator-panel.ts";
import { renderHostPanel } from "#render/host-panel.ts";
import { html, type Markup } from "#render/html.ts";
import { type Condition, conditionsOf } from "#render/measurements.ts";
import { renderMethodPanel } from "#render/method-panel.ts";
import { renderNotMeasured } from "#render/not-measured.ts";
import { renderPage } from "#render/page.ts";
import { curveAxes, readCurves, renderPercentileCurve } from "#render/percentile-curve.ts";
import { renderResultsTable } from "#render/results-table.ts";
import { seriesStyles } from "#render/series-style.ts";
import { renderVerdictStrip } from "#render/verdict-strip.ts";

interface Part {
  readonly workload: WorkloadRecord;
  readonly conditions: readonly Condition[];
}

function section(id: string, title: string, body: readonly Markup[]): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-h">
    <h2 id="${id}-h">${title}</h2>
    ${body}
    </section>`;
}

function comparison(parts: readonly Part[]): Markup {
  const axis = ratioAxis(parts.flatMap(({ workload }) => workload.comparisons));
  const plots = parts.map(
    ({ workload, conditions }, at) =>
      html`<h3>${workload.id}</h3><div class="plots">${conditions.map((condition, nth) =>
        renderForestPlot(`forest-${at}-${nth}`, condition, axis),
      )}</div>`,
  );
  const none = parts.every(({ workload }) => workload.comparisons.length === 0);
  return section(
    "ratios",
    "Ratios",
    none ? [html`<p>Nothing was compared.</p>`] : [forestKey(), ...plots],
  );
}

function tables(parts: readonly Part[]): Markup {
  const found = parts.flatMap(({ conditions }, at) =>
    conditions.map((condition, nth) => renderResultsTable(`results-${at}-${nth}`, condition)),
  );
  return section("numbers", "All numbers", found);
}

function curves(parts: readonly Part[]): Markup {
  const figures = parts.map(({ workload, conditions }, at) => {
    const styles = seriesStyles(workload);
    const charts = conditions.map((condition) => readCurves(condition, styles));
    const axes = curveAxes(charts);
    return html`<h3>${workload.id}</h3><div class="multiples">${charts.map((chart, nth) =>
      renderPercentileCurve(`curve-${at}-${nth}`, chart, axes),
    )}</div>`;
  });
  const reading = html`<p class="note">Each step to the right is ten times rarer. Solid: the
    generator was fit; dotted: it was not, or was not judged. Grey dashes: the floor.</p>`;
  return section("percentiles", "Response time by percentile", [reading, ...figures]);
}

/**
 * The report of a record as one HTML file without scripts and without requests.
 * @param recordSha256 hex digest of the record's bytes; printed, never computed here.
 */
export function renderReport(record: RunRecord, recordSha256: string): string {
  const parts = record.workloads.map((workload) => ({
    workload,
    conditions: conditionsOf(workload),
  }));
  return renderPage(record, [
    renderVerdictStrip(record),
    renderClaims(record),
    comparison(parts),
    tables(parts),
    curves(parts),
    renderNotMeasured(record),
    renderGeneratorPanel(record),
    renderHostPanel(record),
    renderMethodPanel(record, recordSha256),
  ]);
}
