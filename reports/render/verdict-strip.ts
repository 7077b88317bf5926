// The first screen: one sentence for each workload, scenario and rate that answers "so what?", with
// the ratios behind it and whether they may be believed. Everything else on the page is evidence
// for these lines.

import type { Comparison } from "#model/run-record.ts";
import {
  answersFact,
  boldPairings,
  byStanding,
  fitFact,
  labelSentences,
  type Pairing,
  ratioInWords,
  referencePairings,
} from "#render/condition-facts.ts";
import { bestOfRole } from "#render/emphasis.ts";
import { formatNs, formatPerS } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { kneeOf } from "#render/load-chart.ts";
import {
  type Condition,
  conditionLabel,
  type Measurement,
  variantLabel,
} from "#render/measurements.ts";
import { metricLabel } from "#render/metric-label.ts";
import { quantileFigure, RESPONSE } from "#render/quantile-figure.ts";
import { otherRatios, ratioTable } from "#render/ratio-table.ts";

function responseSentence(condition: Condition, reference: Measurement | undefined): string {
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

interface Named {
  readonly metric: string;
  readonly ratios: readonly { readonly text: string; readonly comparison: Comparison }[];
}

/** The tail if it rests on as many trials as the median does, or on enough to rank. */
const HEADLINE_METRICS = ["response.p99", "response.p50"];
const TRIALS_ENOUGH = 3;

function namedRatios(pairings: readonly Pairing[], metric: string): Named {
  const ratios = pairings.flatMap(({ against, comparisons }) => {
    const comparison = comparisons.find((one) => one.metric === metric);
    if (comparison?.ratio === undefined) return [];
    return { text: ratioInWords(comparison.ratio, against), comparison };
  });
  return { metric, ratios };
}

/** By how many ratios it names, then by the fewest trials behind one of them. */
function weight({ ratios }: Named): number {
  const fewest = Math.min(...ratios.map(({ comparison }) => comparison.trials), TRIALS_ENOUGH);
  return ratios.length * (TRIALS_ENOUGH + 1) + fewest;
}

function ratioSentence(pairings: readonly Pairing[], unnamed: number): string {
  const found = HEADLINE_METRICS.map((metric) => namedRatios(pairings, metric))
    .filter(({ ratios }) => ratios.length > 0)
    .toSorted((one, other) => weight(other) - weight(one));
  const [best] = found;
  if (best === undefined) return "It was compared with no other contender.";
  const more = unnamed === 0 ? "" : ` ${unnamed} more ratios stand in the table.`;
  return `Its ${metricLabel(best.metric)} was ${byStanding(best.ratios)}.${more}`;
}

/** Up to which rate the reference kept the limit: at the chief rate alone, for it has none. */
function kneeSentence({ chief, workload }: Condition, reference: Measurement | undefined): string {
  const knee = reference === undefined ? undefined : kneeOf(reference.result);
  if (!chief || knee === undefined) return "";
  const { slo, sloQuantile = "p99" } = workload;
  const limit = slo === undefined ? "" : ` with ${sloQuantile} below ${formatNs(slo.limitNs)}`;
  return `Its knee is ${formatPerS(knee.perS)}: up to there it answered everything${limit}.`;
}

/** What limits the sentence above it, or that nothing does. */
function factList(condition: Condition): Markup {
  const labels = labelSentences(condition).map((sentence) => ({ state: "bad", sentence }));
  const facts = [fitFact(condition), answersFact(condition), ...labels];
  const items = facts.map(({ state, sentence }) => html`<li class="${state}">${sentence}</li>`);
  return html`<ul class="facts">${items}</ul>`;
}

function verdictCard(condition: Condition, brief: boolean): Markup {
  const reference = bestOfRole(condition, "reference");
  const label = reference === undefined ? "" : variantLabel(reference.result);
  const pairings = referencePairings(condition);
  const named = boldPairings(condition, pairings).filter(({ contender }) => contender === label);
  const others = pairings.filter((pairing) => !named.includes(pairing));
  const sentences = [
    responseSentence(condition, reference),
    ratioSentence(named, others.length),
    kneeSentence(condition, reference),
  ];
  return html`<article class="verdict">
    <h3>${condition.workload.id} <span>${conditionLabel(condition)}</span></h3>
    <p class="lead">${sentences.join(" ").trim()}</p>
    ${factList(condition)}
    ${brief ? "" : [ratioTable(named), otherRatios(others)]}
    </article>`;
}

/** One card for each condition; a brief one leaves its ratios to their own section. */
export function renderVerdictStrip(conditions: readonly Condition[], brief: boolean): Markup {
  const cards = conditions.map((condition) => verdictCard(condition, brief));
  const nothing = html`<p class="lead">Nothing was measured.</p>`;
  return html`<section id="verdict" aria-labelledby="verdict-h">
<h2 id="verdict-h">Verdict</h2>
${cards.length === 0 ? nothing : cards}
</section>`;
}
