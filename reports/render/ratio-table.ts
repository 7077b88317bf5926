// Ratios of one reference variant with others, a row a pairing: the short form, without intervals.
// Its own file because it stands on the first screen, where the whole numbers would be too many:
// those stand beside the forest plot.

import type { Comparison } from "#model/run-record.ts";
import { type Pairing, rankingSummary } from "#render/condition-facts.ts";
import { cell, renderTable, tableRow } from "#render/data-table.ts";
import { formatRatio, NO_NUMBER } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { metricLabel } from "#render/metric-label.ts";
import { condensed, shortened } from "#render/reason-text.ts";

function ratioCell(comparison: Comparison | undefined): Markup {
  const ratio = comparison?.ratio;
  if (comparison === undefined || ratio === undefined) return cell(NO_NUMBER);
  const word = ratio > 1 ? "better" : "worse";
  const weight = comparison.ranked ? "ranked" : "open";
  return html`<td class="${weight}">${formatRatio(ratio)} <small>${word}</small></td>`;
}

/** Longer, and the reason buries what it explains; the table of the chart has more. */
const REASON_CHARS_MAX = 140;

/** Why some ratios are missing. */
function missingNote(pairings: readonly Pairing[]): Markup {
  const reasons = new Set(
    pairings
      .flatMap(({ comparisons }) => comparisons)
      .filter(({ ratio }) => ratio === undefined)
      .map(({ metric, reason }) => `${metricLabel(metric)}: ${reason ?? "not compared"}`),
  );
  if (reasons.size === 0) return html``;
  const said = condensed([...reasons]).map((reason) => shortened(reason, REASON_CHARS_MAX));
  return html`<p class="note">${NO_NUMBER} ${said.join("; ")}.</p>`;
}

export function ratioTable(pairings: readonly Pairing[]): Markup {
  if (pairings.length === 0) return html``;
  const all = pairings.flatMap(({ comparisons }) => comparisons);
  const metrics = [...new Set(all.map(({ metric }) => metric))];
  const several = new Set(pairings.map(({ contender }) => contender)).size > 1;
  const table = renderTable({
    className: "ratios",
    caption: "Ratios; above ×1 the reference is better. Bold: ranked.",
    heads: ["against", ...metrics.map(metricLabel), "standing"],
    body: pairings.map(({ contender, against, comparisons }) =>
      tableRow(several ? html`${against}<small>of ${contender}</small>` : against, [
        ...metrics.map((metric) => ratioCell(comparisons.find((one) => one.metric === metric))),
        cell(rankingSummary(comparisons)),
      ]),
    ),
  });
  return html`${table}${missingNote(pairings)}`;
}

/** Pairings that the sentence does not name, folded. */
export function otherRatios(pairings: readonly Pairing[]): Markup {
  if (pairings.length === 0) return html``;
  return html`<details><summary>${pairings.length} more pairings</summary>${ratioTable(pairings)}
    </details>`;
}
