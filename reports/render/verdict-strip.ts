// The first screen: one sentence for each workload, scenario and rate that answers "so what?", with
// the ratios behind it and whether they may be believed. Everything else on the page is evidence
// for these lines.

import type { Comparison, RunRecord } from "#model/run-record.ts";
import {
  answersFact,
  fitFact,
  labelSentences,
  type Pairing,
  rankingSummary,
  ratioInWords,
  referencePairings,
} from "#render/condition-facts.ts";
import { cell, renderTable, tableRow } from "#render/data-table.ts";
import { formatNs, formatPerS, formatRatio, NO_NUMBER } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import {
  type Condition,
  conditionLabel,
  conditionsOf,
  variantLabel,
} from "#render/measurements.ts";
import { metricLabel } from "#render/metric-label.ts";
import { quantileFigure, RESPONSE } from "#render/quantile-figure.ts";

function responseSentence(condition: Condition): string {
  const reference = condition.measurements.find(({ result }) => result.role === "reference");
  const load = `At ${formatPerS(condition.offeredPerS)}`;
  if (reference === undefined) return `${load}, the reference was not measured.`;
  const who = variantLabel(reference.result);
  const tail = quantileFigure(reference, RESPONSE, "p99");
  if (tail.kind === "measured") {
    return `${load}, ${who} answered 99 of 100 requests within ${formatNs(tail.ns)}.`;
  }
  const middle = quantileFigure(reference, RESPONSE, "p50");
  if (middle.kind === "measured") {
    const half = `${load}, ${who} answered half of the requests within ${formatNs(middle.ns)}`;
    return `${half}; its p99 is not supported.`;
  }
  return `${load}, no response time of ${who} is supported: the run says nothing of it.`;
}

const HEADLINE_METRICS = ["response.p99", "response.p50"];

function headline(pairings: readonly Pairing[]): { metric: string; words: string[] } | undefined {
  for (const metric of HEADLINE_METRICS) {
    const words = pairings.flatMap(({ against, comparisons }) => {
      const ratio = comparisons.find((one) => one.metric === metric)?.ratio;
      return ratio === undefined ? [] : [ratioInWords(ratio, against)];
    });
    if (words.length > 0) return { metric, words };
  }
  return undefined;
}

function ratioSentence(pairings: readonly Pairing[]): string {
  const found = headline(pairings);
  if (found === undefined) return "It was compared with no other contender.";
  const list = new Intl.ListFormat("en-GB").format(found.words);
  const summary = rankingSummary(
    pairings.flatMap(({ comparisons }) => comparisons.filter((one) => one.metric === found.metric)),
  );
  return `Its ${metricLabel(found.metric)} was ${list} (${summary}).`;
}

function ratioCell(comparison: Comparison | undefined): Markup {
  const ratio = comparison?.ratio;
  if (comparison === undefined || ratio === undefined) return cell(NO_NUMBER);
  const word = ratio > 1 ? "better" : "worse";
  const weight = comparison.ranked ? "ranked" : "open";
  return html`<td class="${weight}">${formatRatio(ratio)} <small>${word}</small></td>`;
}

/** Why some ratios are missing. */
function missingNote(pairings: readonly Pairing[]): Markup {
  const reasons = new Set(
    pairings
      .flatMap(({ comparisons }) => comparisons)
      .filter(({ ratio }) => ratio === undefined)
      .map(({ metric, reason }) => `${metricLabel(metric)}: ${reason ?? "not compared"}`),
  );
  if (reasons.size === 0) return html``;
  return html`<p class="note">${NO_NUMBER} ${[...reasons].join("; ")}.</p>`;
}

function ratioTable(pairings: readonly Pairing[]): Markup {
  if (pairings.length === 0) return html``;
  const all = pairings.flatMap(({ comparisons }) => comparisons);
  const metrics = [...new Set(all.map(({ metric }) => metric))];
  const table = renderTable({
    name: "Observed ratios",
    className: "ratios",
    caption: "Ratios; above ×1 the reference is better. Bold: ranked.",
    heads: ["against", ...metrics.map(metricLabel), "standing"],
    body: pairings.map(({ against, comparisons }) =>
      tableRow(against, [
        ...metrics.map((metric) => ratioCell(comparisons.find((one) => one.metric === metric))),
        cell(rankingSummary(comparisons)),
      ]),
    ),
  });
  return html`${table}${missingNote(pairings)}`;
}

/** What limits the sentence above it, or that nothing does. */
function factList(condition: Condition): Markup {
  const labels = labelSentences(condition).map((sentence) => ({ state: "bad", sentence }));
  const facts = [fitFact(condition), answersFact(condition), ...labels];
  const items = facts.map(({ state, sentence }) => html`<li class="${state}">${sentence}</li>`);
  return html`<ul class="facts">${items}</ul>`;
}

function verdictCard(condition: Condition): Markup {
  const pairings = referencePairings(condition);
  return html`<article class="verdict">
    <h3>${condition.workload.id} <span>${conditionLabel(condition)}</span></h3>
    <p class="lead">${responseSentence(condition)} ${ratioSentence(pairings)}</p>
    ${factList(condition)}
    ${ratioTable(pairings)}
    </article>`;
}

/** The verdicts of a record, one card for each condition. */
export function renderVerdictStrip(record: RunRecord): Markup {
  const conditions = record.workloads.flatMap(conditionsOf);
  const cards = conditions.map(verdictCard);
  const nothing = html`<p class="lead">Nothing was measured.</p>`;
  return html`<section id="verdict" aria-labelledby="verdict-h">
<h2 id="verdict-h">Verdict</h2>
${cards.length === 0 ? nothing : cards}
</section>`;
}
