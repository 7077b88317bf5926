// What must come out exact: requests sent, failed, wrong, lost, and how well the sent instants keep
// the planned gaps. Its own file because a count has no percentage of error: it is right or wrong.

import { type CountRow, OWN_TOOL, type SelfTest } from "#model/self-test.ts";
import { cell, foldedTable, renderTable, tableRow } from "#render/data-table.ts";
import { formatNumber, NO_NUMBER } from "#render/format.ts";
import { html, type Markup, type Part } from "#render/html.ts";

const HEADS = ["what", "case", "expected", "tolerance", "reported", "right"];

function countRow(head: Part, row: CountRow): Markup {
  const { case: id, protocol, expected, tolerance, reported, within } = row;
  return tableRow(head, [
    cell(`${id}, ${protocol}`),
    cell(formatNumber(expected)),
    cell(tolerance === 0 ? "none" : formatNumber(tolerance)),
    cell(reported === null ? NO_NUMBER : formatNumber(reported)),
    within ? cell("yes") : html`<td class="bad"><b>no</b></td>`,
  ]);
}

/** Wrong ones first. */
function wrongFirst(rows: readonly CountRow[]): CountRow[] {
  return rows.toSorted((one, other) => Number(one.within) - Number(other.within));
}

export function renderCounts({ counts }: SelfTest): Markup {
  const own = counts.filter(({ tool }) => tool === OWN_TOOL);
  const others = counts.filter(({ tool }) => tool !== OWN_TOOL);
  const right = own.filter(({ within }) => within).length;
  const ownTable = {
    className: "rows",
    caption: "Ours. Distances are Kolmogorov-Smirnov, of sent gaps to planned gaps.",
    heads: HEADS,
    body: wrongFirst(own).map((row) => countRow(row.what, row)),
  };
  const otherTable = {
    className: "rows",
    caption: "The same of other tools, where they tell it.",
    heads: HEADS,
    body: wrongFirst(others).map((row) =>
      countRow(html`${row.tool}<small>${row.what}</small>`, row),
    ),
  };
  const isRight = right === own.length;
  const ours = isRight ? foldedTable("Ours", ownTable) : renderTable(ownTable);
  return html`<section id="counts" aria-labelledby="counts-h">
    <h2 id="counts-h">Counts and sent instants</h2>
    <p class="lead">${own.length === 0 ? "None was tested." : `${right} of ${own.length} right.`}</p>
    ${own.length === 0 ? "" : ours}
    ${others.length === 0 ? "" : foldedTable("Other tools", otherTable)}
    </section>`;
}
