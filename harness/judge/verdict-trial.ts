// The trial of the generator verdict: planted faults and clean steps, counted, with the bounds that
// such counts support. Its own file because what planted them knows nothing of statistics.

import type { FaultRow, VerdictTrial } from "#model/self-test.ts";
import { shareBounds } from "./clopper-pearson.ts";

/** Steps in which nothing was planted, and in how many of them the verdict saw something. */
export interface CleanSteps {
  readonly clean: number;
  readonly falseAlarms: number;
}

export function verdictTrial(faults: readonly FaultRow[], steps: CleanSteps): VerdictTrial {
  const sum = (of: (row: FaultRow) => number) => faults.reduce((all, row) => all + of(row), 0);
  const planted = sum((row) => row.planted);
  const rightCause = sum((row) => row.rightCause);
  const { clean, falseAlarms } = steps;
  return {
    planted,
    flagged: sum((row) => row.flagged),
    rightCause,
    rightCauseLow: shareBounds(rightCause, planted).low,
    clean,
    falseAlarms,
    falseAlarmsHigh: shareBounds(falseAlarms, clean).high,
    faults,
  };
}
