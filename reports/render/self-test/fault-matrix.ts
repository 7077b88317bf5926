// Faults that were planted in the generator, and what its verdict called them. Its own file because
// it judges the judge: a generator that is ill and says so is worth more than one that is well.

import type { FaultRow, VerdictTrial } from "#model/self-test.ts";
import { cell, renderTable, tableRow } from "#render/data-table.ts";
import { formatCount } from "#render/format.ts";
import { html, type Markup, type Part } from "#render/html.ts";
import { lowerBoundText, upperBoundText } from "#render/self-test/error-text.ts";

/** A count that should be 0. */
function wrongCell(count: number): Markup {
  return count === 0 ? cell("0") : html`<td class="bad"><b>${formatCount(count)}</b></td>`;
}

type FaultCounts = Pick<FaultRow, "planted" | "flagged" | "rightCause">;

function countCells({ planted, flagged, rightCause }: FaultCounts): Markup[] {
  return [
    cell(formatCount(planted)),
    cell(formatCount(rightCause)),
    wrongCell(flagged - rightCause),
    wrongCell(planted - flagged),
  ];
}

/** What else was named, beside the planted cause or in its place. */
function othersNamed({ cause, named }: FaultRow): string {
  const others = Object.entries(named).filter(([name]) => name !== cause);
  return others.map(([name, times]) => `${name} ${formatCount(times)}`).join(", ");
}

function faultRow(row: FaultRow): Markup {
  const cells = [cell(html`<code>${row.cause}</code>`), ...countCells(row), cell(othersNamed(row))];
  return tableRow(row.fault, cells);
}

function sums(trial: VerdictTrial): Markup {
  return html`<tbody><tr class="group"><th scope="row">all</th>${cell("")}${countCells(trial)}${cell("")}
    </tr></tbody>`;
}

function bounds(trial: VerdictTrial): Part {
  const { planted, rightCause, rightCauseLow, clean, falseAlarms, falseAlarmsHigh } = trial;
  const named = `${formatCount(rightCause)} of ${formatCount(planted)} planted faults were named`;
  const alarms = `${formatCount(falseAlarms)} of ${formatCount(clean)} clean steps`;
  return html`<p class="lead">${named} (${lowerBoundText(rightCauseLow)}).
    A cause was named in ${alarms} (${upperBoundText(falseAlarmsHigh)}).</p>
    <p class="note">Bounds are two-sided 95 % bounds by Clopper and Pearson for these counts, for
    faults like these on a host like this one. They are no promise.</p>`;
}

export function renderFaultMatrix(trial: VerdictTrial | null): Markup {
  const body =
    trial === null
      ? html`<p>The generator verdict was not tested.</p>`
      : html`${bounds(trial)}
        ${renderTable({
          caption:
            "Planted while a clean contender was measured, with a severity drawn from the seed. " +
            "Another cause: called unfit, but for something else. Missed: called fit. Also named: " +
            "in how many of them, the planted cause aside.",
          heads: [
            "planted fault",
            "must be named",
            "planted",
            "named",
            "another cause",
            "missed",
            "also named",
          ],
          body: [html`<tbody>${trial.faults.map(faultRow)}</tbody>`, sums(trial)],
        })}`;
  return html`<section id="faults" aria-labelledby="faults-h">
    <h2 id="faults-h">Does the generator know when it is ill?</h2>
    ${body}
    </section>`;
}
