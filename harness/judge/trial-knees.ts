// The knees of a workload's trials, put among their metrics: the quantile that the limit is judged
// at is decided from the floor first, then each trial that has a grid gets its knee.
//
// Its own file because it is the one place where floor, limit and grid meet. The floor also shows
// where the lab itself ends: no contender fails at a rate that the floor was not answered at in the
// same block, and a knee close to the floor's own is a bound, not a figure. Pure: a record that is
// read again gives the same knees.

import type { JudgedSlo, Trial, Value } from "#model/run-record.ts";
import type { QuantileName } from "#model/step.ts";
import type { Slo } from "#model/workload.ts";
import { type Knee, kneeOfTrial } from "./knee.ts";
import { decideSloQuantile } from "./slo-quantile.ts";
import { type Limit, stepAnswer } from "./step-answer.ts";
import { valueOf } from "./trial-metrics.ts";

/** Above this part of the floor's knee the lab limits, not the contender. */
const FLOOR_SHARE_MAX = 0.9;

/** Without `slo` where no knee was searched. */
export interface JudgedTrials {
  readonly trials: readonly Trial[];
  readonly slo?: JudgedSlo;
  readonly sloQuantile?: QuantileName;
}

/** @param isFloor tells the floor's trials. */
export function withKnees(
  trials: readonly Trial[],
  slo: Slo,
  isFloor: (trial: Trial) => boolean,
): JudgedTrials {
  if (!trials.some((trial) => hasGrid(trial) && !isFloor(trial))) return { trials };
  const floors = trials.filter(isFloor);
  const decision = decideSloQuantile(slo, floors);
  const limit: Limit = { quantile: decision.sloQuantile, limitNs: slo.limitNs };
  const judged = trials.map((trial) => {
    if (!hasGrid(trial)) return trial;
    const floor = floors.find(
      ({ block, scenario }) => block === trial.block && scenario === trial.scenario,
    );
    if (isFloor(trial)) return withValue(trial, kneeValue(kneeOfTrial(trial, limit)));
    const knee = kneeBesideFloor(trial, floor, limit);
    // Where the host does not let the limit be judged, a knee is the host's too.
    const isHosts = decision.slo.noClaim !== undefined && knee.value !== null;
    return withValue(trial, isHosts ? { ...knee, outside: "lab" } : knee);
  });
  return { ...decision, trials: judged };
}

function hasGrid({ steps }: Trial): boolean {
  return steps.some(({ gridPosition }) => gridPosition !== null);
}

function kneeBesideFloor(trial: Trial, floor: Trial | undefined, limit: Limit): Value {
  if (floor === undefined) return kneeValue(kneeOfTrial(trial, limit));
  const unanswered = floor.steps.filter(
    (step) => step.gridPosition !== null && stepAnswer(step, limit) !== "passed",
  );
  const wallPerS = Math.min(...unanswered.map(({ offeredPerS }) => offeredPerS), Infinity);
  const knee = kneeOfTrial(trial, { ...limit, wallPerS });
  const floorKnee = kneeOfTrial(floor, limit);
  const labPerS = floorKnee.kind === "found" ? floorKnee.ratePerS : wallPerS;
  const isLabs = knee.kind === "found" && knee.ratePerS > FLOOR_SHARE_MAX * labPerS;
  return isLabs ? { ...kneeValue(knee), outside: "lab" } : kneeValue(knee);
}

function kneeValue(knee: Knee): Value {
  if (knee.kind === "found") return valueOf("kneePerS", knee.ratePerS);
  const value = valueOf("kneePerS", null);
  return knee.kind === "unknown" ? value : { ...value, outside: knee.kind };
}

function withValue(trial: Trial, value: Value): Trial {
  return { ...trial, metrics: [...trial.metrics.filter(({ name }) => name !== "kneePerS"), value] };
}
