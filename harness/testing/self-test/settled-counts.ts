// One row for each thing that was counted, from the rows of all repetitions. Its own file because
// it is the rule of quantiles (four of five within) for things that have no quantile.

import type { CountRow } from "#model/self-test.ts";
import { WITHIN_SHARE } from "../truth/truth-judgement.ts";

/**
 * The row of the first repetition that went as most did. @param repetitions rows of each; each has
 * the same things in the same order.
 */
export function settledCounts(repetitions: readonly (readonly CountRow[])[]): CountRow[] {
  const [first = []] = repetitions;
  return first.flatMap(({ what }) => {
    const rows = repetitions.flatMap((each) => each.filter((row) => row.what === what));
    const within = rows.filter((row) => row.within).length >= WITHIN_SHARE * rows.length;
    return rows.find((row) => row.within === within) ?? [];
  });
}
