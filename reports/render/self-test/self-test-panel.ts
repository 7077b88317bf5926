// The panel in a run's report: how far the lab that made it was tested, from the summary that the
// record carries. Its own file because a reader of a run must not need a second document to know
// whether its numbers can be believed. At most 4 KB of the page.

import type { SelfTestSummary } from "#model/self-test-summary.ts";
import { proseCell, renderTable, tableRow } from "#render/data-table.ts";
import { formatValue } from "#render/format.ts";
import { html, type Markup, type Part } from "#render/html.ts";
import { instant } from "#render/page-shell.ts";
import {
  type Answer,
  meetsGoal,
  rivalSentence,
  selfTestAnswers,
} from "#render/self-test/self-test-answers.ts";

/** More would not fit; the self-test's own page has all. */
const RIVALS_MAX = 6;

const SIGNS = { good: "✓ ", bad: "✗ " } as const;

function answerRow({ topic, state, sentence }: Answer, details: readonly string[]): Markup {
  const small: Part = details.length === 0 ? "" : html`<small>${details.join("; ")}</small>`;
  return tableRow(topic, [proseCell([state === undefined ? "" : SIGNS[state], sentence, small])]);
}

function costDetails({ cost }: SelfTestSummary): string[] {
  return cost.flatMap((row) => {
    const met = meetsGoal(row);
    if (met === null) return [];
    return `${row.name} ${formatValue(row.value, row.unit)}${met ? "" : " (goal missed)"}`;
  });
}

function detailsOf({ about }: Answer, summary: SelfTestSummary): string[] {
  if (about === "rivals") return summary.rivals.slice(0, RIVALS_MAX).map(rivalSentence);
  return about === "cost" ? costDetails(summary) : [];
}

export function renderSelfTestPanel(summary: SelfTestSummary): Markup {
  const { size, startedAt, cpuModel, commit, status } = summary;
  const aborted = status === "aborted" ? " It was aborted." : "";
  const rows = selfTestAnswers(summary).map((answer) =>
    answerRow(answer, detailsOf(answer, summary)),
  );
  return html`<section id="self-test" aria-labelledby="self-test-h">
    <h2 id="self-test-h">How this lab proves itself</h2>
    ${renderTable({
      className: "rows",
      caption:
        "Figures against a server whose response times are known, for the lab and for other tools " +
        "at the same rate; faults planted in the generator while a clean contender was measured.",
      heads: ["question", "answer"],
      body: rows,
    })}
    <p class="note">The ${size} self-test of ${instant(startedAt)}, commit ${commit.slice(0, 7)},
    on ${cpuModel}; published before this run, not part of it.${aborted}
    Its page has every figure; <code>npm run bench -- selftest</code> repeats it.</p>
    </section>`;
}
