// The exit code of a run, from its record alone: wrong answers outweigh missing figures.

import type { ContenderResult, RunRecord, WorkloadRecord } from "#model/run-record.ts";
import { NOT_ASKED } from "#drive/plan/entry-choice.ts";
import { EXIT } from "./verb.ts";

export function exitCodeOf({ workloads }: RunRecord): number {
  const results = workloads.flatMap(({ contenders }) => contenders);
  const isWrong = ({ outcome, deviations }: ContenderResult): boolean =>
    outcome === "incorrect" && deviations === undefined;
  if (results.some(isWrong)) return EXIT.wrongAnswers;
  const wasPlanned = results.some(
    ({ role, outcome }) => role === "reference" && outcome !== "left-out",
  );
  // Figures were asked for by name, and none came: missing data must not look like a pass.
  const planned = results.filter(({ outcome, role }) => outcome !== "left-out" && role !== "floor");
  const isNamed = results.some(({ reason }) => reason === NOT_ASKED);
  if (isNamed && !planned.some(({ outcome }) => outcome === "measured")) return EXIT.invalid;
  const isFit = workloads.some(hasUsableReference);
  return wasPlanned && !isFit ? EXIT.invalid : EXIT.pass;
}

/** A step in which the generator was fit; jobs and kernels have none, there a valid one. */
function hasUsableReference(workload: WorkloadRecord): boolean {
  const isReference = ({ contender }: { readonly contender: string }): boolean =>
    contender === "reference";
  if (workload.shape !== "service") {
    return workload.trials
      .filter(isReference)
      .some(({ steps }) => steps.some(({ valid }) => valid));
  }
  const trials = workload.trials.filter(isReference);
  return trials.some(({ steps }) => steps.some(({ generator }) => generator.fit));
}
