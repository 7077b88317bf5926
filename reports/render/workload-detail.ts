// The charts of one workload: percentiles, response over offered load, response over time, CPU and
// memory. Its own file because they share one legend, and because it decides where each chart
// stands: percentiles at every rate, load once a scenario, time at the scenario's chief rate.

import type { ServiceRecord } from "#model/run-record.ts";
import { boldVariants } from "#render/emphasis.ts";
import { heatKey, readHeatChart, renderHeatMap } from "#render/heat-map.ts";
import { html, type Markup } from "#render/html.ts";
import { DEFAULT_QUANTILE, readLoadChart } from "#render/load-chart.ts";
import { renderLoadCurve } from "#render/load-curve.ts";
import { type Condition, variantLabel } from "#render/measurements.ts";
import { curveAxes, readCurves, renderPercentileCurve } from "#render/percentile-curve.ts";
import {
  type Series,
  seriesLegend,
  seriesStyles,
  type SeriesStyles,
  styleOf,
} from "#render/series-style.ts";
import { readUsageChart, renderUsageChart } from "#render/usage-chart.ts";

export interface DetailInputs {
  /** Unique in the page. */
  readonly id: string;
  readonly workload: ServiceRecord;
  readonly conditions: readonly Condition[];
  /** Whether the charts say how they are read: once in a page. */
  readonly explained: boolean;
  /** Short tables, few maps. */
  readonly brief: boolean;
  /** Whether there are charts over the time of a step. */
  readonly overTime: boolean;
}

interface Frame extends DetailInputs {
  readonly styles: SeriesStyles;
}

function legendOf({ conditions, styles }: Frame): Markup {
  const bold = new Set(conditions.flatMap((condition) => [...boldVariants(condition)]));
  const results = conditions.flatMap(({ measurements }) => measurements.map((one) => one.result));
  const labels = [...new Set(results.map(variantLabel))];
  const all = labels.map(
    (label): Series => ({ label, style: styleOf(styles, label), bold: bold.has(label) }),
  );
  return seriesLegend(all);
}

const PERCENTILE_KEY =
  "Each step to the right is ten times rarer. Solid: the generator was fit; dotted, and struck " +
  "through in the table: it was not, or was not judged. Grey dashes: the floor.";

const LOAD_KEY =
  "One point a rate, over all blocks. Hollow, failed in the table: it withheld requests or " +
  "achieved less than 99 %; arrow, “> all”: slower than every reply; cross, struck through: the " +
  "generator was unfit, it stands for nothing. Below: each knee with its 95 % interval.";

function noted({ explained }: Frame, text: string): Markup {
  return explained ? html`<p class="note">${text}</p>` : html``;
}

function percentiles(frame: Frame): Markup {
  const { conditions, styles, brief } = frame;
  const charts = conditions.map((condition) => readCurves(condition, styles, brief));
  const axes = curveAxes(charts);
  return html`<h3>Response time by percentile</h3>${noted(frame, PERCENTILE_KEY)}
    <div class="multiples">${charts.map((chart) => renderPercentileCurve(chart, axes))}</div>`;
}

function load(frame: Frame): Markup {
  const { conditions, styles, brief } = frame;
  const charts = conditions
    .filter(({ chief }) => chief)
    .flatMap((condition) => readLoadChart(condition, styles, brief) ?? []);
  if (charts.length === 0) return html``;
  return html`<h3>Response time over offered load</h3>${noted(frame, LOAD_KEY)}
    <div class="multiples">${charts.map(renderLoadCurve)}</div>`;
}

function overTime(frame: Frame): Markup {
  const { workload, conditions, styles, brief, explained } = frame;
  const chiefs = conditions.filter(({ chief }) => chief);
  const reading = { quantile: workload.sloQuantile ?? DEFAULT_QUANTILE, styles, brief };
  const maps = chiefs.flatMap((condition) => readHeatChart(condition, reading) ?? []);
  const usage = chiefs.flatMap((condition) => readUsageChart(condition, reading) ?? []);
  const heat = html`<h3>Response time over time</h3>${explained ? heatKey() : ""}
    ${maps.map(renderHeatMap)}`;
  const used = html`<h3>CPU and memory over time</h3>${usage.map(renderUsageChart)}`;
  return html`${maps.length === 0 ? "" : heat}${usage.length === 0 ? "" : used}`;
}

/** The section of one workload. */
export function renderWorkloadDetail(inputs: DetailInputs): Markup {
  const { id, workload } = inputs;
  const frame = { ...inputs, styles: seriesStyles(workload) };
  return html`<section class="detail" id="${id}" aria-labelledby="${id}-h">
    <h2 id="${id}-h">${workload.id} in detail</h2>
    ${legendOf(frame)}
    ${percentiles(frame)}${load(frame)}${inputs.overTime ? overTime(frame) : ""}
    </section>`;
}
