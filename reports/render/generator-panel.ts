// The generator about itself: did it keep its plan, what stopped it, and do its books agree. Its
// own file because a reader who doubts a number starts here; every step of every contender has a
// row, good or bad.

import type { PreCheck, RunRecord } from "#model/run-record.ts";
import { PAUSE_CAUSES, type Step } from "#model/step.ts";
import { cell, foldedTable, proseCell, renderTable, tableRow } from "#render/data-table.ts";
import {
  formatCount,
  formatNs,
  formatNumber,
  formatPerS,
  formatShare,
  NO_NUMBER,
} from "#render/format.ts";
import { html, type Markup, type Part } from "#render/html.ts";
import { conditionsOf, type MeasuredStep, variantLabel } from "#render/measurements.ts";

function stepsOf(record: RunRecord): MeasuredStep[] {
  return record.workloads.flatMap((workload) =>
    conditionsOf(workload).flatMap(({ measurements }) =>
      measurements.flatMap(({ steps }) => steps),
    ),
  );
}

/**
 * "3: 2 host, 1 generator-gc". The count is of all pauses, the causes are those of the timeline.
 */
function pausesByCause(steps: readonly Step[]): string {
  const total = steps.reduce((sum, { generator }) => sum + generator.pauses, 0);
  const listed = steps.flatMap((step) => step.timeline.pauses);
  const causes = PAUSE_CAUSES.flatMap((cause) => {
    const count = listed.filter((pause) => pause[2] === cause).length;
    return count === 0 ? [] : `${formatCount(count)} ${cause}`;
  });
  return causes.length === 0 ? formatCount(total) : `${formatCount(total)}: ${causes.join(", ")}`;
}

function rowHead({ trial, step }: MeasuredStep): Markup {
  const who = variantLabel({ id: trial.contender, variant: trial.variant });
  const where = `${trial.scenario}, block ${trial.block}, ${formatPerS(step.offeredPerS)}`;
  return html`${who}<small>${where}</small>`;
}

function fitText({ generator }: Step): Part {
  const names = generator.fitQuantiles.join(", ") || "no quantile";
  const causes = generator.causes.map((cause) => html`<small>${cause}</small>`);
  return html`<b>${generator.fit ? "fit" : "unfit"}</b> <span>${names}</span>${causes}`;
}

const VERDICT_HEADS = [
  "step",
  "fit for",
  "disturbed",
  "pauses",
  "longest pause",
  "paused in all",
  "withheld outside pauses",
  "sent on a busy connection",
  "reconnects",
  "own CPU",
];

function verdictRow(measured: MeasuredStep): Markup {
  const { step } = measured;
  const own = step.generator;
  return tableRow(rowHead(measured), [
    proseCell(fitText(step)),
    cell(formatShare(own.disturbedShare)),
    cell(pausesByCause([step])),
    cell(formatNs(own.pauseNsMax)),
    cell(formatNs(own.pausedNs)),
    cell(formatCount(own.withheldOutsidePauses)),
    cell(formatShare(own.busyShare)),
    cell(formatCount(own.reconnects)),
    cell(formatShare(own.cpuS / step.durationS)),
  ]);
}

/** How far one sum is from the other, as a share of the second. */
function apart(one: number, other: number): string {
  return other === 0 ? NO_NUMBER : formatShare(Math.abs(one - other) / other);
}

const BOOKS_HEADS = [
  "step",
  "∫ in flight against Σ time in system",
  "in flight, sampled",
  "in flight, by Little's law",
  "apart",
  "step is",
];

function booksRow(measured: MeasuredStep): Markup {
  const { bookkeeping: books, valid, invalidReasons } = measured.step;
  const { inFlightMean, inFlightStandardError, littleMean } = books;
  return tableRow(rowHead(measured), [
    cell(apart(books.inFlightNs, books.timeInSystemNs)),
    cell(`${formatNumber(inFlightMean)} ± ${formatNumber(inFlightStandardError)}`),
    cell(formatNumber(littleMean)),
    cell(apart(inFlightMean, littleMean)),
    proseCell(valid ? "valid" : html`<b>invalid</b> ${invalidReasons.join("; ")}`),
  ]);
}

function preCheckTable(checks: readonly PreCheck[]): Markup {
  if (checks.length === 0) return html`<p>The record has no pre-checks.</p>`;
  const name = "Pre-check of the generator's core before each block";
  const body = checks.map((check) =>
    tableRow(`${check.workload}, block ${check.block}`, [
      cell(formatShare(check.pausedShare)),
      cell(check.attempts),
      cell(check.passed ? "passed" : html`<b>failed</b>`),
    ]),
  );
  const heads = ["block", "core taken away", "attempts", "result"];
  return renderTable({ name, className: "rows", caption: name, heads, body });
}

function summary(steps: readonly Step[]): Markup {
  const fit = steps.filter(({ generator }) => generator.fit).length;
  const valid = steps.filter((step) => step.valid).length;
  const most = Math.max(0, ...steps.map(({ generator }) => generator.disturbedShare));
  return html`<p class="lead">Fit in ${fit} of ${steps.length} steps, valid ${valid}.
    At most ${formatShare(most)} of a step's requests were disturbed.
    Pauses ${pausesByCause(steps)}.</p>`;
}

/** The generator's account of every step, and the pre-checks. */
export function renderGeneratorPanel(record: RunRecord): Markup {
  const steps = stepsOf(record);
  return html`<section id="generator" aria-labelledby="generator-h">
    <h2 id="generator-h">Can the generator be believed?</h2>
    ${summary(steps.map(({ step }) => step))}
    ${foldedTable("Every step", {
      name: "The generator's verdict on each step",
      className: "rows",
      caption: "The generator's verdict on each step.",
      heads: VERDICT_HEADS,
      body: steps.map(verdictRow),
    })}
    ${foldedTable("Bookkeeping and Little's law", {
      name: "Bookkeeping and Little's law",
      className: "rows",
      caption: "Two independent sums of each quantity, and how far they are apart.",
      heads: BOOKS_HEADS,
      body: steps.map(booksRow),
    })}
    ${preCheckTable(record.preChecks)}
    </section>`;
}
