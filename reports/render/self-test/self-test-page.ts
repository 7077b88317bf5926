// The page of a self-test: the document in, one HTML file out, the same bytes for the same
// document. Its own file because it is the order of the page: ten seconds (the answers), one minute
// (others, ourselves, planted faults, cost), ten minutes (method, host, how to do it again).

import type { SelfTest } from "#model/self-test.ts";
import { type SelfTestSummary, summarizeSelfTest } from "#model/self-test-summary.ts";
import { formatNumber } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { type Chapter, instant, navigation, renderShell } from "#render/page-shell.ts";
import { renderCost } from "#render/self-test/cost-table.ts";
import { renderCounts } from "#render/self-test/counts-table.ts";
import { renderErrorChart } from "#render/self-test/error-chart.ts";
import { renderFaultMatrix } from "#render/self-test/fault-matrix.ts";
import { renderOwnFigures } from "#render/self-test/own-table.ts";
import { rivalCases } from "#render/self-test/rival-cases.ts";
import { renderRivals } from "#render/self-test/rivals-table.ts";
import { type Answer, selfTestAnswers } from "#render/self-test/self-test-answers.ts";
import {
  renderSelfTestHost,
  renderSelfTestMethod,
  renderSelfTestReproduce,
} from "#render/self-test/self-test-method.ts";

const CHAPTERS: readonly Chapter[] = [
  ["verdict", "Answers"],
  ["rivals", "Other tools"],
  ["own", "Our own figures"],
  ["counts", "Counts"],
  ["faults", "Planted faults"],
  ["cost", "Cost"],
  ["method", "Method"],
  ["host", "Host"],
  ["reproduce", "Reproduce"],
];

/** Names above each row of the chart instead of beside it; heads of prose at the left. */
const STYLE = `
.errors,.forest.errors{--l:12px;--r:16px}.errors .legend svg{width:34px;height:12px}
.answers{display:grid;gap:.9rem}.answers .lead{margin:0}.answers .lead b{font-weight:600}
.rivals td small{white-space:normal;max-width:13rem;margin-left:auto}
.rivals thead th:nth-last-child(-n+2),.goals thead th:last-child{text-align:left}
.rows code{overflow-wrap:anywhere}
`;

function masthead(source: SelfTest): Markup {
  const { size, startedAt, durationS, seed, host, status } = source;
  const facts = [
    `${size} self-test`,
    instant(startedAt),
    `took ${formatNumber(durationS / 60)} min`,
    `seed ${seed}`,
    `${host.cpuModel}, ${host.cores} cores`,
    `commit ${host.commit.slice(0, 7)}${host.dirty ? " +" : ""}`,
  ];
  const aborted =
    status === "aborted"
      ? html`<p class="aborted"><strong>This self-test was aborted.</strong>
        What follows is what it had found until then.</p>`
      : "";
  return html`<header>
    <p class="kicker">tailproof self-test</p>
    <h1>Can this lab be believed?</h1>
    <p class="question">The lab measured against known truths, other tools beside it, and its own
    verdict against planted faults.</p>
    <p class="meta">${facts.join(" · ")}</p>
    ${aborted}${navigation(CHAPTERS)}
    </header>`;
}

const QUESTIONS: Readonly<Record<Answer["about"], string>> = {
  own: "Are our numbers right?",
  rivals: "Other tools:",
  faults: "Planted generator faults that were named:",
  alarms: "Clean steps in which one was named:",
  cost: "Own cost:",
};

function answerLine({ about, state, sentence }: Answer): Markup {
  const className = state === "bad" ? "lead bad" : "lead";
  const question = QUESTIONS[about];
  // After a question mark a sentence begins.
  const text = question.endsWith("?")
    ? sentence.replace(/^./, (one) => one.toUpperCase())
    : sentence;
  return html`<p class="${className}"><b>${question}</b> ${text}.</p>`;
}

function answers(summary: SelfTestSummary): Markup {
  return html`<section id="verdict" aria-labelledby="verdict-h">
    <h2 id="verdict-h">Answers</h2>
    <div class="answers">${selfTestAnswers(summary).map(answerLine)}</div>
    </section>`;
}

function rivals(source: SelfTest): Markup {
  const cases = rivalCases(source);
  return html`<section id="rivals" aria-labelledby="rivals-h">
    <h2 id="rivals-h">The same cases through other tools</h2>
    ${renderErrorChart(source)}
    ${cases.length === 0 ? html`<p>No other tool was measured.</p>` : renderRivals(cases)}
    </section>`;
}

/** @param sha256 hex digest of the document's bytes; printed, never computed here. */
export function renderSelfTest(source: SelfTest, sha256: string): string {
  return renderShell({
    title: `self-test · ${instant(source.startedAt)}`,
    style: STYLE,
    header: masthead(source),
    sections: [
      answers(summarizeSelfTest(source)),
      rivals(source),
      renderOwnFigures(source),
      renderCounts(source),
      renderFaultMatrix(source.generator),
      renderCost(source.cost),
      renderSelfTestMethod(source),
      renderSelfTestHost(source),
      renderSelfTestReproduce(source, sha256),
    ],
  });
}
