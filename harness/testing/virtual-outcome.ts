// What a step on the virtual clock comes to, as the generator process would report it. Its own file
// because tests of the judgement need the whole outcome, those of the loop only the loop.

import type { StepPlan } from "#model/plan.ts";
import type { StepOutcome } from "#model/step.ts";
import { stepOutcome } from "#load/step-outcome.ts";
import type { VirtualStep } from "./virtual-step.ts";

const OWN = { cpuS: 0, rssBytesMax: 0, rssBytesPerMinute: [] };

export function outcomeOfStep(
  { loop, exchange }: Pick<VirtualStep, "loop" | "exchange">,
  step: StepPlan,
): StepOutcome {
  const { busy, reconnects } = exchange;
  return stepOutcome(loop, { step, own: OWN, busy, reconnects, scheduleSha256: "" });
}
