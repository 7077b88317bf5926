// What became of a contender variant, from its trials and its faults: the worst fault names the
// outcome, and a variant without a fault is measured if at least one of its steps is valid.

import type { ContenderResult, JobTrial, Outcome, Trial } from "#model/run-record.ts";
import type { JobStep } from "#model/job-step.ts";
import type { Step } from "#model/step.ts";
import type { TrialFault } from "./trial-frame.ts";

/**
 * Worst first: a wrong answer outweighs everything, because a fast wrong answer is worth nothing.
 */
const SEVERITY: readonly TrialFault["outcome"][] = ["incorrect", "crashed", "invalid"];

export type OutcomeAndReason = Pick<ContenderResult, "outcome" | "reason">;

/** The outcome after all trials of a variant; `planned` is how many there should have been. */
export function contenderOutcome(
  trials: readonly (Trial | JobTrial)[],
  faults: readonly TrialFault[],
  planned: number,
): OutcomeAndReason {
  const worst = [...faults].sort(
    (a, b) => SEVERITY.indexOf(a.outcome) - SEVERITY.indexOf(b.outcome),
  )[0];
  if (worst !== undefined) {
    const others = planned > 1 ? ` (${faults.length} of ${planned} trials)` : "";
    return { outcome: worst.outcome, reason: worst.reason + others };
  }
  const steps = trials.flatMap((trial): readonly (Step | JobStep)[] => trial.steps);
  if (steps.some((step) => step.valid)) return { outcome: "measured" };
  const [first, ...others] = steps.flatMap((step) => step.invalidReasons.slice(0, 1));
  // One reason tells; every step has its own in the record.
  const more = others.length > 0 ? ` (first of ${others.length + 1} steps)` : "";
  const reason = first === undefined ? "the run ended before its first trial" : first + more;
  return { outcome: "invalid" satisfies Outcome, reason };
}
