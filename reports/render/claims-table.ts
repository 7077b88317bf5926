// The published claims that this run bears on, with their verdicts. Drawn only where a record has
// any; judging them is not done here.

import type { JudgedClaim, RunRecord } from "#model/run-record.ts";
import { cell, proseCell, renderTable, tableRow } from "#render/data-table.ts";
import { formatRatio, NO_NUMBER } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";

function row({ id, quote, ratio, verdict, reason }: JudgedClaim): Markup {
  const why = reason === undefined ? "" : html`<small>${reason}</small>`;
  return tableRow(id, [
    proseCell(`“${quote}”`),
    cell(ratio === undefined ? NO_NUMBER : formatRatio(ratio)),
    proseCell([html`<strong>${verdict}</strong>`, why]),
  ]);
}

/** Nothing where the record has no claims. */
export function renderClaims(record: RunRecord): Markup {
  const claims = record.workloads.flatMap((workload) => workload.claims);
  if (claims.length === 0) return html``;
  return html`<section id="claims" aria-labelledby="claims-h">
    <h2 id="claims-h">Claims</h2>
    ${renderTable({
      className: "rows",
      caption: "What the sources say, and what this run says to it.",
      heads: ["claim", "as published", "claimed", "verdict"],
      body: claims.map(row),
    })}
    </section>`;
}
