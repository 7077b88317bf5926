// The progress of a load run on stderr: what is waited for, and for how long about.

import type { TrialPlan } from "#model/plan.ts";
import type { LoadMoment } from "./load-run.ts";

export interface LoadProgressPlan {
  readonly plan: Pick<TrialPlan, "steps" | "connections">;
  readonly warmUpSteps: number;
}

/** One line. */
export function progressLine(moment: LoadMoment, { plan, warmUpSteps }: LoadProgressPlan): string {
  const { steps, connections } = plan;
  if (moment.kind === "connecting") return `opening ${connections} connections`;
  const at = moment.step;
  const recorded = steps.length - warmUpSteps;
  const name = at < warmUpSteps ? "warm-up" : `step ${at - warmUpSteps + 1} of ${recorded}`;
  if (moment.kind === "late-replies") return `${name}: waiting for late replies`;
  const leftS = steps.slice(at).reduce((sum, { durationS }) => sum + durationS, 0);
  const { ratePerS, durationS } = steps[at] ?? { ratePerS: 0, durationS: 0 };
  return `${name}: ${ratePerS}/s for ${durationS} s, about ${leftS} s left`;
}
