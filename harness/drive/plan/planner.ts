// What a run will do, decided before it starts: which scenarios, contender variants and rates, how
// many trials of how many seconds, and what is left out, by name. Workloads give priorities and
// sizes, never seconds × trials; the size gives the time. Pure: `--dry-run` prints what it returns.

import type { Contender } from "#model/contender.ts";
import { FRAMED } from "#model/contender.ts";
import type { JobWorkload, KernelWorkload, ServiceWorkload, Workload } from "#model/workload.ts";
import { type ChoiceInput, chooseEntries, withinBudget } from "./entry-choice.ts";
import { estimateS, type TrialFrame } from "./estimate.ts";
import type {
  JobPlan,
  KernelPlan,
  PlanRequest,
  ScenarioFrame,
  ScenarioPlan,
  ServicePlan,
  WorkloadPlan,
} from "./scenario-plan.ts";
import { rulesOf, type SizeRules } from "./size-rules.ts";

/** The plan of one workload with these contenders. */
export function planWorkload(
  workload: Workload,
  contenders: readonly Contender[],
  request: PlanRequest,
): WorkloadPlan {
  switch (workload.shape) {
    case "service":
      return planService(workload, contenders, request);
    case "job":
      return planJob(workload, contenders, request);
    case "kernel":
      return planKernel(workload, contenders, request);
  }
}

export function planService(
  workload: ServiceWorkload,
  contenders: readonly Contender[],
  request: PlanRequest,
): ServicePlan {
  const { parameters, ratesPerS } = workload.sizes[request.size];
  const planning = planningOf(workload, request, request.ratesPerS ?? ratesPerS);
  const scenarios = kept(
    planning.asked.map((scenario) => ({
      shape: "service" as const,
      scenario,
      ratesPerS: request.ratesPerS ?? ratesPerS,
      ...frameOf(planning, {
        speaks: scenario.speaks,
        wanted: workload.wantedKnees,
        hasKnees: true,
        contenders,
      }),
    })),
    planning,
  );
  const slo = request.slo ?? workload.slo;
  return { shape: "service", workload, slo, scenarios, ...ending(planning, parameters, scenarios) };
}

export function planJob(
  workload: JobWorkload,
  contenders: readonly Contender[],
  request: PlanRequest,
): JobPlan {
  const { parameters } = workload.sizes[request.size];
  const planning = planningOf(workload, request);
  const frame = frameOf(planning, framed(workload, contenders));
  const scenarios = kept(
    planning.asked.map((scenario) => ({ shape: "job" as const, scenario, ...frame })),
    planning,
  );
  return { shape: "job", workload, scenarios, ...ending(planning, parameters, scenarios) };
}

export function planKernel(
  workload: KernelWorkload,
  contenders: readonly Contender[],
  request: PlanRequest,
): KernelPlan {
  const { parameters } = workload.sizes[request.size];
  const planning = planningOf(workload, request);
  const frame = frameOf(planning, framed(workload, contenders));
  const scenarios = kept(
    planning.asked.map((scenario) => ({ shape: "kernel" as const, scenario, ...frame })),
    planning,
  );
  return { shape: "kernel", workload, scenarios, ...ending(planning, parameters, scenarios) };
}

type Candidates = Omit<ChoiceInput, "request" | "rules">;

function framed(
  { wanted }: JobWorkload | KernelWorkload,
  contenders: readonly Contender[],
): Candidates {
  return { speaks: FRAMED, wanted, hasKnees: false, contenders };
}

/** What all scenarios of a plan share. */
interface Planning<AnyWorkload extends Workload> {
  readonly workload: AnyWorkload;
  readonly request: PlanRequest;
  /** The scenarios that were asked for, or that the size has. */
  readonly asked: AnyWorkload["scenarios"][number][];
  readonly rules: SizeRules;
  readonly frame: TrialFrame & Pick<ScenarioFrame, "budgetS">;
}

