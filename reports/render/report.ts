// The order of the report: a run record in, one HTML file out, the same bytes for the same record.
// Its own file because it only wires sections; it reads no clock, no file and no environment.

import type { RunRecord, ServiceRecord } from "#model/run-record.ts";
import { renderClaims } from "#render/claims-table.ts";
import { forestKey, ratioAxis, renderForestPlot } from "#render/forest-plot.ts";
import { renderGeneratorPanel } from "#render/generator-panel.ts";
import { renderHostPanel } from "#render/host-panel.ts";
import { html, type Markup } from "#render/html.ts";
import { type Condition, conditionsOf, serviceRecords } from "#render/measurements.ts";
import { jobChapters, renderJobs } from "#render/job-table.ts";
import { renderMethodPanel } from "#render/method-panel.ts";
import { renderNotMeasured } from "#render/not-measured.ts";
import { renderPage } from "#render/page.ts";
import { PAGE_BYTES_MAX, PAGE_DETAILS, type PageDetail } from "#render/page-detail.ts";
import type { Chapter } from "#render/page-shell.ts";
import { renderResultsTable } from "#render/results-table.ts";
import { renderSelfTestPanel } from "#render/self-test/self-test-panel.ts";
import { renderVerdictStrip } from "#render/verdict-strip.ts";
import { renderWorkloadDetail } from "#render/workload-detail.ts";

interface Part {
  readonly workload: ServiceRecord;
  readonly conditions: readonly Condition[];
}

function section(id: string, title: string, body: readonly Markup[]): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-h">
    <h2 id="${id}-h">${title}</h2>
    ${body}
    </section>`;
}

function comparison(parts: readonly Part[], brief: boolean): Markup {
  const axis = ratioAxis(parts.flatMap(({ workload }) => workload.comparisons));
  const plots = parts.map(
    ({ workload, conditions }) =>
      html`<h3>${workload.id}</h3><div class="plots">${conditions.map((condition) =>
        renderForestPlot(condition, axis, brief),
      )}</div>`,
  );
  const none = parts.every(({ workload }) => workload.comparisons.length === 0);
  return section(
    "ratios",
    "Ratios",
    none ? [html`<p>Nothing was compared.</p>`] : [forestKey(), ...plots],
  );
}

function tables(parts: readonly Part[], brief: boolean): Markup {
  const found = parts.flatMap(({ conditions }, at) =>
    conditions.map((condition, nth) => renderResultsTable(`r${at}-${nth}`, condition, brief)),
  );
  return section("numbers", "All numbers", found);
}

/** Id and title of the section of one workload. */
function detailId(at: number): string {
  return `detail-${at}`;
}

/** Whether the sections of services stand in the page: unless all there is are jobs and kernels. */
function showsServices({ workloads }: RunRecord): boolean {
  return workloads.length === 0 || workloads.some(({ shape }) => shape === "service");
}

const SERVICE_CHAPTERS: readonly Chapter[] = [
  ["verdict", "Verdict"],
  ["ratios", "Ratios"],
  ["numbers", "All numbers"],
];
const GENERATOR_CHAPTER: Chapter = ["generator", "Generator"];
const SELF_TEST_CHAPTER: Chapter = ["self-test", "The lab itself"];

function contents(record: RunRecord, parts: readonly Part[]): Chapter[] {
  const hasServices = showsServices(record);
  return [
    ...(hasServices ? SERVICE_CHAPTERS : []),
    ...parts.map(({ workload }, at): Chapter => [detailId(at), `${workload.id} in detail`]),
    ...jobChapters(record),
    ["left-out", "Not measured"],
    ...(hasServices ? [GENERATOR_CHAPTER] : []),
    ...(record.selfTest === undefined ? [] : [SELF_TEST_CHAPTER]),
    ["host", "Host"],
    ["method", "Method"],
    ["reproduce", "Reproduce"],
  ];
}

interface Source {
  readonly record: RunRecord;
  readonly sha256: string;
  readonly whole: readonly Part[];
}

function renderAt(detail: PageDetail, { record, sha256, whole }: Source): string {
  const parts = whole.map(({ workload, conditions }) => ({
    workload,
    conditions: conditions.filter(detail.shows),
  }));
  const { recordBytesMax: bytesMax, shortened, brief, overTime } = detail;
  const hasServices = showsServices(record);
  const conditions = parts.flatMap((part) => part.conditions);
  return renderPage(record, contents(record, parts), [
    ...(hasServices ? [renderVerdictStrip(conditions, brief)] : []),
    renderClaims(record),
    ...(hasServices ? [comparison(parts, brief), tables(parts, brief)] : []),
    ...parts.map((part, at) =>
      renderWorkloadDetail({ ...part, id: detailId(at), explained: at === 0, brief, overTime }),
    ),
    ...renderJobs(record),
    renderNotMeasured(record),
    ...(hasServices ? [renderGeneratorPanel(record, brief)] : []),
    ...(record.selfTest === undefined ? [] : [renderSelfTestPanel(record.selfTest)]),
    renderHostPanel(record),
    renderMethodPanel({ record, sha256, bytesMax, shortened }),
  ]);
}

/**
 * The report of a record as one HTML file without scripts and without requests, below 300 KB as far
 * as leaving out what page-detail.ts names can make it so.
 * @param recordSha256 hex digest of the record's bytes; printed, never computed here.
 */
export function renderReport(record: RunRecord, recordSha256: string): string {
  const whole = serviceRecords(record).map((workload) => ({
    workload,
    conditions: conditionsOf(workload),
  }));
  let page = "";
  for (const detail of PAGE_DETAILS) {
    page = renderAt(detail, { record, sha256: recordSha256, whole });
    if (new TextEncoder().encode(page).length <= PAGE_BYTES_MAX) return page;
  }
  return page;
}
