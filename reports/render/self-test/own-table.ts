// Our own figures, one by one: the truth that was drawn, the truth that happened, what we reported,
// and how the repetitions lie around it. Its own file because it is the page's proof: whoever
// doubts the first sentence finds every figure behind it here.

import {
  OWN_TOOL,
  type SelfTest,
  TRUTH_PROTOCOLS,
  type TruthProtocol,
  type TruthRow,
} from "#model/self-test.ts";
import { countedRepetitions, distance, rowState } from "#model/self-test-summary.ts";
import { cell, foldedTable, renderTable, tableRow } from "#render/data-table.ts";
import { formatNs, NO_NUMBER } from "#render/format.ts";
import { html, type Markup, type Part } from "#render/html.ts";
import { formatErrorPct } from "#render/self-test/error-text.ts";

function nsText(ns: number | null): string {
  return ns === null ? NO_NUMBER : formatNs(ns);
}

/** The errors of single repetitions, those that count. */
function spreadText(row: TruthRow): string {
  const errors = countedRepetitions(row).flatMap(({ errorPct }) => errorPct ?? []);
  if (errors.length < 2) return NO_NUMBER;
  return `${formatErrorPct(Math.min(...errors))} … ${formatErrorPct(Math.max(...errors))}`;
}

function repetitionsText(row: TruthRow): Part {
  const counted = countedRepetitions(row);
  const within = counted.filter((repetition) => repetition.within).length;
  const labelled = (["host", "unfit"] as const).flatMap((label) => {
    const count = row.repetitions.filter((repetition) => repetition.label === label).length;
    return count === 0 ? [] : [`${count} ${label}`];
  });
  const beside = labelled.length === 0 ? "" : html`<small>${labelled.join(", ")}</small>`;
  return [`${within} of ${counted.length}`, beside];
}

const HEADS = [
  "figure",
  "drawn (A)",
  "happened (B)",
  "host's share",
  "reported",
  "error",
  "repetitions",
  "within",
];

function figureRow(row: TruthRow): Markup {
  const { quantile, drawnNs, truthNs, reportedNs, errorPct, hostShare } = row;
  const error = errorPct === null ? NO_NUMBER : formatErrorPct(errorPct);
  const isBad = rowState(row) === "outside";
  return tableRow(quantile, [
    cell(nsText(drawnNs)),
    cell(nsText(truthNs)),
    cell(formatErrorPct(hostShare * 100)),
    cell(nsText(reportedNs)),
    isBad ? html`<td class="bad"><b>${error}</b></td>` : html`<td><b>${error}</b></td>`,
    cell(spreadText(row)),
    cell(repetitionsText(row)),
  ]);
}

function caseGroup([id, rows]: readonly [string, readonly TruthRow[]]): Markup {
  return html`<tbody>
    <tr class="group"><th scope="rowgroup" colspan="${HEADS.length}">${id}</th></tr>
    ${rows.map(figureRow)}</tbody>`;
}

function protocolTable(protocol: TruthProtocol, rows: readonly TruthRow[]): Markup {
  return foldedTable(`Every figure over ${protocol}`, {
    caption:
      "Response times: from the drawn service times, from those that the server itself recorded, " +
      "and as we reported them, of the repetition with the median error. Repetitions in which the " +
      "host moved the truth itself by half of the bound are labelled host, those that the " +
      "generator's own verdict does not stand for are labelled unfit; neither count.",
    heads: HEADS,
    body: [...Map.groupBy(rows, (row) => row.case)].map(caseGroup),
  });
}

function summaryRow(protocol: TruthProtocol, rows: readonly TruthRow[], source: SelfTest): Markup {
  const states = rows.map(rowState);
  const tally = (state: string) => states.filter((one) => one === state).length;
  const [worst] = rows
    .filter((row) => row.errorPct !== null && rowState(row) !== "unsettled")
    .toSorted((one, other) => distance(other) - distance(one));
  const floor = source.floors.find((one) => one.protocol === protocol);
  const outside = tally("outside");
  return tableRow(protocol, [
    cell(`${tally("within")} of ${rows.length - tally("unsettled")}`),
    outside === 0 ? cell("none") : html`<td class="bad"><b>${outside}</b></td>`,
    cell(tally("unsettled")),
    cell(
      worst === undefined || worst.errorPct === null
        ? NO_NUMBER
        : html`${formatErrorPct(worst.errorPct)}<small>${worst.quantile} of ${worst.case}</small>`,
    ),
    cell(
      floor === undefined
        ? NO_NUMBER
        : html`${formatNs(floor.p50Ns)}, ${formatNs(floor.p99Ns)}
          <small>${floor.server === "c" ? "C" : "Node"} server</small>`,
    ),
  ]);
}

export function renderOwnFigures(source: SelfTest): Markup {
  const own = source.truth.filter(({ tool }) => tool === OWN_TOOL);
  const tested = TRUTH_PROTOCOLS.map((protocol) => ({
    protocol,
    rows: own.filter((row) => row.protocol === protocol),
  })).filter(({ rows }) => rows.length > 0);
  const body =
    tested.length === 0
      ? html`<p>No figure of ours was tested.</p>`
      : html`${renderTable({
          caption:
            "Floor: p50 and p99 of the way there and back alone, measured with a service time of 0. " +
            "It is part of every figure we report, and of no truth: the error of a short response " +
            "is within up to the floor's p99.",
          heads: ["protocol", "within", "outside", "not settled", "largest error", "floor"],
          body: tested.map(({ protocol, rows }) => summaryRow(protocol, rows, source)),
        })}
        ${tested.map(({ protocol, rows }) => protocolTable(protocol, rows))}`;
  return html`<section id="own" aria-labelledby="own-h">
    <h2 id="own-h">Our own figures</h2>
    ${body}
    </section>`;
}
