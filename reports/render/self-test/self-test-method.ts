// How the self-test works, in plain words, what the cases and the other tools were, and where it
// all ran. Its own file because it is prose and plain facts: nothing is judged here.

import type { PartPreCheck, RivalTool, SelfTest } from "#model/self-test.ts";
import { cell, foldedTable, proseCell, renderTable, tableRow } from "#render/data-table.ts";
import { formatShare, NO_NUMBER } from "#render/format.ts";
import { type Fact, factList, hostFacts, placementFacts } from "#render/host-panel.ts";
import { html, type Markup } from "#render/html.ts";

const METHOD: readonly (readonly [term: string, sentence: string])[] = [
  [
    "Truth server",
    "One server that answers in the order of the requests and waits, by spinning on the clock, " +
      "until the instant at which the reply is due. Service times are drawn from a seed before the " +
      "run. It writes down when every request came and when its reply was written.",
  ],
  [
    "Known truth",
    "With the intended instants a and the service times S, replies are due at d = max(a, d of the " +
      "one before) + S; the response time is d − a. Truth A takes the drawn S. Truth B takes those " +
      "that happened, by the server's own clock, so that a pause of the host is part of S. Tools " +
      "are judged by B; the difference is the host's share.",
  ],
  [
    "Bounds",
    "p50, p99 and p99.9 within 2 % of truth B, or within the transport's p99 where that is more; " +
      "the largest value within 5 % or 1 ms. A figure is within if at least 4 of 5 repetitions are. " +
      "Counts must be exact, or within the tolerance that stands beside them.",
  ],
  [
    "Host",
    "Repetitions in which the host moved the truth itself by half of the bound, 1 % of most " +
      "figures, are labelled, repeated, and count neither for nor against.",
  ],
  [
    "Unfit",
    "So are those for which the generator's own verdict says that it did not keep its plan: in a " +
      "run such a figure is struck through and supports no claim. Whether a figure was right " +
      "decides nothing; how far our own pauses moved it does.",
  ],
  [
    "Other tools",
    "They get the commands that their own documentation recommends for a constant rate. They " +
      "publish no plan, so theirs is t0 + i ÷ rate, with the latest t0 that lets no request arrive " +
      "before its time, and service times go by order of arrival. What a tool says of its own " +
      "figures (dropped, late, failed) counts as noticed. They are given 50 connections, k6 50 " +
      "virtual users; in a case whose server holds back more requests than that, a tool with one " +
      "request per connection must send late, skip or drop. Ours has 50 connections with up to " +
      "200 requests each, and counts what it withholds.",
  ],
  [
    "Planted faults",
    "Each is planted live into the generator or its surroundings while a contender without fault " +
      "is measured. The verdict must call the step, or the quantiles concerned, unfit and name " +
      "that cause. Clean steps count only in blocks whose pre-check of the host passed, and not " +
      "where another process had the generator's core for more than 1 % of the time, by the " +
      "kernel's counter. A step that the verdict calls disturbed by the host is no false alarm.",
  ],
];

function rivalRow({ tool, state, version, command, reason }: RivalTool): Markup {
  const how = command === null ? "" : html`<code>${command}</code>`;
  const why = reason === undefined ? "" : html`<small>${reason}</small>`;
  return tableRow(tool, [cell(state), cell(version ?? NO_NUMBER), proseCell([how, why])]);
}

function rivalsTable(rivals: readonly RivalTool[]): Markup {
  if (rivals.length === 0) return html`<p>No other tool was looked for.</p>`;
  return renderTable({
    className: "rows",
    caption: "Other tools, and the command line of the first case.",
    heads: ["tool", "state", "version", "command, or why it is absent"],
    body: rivals.map(rivalRow),
  });
}

function casesTable({ cases }: SelfTest): Markup {
  if (cases.length === 0) return html``;
  return foldedTable("What the cases are", {
    className: "rows",
    caption: "Each is there because some way of measuring gets it wrong.",
    heads: ["case", "what it is", "what a wrong tool reports"],
    body: cases.map(({ case: id, about, wrongTool }) =>
      tableRow(id, [proseCell(about), proseCell(wrongTool ?? NO_NUMBER)]),
    ),
  });
}

function partFact([part, checks]: readonly [string, readonly PartPreCheck[]]): Fact {
  const passed = checks.filter((check) => check.passed).length;
  const most = Math.max(...checks.map(({ pausedShare }) => pausedShare));
  return [part, `${passed} of ${checks.length} passed; at most ${formatShare(most)} paused`];
}

/** What was not tested; nothing where all was. */
function leftOut(sentences: readonly string[]): Markup {
  if (sentences.length === 0) return html``;
  const items = sentences.map((sentence) => html`<li>${sentence}</li>`);
  return html`<h3>Not tested</h3><ul>${items}</ul>`;
}

export function renderSelfTestMethod(source: SelfTest): Markup {
  const terms = METHOD.map(
    ([term, sentence]) => html`<div><dt>${term}</dt><dd>${sentence}</dd></div>`,
  );
  return html`<section id="method" aria-labelledby="method-h">
    <h2 id="method-h">Method</h2>
    <dl class="method">${terms}</dl>
    ${casesTable(source)}
    ${rivalsTable(source.rivals)}
    ${leftOut(source.leftOut)}
    </section>`;
}

export function renderSelfTestHost(source: SelfTest): Markup {
  const preChecks = [...Map.groupBy(source.preChecks, ({ part }) => part)].map(partFact);
  return html`<section id="host" aria-labelledby="host-h">
    <h2 id="host-h">Host and conditions</h2>
    <div class="columns">
    ${factList("Host", hostFacts(source))}
    ${factList("Placement", placementFacts(source))}
    ${factList("Pre-checks of the host", preChecks)}
    ${factList("Versions", Object.entries(source.host.versions))}
    </div>
    </section>`;
}

/** @param sha256 of the document's bytes. */
export function renderSelfTestReproduce(source: SelfTest, sha256: string): Markup {
  return html`<section id="reproduce" aria-labelledby="reproduce-h">
    <h2 id="reproduce-h">Reproduce</h2>
    <pre tabindex="0"><code>${source.reproduce}</code></pre>
    <dl>
    <div><dt>schema</dt><dd>${source.schema}</dd></div>
    <div><dt>SHA-256 of the document</dt><dd class="hash">${sha256}</dd></div>
    </dl>
    <p>This page is drawn from that document alone, which lies beside it with every repetition.</p>
    </section>`;
}
