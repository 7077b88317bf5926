// The numbers behind a forest plot: ratio, interval, trials, standing, and whether the floor
// squeezes the ratio. Its own file because a picture must be readable as a table, and the table
// says what the picture has no room for.

import type { Comparison } from "#model/run-record.ts";
import { QUANTILE_NAMES } from "#model/step.ts";
import { rankingText } from "#render/condition-facts.ts";
import { cell, type DataTable, proseCell, tableRow } from "#render/data-table.ts";
import { floorShare, TRANSPORT_BOUND } from "#render/floor-share.ts";
import { formatNumber, formatRange, formatRatio, NO_NUMBER } from "#render/format.ts";
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
export function isTransportBound(condition: Condition, comparison: Comparison): boolean {
  const quantile = quantileOf(comparison.metric);
  const name = QUANTILE_NAMES.find((one) => one === quantile);
  if (name === undefined) return false;
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

/** The table beside the plot of one condition. */
export function comparisonTable(
  condition: Condition,
  comparisons: readonly Comparison[],
): DataTable {
  const body = comparisons.map((comparison) => {
    const { contender, against } = sidesOf(comparison);
    return tableRow(`${contender} against ${against}`, [
      cell(metricLabel(comparison.metric)),
      cell(figureText(comparison)),
      cell(intervalText(comparison) || NO_NUMBER),
      cell(comparison.trials),
      proseCell(rankingText(comparison)),
      proseCell(isTransportBound(condition, comparison) ? TRANSPORT_BOUND : ""),
    ]);
  });
  return {
    name: "Ratios with intervals",
    className: "rows",
    caption: `Ratios over paired trials; 95 % interval from three trials on. ${NO_NUMBER}: none.`,
    heads: ["who", "metric", "ratio", "interval", "trials", "standing", "note"],
    body,
  };
}