function planningOf<AnyWorkload extends Workload>(
  workload: AnyWorkload,
  request: PlanRequest,
  ratesPerS?: readonly number[],
): Planning<AnyWorkload> {
  const rules = rulesFor(request);
  const all: readonly AnyWorkload["scenarios"][number][] = workload.scenarios;
  const asked = all.filter(
    ({ id, quick }) => request.scenarios?.includes(id) ?? (quick || request.size !== "quick"),
  );
  const frame = {
    ...(ratesPerS === undefined ? {} : { ratesPerS }),
    durationS: request.durationS ?? rules.stepS,
    rules,
    budgetS: budgetOf(request, rules, asked.length),
  };
  return { workload, request, asked, rules, frame };
}

function frameOf<AnyWorkload extends Workload>(
  { request, rules, frame }: Planning<AnyWorkload>,
  candidates: Candidates,
): ScenarioFrame {
  const choice = chooseEntries({ ...candidates, request, rules });
  const { entries, leftOut } = request.size === "quick" ? choice : withinBudget(choice, frame);
  const { durationS, budgetS } = frame;
  return { entries, leftOut, durationS, rules, budgetS };
}

/** The candidates for which there is time. */
function kept<AnyPlan extends ScenarioPlan, AnyWorkload extends Workload>(
  candidates: readonly AnyPlan[],
  { request, rules }: Planning<AnyWorkload>,
): readonly AnyPlan[] {
  return isSuite(request) ? firstWithin(candidates, rules) : candidates;
}

function ending<AnyWorkload extends Workload>(
  { workload, request }: Planning<AnyWorkload>,
  parameters: WorkloadPlan["parameters"],
  scenarios: readonly ScenarioPlan[],
): Pick<WorkloadPlan, "parameters" | "leftOut" | "estimatedS"> {
  return {
    parameters,
    leftOut: leftOutSentences(workload, scenarios, request),
    estimatedS: scenarios.reduce((sum, scenario) => sum + estimateS(scenario), 0),
  };
}

/** The size's rules, with the trials that were asked for. */
function rulesFor({ size, named, trials, maxTimeS }: PlanRequest): SizeRules {
  const rules = rulesOf(size, named);
  const budgetS = maxTimeS ?? rules.budgetS;
  return trials === undefined
    ? { ...rules, budgetS }
    : { ...rules, budgetS, trials, extraTrials: trials };
}

/** A time that was asked for is for all scenarios together; a size's is for each of them. */
function budgetOf(
  { size, maxTimeS }: PlanRequest,
  { budgetS }: SizeRules,
  scenarios: number,
): number | undefined {
  if (maxTimeS !== undefined) return maxTimeS / Math.max(1, scenarios);
  // A quick plan is fitted before it starts, and then run to its end.
  return size === "quick" ? undefined : budgetS;
}

/** Whether the planner chooses how many scenarios there is time for. */
function isSuite({ size, scenarios }: PlanRequest): boolean {
  return size === "quick" && scenarios === undefined;
}

/** The first scenario always; later ones as long as the time lasts. */
function firstWithin<AnyPlan extends ScenarioPlan>(
  candidates: readonly AnyPlan[],
  { budgetS }: SizeRules,
): AnyPlan[] {
  let leftS = budgetS ?? Infinity;
  return candidates.filter((scenario, position) => {
    const neededS = estimateS(scenario);
    if (position > 0 && neededS > leftS) return false;
    leftS -= neededS;
    return true;
  });
}

function leftOutSentences(
  workload: Workload,
  scenarios: readonly ScenarioPlan[],
  { scenarios: asked, size }: PlanRequest,
): string[] {
  const kept = scenarios.map(({ scenario }) => scenario.id);
  return workload.scenarios
    .filter(({ id }) => !kept.includes(id))
    .map(({ id, quick }) => {
      if (asked) return `${workload.id}: scenario ${id}, not among --scenarios`;
      const why = quick ? "for want of time" : `not part of the ${size} size`;
      return `${workload.id}: scenario ${id}, ${why}; run it by --scenarios=${id}`;
    });
}
