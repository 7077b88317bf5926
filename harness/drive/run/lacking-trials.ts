// Whether a contender still lacks valid trials, which is the only reason to add blocks to a run.
//
// Its own file because this is where a run could be stopped when its result pleases: it looks at
// validity, at labels and at nothing else.

import { NO_CLAIM_LABELS } from "#judge/labels.ts";
import type { JobTrial, Trial } from "#model/run-record.ts";
import type { Runner } from "./runners.ts";

/** A contender that failed in every trial so far will not get better by more of them. */
export function lacksTrials(
  { trials, faults }: Pick<Runner, "trials" | "faults">,
  wanted: number,
): boolean {
  if (faults.length > 0) return false;
  return trials.filter(isValid).length < wanted;
}

/** The first compared rate counts: valid, and under conditions that support a claim. */
function isValid({ steps: [step] }: Trial | JobTrial): boolean {
  if (step === undefined || !step.valid) return false;
  return !step.labels.some((label) => NO_CLAIM_LABELS.includes(label));
}
