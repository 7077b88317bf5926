// What a run would do, without doing it: `--dry-run`, and the estimate behind the progress.

import {
  estimateS,
  type ScenarioPlan,
  trialsOfEntry,
  type WorkloadPlan,
} from "#drive/plan/planner.ts";
import type { ProgressPlan } from "./progress-view.ts";

export function trialsOf(plans: readonly WorkloadPlan[]): ProgressPlan {
  const scenarios = plans.flatMap((plan) => plan.scenarios);
  return {
    trials: scenarios.reduce((sum, scenario) => sum + trialsOfScenario(scenario), 0),
    estimatedS: scenarios.reduce((sum, scenario) => sum + estimateS(scenario), 0),
  };
}

function trialsOfScenario({ entries, trials }: ScenarioPlan): number {
  return entries.reduce((sum, entry) => sum + trialsOfEntry(entry, trials), 0);
}

export function dryRunText(plans: readonly WorkloadPlan[], json: boolean): string {
  const rows = plans.map(({ workload, scenarios, leftOut, estimatedS }) => ({
    id: workload.id,
    estimatedS,
    scenarios: scenarios.map((scenario) => ({
      id: scenario.scenario.id,
      ratesPerS: scenario.ratesPerS,
      durationS: scenario.durationS,
      trials: scenario.trials,
      contenders: scenario.entries.map(
        ({ contender, variant }) => `${contender.id}/${variant.name}`,
      ),
      leftOut: scenario.leftOut.map(
        ({ contender, variant, reason }) => `${contender.id}/${variant.name}: ${reason}`,
      ),
    })),
    leftOut,
  }));
  if (json) return `${JSON.stringify({ workloads: rows }, null, 2)}\n`;
  return rows
    .flatMap((row) => [
      `${row.id}: about ${Math.round(row.estimatedS)} s`,
      ...row.scenarios.flatMap((each) => [
        `  ${each.id}: ${each.trials} trials of ${each.durationS} s at ${each.ratesPerS.join(", ")}/s`,
        `    runs      ${each.contenders.join(", ")}`,
        `    left out  ${each.leftOut.join(", ") || "none"}`,
      ]),
      ...row.leftOut.map((sentence) => `  left out: ${sentence}`),
      "",
    ])
    .join("\n");
}
