// Which colour, marker and dash a contender variant has, the same in all charts of a workload:
// colour and marker by contender, dash by variant. Three signs for one thing, so that neither
// colour blindness nor a grey print loses it. The colours themselves are the style sheet's.

import type { ContenderResult, WorkloadRecord } from "#model/run-record.ts";
import { html, type Markup } from "#render/html.ts";
import { variantLabel } from "#render/measurements.ts";

export interface SeriesStyle {
  /** Classes of the style sheet: s0 … s5 and d1 … d3, or `floor`. */
  readonly className: string;
  /** Its id where no other variant of it is in the workload, else its full label. */
  readonly name: string;
  /** Id of its sign; undefined: it has none. */
  readonly sign?: string;
}

/**
 * Five shapes around (0, 0) that differ in outline, not only in size; then they repeat with other
 * colours.
 */
const SHAPES: readonly Markup[] = [
  html`<circle id="m0" r="4.5"/>`,
  html`<path id="m1" d="M-4-4h8v8h-8z"/>`,
  html`<path id="m2" d="M0-5.5 5 4H-5z"/>`,
  html`<path id="m3" d="M0-6 5.5 0 0 6-5.5 0z"/>`,
  html`<path id="m4" d="M0 5.5-5-4H5z"/>`,
];
/** Above the plot · stands for nothing. */
export const ARROW = "up";
export const CROSS = "x";
const SIGNS = [
  html`<path id="${ARROW}" d="M0-7 5 2H-5z"/>`,
  html`<path id="${CROSS}" d="M-4-4 4 4M4-4-4 4"/>`,
];

/** Drawn once in a page, used by all of its charts. */
export function signDefinitions(): Markup {
  return html`<svg aria-hidden="true" width="0" height="0"><defs>${SHAPES}${SIGNS}</defs></svg>`;
}

/** Classes in the style sheet; the first dash is a solid line and needs none. */
const COLOURS = 6;
const DASHES = 4;

/** The floor is context, not a competitor: grey, dashed, without markers. */
export const FLOOR_STYLE: SeriesStyle = { className: "floor", name: "floor" };

function styleAt(name: string, contender: number, variant: number): SeriesStyle {
  const dash = variant % DASHES;
  return {
    className: `s${contender % COLOURS}${dash === 0 ? "" : ` d${dash}`}`,
    name,
    sign: `m${contender % SHAPES.length}`,
  };
}

export type SeriesStyles = ReadonlyMap<string, SeriesStyle>;

/** Styles by variant label: the reference has the first colour, what was not measured the last. */
export function seriesStyles(workload: WorkloadRecord): SeriesStyles {
  const drawn = new Set(workload.trials.map(({ contender }) => contender));
  const place = ({ id, role }: ContenderResult) => {
    if (role === "reference") return 0;
    return drawn.has(id) ? 1 : 2;
  };
  const order = workload.contenders.toSorted((one, other) => place(one) - place(other));
  const styles = new Map<string, SeriesStyle>();
  const contenders = Map.groupBy(
    order.filter(({ role }) => role !== "floor"),
    ({ id }) => id,
  );
  for (const [at, [id, results]] of [...contenders].entries()) {
    const labels = [...new Set(results.map(variantLabel))];
    for (const [nth, label] of labels.entries()) {
      styles.set(label, styleAt(labels.length === 1 ? id : label, at, nth));
    }
  }
  return styles;
}

export function styleOf(styles: SeriesStyles, label: string): SeriesStyle {
  return styles.get(label) ?? FLOOR_STYLE;
}

/** What every line of every chart says of itself. */
export interface Series {
  readonly label: string;
  readonly style: SeriesStyle;
  /** Drawn thin and without a name where there are too many lines. */
  readonly bold: boolean;
}

/** Classes of a line. */
export function lineClass({ style, bold }: Series): string {
  return bold ? style.className : `${style.className} thin`;
}

function legendSign({ className, sign }: SeriesStyle): Markup {
  if (sign === undefined) return html``;
  return html`<use class="${className} mark" href="#${sign}" x="17" y="6"/>`;
}

/** More items than these would cover a narrow screen while it scrolls. */
const STICKY_MAX = 8;

/** Each series with its sign, once for all charts of a workload. */
export function seriesLegend(all: readonly Series[]): Markup {
  const items = all.map(
    (one) => html`<li><svg aria-hidden="true">
      <path class="${lineClass(one)}" d="M0 6h34"/>${legendSign(one.style)}</svg>${one.label}</li>`,
  );
  return html`<ul class="legend${all.length > STICKY_MAX ? "" : " sticky"}">${items}</ul>`;
}
