// What the run has no numbers for, why, and what to do about it. Its own file because a missing
// contender is a result: it must not vanish from the page.

import type { ContenderResult, RunRecord, WorkloadRecord } from "#model/run-record.ts";
import { cell, proseCell, renderTable, tableRow } from "#render/data-table.ts";
import { NO_NUMBER } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { variantLabel } from "#render/measurements.ts";

/** Contender variants without a single step. */
function absentOf(workload: WorkloadRecord): ContenderResult[] {
  return workload.contenders.filter(
    (result) =>
      !workload.trials.some(
        (trial) =>
          trial.contender === result.id &&
          trial.variant === result.variant &&
          trial.scenario === result.scenario &&
          trial.steps.length > 0,
      ),
  );
}

/** One row for what is absent from several scenarios for the same reason. */
function rowsOf(workload: WorkloadRecord): Markup[] {
  const alike = Map.groupBy(absentOf(workload), (result) =>
    [variantLabel(result), result.outcome, result.reason, result.fix].join("\n"),
  );
  return [...alike.values()].flatMap((group) => {
    const [result] = group;
    if (result === undefined) return [];
    const scenarios = group.map(({ scenario }) => scenario).join(", ");
    return tableRow(variantLabel(result), [
      proseCell(`${workload.id}: ${scenarios}`),
      cell(html`<b>${result.outcome}</b>`),
      proseCell(result.reason ?? NO_NUMBER),
      proseCell(result.fix ?? NO_NUMBER),
    ]);
  });
}

function absentTable(rows: readonly Markup[]): Markup {
  if (rows.length === 0) return html`<p>Every planned contender was measured.</p>`;
  return renderTable({
    className: "rows",
    caption: "Contender variants without numbers, and how to get them.",
    heads: ["contender", "scenarios", "outcome", "reason", "what to do"],
    body: rows,
  });
}

/** Absent contenders and what the plan left out. */
export function renderNotMeasured(record: RunRecord): Markup {
  const rows = record.workloads.flatMap(rowsOf);
  const leftOut = record.leftOut.map((sentence) => html`<li>${sentence}</li>`);
  return html`<section id="left-out" aria-labelledby="left-out-h">
<h2 id="left-out-h">Not measured</h2>
${absentTable(rows)}
${leftOut.length === 0 ? "" : html`<p>The plan left out:</p><ul>${leftOut}</ul>`}
</section>`;
}
