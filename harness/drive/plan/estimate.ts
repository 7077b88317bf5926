// How long a plan will take, as far as that is known before it runs. Its own file because planner,
// dry run and progress must agree; how long it took, the run itself measures.

import { FLOOR_STEPS, GRID_STEPS } from "./rate-grid.ts";
import type { PlannedEntry, ScenarioFrame } from "./scenario-plan.ts";
import { PILOT_S } from "./trial-plan.ts";

/** A step's preparation and the wait for its last replies, beyond its own seconds. */
const STEP_OVERHEAD_S = 0.1;

/** What all entries of a scenario share. */
export interface TrialFrame extends Pick<ScenarioFrame, "durationS" | "rules"> {
  /** Of services alone; a job or a kernel has one step. */
  readonly ratesPerS?: readonly number[];
}

/** Pre-checks, closed-loop maxima and all planned trials. */
export function estimateS(plan: TrialFrame & Pick<ScenarioFrame, "entries">): number {
  const blocks = Math.max(0, ...plan.entries.map(({ trials }) => trials));
  const maxima = plan.entries.filter(({ grid }) => grid === "knee").length;
  const trialsS = plan.entries.reduce((sum, entry) => sum + entry.trials * trialS(entry, plan), 0);
  return blocks * plan.rules.preCheckS + maxima * plan.rules.overheadS + trialsS;
}

/** One trial of an entry. */
function trialS({ grid }: PlannedEntry, { ratesPerS, durationS, rules }: TrialFrame): number {
  const steps = { knee: GRID_STEPS, floor: FLOOR_STEPS, none: 0 }[grid];
  const gridS = steps * (rules.gridStepS[0] + STEP_OVERHEAD_S);
  const compared = ratesPerS?.length ?? 1;
  const pilotS = ratesPerS === undefined ? 0 : PILOT_S;
  return rules.overheadS + pilotS + compared * (durationS + STEP_OVERHEAD_S) + gridS;
}

/** Trials that the plan starts, the measurements of closed-loop maxima included. */
export function plannedTrials({ entries }: Pick<ScenarioFrame, "entries">): number {
  return entries.reduce((sum, { trials, grid }) => sum + trials + (grid === "knee" ? 1 : 0), 0);
}
