// What the lab's own work costs, against the goals that it was built for, and what other tools
// reach at most beside the same server. Its own file because a generator that is slow measures
// itself.

import type { BesideRow, CostRow, OwnCost, TruthProtocol } from "#model/self-test.ts";
import { OWN_TOOL } from "#model/self-test.ts";
import { cell, proseCell, renderTable, tableRow } from "#render/data-table.ts";
import { formatPerS, formatRatio, formatValue, NO_NUMBER } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { meetsGoal } from "#render/self-test/self-test-answers.ts";

function metCell(row: CostRow): Markup {
  const met = meetsGoal(row);
  if (met === null) return cell(NO_NUMBER);
  return met ? cell("yes") : html`<td class="bad"><b>no</b></td>`;
}

function goalRow(row: CostRow): Markup {
  const sign = row.better === "less" ? "≤ " : "≥ ";
  return tableRow(row.name, [
    cell(html`<b>${formatValue(row.value, row.unit)}</b>`),
    cell(sign + formatValue(row.goal, row.unit)),
    metCell(row),
    proseCell(row.method),
  ]);
}

function ownMaxima({
  httpPerS,
  memcachePerS,
  udpPerS,
}: OwnCost): Record<TruthProtocol, number | null> {
  return { http: httpPerS, memcache: memcachePerS, udp: udpPerS };
}

function besideRow({ tool, protocol, perS }: BesideRow, own: number | null): Markup {
  const ratio = perS === null || own === null || own === 0 ? NO_NUMBER : formatRatio(perS / own);
  return tableRow(tool, [
    cell(protocol),
    cell(perS === null ? NO_NUMBER : formatPerS(perS)),
    cell(ratio),
  ]);
}

function besideTable(cost: OwnCost): Markup {
  if (cost.beside.length === 0) return html``;
  const own = ownMaxima(cost);
  const protocols = [...new Set(cost.beside.map(({ protocol }) => protocol))];
  const ours = protocols.map((protocol) => ({ tool: OWN_TOOL, protocol, perS: own[protocol] }));
  return renderTable({
    className: "rows",
    caption:
      "What each tool reached at most against the same server in the same session, each in its own " +
      "way of driving at full speed. Ours is open loop with every request recorded.",
    heads: ["tool", "protocol", "at most", "of ours"],
    body: [...ours, ...cost.beside].map((row) => besideRow(row, own[row.protocol])),
  });
}

export function renderCost(cost: OwnCost | null): Markup {
  const body =
    cost === null
      ? html`<p>The cost was not measured.</p>`
      : html`${renderTable({
          className: "goals",
          caption: "Goals are those of the design. A missed one stands here like any other.",
          heads: ["what", "measured", "goal", "kept", "how it was measured"],
          body: cost.rows.map(goalRow),
        })}
        ${besideTable(cost)}`;
  return html`<section id="cost" aria-labelledby="cost-h">
    <h2 id="cost-h">What the lab itself costs</h2>
    ${body}
    </section>`;
}
