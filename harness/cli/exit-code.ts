// The exit code of a run, from its record alone: wrong answers outweigh missing figures.

import type { ContenderResult, RunRecord } from "#model/run-record.ts";
import { NOT_ASKED } from "#drive/plan/planner.ts";
import { EXIT } from "./verb.ts";

export function exitCodeOf({ workloads }: RunRecord): number {
  const results = workloads.flatMap(({ contenders }) => contenders);
  const isWrong = ({ outcome, deviations }: ContenderResult): boolean =>
    outcome === "incorrect" && deviations === undefined;
  if (results.some(isWrong)) return EXIT.wrongAnswers;
  const trials = workloads.flatMap((workload) => workload.trials);
  const reference = trials.filter(({ contender }) => contender === "reference");
  const wasPlanned = results.some(
    ({ role, outcome }) => role === "reference" && outcome !== "left-out",
  );
  // Figures were asked for by name, and none came: missing data must not look like a pass.
  const planned = results.filter(({ outcome, role }) => outcome !== "left-out" && role !== "floor");
  const isNamed = results.some(({ reason }) => reason === NOT_ASKED);
  if (isNamed && !planned.some(({ outcome }) => outcome === "measured")) return EXIT.invalid;
  const isFit = reference.some(({ steps }) => steps.some((step) => step.generator.fit));
  return wasPlanned && !isFit ? EXIT.invalid : EXIT.pass;
}
