// How one figure stands in a table cell: the number, the range of its trials, and the mark of
// whatever limits it. Its own file because struck-through, censored and missing numbers must look
// the same in every table.

import { formatBytes, formatNs, formatPerS, formatRange, NO_NUMBER } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { condensed } from "#render/reason-text.ts";
import type { QuantileFigure, TrialRange } from "#render/quantile-figure.ts";
import type { PooledFigure } from "#render/usage-figure.ts";

/** Collects the sentences below a table; equal sentences share a number. */
export interface Footnotes {
  /** A link to the sentence, for the cell. */
  mark(sentence: string): Markup;
  list(): Markup;
}

/** @param id unique in the page; prefix of the notes' anchors. */
export function footnotes(id: string): Footnotes {
  const sentences: string[] = [];
  return {
    mark(sentence) {
      if (!sentences.includes(sentence)) sentences.push(sentence);
      const number = sentences.indexOf(sentence) + 1;
      return html`<sup><a href="#${id}-n${number}">${number}</a></sup>`;
    },
    list() {
      if (sentences.length === 0) return html``;
      const items = sentences.map((text, at) => html`<li id="${id}-n${at + 1}">${text}</li>`);
      return html`<ol class="notes">${items}</ol>`;
    },
  };
}

type Format = (value: number) => string;

function rangeMarkup(range: TrialRange | undefined, format: Format): Markup {
  if (range === undefined || format(range.low) === format(range.high)) return html``;
  return html`<small>${formatRange(range.low, range.high, format)}</small>`;
}

const CENSORED_NOTE =
  "Above the longest recorded reply: requests were withheld, lost or never answered.";
const UNSUPPORTED_NOTE =
  "Fewer than 20 samples above it, or in fewer than 5 slices of 100 ms: one event, not a tail.";

function partlyNote(trials: number, ofTrials: number): string {
  return `From ${trials} of ${ofTrials} trials; the others do not support it.`;
}

export function quantileCell(figure: QuantileFigure, notes: Footnotes): Markup {
  switch (figure.kind) {
    case "measured": {
      const { ns, range, trials, ofTrials } = figure;
      const mark = trials < ofTrials ? notes.mark(partlyNote(trials, ofTrials)) : "";
      return html`<td>${formatNs(ns)}${mark}${rangeMarkup(range, formatNs)}</td>`;
    }
    case "unfit": {
      const causes = condensed(figure.causes).join("; ") || "no cause recorded";
      const mark = notes.mark(`Struck through, supports nothing: ${causes}.`);
      return html`<td class="unfit"><s>${formatNs(figure.ns)}</s>${mark}</td>`;
    }
    case "censored":
      return html`<td>&gt;&nbsp;${formatNs(figure.aboveNs)}${notes.mark(CENSORED_NOTE)}</td>`;
    case "unsupported":
      return html`<td>${NO_NUMBER}${notes.mark(UNSUPPORTED_NOTE)}</td>`;
  }
}

function pooledCell({ value, range }: PooledFigure, format: Format): Markup {
  if (value === null) return html`<td>${NO_NUMBER}</td>`;
  return html`<td>${format(value)}${rangeMarkup(range, format)}</td>`;
}

export const perSCell = (figure: PooledFigure): Markup => pooledCell(figure, formatPerS);
export const nsCell = (figure: PooledFigure): Markup => pooledCell(figure, formatNs);
export const bytesCell = (figure: PooledFigure): Markup => pooledCell(figure, formatBytes);
