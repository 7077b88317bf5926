// The generator about itself: did it keep its plan, what stopped it, and do its books agree. Its
// own file because a reader who doubts a number starts here. One row a contender variant, over all
// its steps, the grid's among them; single steps are in the record.

import type { PreCheck, RunRecord, ServiceRecord } from "#model/run-record.ts";
import { PAUSE_CAUSES, type Step } from "#model/step.ts";
import { cell, foldedTable, proseCell, renderTable, tableRow } from "#render/data-table.ts";
import { formatCount, formatNs, formatShare, NO_NUMBER } from "#render/format.ts";
import { html, type Markup, type Part } from "#render/html.ts";
import {
  type MeasuredStep,
  type Measurement,
  scenariosOf,
  serviceRecords,
  stepsByVariant,
  variantLabel,
} from "#render/measurements.ts";
import { condensed } from "#render/reason-text.ts";

interface Row {
  readonly head: Markup;
  readonly steps: readonly MeasuredStep[];
}

function variantsOf(workload: ServiceRecord): Measurement[] {
  return scenariosOf(workload)
    .flatMap((scenario) => stepsByVariant(workload, scenario))
    .filter(({ steps }) => steps.length > 0);
}

/** One row a contender variant, or in a brief page one a workload. */
function rowsOf(workload: ServiceRecord, brief: boolean): Row[] {
  const variants = variantsOf(workload);
  if (brief) return [{ head: html`${workload.id}`, steps: variants.flatMap(({ steps }) => steps) }];
  return variants.map(({ result, steps }) => ({
    head: html`${variantLabel(result)}<small>${workload.id}, ${result.scenario}</small>`,
    steps,
  }));
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

/** Largest of a quantity over steps, or none. */
function most(steps: readonly Step[], of: (step: Step) => number): number {
  return Math.max(0, ...steps.map(of));
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.abs(part - whole) / whole;
}

/** How far the two sums of a step are apart, and sampled in-flight from Little's law. */
function booksText(steps: readonly Step[]): string {
  const sums = most(steps, ({ bookkeeping: { inFlightNs, timeInSystemNs } }) =>
    share(inFlightNs, timeInSystemNs),
  );
  const little = most(steps, ({ bookkeeping: { inFlightMean, littleMean } }) =>
    share(inFlightMean, littleMean),
  );
  return `${formatShare(sums)}, ${formatShare(little)}`;
}

/** What spoiled single steps, each kind once. */
function troubles(steps: readonly Step[]): Markup {
  const reasons = steps.flatMap(({ invalidReasons }) => invalidReasons);
  const causes = steps
    .filter(({ invalidReasons }) => invalidReasons.length === 0)
    .flatMap(({ generator }) => generator.causes);
  const said = condensed([...reasons, ...causes]);
  return said.length === 0 ? html`${NO_NUMBER}` : html`${said.join("; ")}`;
}

const HEADS = [
  "steps of",
  "fit",
  "fit at p99.9",
  "valid",
  "disturbed",
  "pauses",
  "longest",
  "books apart",
  "what spoiled steps",
];

/** Attempts that were run again, because their generator was not fit. */
function repeatedText(measured: readonly MeasuredStep[]): Part {
  const trials = new Set(measured.map(({ trial }) => trial));
  const count = [...trials].reduce((sum, { repeated }) => sum + repeated.length, 0);
  return count === 0 ? "" : html`<small><s>${count} more</s> repeated</small>`;
}

function panelRow({ head, steps: measured }: Row): Markup {
  const steps = measured.map(({ step }) => step);
  const count = (of: (step: Step) => boolean) => steps.filter(of).length;
  return tableRow(head, [
    cell([`${count(({ generator }) => generator.fit)} of ${steps.length}`, repeatedText(measured)]),
    cell(count(({ generator }) => generator.fitQuantiles.includes("p99.9"))),
    cell(count(({ valid }) => valid)),
    cell(formatShare(most(steps, ({ generator }) => generator.disturbedShare))),
    proseCell(pausesByCause(steps)),
    cell(formatNs(most(steps, ({ generator }) => generator.pauseNsMax))),
    cell(booksText(steps)),
    proseCell(troubles(steps)),
  ]);
}

function preCheckRow([workload, checks]: readonly [string, readonly PreCheck[]]): Markup {
  const shares = checks.map(({ pausedShare }) => pausedShare).toSorted((a, b) => a - b);
  const failed = checks.filter(({ passed }) => !passed).map(({ block }) => block);
  return tableRow(workload, [
    cell(checks.length),
    cell(formatShare(shares[Math.floor((shares.length - 1) / 2)] ?? 0)),
    cell(formatShare(shares.at(-1) ?? 0)),
    cell(failed.length === 0 ? "none" : html`<b>${failed.join(", ")}</b>`),
  ]);
}

function preCheckTable(checks: readonly PreCheck[]): Markup {
  if (checks.length === 0) return html`<p>The record has no pre-checks.</p>`;
  const byWorkload = Map.groupBy(checks, ({ workload }) => workload);
  return renderTable({
    className: "rows",
    caption: "How much of its time the generator's core was taken away before each block.",
    heads: ["workload", "blocks", "median", "most", "failed blocks"],
    body: [...byWorkload].map(preCheckRow),
  });
}

function summary(steps: readonly Step[]): Markup {
  const fit = steps.filter(({ generator }) => generator.fit).length;
  const valid = steps.filter((step) => step.valid).length;
  const disturbed = most(steps, ({ generator }) => generator.disturbedShare);
  return html`<p class="lead">Fit in ${fit} of ${steps.length} steps, valid ${valid}.
    At most ${formatShare(disturbed)} of a step's requests were disturbed.
    Pauses ${pausesByCause(steps)}.</p>`;
}

/** The generator's account of every contender variant, and the pre-checks. */
export function renderGeneratorPanel(record: RunRecord, brief: boolean): Markup {
  const rows = serviceRecords(record).flatMap((workload) => rowsOf(workload, brief));
  return html`<section id="generator" aria-labelledby="generator-h">
    <h2 id="generator-h">Can the generator be believed?</h2>
    ${summary(rows.flatMap(({ steps }) => steps.map(({ step }) => step)))}
    ${foldedTable("Its account of the steps", {
      className: "rows",
      caption:
        "Steps in which the generator kept its plan, and the worst of each. Books apart: requests " +
        "in flight over time against their times in the system; in flight, sampled, against " +
        "Little's law.",
      heads: HEADS,
      body: rows.map(panelRow),
    })}
    ${preCheckTable(record.preChecks)}
    </section>`;
}
