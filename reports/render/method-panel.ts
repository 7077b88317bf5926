// How the numbers came about, in plain words, and how to get them again. Its own file because it is
// prose: the rules themselves live in the code that applies them.

import type { RunRecord } from "#model/run-record.ts";
import { renderEmbeddedRecord } from "#render/embedded-record.ts";
import { html, type Markup } from "#render/html.ts";

const METHOD: readonly (readonly [term: string, sentence: string])[] = [
  [
    "Open loop",
    "Requests arrive at instants that were drawn before the run and do not wait for replies, " +
      "as users do not. A slow contender gets no fewer requests.",
  ],
  [
    "Response time",
    "From the planned instant to the reply. A request that had to wait for its turn has " +
      "waited, so the wait counts. Service time starts when the request was sent; schedule lag " +
      "is what lies between.",
  ],
  [
    "Disturbed requests",
    "On a shared machine the host sometimes takes the generator's core away. Requests planned" +
      " around such a pause are set apart by the generator's clock alone, never by their reply." +
      " The headline is the undisturbed ones; the figures of all requests stand beside.",
  ],
  [
    "Fit",
    "For each quantile the generator says whether it kept its plan: its lag must stay below 5" +
      " µs or a tenth of the response time. What is unfit is struck through and supports " +
      "nothing.",
  ],
  [
    "Lost requests",
    "Withheld and unanswered requests count as infinitely slow. A quantile that falls among " +
      "them is printed as “> x”.",
  ],
  [
    "Floor",
    "A contender that does nothing, under the same load: what host, transport and generator " +
      "cost. Where it makes up more than half of a figure, ratios of that figure understate the" +
      " contender.",
  ],
  [
    "Knee",
    "The highest offered rate at which a contender answered everything and kept the limit on " +
      "the response time. Each trial tries a shuffled grid of rates, shifted a little in every " +
      "block, and has a knee of its own; the interval is over trials. A rate that the floor does " +
      "not answer either is nobody's failure, and a knee close to the floor's is the lab's limit.",
  ],
  [
    "Trials",
    "The unit is the trial, a fresh process; requests within one are not independent. Ratios " +
      "are formed inside blocks, in which all contenders run one after the other. Fewer than " +
      "three trials give no interval and no ranking; percentiles are never averaged.",
  ],
];

/** What the page holds of the record it is drawn from. */
export interface RecordInPage {
  readonly record: RunRecord;
  /** Of the record's bytes. */
  readonly sha256: string;
  readonly bytesMax: number;
  /** Empty, or what the page leaves out to stay small. */
  readonly shortened: string;
}

/** Method, reproduction, and where the record lies. */
export function renderMethodPanel({ record, sha256, bytesMax, shortened }: RecordInPage): Markup {
  const method = METHOD.map(
    ([term, sentence]) => html`<div><dt>${term}</dt><dd>${sentence}</dd></div>`,
  );
  return html`<section id="method" aria-labelledby="method-h">
    <h2 id="method-h">Method</h2>
    <dl class="method">${method}</dl>
    </section>
    <section id="reproduce" aria-labelledby="reproduce-h">
    <h2 id="reproduce-h">Reproduce</h2>
    <pre tabindex="0"><code>${record.reproduce}</code></pre>
    <dl>
    <div><dt>record</dt><dd>${record.recordPath}</dd></div>
    <div><dt>SHA-256</dt><dd class="hash">${sha256}</dd></div>
    <div><dt>schema</dt><dd>${record.schema}</dd></div>
    </dl>
    <p>This page is drawn from that record alone. ${shortened}</p>
    ${renderEmbeddedRecord(record, bytesMax)}
    </section>`;
}
