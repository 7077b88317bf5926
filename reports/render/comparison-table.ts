// The numbers behind a forest plot: ratio, interval, trials, standing, and whether the floor
// squeezes the ratio. Its own file because a picture must be readable as a table, and the table
// says what the picture has no room for.

import type { Comparison } from "#model/run-record.ts";
import { QUANTILE_NAMES } from "#model/step.ts";
import { pairingsOf, rankingText, standing } from "#render/condition-facts.ts";
import { cell, type DataTable, tableRow } from "#render/data-table.ts";
import { floorShare, TRANSPORT_BOUND } from "#render/floor-share.ts";
import { formatNumber, formatRange, formatRatio, NO_NUMBER } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { type Condition, variantLabel } from "#render/measurements.ts";
import { metricLabel, quantileOf } from "#render/metric-label.ts";

interface Sides {
  readonly contender: string;
  readonly against: string;
}

function sidesOf({ contender, variant, against, againstVariant }: Comparison): Sides {
  return {
    contender: variantLabel({ id: contender, variant }),
    against: variantLabel({ id: against, variant: againstVariant }),
  };
}

/**
 * Whether the floor makes up most of one of the two figures, so that the ratio is squeezed towards
 * 1.
 */
export function isTransportBound(
  condition: Condition | undefined,
  comparison: Comparison,
): boolean {
  const quantile = quantileOf(comparison.metric);
  const name = QUANTILE_NAMES.find((one) => one === quantile);
  if (condition === undefined || name === undefined) return false;
  const sides = Object.values(sidesOf(comparison));
  return condition.measurements
    .filter(({ result }) => sides.includes(variantLabel(result)))
    .some((measurement) => floorShare(condition, measurement, name)?.transportBound === true);
}

/** "2.55 … 2.92", or nothing where there is no interval. */
export function intervalText({ low, high }: Comparison): string {
  return low === undefined || high === undefined ? "" : formatRange(low, high, formatNumber);
}

function figureText({ ratio, difference }: Comparison): string {
  if (ratio !== undefined) return formatRatio(ratio);
  return difference === undefined ? NO_NUMBER : formatNumber(difference);
}

/** A brief table says nothing of what ranks, and no more than the standing of the rest. */
function standingText(comparison: Comparison, brief: boolean): string {
  if (!brief) return rankingText(comparison);
  return comparison.ranked ? "" : standing(comparison);
}

function ratioRow(
  condition: Condition | undefined,
  comparison: Comparison,
  brief: boolean,
): Markup {
  const note = isTransportBound(condition, comparison) ? " †" : "";
  return tableRow(metricLabel(comparison.metric), [
    cell(figureText(comparison)),
    cell(intervalText(comparison) || NO_NUMBER),
    cell(standingText(comparison, brief) + note),
  ]);
}

/** The table beside a plot, of one condition or of none: a group of rows for each pairing. */
export function comparisonTable(
  condition: Condition | undefined,
  comparisons: readonly Comparison[],
  brief: boolean,
): DataTable {
  const body = pairingsOf(comparisons).map(
    ({ contender, against, comparisons: group }) => html`<tbody>
      <tr class="group"><th scope="rowgroup" colspan="4">${contender} against ${against}</th></tr>
      ${group.map((comparison) => ratioRow(condition, comparison, brief))}</tbody>`,
  );
  return {
    className: "rows",
    caption: `Ratios over paired trials. † ${TRANSPORT_BOUND}.`,
    heads: ["metric", "ratio", "interval", "standing"],
    body,
  };
}
