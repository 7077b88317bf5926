// The record inside the page, without histograms and timelines: what a reader needs to check a
// figure without a second file. Its own file because it decides how much of a record still fits.
// The full record lies beside the page, and its SHA-256 stands here.

import type { RunRecord, Trial, WorkloadRecord } from "#model/run-record.ts";
import { html, type Markup, preformatted } from "#render/html.ts";

/** Payloads: nine tenths of a record, and nothing to read. */
const PAYLOAD_KEYS: readonly string[] = ["hdr", "timeline"];

/** How much of a workload is left in. */
interface Depth {
  readonly leftOut: string;
  readonly keep: (workload: WorkloadRecord) => object;
}

function comparedSteps(trial: Trial): Trial {
  return { ...trial, steps: trial.steps.filter(({ gridPosition }) => gridPosition === null) };
}

const DEPTHS: readonly Depth[] = [
  { leftOut: "histograms and timelines", keep: (workload) => workload },
  {
    leftOut: "histograms, timelines and the steps that only find the knee",
    keep: (workload) =>
      workload.shape === "service"
        ? { ...workload, trials: workload.trials.map(comparedSteps) }
        : workload,
  },
  {
    leftOut: "histograms, timelines and single trials",
    keep: (workload) => ({ ...workload, trials: [] }),
  },
  {
    leftOut: "histograms, timelines, single trials and comparisons",
    keep: (workload) => ({ ...workload, trials: [], comparisons: [] }),
  },
];

function textOf(record: RunRecord, { keep }: Depth): string {
  const workloads = record.workloads.map(keep);
  const replacer = (key: string, value: unknown): unknown =>
    PAYLOAD_KEYS.includes(key) ? undefined : value;
  return JSON.stringify({ ...record, workloads }, replacer);
}

/** @param bytesMax the first depth that stays below it is printed; where none does, nothing. */
export function renderEmbeddedRecord(record: RunRecord, bytesMax: number): Markup {
  for (const depth of DEPTHS) {
    const text = textOf(record, depth);
    if (text.length > bytesMax) continue;
    return html`<details class="record"><summary>The record without ${depth.leftOut}</summary>
      <pre tabindex="0" aria-label="The record as JSON"><code>${preformatted(text)}</code></pre>
      </details>`;
  }
  return html`<p class="note">The record is too large to stand in this page.</p>`;
}
