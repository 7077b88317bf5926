// What a run would do, without doing it: `--dry-run`, and the estimate behind the progress.

import { estimateS, plannedTrials } from "#drive/plan/estimate.ts";
import { NS_PER_MS } from "#model/units.ts";
import type { Slo } from "#model/workload.ts";
import type { PlannedEntry, ScenarioPlan, WorkloadPlan } from "#drive/plan/scenario-plan.ts";
import type { ProgressPlan } from "./progress-view.ts";

const SECONDS_PER_MINUTE = 60;
/** Below this, seconds are read more easily. */
const MINUTES_FROM_S = 180;

export function trialsOf(plans: readonly WorkloadPlan[]): ProgressPlan {
  const scenarios = plans.flatMap((plan): readonly ScenarioPlan[] => plan.scenarios);
  return {
    trials: scenarios.reduce((sum, scenario) => sum + plannedTrials(scenario), 0),
    estimatedS: scenarios.reduce((sum, scenario) => sum + estimateS(scenario), 0),
  };
}

export function dryRunText(plans: readonly WorkloadPlan[], json: boolean): string {
  if (json) return `${JSON.stringify({ workloads: plans.map(rowOf) }, null, 2)}\n`;
  return plans.flatMap((plan) => [...linesOf(plan), ""]).join("\n");
}

function rowOf(plan: WorkloadPlan): object {
  const { workload, scenarios, leftOut, estimatedS } = plan;
  return {
    id: workload.id,
    estimatedS,
    ...(plan.shape === "service" ? { slo: plan.slo } : {}),
    scenarios: scenarios.map((scenario) => ({
      id: scenario.scenario.id,
      ...(scenario.shape === "service" ? { ratesPerS: scenario.ratesPerS } : {}),
      durationS: scenario.durationS,
      contenders: scenario.entries.map((entry) => ({
        name: nameOf(entry),
        priority: entry.priority,
        trials: entry.trials,
        grid: entry.grid,
      })),
      leftOut: scenario.leftOut.map((entry) => `${nameOf(entry)}: ${entry.reason}`),
      estimatedS: estimateS(scenario),
    })),
    leftOut,
  };
}

function linesOf(plan: WorkloadPlan): string[] {
  return [
    `${plan.workload.id}: about ${timeOf(plan.estimatedS)}`,
    ...plan.scenarios.flatMap((scenario) => scenarioLines(scenario, plan)),
    ...plan.leftOut.map((sentence) => `  left out: ${sentence}`),
  ];
}

function scenarioLines(scenario: ScenarioPlan, plan: WorkloadPlan): string[] {
  const { entries, leftOut } = scenario;
  const knees = entries.filter(({ grid }) => grid === "knee").map(nameOf);
  const limit = plan.shape === "service" ? limitText(plan.slo) : "";
  return [
    `  ${scenario.scenario.id}: ${stepsText(scenario)}`,
    ...byTrials(entries).map(([trials, names]) => `    ${trials} trials  ${names.join(", ")}`),
    ...(knees.length > 0 ? [`    knees     ${knees.join(", ")} (${limit})`] : []),
    ...byReason(leftOut).map(([reason, names]) => `    left out  ${names.join(", ")}: ${reason}`),
  ];
}

function limitText({ quantile, limitNs }: Slo): string {
  return `response ${quantile} ≤ ${limitNs / NS_PER_MS} ms`;
}

function stepsText(scenario: ScenarioPlan): string {
  const { durationS, rules } = scenario;
  switch (scenario.shape) {
    case "service":
      return `steps of ${durationS} s at ${scenario.ratesPerS.join(", ")}/s`;
    case "job":
      return `one request at a time for ${durationS} s, at least ${rules.requestsMin}`;
    case "kernel":
      return "one request, in which the contender measures itself";
  }
}

function nameOf({ contender, variant }: Pick<PlannedEntry, "contender" | "variant">): string {
  return `${contender.id}/${variant.name}`;
}

function byTrials(entries: readonly PlannedEntry[]): [trials: number, names: string[]][] {
  const groups = Map.groupBy(entries, ({ trials }) => trials);
  return [...groups].map(([trials, group]) => [trials, group.map(nameOf)]);
}

function byReason(leftOut: ScenarioPlan["leftOut"]): [reason: string, names: string[]][] {
  const groups = Map.groupBy(leftOut, ({ reason }) => reason);
  return [...groups].map(([reason, group]) => [reason, group.map(nameOf)]);
}

function timeOf(seconds: number): string {
  return seconds < MINUTES_FROM_S
    ? `${Math.round(seconds)} s`
    : `${Math.round(seconds / SECONDS_PER_MINUTE)} min`;
}
