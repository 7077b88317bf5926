// Which colour, marker and dash a contender variant has, the same in all charts of a workload.
// Three signs for one thing, so that neither colour blindness nor a grey print loses it. The
// colours themselves are the style sheet's.

import type { WorkloadRecord } from "#model/run-record.ts";
import { html, type Markup } from "#render/html.ts";
import { variantLabel } from "#render/measurements.ts";

export interface SeriesStyle {
  /** Class of the style sheet: s0 … s5, or `floor`. */
  readonly className: string;
  readonly marker: Markup;
}

/**
 * Five shapes around (0, 0) that differ in outline, not only in size; then they repeat with other
 * colours.
 */
const MARKERS: readonly Markup[] = [
  html`<circle r="4.5"/>`,
  html`<rect x="-4" y="-4" width="8" height="8"/>`,
  html`<path d="M0-5.5 5 4H-5z"/>`,
  html`<path d="M0-6 5.5 0 0 6-5.5 0z"/>`,
  html`<path d="M0 5.5-5-4H5z"/>`,
];
/** Classes in the style sheet. */
const COLOURS = 6;

/** Styles by variant label, the reference first. */
export function seriesStyles(workload: WorkloadRecord): ReadonlyMap<string, SeriesStyle> {
  const styles = new Map<string, SeriesStyle>();
  const first = workload.contenders.filter(({ role }) => role === "reference");
  for (const result of [...first, ...workload.contenders]) {
    const label = variantLabel(result);
    if (result.role === "floor" || styles.has(label)) continue;
    const at = styles.size;
    styles.set(label, {
      className: `s${at % COLOURS}`,
      marker: MARKERS[at % MARKERS.length] ?? html``,
    });
  }
  return styles;
}

/** The floor is context, not a competitor: grey, dashed, without markers. */
export const FLOOR_STYLE: SeriesStyle = { className: "floor", marker: html`` };
